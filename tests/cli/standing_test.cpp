#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// A reconcile that finds everything as the last one did.
class Standing : public EndToEnd {
protected:
    Standing()
    {
        task("fix-login", {{"status", "in_progress"}, {"owner", "dave"}});
        task("add-cache", {{"status", "ready"}, {"depends_on", "[fix-login, never-heard-of]"}});
        worktree("fix-login");
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    }

    /// Until no stamp is as young as the look at it, and the answers stand.
    void settle()
    {
        do {
            reconcile();
        } while (value("SELECT COUNT(*) FROM standing") == "0");
    }

    void go_on(int minutes) { now = minutes_ago(-minutes); }

    std::string asked_at() const
    {
        return value("SELECT COALESCE(MAX(asked_at), '') FROM standing");
    }

    /// Whether a reconcile five minutes later goes by what was answered before.
    bool stands()
    {
        go_on(5);
        reconcile();
        return asked_at() != now && asked_at() != "";
    }

    std::string seen(const std::string& code) const
    {
        return value("SELECT times_seen || ' ' || last_seen_at FROM signal WHERE cleared_at IS NULL"
                     "   AND code = '" +
                     code + "'");
    }
};

TEST_F(Standing, AsksNothingAgain)
{
    settle();

    EXPECT_TRUE(stands());
    EXPECT_TRUE(stands());
}

TEST_F(Standing, SeesEverySignalOnceMore)
{
    settle();
    const auto times = std::stoi(value("SELECT times_seen FROM signal WHERE cleared_at IS NULL"
                                       " AND code = 'dependency_missing'"));

    ASSERT_TRUE(stands());

    EXPECT_EQ(seen("dependency_missing"), std::to_string(times + 1) + " " + now);
    EXPECT_EQ(value("SELECT kind || ' ' || outcome || ' ' || started_at FROM run"
                    " ORDER BY id DESC LIMIT 1"),
              "reconcile partial " + now);
}

TEST_F(Standing, ReportsWhatWasReported)
{
    file("tasks/workstreams/core/tasks/torn.md", "---\nstatus: [\n---\n");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")},
                       {"far-away", entry("far-away", "/Users/dave/far-away")}});
    settle();
    auto before = reconcile({"--json"}).json();

    ASSERT_TRUE(stands());
    auto after = tm_db({"reconcile", "--json"}).json();

    EXPECT_GT(after["not_evaluated"].size(), 1U);
    EXPECT_GE(after["kept"].size(), 1U);
    before["run"] = after["run"];
    EXPECT_EQ(after, before);
}

TEST_F(Standing, AnswersADryRunToo)
{
    settle();
    auto before = reconcile({"--json"}).json();
    const std::string runs = value("SELECT COUNT(*) FROM run");

    auto after = tm_db({"reconcile", "--dry-run", "--json"}).json();

    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), runs);
    before["run"] = after["run"];
    before["dry_run"] = after["dry_run"];
    EXPECT_EQ(after, before);
    EXPECT_TRUE(stands());
}

TEST_F(Standing, LeavesASignalThatCouldNotBeJudgedWhereItWas)
{
    dispatch("fix-login", {{"exit_code", 1}});
    settle();
    dispatch("fix-login", {{"exit_code", 2}});
    file("tasks/logs/dispatch-fix-login.status.json", "{");
    settle();
    const std::string before = seen("dispatch_failed");

    ASSERT_TRUE(stands());

    EXPECT_EQ(seen("dispatch_failed"), before);
}

// --- and when it does not stand ------------------------------------------------------------------

TEST_F(Standing, EndsWhenASyncFindsSomethingNew)
{
    settle();
    ASSERT_THAT(open("dependency_missing"), ElementsAre("add-cache"));

    task("add-cache", {{"status", "ready"}});

    EXPECT_FALSE(stands());
    EXPECT_THAT(open("dependency_missing"), IsEmpty());
}

TEST_F(Standing, EndsWhenSomebodyElseWritesIntoTheDatabase)
{
    settle();
    ASSERT_THAT(open("dependency_missing"), ElementsAre("add-cache"));

    run({"sqlite3", database(), "DELETE FROM task_dependency"});
    go_on(5);
    tm_db({"reconcile"});

    EXPECT_THAT(open("dependency_missing"), IsEmpty());
}

