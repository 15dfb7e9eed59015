#include "support/audit_test.hpp"

namespace tmdb {
namespace {

class ReadyLongest : public AuditTest {
protected:
    ReadyLongest() : AuditTest("ready_longest") {}
};

TEST_F(ReadyLongest, ListsTheTaskFirstThatHasBeenReadyForLongest)
{
    task("first", {{"status", "ready"}, {"owner", "dave"}});
    sync();
    task("second", {{"status", "ready"}, {"owner", "bob"}});
    sync_at_minute(10);

    at_minute(60);

    const Json waiting = ask();
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].at("slug"), "first");
    EXPECT_EQ(waiting[0].at("minutes"), 60);
    EXPECT_EQ(waiting[1].at("slug"), "second");
    EXPECT_EQ(waiting[1].at("minutes"), 50);
}

TEST_F(ReadyLongest, CanBeOfOneOwner)
{
    task("first", {{"status", "ready"}, {"owner", "dave"}});
    task("second", {{"status", "ready"}, {"owner", "bob"}});
    sync();

    const Json waiting = ask({"owner=bob"});

    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].at("slug"), "second");
}

TEST_F(ReadyLongest, SaysNothingOfATaskThatIsPickedUpOrMustWait)
{
    task("picked-up", {{"status", "ready"}});
    task("must-wait", {{"status", "ready"}, {"depends_on", "[picked-up]"}});
    registers("dave", {{"picked-up", entry("picked-up", ".worktrees/picked-up")}});
    sync();

    EXPECT_THAT(ask(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
