#include "actions/explain.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// A task by what matters to its explanation; else it is in_progress, in a worktree, alone.
class Explaining : public ::testing::Test {
protected:
    Explaining()
    {
        dossier.slug = "fix-login";
        dossier.roots = {
            {.path = "tasks/fix-login.md", .status = "in_progress", .status_raw = "in_progress"}};
        dossier.worktrees = {{.path = ".worktrees/fix-login",
                              .slug = "fix-login",
                              .branch = "fix-login",
                              .head_oid = tip,
                              .on_disk = true,
                              .in_git = true}};
        for (const char* layer :
             {"root_completed", "worktree_completed", "dispatch_succeeded", "own_commits", "landed",
              "reverted", "pr_merged", "worktree_gone", "process_gone"}) {
            dossier.completion[layer] = "no";
        }
        dossier.completion["verdict"] = "in_flight";
    }

    void root_says(const std::string& status)
    {
        dossier.roots.front().status = status;
        dossier.roots.front().status_raw = status;
    }
    void worker_is(WorkerState state)
    {
        dossier.dispatches = {{.record = {.path = "d.json", .pid = 9}, .state = state}};
        dossier.dispatch_is_current = true;
    }
    void pull_request_is(const std::string& state)
    {
        dossier.pull_request = TaskPullRequest{
            .number = 7, .source = "head", .pull_request = PullRequest{.number = 7}};
        dossier.pull_request->pull_request->state = state;
    }
    void signal(const std::string& code)
    {
        Signal signal;
        signal.finding.code = code;
        dossier.signals.push_back(signal);
    }
    std::vector<Step> steps() const { return explain(dossier).steps; }
    std::vector<Contradiction> contradictions() const { return explain(dossier).contradictions; }
    std::string proof_of(const std::string& layer) const
    {
        for (const auto& one : explain(dossier).layers) {
            if (one.name == layer) {
                return one.layer.proof;
            }
        }
        return "no such layer";
    }

    const std::string tip = std::string(40, 'a');
    Dossier dossier;
};

// --- contradictions -----------------------------------------------------------------------------

TEST_F(Explaining, FindsNoContradictionInWorkUnderWay)
{
    worker_is(WorkerState::running);
    pull_request_is("OPEN");

    EXPECT_THAT(contradictions(), IsEmpty());
}

TEST_F(Explaining, FindsStatusesThatDiffer)
{
    dossier.copies = {{.path = "copy", .worktree_path = ".worktrees/fix-login", .status = "ready"}};

    EXPECT_THAT(contradictions(), ElementsAre(Contradiction::statuses_differ));
}

TEST_F(Explaining, ComparesNoStatusThatCannotBeJudged)
{
    dossier.copies = {{.path = "copy",
                       .worktree_path = ".worktrees/fix-login",
                       .status = "ready",
                       .stale = true}};

    EXPECT_THAT(contradictions(), IsEmpty());
}

TEST_F(Explaining, FindsWhatSpeaksAgainstACompletedTask)
{
    root_says("completed");
    dossier.completion["root_completed"] = "yes";
    dossier.completion["reverted"] = "yes";
    pull_request_is("CLOSED");

    EXPECT_THAT(contradictions(), ElementsAre(Contradiction::completed_but_reverted,
                                              Contradiction::completed_but_closed,
                                              Contradiction::completed_but_running));
}

TEST_F(Explaining, FindsWhatSpeaksForCompletingAnOpenTask)
{
    dossier.completion["dispatch_succeeded"] = "yes";
    dossier.completion["landed"] = "yes";
    pull_request_is("MERGED");
    signal("duplicate_registration");

    EXPECT_THAT(contradictions(),
                ElementsAre(Contradiction::exited_but_open, Contradiction::landed_but_open,
                            Contradiction::merged_but_open, Contradiction::registered_twice));
}

TEST_F(Explaining, CountsNoLandingThatWasReverted)
{
    dossier.completion["landed"] = "yes";
    dossier.completion["reverted"] = "yes";

    EXPECT_THAT(contradictions(), IsEmpty());
}

// --- next steps ---------------------------------------------------------------------------------

TEST_F(Explaining, LetsAWorkerWork)
{
    worker_is(WorkerState::running);

    EXPECT_THAT(steps(), ElementsAre(Step::wait_for_worker));
}

TEST_F(Explaining, StopsAWorkerThatSaysNothing)
{
    worker_is(WorkerState::stalled);

    EXPECT_THAT(steps(), ElementsAre(Step::read_log, Step::stop_worker, Step::restart));
}

TEST_F(Explaining, RestartsOrTakesOverWhatAWorkerLeft)
{
    worker_is(WorkerState::worker_gone);

    EXPECT_THAT(steps(), ElementsAre(Step::read_log, Step::restart, Step::take_over));

    dossier.worktrees.clear();
    EXPECT_THAT(steps(), ElementsAre(Step::read_log, Step::restart));
}

TEST_F(Explaining, DispatchesWhatHasNotStartedUnlessItWaits)
{
    dossier.worktrees.clear();
    dossier.completion["verdict"] = "not_started";
    EXPECT_THAT(steps(), ElementsAre(Step::dispatch));

    dossier.unmet_dependencies = {"other"};
    EXPECT_THAT(steps(), ElementsAre(Step::wait_for_dependencies));
}

