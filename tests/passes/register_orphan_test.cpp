#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

const std::string dave = ".tasks/task_manager/task-manager-dave.register.json";

class RegisterOrphan : public EndToEnd {};

// The origin's tests, by name.
class ReconcileRegisterOrphans : public EndToEnd {};

TEST_F(ReconcileRegisterOrphans, PrunesCompletedWithMissingWorktree)
{
    task("done-task", {{"status", "completed"}});
    registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")}});
    may_change(dave);

    EXPECT_EQ(reconcile().status, 0);

    EXPECT_EQ(read(dave), "{\n  \n}");
    EXPECT_THAT(rows("SELECT slug, reason FROM prune"),
                ElementsAre(ElementsAre("done-task", "completed")));
}

TEST_F(ReconcileRegisterOrphans, KeepsActiveTask)
{
    task("active-task", {{"status", "in_progress"}});
    registers("dave", {{"active-task", entry("active-task", ".worktrees/active-task")}});

    EXPECT_EQ(reconcile().status, 0);

    EXPECT_THAT(rows("SELECT * FROM prune"), IsEmpty());
    EXPECT_THAT(open("register_orphan"), IsEmpty());
}

TEST_F(ReconcileRegisterOrphans, PrunesEntryWithMissingWorktreeAndNoTask)
{
    task("another-task", {{"status", "ready"}});
    registers("dave", {{"lost-task", entry("lost-task", ".worktrees/lost-task")}});
    may_change(dave);

    EXPECT_EQ(reconcile().status, 0);

    EXPECT_EQ(read(dave), "{\n  \n}");
    EXPECT_THAT(rows("SELECT slug, reason FROM prune"),
                ElementsAre(ElementsAre("lost-task", "task_file_absent")));
}

TEST_F(RegisterOrphan, IsSilentWhileTheWorktreeIsStillThere)
{
    task("done-task", {{"status", "completed"}});
    worktree("done-task");
    registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")}});

    reconcile();

    EXPECT_THAT(rows("SELECT * FROM signal WHERE code = 'register_orphan'"), IsEmpty());
}

TEST_F(RegisterOrphan, OpensAndClearsInTheRunThatPrunes)
{
    task("done-task", {{"status", "completed"}});
    registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")}});
    may_change(dave);

    reconcile();

    EXPECT_THAT(rows("SELECT event FROM signal_event ORDER BY id"),
                ElementsAre(ElementsAre("opened"), ElementsAre("cleared")));
    EXPECT_THAT(open("register_orphan"), IsEmpty());
}

TEST_F(RegisterOrphan, KeepsAnEntryWithinTheGrace)
{
    task("done-task", {{"status", "completed"}});
    auto young = entry("done-task", ".worktrees/done-task");
    young["launched_at"] = "2026-03-24T17:55:00Z";
    registers("dave", {{"done-task", young}});

    const Answer answer = reconcile();

    EXPECT_THAT(rows("SELECT * FROM prune"), IsEmpty());
    EXPECT_THAT(answer.out, HasSubstr("younger than the grace"));
}

TEST_F(RegisterOrphan, KeepsAForeignPathAndSaysNotEvaluated)   // E13
{
    task("done-task", {{"status", "completed"}});
    registers("dave", {{"done-task", entry("done-task", "~/elsewhere/done-task")}});

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("another machine's"));
}

}   // namespace
}   // namespace tmdb
