#include "support/end_to_end.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace tmdb {

using ::testing::IsEmpty;

namespace {

/// What became of a worker, by its record, its log and its process.
class DispatchState : public EndToEnd {
protected:
    std::string state_of(const nlohmann::ordered_json& record)
    {
        dispatch("some-task", record);
        sync();
        return value("SELECT state FROM dispatch");
    }

    /// The process that runs this test, and an instant at which it was there.
    const int alive_ = ::getpid();
    const std::string started_at_ = format_instant(make_machine()->wall_clock());
    const int gone_ = 2'000'000'000;   // more than the kernel gives out
    const std::string log_ = "tasks/logs/dispatch-some-task.log";
};

TEST_F(DispatchState, IsTakenFromTheExitCode)   // G01
{
    EXPECT_EQ(state_of({{"exit_code", 0}}), "exited");
    EXPECT_EQ(state_of({{"dispatch_exit_code", 0}}), "exited");
    EXPECT_EQ(state_of({{"returncode", 137}}), "failed");
    EXPECT_EQ(state_of({{"exit_code", 0}, {"pid", alive_}}), "exited");
    EXPECT_EQ(state_of({{"exit_code", "0"}}), "unknown");
    EXPECT_EQ(state_of({{"exit_code", 0.5}}), "unknown");
    EXPECT_EQ(state_of({{"exit_code", true}}), "unknown");
    EXPECT_EQ(state_of({{"exit_code", nullptr}}), "unknown");
}

TEST_F(DispatchState, IsTakenFromTheLastExitCodeInTheLog)
{
    file(log_, "dispatch_exit_code=1\nagain\ndispatch_exit_code=0\n");

    EXPECT_EQ(state_of({{"pid", gone_}}), "exited");
    EXPECT_EQ(rows("SELECT exit_code, log_path FROM dispatch"), (Rows{{"0", log_}}));
}

TEST_F(DispatchState, FollowsALogThatGrowsBesideAnUnchangedRecord)
{
    ASSERT_EQ(state_of({{"pid", gone_}}), "worker_gone");
    file(log_, "dispatch_exit_code=0\n");
    sync();
    ASSERT_EQ(value("SELECT state FROM dispatch"), "exited");
    remove(log_);

    sync();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "worker_gone");
    EXPECT_THAT(rows("SELECT * FROM source WHERE kind = 'dispatch_log'"), IsEmpty());
}

TEST_F(DispatchState, IsRunningWhileTheProcessIsThereAndSomethingMoves)
{
    dispatch("some-task", {{"pid", alive_}, {"started_at", started_at_}});
    file(log_, "busy\n");
    age(log_, 14);

    sync();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "running");
}

TEST_F(DispatchState, IsStalledWhenRecordAndLogHaveBeenQuiet)
{
    file(log_, "quiet\n");
    age(log_, 16);

    EXPECT_EQ(state_of({{"worker_pid", alive_}}), "stalled");
}

TEST_F(DispatchState, IsStalledLaterWhereTheConfigurationSaysSo)
{
    file(".tasks/task_manager/tm-db.toml", "[thresholds]\nstalled_after = 120\n");

    EXPECT_EQ(state_of({{"pid", alive_}}), "running");
}

TEST_F(DispatchState, IsWorkerGoneWithoutTheProcess)
{
    EXPECT_EQ(state_of({{"pid", gone_}, {"state", "running"}}), "worker_gone");
    EXPECT_EQ(value("SELECT state_raw FROM dispatch"), "running");
}

TEST_F(DispatchState, IsWorkerGoneWhenTheProcessBeganLongAfterTheWorker)
{
    EXPECT_EQ(state_of({{"pid", alive_}, {"started_at", "2026-01-01T00:00:00Z"}}), "worker_gone");
}

TEST_F(DispatchState, IsUnknownWithNeitherExitCodeNorProcess)
{
    EXPECT_EQ(state_of({{"state", "completed"}}), "unknown");
}

TEST_F(DispatchState, TakesTheFirstOfTheNamesOfAField)
{
    state_of({{"task", "another-task"},
              {"status", "going"},
              {"started_at", "2026-03-24T18:00:00+01:00"},
              {"ended_at", "2026-03-24 17:30"},
              {"exit_code", 2}});

    EXPECT_EQ(
        rows("SELECT slug, state_raw, started_at, finished_at, exit_code FROM dispatch"),
        (Rows{{"another-task", "going", "2026-03-24T17:00:00Z", "2026-03-24T17:30:00Z", "2"}}));
}

TEST_F(DispatchState, OfAnEarlierLifeIsMirroredAndNoReasonForASignal)
{
    task("some-task", {{"status", "ready"}});
    registers("dave", {{"some-task", entry("some-task", std::nullopt)}});
    dispatch("some-task", {{"exit_code", 1}});
    age("tasks/logs/dispatch-some-task.status.json", 180);

    reconcile();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "failed");
    EXPECT_THAT(rows("SELECT * FROM current_dispatch"), IsEmpty());
    EXPECT_THAT(open("dispatch_failed"), IsEmpty());
}

}   // namespace
}   // namespace tmdb
