#include "support/pass_test.hpp"
#include "support/worker_process.hpp"

namespace tmdb {
namespace {

class DispatchStalled : public PassTest {
protected:
    DispatchStalled() : PassTest("dispatch_stalled") {}
};

TEST_F(DispatchStalled, SpeaksOfALiveWorkerWithAQuietLog)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", system_time()}});
    file(log_path("fix-login"), "at work\n");
    age(log_path("fix-login"), 16);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"dispatch", dispatch_path("fix-login")},
                                {"log", log_path("fix-login")},
                                {"pid", live_pid()},
                                {"quiet_since", minutes_ago(16)},
                                {"status", "in_progress"}}));
}

TEST_F(DispatchStalled, IsSilentWhileTheLogMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", system_time()}});
    file(log_path("fix-login"), "at work\n");
    age(log_path("fix-login"), 14);

    ask();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "running");
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchStalled, IsSilentWhileTheRecordMoves)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", system_time()}});
    age(dispatch_path("fix-login"), 1);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchStalled, IsSilentAboutAWorkerThatHasEnded)
{
    task("ended", {{"status", "in_progress"}});
    task("gone", {{"status", "in_progress"}});
    dispatch("ended", {{"pid", live_pid()}, {"exit_code", 0}});
    dispatch("gone", {{"pid", gone_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchStalled, IsSilentAboutAFinishedTask)
{
    task("fix-login", {{"status", "completed"}});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchStalled, WaitsAsLongAsItIsTold)
{
    configure("[thresholds]\nstalled_after = 90\n");
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DispatchStalled, ClearsWhenTheLogMovesAgain)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}});
    ask();

    file(log_path("fix-login"), "at work again\n");
    age(log_path("fix-login"), 0);
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DispatchStalled, KeepsItsSignalWhileTheRecordIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    dispatch("fix-login", {{"pid", live_pid()}});
    ask();

    file(dispatch_path("fix-login"), torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DispatchStalled, OpensNothingWhileTheRootFileIsTorn)
{
    file(task_path("fix-login"), torn_front_matter);
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DispatchStalled,
       OpensNothingWhileTheRegisterIsTorn)   // the record may be of an earlier life
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks_and_tear({"fix-login"});
    dispatch("fix-login", {{"pid", live_pid()}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
