#include "cli/command.hpp"
#include "report/overview_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

/// What a person has to look at; the rest is a number until it is asked for.
const std::vector<std::string> groups_at_first = {"needs_attention", "active", "ready", "waiting"};

struct StatusArguments {
    bool all = false;
    std::optional<std::string> owner;
};

ExitStatus run_status(Invocation& invocation, const StatusArguments& arguments)
{
    const Format format = invocation.table_format();
    Store store = invocation.open_for_reading();
    const bool everything = arguments.all || format != Format::table;
    const Overview overview =
        read_overview(store, {.groups = everything ? display_groups() : groups_at_first,
                              .manager = invocation.manager_of(store, arguments.owner)});
    const Nanoseconds now = invocation.machine().now();
    if (format == Format::table) {
        invocation.print(overview_text(overview, now, invocation.environment().terminal));
    } else if (format == Format::json) {
        invocation.print(overview_json(overview, now));
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
        "  tm-db status --owner dave    the tasks that dave manages, by whatever name\n"
        "  tm-db status --format csv    every task, one row each");
    auto arguments = std::make_shared<StatusArguments>();
    command->add_flag("--all", arguments->all, "List finished and other tasks too");
    command->add_option("--owner", arguments->owner, "Only the tasks that this person manages")
        ->type_name("NAME");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_status(invocation, *arguments); };
    });
}

}   // namespace tmdb
