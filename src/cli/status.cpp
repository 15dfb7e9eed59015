#include "cli/command.hpp"
#include "report/overview_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

/// What a person has to look at; the rest is a number until it is asked for.
const std::vector<std::string> groups_at_first = {"needs_attention", "active", "ready", "waiting"};

ExitStatus run(Invocation& invocation, bool all)
{
    const Format format = invocation.table_format();
    Store store = invocation.open_for_reading();
    const bool everything = all || format != Format::table;
    const Overview overview = read_overview(store, everything ? display_groups() : groups_at_first);
    if (format == Format::table) {
        invocation.print(
            overview_text(overview, invocation.machine().now(), invocation.environment().terminal));
    } else if (format == Format::json) {
        invocation.print(overview_json(overview));
    } else {
        invocation.print(overview_table(overview));
    }
    return ExitStatus::done;
}

}   // namespace

void add_status(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("status", "The tasks in groups, with their signals");
    command->footer(
        "Examples:\n"
        "  tm-db status                 what needs attention, is active, ready or waits\n"
        "  tm-db status --all           the finished and the other tasks too\n"
        "  tm-db status --format csv    every task, one row each");
    auto all = std::make_shared<bool>(false);
    command->add_flag("--all", *all, "List finished and other tasks too");
    command->callback([&invocation, all] {
        invocation.chosen = [&invocation, all] { return run(invocation, *all); };
    });
}

}   // namespace tmdb
