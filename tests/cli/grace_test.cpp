#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// A failed dispatch, which is to hold for 15 minutes.
class Grace : public EndToEnd {
protected:
    Grace()
    {
        configure("[grace]\ndispatch_failed = 15\n");
        task("fix-login", {{"status", "ready"}});
        exit_with(1);
    }

    void configure(const std::string& toml) { file(".tasks/task_manager/tm-db.toml", toml); }
    void exit_with(int code) { dispatch("fix-login", {{"exit_code", code}}); }

    Answer reconcile_at(const std::string& instant, std::vector<std::string> arguments = {})
    {
        now = instant;
        return reconcile(std::move(arguments));
    }

    std::vector<std::string> failures() const { return open("dispatch_failed"); }
    Rows pending() const { return rows("SELECT code, subject, since FROM pending_signal"); }
};

TEST_F(Grace, KeepsAFindingFromOpeningUntilItHasHeld)
{
    reconcile_at("2026-03-24T18:00:00Z");
    EXPECT_THAT(failures(), IsEmpty());
    EXPECT_EQ(pending(), Rows({{"dispatch_failed", "fix-login", "2026-03-24T18:00:00Z"}}));

    reconcile_at("2026-03-24T18:14:59Z");
    EXPECT_THAT(failures(), IsEmpty());

    reconcile_at("2026-03-24T18:15:00Z");
    EXPECT_THAT(failures(), ElementsAre("fix-login"));
    EXPECT_THAT(pending(), IsEmpty());
    EXPECT_EQ(value("SELECT opened_at FROM signal"), "2026-03-24T18:15:00Z");
}

TEST_F(Grace, HoldsForNoOtherCode)
{
    exit_with(0);

    reconcile();

    EXPECT_THAT(open("dispatch_completed_unreconciled"), ElementsAre("fix-login"));
    EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(Grace, CountsAnewForAFindingThatWasGone)
{
    reconcile_at("2026-03-24T18:00:00Z");
    exit_with(0);
    reconcile_at("2026-03-24T18:10:00Z");
    exit_with(1);
    reconcile_at("2026-03-24T18:20:00Z");

    EXPECT_THAT(failures(), IsEmpty());
    EXPECT_EQ(pending(), Rows({{"dispatch_failed", "fix-login", "2026-03-24T18:20:00Z"}}));
}

TEST_F(Grace, GoesOnWhileTheFindingCannotBeJudged)
{
    reconcile_at("2026-03-24T18:00:00Z");
    file("tasks/logs/dispatch-fix-login.status.json", "{\"exit");
    reconcile_at("2026-03-24T18:10:00Z");
    EXPECT_EQ(pending(), Rows({{"dispatch_failed", "fix-login", "2026-03-24T18:00:00Z"}}));

    exit_with(1);
    reconcile_at("2026-03-24T18:15:00Z");

    EXPECT_THAT(failures(), ElementsAre("fix-login"));
}

TEST_F(Grace, GoesOnWhileThePassIsSkipped)
{
    reconcile_at("2026-03-24T18:00:00Z");
    reconcile_at("2026-03-24T18:10:00Z", {"--skip", "dispatch_failed"});

    EXPECT_EQ(pending(), Rows({{"dispatch_failed", "fix-login", "2026-03-24T18:00:00Z"}}));
}

TEST_F(Grace, IsOverWhenItIsTakenOutOfTheConfiguration)
{
    reconcile_at("2026-03-24T18:00:00Z");
    configure("");
    reconcile_at("2026-03-24T18:01:00Z");

    EXPECT_THAT(failures(), ElementsAre("fix-login"));
    EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(Grace, IsSpokenOfByReconcile)
{
    const Answer answer = reconcile({"--exit-code", "--only", "dispatch_failed"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, AllOf(HasSubstr("0 signals open"), Not(HasSubstr("opened")),
                                  HasSubstr("1 more is within its grace\n")));
    const auto report = reconcile({"--json"}).json();
    EXPECT_THAT(report.at("opened"), IsEmpty());
    EXPECT_EQ(report.at("pending").at(0).at("code"), "dispatch_failed");
    EXPECT_EQ(report.at("pending").at(0).at("since"), now);
}

TEST_F(Grace, IsRehearsedByADryRun)
{
    sync();
    EXPECT_THAT(tm_db({"reconcile", "--dry-run"}).out, HasSubstr("1 more is within its grace\n"));
    EXPECT_THAT(pending(), IsEmpty());
    reconcile_at("2026-03-24T18:00:00Z");
    now = "2026-03-24T18:15:00Z";

    EXPECT_THAT(tm_db({"reconcile", "--dry-run"}).out, HasSubstr("would open (1)\n"));
    EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(Grace, KeepsNoEntryFromBeingPruned)
{
    configure("[grace]\nregister_orphan = 15\n");
    registers("dave", {{"long-gone", entry("long-gone", ".worktrees/long-gone")}});
    may_change(dave);

    reconcile();

    EXPECT_EQ(value("SELECT slug FROM prune"), "long-gone");
    EXPECT_EQ(value("SELECT cleared_at FROM signal WHERE code = 'register_orphan'"), now);
    EXPECT_THAT(pending(), IsEmpty());
}

TEST_F(Grace, OfACodeThatNoPassHasIsAnError)
{
    configure("[grace]\nno_such_pass = 15\n");
    sync();

    const Answer answer = tm_db({"reconcile"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("there is no pass 'no_such_pass'"));
}

TEST_F(Grace, MayBeOfAPassOfTheUsersOwn)
{
    configure("[grace]\nno_title = 15\n");
    file(".tasks/task_manager/passes/no_title.sql",
         "-- A task has no title.\n--\n-- severity: warning\n-- remedy:   give it one\n"
         "-- needs:    task\n\n"
         "SELECT slug, slug AS subject, 'it has no title' AS detail,"
         " json_object('path', path) AS evidence FROM task WHERE title IS NULL\n");

    reconcile();

    EXPECT_EQ(pending(), Rows({{"no_title", "fix-login", now}}));
}

}   // namespace
}   // namespace tmdb
