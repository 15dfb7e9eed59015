#include "sources/git.hpp"
#include "sources/git_program.hpp"

#include "sources/git_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <ostream>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

// --- the fingerprint of the list -------------------------------------------------------------

using WorktreeFingerprint = GitInRepository;

TEST_F(WorktreeFingerprint, StaysWhileNothingHappens)
{
    repository.git({"worktree", "add", "--quiet", "../task"});

    EXPECT_EQ(fingerprint(), fingerprint());
}

TEST_F(WorktreeFingerprint, StaysWhenFilesOfAWorktreeChange)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    const auto before = fingerprint();

    write_file(at("task/new"), "");

    EXPECT_EQ(fingerprint(), before);
}

/// An act after which git's list of worktrees is another one.
struct Act {
    const char* name;
    std::function<void(const GitRepository&)> happen;
};

void PrintTo(const Act& act, std::ostream* stream)
{
    *stream << act.name;
}

class ChangedWorktreeFingerprint : public GitInRepository,
                                   public testing::WithParamInterface<Act> {};

TEST_P(ChangedWorktreeFingerprint, IsAnotherOne)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    const auto before = fingerprint();
    const auto listed_before = listed().worktrees;

    GetParam().happen(repository);

    EXPECT_NE(listed().worktrees, listed_before);
    EXPECT_NE(fingerprint(), before);
}

std::function<void(const GitRepository&)> git(std::vector<std::string> arguments)
{
    return [=](const GitRepository& repository) { repository.git(arguments); };
}

INSTANTIATE_TEST_SUITE_P(
    Git, ChangedWorktreeFingerprint,
    testing::Values(
        Act{"AnotherWorktree", git({"worktree", "add", "--quiet", "../other"})},
        Act{"Removal", git({"worktree", "remove", "../task"})},
        Act{"Move", git({"worktree", "move", "../task", "../moved"})},
        Act{"Lock", git({"worktree", "lock", "../task"})},
        Act{"Checkout", git({"-C", "../task", "checkout", "--quiet", "-b", "other"})},
        Act{"DetachedHead", git({"-C", "../task", "checkout", "--quiet", "--detach"})},
        Act{"Commit", git({"-C", "../task", "commit", "--quiet", "--allow-empty", "-m", "x"})},
        Act{"CommitInTheMainCheckout", git({"commit", "--quiet", "--allow-empty", "-m", "x"})},
        Act{"Bareness", git({"config", "core.bare", "true"})},
        Act{"FolderDeletedByHand",
            [](const GitRepository& repository) {
                fs::remove_all(repository.path().parent_path() / "task");
            }}),
    [](const auto& test) { return test.param.name; });

TEST_F(WorktreeFingerprint, ChangesWithWhatReplacesLooseRefs)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    const auto loose = fingerprint();
    repository.git({"pack-refs", "--all"});
    const auto packed = fingerprint();
    write_file(at("repo/.git/reftable/tables.list"), "0x1-0x2.ref\n");
    const auto shared_table = fingerprint();
    write_file(at("repo/.git/worktrees/task/reftable/tables.list"), "0x1-0x2.ref\n");
    const auto own_table = fingerprint();

    EXPECT_NE(packed, loose);
    EXPECT_NE(shared_table, packed);
    EXPECT_NE(own_table, shared_table);
}

// --- git's own list --------------------------------------------------------------------------

using ListWorktrees = GitInRepository;

TEST_F(ListWorktrees, BeginsWithTheMainOne)
{
    repository.git({"worktree", "add", "--quiet", "-b", "feature/x", "../task"});

    const auto list = listed();

    ListedWorktree main;
    main.path = at("repo");
    main.head_oid = first_commit;
    main.branch = "main";
    ListedWorktree linked = main;
    linked.path = at("task");
    linked.branch = "feature/x";
    EXPECT_TRUE(list.complete);
    EXPECT_THAT(list.worktrees, ElementsAre(main, linked));
}

TEST_F(ListWorktrees, KnowsPackedRefs)
{
    repository.git({"worktree", "add", "--quiet", "../task"});
    repository.git({"pack-refs", "--all"});

    EXPECT_EQ(listed().worktrees.at(1).head_oid, first_commit);
}

TEST_F(ListWorktrees, KnowsLocksAndWhatIsPrunable)
{
    repository.git({"worktree", "add", "--quiet", "--detach", "../a"});
    repository.git({"worktree", "add", "--quiet", "../b"});
    repository.git({"worktree", "lock", "--reason", "on a stick\nfrom Eve", "../b"});
    fs::remove_all(at("a"));

    const auto worktrees = listed().worktrees;

    ASSERT_THAT(worktrees, SizeIs(3));
    EXPECT_TRUE(worktrees[1].prunable);
    EXPECT_TRUE(worktrees[1].detached);
    EXPECT_FALSE(worktrees[1].locked);
    EXPECT_FALSE(worktrees[2].prunable);
    EXPECT_FALSE(worktrees[2].detached);
    EXPECT_TRUE(worktrees[2].locked);
    EXPECT_EQ(worktrees[2].lock_reason, "on a stick\nfrom Eve");
}

// T20
TEST_F(ListWorktrees, KeepsOddNames)
{
    repository.git({"worktree", "add", "--quiet", "-b", "x", "../-a\nb c\x1b\xff"});

    EXPECT_EQ(listed().worktrees.at(1).path, at("-a\nb c\x1b\xff"));
}

