#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class WorktreeMissing : public PassTest {
protected:
    WorktreeMissing() : PassTest("worktree_missing") {}
};

TEST_F(WorktreeMissing, SpeaksOfAnUnfinishedTaskWhoseWorktreeIsGone)   // E03
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(), Json({{"register", dave},
                                {"worktree_path", ".worktrees/fix-login"},
                                {"worktree", "absent"},
                                {"status", "in_progress"},
                                {"registered_at", minutes_ago(120)}}));
}

TEST_F(WorktreeMissing, SpeaksOfOneThatGitStillRemembers)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    remove(".worktrees/fix-login");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(WorktreeMissing, IsSilentWhileTheWorktreeIsThere)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login");
    registers("dave",
              {{"fix-login", entry("fix-login", (root() / ".worktrees/fix-login").string())}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeMissing, IsSilentAboutAnEntryThatNamesNone)
{
    task("fix-login", {{"status", "in_progress"}});
    registers("dave", {{"fix-login", entry("fix-login", std::nullopt)}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeMissing, IsSilentWhileTheEntryIsYoung)   // E17
{
    task("fix-login", {{"status", "in_progress"}});
    auto young = entry("fix-login", ".worktrees/fix-login");
    young["registered_at"] = minutes_ago(9);
    registers("dave", {{"fix-login", young}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeMissing, IsSilentAboutFinishedTasksAndMissingOnes)
{
    task("done-one", {{"status", "completed"}});
    task("dropped-one", {{"status", "cancelled"}});
    register_tasks({"done-one", "dropped-one", "lost-one"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeMissing, ClearsWhenTheWorktreeIsMadeAgain)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    worktree("fix-login");
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(WorktreeMissing, IsNotEvaluatedWhereGitHasMovedTheWorktree)   // E15
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    git().git({"worktree", "move", ".worktrees/fix-login", ".worktrees/moved"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(why_not(), HasSubstr("moved its worktree to"));
}

TEST_F(WorktreeMissing, IsNotEvaluatedWhileGitHasTheWorktreeLocked)   // E16
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    git().git({"worktree", "lock", "--reason", "on a USB stick", ".worktrees/fix-login"});
    remove(".worktrees/fix-login");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(why_not(), HasSubstr("locked: on a USB stick"));
}

TEST_F(WorktreeMissing, IsNotEvaluatedWhereThePathIsNoneOfThisMachine)   // E13, E14
{
    task("a-drive", {{"status", "in_progress"}});
    task("a-home", {{"status", "in_progress"}});
    task("no-path", {{"status", "in_progress"}});
    registers("dave", {{"a-drive", entry("a-drive", "C:\\work\\a-drive")},
                       {"a-home", entry("a-home", "~/a-home")},
                       {"no-path", entry("no-path", "")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("a-drive", "a-home", "no-path"));
}

TEST_F(WorktreeMissing, KeepsItsSignalWhileTheRootFileIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(WorktreeMissing, OpensNothingWhileTheWorktreesAreOutOfSight)   // E08
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login");
    register_tasks({"fix-login"});
    hide(".worktrees");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(WorktreeMissing, KeepsItsSignalWhileTheRegisterIsTorn)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    file(dave, torn_json);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(WorktreeMissing, SpeaksOfTheOneEntryAmongItsNeighbours)
{
    task("fix-login", {{"status", "in_progress"}});
    task("has-worktree", {{"status", "in_progress"}});
    task("done-one", {{"status", "completed"}});
    worktree("has-worktree");
    register_tasks({"done-one", "fix-login", "has-worktree"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence()["worktree_path"], ".worktrees/fix-login");
}

}   // namespace
}   // namespace tmdb
