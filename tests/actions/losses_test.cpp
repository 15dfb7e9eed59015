#include "actions/losses.hpp"

#include "base/path.hpp"
#include "sources/git.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <memory>

namespace tmdb {

void PrintTo(const Loss& loss, std::ostream* out)
{
    *out << loss.kind << " '" << loss.what << "'";
}

namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A root checkout with the linked worktree .worktrees/task, whose commits are all pushed. What
/// certify tells of real worktrees is tested end to end; here is what a machine can do to it.
class LossesTest : public testing::Test {
protected:
    LossesTest()
    {
        write("source", "text\n");
        write("folder/run", "#!/bin/sh\n");
        git({"add", "--all"});
        repository.commit("begin");
        add_worktree("task");
        workspace.root = repository.path();
        workspace.git_environment = git_test_environment();
    }

    // --- given ------------------------------------------------------------------------------
    std::string at(const std::string& path) const { return (repository.path() / path).string(); }
    std::string admin(const std::string& path) const { return at(".git/worktrees/task/" + path); }
    void write(const std::string& path, const std::string& text) { write_file(at(path), text); }
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    /// Git inside a worktree.
    std::string in_git(std::vector<std::string> arguments, const std::string& name = "task")
    {
        arguments.insert(arguments.begin(), {"-C", ".worktrees/" + name});
        return repository.git(arguments);
    }
    void add_worktree(const std::string& name)
    {
        git({"worktree", "add", "--quiet", "-b", name, ".worktrees/" + name});
        BranchFacts commits{.ahead = 0, .unpushed = 0};
        commits.landed.answer = Truth::no;
        questions.push_back({.path = ".worktrees/" + name,
                             .admin_dir = at(".git/worktrees/" + name),
                             .branch = name,
                             .head_oid = git({"rev-parse", "HEAD"}),
                             .commits = commits});
    }
    /// Something is staged and taken back: git no longer knows the tree of the index.
    void forget_the_tree_of_the_index(const std::string& name = "task")
    {
        write(".worktrees/" + name + "/passing", "text\n");
        in_git({"add", "passing"}, name);
        in_git({"rm", "--quiet", "--force", "passing"}, name);
    }
    void git_fails_at(const std::string& command)
    {
        machine.on_run = [command](const Command& run) {
            return run.arguments.at(5) == command
                       ? std::optional(CommandResult{false, -1, "", "timed out after 10 s"})
                       : std::nullopt;
        };
    }