// G07: what is set around us leads git nowhere else.
TEST_F(ListWorktrees, IsNotLedAstrayByTheEnvironment)
{
    const GitRepository other(directory.path() / "other");
    auto environment = git_test_environment();
    environment.push_back("GIT_DIR=" + at("other/.git"));

    const auto list = list_worktrees(machine, at("repo"), environment);

    EXPECT_THAT(list.worktrees, ElementsAre(Field(&ListedWorktree::path, at("repo"))));
}

TEST_F(ListWorktrees, DoesNotClimbOutOfTheRoot)
{
    fs::create_directories(at("repo/sub"));

    const auto list = listed("repo/sub");

    EXPECT_FALSE(list.complete);
    EXPECT_THAT(list.trouble, HasSubstr("not a git repository"));
}

using ListWorktreesOf = GitTest;

// G10
TEST_F(ListWorktreesOf, AnUnbornBranchHasNoHead)
{
    const GitRepository repository(directory.path() / "repo");

    const auto list = listed();

    ASSERT_THAT(list.worktrees, SizeIs(1));
    EXPECT_EQ(list.worktrees[0].head_oid, std::nullopt);
    EXPECT_EQ(list.worktrees[0].branch, "main");
}

TEST_F(ListWorktreesOf, ASha256RepositoryHasLongIds)
{
    const GitRepository repository(directory.path() / "repo", {"--object-format=sha256"});
    const auto commit = repository.commit("first");
    repository.git({"worktree", "add", "--quiet", "--detach", "../task"});

    EXPECT_THAT(commit, SizeIs(64));
    EXPECT_EQ(listed().worktrees.at(1).head_oid, commit);
    EXPECT_EQ(only_admin_directory().detached_oid, commit);
}

// G10
TEST_F(ListWorktreesOf, ABareRepositoryHasLinkedOnes)
{
    const GitRepository origin(directory.path() / "origin");
    origin.commit("first");
    const GitRepository bare(directory.path() / "repo.git", {"--bare"});
    bare.git({"fetch", "--quiet", "../origin", "main:main"});
    bare.git({"worktree", "add", "--quiet", "-b", "x", "../task", "main"});

    const auto list = listed("task");

    ASSERT_THAT(list.worktrees, SizeIs(2));
    EXPECT_TRUE(list.worktrees[0].bare);
    EXPECT_EQ(list.worktrees[0].path, at("repo.git"));
    EXPECT_EQ(list.worktrees[1].path, at("task"));
    EXPECT_THAT(admin_directories(at("task")),
                ElementsAre(Field(&AdminDirectory::worktree_path, at("task"))));
}

TEST_F(ListWorktreesOf, NothingIsNoAnswer)
{
    const auto list = listed("");

    EXPECT_FALSE(list.complete);
    EXPECT_THAT(list.trouble, AllOf(StartsWith("git ended with status 128: "),
                                    HasSubstr("not a git repository")));
}

// G03
TEST_F(ListWorktreesOf, NothingWithoutTheProgram)
{
    const GitRepository repository(directory.path() / "repo");
    given_git({.complete = false,
               .exit_status = -1,
               .output = "",
               .trouble = "cannot start 'git': no such file or directory"});

    EXPECT_FALSE(listed().complete);
    EXPECT_EQ(listed().trouble, "git: cannot start 'git': no such file or directory");
}

// G08, G09: what was printed before the limit is no answer.
TEST_F(ListWorktreesOf, WhatWasCutShortIsNoAnswer)
{
    given_git({.complete = false,
               .exit_status = -1,
               .output = std::string("worktree /a\0\0", 13),
               .trouble = "timed out after 10 s"});

    EXPECT_FALSE(listed().complete);
    EXPECT_THAT(listed().worktrees, IsEmpty());
    EXPECT_EQ(listed().trouble, "git: timed out after 10 s");
}

// G04
TEST_F(ListWorktreesOf, AFailedGitIsNoAnswer)
{
    given_git({.complete = true,
               .exit_status = 1,
               .output = std::string("worktree /a\0\0", 13),
               .trouble = ""});

    EXPECT_FALSE(listed().complete);
    EXPECT_THAT(listed().worktrees, IsEmpty());
    EXPECT_EQ(listed().trouble, "git ended with status 1");
}

// --- reading the list ------------------------------------------------------------------------

// G09
TEST(ParseWorktreeList, WantsAnEnd)
{
    const std::string whole("worktree /a\0HEAD 12\0\0", 21);

    EXPECT_TRUE(parse_worktree_list(whole).complete);
    EXPECT_EQ(parse_worktree_list(whole.substr(0, 20)).trouble,
              "git's list of worktrees is cut off");
    EXPECT_FALSE(parse_worktree_list(whole.substr(0, 19)).complete);
    EXPECT_THAT(parse_worktree_list(whole.substr(0, 19)).worktrees, IsEmpty());
    EXPECT_FALSE(parse_worktree_list("").complete);
}

TEST(ParseWorktreeList, WantsABeginning)
{
    EXPECT_EQ(parse_worktree_list({"\x7f"
                                   "ELF\0\0",
                                   6})
                  .trouble,
              "git's list of worktrees does not begin with one");
    EXPECT_FALSE(parse_worktree_list({"\0\0", 2}).complete);
}

TEST(ParseWorktreeList, PassesOverWhatItDoesNotKnow)
{
    const auto list = parse_worktree_list({"worktree /a\0shiny\0state new\0detached\0\0", 38});

    ListedWorktree expected;
    expected.path = "/a";
    expected.detached = true;
    EXPECT_THAT(list.worktrees, ElementsAre(expected));
}

}   // namespace
}   // namespace tmdb
