#include "actions/restore.hpp"

#include "actions/lock.hpp"
#include "cli/command.hpp"
#include "report/restore_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct Options {
    PruneSelection selection;
    bool exit_code = false;
};

ExitStatus run(Invocation& invocation, const Options& options)
{
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    Store::open_for_reading(invocation.machine(),
                            workspace.database);   // there must have been a prune
    const auto lock = lock_out_others(invocation.machine(), workspace.database);
    Store store = invocation.open_for_writing();
    const RestoreReport report = restore(store, invocation.machine(), workspace, options.selection);
    if (json) {
        invocation.print(restore_json(report));
    } else {
        invocation.print(restore_text(report, invocation.environment().terminal));
    }
    const bool refused =
        std::any_of(report.entries.begin(), report.entries.end(), [](const RestoredEntry& entry) {
            return entry.outcome == RestoredEntry::Outcome::refused;
        });
    if (!refused) {
        return ExitStatus::done;
    }
    return options.exit_code ? ExitStatus::refused : ExitStatus::failed;
}

}   // namespace

void add_restore(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("restore", "Put pruned entries back into their registers");
    command->footer("Examples:\n"
                    "  tm-db restore fix-login    the entry of this task, as it was\n"
                    "  tm-db restore --prune 12   this one (tm-db sql 'SELECT * FROM prune')\n"
                    "  tm-db restore --run 40     everything that run 40 pruned");
    auto options = std::make_shared<Options>();
    auto* choice = command->add_option_group("what", "One of these");
    choice->add_option("slug", options->selection.slug, "The task whose entry was pruned last")
        ->type_name("SLUG");
    choice->add_option("--prune", options->selection.prune_id, "A row of the table prune")
        ->type_name("ID");
    choice->add_option("--run", options->selection.run_id, "All that a run pruned")
        ->type_name("ID");
    choice->require_option(1);
    command->add_flag("--exit-code", options->exit_code, "Exit 5 when something was refused");
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
