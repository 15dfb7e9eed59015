#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DispatchCompletedUnreconciled : public PassTest {
protected:
    DispatchCompletedUnreconciled() : PassTest("dispatch_completed_unreconciled") {}
};

// The origin's tests, by name.
class DetectDispatchCompletedUnreconciled : public DispatchCompletedUnreconciled {};

TEST_F(DetectDispatchCompletedUnreconciled, FlagsExit0NonCompleted)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}, {"finished_at", minutes_ago(60)}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"dispatch", dispatch_path("fix-login")},
                                {"exit_code", 0},
                                {"finished_at", "2026-03-24T17:00:00Z"},
                                {"task", task_path("fix-login")},
                                {"status", "in_progress"}}));
}

TEST_F(DetectDispatchCompletedUnreconciled, IgnoresCompletedTask)
{
    task("fix-login", {{"status", "completed"}});
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DetectDispatchCompletedUnreconciled, IgnoresFailedDispatch)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, SpeaksOfATaskWithoutAStatus)
{
    task("fix-login", {{"title", "Fix the login"}});
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence()["status"], nullptr);
}

TEST_F(DispatchCompletedUnreconciled, TakesTheExitCodeFromTheLog)
{
    task("fix-login", {{"status", "ready"}});
    dispatch("fix-login", {{"state", "running"}});
    file(log_path("fix-login"), "at work\ndispatch_exit_code=1\nagain\ndispatch_exit_code=0\n");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(DispatchCompletedUnreconciled, DoesNotBelieveAStateThatIsOnlyWritten)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"state", "exited"}, {"exit_code", nullptr}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, IgnoresACancelledTask)
{
    task("fix-login", {{"status", "cancelled"}});
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, IgnoresARecordOfAnEarlierLifeOfTheSlug)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});
    age(dispatch_path("fix-login"), 180);
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, GoesByTheLatestRecord)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});
    dispatch("fix-login-again", {{"slug", "fix-login"}, {"exit_code", 1}});
    age(dispatch_path("fix-login-again"), 30);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, IsSilentWithoutARootFile)
{
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchCompletedUnreconciled, ClearsWhenTheRootFileSaysCompleted)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});
    ask();

    task("fix-login", {{"status", "done"}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DispatchCompletedUnreconciled, KeepsItsSignalWhileTheRootFileIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(DispatchCompletedUnreconciled, KeepsItsSignalWhileTheRecordIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});
    ask();

    file(dispatch_path("fix-login"), torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DispatchCompletedUnreconciled, OpensNothingWhileTwoRootFilesDisagree)
{
    task("fix-login", {{"status", "in_progress"}});
    file("tasks/workstreams/web/tasks/fix-login.md", markdown({{"status", "completed"}}));
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DispatchCompletedUnreconciled,
       OpensNothingWhileTheRegisterIsTorn)   // the record may be of an earlier life
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks_and_tear({"fix-login"});
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
