#include "actions/reconcile.hpp"

#include "cli/command.hpp"
#include "report/reconcile_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace tmdb {

namespace {

struct Options {
    std::vector<std::string> only;
    std::vector<std::string> skipped;
    bool dry_run = false;
    bool exit_code = false;
    std::optional<std::size_t> expected_prunes;
    bool plain_rename = false;
};

ReconcileOptions reconcile_options(const Options& options, const Invocation& invocation,
                                   const Config& config)
{
    ReconcileOptions chosen{.only = options.only,
                            .skipped = options.skipped,
                            .write = options.dry_run ? Write::no : Write::yes,
                            .expected_prunes = options.expected_prunes,
                            .plain_rename =
                                options.plain_rename ? PlainRename::allowed : PlainRename::refused};
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

ExitStatus run(Invocation& invocation, const Options& options)
{
    const bool json = invocation.wants_json();
    const Workspace& workspace = invocation.workspace();
    const ReconcileOptions chosen = reconcile_options(options, invocation, workspace.config);
    Store store = chosen.write == Write::yes ? invocation.open_for_writing(Store::Content::synced)
                                             : invocation.open_for_reading();
    const ReconcileReport report = reconcile(store, invocation.machine(), workspace, chosen);
    if (json) {
        invocation.print(reconcile_json(report));
    } else {
        invocation.print(reconcile_text(report, invocation.environment().terminal));
    }
    return status_of(report, options.exit_code);
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
    auto options = std::make_shared<Options>();
    command->add_option("--only", options->only, "Run these passes only")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("CODE,CODE");
    command->add_option("--skip", options->skipped, "Leave these passes out")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("CODE,CODE");
    command->add_flag("-n,--dry-run", options->dry_run, "Write nothing anywhere");
    command->add_flag(
        "--exit-code", options->exit_code,
        "Exit 2 with open signals, 3 when something was not evaluated, 5 when refused");
    command
        ->add_option("--expect-prunes", options->expected_prunes,
                     "Prune exactly this many entries, or none")
        ->type_name("N");
    command->add_flag("--allow-plain-rename", options->plain_rename,
                      "Prune where files cannot be exchanged: a write at that moment is lost");
    command->callback([&invocation, options] {
        invocation.chosen = [&invocation, options] { return run(invocation, *options); };
    });
}

}   // namespace tmdb
