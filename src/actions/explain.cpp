#include "actions/explain.hpp"

#include <algorithm>

namespace tmdb {

namespace {

std::string says(const TaskStatement& file)
{
    const std::string status = file.status_raw ? "status: " + *file.status_raw : "no status";
    return file.path + " says " + status + (file.stale ? ", but cannot be judged" : "");
}

std::string proof_of_dispatch(const Dossier& dossier)
{
    const Dispatch* dispatch = dossier.dispatch();
    if (!dispatch) {
        return dossier.dispatches.empty() ? "there is no dispatch record"
                                          : "its last dispatch is of an earlier life";
    }
    const DispatchRecord& record = dispatch->record;
    return record.path + (record.exit_code ? ": exit code " + std::to_string(*record.exit_code)
                                           : ": no exit code");
}

std::string proof_of_process(const Dossier& dossier)
{
    const Dispatch* dispatch = dossier.dispatch();
    if (!dispatch) {
        return proof_of_dispatch(dossier);
    }
    const DispatchRecord& record = dispatch->record;
    const std::string state(name_of(dispatch->state));
    return record.pid ? "process " + std::to_string(*record.pid) + ": " + state
                      : record.path + ": " + state;
}

std::string proof_of_pull_request(const Dossier& dossier)
{
    if (!dossier.pull_request) {
        return "no pull request is known";
    }
    const auto& [number, source, pull_request] = *dossier.pull_request;
    const std::string name = "pull request " + std::to_string(number);
    if (!pull_request) {
        return name + ", of which only the number is known";
    }
    const Worktree* worktree = dossier.worktree();
    const bool at_tip = worktree && pull_request->head_oid == worktree->head_oid;
    return name + " is " + pull_request->state.value_or("in no state") +
           (at_tip ? ", its head is the branch's tip" : ", its head is not the branch's tip");
}

std::string proof_of_worktree(const Dossier& dossier)
{
    const Worktree* worktree = dossier.worktree();
    return worktree ? worktree->path + (worktree->on_disk ? " is there" : " is not there")
                    : "there is none";
}

std::string proof_of_commits(const Dossier& dossier, Layer BranchFacts::*layer)
{
    const Worktree* worktree = dossier.worktree();
    if (!worktree || !worktree->in_git) {
        return "git knows of no worktree";
    }
    const std::string& proof = (worktree->commits.*layer).proof;
    return worktree->git_trouble && proof.empty() ? *worktree->git_trouble : proof;
}

std::vector<NamedLayer> layers_of(const Dossier& dossier)
{
    if (dossier.completion.empty()) {
        return {};
    }
    std::vector<NamedLayer> layers;
    const auto add = [&](const char* name, std::string proof) {
        layers.push_back({name, {truth_named(dossier.completion.at(name)), std::move(proof)}});
    };
    add("root_completed", dossier.root() ? says(*dossier.root()) : "there is no root file");
    add("worktree_completed", dossier.copy() ? says(*dossier.copy()) : "there is no copy");
    add("dispatch_succeeded", proof_of_dispatch(dossier));
    add("own_commits", proof_of_commits(dossier, &BranchFacts::own_commits));
    add("landed", proof_of_commits(dossier, &BranchFacts::landed));
    add("reverted", proof_of_commits(dossier, &BranchFacts::reverted));
    add("pr_merged", proof_of_pull_request(dossier));
    add("worktree_gone", proof_of_worktree(dossier));
    add("process_gone", proof_of_process(dossier));
    return layers;
}

/// The facts that contradictions and next steps rest on.
class Facts {
public:
    explicit Facts(const Dossier& dossier) : dossier_(dossier) {}

