#include "sources/git_branches_fixture.hpp"

namespace tmdb {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using AFreshBranch = BranchTest;

TEST_F(AFreshBranch, HasNoCommitsOfItsOwn)
{
    const auto found = facts();

    EXPECT_EQ(trouble, "");
    EXPECT_THAT(found.own_commits, Is(Truth::no, "its reflog shows no commit"));
    EXPECT_THAT(found.landed, Is(Truth::no));
    EXPECT_EQ(found.ahead, 0);
    EXPECT_EQ(found.merge_base, oid("main"));
}

TEST_F(AFreshBranch, IsUnknownWithoutAReflog)
{
    std::filesystem::remove(repository.path() / ".git/logs/refs/heads/task");

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::unknown, "no reflog"));
    EXPECT_THAT(found.landed, Is(Truth::unknown));
}

TEST_F(AFreshBranch, IsUnknownWhenItsReflogEndsElsewhere)
{
    edit(3, "three");
    on("main");
    git({"merge", "--quiet", "--ff-only", "task"});
    const auto reflog = repository.path() / ".git/logs/refs/heads/task";
    std::filesystem::resize_file(reflog, std::filesystem::file_size(reflog) - 1);   // torn

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::unknown, "no reflog"));
    EXPECT_THAT(found.landed, Is(Truth::unknown));
}

TEST_F(AFreshBranch, StaysFreshWhenMainMovesOn)
{
    on("main");
    edit(1, "one");

    EXPECT_THAT(facts().own_commits, Is(Truth::no));
    EXPECT_THAT(facts().landed, Is(Truth::no));
}

TEST_F(AFreshBranch, StaysFreshWhenItFollowsMain)
{
    on("main");
    edit(1, "one");
    on("task");
    git({"merge", "--quiet", "main"});

    EXPECT_THAT(facts().own_commits, Is(Truth::no));
}

TEST_F(AFreshBranch, IsFreshAgainWhenItsNameIsUsedAgainAfterAMerge)
{
    add_file("new");
    on("main");
    git({"merge", "--quiet", "--no-ff", "task"});
    git({"branch", "--quiet", "--force", "task", "main"});

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::no));
    EXPECT_THAT(found.landed, Is(Truth::no));
}

TEST_F(AFreshBranch, IsFreshAgainAfterAResetToMain)
{
    add_file("new");
    on("main");
    git({"merge", "--quiet", "--no-ff", "task"});
    on("task");
    git({"reset", "--quiet", "--hard", "main"});

    EXPECT_THAT(facts().own_commits, Is(Truth::no));
}

using ABranch = BranchTest;

TEST_F(ABranch, IsAheadOfMain)
{
    edit(3, "three");
    add_file("new");

    const auto found = facts();

    EXPECT_EQ(trouble, "");
    EXPECT_THAT(found.own_commits, Is(Truth::yes, "2 commits that main lacks"));
    EXPECT_THAT(found.landed, Is(Truth::no, "main has no such change"));
    EXPECT_THAT(found.reverted, Is(Truth::no));
    EXPECT_EQ(found.ahead, 2);
    EXPECT_EQ(found.merge_base, oid("main"));
}

TEST_F(ABranch, HasItsBaseWhereItLastTookMainIn)
{
    edit(3, "three");
    on("main");
    add_file("other");
    const auto newer = oid("main");
    on("task");
    git({"merge", "--quiet", "--no-edit", "main"});
    add_file("new");
    on("main");
    add_file("newest");

    EXPECT_EQ(facts().merge_base, newer);
}

TEST_F(ABranch, WhoseSumIsNothingHasNotLanded)
{
    edit(3, "three");
    edit(0, "");

    EXPECT_THAT(facts().own_commits, Is(Truth::yes));
    EXPECT_THAT(facts().landed, Is(Truth::no, "change nothing"));
}

TEST_F(ABranch, WhoseSumIsNothingHasNotLandedByAMerge)
{
    edit(3, "three");
    edit(0, "");
    on("main");
    git({"merge", "--quiet", "--no-ff", "task"});

    EXPECT_THAT(facts().landed, Is(Truth::no, "change nothing"));
}

