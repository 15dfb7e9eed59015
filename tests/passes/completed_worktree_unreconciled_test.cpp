#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class CompletedWorktreeUnreconciled : public PassTest {
protected:
    CompletedWorktreeUnreconciled() : PassTest("completed_worktree_unreconciled") {}
};

TEST_F(CompletedWorktreeUnreconciled, SpeaksOfACompletedTaskWithAWorktree)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
    EXPECT_EQ(evidence(), Json({{"task", task_path("fix-login")},
                                {"status", "completed"},
                                {"worktree_path", ".worktrees/fix-login"},
                                {"branch", "fix-login"},
                                {"head_oid", git().git({"rev-parse", "HEAD"})},
                                {"locked", false},
                                {"removable", "yes"},
                                {"losses", Json::array()},
                                {"loss_count", 0},
                                {"unknown", Json::array()}}));
    EXPECT_THAT(detail(), HasSubstr("nothing would be lost with it"));
}

TEST_F(CompletedWorktreeUnreconciled, ListsWhatRemovingItWouldLose)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    work("fix-login");
    file(".worktrees/fix-login/notes.md", "what I found\n");

    ask();

    EXPECT_EQ(evidence().at("removable"), "no");
    EXPECT_EQ(evidence().at("losses"), Json({{{"kind", "unpushed_commits"},
                                              {"what", "1 that neither main nor a remote has"}},
                                             {{"kind", "untracked"}, {"what", "notes.md"}}}));
    EXPECT_THAT(detail(), HasSubstr("removing it would lose work"));
}

TEST_F(CompletedWorktreeUnreconciled, ListsTheFirstTwentyThings)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    for (int i = 10; i < 40; ++i) {
        file(".worktrees/fix-login/note-" + std::to_string(i), "text\n");
    }

    ask();

    EXPECT_EQ(evidence().at("losses").size(), 20);
    EXPECT_EQ(evidence().at("loss_count"), 30);
}

TEST_F(CompletedWorktreeUnreconciled, SpeaksOfACancelledTaskToo)
{
    task("fix-login", {{"status", "Cancelled"}});
    worktree("fix-login");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
}

TEST_F(CompletedWorktreeUnreconciled, FindsTheWorktreeByItsEntryWhateverItsName)
{
    task("fix-login", {{"status", "completed"}});
    worktree("agent-7");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/agent-7")}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
}

TEST_F(CompletedWorktreeUnreconciled, IsSilentWhileTheTaskIsAtWork)
{
    task("fix-login", {{"status", "in_progress"}});
    linked_worktree("fix-login");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(CompletedWorktreeUnreconciled, IsSilentWhenOnlyTheCopySaysCompleted)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "completed"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(CompletedWorktreeUnreconciled, IsSilentWhenTheFolderIsGoneAndOnlyGitRemembersIt)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    remove(".worktrees/fix-login");

    ask();

    EXPECT_EQ(value("SELECT in_git FROM worktree"), "1");
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(CompletedWorktreeUnreconciled, IsSilentWhenTheWorktreeHasPassedToAnotherTask)
{
    task("fix-login", {{"status", "completed"}});
    task("next-one", {{"status", "in_progress"}});
    worktree("fix-login");
    registers("dave", {{"next-one", entry("next-one", ".worktrees/fix-login")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(CompletedWorktreeUnreconciled, ClearsWhenTheWorktreeIsRemoved)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    ask();

    git().git({"worktree", "remove", ".worktrees/fix-login"});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(CompletedWorktreeUnreconciled, KeepsItsSignalWhileTheRootFileIsTorn)
{
    task("fix-login", {{"status", "completed"}});
    worktree("fix-login");
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(CompletedWorktreeUnreconciled, KeepsItsSignalWhileTheWorktreesAreOutOfSight)   // E08
{
    task("fix-login", {{"status", "completed"}});
    worktree("fix-login");
    ask();

    hide(".worktrees");
    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(CompletedWorktreeUnreconciled, KeepsItsSignalWhileTheWorktreeCannotBeLookedAt)   // E05
{
    task("fix-login", {{"status", "completed"}});
    worktree("fix-login");
    register_tasks({"fix-login"});
    ask();

    remove(".worktrees/fix-login");
    link_in_a_circle(".worktrees/fix-login");
    ask();

    EXPECT_EQ(signals(), about("fix-login", "info"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(CompletedWorktreeUnreconciled,
       OpensNothingWhileTheRegisterIsTorn)   // the worktree may have passed to another task
{
    worktree("fix-login");
    register_tasks_and_tear({"fix-login"});
    task("fix-login", {{"status", "completed"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
