#include "support/audit_test.hpp"

namespace tmdb {
namespace {

/// A task on its way, as syncs every few minutes see it.
class TaskTimings : public AuditTest {
protected:
    TaskTimings() : AuditTest("task_timings") { task("first-of-all", {}); }

    void status(const std::string& text, Fields more = {})
    {
        more.insert(more.begin(), {{"status", text}, {"owner", "dave"}});
        task("fix-login", more);
    }
    void entry_at(int minute)
    {
        at_minute(minute);
        auto fix_login = entry("fix-login", ".worktrees/fix-login");
        fix_login["registered_at"] = now;
        registers("dave", {{"fix-login", fix_login}});
    }
    void dispatch_at(int minute)
    {
        at_minute(minute);
        dispatch("fix-login", {{"exit_code", 0}, {"started_at", now}});
    }
    void merge_at(int minute)
    {
        at_minute(minute);
        pull_requests({pull_request(7, "fix-login", std::string(40, 'a'),
                                    {{"state", "MERGED"}, {"mergedAt", now}})});
    }
};

TEST_F(TaskTimings, TellTheWholeWayOfATask)
{
    sync();
    status("ready");
    sync_at_minute(10);
    entry_at(22);
    dispatch_at(25);
    sync_at_minute(26);
    status("in_progress", {{"pr_number", "7"}, {"pr_created_at", "2026-03-24T19:25:00+00:00"}});
    sync_at_minute(90);
    merge_at(100);
    sync_at_minute(101);
    status("completed", {{"pr_number", "7"}, {"pr_created_at", "2026-03-24T19:25:00+00:00"}});
    sync_at_minute(130);

    const Json timings = ask();

    EXPECT_EQ(timings, Json::array({{{"slug", "fix-login"},
                                     {"owner", "dave"},
                                     {"ready_to_registered", 12},
                                     {"registered_to_dispatched", 3},
                                     {"dispatched_to_pr", 60},
                                     {"pr_to_merged", 15},
                                     {"merged_to_completed", 30},
                                     {"ready_to_completed", 120},
                                     {"ready_at", "2026-03-24T18:10:00Z"},
                                     {"completed_at", "2026-03-24T20:10:00Z"}}}));
}

TEST_F(TaskTimings, FallBackOnWhatTheLedgersSayOfTheTimeBeforeTheHistory)
{
    entry_at(0);
    dispatch_at(5);
    sync_at_minute(60);

    const Json timings = ask();

    ASSERT_EQ(timings.size(), 1U);
    EXPECT_EQ(timings[0].at("registered_to_dispatched"), 5);
    EXPECT_TRUE(timings[0].at("ready_at").is_null());
}

TEST_F(TaskTimings, KnowTheEntryThatWasPrunedSince)
{
    sync();
    status("ready");
    sync_at_minute(10);
    entry_at(22);
    sync_at_minute(23);
    remove(dave);
    sync_at_minute(60);

    EXPECT_EQ(ask().at(0).at("ready_to_registered"), 12);
}

TEST_F(TaskTimings, KnowWhatAFileSaidWhenItAppeared)
{
    sync();
    status("ready");
    sync_at_minute(10);
    status("in_progress");
    sync_at_minute(20);

    EXPECT_EQ(ask().at(0).at("ready_at"), "2026-03-24T18:10:00Z");
}

TEST_F(TaskTimings, SayNothingOfWhatWasThereAtTheFirstSync)
{
    status("ready");
    sync();

    EXPECT_THAT(ask(), IsEmpty());
}

TEST_F(TaskTimings, TakeADateForNoMoment)
{
    status("completed", {{"completed_at", "2026-03-24"}});
    sync();

    EXPECT_THAT(ask(), IsEmpty());
}

TEST_F(TaskTimings, LeaveOutAStepThatWentTheOtherWay)
{
    sync();
    entry_at(5);
    sync_at_minute(6);
    status("ready");
    sync_at_minute(10);

    EXPECT_TRUE(ask().at(0).at("ready_to_registered").is_null());
}

TEST_F(TaskTimings, CanBeOfOneOwnerAndOfLateOnly)
{
    sync();
    status("ready");
    sync_at_minute(10);

    EXPECT_THAT(ask({"owner=bob"}), IsEmpty());
    EXPECT_THAT(ask({"since=2026-03-25"}), IsEmpty());
    EXPECT_EQ(ask({"owner=dave", "since=1h", "slug=fix-login"}).size(), 1U);
}

}   // namespace
}   // namespace tmdb