TEST_F(ABranch, OfAnUnknownCommitIsUnknown)
{
    const auto found = facts_of({{std::string(40, '1'), "task"}}).at(0);

    EXPECT_THAT(found.landed, Is(Truth::unknown, "not in the repository"));
    EXPECT_EQ(trouble, "");
}

TEST_F(ABranch, WithoutCommonHistoryIsUnknown)
{
    git({"checkout", "--quiet", "--orphan", "island"});
    add_file("sand");

    const auto found = facts("island");

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(found.merge_base, std::nullopt);
    EXPECT_THAT(found.own_commits, Is(Truth::yes));
    EXPECT_THAT(found.landed, Is(Truth::unknown, "no history in common"));
}

// --- landed -------------------------------------------------------------------------------------

using Landing = BranchTest;

TEST_F(Landing, ByAMergeCommit)
{
    edit(3, "three");
    on("main");
    git({"merge", "--quiet", "--no-ff", "task"});
    const auto merge = oid("main");
    edit(4, "four");

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::yes, "not on main's own line"));
    EXPECT_THAT(found.landed, Is(Truth::yes, merge.substr(0, 12)));
    EXPECT_THAT(found.reverted, Is(Truth::no));
}

TEST_F(Landing, ByFastForward)
{
    edit(3, "three");
    on("main");
    git({"merge", "--quiet", "--ff-only", "task"});

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::yes, "reflog shows a commit"));
    EXPECT_THAT(found.landed, Is(Truth::yes, "fast-forwarded"));
    EXPECT_THAT(found.reverted, Is(Truth::no));
}

TEST_F(Landing, BySquashOfOne)
{
    edit(3, "three");
    squash("task");

    const auto found = facts();

    EXPECT_EQ(trouble, "");
    EXPECT_THAT(found.landed, Is(Truth::yes, "merging it changes nothing"));
    EXPECT_THAT(found.reverted, Is(Truth::no));
}

TEST_F(Landing, BySquashOfTwoWhileMainMovesOn)
{
    edit(3, "three");
    add_file("new");
    on("main");
    add_file("other");
    squash("task");
    add_file("another");

    EXPECT_THAT(facts().landed, Is(Truth::yes));
}

TEST_F(Landing, BySquashAlthoughTheSameLinesAreEditedLater)
{
    edit(3, "three");
    add_file("new");
    const auto commit = squash("task");
    edit(3, "drei");

    const auto found = facts();

    EXPECT_THAT(found.landed, Is(Truth::yes, "the same change: " + commit.substr(0, 12)));
    EXPECT_THAT(found.reverted, Is(Truth::no));
}

TEST_F(Landing, BySquashOntoLinesThatHaveMoved)
{
    edit(15, "fifteen");
    on("main");
    write("story", "0\n" + numbered_lines());
    commit("a line above");
    const auto landed = squash("task");
    write("story", "0\n" + numbered_lines(15, "fünfzehn"));
    commit("the same line again");

    EXPECT_THAT(facts().landed, Is(Truth::yes, landed.substr(0, 12)));
}

TEST_F(Landing, ByRebase)
{
    edit(3, "three");
    add_file("new");
    on("main");
    add_file("other");
    git({"cherry-pick", "task~1", "task"});

    EXPECT_THAT(facts().landed, Is(Truth::yes));
}

TEST_F(Landing, OfABinaryFileOnlyWithTheSameBytes)
{
    write("image", std::string("\0one", 4));
    commit("an image");
    on("main");
    write("image", std::string("\0two", 4));
    commit("an image");
    write("image", std::string("\0three", 6));
    commit("another image");

    EXPECT_THAT(facts().landed, Is(Truth::no));
}