    bool is(const char* layer, const char* answer) const
    {
        const auto found = dossier_.completion.find(layer);
        return found != dossier_.completion.end() && found->second == answer;
    }
    bool is_finished() const { return dossier_.is_finished(); }
    bool says_completed() const
    {
        return is("root_completed", "yes") || is("worktree_completed", "yes");
    }
    bool has_worktree() const { return dossier_.worktree() && dossier_.worktree()->on_disk; }
    bool has_branch() const { return dossier_.worktree() && dossier_.worktree()->branch; }
    bool pull_request_is(const char* state) const
    {
        return dossier_.pull_request && dossier_.pull_request->pull_request &&
               dossier_.pull_request->pull_request->state == state;
    }
    bool dispatch_is(WorkerState state) const
    {
        return dossier_.dispatch() && dossier_.dispatch()->state == state;
    }
    bool worker_is_alive() const
    {
        return dispatch_is(WorkerState::running) || dispatch_is(WorkerState::stalled);
    }
    bool signalled(const char* code) const { return dossier_.has_signal(code); }
    bool is_unpushed() const
    {
        return has_branch() && dossier_.worktree()->commits.unpushed.value_or(0) > 0;
    }
    const Dossier& dossier() const { return dossier_; }

private:
    const Dossier& dossier_;
};

std::vector<Contradiction> contradictions_in(const Facts& facts)
{
    const Dossier& dossier = facts.dossier();
    const bool differ = dossier.root() && dossier.copy() && !dossier.root()->stale &&
                        !dossier.copy()->stale && dossier.root()->status != dossier.copy()->status;
    const bool is_open = dossier.root() && !facts.is_finished();
    const std::vector<std::pair<Contradiction, bool>> all = {
        {Contradiction::statuses_differ, differ},
        {Contradiction::completed_but_reverted,
         facts.says_completed() && facts.is("reverted", "yes")},
        {Contradiction::completed_but_closed,
         facts.says_completed() && facts.pull_request_is("CLOSED")},
        {Contradiction::completed_but_running,
         facts.says_completed() && facts.is("process_gone", "no")},
        {Contradiction::exited_but_open, is_open && facts.is("dispatch_succeeded", "yes")},
        {Contradiction::landed_but_open,
         is_open && facts.is("landed", "yes") && !facts.is("reverted", "yes")},
        {Contradiction::merged_but_open, is_open && facts.pull_request_is("MERGED")},
        {Contradiction::registered_twice, facts.signalled("duplicate_registration")},
    };
    std::vector<Contradiction> found;
    for (const auto& [kind, holds] : all) {
        if (holds) {
            found.push_back(kind);
        }
    }
    return found;
}

/// What the worker, or the lack of one, asks for.
std::vector<Step> steps_of_worker(const Facts& facts, const std::string& verdict)
{
    if (facts.dispatch_is(WorkerState::running)) {
        return {Step::wait_for_worker};
    }
    if (facts.dispatch_is(WorkerState::stalled)) {
        return {Step::read_log, Step::stop_worker, Step::restart};
    }
    const bool has_failed =
        facts.dispatch_is(WorkerState::failed) || facts.dispatch_is(WorkerState::worker_gone);
    if (has_failed && facts.has_worktree()) {
        return {Step::read_log, Step::restart, Step::take_over};
    }
    if (has_failed) {
        return {Step::read_log, Step::restart};
    }
    if (verdict == "not_started" && !facts.dossier().unmet_dependencies.empty()) {
        return {Step::wait_for_dependencies};
    }
    if (verdict == "not_started" && facts.has_worktree()) {
        return {Step::restart};
    }
    return verdict == "not_started" ? std::vector<Step>{Step::dispatch} : std::vector<Step>();
}

/// What its commits and its pull request ask for.
std::vector<Step> steps_of_branch(const Facts& facts)
{
    if (facts.signalled("pr_conflict")) {
        return {Step::resolve_conflict};
    }
    if (facts.signalled("pr_ci_failed")) {
        return {Step::read_checks, Step::restart};
    }
    if (facts.pull_request_is("OPEN")) {
        return {Step::merge_pull_request};
    }
    if (facts.is_unpushed() && !facts.worker_is_alive()) {
        return {Step::push, Step::open_pull_request};
    }
    return {};
}

void add(std::vector<Step>& steps, Step step, bool holds)
{
    if (holds && std::find(steps.begin(), steps.end(), step) == steps.end()) {
        steps.push_back(step);
    }
}

std::vector<Step> next_steps(const Facts& facts, const std::string& verdict)
{
    std::vector<Step> steps;
    add(steps, Step::correct_sources, facts.signalled("unreadable_source"));
    add(steps, Step::prune_entry, facts.signalled("register_orphan"));
    add(steps, Step::take_over_fields, facts.signalled("metadata_drift"));
    const bool is_done = verdict == "completed" || facts.signalled("pr_merged_unreconciled");
    const bool copy_tells =
        facts.signalled("metadata_drift") && facts.is("worktree_completed", "yes");
    add(steps, Step::set_completed, is_done && !facts.is_finished() && !copy_tells);
    add(steps, Step::reopen, verdict == "contradictory" && facts.is_finished());
    const bool has_ended = is_done || facts.is_finished();
    add(steps, Step::clean_up, has_ended && verdict != "contradictory" && facts.has_worktree());
    if (!has_ended) {
        add(steps, Step::tell_worktree,
            facts.has_worktree() &&
                (facts.signalled("root_task_edited") || facts.signalled("post_pull_change")));
        add(steps, Step::make_worktree, facts.signalled("worktree_missing"));
        for (const auto& more : {steps_of_worker(facts, verdict), steps_of_branch(facts)}) {
            for (const Step step : more) {
                add(steps, step, true);
            }
        }
        add(steps, Step::take_over, steps.empty() && facts.has_worktree());
    }
    add(steps, Step::nothing, steps.empty());
    return steps;
}

}   // namespace

Explanation explain(Dossier dossier)
{
    Explanation explanation{.dossier = std::move(dossier)};
    const Facts facts(explanation.dossier);
    const auto verdict = explanation.dossier.completion.find("verdict");
    if (verdict != explanation.dossier.completion.end()) {
        explanation.verdict = verdict->second;
    } else {
        explanation.verdict = facts.is_finished() ? "finished" : "unknown";
    }
    explanation.layers = layers_of(explanation.dossier);
    explanation.contradictions = contradictions_in(facts);
    explanation.steps = next_steps(facts, explanation.verdict);
    return explanation;
}

}   // namespace tmdb
