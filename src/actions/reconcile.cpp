#include "actions/reconcile.hpp"

#include "actions/circles.hpp"
#include "actions/losses.hpp"
#include "actions/write_register.hpp"
#include "base/error.hpp"
#include "passes/run_pass.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"
#include "store/pass_query.hpp"
#include "store/recorder.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

namespace tmdb {

namespace {

constexpr const char* prune_code = "register_orphan";

using EntryKey = std::pair<std::string, std::string>;   // register path and slug

KnownPlaces known_places(MirrorReader& mirror, History& history)
{
    KnownPlaces known;
    for (const auto& task : mirror.registered_tasks()) {
        known.task_paths.emplace(task.slug, task.path);
    }
    for (const auto& dispatch : mirror.registered_dispatches()) {
        known.dispatch_paths.emplace(dispatch.slug, dispatch.path);
    }
    for (auto& entry : history.restored()) {
        const std::string slug = entry.slug;
        known.restored.emplace(slug, std::move(entry));
    }
    return known;
}

/// Looks at every entry of the mirror, on the disk.
std::vector<EntryLook> look_at_entries(const std::vector<MirroredEntry>& entries,
                                       EntryInspector& inspector)
{
    std::vector<EntryLook> looks;
    looks.reserve(entries.size());
    for (const auto& mirrored : entries) {
        EntryLook look = inspector.inspect(mirrored.entry, mirrored.owner, mirrored.register_path);
        look.occurrence = mirrored.occurrence;
        if (mirrored.stale) {
            look.problem = "its register cannot be read";
        }
        looks.push_back(std::move(look));
    }
    return looks;
}

/// What would be lost with the worktrees that somebody might remove.
std::vector<LossReport> look_for_losses(Machine& machine, const Workspace& workspace,
                                        MirrorReader& mirror)
{
    std::vector<WorktreeInQuestion> in_question;
    std::string sample;
    std::set<std::string> merged;
    for (const auto& pull_request : mirror.pull_requests()) {
        if (pull_request.state == "MERGED" && pull_request.head_oid) {
            merged.insert(*pull_request.head_oid);
        }
    }
    for (const auto& worktree : mirror.abandoned_worktrees()) {
        sample = worktree.head_oid.value_or(sample);
        in_question.push_back({.path = worktree.path,
                               .admin_dir = worktree.admin_dir,
                               .branch = worktree.branch,
                               .head_oid = worktree.head_oid,
                               .locked = worktree.locked,
                               .lock_reason = worktree.lock_reason,
                               .operation = worktree.operation,
                               .commits = worktree.commits,
                               .git_trouble = worktree.git_trouble,
                               .merged = merged.contains(worktree.head_oid.value_or(""))});
    }
    std::unique_ptr<GitObjects> objects;
    return find_losses(machine, workspace, in_question, [&]() -> GitObjects& {
        if (!objects) {
            const auto git = find_git_directory(machine, workspace.root);
            objects = std::make_unique<GitObjects>(machine, workspace.root,
                                                   git.value.value_or(GitDirectory{}), sample,
                                                   workspace.git_environment);
        }
        return *objects;
    });
}

/// The entries that the pruning pass found, with what was seen of them.
std::vector<PruneCandidate> candidates_of(const std::vector<PassResult>& results,
                                          const std::vector<EntryLook>& looks)
{
    std::set<std::string> subjects;
    for (const auto& result : results) {
        if (result.code == prune_code) {
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

std::map<std::string, std::size_t> register_sizes(const std::vector<MirroredEntry>& entries)
{
    std::map<std::string, std::size_t> sizes;
    for (const auto& entry : entries) {
        ++sizes[entry.register_path];
    }
    return sizes;
}

void add_kept(ReconcileReport& report, const std::vector<EntryLook>& looks)
{
    for (const auto& look : looks) {
        const Judgement judgement = judge(look);
        if (judgement.verdict != Verdict::prunable && !judgement.reason.empty()) {
            KeptEntry kept{look.owner, look.slug, look.register_path, judgement.reason,
                           judgement.verdict == Verdict::unknown};
            if (std::find(report.kept.begin(), report.kept.end(), kept) == report.kept.end()) {
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

void sort_by_identity(std::vector<Finding>& findings)
{
    std::sort(findings.begin(), findings.end(), [](const Finding& one, const Finding& other) {
        return std::tie(one.code, one.subject) < std::tie(other.code, other.subject);
    });
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
          history_(store)
    {}

    ReconcileReport run()
    {
        require_passes_with_grace(workspace_, catalogue_);
        if (options_.write == Write::yes) {
            report_.recovered = recover_register_writes(store_, machine_, workspace_);
        }
        look_and_ask();
        prune();
        conclude();
        sort_by_identity(report_.opened);
        sort_by_identity(report_.cleared);
        return std::move(report_);
    }

private:
    void look_and_ask()
    {
        MirrorReader mirror(store_);
        known_ = known_places(mirror, history_);
        entries_ = mirror.entries();
        EntryInspector inspector(machine_, workspace_, known_);
        looks_.entries = look_at_entries(entries_, inspector);
        looks_.circles = find_circles(mirror.dependency_edges());
        if (is_chosen("orphaned_worktree") || is_chosen("completed_worktree_unreconciled")) {
            looks_.losses = look_for_losses(machine_, workspace_, mirror);
        }
        known_.admin_directories = inspector.read_admin_directories();
        results_ = ask();
        add_kept(report_, looks_.entries);
    }

    /// One round of all chosen passes over the mirror as it stands.
    std::vector<PassResult> ask()
    {
        lay_out(store_, looks_);
        const auto unknown = unknown_facts(store_);
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

    SignalChanges settle_signals()
    {
        const auto open = history_.open_signals();
        std::vector<PassResult> answers = results_;
        for (const auto& code : gone_codes(open)) {
            answers.push_back({.code = code, .findings = {}, .not_evaluated = {}});
        }
        return settle(open, answers,
                      {.minutes = workspace_.config.grace,
                       .pending = history_.pending_signals(),
                       .now = started_at_});
    }

    /// A pass that is no more has no way to clear its signals: that nobody asks any more clears
    /// them.
    std::set<std::string> gone_codes(const std::vector<Signal>& open) const
    {
        std::set<std::string> gone;
        for (const auto& signal : open) {
            if (options_.only.empty() && catalogue_.whole &&
                find_pass(catalogue_, signal.finding.code) == nullptr) {
                gone.insert(signal.finding.code);
            }
        }
        return gone;
    }

    bool is_chosen(std::string_view code) const
    {
        return std::any_of(passes_.begin(), passes_.end(),
                           [&](const Pass* pass) { return pass->code == code; });
    }

    void prune()
    {
        PrunePlan plan = plan_pruning(candidates_of(results_, looks_.entries),
                                      register_sizes(entries_), options_.expected_prunes);
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
            prune_register(store_, machine_, workspace_, known_, path, candidates,
                           report_.run_id.value_or(0), options_.write);
        add_kept(report_, result.kept);
        report_.pruned.insert(report_.pruned.end(), result.pruned.begin(), result.pruned.end());
        if (result.outcome != RegisterPrune::Outcome::done) {
            report_.troubles.push_back(std::move(result));
        } else if (result.write_id != 0) {
            done_writes_.push_back(result.write_id);
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
            note_changes(settle_signals());
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
        const SignalChanges changes = settle_signals();
        note_changes(changes);
        write_changes(changes);
        open_and_clear_pruned(before_pruning);
        recorder.write(*report_.run_id, started_at_);
        history_.end_run(*report_.run_id, outcome(), format_instant(machine_.now()));
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
        std::set<EntryKey> gone;
        for (const auto& pruned : report_.pruned) {
            mirror.remove_entry(pruned.register_path, pruned.slug);
            gone.emplace(pruned.register_path, pruned.slug);
        }
        std::erase_if(looks_.entries, [&](const EntryLook& look) {
            return gone.contains({look.register_path, look.slug});
        });
    }

    void note_changes(const SignalChanges& changes)
    {
        for (const auto& finding : changes.opened) {
            (history_.knows(finding.code, finding.subject) ? report_.reopened : report_.opened)
                .push_back(finding);
        }
        std::set<std::int64_t> cleared;
        for (const auto& signal : changes.cleared) {
            cleared.insert(signal.id);
            report_.cleared.push_back(signal.finding);
        }
        std::map<std::int64_t, const Finding*> seen;
        for (const auto& one : changes.seen) {
            seen.emplace(one.signal.id, &one.finding);
            if (one.changed) {
                report_.changed.push_back(one.finding);
            }
        }
        report_.pending = changes.pending;
        report_.still_open = changes.opened;
        for (const auto& signal : history_.open_signals()) {
            if (!cleared.contains(signal.id)) {
                const auto now = seen.find(signal.id);
                report_.acknowledged += signal.acknowledged_until > started_at_ &&
                                        (now == seen.end() || *now->second == signal.finding);
                report_.still_open.push_back(now == seen.end() ? signal.finding : *now->second);
            }
        }
        for (const auto& result : results_) {
            report_.not_evaluated.insert(report_.not_evaluated.end(), result.not_evaluated.begin(),
                                         result.not_evaluated.end());
        }
        note_skipped();
    }

    void note_skipped()
    {
        for (const auto& pass : catalogue_.passes) {
            if (std::find(passes_.begin(), passes_.end(), &pass) == passes_.end()) {
                report_.skipped.push_back(pass.code);
            }
        }
    }

    void write_changes(const SignalChanges& changes)
    {
        const std::int64_t run = *report_.run_id;
        std::set<std::int64_t> judged;
        for (const auto& finding : changes.opened) {
            judged.insert(history_.open_signal(
                run, finding, history_.knows(finding.code, finding.subject), started_at_));
        }
        for (const auto& one : changes.seen) {
            judged.insert(one.signal.id);
            one.changed ? history_.change_signal(run, one.signal.id, one.finding, started_at_)
                        : history_.see_signal(one.signal.id, started_at_);
        }
        for (const auto& signal : changes.cleared) {
            history_.clear_signal(run, signal.id, started_at_);
            judged.insert(signal.id);
        }
        history_.note_judged(run, judged);
        for (const auto& [finding, since] : changes.pending) {
            history_.add_pending({finding.code, finding.subject, since});
        }
        for (const auto& pending : changes.not_pending) {
            history_.remove_pending(pending);
        }
    }

    /// A pruned entry's signal opens and clears in this run, so that the history tells of it.
    void open_and_clear_pruned(const std::vector<PassResult>& before_pruning)
    {
        std::set<std::string> pruned;
        for (const auto& candidate : report_.pruned) {
            pruned.insert(candidate.owner + "/" + candidate.slug);
        }
        for (const auto& finding : report_.cleared) {
            if (finding.code == prune_code) {
                pruned.erase(finding.subject);   // it was open already
            }
        }
        for (const auto& result : before_pruning) {
            for (const auto& finding : result.findings) {
                if (finding.code == prune_code && pruned.contains(finding.subject)) {
                    const bool reopened = history_.knows(finding.code, finding.subject);
                    const auto id =
                        history_.open_signal(*report_.run_id, finding, reopened, started_at_);
                    history_.clear_signal(*report_.run_id, id, started_at_);
                    (reopened ? report_.reopened : report_.opened).push_back(finding);
                    report_.cleared.push_back(finding);
                }
            }
        }
    }

    Outcome outcome() const
    {
        if (!report_.why_refused.empty()) {
            return Outcome::refused;
        }
        return report_.not_evaluated.empty() && report_.troubles.empty() ? Outcome::ok
                                                                         : Outcome::partial;
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

    KnownPlaces known_;
    std::vector<MirroredEntry> entries_;
    Looks looks_;
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
    return Reconciliation(store, machine, workspace, options).run();
}

}   // namespace tmdb
