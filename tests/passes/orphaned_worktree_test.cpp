#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class OrphanedWorktree : public PassTest {
protected:
    OrphanedWorktree() : PassTest("orphaned_worktree") {}
};

TEST_F(OrphanedWorktree, SpeaksOfALinkedWorktreeThatNoEntryNames)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");

    ask();

    EXPECT_EQ(signals(), Rows({{".worktrees/fix-login", "fix-login", "warning"}}));
    EXPECT_EQ(evidence(), Json({{"worktree_path", ".worktrees/fix-login"},
                                {"branch", "fix-login"},
                                {"head_oid", git().git({"rev-parse", "HEAD"})},
                                {"in_git", true},
                                {"made_at", minutes_ago(60)},
                                {"removable", "yes"},
                                {"losses", Json::array()},
                                {"loss_count", 0},
                                {"unknown", Json::array()}}));
}

TEST_F(OrphanedWorktree, SpeaksOfAFolderThatGitDoesNotKnow)
{
    worktree("left-over");

    ask();

    EXPECT_EQ(signals(), Rows({{".worktrees/left-over", "NULL", "warning"}}));
    EXPECT_EQ(evidence()["in_git"], false);
    EXPECT_EQ(evidence()["removable"], "yes");   // it is empty
}

TEST_F(OrphanedWorktree, SpeaksOfALinkedWorktreeOutsideTheLayout)
{
    git().git({"worktree", "add", "--quiet", "--detach", "elsewhere/trial"});
    age(".git/worktrees/trial/gitdir", 60);

    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre("elsewhere/trial"));
}

TEST_F(OrphanedWorktree, IsSilentAboutARegisteredWorktree)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, KnowsARegisteredWorktreeByAnySpelling)   // E12
{
    worktree("one");
    worktree("two");
    worktree("three");
    std::filesystem::create_directory_symlink(root() / ".worktrees/two", root() / "shortcut");
    registers("dave", {{"one", entry("one", (root() / ".worktrees/one").string())},
                       {"two", entry("two", "shortcut")},
                       {"three", entry("three", "./.worktrees/one/../three/")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, IsSilentAboutAWorktreeThatAnotherTasksEntryNames)
{
    worktree("agent-7");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/agent-7")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, LeavesAYoungOneAlone)   // a dispatcher may make it first
{
    worktree("young-folder");
    age(".worktrees/young-folder", 9);
    linked_worktree("young-in-git");
    age(".worktrees/young-in-git", 60);
    age(".git/worktrees/young-in-git/gitdir", 9);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, IsSilentAboutTheMainCheckoutFilesAndHiddenFolders)
{
    git();
    file(".worktrees/notes.txt", "not a worktree\n");
    worktree(".cache");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, IsSilentWhenOnlyGitRemembersIt)
{
    linked_worktree("fix-login");
    remove(".worktrees/fix-login");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OrphanedWorktree, SpeaksOfAMovedWorktreeAtItsNewPlace)   // E15
{
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    git().git({"worktree", "move", ".worktrees/fix-login", ".worktrees/moved"});
    age(".git/worktrees/fix-login/gitdir", 60);

    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/moved"));
}

TEST_F(OrphanedWorktree, ClearsWhenItIsRegistered)
{
    worktree("fix-login");
    ask();

    register_tasks({"fix-login"});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(OrphanedWorktree, IsNotEvaluatedWhileARegisterWasNeverRead)
{
    worktree("fix-login");
    file(dave, torn_json);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(OrphanedWorktree, GoesByLastGoodRowsWhileARegisterIsTorn)
{
    worktree("fix-login");
    worktree("left-over");
    register_tasks({"fix-login"});
    sync();
    file(dave, torn_json);

    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/left-over"));
}

TEST_F(OrphanedWorktree, KeepsItsSignalWhileTheRegistersAreOutOfSight)
{
    configure("[layout]\nregisters = [\"registers/*.register.json\"]\n");
    file("registers/dave.register.json", "{}");
    worktree("fix-login");
    ask();

    hide("registers");
    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/fix-login"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(OrphanedWorktree, KeepsItsSignalWhileTheWorktreesAreOutOfSight)   // E08
{
    worktree("fix-login");
    ask();

    hide(".worktrees");
    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/fix-login"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(OrphanedWorktree, KeepsItsSignalWhileGitCannotBeAsked)
{
    linked_worktree("fix-login");
    ask();

    file(".git/worktrees/fix-login/HEAD", "torn");
    file(".git/HEAD", "torn");
    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/fix-login"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(OrphanedWorktree, KeepsItsSignalWhileTheFolderCannotBeLookedAt)   // E05
{
    linked_worktree("fix-login");
    ask();

    link_in_a_circle(".worktrees/fix-login");
    ask();

    EXPECT_THAT(open("orphaned_worktree"), ElementsAre(".worktrees/fix-login"));
    EXPECT_THAT(not_evaluated(), ::testing::Contains(".worktrees/fix-login"));
}

}   // namespace
}   // namespace tmdb
