#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DispatchFailed : public PassTest {
protected:
    DispatchFailed() : PassTest("dispatch_failed") {}
};

TEST_F(DispatchFailed, SpeaksOfAnExitCodeOtherThanZero)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"returncode", 137}, {"ended_at", "2026-03-24T18:00:00+01:00"}});
    file(log_path("fix-login"), "killed\n");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_EQ(evidence(), Json({{"dispatch", dispatch_path("fix-login")},
                                {"log", log_path("fix-login")},
                                {"exit_code", 137},
                                {"finished_at", "2026-03-24T17:00:00Z"},
                                {"status", "in_progress"}}));
    EXPECT_EQ(detail(), "its dispatch exited with 137");
}

TEST_F(DispatchFailed, IsSilentAboutExitCodeZero)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 0}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchFailed, IsSilentAboutFinishedTasks)
{
    task("done-one", {{"status", "completed"}});
    task("dropped-one", {{"status", "cancelled"}});
    dispatch("done-one", {{"exit_code", 1}});
    dispatch("dropped-one", {{"exit_code", 1}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchFailed, IsSilentAboutAStateThatIsOnlyWritten)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"state", "failed"}, {"exit_code", "1"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchFailed, IsSilentAboutAFailureBeforeTheRegistration)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});
    age(dispatch_path("fix-login"), 121);
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchFailed, ClearsWhenALaterDispatchSucceeds)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});
    ask();

    dispatch("fix-login-again", {{"task", "fix-login"}, {"exit_code", 0}});
    age(dispatch_path("fix-login-again"), 5);
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DispatchFailed, ChangesWhenTheNextTryFailsInAnotherWay)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});
    ask();

    dispatch("fix-login", {{"exit_code", 2}});
    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "changed"));
    EXPECT_EQ(evidence()["exit_code"], 2);
}

TEST_F(DispatchFailed, KeepsItsSignalWhileTheRecordIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});
    ask();

    file(dispatch_path("fix-login"), torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(DispatchFailed, OpensNothingByTheLastGoodValuesOfATornRecord)
{
    task("fix-login", {{"status", "completed"}});
    const std::string record = dispatch("again", {{"slug", "fix-login"}, {"exit_code", 1}});
    ask();

    task("fix-login", {{"status", "in_progress"}});
    file(record, torn_json);
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("again", "fix-login"));
}

TEST_F(DispatchFailed, OpensNothingWhileTheRootFileIsTorn)
{
    file(task_path("fix-login"), torn_front_matter);
    dispatch("fix-login", {{"exit_code", 1}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DispatchFailed, KeepsItsSignalWhileTheRecordsAreOutOfSight)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"exit_code", 1}});
    ask();

    hide("tasks/logs");
    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(DispatchFailed, OpensNothingWhileTheRegisterIsTorn)   // the record may be of an earlier life
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks_and_tear({"fix-login"});
    dispatch("fix-login", {{"exit_code", 1}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