TEST_F(Standing, EndsWhenItSeesWhatNoSyncHasSeen)
{
    settle();
    remove(".worktrees/fix-login");
    go_on(5);

    tm_db({"reconcile"});

    EXPECT_THAT(open("worktree_missing"), ElementsAre("fix-login"));
}

TEST_F(Standing, EndsWhenTimeAloneOpensASignal)
{
    settle();
    while (open("stuck_in_progress").empty()) {
        go_on(30);
        tm_db({"reconcile"});
    }
    const std::string opened = now;
    const auto since = value("SELECT newest_ns FROM (SELECT MAX(at_ns) AS newest_ns"
                             "  FROM trace_of_work WHERE slug = 'fix-login')");

    EXPECT_EQ(value("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', " + since +
                    " / 1000000000, 'unixepoch', '+1 day') < '" + opened + "'"),
              "1");
    EXPECT_EQ(value("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', " + since +
                    " / 1000000000, 'unixepoch', '+1 day', '+30 minutes') >= '" + opened + "'"),
              "1");
}

TEST_F(Standing, EndsAfterAnHour)
{
    settle();
    go_on(61);

    reconcile();

    EXPECT_EQ(asked_at(), now);
}

TEST_F(Standing, EndsWhenTheClockGoesBack)
{
    settle();
    go_on(-10);

    reconcile();

    EXPECT_EQ(asked_at(), now);
}

TEST_F(Standing, EndsWithTheConfiguration)
{
    settle();
    file(".tasks/task_manager/tm-db.toml", "[thresholds]\nstuck_in_progress = 1\n");
    go_on(5);

    tm_db({"reconcile"});

    EXPECT_THAT(open("stuck_in_progress"), ElementsAre("fix-login"));
}

TEST_F(Standing, EndsWithAPassOfTheUsersOwn)
{
    settle();
    file(".tasks/task_manager/passes/every_task.sql",
         "-- A task.\n--\n-- severity: info\n-- remedy: none\n-- needs: task\n--\n-- All.\n"
         "SELECT slug, slug AS subject, 'a task' AS detail, '{}' AS evidence FROM root_task\n");

    EXPECT_FALSE(stands());
    EXPECT_THAT(open("every_task"), ElementsAre("add-cache", "fix-login"));
    EXPECT_FALSE(stands());
}

TEST_F(Standing, IsOfThePassesThatWereAsked)
{
    settle();
    ASSERT_THAT(open("dependency_missing"), ElementsAre("add-cache"));
    task("add-cache", {{"status", "ready"}});
    reconcile({"--only", "metadata_drift"});
    go_on(5);

    tm_db({"reconcile"});

    EXPECT_THAT(open("dependency_missing"), IsEmpty());
}

TEST_F(Standing, IsNoAnswerToAnExpectedNumberOfPrunes)
{
    settle();
    ASSERT_TRUE(stands());

    EXPECT_THAT(tm_db({"reconcile", "--expect-prunes", "3"}).out,
                HasSubstr("refused: --expect-prunes says 3, there are 0"));
    EXPECT_EQ(value("SELECT outcome FROM run ORDER BY id DESC LIMIT 1"), "refused");
}

TEST_F(Standing, TellsWhenAnAcknowledgementHasEnded)
{
    settle();
    ASSERT_EQ(tm_db({"ack", "dependency_missing", "add-cache", "--for", "20m", "--why", "it comes"})
                  .status,
              0);
    settle();
    ASSERT_TRUE(stands());
    EXPECT_EQ(tm_db({"reconcile", "--json"}).json()["acknowledged"], 1);

    go_on(16);

    EXPECT_EQ(tm_db({"reconcile", "--json"}).json()["acknowledged"], 0);
}

TEST_F(Standing, PrunesWhatHasBecomeStale)
{
    task("gone", {{"status", "in_progress"}});
    registers("dave", {{"gone", entry("gone", ".worktrees/gone")}});
    settle();
    ASSERT_TRUE(stands());
    may_change(".tasks/task_manager/task-manager-dave.register.json");

    task("gone", {{"status", "completed"}});
    go_on(5);
    tm_db({"reconcile"});

    EXPECT_EQ(value("SELECT slug FROM prune"), "gone");
}

}   // namespace

}   // namespace tmdb
