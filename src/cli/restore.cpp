#include "actions/restore.hpp"

#include "cli/command.hpp"
#include "report/restore_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct RestoreArguments {
    PruneSelection selection;
    bool exit_code = false;
    bool plain_rename = false;
};

bool names_nothing(const PruneSelection& selection)
{
    return !selection.slug && !selection.prune_id && !selection.run_id;
}

ExitStatus run_restore(Invocation& invocation, const RestoreArguments& arguments)
{
    if (names_nothing(arguments.selection)) {
        throw Error("restore what: a task, --prune ID or --run ID is needed",
                    "tm-db sql 'SELECT id, run_id, slug, pruned_at FROM prune' lists what there is",
                    ExitStatus::usage);
    }
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    Store store = invocation.open_for_writing(Store::Content::synced);
    const RestoreReport report =
        restore(store, invocation.machine(), workspace, arguments.selection,
                arguments.plain_rename ? PlainRename::allowed : PlainRename::refused);
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
    return arguments.exit_code ? ExitStatus::refused : ExitStatus::failed;
}

}   // namespace

void add_restore(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("restore", "Put pruned entries back into their registers");
    command->footer("Examples:\n"
                    "  tm-db restore fix-login    the entry of this task, as it was\n"
                    "  tm-db restore --prune 12   this one (tm-db sql 'SELECT * FROM prune')\n"
                    "  tm-db restore --run 40     everything that run 40 pruned");
    auto arguments = std::make_shared<RestoreArguments>();
    auto* slug =
        command
            ->add_option("slug", arguments->selection.slug, "The task whose entry was pruned last")
            ->type_name("SLUG");
    auto* prune = command->add_option("--prune", arguments->selection.prune_id, "One pruned entry")
                      ->type_name("ID")
                      ->excludes(slug);
    command->add_option("--run", arguments->selection.run_id, "All that a run pruned")
        ->type_name("ID")
        ->excludes(slug)
        ->excludes(prune);
    command->add_flag("--exit-code", arguments->exit_code, "Exit 5 when something was refused");
    command->add_flag("--allow-plain-rename", arguments->plain_rename,
                      "Restore where files cannot be exchanged: a write at that moment is lost");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] {
            return run_restore(invocation, *arguments);
        };
    });
}

}   // namespace tmdb
