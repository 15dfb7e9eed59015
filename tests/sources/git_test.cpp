#include "sources/git.hpp"

#include "sources/git_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::IsEmpty;
using testing::SizeIs;

// --- where git keeps its data ----------------------------------------------------------------

using FindGitDirectory = GitTest;

TEST_F(FindGitDirectory, IsTheFolderOfTheMainCheckout)
{
    const GitRepository repository(directory.path() / "repo");

    const auto git = find_git_directory(machine, at("repo"));

    ASSERT_TRUE(git);
    EXPECT_EQ(git->common, at("repo/.git"));
    EXPECT_EQ(git->own, at("repo/.git"));
}

TEST_F(FindGitDirectory, IsSharedByALinkedWorktree)
{
    const GitRepository repository(directory.path() / "repo");
    repository.commit("first");
    repository.git({"worktree", "add", "--quiet", "../task"});

    const auto git = find_git_directory(machine, at("task"));

    ASSERT_TRUE(git);
    EXPECT_EQ(git->common, at("repo/.git"));
    EXPECT_EQ(git->own, at("repo/.git/worktrees/task"));
}

TEST_F(FindGitDirectory, MayLieElsewhere)
{
    const GitRepository repository(directory.path() / "repo", {"--separate-git-dir", at("data")});

    const auto git = find_git_directory(machine, at("repo"));

    ASSERT_TRUE(git);
    EXPECT_EQ(git->common, at("data"));
    EXPECT_EQ(git->own, at("data"));
}

TEST_F(FindGitDirectory, MayBeNamedByARelativePath)
{
    const GitRepository repository(directory.path() / "project/.bare", {"--bare"});
    write_file(at("project/.git"), "gitdir: ./.bare\n");

    EXPECT_EQ(find_git_directory(machine, at("project"))->common, at("project/.bare"));
}

TEST_F(FindGitDirectory, SaysSoWhenThereIsNoGit)
{
    EXPECT_EQ(find_git_directory(machine, at("")).error, ENOENT);
}

TEST_F(FindGitDirectory, TellsNonsenseFromAbsence)
{
    write_file(at("words/.git"), "somewhere else\n");
    write_file(at("nothing/.git"), "gitdir:\n");
    write_file(at("nowhere/.git"), "gitdir: ../gone\n");
    std::filesystem::create_directory(at("link"));
    std::filesystem::create_symlink("/volume/that/is/not/mounted", at("link/.git"));

    EXPECT_EQ(find_git_directory(machine, at("words")).error, EINVAL);
    EXPECT_EQ(find_git_directory(machine, at("nothing")).error, EINVAL);
    EXPECT_EQ(find_git_directory(machine, at("nowhere")).error, EINVAL);
    EXPECT_EQ(find_git_directory(machine, at("link")).error, EINVAL);
}

TEST_F(FindGitDirectory, PassesOnWhyItCouldNotLook)
{
    machine.failing[at(".git")] = EACCES;

    EXPECT_EQ(find_git_directory(machine, at("")).error, EACCES);
}

// --- admin directories -----------------------------------------------------------------------

using AdminDirectories = GitInRepository;

TEST_F(AdminDirectories, AreNoneWithoutWorktrees)
{
    EXPECT_THAT(admin_directories(at("repo")), IsEmpty());
}

TEST_F(AdminDirectories, KnowPathBranchAndTimes)
{
    repository.git({"worktree", "add", "--quiet", "-b", "feature/x", "../task"});

    const auto admin = only_admin_directory();

    EXPECT_EQ(admin.path, at("repo/.git/worktrees/task"));
    EXPECT_EQ(admin.worktree_path, at("task"));
    EXPECT_EQ(admin.branch, "feature/x");
    EXPECT_EQ(admin.detached_oid, std::nullopt);
    EXPECT_FALSE(admin.locked);
    EXPECT_EQ(admin.gitdir_mtime_ns, machine.stat(admin.path + "/gitdir")->mtime_ns);
    EXPECT_EQ(admin.head_mtime_ns, machine.stat(admin.path + "/HEAD")->mtime_ns);
    EXPECT_EQ(admin.index_mtime_ns, machine.stat(admin.path + "/index")->mtime_ns);
}

TEST_F(AdminDirectories, KnowADetachedHead)
{
    repository.git({"worktree", "add", "--quiet", "--detach", "../task"});

    EXPECT_EQ(only_admin_directory().branch, std::nullopt);
    EXPECT_EQ(only_admin_directory().detached_oid, first_commit);
}

// E16: the reason of a lock is told.
TEST_F(AdminDirectories, KnowALockAndItsReason)
{
    repository.git({"worktree", "add", "--quiet", "../a"});
    repository.git({"worktree", "add", "--quiet", "../b"});
    repository.git({"worktree", "lock", "../a"});
    repository.git({"worktree", "lock", "--reason", "on a stick\nfrom Eve", "../b"});
    fs::remove_all(at("b"));

    const auto admin = admin_directories(at("repo"));

    ASSERT_THAT(admin, SizeIs(2));
    EXPECT_TRUE(admin[0].locked);
    EXPECT_EQ(admin[0].lock_reason, std::nullopt);
    EXPECT_TRUE(admin[1].locked);
    EXPECT_EQ(admin[1].lock_reason, "on a stick\nfrom Eve");
}

