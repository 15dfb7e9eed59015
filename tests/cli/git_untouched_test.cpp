#include "cli/git_workspace.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// Everything below .git is old, so that whatever is written, made, removed or renewed shows: git
/// sets the time of an object, or of the pack that holds it, when it is to write it once more.
class GitUntouched : public GitWorkspace {
protected:
    void grow_old()
    {
        run_unwatched("find .git -depth -exec touch --no-dereference --date 2001-01-01 {} +");
    }

    /// In the workspace; what it prints.
    std::string run_unwatched(const std::string& script)
    {
        Command command;
        command.arguments = {"sh", "-c", script};
        command.directory = root();
        command.environment = git_test_environment();
        return make_machine()->run(command).output;
    }

    std::string touched_below_git() { return run_unwatched("find .git -newermt 2001-01-02"); }
};

TEST_F(GitUntouched, WithLooseObjects)
{
    grow_old();

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_EQ(facts(), true_facts);
    EXPECT_THAT(touched_below_git(), IsEmpty());
}

TEST_F(GitUntouched, WithPackedObjects)
{
    git().git({"repack", "-a", "-d", "--quiet"});
    git().git({"pack-refs", "--all"});
    grow_old();

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_EQ(facts(), true_facts);
    EXPECT_THAT(touched_below_git(), IsEmpty());
}

TEST_F(GitUntouched, WithSomeOfEach)
{
    git().git({"repack", "-a", "-d", "--quiet"});
    work("open", "more");
    grow_old();

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_EQ(facts(), true_facts);
    EXPECT_THAT(touched_below_git(), IsEmpty());
}

// --- that it would show -------------------------------------------------------------------------

TEST_F(GitUntouched, WouldShowAMergeOfWhatIsThere)
{
    run_unwatched("git merge-tree --write-tree main landed");
    const std::string objects = run_unwatched("git count-objects");
    grow_old();

    run_unwatched("git merge-tree --write-tree main landed");

    EXPECT_EQ(run_unwatched("git count-objects"), objects);
    EXPECT_THAT(touched_below_git(), Not(IsEmpty()));
}

TEST_F(GitUntouched, WouldShowAStatusThatRenewsTheIndex)
{
    grow_old();

    run_unwatched("git status");

    EXPECT_THAT(touched_below_git(), Not(IsEmpty()));
}

}   // namespace
}   // namespace tmdb
