#include "actions/reconcile.hpp"

#include "cli/command.hpp"
#include "report/reconcile_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct ReconcileArguments {
    std::vector<std::string> only;
    std::vector<std::string> skipped;
    bool dry_run = false;
    bool exit_code = false;
    std::optional<std::size_t> expected_prunes;
    bool plain_rename = false;
};

ReconcileOptions reconcile_options(const ReconcileArguments& arguments,
                                   const Invocation& invocation, const Config& config)
{
    ReconcileOptions chosen{.only = arguments.only,
                            .skipped = arguments.skipped,
                            .write = arguments.dry_run ? Write::no : Write::yes,
                            .expected_prunes = arguments.expected_prunes,
                            .plain_rename = arguments.plain_rename ? PlainRename::allowed
                                                                   : PlainRename::refused};
    for (const auto* more : {&config.skipped_passes, &invocation.environment().skipped}) {
        chosen.skipped.insert(chosen.skipped.end(), more->begin(), more->end());
    }
    return chosen;
}

bool has_trouble(const ReconcileReport& report, RegisterPrune::Outcome outcome)
{
    return std::any_of(report.troubles.begin(), report.troubles.end(),
                       [&](const RegisterPrune& one) { return one.outcome == outcome; });
}

/// What went wrong comes first, then what --exit-code asks for.
ExitStatus status_of(const ReconcileReport& report, bool exit_code)
{
    if (has_trouble(report, RegisterPrune::Outcome::displaced)) {
        return ExitStatus::displaced;
    }
    if (has_trouble(report, RegisterPrune::Outcome::failed)) {
        return ExitStatus::write_failed;
    }
    if (has_trouble(report, RegisterPrune::Outcome::busy)) {
        return ExitStatus::busy;
    }
    if (!exit_code) {
        return ExitStatus::done;
    }
    if (!report.why_refused.empty() || has_trouble(report, RegisterPrune::Outcome::refused)) {
        return ExitStatus::refused;
    }
    if (report.open.total() > report.open.acknowledged) {
        return ExitStatus::signals_open;
    }
    return report.not_evaluated.empty() ? ExitStatus::done : ExitStatus::not_evaluated;
}

ExitStatus run_reconcile(Invocation& invocation, const ReconcileArguments& arguments)
{
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    const ReconcileOptions chosen = reconcile_options(arguments, invocation, workspace.config);
    Store store = chosen.write == Write::yes ? invocation.open_for_writing(Store::Content::synced)
                                             : invocation.open_for_reading();
    const ReconcileReport report = reconcile(store, invocation.machine(), workspace, chosen);
    if (json) {
        invocation.print(reconcile_json(report));
    } else {
        invocation.print(reconcile_text(report, invocation.environment().terminal));
    }
    return status_of(report, arguments.exit_code);
}

}   // namespace

void add_reconcile(CLI::App& app, Invocation& invocation)
{
    auto* command =
        app.add_subcommand("reconcile", "Ask where the ledgers disagree, and prune stale entries");
    command->footer(
        "Examples:\n"
        "  tm-db reconcile --dry-run            say what would happen, write nothing\n"
        "  tm-db reconcile --exit-code          2 while signals are open\n"
        "  tm-db reconcile --only metadata_drift,worker_gone\n"
        "  tm-db reconcile --expect-prunes 17   more than the guard allows, on purpose");
    auto arguments = std::make_shared<ReconcileArguments>();
    command->add_option("--only", arguments->only, "Run these passes only")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("CODE,CODE");
    command->add_option("--skip", arguments->skipped, "Leave these passes out")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("CODE,CODE");
    command->add_flag("-n,--dry-run", arguments->dry_run, "Write nothing anywhere");
    command->add_flag(
        "--exit-code", arguments->exit_code,
        "Exit 2 with open signals, 3 when something was not evaluated, 5 when refused");
    command
        ->add_option("--expect-prunes", arguments->expected_prunes,
                     "Prune exactly this many entries, or none")
        ->type_name("N");
    command->add_flag("--allow-plain-rename", arguments->plain_rename,
                      "Prune where files cannot be exchanged: a write at that moment is lost");
    command->callback([&invocation, arguments] {
        invocation.chosen = [&invocation, arguments] {
            return run_reconcile(invocation, *arguments);
        };
    });
}

}   // namespace tmdb
