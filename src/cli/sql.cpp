#include "cli/ask.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

namespace tmdb {

namespace {

struct SqlArguments {
    std::string query;
    AskOptions ask;
};

ExitStatus run_sql(Invocation& invocation, const SqlArguments& arguments)
{
    invocation.table_format();   // a wrong one is said before any work
    const std::string sql = arguments.query == "-"
                                ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                : arguments.query;
    ask(invocation, sql, {}, arguments.ask);
    return ExitStatus::done;
}

}   // namespace

void add_sql(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("sql", "Ask in SQL; reading only");
    command->footer(
        "Tables: task task_copy task_dependency register_entry worktree dispatch pull_request\n"
        "        problem signal signal_event prune run change\n"
        "Views:  ledgers completion bucket open_signal log_entry\n"
        "\n"
        "Examples:\n"
        "  tm-db sql 'SELECT slug, root_status, worktree_status FROM ledgers WHERE registered'\n"
        "  tm-db sql --format csv 'SELECT * FROM open_signal' > signals.csv\n"
        "  tm-db sql --as-of '2 hours ago' 'SELECT slug, status FROM task'\n"
        "  tm-db sql - < question.sql");
    auto arguments = std::make_shared<SqlArguments>();
    command->add_option("query", arguments->query, "One statement, or - for standard input")
        ->required()
        ->type_name("QUERY");
    add_ask_options(*command, arguments->ask);
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_sql(invocation, *arguments); };
    });
}

}   // namespace tmdb
