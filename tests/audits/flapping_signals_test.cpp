#include "support/audit_test.hpp"

namespace tmdb {
namespace {

/// A dispatch that fails and does not, over and over.
class FlappingSignals : public AuditTest {
protected:
    FlappingSignals() : AuditTest("flapping_signals")
    {
        task("fix-login", {{"status", "in_progress"}});
    }

    void open_and_clear_at(int minute)
    {
        dispatch("fix-login", {{"exit_code", 1}});
        reconcile_at_minute(minute);
        remove("tasks/logs/dispatch-fix-login.status.json");
        reconcile_at_minute(minute + 1);
    }
};

TEST_F(FlappingSignals, AreThoseThatOpenedThriceWithinADay)
{
    open_and_clear_at(0);
    open_and_clear_at(10);
    open_and_clear_at(24 * 60);

    EXPECT_EQ(ask(), Json::array({{{"code", "dispatch_failed"},
                                   {"subject", "fix-login"},
                                   {"slug", "fix-login"},
                                   {"opened", 3},
                                   {"most_in_a_day", 3},
                                   {"first_opened_at", "2026-03-24T18:00:00Z"},
                                   {"last_opened_at", "2026-03-25T18:00:00Z"},
                                   {"open", 0}}}));
}

TEST_F(FlappingSignals, AreNoneThatComeBackNowAndThen)
{
    open_and_clear_at(0);
    open_and_clear_at(10);
    open_and_clear_at(24 * 60 + 11);

    EXPECT_THAT(ask(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
