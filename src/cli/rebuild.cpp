#include "actions/rebuild.hpp"

#include "cli/command.hpp"
#include "cli/progress_line.hpp"
#include "report/sync_words.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

ExitStatus run_rebuild(Invocation& invocation)
{
    const bool json = invocation.wants_json();
    Store store = invocation.open_for_writing();
    SyncReport report;
    {
        ProgressLine line(invocation);
        report = rebuild(store, invocation.machine(), invocation.workspace(),
                         [&](std::string_view phase, std::size_t done, std::size_t total) {
                             line.show(phase, done, total);
                         });
    }
    if (json) {
        invocation.print(sync_json(report));
    } else {
        invocation.print(sync_text(report, invocation.environment().terminal));
    }
    return ExitStatus::done;
}

}   // namespace

void add_rebuild(CLI::App& app, Invocation& invocation)
{
    auto* command =
        app.add_subcommand("rebuild", "Make the mirror anew, and keep all of the history");
    command->footer("Examples:\n"
                    "  tm-db rebuild         when the mirror may be wrong; loses nothing\n"
                    "  tm-db rebuild --json");
    command->callback(
        [&invocation] { invocation.chosen = [&invocation] { return run_rebuild(invocation); }; });
}

}   // namespace tmdb
