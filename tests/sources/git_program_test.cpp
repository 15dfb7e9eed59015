#include "sources/git_program.hpp"

#include "sources/git_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace tmdb {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// --- the command -----------------------------------------------------------------------------

// G05, G06
TEST(GitCommand, RunsInTheRootAndStartsNoOtherProgram)
{
    const auto command = git_command("/repo", {"worktree", "list"}, {});

    EXPECT_THAT(command.arguments, ElementsAre("git", "-c", "core.fsmonitor=false", "-c",
                                               "core.hooksPath=/dev/null", "worktree", "list"));
    EXPECT_EQ(command.directory, "/repo");
}

// G08, G09
TEST(GitCommand, HasLimits)
{
    const auto command = git_command("/repo", {}, {});

    EXPECT_EQ(command.time_limit, std::chrono::seconds(10));
    EXPECT_EQ(command.output_limit, 64u << 20);
}

// G07, G12
TEST(GitCommand, HasACleanEnvironment)
{
    const auto command =
        git_command("/srv/repo", {},
                    {"GIT_INDEX_FILE=/x", "PATH=/bin", "LC_ALL=de_DE.UTF-8", "HOME=/home/eve"});

    EXPECT_THAT(command.environment,
                ElementsAre("PATH=/bin", "HOME=/home/eve", "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0",
                            "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1",
                            "GIT_ALLOW_PROTOCOL=none", "GIT_CEILING_DIRECTORIES=/srv",
                            "GIT_TRACE2=0", "GIT_TRACE2_EVENT=0", "GIT_TRACE2_PERF=0"));
}

// --- the answer ------------------------------------------------------------------------------

using AskGit = GitTest;

TEST_F(AskGit, GivesWhatItPrinted)
{
    given_git({.complete = true, .exit_status = 0, .output = "text\n", .trouble = "a warning"});

    const auto answer = ask_git(machine, {});

    EXPECT_TRUE(answer);
    EXPECT_EQ(answer.output, "text\n");
    EXPECT_EQ(answer.trouble, "");
}

TEST_F(AskGit, GivesNothingOfAFailure)
{
    given_git({.complete = true, .exit_status = 1, .output = "half of it", .trouble = "broken"});

    const auto answer = ask_git(machine, {});

    EXPECT_FALSE(answer);
    EXPECT_EQ(answer.output, "");
    EXPECT_EQ(answer.trouble, "git ended with status 1: broken");
}

TEST_F(AskGit, GivesNothingOfWhatWasCutShortWithoutAWord)
{
    given_git({.complete = false, .exit_status = 0, .output = "half of it", .trouble = ""});

    const auto answer = ask_git(machine, {});

    EXPECT_FALSE(answer);
    EXPECT_EQ(answer.output, "");
}

// --- refs ------------------------------------------------------------------------------------

class ListRefs : public GitInRepository {
protected:
    RefList refs() { return list_refs(machine, at("repo"), git_test_environment()); }
    RefList refs_when_git_says(const std::string& output)
    {
        given_git({.complete = true, .exit_status = 0, .output = output, .trouble = ""});
        return refs();
    }
};

TEST_F(ListRefs, KnowsWhatEachNamesSortedByName)
{
    repository.git({"branch", "task"});
    repository.git({"update-ref", "refs/remotes/origin/main", first_commit});
    const auto second = repository.commit("second");

    const auto list = refs();

    EXPECT_EQ(list.trouble, "");
    EXPECT_TRUE(list.complete);
    EXPECT_THAT(list.refs,
                ElementsAre(GitRef{"refs/heads/main", second, std::nullopt},
                            GitRef{"refs/heads/task", first_commit, std::nullopt},
                            GitRef{"refs/remotes/origin/main", first_commit, std::nullopt}));
}

TEST_F(ListRefs, KnowsWhatABranchFollowsEvenWhenItIsGone)
{
    repository.git({"branch", "base"});
    repository.git({"branch", "--track", "task", "base"});
    repository.git({"branch", "--delete", "--force", "base"});

    EXPECT_EQ(refs().find("refs/heads/task")->upstream, "refs/heads/base");
}

TEST_F(ListRefs, KnowsWhatATagNames)
{
    repository.git({"tag", "-a", "-m", "annotated", "v1"});
    repository.git({"tag", "light"});

    EXPECT_EQ(refs().find("refs/tags/v1")->oid, repository.git({"rev-parse", "v1"}));
    EXPECT_EQ(refs().find("refs/tags/light")->oid, first_commit);
}

