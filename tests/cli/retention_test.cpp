#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/past.hpp"
#include "support/pass_test.hpp"

namespace tmdb {

namespace {

/// What [history] in the configuration makes of the memory, through the real binary.
class Memory : public EndToEnd {
protected:
    void given_history(const std::string& lines)
    {
        file(".tasks/task_manager/tm-db.toml", "[history]\n" + lines + "\n");
    }
    /// A sync on a day of March that finds the task in this status.
    void sync_on(int day, const std::string& status)
    {
        now = (day < 10 ? "2026-03-0" : "2026-03-") + std::to_string(day) + "T18:00:00Z";
        task("fix-login", {{"status", status}});
        sync();
    }
    /// Four runs: on the 1st, 2nd, 3rd and 4th.
    void given_four_days()
    {
        sync_on(1, "not_started");
        sync_on(2, "ready");
        sync_on(3, "in_progress");
        sync_on(4, "completed");
    }

    std::string horizon() const { return value("SELECT COALESCE(MAX(run_id), 0) FROM horizon"); }
    /// Of the runs whose changes are remembered.
    std::string remembered() const
    {
        return value("SELECT COALESCE(group_concat(run_id), '')"
                     "  FROM (SELECT run_id FROM change UNION SELECT run_id FROM quiet_change)");
    }
    std::string remembered_rows() const
    {
        return value("SELECT (SELECT COUNT(*) FROM change) + (SELECT COUNT(*) FROM quiet_change)");
    }
    std::string status_as_of(std::int64_t run)
    {
        Store present = Store::open_for_reading(*machine_, database());
        Past past(present, {"task"}, require_run(present, run));
        Query query(past.store().connection().database(), "SELECT status FROM task");
        return query.step() ? query.text(0) : "none";
    }
    std::string error_as_of(std::int64_t run)
    {
        try {
            return status_as_of(run);
        } catch (const Error& error) {
            return std::string(error.what()) + "; " + error.hint();
        }
    }

private:
    std::unique_ptr<Machine> machine_ = make_machine();
};

TEST_F(Memory, IsForEverWhereNothingIsSaid)
{
    given_four_days();
    now = "2036-03-24T18:00:00Z";

    sync();

    EXPECT_EQ(remembered(), "1,2,3,4");
    EXPECT_EQ(horizon(), "0");
    EXPECT_EQ(status_as_of(1), "not_started");
}

TEST_F(Memory, ForgetsTheChangesOfRunsThatEndedLongerAgo)
{
    given_history("days = 3");
    given_four_days();
    now = "2026-03-05T20:00:00Z";

    sync();   // the second of March is three days and two hours ago

    EXPECT_EQ(remembered(), "3,4");
    EXPECT_EQ(horizon(), "2");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), "5");
}

TEST_F(Memory, AnswersExactlyAtTheHorizonAndSaysSoBeforeIt)
{
    given_four_days();
    given_history("days = 3");
    now = "2026-03-05T20:00:00Z";

    sync();

    EXPECT_EQ(status_as_of(4), "completed");
    EXPECT_EQ(status_as_of(3), "in_progress");
    EXPECT_EQ(status_as_of(2), "ready");
    EXPECT_EQ(error_as_of(1), "what run 1 left has been forgotten; "
                              "the oldest that is remembered is run 2 (2026-03-02T18:00:00Z)");
}

TEST_F(Memory, ForgetsRunsThatTooManyChangesCameAfter)
{
    given_four_days();
    const auto after = [&](int run) {
        return value("SELECT COUNT(*) FROM change WHERE run_id > " + std::to_string(run));
    };
    given_history("changes = " + after(2));
    now = "2026-03-05T18:00:00Z";

    sync();

    EXPECT_EQ(remembered().substr(0, 3), "2,3");   // no more than so many came after the second
    EXPECT_EQ(horizon(), "1");
    EXPECT_EQ(status_as_of(1), "not_started");
}

TEST_F(Memory, ForgetsNoPartOfARun)
{
    given_four_days();
    given_history("changes = 1");
    now = "2026-03-05T18:00:00Z";

    sync();

    EXPECT_EQ(horizon(), "3");
    EXPECT_EQ(value("SELECT COUNT(*) FROM change WHERE run_id = 4 AND field = 'status'"), "1");
    EXPECT_EQ(status_as_of(3), "in_progress");
}

TEST_F(Memory, MovesTheHorizonOnDayByDay)
{
    given_history("days = 1");
    given_four_days();
    sync_on(5, "ready");
    EXPECT_EQ(horizon(), "3");

    sync_on(6, "in_progress");

    EXPECT_EQ(horizon(), "4");
    EXPECT_EQ(value("SELECT COUNT(*) FROM horizon"), "1");
    EXPECT_EQ(status_as_of(4), "completed");
}

