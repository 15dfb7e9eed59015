#include "base/watchdog.hpp"
#include "cli/command.hpp"
#include "store/console.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

namespace tmdb {

namespace {

struct Options {
    std::string query;
    double seconds = 5;
};

ExitStatus run(Invocation& invocation, const Options& options)
{
    invocation.table_format();   // a wrong one is said before any work
    Store store = invocation.open_for_reading();
    const std::string sql = options.query == "-"
                                ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                : options.query;
    const std::chrono::milliseconds limit(static_cast<std::int64_t>(options.seconds * 1000));
    arm_watchdog(limit);
    invocation.print(run_console_query(store, invocation.machine(), sql, {.time = limit}));
    return ExitStatus::done;
}

}   // namespace

void add_sql(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("sql", "Ask in SQL; reading only");
    command->footer(
        "Tables: task task_copy task_dependency register_entry worktree dispatch pull_request\n"
        "        problem signal signal_event prune run change\n"
        "Views:  ledgers completion bucket open_signal\n"
        "\n"
        "Examples:\n"
        "  tm-db sql 'SELECT slug, root_status, worktree_status FROM ledgers WHERE registered'\n"
        "  tm-db sql --format csv 'SELECT * FROM open_signal' > signals.csv\n"
        "  tm-db sql - < question.sql");
    auto options = std::make_shared<Options>();
    command->add_option("query", options->query, "One statement, or - for standard input")
        ->required()
        ->type_name("QUERY");
    command->add_option("--timeout", options->seconds, "Give up after so many seconds")
        ->check(CLI::Range(0.001, 3600.0).description(""))
        ->type_name("SECONDS")
        ->capture_default_str();
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
