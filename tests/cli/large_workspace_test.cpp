#include "support/end_to_end.hpp"
#include "support/peak_memory.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace tmdb {

using ::testing::Le;
using ::testing::Lt;

namespace {

/// What grows with a fleet, counted in pages and KiB: no clock tells them apart on a busy machine.
class LargeWorkspace : public EndToEnd {
protected:
    /// How many pages of the database a command reads.
    long pages_read_by(const std::string& command)
    {
        const std::string log = outside("pages");
        EXPECT_EQ(run({"strace", "-f", "-qq", "-o", log, "-P", database(), "-e", "trace=pread64",
                       TM_DB_BINARY, command})
                      .status,
                  0);
        std::ifstream stream(log);
        return std::count(std::istreambuf_iterator<char>(stream), {}, '\n');
    }

    void given_history(int runs)
    {
        SQLite::Database connection(database(), SQLite::OPEN_READWRITE);
        SQLite::Transaction transaction(connection);
        const std::string numbers = "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1"
                                    " FROM n LIMIT " +
                                    std::to_string(runs) + ")";
        connection.exec("INSERT INTO run (id, kind, started_at, finished_at, outcome) " + numbers +
                        " SELECT i, 'sync', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 'ok'"
                        " FROM n");
        connection.exec(
            "INSERT INTO change (run_id, ledger, slug, field, old_value, new_value, at, row_key) " +
            numbers +
            " SELECT i, 'task', 'task-' || i % 50, 'priority', i, i + 1,"
            " '2026-03-01T00:00:00Z', json_array('x' || i % 50) FROM n");
        connection.exec("INSERT INTO signal (code, subject, slug, severity, detail, evidence,"
                        " opened_at, last_seen_at, cleared_at, times_seen) " +
                        numbers +
                        " SELECT 'worker_gone', 's' || i, 's' || i, 'error', 'd', '{}',"
                        " '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z',"
                        " '2026-03-01T00:00:00Z', 1 FROM n");
        transaction.commit();
    }

    void settle_answers()
    {
        settle();
        reconcile();
        reconcile();
    }
};

TEST_F(LargeWorkspace, D19ReadsNoMoreOfTheDatabaseWithALongHistory)
{
    for (int number = 0; number < 10; ++number) {
        task("task-" + std::to_string(number), {{"status", "ready"}});
    }
    settle_answers();
    const long sync_before = pages_read_by("sync");
    const long reconcile_before = pages_read_by("reconcile");

    given_history(50'000);
    settle_answers();

    constexpr long deeper = 160;   // pages more: down the trees, and the last 10,000 runs
    EXPECT_THAT(pages_read_by("sync"), Le(sync_before + deeper));
    EXPECT_THAT(pages_read_by("reconcile"), Le(reconcile_before + deeper));
}

TEST_F(LargeWorkspace, D19ForgetsALongHistory)
{
    now = "2026-02-28T18:00:00Z";
    task("some-task", {{"status", "ready"}});
    sync();
    given_history(50'000);
    file(".tasks/task_manager/tm-db.toml", "[history]\ndays = 7\n");
    now = "2026-03-25T18:00:00Z";

    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM change WHERE at < '2026-03-02'"), "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM signal"), "50000");
    EXPECT_EQ(tm_db({"sync"}).status, 0);
}

/// A tenth of a fleet of 20,000 tasks and 200 worktrees; tools/bench takes the time of the whole.
TEST_F(LargeWorkspace, T24HoldsATenthOfAFleetInATenthOfItsMemory)
{
    for (int number = 0; number < 2'000; ++number) {
        write_file(root() / ("tasks/workstreams/core/tasks/task-" + std::to_string(number) + ".md"),
                   markdown({{"status", "ready"}, {"title", "Do it"}, {"owner", "dave"}}));
    }
    for (int number = 0; number < 20; ++number) {
        worktree("task-" + std::to_string(number), Fields{{"status", "in_progress"}});
    }

    const Answer answer = run(with_peak_memory({TM_DB_BINARY, "sync"}));

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "2000");
    EXPECT_EQ(value("SELECT COUNT(*) FROM task_copy"), "20");
#ifndef __SANITIZE_ADDRESS__   // which needs several times as much
    EXPECT_THAT(std::stol(answer.out), Lt(26 << 10));
#endif
}

}   // namespace
}   // namespace tmdb