TEST_F(AdminDirectories, FollowAMove)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    repository.git({"worktree", "move", "../task", "../moved"});

    EXPECT_EQ(only_admin_directory().path, at("repo/.git/worktrees/task"));
    EXPECT_EQ(only_admin_directory().worktree_path, at("moved"));
}

// T20, G11
TEST_F(AdminDirectories, KeepOddNames)
{
    repository.git({"worktree", "add", "--quiet", "-b", "\xff\xe9", "../a\nb c\xff\n"});

    EXPECT_EQ(only_admin_directory().worktree_path, at("a\nb c\xff\n"));
    EXPECT_EQ(only_admin_directory().branch, "\xff\xe9");
}

TEST_F(AdminDirectories, ResolveRelativePathsWhereTheyStand)
{
    write_file(at("repo/.git/worktrees/task/gitdir"), "../../../../task/.git\n");
    write_file(at("repo/.git/worktrees/task/HEAD"), "ref: refs/heads/-x\n");

    EXPECT_EQ(only_admin_directory().worktree_path, at("task"));
    EXPECT_EQ(only_admin_directory().branch, "-x");
    EXPECT_EQ(only_admin_directory().index_mtime_ns, std::nullopt);
}

TEST_F(AdminDirectories, DoNotBelieveTheHeadOfAReftable)
{
    write_file(at("repo/.git/worktrees/task/gitdir"), at("task/.git"));
    write_file(at("repo/.git/worktrees/task/HEAD"), "ref: refs/heads/.invalid\n");

    EXPECT_EQ(only_admin_directory().branch, std::nullopt);
    EXPECT_EQ(only_admin_directory().detached_oid, std::nullopt);
}

TEST_F(AdminDirectories, AreOnlyThoseThatNameAWorktree)
{
    write_file(at("repo/.git/worktrees/without-gitdir/HEAD"), "ref: refs/heads/x\n");
    write_file(at("repo/.git/worktrees/empty-gitdir/gitdir"), "\n");
    write_file(at("repo/.git/worktrees/file"), at("task/.git"));

    EXPECT_THAT(admin_directories(at("repo")), IsEmpty());
}

TEST_F(AdminDirectories, AreAllReadOrNone)
{
    repository.git({"worktree", "add", "--quiet", "../a"});
    repository.git({"worktree", "add", "--quiet", "../b"});
    const auto git = find_git_directory(machine, at("repo")).value.value();

    machine.failing[at("repo/.git/worktrees/b/HEAD")] = EIO;
    EXPECT_EQ(read_admin_directories(machine, git).error, EIO);
    machine.failing = {{at("repo/.git/worktrees"), EACCES}};
    EXPECT_EQ(read_admin_directories(machine, git).error, EACCES);
}

// --- what git is in the middle of ------------------------------------------------------------

using OperationUnderWay = GitInRepository;

TEST_F(OperationUnderWay, IsNoneAtRest)
{
    EXPECT_EQ(operation_under_way(machine, at("repo")).value, "");
}

TEST_F(OperationUnderWay, IsNoneWithoutGit)
{
    EXPECT_EQ(operation_under_way(machine, at("")).value, "");
}

TEST_F(OperationUnderWay, IsWhatGitMarks)
{
    write_file(at("repo/.git/index.lock"), "");
    EXPECT_EQ(operation_under_way(machine, at("repo")).value, "index.lock");
    fs::remove(at("repo/.git/index.lock"));

    fs::create_directory(at("repo/.git/rebase-merge"));
    EXPECT_EQ(operation_under_way(machine, at("repo")).value, "rebase-merge");
}

TEST_F(OperationUnderWay, IsThatOfThisCheckoutOnly)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    write_file(at("repo/.git/worktrees/task/MERGE_HEAD"), "");

    EXPECT_EQ(operation_under_way(machine, at("repo")).value, "");
    EXPECT_EQ(operation_under_way(machine, at("task")).value, "MERGE_HEAD");
}

TEST_F(OperationUnderWay, IsUnknownWhenItCannotBeSeen)
{
    machine.failing[at("repo/.git/REVERT_HEAD")] = EACCES;

    EXPECT_EQ(operation_under_way(machine, at("repo")).error, EACCES);
    EXPECT_FALSE(operation_under_way(machine, at("repo")));
}

TEST_F(OperationUnderWay, IsUnknownWhereGitMakesNoSense)
{
    write_file(at("broken/.git"), "gitdir: /nonexistent\n");

    EXPECT_FALSE(operation_under_way(machine, at("broken")));
}

}   // namespace
}   // namespace tmdb