TEST_F(Memory, LeavesRunsThatChangedNothingWithinReach)
{
    sync_on(1, "ready");
    now = "2026-03-02T18:00:00Z";
    sync();
    now = "2026-03-09T18:00:00Z";
    sync();
    given_history("days = 3");
    now = "2026-03-10T18:00:00Z";

    sync();

    EXPECT_EQ(horizon(), "1");
    EXPECT_EQ(status_as_of(2), "ready");
}

TEST_F(Memory, IsNoneOfTheWorkOfASecondSyncOfTheDay)
{
    given_four_days();
    sync_on(5, "completed");
    given_history("days = 1");

    sync();
    EXPECT_EQ(remembered().substr(0, 3), "1,2");

    now = "2026-03-06T00:00:00Z";
    sync();
    EXPECT_EQ(horizon(), "4");
}

TEST_F(Memory, WritesNothingMoreWhereNothingIsDue)
{
    given_history("days = 1000\nchanges = 1000000");
    given_four_days();
    const std::string before = remembered_rows();
    const auto size = std::filesystem::file_size(database());

    now = "2026-03-05T18:00:00Z";
    sync();
    now = "2026-03-05T19:00:00Z";
    sync();

    EXPECT_EQ(remembered_rows(), before);
    EXPECT_EQ(horizon(), "0");
    EXPECT_EQ(std::filesystem::file_size(database()), size);
}

TEST_F(Memory, ForgetsNothingWithASyncThatFails)
{
    given_history("days = 1");
    given_four_days();
    now = "2026-03-09T18:00:00Z";

    const Answer answer = run({"strace", "-f", "-qq", "-o", "/dev/null", "-e",
                               "inject=fsync,fdatasync:error=EIO", TM_DB_BINARY, "sync"});

    EXPECT_EQ(answer.status, 7) << answer.err;
    EXPECT_EQ(remembered(), "3,4");
    EXPECT_EQ(horizon(), "2");
}

TEST_F(Memory, IsNotForTheOneRunOfAClockThatWasWrong)
{
    given_four_days();
    run({"sqlite3", database(),
         "UPDATE run SET finished_at = '1970-01-01T00:00:00Z' WHERE id = 4"});
    given_history("days = 3");
    now = "2026-03-05T20:00:00Z";

    sync();

    EXPECT_EQ(horizon(), "2");
}

TEST_F(Memory, KeepsSignalsAndTheirEvents)
{
    task("fix-login", {{"status", "ready"}});
    dispatch("fix-login", {{"exit_code", 1}});
    reconcile();
    dispatch("fix-login", {{"exit_code", 0}});
    now = "2026-03-24T19:00:00Z";
    reconcile();
    const Rows before = rows("SELECT * FROM signal UNION ALL SELECT signal_event.*, 0, 0, 0"
                             "  FROM signal_event");
    ASSERT_FALSE(before.empty());
    given_history("days = 1");
    now = "2026-04-24T18:00:00Z";

    sync();

    EXPECT_EQ(rows("SELECT * FROM signal UNION ALL SELECT signal_event.*, 0, 0, 0"
                   "  FROM signal_event"),
              before);
    EXPECT_NE(horizon(), "0");
}

TEST_F(Memory, ForgetsGapsThatEndedBeforeAndNoOther)
{
    task("fix-login", {{"status", "ready"}});
    dispatch("fix-login", {{"exit_code", 1}});
    reconcile();
    tm_db({"reconcile", "--skip", "dispatch_failed"});
    task("fix-login", {{"status", "in_progress"}});
    reconcile();
    task("fix-login", {{"status", "in_progress"}, {"title", "Fix the login"}});
    sync();
    now = "2026-04-01T18:00:00Z";
    tm_db({"reconcile", "--skip", "dispatch_failed"});
    ASSERT_EQ(value("SELECT COUNT(*) FROM signal_gap WHERE to_run IS NOT NULL"), "1");
    const std::string seen = "SELECT times_seen FROM signal WHERE code = 'dispatch_failed'";
    const std::string times_seen = value(seen);
    given_history("days = 1");
    now = "2026-04-02T20:00:00Z";

    sync();

    EXPECT_EQ(rows("SELECT to_run FROM signal_gap"), (Rows{{"NULL"}}));
    const auto machine = make_machine();
    Store present = Store::open_for_reading(*machine, database());
    Past past(present, {"signal"}, std::stoll(horizon()));
    Query query(past.store().connection().database(), seen);
    ASSERT_TRUE(query.step());
    EXPECT_EQ(query.text(0), times_seen);
}

}   // namespace
}   // namespace tmdb
