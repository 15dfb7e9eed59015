#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PrRootStale : public PassTest {
protected:
    PrRootStale() : PassTest("pr_root_stale") {}

    /// A registered task with a worktree in which somebody has committed; its HEAD.
    std::string task_at_work(const Fields& fields = {{"status", "in_progress"}})
    {
        task("fix-login", fields);
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
        return work("fix-login");
    }
};

TEST_F(PrRootStale, SpeaksOfAPullRequestThatOnlyTheCopyNames)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}, {"pr_number", "835"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "its pull request is 835, the root file names none");
    EXPECT_EQ(evidence(), Json({{"number", 835},
                                {"url", nullptr},
                                {"known_from", "worktree"},
                                {"head_oid", nullptr},
                                {"task", task_path("fix-login")},
                                {"root_names", nullptr}}));
}

TEST_F(PrRootStale, SpeaksOfOneWhoseHeadIsTheWorktrees)
{
    const std::string head = task_at_work();
    pull_requests({pull_request(7, "fix-login", head)});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("known_from"), "head");
    EXPECT_EQ(evidence().at("head_oid"), head);
}

TEST_F(PrRootStale, SpeaksOfOneWhoseBranchTheWorktreesBranchFollows)
{
    const std::string head = task_at_work();
    git().git({"update-ref", "refs/remotes/origin/dave/login", head});
    git().git({"config", "remote.origin.url", "elsewhere"});
    git().git({"config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"});
    git().git({"branch", "--quiet", "--set-upstream-to", "origin/dave/login", "fix-login"});
    pull_requests({pull_request(7, "dave/login", head)});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PrRootStale, SpeaksOfAnotherOneThanTheRootFileNames)
{
    const std::string head = task_at_work({{"status", "in_progress"}, {"pr_number", "3"}});
    pull_requests({pull_request(7, "fix-login", head)});

    ask();

    EXPECT_EQ(detail(), "its pull request is 7, the root file names 3");
}

TEST_F(PrRootStale, HoldsTheHeadAgainstTheNumberInTheCopy)
{
    task("fix-login", {{"status", "in_progress"}, {"pr_number", "7"}});
    register_tasks({"fix-login"});
    linked_worktree("fix-login");
    file(copy_path("fix-login"), markdown({{"status", "in_progress"}, {"pr_number", "3"}}));
    pull_requests({pull_request(7, "fix-login", work("fix-login"))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, IsSilentWhenTheRootFileNamesItByItsAddress)
{
    const std::string head =
        task_at_work({{"status", "in_progress"}, {"pr_url", "https://example.org/o/r/pull/7"}});
    pull_requests({pull_request(7, "fix-login", head)});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, IsSilentAboutABranchNameThatIsUsedAgain)
{
    task_at_work();
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, IsSilentAboutTheBranchThatItWasMadeFrom)   // same commit, another's work
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    linked_worktree("fix-login");
    pull_requests({pull_request(7, "another", oid("fix-login"))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, IsSilentAboutOneThatWasClosedWithoutAMerge)
{
    const std::string head = task_at_work();
    pull_requests(
        {pull_request(7, "fix-login", head, {{"state", "CLOSED"}, {"closedAt", minutes_ago(5)}})});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, IsSilentAboutOneOfAnEarlierLifeOfTheSlug)
{
    const std::string head = task_at_work();
    pull_requests({pull_request(7, "fix-login", head,
                                {{"state", "MERGED"}, {"mergedAt", minutes_ago(121)}})});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrRootStale, KeepsItsSignalWhileTheListIsTorn)
{
    const std::string head = task_at_work();
    pull_requests({pull_request(7, "fix-login", head)});
    ask();
    file(".tasks/task_manager/pull-requests.json", "[{\"number\": 7");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
    EXPECT_THAT(why_not(), HasSubstr("pull requests cannot be read"));
}

TEST_F(PrRootStale, ClearsWhenTheListIsGone)
{
    const std::string head = task_at_work();
    const std::string list = pull_requests({pull_request(7, "fix-login", head)});
    ask();
    remove(list);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

}   // namespace
}   // namespace tmdb
