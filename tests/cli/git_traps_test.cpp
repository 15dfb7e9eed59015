#include "cli/canaries.hpp"
#include "cli/git_workspace.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// Folders in which whoever runs git is had.
class GitTraps : public GitWorkspace {
protected:
    /// A repository at a path below the root or outside, whose configuration names a canary.
    void repository_with_a_program(const std::string& path, std::vector<std::string> options = {})
    {
        const GitRepository repository(path, std::move(options));
        repository.git({"config", "core.fsmonitor", canaries.in("%", "canary")});
    }

    /// git as everybody uses it, in a folder below the root.
    void use_plain_git_in(const std::string& folder)
    {
        run({"env", "GIT_OPTIONAL_LOCKS=0", "git", "-C", folder, "status"});
    }

    Canaries canaries{outside("canaries")};
};

TEST_F(GitTraps, AreNotEnteredThroughTheGitFileOfAWorktree)   // G06
{
    repository_with_a_program(outside("evil"));
    file(".worktrees/open/.git", "gitdir: " + outside("evil/.git") + "\n");

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), true_facts);

    use_plain_git_in(".worktrees/open");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

TEST_F(GitTraps, AreNotEnteredThroughAWorktreesOwnConfiguration)
{
    git().git({"config", "extensions.worktreeConfig", "true"});
    git().git({"-C", ".worktrees/open", "config", "--worktree", "core.fsmonitor",
               canaries.in("%", "canary")});

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), true_facts);

    use_plain_git_in(".worktrees/open");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

TEST_F(GitTraps, AreNotEnteredWhereAWorktreeHoldsABareRepository)
{
    repository_with_a_program((root() / ".worktrees/open/bare").string(), {"--bare"});
    git().git({"-C", ".worktrees/open/bare", "config", "core.bare", "false"});
    git().git({"-C", ".worktrees/open/bare", "config", "core.worktree", "."});

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_EQ(tm_db({"certify", ".worktrees/open/bare"}).status, 2);
    EXPECT_THAT(canaries.sung(), IsEmpty());

    use_plain_git_in(".worktrees/open/bare");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

TEST_F(GitTraps, AreNotEnteredWhereAFolderPassesForAWorktree)
{
    repository_with_a_program((root() / ".worktrees/stray").string());

    EXPECT_EQ(ask_everything(), all_well);
    EXPECT_EQ(tm_db({"certify", ".worktrees/stray"}).status, 2);
    EXPECT_THAT(canaries.sung(), IsEmpty());

    use_plain_git_in(".worktrees/stray");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

/// A clone that has left out an object, and somebody whom git asks for it.
class PartialClone : public GitTraps {
protected:
    PartialClone()
    {
        git().git({"config", "remote.origin.url", canaries.in("ext::%", "canary")});
        git().git({"config", "remote.origin.promisor", "true"});
        git().git({"config", "extensions.partialClone", "origin"});
        git().git({"config", "core.repositoryFormatVersion", "1"});
        git().git({"config", "protocol.ext.allow", "always"});
    }

    void leave_out(const std::string& oid)
    {
        remove(".git/objects/" + oid.substr(0, 2) + "/" + oid.substr(2));
    }

    void use_plain_git(const std::string& command)
    {
        run({"sh", "-c", "cp --archive . ../copy && cd ../copy && " + command});
    }

    const Rows facts_without_patches = {{"landed", "yes", "unknown", "unknown"},
                                        {"merged", "yes", "yes", "unknown"},
                                        {"open", "yes", "unknown", "unknown"}};
};

TEST_F(PartialClone, IsNotAskedForATree)
{
    leave_out(oid("open^{tree}"));

    ask_everything();
    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), facts_without_patches);

    use_plain_git("git log -p open");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

TEST_F(PartialClone, IsNotAskedForAFile)
{
    leave_out(oid("landed:story"));

    ask_everything();
    EXPECT_THAT(canaries.sung(), IsEmpty());
    EXPECT_EQ(facts(), facts_without_patches);

    use_plain_git("git log -p landed");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

TEST_F(PartialClone, IsNotAskedForATag)
{
    git().git({"tag", "--annotate", "--message", "A tag", "some-tag"});
    leave_out(oid("some-tag"));

    ask_everything();
    EXPECT_THAT(canaries.sung(), IsEmpty());

    use_plain_git("git show some-tag");
    EXPECT_THAT(canaries.sung(), ElementsAre("canary"));
}

}   // namespace
}   // namespace tmdb