    // --- when -------------------------------------------------------------------------------
    std::vector<LossReport> reports()
    {
        std::unique_ptr<GitObjects> objects;
        return find_losses(machine, workspace, questions, [&]() -> GitObjects& {
            if (!objects) {
                const auto git_directory = find_git_directory(machine, repository.path());
                objects = std::make_unique<GitObjects>(
                    machine, workspace.root, git_directory.value.value(), *questions.at(0).head_oid,
                    workspace.git_environment);
            }
            return *objects;
        });
    }
    LossReport report() { return reports().at(0); }

    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository{fs::canonical(directory.path()) / "repo"};
    Workspace workspace;
    std::vector<WorktreeInQuestion> questions;
};

MATCHER(LosesNothing, "")
{
    return arg.removable() == Truth::yes;
}

// --- what is staged -----------------------------------------------------------------------------

using StagedLosses = LossesTest;

TEST_F(StagedLosses, AreNoneInAFreshWorktree)
{
    EXPECT_THAT(report(), LosesNothing());
}

TEST_F(StagedLosses, AreNoneWhenAllWasTakenBack)
{
    forget_the_tree_of_the_index();

    EXPECT_THAT(report(), LosesNothing());
}

TEST_F(StagedLosses, AreContentsModesAndKinds)
{
    in_git({"update-index", "--chmod=+x", "folder/run"});
    fs::permissions(at(".worktrees/task/folder/run"), fs::perms::owner_exec, fs::perm_options::add);
    EXPECT_THAT(report().losses, ElementsAre(Loss{"uncommitted", "folder/run"}));

    write(".worktrees/task/source", "changed\n");
    in_git({"add", "source"});
    EXPECT_THAT(report().losses,
                ElementsAre(Loss{"uncommitted", "folder/run"}, Loss{"uncommitted", "source"}));
}

TEST_F(StagedLosses, AreNotASubmoduleThatIsAsInTheCommit)
{
    const std::string elsewhere(40, '1');
    in_git({"update-index", "--add", "--cacheinfo", "160000," + elsewhere + ",sub"});
    EXPECT_THAT(report().losses, ElementsAre(Loss{"uncommitted", "sub"}));

    in_git({"commit", "--quiet", "--message", "a submodule"});
    questions[0].head_oid = git({"rev-parse", "task"});
    forget_the_tree_of_the_index();
    EXPECT_THAT(report(), LosesNothing());
}

TEST_F(StagedLosses, MayHaveOddNames)   // T20
{
    write(".worktrees/task/folder/a \"b\"\n\xff", "text\n");
    in_git({"add", "--all"});

    EXPECT_THAT(report().losses, ElementsAre(Loss{"uncommitted", "folder/a \"b\"\n\xff"}));
}

TEST_F(StagedLosses, AreUnknownWhenGitCannotTell)   // G08
{
    forget_the_tree_of_the_index();
    git_fails_at("cat-file");

    const auto found = report();

    EXPECT_THAT(found.losses, IsEmpty());
    EXPECT_THAT(found.unknown,
                Contains(AllOf(HasSubstr("what is staged"), HasSubstr("timed out after 10 s"))));
}

// --- its files ----------------------------------------------------------------------------------

using FileLosses = LossesTest;

TEST_F(FileLosses, AreUnknownWhenGitCannotGiveAContent)   // G08
{
    write(".worktrees/task/source", "TEXT\n");
    git_fails_at("cat-file");

    const auto found = report();

    EXPECT_THAT(found.losses, IsEmpty());
    EXPECT_THAT(found.unknown, Contains("source cannot be compared"));
}

TEST_F(FileLosses, AreUnknownWhenTheIndexCannotBeRead)
{
    machine.failing[admin("index")] = EACCES;

    EXPECT_THAT(report().unknown, ElementsAre("its index: permission denied"));
}

TEST_F(FileLosses, AreUnknownWhenTheIndexIsTorn)
{
    fs::resize_file(admin("index"), 40);

    EXPECT_THAT(report().unknown, ElementsAre(HasSubstr("its index: ")));
    EXPECT_THAT(report().losses, IsEmpty());
}

TEST_F(FileLosses, AreUnknownWhenTheFolderCannotBeSeen)
{
    machine.failing[at(".worktrees/task")] = EACCES;
    machine.failing[at(".worktrees/task/")] = EACCES;

    EXPECT_THAT(report().unknown, Contains("the folder . cannot be listed: permission denied"));
}

TEST_F(FileLosses, AreNoneOfAFolderThatIsGone)
{
    fs::remove_all(at(".worktrees/task"));

    EXPECT_THAT(report(), LosesNothing());
}

TEST_F(FileLosses, AreNoneThatTheRootHasAtTheSamePlace)
{
    write("cache/a", "made\n");
    write(".worktrees/task/cache/a", "made\n");

    EXPECT_THAT(report(), LosesNothing());
}

TEST_F(FileLosses, AreThoseThatTheRootOnlyLinksTo)
{
    write(".worktrees/task/cache/a", "made\n");
    fs::create_symlink(".worktrees/task/cache", at("cache"));

    EXPECT_THAT(report().losses, ElementsAre(Loss{"untracked", "cache/"}));
}

TEST_F(FileLosses, AreCalledIgnoredWhenTheRootIgnoresThem)
{
    write(".gitignore", "cache\n");
    write(".worktrees/task/cache/a", "made\n");
    write(".worktrees/task/-x\n\xff", "made\n");

    EXPECT_THAT(report().losses,
                ElementsAre(Loss{"untracked", "-x\n\xff"}, Loss{"ignored", "cache/"}));
}

TEST_F(FileLosses, AreStillLossesWhenNobodyCanTellWhatIsIgnored)
{
    write(".gitignore", "cache\n");
    write(".worktrees/task/cache/a", "made\n");
    git_fails_at("check-ignore");

    EXPECT_THAT(report().losses, ElementsAre(Loss{"untracked", "cache/"}));
}

// --- what git keeps beside them -----------------------------------------------------------------

using GitLosses = LossesTest;

TEST_F(GitLosses, AreRefsOfTheWorktreeAlone)
{
    in_git({"update-ref", "refs/worktree/mine", "HEAD"});
    in_git({"update-ref", "refs/bisect/bad", "HEAD"});

    EXPECT_THAT(report().losses,
                ElementsAre(Loss{"refs", "refs/bisect/bad"}, Loss{"refs", "refs/worktree/mine"}));
}

TEST_F(GitLosses, AreUnknownWhenItsRefsCannotBeListed)
{
    in_git({"update-ref", "refs/worktree/mine", "HEAD"});
    machine.failing[admin("refs/worktree")] = EACCES;
    EXPECT_THAT(report().unknown, ElementsAre("its refs: permission denied"));

    machine.failing = {{admin("refs"), EIO}};
    EXPECT_THAT(report().unknown, ElementsAre(HasSubstr("its refs: ")));
}

TEST_F(GitLosses, AreUnknownWhenItsCommitsAre)
{
    questions[0].commits.unpushed = std::nullopt;
    questions[0].commits.own_commits.proof = "its commit is not in the repository";
    EXPECT_THAT(report().unknown, ElementsAre("its commits: its commit is not in the repository"));

    questions[0].git_trouble = "git: timed out";
    EXPECT_THAT(report().unknown, ElementsAre("its commits: git: timed out"));
}

TEST_F(GitLosses, AreUnknownWhenStashesCannotBeRead)
{
    machine.failing[at(".git/logs/refs/stash")] = EACCES;

    EXPECT_THAT(report().unknown, ElementsAre("its stashes: permission denied"));
}

TEST_F(GitLosses, AreNotTheStashOfABranchWithALongerName)
{
    add_worktree("task-2");
    write(".worktrees/task-2/source", "half a thought\n");
    in_git({"stash"}, "task-2");

    const auto found = reports();

    EXPECT_THAT(found.at(0).losses, IsEmpty());
    EXPECT_THAT(found.at(1).losses, ElementsAre(Field(&Loss::kind, "stash")));
}

TEST_F(GitLosses, AreUnknownWhenALockCannotBeLookedFor)
{
    machine.failing[admin("index.lock")] = EACCES;

    EXPECT_THAT(report().unknown, Contains(HasSubstr("index.lock")));
}

// --- many ---------------------------------------------------------------------------------------

TEST_F(LossesTest, OfManyWorktreesTakeAsManyProcessesAsOfOne)
{
    std::vector<std::string> asked;
    machine.on_run = [&](const Command& run) -> std::optional<CommandResult> {
        asked.push_back(run.arguments.at(5));
        return std::nullopt;
    };
    write(".worktrees/task/source", "TEXT\n");
    forget_the_tree_of_the_index();
    write(".worktrees/task/new", "text\n");
    reports();
    const auto for_one = std::exchange(asked, {});

    add_worktree("second");
    write(".worktrees/second/source", "text\n");
    forget_the_tree_of_the_index("second");
    add_worktree("third");
    write(".worktrees/third/new", "text\n");
    const auto found = reports();

    EXPECT_EQ(asked, for_one);
    EXPECT_THAT(found.at(0).losses,
                ElementsAre(Loss{"uncommitted", "source"}, Loss{"untracked", "new"}));
    EXPECT_THAT(found.at(1), LosesNothing());
    EXPECT_THAT(found.at(2).losses, ElementsAre(Loss{"untracked", "new"}));
}

}   // namespace
}   // namespace tmdb