TEST_F(Explaining, CompletesTheRootFileOfWhatHasLandedAndCleansUp)
{
    dossier.completion["verdict"] = "completed";

    EXPECT_THAT(steps(), ElementsAre(Step::set_completed, Step::clean_up));
}

TEST_F(Explaining, TakesTheStatusFromTheCopyThatTellsIt)
{
    dossier.completion["verdict"] = "completed";
    dossier.completion["worktree_completed"] = "yes";
    signal("metadata_drift");

    EXPECT_THAT(steps(), ElementsAre(Step::take_over_fields, Step::clean_up));
}

TEST_F(Explaining, ReopensACompletedTaskThatIsNot)
{
    root_says("completed");
    dossier.completion["root_completed"] = "yes";
    dossier.completion["reverted"] = "yes";
    dossier.completion["verdict"] = "contradictory";

    EXPECT_THAT(steps(), ElementsAre(Step::reopen));
}

TEST_F(Explaining, PushesWhatNobodyIsWorkingOn)
{
    dossier.worktrees.front().commits.unpushed = 1;
    EXPECT_THAT(steps(), ElementsAre(Step::push, Step::open_pull_request));

    worker_is(WorkerState::running);
    EXPECT_THAT(steps(), ElementsAre(Step::wait_for_worker));
}

TEST_F(Explaining, SeesAnOpenPullRequestThrough)
{
    pull_request_is("OPEN");
    EXPECT_THAT(steps(), ElementsAre(Step::merge_pull_request));

    signal("pr_ci_failed");
    EXPECT_THAT(steps(), ElementsAre(Step::read_checks, Step::restart));

    signal("pr_conflict");
    EXPECT_THAT(steps(), ElementsAre(Step::resolve_conflict));
}

TEST_F(Explaining, BringsMainIntoAWorktreeThatDoesNotKnowAnEdit)
{
    signal("root_task_edited");
    signal("post_pull_change");

    EXPECT_THAT(steps(), ElementsAre(Step::tell_worktree));
}

TEST_F(Explaining, CleansUpAfterAFinishedTaskOnly)
{
    root_says("cancelled");
    EXPECT_THAT(steps(), ElementsAre(Step::clean_up));

    dossier.worktrees.clear();
    EXPECT_THAT(steps(), ElementsAre(Step::nothing));
}

TEST_F(Explaining, BeginsWithWhatCannotBeRead)
{
    signal("unreadable_source");
    signal("register_orphan");

    const auto steps = this->steps();

    ASSERT_GE(steps.size(), 2u);
    EXPECT_EQ(steps[0], Step::correct_sources);
    EXPECT_EQ(steps[1], Step::prune_entry);
}

// --- proofs -------------------------------------------------------------------------------------

TEST_F(Explaining, ProvesByWhatALedgerSays)
{
    worker_is(WorkerState::failed);
    dossier.dispatches.front().record.exit_code = 2;
    pull_request_is("MERGED");
    dossier.pull_request->pull_request->head_oid = tip;

    EXPECT_EQ(proof_of("root_completed"), "tasks/fix-login.md says status: in_progress");
    EXPECT_EQ(proof_of("worktree_completed"), "there is no copy");
    EXPECT_EQ(proof_of("dispatch_succeeded"), "d.json: exit code 2");
    EXPECT_EQ(proof_of("process_gone"), "process 9: failed");
    EXPECT_EQ(proof_of("pr_merged"), "pull request 7 is MERGED, its head is the branch's tip");
    EXPECT_EQ(proof_of("worktree_gone"), ".worktrees/fix-login is there");

    dossier.pull_request->pull_request->head_oid = std::string(40, 'b');
    EXPECT_EQ(proof_of("pr_merged"), "pull request 7 is MERGED, its head is not the branch's tip");
}

TEST_F(Explaining, ProvesByWhatGitSaysOrWhyItDoesNot)
{
    dossier.worktrees.front().commits.landed = {Truth::yes, "main has merged it"};
    EXPECT_EQ(proof_of("landed"), "main has merged it");

    dossier.worktrees.front().commits = {};
    dossier.worktrees.front().git_trouble = "git took too long";
    EXPECT_EQ(proof_of("landed"), "git took too long");

    dossier.worktrees.front().in_git = false;
    EXPECT_EQ(proof_of("landed"), "git knows of no worktree");
}

TEST_F(Explaining, CountsNoDispatchOfAnEarlierLife)
{
    worker_is(WorkerState::failed);
    dossier.dispatch_is_current = false;

    EXPECT_EQ(proof_of("dispatch_succeeded"), "its last dispatch is of an earlier life");
    EXPECT_THAT(steps(), Not(Contains(Step::read_log)));
}

TEST_F(Explaining, HasNoLayersForAFinishedTaskThatNobodyHasRegistered)
{
    root_says("completed");
    dossier.completion.clear();

    const Explanation explanation = explain(dossier);

    EXPECT_EQ(explanation.verdict, "finished");
    EXPECT_THAT(explanation.layers, IsEmpty());
}

}   // namespace
}   // namespace tmdb
