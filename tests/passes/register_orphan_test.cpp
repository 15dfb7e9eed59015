#include "support/pass_test.hpp"
#include "support/worker_process.hpp"

namespace tmdb {
namespace {

class RegisterOrphan : public PassTest {
protected:
    RegisterOrphan() : PassTest("register_orphan") {}

    Rows pruned() const { return rows("SELECT slug, reason FROM prune ORDER BY slug"); }

    /// A completed task in dave's register, whose worktree is not there.
    void completed_without_worktree()
    {
        task("fix-login", {{"status", "completed"}});
        register_tasks({"fix-login"});
    }

    /// Asks, and sees that the entry was kept for want of knowledge.
    void expect_kept_as_unknown(const std::string& reason)
    {
        ask();

        EXPECT_THAT(pruned(), IsEmpty());
        EXPECT_THAT(signals(), IsEmpty());
        EXPECT_THAT(not_evaluated(), ElementsAre("dave/fix-login"));
        EXPECT_THAT(why_not(), HasSubstr(reason));
    }
};

// The origin's tests, by name.
class ReconcileRegisterOrphans : public RegisterOrphan {};

TEST_F(ReconcileRegisterOrphans, PrunesCompletedWithMissingWorktree)   // E01
{
    task("done-task", {{"status", "completed"}});
    register_tasks({"done-task"});
    may_change(dave);

    ask();

    EXPECT_EQ(read(dave), "{\n  \n}");
    EXPECT_EQ(pruned(), Rows({{"done-task", "completed"}}));
}

TEST_F(ReconcileRegisterOrphans, KeepsActiveTask)   // E03
{
    task("active-task", {{"status", "in_progress"}});
    register_tasks({"active-task"});

    ask();

    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(ReconcileRegisterOrphans, PrunesEntryWithMissingWorktreeAndNoTask)   // E02
{
    task("another-task", {{"status", "ready"}});
    register_tasks({"lost-task"});
    may_change(dave);

    ask();

    EXPECT_EQ(read(dave), "{\n  \n}");
    EXPECT_EQ(pruned(), Rows({{"lost-task", "task_file_absent"}}));
}

TEST_F(RegisterOrphan, OpensAndClearsInTheRunThatPrunes)
{
    completed_without_worktree();
    may_change(dave);

    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(Json::parse(value("SELECT evidence FROM signal")),
              Json({{"register", dave},
                    {"task_path", task_path("fix-login")},
                    {"task", "present"},
                    {"status", "completed"},
                    {"worktree_path", ".worktrees/fix-login"},
                    {"worktree", "absent"},
                    {"registered_at", minutes_ago(120)}}));
}

TEST_F(RegisterOrphan, StaysOpenWhereTheGuardRefused)   // E10
{
    task("another-task", {{"status", "ready"}});
    register_tasks({"lost-1", "lost-2", "lost-3", "lost-4", "lost-5", "lost-6"});

    ask();

    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(open("register_orphan"), ElementsAre("dave/lost-1", "dave/lost-2", "dave/lost-3",
                                                     "dave/lost-4", "dave/lost-5", "dave/lost-6"));
    EXPECT_EQ(signals()[0], std::vector<std::string>({"dave/lost-1", "lost-1", "warning"}));
}

TEST_F(RegisterOrphan, IsSilentWhileTheWorktreeIsStillThere)
{
    completed_without_worktree();
    worktree("fix-login");

    ask();

    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(RegisterOrphan, IsSilentAboutACancelledTask)   // only pruning asks for completed
{
    task("fix-login", {{"status", "cancelled"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(RegisterOrphan, KeepsAnEntryWithinTheGrace)   // E17
{
    task("fix-login", {{"status", "completed"}});
    auto young = entry("fix-login", ".worktrees/fix-login");
    young["launched_at"] = minutes_ago(9);
    registers("dave", {{"fix-login", young}});

    const Answer answer = reconcile();

    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(answer.out, HasSubstr("younger than the grace"));
}

TEST_F(RegisterOrphan, KeepsAForeignPathAndSaysNotEvaluated)   // E13
{
    task("fix-login", {{"status", "completed"}});
    registers("dave", {{"fix-login", entry("fix-login", "~/elsewhere/fix-login")}});

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("another machine's"));
}

TEST_F(RegisterOrphan, KeepsAnEntryWhoseWorktreeGitHasMoved)   // E15
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    git().git({"worktree", "move", ".worktrees/fix-login", ".worktrees/moved"});

    expect_kept_as_unknown("moved its worktree to");
}

TEST_F(RegisterOrphan, KeepsAnEntryWhoseWorktreeIsLocked)   // E16
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    git().git({"worktree", "lock", "--reason", "on a USB stick", ".worktrees/fix-login"});
    remove(".worktrees/fix-login");

    expect_kept_as_unknown("locked: on a USB stick");
}

TEST_F(RegisterOrphan, KeepsAnEntryWhoseWorktreesAreOutOfSight)   // E08
{
    completed_without_worktree();
    worktree("fix-login");
    hide(".worktrees");

    expect_kept_as_unknown("cannot be seen");
}

TEST_F(RegisterOrphan, KeepsAnEntryWhoseRootFileIsTorn)
{
    file(task_path("fix-login"), torn_front_matter);
    register_tasks({"fix-login"});

    expect_kept_as_unknown("cannot be judged");
}

TEST_F(RegisterOrphan, KeepsAnEntryWhoseTasksAreOutOfSight)
{
    task("fix-login", {{"status", "ready"}});
    register_tasks({"fix-login"});
    hide("tasks/workstreams/core/tasks");

    expect_kept_as_unknown("");
}

TEST_F(RegisterOrphan, KeepsAnEntryWithTwoRootFiles)
{
    completed_without_worktree();
    file("tasks/workstreams/web/tasks/fix-login.md", markdown({{"status", "completed"}}));

    expect_kept_as_unknown("more than one task file");
}

TEST_F(RegisterOrphan, KeepsAnEntryWithAWorkerAlive)
{
    completed_without_worktree();
    dispatch("fix-login", {{"pid", live_pid()}, {"started_at", system_time()}});

    expect_kept_as_unknown("still running");
}

TEST_F(RegisterOrphan, KeepsItsSignalWhileTheRegisterIsTorn)
{
    task("another-task", {{"status", "ready"}});
    register_tasks({"lost-1", "lost-2", "lost-3", "lost-4", "lost-5", "lost-6"});
    ask();

    file(dave, torn_json);
    ask();

    EXPECT_EQ(signals().size(), 6U);
    EXPECT_EQ(events().size(), 6U);
    EXPECT_THAT(not_evaluated(), ::testing::Contains("lost-1"));
}

TEST_F(RegisterOrphan, SpeaksOfTheOneEntryAmongItsNeighbours)
{
    task("fix-login", {{"status", "completed"}});
    task("active-task", {{"status", "in_progress"}});
    register_tasks({"active-task", "fix-login"});
    may_change(dave);

    ask();

    EXPECT_EQ(pruned(), Rows({{"fix-login", "completed"}}));
    EXPECT_EQ(rows("SELECT subject FROM signal"), Rows({{"dave/fix-login"}}));
}

}   // namespace
}   // namespace tmdb
