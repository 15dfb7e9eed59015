#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PrMergedUnreconciled : public PassTest {
protected:
    PrMergedUnreconciled() : PassTest("pr_merged_unreconciled") {}

    Json merged(int minutes) const
    {
        return {{"state", "MERGED"}, {"mergedAt", minutes_ago(minutes)}};
    }
};

TEST_F(PrMergedUnreconciled, SpeaksOfAMergeThatTheRootFileDoesNotKnowOf)
{
    task("fix-login", {{"status", "in_progress"}});
    register_tasks({"fix-login"});
    linked_worktree("fix-login");
    const std::string head = work("fix-login");
    pull_requests({pull_request(7, "fix-login", head, merged(30))});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "its pull request 7 is merged, its status is in_progress");
    EXPECT_EQ(evidence(), Json({{"number", 7},
                                {"url", "https://example.org/o/r/pull/7"},
                                {"known_from", "head"},
                                {"merged_at", minutes_ago(30)},
                                {"head_oid", head},
                                {"task", task_path("fix-login")},
                                {"status", "in_progress"}}));
}

TEST_F(PrMergedUnreconciled, SpeaksOfOneThatTheRootFileNamesAndWhoseWorktreeIsGone)
{
    task("fix-login", {{"status", "ready"}, {"pr_number", "7"}});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), merged(30))});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PrMergedUnreconciled, IsSilentWhenTheTaskIsFinished)
{
    task("fix-login", {{"status", "done"}, {"pr_number", "7"}});
    task("drop-it", {{"status", "cancelled"}, {"pr_number", "8"}});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), merged(30)),
                   pull_request(8, "drop-it", std::string(40, 'b'), merged(30))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrMergedUnreconciled, IsSilentWhileItIsOpen)
{
    task("fix-login", {{"status", "ready"}, {"pr_number", "7"}});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrMergedUnreconciled, IsSilentAboutAMergeBeforeTheRegistration)
{
    task("fix-login", {{"status", "ready"}, {"pr_number", "7"}});
    register_tasks({"fix-login"});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), merged(121))});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrMergedUnreconciled, IsNotEvaluatedForATaskFileThatCannotBeRead)
{
    task("fix-login", {{"status", "ready"}, {"pr_number", "7"}});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), merged(30))});
    ask();
    file(task_path("fix-login"), torn_front_matter);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
