#include "support/pass_test.hpp"
#include "support/worker_process.hpp"

namespace tmdb {
namespace {

class WorkerIdle : public PassTest {
protected:
    WorkerIdle() : PassTest("worker_idle") {}
};

TEST_F(WorkerIdle, SpeaksOfAWorkerThatOnlyWritesItsLog)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 31);
    dispatch("fix-login", {{"pid", live_pid()}});
    file(log_path("fix-login"), "thinking\n");
    age(log_path("fix-login"), 0);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"dispatch", dispatch_path("fix-login")},
                                {"pid", live_pid()},
                                {"started_at", nullptr},
                                {"moved_at", minutes_ago(31)}}));
}

TEST_F(WorkerIdle, SpeaksOfAStalledWorkerToo)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "stalled");
    EXPECT_EQ(evidence()["moved_at"], minutes_ago(120));
}

TEST_F(WorkerIdle, IsSilentWhileTheCopyMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 29);
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, IsSilentWhileTheBranchMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    age(copy_path("fix-login"), 600);
    age(".git/worktrees/fix-login/index", 10);
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, IsSilentAboutAWorkerThatHasJustStarted)
{
    const std::string started_at = system_time();
    now = started_at;
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", started_at}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, IsSilentAboutAWorkerThatHasEnded)
{
    task("ended", {{"status", "in_progress"}});
    task("gone", {{"status", "in_progress"}});
    register_tasks({"ended", "gone"});
    dispatch("ended", {{"pid", live_pid()}, {"exit_code", 0}});
    dispatch("gone", {{"pid", gone_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, WaitsAsLongAsItIsTold)
{
    configure("[thresholds]\nworker_idle = 180\n");
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, ClearsWhenTheCopyMovesAgain)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "ready"}});
    dispatch("fix-login", {{"pid", live_pid()}});
    ask();

    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 1);
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(WorkerIdle, KeepsItsSignalWhileTheCopyIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}});
    ask();

    file(copy_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(WorkerIdle, OpensNothingWhileTheWorktreesAreOutOfSight)   // its traces may be there
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}});
    age(copy_path("fix-login"), 1);
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});
    sync();
    hide(".worktrees");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(WorkerIdle, OpensNothingWhileTheRegisterIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks_and_tear({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(WorkerIdle, SpeaksWhateverHappensToItsNeighbours)
{
    worktree("at-work", Fields{{"status", "in_progress"}});
    task("at-work", {{"status", "in_progress"}});
    age(copy_path("at-work"), 1);
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(WorkerIdle, IsSilentWhereThereIsNothingToCountFrom)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerIdle, KeepsItsSignalWhileTheRecordIsTorn)
{
    register_tasks({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});
    ask();

    file(dispatch_path("fix-login"), torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
