#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// Each way in which work lands in main, or does not, as 'tm-db why' tells it.
class LandedWork : public EndToEnd {
protected:
    LandedWork()
    {
        task("fix-login", {{"status", "in_progress"}});
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
        file("story", lines("five"));
        linked_worktree("fix-login");
    }

    /// Twenty lines, of which one is the test's.
    static std::string lines(const std::string& fifth, const std::string& seventh = "7")
    {
        std::string text;
        for (int line = 1; line <= 20; ++line) {
            text += (line == 5 ? fifth : line == 7 ? seventh : std::to_string(line)) + "\n";
        }
        return text;
    }
    /// A commit on the branch.
    std::string branch_writes(const std::string& fifth, const std::string& name)
    {
        file(".worktrees/fix-login/story", lines(fifth));
        return work("fix-login", name);
    }
    /// A commit on main.
    void main_writes(const std::string& fifth, const std::string& seventh)
    {
        file("story", lines(fifth, seventh));
        git().git({"add", "--renormalize", "story"});
        commit("edit");
    }
    void merge_pull_request(const std::string& head)
    {
        pull_requests({pull_request(7, "fix-login", head,
                                    {{"state", "MERGED"}, {"mergedAt", minutes_ago(30)}})});
    }

    nlohmann::json why()
    {
        sync();
        return tm_db({"why", "fix-login", "--json"}).json();
    }
    static std::string verdict(const nlohmann::json& why) { return why.at("verdict"); }
    /// A layer as "answer: proof".
    static std::string layer(const nlohmann::json& why, const std::string& name)
    {
        for (const auto& one : why.at("layers")) {
            if (one.at("layer") == name) {
                return one.at("answer").get<std::string>() + ": " +
                       one.at("proof").get<std::string>();
            }
        }
        return "no such layer";
    }
};

TEST_F(LandedWork, ByAMergeCommitIsCompleted)
{
    branch_writes("work", "one");
    git().git({"merge", "--quiet", "--no-ff", "--message", "merge", "fix-login"});

    const auto why = this->why();

    EXPECT_EQ(verdict(why), "completed");
    EXPECT_THAT(layer(why, "landed"), HasSubstr("yes: main has merged it: "));
}

TEST_F(LandedWork, BySquashOfOneIsCompleted)
{
    branch_writes("work", "one");
    squash("fix-login");

    EXPECT_EQ(verdict(why()), "completed");
}

TEST_F(LandedWork, BySquashOfTwoIsCompleted)
{
    branch_writes("wo", "one");
    branch_writes("work", "two");
    squash("fix-login");

    const auto why = this->why();

    EXPECT_EQ(verdict(why), "completed");
    EXPECT_EQ(layer(why, "landed"), "yes: merging it changes nothing in main");
}

TEST_F(LandedWork, BySquashIsCompletedAlthoughMainEditsTheSameLinesLater)
{
    branch_writes("wo", "one");
    branch_writes("work", "two");
    squash("fix-login");
    main_writes("something else", "7");

    EXPECT_EQ(verdict(why()), "completed");
}

TEST_F(LandedWork, ByRebaseMergeIsCompleted)
{
    branch_writes("wo", "one");
    branch_writes("work", "two");
    file("other", "text\n");
    commit("main goes on");
    git().git({"cherry-pick", "main..fix-login"});

    EXPECT_EQ(verdict(why()), "completed");
}

TEST_F(LandedWork, OnOtherContextAndEditedLaterIsToldByThePullRequestOnly)
{
    const std::string head = branch_writes("work", "one");
    main_writes("work", "a neighbour");   // the squash, its conflict resolved by hand
    main_writes("work, and more", "a neighbour");

    EXPECT_EQ(verdict(why()), "in_flight");

    merge_pull_request(head);
    const auto told = why();
    EXPECT_EQ(verdict(told), "completed");
    EXPECT_EQ(layer(told, "pr_merged"),
              "yes: pull request 7 is MERGED, its head is the branch's tip");
    EXPECT_THAT(layer(told, "landed"), HasSubstr("no: "));
}

TEST_F(LandedWork, IsNotStartedWithoutCommits)
{
    const auto why = this->why();

    EXPECT_EQ(verdict(why), "not_started");
    EXPECT_THAT(layer(why, "own_commits"), HasSubstr("no: "));
}

TEST_F(LandedWork, IsNotCompletedAfterARevert)
{
    branch_writes("work", "one");
    git().git({"merge", "--quiet", "--no-ff", "--message", "merge", "fix-login"});
    git().git({"revert", "--mainline", "1", "--no-edit", "HEAD"});

    const auto why = this->why();

    EXPECT_NE(verdict(why), "completed");
    EXPECT_THAT(layer(why, "reverted"), HasSubstr("yes: "));
}

TEST_F(LandedWork, IsNotCompletedWithANewCommit)
{
    branch_writes("wo", "one");
    squash("fix-login");
    branch_writes("work", "two");

    const auto why = this->why();

    EXPECT_EQ(verdict(why), "in_flight");
    EXPECT_THAT(layer(why, "landed"), HasSubstr("no: "));
}

TEST_F(LandedWork, OfAnEarlierLifeOfTheBranchIsNotCompleted)
{
    merge_pull_request(branch_writes("work", "one"));
    squash("fix-login");
    git().git({"worktree", "remove", "--force", ".worktrees/fix-login"});
    git().git({"branch", "--delete", "--force", "fix-login"});
    linked_worktree("fix-login");

    const auto fresh = why();
    EXPECT_EQ(verdict(fresh), "not_started");

    branch_writes("new work", "new");
    const auto at_work = why();
    EXPECT_EQ(verdict(at_work), "in_flight");
    EXPECT_THAT(at_work.at("contradictions"), IsEmpty());
}

}   // namespace
}   // namespace tmdb