TEST_F(Landing, IsNotThatMainHasChangedTheSameBinaryFileOtherwise)
{
    on("main");
    write("image", std::string("\0one", 4));
    commit("an image");
    git({"branch", "--quiet", "--force", "task", "main"});
    write("image", std::string("\0two", 4));
    commit("main's image");
    on("task");
    write("image", std::string("\0three", 6));
    commit("the branch's image");

    EXPECT_THAT(facts().landed, Is(Truth::no, "main has no such change"));
}

TEST_F(Landing, IsNotSeenWhereContextAndLinesHaveChanged)   // only the pull request can tell
{
    edit(3, "three");
    on("main");
    write("story", "1\nzwei\nthree\n4\n" + numbered_lines().substr(8));
    commit("squash, resolved by hand");
    edit(3, "drei");

    EXPECT_THAT(facts().landed, Is(Truth::no));
}

TEST_F(Landing, IsNoMoreWithANewCommit)
{
    edit(3, "three");
    squash("task");
    on("task");
    add_file("afterthought");

    EXPECT_THAT(facts().landed, Is(Truth::no));
}

TEST_F(Landing, IsNotAChangeThatMainHadBefore)
{
    on("main");
    const auto before = edit(3, "three");
    edit(0, "");
    git({"branch", "--quiet", "--force", "task", "main"});
    on("task");
    edit(3, "three");

    EXPECT_THAT(facts().landed, Is(Truth::no));
}

TEST_F(Landing, InWhatMainFollows)
{
    edit(3, "three");
    on_new_branch("upstream");
    add_file("other");
    upstreams = {oid("upstream")};

    const auto found = facts();

    EXPECT_THAT(found.own_commits, Is(Truth::yes));
    EXPECT_THAT(found.landed, Is(Truth::yes));
    EXPECT_NE(found.merge_base, oid("task"));
}

// --- reverted -----------------------------------------------------------------------------------

using Reverting = BranchTest;

TEST_F(Reverting, OfAMerge)
{
    edit(3, "three");
    on("main");
    git({"merge", "--quiet", "--no-ff", "task"});
    git({"revert", "--no-edit", "--mainline", "1", "HEAD"});
    add_file("other");

    const auto found = facts();

    EXPECT_THAT(found.landed, Is(Truth::yes));
    EXPECT_THAT(found.reverted, Is(Truth::yes, "main has undone"));
}

TEST_F(Reverting, OfASquash)
{
    edit(3, "three");
    add_file("new");
    squash("task");
    git({"revert", "--no-edit", "HEAD"});

    const auto found = facts();

    EXPECT_THAT(found.landed, Is(Truth::yes, "the same change"));
    EXPECT_THAT(found.reverted, Is(Truth::yes));
}

TEST_F(Reverting, OfAFastForward)
{
    edit(3, "three");
    edit(4, "four");
    on("main");
    git({"merge", "--quiet", "--ff-only", "task"});
    git({"revert", "--no-edit", "HEAD", "HEAD~1"});

    EXPECT_THAT(facts().reverted, Is(Truth::yes));
}

TEST_F(Reverting, IsUndoneByLandingAgain)
{
    edit(3, "three");
    squash("task");
    git({"revert", "--no-edit", "HEAD"});
    git({"revert", "--no-edit", "HEAD"});

    EXPECT_THAT(facts().landed, Is(Truth::yes));
    EXPECT_THAT(facts().reverted, Is(Truth::no));
}

// --- commits that live nowhere else -------------------------------------------------------------

using Pushing = BranchTest;

TEST_F(Pushing, IsMissingForABranchThatWasNeverPushed)
{
    git({"update-ref", "refs/remotes/origin/main", "main"});
    edit(3, "three");

    EXPECT_EQ(facts().unpushed, 1);
}

TEST_F(Pushing, IsMissingWithoutAnyRemote)
{
    edit(3, "three");

    EXPECT_EQ(facts().unpushed, 1);
}

TEST_F(Pushing, CountsWhatCameAfterThePush)
{
    edit(3, "three");
    git({"update-ref", "refs/remotes/origin/task", "task"});
    edit(4, "four");
    edit(5, "five");

    const auto found = facts();

    EXPECT_EQ(found.ahead, 3);
    EXPECT_EQ(found.unpushed, 2);
}

