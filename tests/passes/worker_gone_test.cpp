#include "support/pass_test.hpp"
#include "support/worker_process.hpp"

namespace tmdb {
namespace {

class WorkerGone : public PassTest {
protected:
    WorkerGone() : PassTest("worker_gone") {}
};

TEST_F(WorkerGone, SpeaksOfAWorkerThatIsGoneWithoutAnExitCode)
{
    const int pid = gone_pid();
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login",
             {{"state", "running"}, {"worker_pid", pid}, {"started_at", minutes_ago(90)}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_EQ(evidence(), Json({{"dispatch", dispatch_path("fix-login")},
                                {"log", nullptr},
                                {"pid", pid},
                                {"started_at", minutes_ago(90)},
                                {"status", "in_progress"}}));
}

TEST_F(WorkerGone, IsNotDeceivedByAPidThatWasGivenToAnother)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", "2020-01-01T00:00:00Z"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
}

TEST_F(WorkerGone, IsSilentWhileTheWorkerIsAlive)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", system_time()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, IsSilentWhenTheWorkerSaidHowItEnded)
{
    task("in-record", {{"status", "in_progress"}});
    task("in-log", {{"status", "in_progress"}});
    dispatch("in-record", {{"pid", gone_pid()}, {"exit_code", 1}});
    dispatch("in-log", {{"pid", gone_pid()}});
    file(log_path("in-log"), "dispatch_exit_code=0\n");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, IsSilentWithoutAPid)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"state", "running"}});

    ask();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "unknown");
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, IsSilentAboutFinishedTasks)
{
    task("done-one", {{"status", "completed"}});
    task("dropped-one", {{"status", "cancelled"}});
    dispatch("done-one", {{"pid", gone_pid()}});
    dispatch("dropped-one", {{"pid", gone_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, IsSilentAboutAWorkerOfAnEarlierLifeOfTheSlug)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", gone_pid()}, {"started_at", minutes_ago(300)}});
    age(dispatch_path("fix-login"), 240);
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, ClearsWhenTheRecordLearnsTheExitCode)
{
    const int pid = gone_pid();
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", pid}});
    ask();

    dispatch("fix-login", {{"pid", pid}, {"exit_code", 0}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorkerGone, KeepsItsSignalWhileTheRecordIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", gone_pid()}});
    ask();

    file(dispatch_path("fix-login"), torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(WorkerGone, OpensNothingWhileTheRegisterIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks_and_tear({"fix-login"});
    dispatch("fix-login", {{"pid", gone_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(WorkerGone, OpensNothingWhileTheRootFileIsTorn)
{
    file(task_path("fix-login"), torn_front_matter);
    dispatch("fix-login", {{"pid", gone_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
