#include "support/pass_test.hpp"

namespace tmdb {
namespace {

/// A signal from its opening on, told by the failing dispatches of one task.
class SignalLife : public EndToEnd {
protected:
    SignalLife() { task("fix-login", {{"status", "in_progress"}}); }

    void exit_with(int code) { dispatch("fix-login", {{"exit_code", code}}); }

    Json reconcile_at(const std::string& instant)
    {
        now = instant;
        return reconcile({"--json"}).json();
    }

    std::vector<std::string> open_failures() const { return open("dispatch_failed"); }
};

TEST_F(SignalLife, IsToldByItsEvents)
{
    exit_with(1);
    reconcile_at("2026-03-24T18:00:00Z");
    exit_with(2);
    reconcile_at("2026-03-24T18:01:00Z");
    exit_with(0);
    reconcile_at("2026-03-24T18:02:00Z");
    exit_with(1);
    const Json report = reconcile_at("2026-03-24T18:03:00Z");

    EXPECT_EQ(rows("SELECT event, at, json_extract(signal_event.evidence, '$.exit_code')"
                   "  FROM signal_event JOIN signal ON signal.id = signal_id"
                   " WHERE code = 'dispatch_failed' ORDER BY signal_event.id"),
              Rows({{"opened", "2026-03-24T18:00:00Z", "1"},
                    {"changed", "2026-03-24T18:01:00Z", "2"},
                    {"cleared", "2026-03-24T18:02:00Z", "2"},
                    {"reopened", "2026-03-24T18:03:00Z", "1"}}));
    EXPECT_EQ(report["reopened"].size(), 1U);
    EXPECT_EQ(rows("SELECT opened_at, last_seen_at, cleared_at, times_seen FROM signal"
                   " WHERE code = 'dispatch_failed' ORDER BY id"),
              Rows({{"2026-03-24T18:00:00Z", "2026-03-24T18:01:00Z", "2026-03-24T18:02:00Z", "2"},
                    {"2026-03-24T18:03:00Z", "2026-03-24T18:03:00Z", "NULL", "1"}}));
}

TEST_F(SignalLife, GoesOnWhileItsPassIsSkipped)
{
    exit_with(1);
    reconcile();
    exit_with(0);

    const Json report = reconcile({"--skip", "worker_gone,dispatch_failed", "--json"}).json();

    EXPECT_THAT(open_failures(), ElementsAre("fix-login"));
    EXPECT_EQ(report["skipped"], Json({"dispatch_failed", "worker_gone"}));
    EXPECT_THAT(open("dispatch_completed_unreconciled"), ElementsAre("fix-login"));
}

TEST_F(SignalLife, GoesOnWhileOnlyOtherPassesAreAsked)
{
    exit_with(1);
    reconcile();
    exit_with(0);

    reconcile({"--only", "dispatch_completed_unreconciled,worker_gone"});

    EXPECT_THAT(open_failures(), ElementsAre("fix-login"));
    EXPECT_THAT(open("dispatch_completed_unreconciled"), ElementsAre("fix-login"));
}

TEST_F(SignalLife, GoesOnWhileTheEnvironmentSkipsItsPass)
{
    exit_with(1);
    reconcile();
    exit_with(0);
    environment = {"TM_DB_SKIP=dispatch_failed,worker_gone"};

    reconcile();

    EXPECT_THAT(open_failures(), ElementsAre("fix-login"));
    EXPECT_EQ(value("SELECT times_seen FROM signal WHERE code = 'dispatch_failed'"), "1");
}

TEST_F(SignalLife, GoesOnWhileTheConfigurationSkipsItsPass)
{
    exit_with(1);
    reconcile();
    exit_with(0);
    file(".tasks/task_manager/tm-db.toml", "[passes]\nskip = [\"dispatch_failed\"]\n");

    reconcile();

    EXPECT_THAT(open_failures(), ElementsAre("fix-login"));
}

TEST_F(SignalLife, IsNotTouchedByAPassThatNobodyKnows)
{
    exit_with(1);
    reconcile();
    exit_with(0);

    EXPECT_EQ(reconcile({"--only", "no_such_pass"}).status, 64);
    EXPECT_EQ(reconcile({"--skip", "no_such_pass"}).status, 64);
    environment = {"TM_DB_SKIP=no_such_pass"};
    EXPECT_EQ(reconcile().status, 64);
    EXPECT_THAT(reconcile().err, HasSubstr("no_such_pass"));
    EXPECT_THAT(open_failures(), ElementsAre("fix-login"));
}

TEST_F(SignalLife, IsNotTouchedByAConfigurationThatNamesNoPass)
{
    file(".tasks/task_manager/tm-db.toml", "[passes]\nskip = [\"no_such_pass\"]\n");
    sync();

    EXPECT_EQ(tm_db({"reconcile"}).status, 64);
}

}   // namespace
}   // namespace tmdb
