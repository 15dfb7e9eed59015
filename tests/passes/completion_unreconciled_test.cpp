#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class CompletionUnreconciled : public PassTest {
protected:
    CompletionUnreconciled() : PassTest("completion_unreconciled")
    {
        task("fix-login", {{"status", "in_progress"}});
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
    }

    std::string verdict() const
    {
        return value("SELECT verdict FROM completion WHERE slug = 'fix-login'");
    }
};

TEST_F(CompletionUnreconciled, SpeaksOfASquashedBranch)
{
    const std::string head = work("fix-login");
    squash("fix-login");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "its work has landed, its status is in_progress");
    EXPECT_EQ(evidence(), Json({{"task", task_path("fix-login")},
                                {"status", "in_progress"},
                                {"branch", "fix-login"},
                                {"head_oid", head},
                                {"landed", "yes"},
                                {"landed_proof", "merging it changes nothing in main"},
                                {"reverted", "no"},
                                {"pr_merged", "unknown"},
                                {"pull_request", nullptr}}));
}

TEST_F(CompletionUnreconciled, SpeaksOfAMergedBranch)
{
    work("fix-login");
    git().git({"merge", "--quiet", "--no-ff", "--no-edit", "fix-login"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(CompletionUnreconciled, SpeaksOfAMergeThatOnlyThePullRequestCanTell)
{
    const std::string head = work("fix-login");
    pull_requests(
        {pull_request(7, "fix-login", head, {{"state", "MERGED"}, {"mergedAt", minutes_ago(30)}})});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("landed"), "no");
    EXPECT_EQ(evidence().at("pr_merged"), "yes");
}

TEST_F(CompletionUnreconciled, IsSilentAboutAFreshBranch)
{
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "not_started");
}

TEST_F(CompletionUnreconciled, IsSilentAboutWorkUnderWay)
{
    work("fix-login");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "in_flight");
}

TEST_F(CompletionUnreconciled, IsSilentAfterARevert)
{
    work("fix-login");
    git().git({"merge", "--quiet", "--no-ff", "--no-edit", "fix-login"});
    git().git({"revert", "--no-edit", "--mainline", "1", "HEAD"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "in_flight");
}

TEST_F(CompletionUnreconciled, IsSilentWhenACommitHasCameAfterTheSquash)
{
    work("fix-login");
    squash("fix-login");
    work("fix-login", "afterthought");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "in_flight");
}

TEST_F(CompletionUnreconciled, IsSilentWhenTheNameIsUsedAgainAfterAMerge)
{
    const std::string head = work("fix-login");
    squash("fix-login");
    git().git({"worktree", "remove", ".worktrees/fix-login"});
    git().git({"branch", "--quiet", "-D", "fix-login"});
    linked_worktree("fix-login");
    pull_requests(
        {pull_request(7, "fix-login", head, {{"state", "MERGED"}, {"mergedAt", minutes_ago(30)}})});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "not_started");
}

TEST_F(CompletionUnreconciled, IsSilentWhenTheTaskIsCompleted)
{
    work("fix-login");
    squash("fix-login");
    task("fix-login", {{"status", "completed"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_EQ(verdict(), "completed");
}

TEST_F(CompletionUnreconciled, ClearsWhenTheRootFileIsUpdated)
{
    work("fix-login");
    squash("fix-login");
    ask();
    task("fix-login", {{"status", "completed"}});

    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(CompletionUnreconciled, KeepsItsSignalWhenGitCannotBeAsked)
{
    work("fix-login");
    squash("fix-login");
    ask();
    file("bin/git", "#!/bin/sh\nexit 128\n");
    std::filesystem::permissions(root() / "bin/git", std::filesystem::perms::owner_all);
    git().git({"branch", "something-moves"});
    environment = {"PATH=" + (root() / "bin").string()};

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

class CompletionUnreconciledWithoutGit : public PassTest {
protected:
    CompletionUnreconciledWithoutGit() : PassTest("completion_unreconciled") {}
};

TEST_F(CompletionUnreconciledWithoutGit, IsNotEvaluated)
{
    task("fix-login", {{"status", "in_progress"}});

    ask();

    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

}   // namespace
}   // namespace tmdb
