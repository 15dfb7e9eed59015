#include "cli/command.hpp"
#include "report/snapshot_words.hpp"
#include "store/overview.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

ExitStatus run_snapshot(Invocation& invocation, const std::optional<std::string>& owner)
{
    invocation.wants_json();   // another format is said before any work
    Store store = invocation.open_for_reading();
    const Overview overview =
        read_overview(store, {.manager = invocation.manager_of(store, owner)});
    invocation.print(snapshot_json(overview, invocation.machine().now()));
    return ExitStatus::done;
}

}   // namespace

void add_snapshot(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("snapshot", "What a heartbeat reads, always in JSON");
    command->footer("Examples:\n"
                    "  tm-db snapshot                  every task\n"
                    "  tm-db snapshot --owner dave     those that dave manages, by whatever name");
    auto owner = std::make_shared<std::optional<std::string>>();
    command->add_option("--owner", *owner, "Only the tasks that this person manages")
        ->type_name("NAME");
    command->callback([&invocation, owner] {
        invocation.chosen = [&invocation, owner] { return run_snapshot(invocation, *owner); };
    });
}

}   // namespace tmdb
