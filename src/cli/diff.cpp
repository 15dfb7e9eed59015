#include "actions/draft_patch.hpp"
#include "cli/command.hpp"
#include "report/diff_words.hpp"
#include "store/overview.hpp"
#include "store/task_pairs.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

struct DiffArguments {
    std::string slug;
    bool patch = false;
};

ExitStatus print_patch(Invocation& invocation, const DiffArguments& arguments,
                       const std::vector<TaskPair>& pairs)
{
    if (invocation.json || invocation.format) {
        throw Error("a patch has one form only: --patch goes without --json and --format", {},
                    ExitStatus::usage);
    }
    if (pairs.empty()) {
        throw Error("there is nothing to compare for '" + arguments.slug + "'",
                    "'tm-db why " + arguments.slug + "' shows which files it has");
    }
    const TaskPair& pair = pairs.front();
    const FrontMatterPatch patch = draft_patch(invocation.machine(), invocation.workspace(), pair);
    if (!patch.trouble.empty()) {
        throw Error("no patch can be written: " + patch.trouble,
                    "'tm-db diff " + arguments.slug + "' shows the fields");
    }
    for (const auto& note : notes_on_patch(pairs)) {
        invocation.note(note);
    }
    invocation.print(patch.diff);
    return ExitStatus::done;
}

ExitStatus run_diff(Invocation& invocation, const DiffArguments& arguments)
{
    const Format format = invocation.table_format();
    Store store = invocation.open_for_reading();
    require_task(store, arguments.slug);
    const auto pairs = read_task_pairs(store, arguments.slug);
    if (arguments.patch) {
        return print_patch(invocation, arguments, pairs);
    }
    if (format == Format::table) {
        invocation.print(diff_text(arguments.slug, pairs, invocation.environment().terminal));
    } else {
        invocation.print(diff_table(pairs));
    }
    return ExitStatus::done;
}

}   // namespace

void add_diff(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand(
        "diff", "The fields in which a root file and its copy in a worktree differ");
    command->footer(
        "Labels: worktree_ahead, root_ahead: only that side has changed it since the base;\n"
        "both_changed, converged: both have, to different values or to the same one;\n"
        "differs: nothing is known of a base.\n"
        "\n"
        "Examples:\n"
        "  tm-db diff fix-login                      base, root and worktree side by side\n"
        "  tm-db diff fix-login --patch | git apply  let the root file take the worktree's fields");
    auto arguments = std::make_shared<DiffArguments>();
    command->add_option("slug", arguments->slug, "The task")->type_name("SLUG")->required();
    command->add_flag("--patch", arguments->patch,
                      "Print what would make the root file take the worktree's fields");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_diff(invocation, *arguments); };
    });
}

}   // namespace tmdb
