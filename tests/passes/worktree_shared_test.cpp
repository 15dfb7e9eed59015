#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class WorktreeShared : public PassTest {
protected:
    WorktreeShared() : PassTest("worktree_shared") {}
};

TEST_F(WorktreeShared, SpeaksOfOneWorktreeForTwoTasks)
{
    worktree("fix-login");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    registers("bob", {{"fix-logout", entry("fix-logout", ".worktrees/fix-login")}});

    ask();

    EXPECT_EQ(signals(), Rows({{".worktrees/fix-login", "NULL", "error"}}));
    EXPECT_EQ(evidence(), Json({{"worktree_path", ".worktrees/fix-login"},
                                {"entries",
                                 {{{"register", dave},
                                   {"slug", "fix-login"},
                                   {"worktree_path", ".worktrees/fix-login"}},
                                  {{"register", bob},
                                   {"slug", "fix-logout"},
                                   {"worktree_path", ".worktrees/fix-login"}}}}}));
    EXPECT_EQ(detail(), "it is registered for fix-login and fix-logout");
}

TEST_F(WorktreeShared, KnowsALinkedWorktreeByTwoSpellings)
{
    linked_worktree("fix-login");
    registers("dave", {{"one", entry("one", ".worktrees/./fix-login/")},
                       {"two", entry("two", (root() / ".worktrees/fix-login").string())}});

    ask();

    EXPECT_THAT(open("worktree_shared"), ElementsAre(".worktrees/fix-login"));
}

TEST_F(WorktreeShared, KnowsALinkedWorktreeThroughASymbolicLink)
{
    linked_worktree("fix-login");
    std::filesystem::create_directory_symlink(root() / ".worktrees", root() / "wt");
    registers("dave", {{"one", entry("one", "wt/fix-login")},
                       {"two", entry("two", ".worktrees/fix-login")}});

    ask();

    EXPECT_THAT(open("worktree_shared"), ElementsAre(".worktrees/fix-login"));
}

TEST_F(WorktreeShared, IsSilentAboutOneTaskInTwoRegisters)   // duplicate_registration speaks of it
{
    worktree("fix-login");
    register_tasks({"fix-login"});
    registers("bob", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeShared, IsSilentAboutNeighboursAndAboutNoWorktree)
{
    worktree("one");
    worktree("two");
    registers("dave", {{"one", entry("one", ".worktrees/one")},
                       {"two", entry("two", ".worktrees/two")},
                       {"three", entry("three", std::nullopt)},
                       {"four", entry("four", std::nullopt)}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeShared, IsSilentAboutAWorktreeThatIsGone)
{
    registers("dave",
              {{"one", entry("one", ".worktrees/gone")}, {"two", entry("two", ".worktrees/gone")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(WorktreeShared, ClearsWhenOneTaskMovesOut)
{
    worktree("one");
    registers("dave",
              {{"one", entry("one", ".worktrees/one")}, {"two", entry("two", ".worktrees/one")}});
    ask();

    registers("dave",
              {{"one", entry("one", ".worktrees/one")}, {"two", entry("two", ".worktrees/two")}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(WorktreeShared, KeepsItsSignalWhileARegisterIsTorn)
{
    worktree("one");
    registers("dave", {{"one", entry("one", ".worktrees/one")}});
    registers("bob", {{"two", entry("two", ".worktrees/one")}});
    ask();

    file(bob, torn_json);
    ask();

    EXPECT_THAT(open("worktree_shared"), ElementsAre(".worktrees/one"));
    EXPECT_THAT(not_evaluated(), ElementsAre(".worktrees/one"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(WorktreeShared, KeepsItsSignalWhileTheWorktreesAreOutOfSight)   // E08
{
    worktree("one");
    registers("dave",
              {{"one", entry("one", ".worktrees/one")}, {"two", entry("two", ".worktrees/one")}});
    ask();

    hide(".worktrees");
    ask();

    EXPECT_THAT(open("worktree_shared"), ElementsAre(".worktrees/one"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(WorktreeShared, KeepsItsSignalWhileTheFolderCannotBeLookedAt)   // E05
{
    worktree("one");
    registers("dave",
              {{"one", entry("one", ".worktrees/one")}, {"two", entry("two", ".worktrees/one")}});
    ask();

    link_in_a_circle(".worktrees/one");
    ask();

    EXPECT_THAT(open("worktree_shared"), ElementsAre(".worktrees/one"));
    EXPECT_THAT(not_evaluated(), ::testing::Contains(".worktrees/one"));
}

}   // namespace
}   // namespace tmdb
