#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PrCiFailed : public PassTest {
protected:
    PrCiFailed() : PassTest("pr_ci_failed")
    {
        task("fix-login", {{"status", "in_progress"}, {"pr_number", "7"}});
    }

    void given(Json more)
    {
        pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), more)});
    }

    const Json trouble = {{"statusCheckRollup",
                           {{{"__typename", "CheckRun"},
                             {"name", "test"},
                             {"status", "COMPLETED"},
                             {"conclusion", "FAILURE"}}}}};
};

TEST_F(PrCiFailed, SpeaksOfFailedChecksOfAnUnfinishedTask)
{
    given(trouble);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("number"), 7);
    EXPECT_EQ(evidence().at("status"), "in_progress");
}

TEST_F(PrCiFailed, SpeaksOfAPullRequestThatOnlyTheWorktreeKnows)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}, {"pr_number", "7"}});
    given(trouble);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PrCiFailed, IsSilentWhileNobodyKnowsYet)
{
    given({{"statusCheckRollup",
            {{{"__typename", "CheckRun"}, {"name", "test"}, {"status", "IN_PROGRESS"}}}}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrCiFailed, IsSilentAboutAPullRequestThatIsNotOpen)
{
    Json merged = trouble;
    merged.update({{"state", "MERGED"}, {"mergedAt", minutes_ago(5)}});
    given(merged);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrCiFailed, IsSilentAboutAFinishedTask)
{
    task("fix-login", {{"status", "completed"}, {"pr_number", "7"}});
    given(trouble);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrCiFailed, ClearsWhenItIsWell)
{
    given(trouble);
    ask();
    given(Json::object());

    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(PrCiFailed, KeepsItsSignalWhileTheListIsTorn)
{
    given(trouble);
    ask();
    file(".tasks/task_manager/pull-requests.json", "");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

}   // namespace
}   // namespace tmdb