TEST_F(Pushing, IsNotMissingForADetachedHeadThatARefLeadsTo)
{
    edit(3, "three");
    const auto found = facts_of({{oid("task"), std::nullopt}}).at(0);

    EXPECT_EQ(found.unnamed, 0);
}

TEST_F(Pushing, IsMissingForDetachedCommits)
{
    git({"checkout", "--quiet", "--detach"});
    edit(3, "three");
    edit(4, "four");

    const auto found = facts_of({{oid("HEAD"), std::nullopt}}).at(0);

    EXPECT_EQ(found.unnamed, 2);
    EXPECT_EQ(facts().unnamed, std::nullopt);
}

// --- many, and again ----------------------------------------------------------------------------

using ManyBranches = BranchTest;

TEST_F(ManyBranches, AreEachAnsweredForThemselves)
{
    edit(3, "three");
    squash("task");
    on_new_branch("second");
    add_file("new");
    on("main");
    on_new_branch("third");

    const auto found =
        facts_of({{oid("task"), "task"}, {oid("second"), "second"}, {oid("third"), "third"}});

    EXPECT_THAT(found.at(0).landed, Is(Truth::yes));
    EXPECT_THAT(found.at(1).landed, Is(Truth::no, "main has no such change"));
    EXPECT_THAT(found.at(2).own_commits, Is(Truth::no));
}

TEST_F(ManyBranches, CostAsManyProcessesAsFew)
{
    edit(3, "three");
    squash("task");
    edit(3, "drei");
    on_new_branch("second");
    add_file("new");
    on_new_branch("third");
    add_file("newer");
    on_new_branch("fourth");
    add_file("newest");
    int processes = 0;
    machine.on_run = [&](const Command&) -> std::optional<CommandResult> {
        ++processes;
        return std::nullopt;
    };

    facts_of({{oid("task"), "task"}, {oid("second"), "second"}});
    const int for_two = std::exchange(processes, 0);
    memory = {};
    facts_of({{oid("task"), "task"},
              {oid("second"), "second"},
              {oid("third"), "third"},
              {oid("fourth"), "fourth"}});

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(processes, for_two);
}

TEST_F(ManyBranches, RememberWhatObjectsAreLike)
{
    edit(3, "three");
    squash("task");
    edit(3, "drei");
    const auto first = facts();
    std::vector<std::string> asked;
    machine.on_run = [&](const Command& command) -> std::optional<CommandResult> {
        asked.push_back(command.arguments.at(5));
        return std::nullopt;
    };

    EXPECT_EQ(facts(), first);
    EXPECT_THAT(asked, testing::Not(testing::Contains("diff-tree")));
    EXPECT_THAT(asked, testing::Not(testing::Contains("merge-tree")));
    EXPECT_THAT(asked, testing::Not(testing::Contains("patch-id")));
}

TEST_F(ManyBranches, AreUnknownWhenGitFails)
{
    edit(3, "three");
    machine.on_run = [&](const Command& command) -> std::optional<CommandResult> {
        const bool is_ours = command.arguments.at(1) == "-c";
        return is_ours && command.arguments.at(5) == "diff-tree"
                   ? std::optional(CommandResult{true, 128, "", "broken"})
                   : std::nullopt;
    };

    const auto found = facts();

    EXPECT_THAT(trouble, HasSubstr("broken"));
    EXPECT_THAT(found.own_commits, Is(Truth::yes));
    EXPECT_THAT(found.landed, Is(Truth::unknown));
}

TEST_F(ManyBranches, LeaveNothingBelowGit)
{
    edit(3, "three");
    squash("task");
    git({"revert", "--no-edit", "HEAD"});
    const auto before = git({"count-objects", "--verbose"});

    facts();

    EXPECT_EQ(git({"count-objects", "--verbose"}), before);
}

}   // namespace
}   // namespace tmdb
