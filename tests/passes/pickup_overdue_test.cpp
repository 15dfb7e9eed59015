#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PickupOverdue : public PassTest {
protected:
    PickupOverdue() : PassTest("pickup_overdue") {}

    /// A sync 31 minutes before `now` saw the workspace as it is.
    void seen_before()
    {
        const std::string later = now;
        now = minutes_ago(31);
        sync();
        now = later;
    }
};

TEST_F(PickupOverdue, SpeaksOfATaskThatHasLongBeenReady)
{
    task("fix-login", {{"status", "ready"}, {"owner", "dave"}, {"depends_on", "[first]"}});
    task("first", {{"status", "completed"}});
    seen_before();

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"task", task_path("fix-login")},
                                {"status", "ready"},
                                {"ready_since", "2026-03-24T17:29:00Z"},
                                {"owner", "dave"}}));
}

TEST_F(PickupOverdue, CountsFromTheFirstRunThatSawItReady)   // whatever the file's own time
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 600);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, CountsAnewWhenItBecomesReadyAgain)
{
    task("fix-login", {{"status", "ready"}});
    seen_before();
    task("fix-login", {{"status", "in_progress"}});
    sync();
    task("fix-login", {{"status", "ready"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, KeepsCountingWhenOtherFieldsChange)
{
    task("fix-login", {{"status", "ready"}});
    seen_before();
    task("fix-login", {{"status", "Ready"}, {"priority", "p1"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PickupOverdue, WaitsAsLongAsItIsTold)
{
    configure("[thresholds]\npickup_overdue = 60\n");
    task("fix-login", {{"status", "ready"}});
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, IsSilentAboutOtherStatuses)
{
    task("not-started", {{"status", "todo"}});
    task("at-work", {{"status", "in_progress"}});
    task("done-one", {{"status", "completed"}});
    task("nothing-said", {{"title", "Later"}});
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, IsSilentWhileADependencyIsNotFinished)
{
    task("fix-login", {{"status", "ready"}, {"depends_on", "[first, second]"}});
    task("first", {{"status", "completed"}});
    task("second", {{"status", "in_progress"}});
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, IsSilentWhileADependencyIsNoTask)   // dependency_missing speaks of it
{
    task("fix-login", {{"status", "ready"}, {"depends_on", "[lost]"}});
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, IsSilentWhenAnyLedgerShowsAPickUp)
{
    task("registered", {{"status", "ready"}});
    task("dispatched", {{"status", "ready"}});
    task("has-worktree", {{"status", "ready"}});
    task("has-pr", {{"status", "ready"}, {"pr_number", "7"}});
    registers("dave", {{"registered", entry("registered", std::nullopt)}});
    dispatch("dispatched", {{"exit_code", 1}});
    worktree("has-worktree");
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, IsSilentWhenTheCopyNamesAPullRequest)   // the origin's false alarm
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");
    file(copy_path("fix-login"), markdown({{"status", "in_progress"}, {"pr_number", "835"}}));
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PickupOverdue, HoldsAWorktreeThatIsGoneForNoPickUp)
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");
    remove(".worktrees/fix-login");
    seen_before();

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PickupOverdue, ClearsWhenSomebodyRegistersIt)
{
    task("fix-login", {{"status", "ready"}});
    seen_before();
    ask();

    register_tasks({"fix-login"});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(PickupOverdue, KeepsItsSignalWhileItsFileIsTorn)
{
    task("fix-login", {{"status", "ready"}});
    seen_before();
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileADependencyIsTorn)
{
    task("fix-login", {{"status", "ready"}, {"depends_on", "[first]"}});
    task("first", {{"status", "completed"}});
    seen_before();
    file(task_path("first"), torn_front_matter);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("first", "fix-login"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileARegisterWasNeverRead)
{
    task("fix-login", {{"status", "ready"}});
    seen_before();
    file(dave, torn_json);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileTheDispatchRecordsAreOutOfSight)
{
    task("fix-login", {{"status", "ready"}});
    dispatch("fix-login", {{"exit_code", 0}});
    hide("tasks/logs");
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileItsOnlyRecordIsTorn)
{
    task("fix-login", {{"status", "ready"}});
    file(dispatch_path("fix-login"), torn_json);
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(PickupOverdue, SpeaksWhateverHappensToItsNeighbours)
{
    task("fix-login", {{"status", "ready"}});
    task("has-worktree", {{"status", "ready"}});
    worktree("has-worktree");
    task("waits", {{"status", "ready"}, {"depends_on", "[torn]"}});
    file(task_path("torn"), torn_front_matter);
    seen_before();

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileItsRegisterIsTorn)
{
    task("fix-login", {{"status", "ready"}});
    register_tasks_and_tear({"fix-login"});
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(PickupOverdue, IsNotEvaluatedWhileTheWorktreesAreOutOfSight)   // E08
{
    task("fix-login", {{"status", "ready"}});
    worktree("fix-login");
    hide(".worktrees");
    seen_before();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

}   // namespace
}   // namespace tmdb
