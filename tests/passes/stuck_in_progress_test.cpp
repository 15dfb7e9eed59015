#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class StuckInProgress : public PassTest {
protected:
    StuckInProgress() : PassTest("stuck_in_progress") {}

    static constexpr int one_day = 24 * 60;   // minutes
};

TEST_F(StuckInProgress, SpeaksOfATaskWhoseTracesAreOld)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), one_day + 1);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"task", task_path("fix-login")},
                                {"status", "in_progress"},
                                {"newest_trace", minutes_ago(one_day + 1)},
                                {"first_seen_so", nullptr}}));
}

TEST_F(StuckInProgress, SpeaksOfOneThatIsInProgressInTheWorktreeAlone)
{
    task("fix-login", {{"status", "ready"}});
    worktree("fix-login", Fields{{"status", "wip"}});
    age(copy_path("fix-login"), one_day + 1);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence()["status"], "ready");
}

TEST_F(StuckInProgress, CountsFromTheFirstRunThatSawItWhereThereIsNoTrace)
{
    task("fix-login", {{"status", "in_progress"}});
    const std::string later = now;
    now = minutes_ago(one_day + 1);
    sync();
    now = later;

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence()["newest_trace"], nullptr);
    EXPECT_EQ(evidence()["first_seen_so"], minutes_ago(one_day + 1));
}

TEST_F(StuckInProgress, IsSilentAboutAnOldFileThatIsSeenForTheFirstTime)
{
    task("fix-login", {{"status", "in_progress"}});
    age(task_path("fix-login"), 30 * one_day);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(StuckInProgress, IsSilentWhileTheCopyOrTheEntryIsFresh)
{
    task("copy-moves", {{"status", "in_progress"}});
    worktree("copy-moves", Fields{{"status", "in_progress"}});
    age(copy_path("copy-moves"), one_day - 1);
    task("just-launched", {{"status", "in_progress"}});
    auto launched = entry("just-launched", std::nullopt);
    launched["registered_at"] = minutes_ago(3 * one_day);
    launched["launched_at"] = minutes_ago(one_day - 1);
    registers("dave", {{"just-launched", launched}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(StuckInProgress, IsSilentWhileTheDispatchLogMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"state", "running"}});
    age(dispatch_path("fix-login"), 3 * one_day);
    file(log_path("fix-login"), "at work\n");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(StuckInProgress, IsSilentWhileTheBranchMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    age(copy_path("fix-login"), 3 * one_day);
    age(".git/worktrees/fix-login/index", 3 * one_day);

    ask();

    EXPECT_THAT(signals(), IsEmpty());   // HEAD is an hour old
}

TEST_F(StuckInProgress, IsSilentAboutFinishedTasks)
{
    task("done-one", {{"status", "completed"}});
    task("dropped-one", {{"status", "cancelled"}});
    worktree("done-one", Fields{{"status", "in_progress"}});
    worktree("dropped-one", Fields{{"status", "in_progress"}});
    age(copy_path("done-one"), 3 * one_day);
    age(copy_path("dropped-one"), 3 * one_day);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(StuckInProgress, IsSilentAboutATaskThatNobodyBegan)
{
    task("fix-login", {{"status", "ready"}});
    worktree("fix-login", Fields{{"status", "ready"}});
    age(copy_path("fix-login"), 3 * one_day);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(StuckInProgress, ClearsWhenWorkGoesOn)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 3 * one_day);
    ask();

    age(copy_path("fix-login"), 1);
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(StuckInProgress, KeepsItsSignalWhileTheRootFileIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 3 * one_day);
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(StuckInProgress, OpensNothingWhileItsRecordIsTorn)   // which may be a trace
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 3 * one_day);
    file(dispatch_path("fix-login"), torn_json);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(StuckInProgress, OpensNothingWhileTheWorktreesAreOutOfSight)   // E08
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    auto old = entry("fix-login", ".worktrees/fix-login");
    old["registered_at"] = minutes_ago(3 * one_day);
    registers("dave", {{"fix-login", old}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    sync();
    hide(".worktrees");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(StuckInProgress, OpensNothingWhileTheRegisterIsTorn)   // its new times may be a trace
{
    configure("[thresholds]\nstuck_in_progress = 60\n");
    task("fix-login", {{"status", "ready"}});
    register_tasks_and_tear({"fix-login"});
    task("fix-login", {{"status", "in_progress"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(StuckInProgress, SpeaksWhateverHappensToItsNeighbours)
{
    task("at-work", {{"status", "in_progress"}});
    worktree("at-work", Fields{{"status", "in_progress"}});
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 3 * one_day);
    task("not-begun", {{"status", "ready"}});
    worktree("not-begun", Fields{{"status", "ready"}});
    age(copy_path("not-begun"), 3 * one_day);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(StuckInProgress, KeepsItsSignalWhileTheCopyIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 3 * one_day);
    ask();

    file(copy_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
