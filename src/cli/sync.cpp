#include "actions/sync.hpp"

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/progress_line.hpp"
#include "report/sync_words.hpp"

#include <CLI/CLI.hpp>

namespace tmdb {

namespace {

/// A tracker with another layout looks like an empty one.
std::string no_tasks_hint(const Workspace& workspace)
{
    std::string globs;
    for (const auto& glob : workspace.config.layout.tasks) {
        globs += " '" + glob + "'";
    }
    return "hint: no task file matches" + escape_controls(globs) + " below " +
           escape_controls(workspace.root) +
           "; where yours lie is said in tm-db.toml: see tm-db(1)\n";
}

struct SyncArguments {
    bool full = false;
    bool gh = false;
    bool timings = false;
};

ExitStatus run_sync(Invocation& invocation, const SyncArguments& arguments)
{
    const bool json = invocation.wants_json();
    const Timings timings = arguments.timings ? Timings::yes : Timings::no;
    Store store = invocation.open_for_writing();
    SyncReport report;
    {
        ProgressLine line(invocation);
        report = sync(store, invocation.machine(), invocation.workspace(),
                      {.full = arguments.full,
                       .fetch = arguments.gh,
                       .progress = [&](std::string_view phase, std::size_t done,
                                       std::size_t total) { line.show(phase, done, total); }});
    }
    if (json) {
        invocation.print(sync_json(report, timings));
    } else {
        invocation.print(sync_text(report, invocation.environment().terminal, timings));
    }
    if (report.ledgers.at("task").total == 0 && report.problems.empty()) {
        invocation.note(no_tasks_hint(invocation.workspace()));
    }
    return ExitStatus::done;
}

}   // namespace

void add_sync(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("sync", "Mirror everything that changed");
    command->footer("Examples:\n"
                    "  tm-db sync                 from the repository, or anywhere below it\n"
                    "  tm-db sync -C ~/work/repo  from anywhere else\n"
                    "  tm-db sync --gh            ask GitHub for the pull requests, by gh\n"
                    "  tm-db sync --full          read every file again\n"
                    "  tm-db sync --timings       see where the time goes");
    auto arguments = std::make_shared<SyncArguments>();
    command->add_flag("--gh", arguments->gh, "Ask 'gh pr list' for the pull requests");
    command->add_flag("--full", arguments->full, "Believe no time stamp: read every file");
    command->add_flag("--timings", arguments->timings, "Say where the time went");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] { return run_sync(invocation, *arguments); };
    });
}

}   // namespace tmdb
