#include "support/audit_test.hpp"

namespace tmdb {
namespace {

/// Failed dispatches, from the signal's opening to its clearing.
class SignalLifetimes : public AuditTest {
protected:
    SignalLifetimes() : AuditTest("signal_lifetimes")
    {
        task("fix-login", {{"status", "in_progress"}});
    }

    void fail() { dispatch("fix-login", {{"exit_code", 1}}); }
    /// By a worker that has come to life again, as the clock of the test knows.
    void get_well() { remove("tasks/logs/dispatch-fix-login.status.json"); }

    Json of(const std::string& code, const Json& answer) const
    {
        const auto row = std::find_if(answer.begin(), answer.end(),
                                      [&](const Json& one) { return one.at("code") == code; });
        return row == answer.end() ? Json() : *row;
    }
};

TEST_F(SignalLifetimes, TellHowLongAndHowMany)
{
    fail();
    reconcile_at_minute(0);
    get_well();
    reconcile_at_minute(10);
    fail();
    reconcile_at_minute(20);
    get_well();
    reconcile_at_minute(50);
    fail();
    reconcile_at_minute(60);

    EXPECT_EQ(of("dispatch_failed", ask()), Json({{"code", "dispatch_failed"},
                                                  {"opened", 3},
                                                  {"open", 1},
                                                  {"cleared", 2},
                                                  {"p50_minutes", 10},
                                                  {"p90_minutes", 30},
                                                  {"max_minutes", 30},
                                                  {"cleared_alone", 2},
                                                  {"cleared_by_someone", 0}}));
}

TEST_F(SignalLifetimes, KnowThatSomeoneHasEditedTheTask)
{
    fail();
    reconcile_at_minute(0);
    task("fix-login", {{"status", "completed"}});
    reconcile_at_minute(10);

    const Json row = of("dispatch_failed", ask());
    EXPECT_EQ(row.at("cleared_alone"), 0);
    EXPECT_EQ(row.at("cleared_by_someone"), 1);
}

TEST_F(SignalLifetimes, TakeAPruneForAnAct)
{
    task("pruned", {{"status", "completed"}});
    registers("dave", {{"pruned", entry("pruned", ".worktrees/pruned")}});
    may_change(dave);
    reconcile_at_minute(0);

    const Json row = of("register_orphan", ask());
    EXPECT_EQ(row.at("cleared_alone"), 0);
    EXPECT_EQ(row.at("cleared_by_someone"), 1);
}

TEST_F(SignalLifetimes, AreOfWhatOpenedSince)
{
    fail();
    reconcile_at_minute(0);
    at_minute(60);

    EXPECT_THAT(ask({"since=30m"}), IsEmpty());
}

TEST_F(SignalLifetimes, AreNoneWithoutSignals)
{
    reconcile_at_minute(0);

    EXPECT_THAT(ask(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
