#include "actions/reconcile.hpp"

#include "actions/keep_signals.hpp"
#include "actions/look_around.hpp"
#include "actions/standing.hpp"
#include "actions/volumes.hpp"
#include "actions/write_register.hpp"
#include "base/error.hpp"
#include "passes/run_pass.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"
#include "store/pass_query.hpp"
#include "store/recorder.hpp"
#include "store/standing.hpp"

#include <algorithm>
#include <set>

namespace tmdb {

namespace {

/// The entries that the pruning pass found, with what was seen of them.
std::vector<PruneCandidate> candidates_of(const std::vector<PassResult>& results,
                                          const std::vector<EntryLook>& looks)
{
    std::set<std::string> subjects;
    for (const auto& result : results) {
        if (result.code == pruning_code) {
            for (const auto& finding : result.findings) {
                subjects.insert(finding.subject);
            }
        }
    }
    std::vector<PruneCandidate> candidates;
    for (const auto& look : looks) {
        const Judgement judgement = judge(look);
        if (judgement.verdict == Verdict::prunable &&
            subjects.contains(look.owner + "/" + look.slug)) {
            candidates.push_back({look.register_path, look.owner, look.slug, judgement.reason});
        }
    }
    return candidates;
}

/// Each once.
void add_kept(ReconcileReport& report, const std::vector<EntryLook>& looks)
{
    std::set<KeptEntry> known(report.kept.begin(), report.kept.end());
    for (const auto& look : looks) {
        const Judgement judgement = judge(look);
        if (judgement.verdict != Verdict::prunable && !judgement.reason.empty()) {
            KeptEntry kept{look.owner, look.slug, look.register_path, judgement.reason,
                           judgement.verdict == Verdict::unknown};
            if (known.insert(kept).second) {
                report.kept.push_back(std::move(kept));
            }
        }
    }
}

/// Whether a code is that of a pass cannot be said while the user's own cannot be looked for.
void require_passes_with_grace(const Workspace& workspace, const PassCatalogue& catalogue)
{
    for (const auto& [code, minutes] : workspace.config.grace) {
        if (catalogue.whole && find_pass(catalogue, code) == nullptr) {
            throw Error("cannot use 'grace." + code + "' of the configuration: there is no pass '" +
                            code + "'",
                        "'tm-db passes' lists them", ExitStatus::usage);
        }
    }
}

std::set<std::string> needs_of(const std::vector<const Pass*>& passes)
{
    std::set<std::string> needs;
    for (const Pass* pass : passes) {
        needs.insert(pass->needs.begin(), pass->needs.end());
    }
    return needs;
}

/// The whole of one reconcile: what it was given, and its steps in their order.
class Reconciliation {
public:
    Reconciliation(Store& store, Machine& machine, const Workspace& workspace,
                   const ReconcileOptions& options)
        : store_(store),
          machine_(machine),
          workspace_(workspace),
          options_(options),
          catalogue_(pass_catalogue(machine, workspace)),
          passes_(choose_passes(catalogue_, options.only, options.skipped)),
          started_at_(format_instant(machine.now())),
          parameters_{machine.now(), workspace.config.thresholds, workspace.config.drift},
          history_(store),
          keeper_(store, workspace.config.grace, started_at_),
          standing_(store, machine, workspace, passes_)
    {}

    ReconcileReport run()
    {
        require_passes_with_grace(workspace_, catalogue_);
        store_.connection().expect_many_writes();   // every open signal is seen once more
        if (options_.write == Write::yes) {
            recover();
        }
        note_skipped();
        const bool may_stand = !options_.expected_prunes;   // for that number is asked now
        if (!may_stand || !standing_.answer(options_.write, report_)) {
            look_and_ask();
            prune();
            conclude();
        }
        return std::move(report_);
    }

private:
    void recover()
    {
        const Recovery recovery = recover_register_writes(store_, machine_, workspace_);
        report_.recovered = recovery.settled;
        for (const auto& [path, file] : recovery.displaced) {
            report_.troubles.push_back(
                {.register_path = path,
                 .outcome = RegisterPrune::Outcome::displaced,
                 .reason =
                     "a run that was cut short has left another program's version in " + file});
        }
    }

    void note_skipped()
    {
        for (const auto& pass : catalogue_.passes) {
            if (std::find(passes_.begin(), passes_.end(), &pass) == passes_.end()) {
                report_.skipped.push_back(pass.code);
            }
        }
    }

    void look_and_ask()
    {
        const bool for_losses =
            is_chosen("orphaned_worktree") || is_chosen("completed_worktree_unreconciled");
        around_ = look_around(store_, standing_.watched_machine(), workspace_, for_losses);
        lay_out(store_, around_.looks);
        results_ = ask();
        add_kept(report_, around_.looks.entries);
    }

    /// One round of all chosen passes over the mirror as it stands.
    std::vector<PassResult> ask()
    {
        const auto unknown = unknown_facts(store_, needs_of(passes_));
        std::vector<PassResult> results;
        for (std::size_t i = 0; i < passes_.size(); ++i) {
            if (!results_.empty() && has_failed(*passes_[i], results_[i])) {
                results.push_back(results_[i]);
            } else {
                results.push_back(run_pass(store_, machine_, *passes_[i], parameters_, unknown,
                                           workspace_.config.pass_time_limit));
            }
        }
        return results;
    }

    /// Such a pass is not asked again after the pruning: that is within a transaction, which SQLite
    /// rolls back when a query runs out of memory.
    static bool has_failed(const Pass& pass, const PassResult& result)
    {
        return !pass.is_ours() &&
               std::ranges::any_of(result.not_evaluated, [](const NotEvaluated& unknown) {
                   return unknown.subject.empty();
               });
    }

