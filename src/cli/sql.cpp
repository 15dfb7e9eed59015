#include "base/watchdog.hpp"
#include "cli/command.hpp"
#include "store/console.hpp"
#include "store/log.hpp"
#include "store/past.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <iterator>

namespace tmdb {

namespace {

struct Options {
    std::string query;
    double seconds = 5;
    std::optional<std::string> as_of;
};

/// The run that an instant or a number means.
std::int64_t run_meant(Invocation& invocation, Store& store, const std::string& as_of)
{
    std::int64_t run = 0;
    const auto* end = as_of.data() + as_of.size();
    const auto read = std::from_chars(as_of.data(), end, run);
    return read.ec == std::errc() && read.ptr == end
               ? require_run(store, run)
               : run_at(store, invocation.instant("--as-of", as_of));
}

std::string told(const RunLine& run)
{
    return "as of run " + std::to_string(run.id) + ", the " + run.kind + " that ended at " +
           run.finished_at.value_or("an unknown time") + "\n";
}

ExitStatus run(Invocation& invocation, const Options& options)
{
    invocation.table_format();   // a wrong one is said before any work
    Store store = invocation.open_for_reading();
    const std::string sql = options.query == "-"
                                ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                : options.query;
    const std::chrono::milliseconds limit(static_cast<std::int64_t>(options.seconds * 1000));
    arm_watchdog(limit);
    const ConsoleLimits limits{.time = limit};
    if (options.as_of) {
        const auto run = run_meant(invocation, store, *options.as_of);
        invocation.note(told(read_run(store, run)));
        Past past(store, tables_read(sql), run);
        invocation.print(run_console_query(past.store(), invocation.machine(), sql, limits));
    } else {
        invocation.print(run_console_query(store, invocation.machine(), sql, limits));
    }
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
        "  tm-db sql --as-of '2 hours ago' 'SELECT slug, status FROM task'\n"
        "  tm-db sql - < question.sql");
    auto options = std::make_shared<Options>();
    command->add_option("query", options->query, "One statement, or - for standard input")
        ->required()
        ->type_name("QUERY");
    command
        ->add_option("--as-of", options->as_of,
                     "Answer from what was there then: an instant, 'yesterday 09:00', or a run")
        ->type_name("TIME");
    command->add_option("--timeout", options->seconds, "Give up after so many seconds")
        ->check(CLI::Range(0.001, 3600.0).description(""))
        ->type_name("SECONDS")
        ->capture_default_str();
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