TEST_F(ListRefs, KeepsOddNames)   // G11
{
    const std::string name = "refs/heads/-x\"'%00\xff" + std::string(150, 'y');
    repository.git({"update-ref", name, first_commit});

    EXPECT_THAT(refs().refs,
                ElementsAre(Field(&GitRef::name, name), Field(&GitRef::name, "refs/heads/main")));
}

TEST_F(ListRefs, FindsOnlyWholeNames)
{
    const auto list = refs();

    EXPECT_EQ(list.find("refs/heads/main")->oid, first_commit);
    EXPECT_EQ(list.find("refs/heads/mai"), nullptr);
    EXPECT_EQ(list.find("refs/heads/main2"), nullptr);
    EXPECT_EQ(list.find(""), nullptr);
    EXPECT_EQ(RefList{}.find("refs/heads/main"), nullptr);
}

TEST_F(ListRefs, NeedsNoObjects)   // G10
{
    const std::string nowhere(40, '1');
    write_file(at("repo/.git/refs/heads/broken"), nowhere + "\n");

    const auto list = refs();

    EXPECT_TRUE(list.complete);
    EXPECT_EQ(list.find("refs/heads/broken")->oid, nowhere);
}

TEST_F(ListRefs, PassesOverALinkToARefThatIsGone)
{
    repository.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"});

    EXPECT_TRUE(refs().complete);
    EXPECT_THAT(refs().refs, ElementsAre(Field(&GitRef::name, "refs/heads/main")));
}

TEST_F(ListRefs, IsNoAnswerWhenItMakesNoSense)   // G09
{
    const std::string good = "refs/heads/a\0"
                             "12\0\n"s;

    EXPECT_TRUE(refs_when_git_says(good).complete);
    EXPECT_FALSE(refs_when_git_says(good + "\n" + good).complete);
    EXPECT_FALSE(refs_when_git_says(good + "warning: x\n").complete);
    EXPECT_FALSE(refs_when_git_says("refs/heads/a\0"
                                    "12\0\0\n"s)
                     .complete);
    EXPECT_FALSE(refs_when_git_says("\0"
                                    "12\0\n"s)
                     .complete);
    EXPECT_FALSE(refs_when_git_says("refs/heads/a\0\0\n"s).complete);
    EXPECT_EQ(refs_when_git_says("x\n").trouble, "git's list of refs makes no sense");
}

TEST_F(ListRefs, IsNoAnswerWithoutItsEnd)   // G09
{
    const std::string whole = "refs/heads/a\0"
                              "12\0refs/remotes/origin/a\n"s;

    EXPECT_FALSE(refs_when_git_says(whole.substr(0, whole.size() - 1)).complete);
    EXPECT_FALSE(refs_when_git_says(whole + whole.substr(0, 16)).complete);
    EXPECT_FALSE(refs_when_git_says(whole + whole.substr(0, 17)).complete);
}

TEST_F(ListRefs, IsNoAnswerWhenGitFails)   // G03, G08
{
    given_git({.complete = false, .exit_status = -1, .output = "x", .trouble = "timed out"});

    EXPECT_FALSE(refs().complete);
    EXPECT_THAT(refs().refs, IsEmpty());
    EXPECT_EQ(refs().trouble, "git: timed out");
}

using ListRefsOf = GitTest;

TEST_F(ListRefsOf, ANewRepositoryIsEmptyAndComplete)
{
    const GitRepository repository(directory.path() / "repo");

    const auto list = list_refs(machine, at("repo"), git_test_environment());

    EXPECT_TRUE(list.complete);
    EXPECT_THAT(list.refs, IsEmpty());
}

// --- worktrees: the rest is in git_worktrees_test.cpp ----------------------------------------

TEST(ParseWorktreeList, KnowsALockWithoutAReason)
{
    const auto list = parse_worktree_list("worktree /a\0locked\0\0"s);

    EXPECT_TRUE(list.worktrees.at(0).locked);
    EXPECT_EQ(list.worktrees.at(0).lock_reason, std::nullopt);
}

TEST(ParseWorktreeList, KeepsABranchOutsideOfTheUsualPlaceWhole)
{
    const auto list = parse_worktree_list("worktree /a\0branch refs/bisect/x\0\0"s);

    EXPECT_EQ(list.worktrees.at(0).branch, "refs/bisect/x");
}

}   // namespace
}   // namespace tmdb