    bool is_chosen(std::string_view code) const
    {
        return std::any_of(passes_.begin(), passes_.end(),
                           [&](const Pass* pass) { return pass->code == code; });
    }

    void prune()
    {
        PrunePlan plan =
            plan_pruning(candidates_of(results_, around_.looks.entries),
                         register_masses(around_.looks.entries), options_.expected_prunes);
        report_.refused = std::move(plan.refused);
        report_.why_refused = std::move(plan.why_refused);

        std::map<std::string, std::vector<PruneCandidate>> by_register;
        for (auto& candidate : plan.allowed) {
            by_register[candidate.register_path].push_back(std::move(candidate));
        }
        if (!by_register.empty() && options_.write == Write::yes) {
            begin_run();
        }
        try {
            for (const auto& [path, candidates] : by_register) {
                prune_one(path, candidates);
            }
        } catch (...) {
            record_failure();
            throw;
        }
    }

    void prune_one(const std::string& path, const std::vector<PruneCandidate>& candidates)
    {
        RegisterPrune result =
            prune_register(store_, machine_, workspace_, around_.known, path, candidates,
                           report_.run_id.value_or(0), options_.write, options_.plain_rename);
        add_kept(report_, result.kept);
        report_.pruned.insert(report_.pruned.end(), result.pruned.begin(), result.pruned.end());
        if (result.outcome != RegisterPrune::Outcome::done) {
            report_.troubles.push_back(std::move(result));
        } else if (result.write_id != 0) {
            done_writes_.push_back(result.write_id);
            if (result.by_plain_rename) {
                report_.plain_renames.push_back(path);
            }
        }
    }

    /// Registers have changed, and nothing else will be: say so, and what of it is true.
    void record_failure()
    {
        if (report_.run_id) {
            Transaction transaction(store_);
            Recorder recorder(store_);
            settle_writes();
            recorder.write(*report_.run_id, started_at_);
            history_.end_run(*report_.run_id, Outcome::failed, format_instant(machine_.now()));
            transaction.commit();
        }
    }

    void conclude()
    {
        if (options_.write == Write::no) {
            settle_signals();
            return;
        }
        Transaction transaction(store_);
        Recorder recorder(store_);
        if (!report_.run_id) {
            report_.run_id = history_.begin_run(RunKind::reconcile, started_at_);
        }
        settle_writes();
        const std::vector<PassResult> before_pruning = results_;
        if (!report_.pruned.empty()) {
            results_ = ask();
        }
        settle_signals();
        keeper_.write(*report_.run_id);
        keeper_.open_and_clear_pruned(*report_.run_id, before_pruning, report_);
        write_unjudged(store_, report_.not_evaluated, report_.kept);
        recorder.write(*report_.run_id, started_at_);
        history_.end_run(*report_.run_id, report_.outcome(), format_instant(machine_.now()));
        standing_.note(report_, results_, around_.looks, keeper_.earliest_return());
        transaction.commit();
    }

    void begin_run()
    {
        Transaction transaction(store_);
        report_.run_id = history_.begin_run(RunKind::reconcile, started_at_);
        transaction.commit();
    }

    /// The mirror and the history learn what has left the registers.
    void settle_writes()
    {
        for (const auto write : done_writes_) {
            history_.settle_done(write, started_at_);
        }
        MirrorWriter mirror(store_);
        std::vector<std::pair<std::string, std::string>> gone;
        for (const auto& pruned : report_.pruned) {
            mirror.remove_entry(pruned.register_path, pruned.slug);
            gone.emplace_back(pruned.register_path, pruned.slug);
        }
        if (!gone.empty()) {
            take_out(store_, gone);
        }
    }

    void settle_signals()
    {
        const bool all = options_.only.empty() && catalogue_.whole;
        keeper_.settle(results_, [&](const std::string& code) {
            return all && find_pass(catalogue_, code) == nullptr;
        });
        keeper_.tell(report_);
        for (const auto& result : results_) {
            report_.not_evaluated.insert(report_.not_evaluated.end(), result.not_evaluated.begin(),
                                         result.not_evaluated.end());
        }
    }

    Store& store_;
    Machine& machine_;
    const Workspace& workspace_;
    const ReconcileOptions& options_;
    PassCatalogue catalogue_;
    std::vector<const Pass*> passes_;
    std::string started_at_;
    PassParameters parameters_;
    History history_;
    SignalKeeper keeper_;
    Standing standing_;

    Surroundings around_;
    std::vector<PassResult> results_;
    std::vector<std::int64_t> done_writes_;
    ReconcileReport report_;
};

}   // namespace

std::vector<const Pass*> choose_passes(const PassCatalogue& catalogue,
                                       const std::vector<std::string>& only,
                                       const std::vector<std::string>& skipped)
{
    const auto contains = [](const std::vector<std::string>& codes, const std::string& code) {
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    };
    for (const auto* codes : {&only, &skipped}) {
        for (const auto& code : *codes) {
            pass_named(catalogue, code);
        }
    }
    std::vector<const Pass*> chosen;
    for (const auto& pass : catalogue.passes) {
        if ((only.empty() || contains(only, pass.code)) && !contains(skipped, pass.code)) {
            chosen.push_back(&pass);
        }
    }
    return chosen;
}

ReconcileReport reconcile(Store& store, Machine& machine, const Workspace& workspace,
                          const ReconcileOptions& options)
{
    VolumeMachine sighted(machine, volumes_from(MirrorReader(store).state("volumes").value_or("")));
    return Reconciliation(store, sighted, workspace, options).run();
}

}   // namespace tmdb
