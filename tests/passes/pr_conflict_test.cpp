#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PrConflict : public PassTest {
protected:
    PrConflict() : PassTest("pr_conflict")
    {
        task("fix-login", {{"status", "in_progress"}, {"pr_number", "7"}});
    }

    void given(Json more)
    {
        pull_requests({pull_request(7, "fix-login", std::string(40, 'a'), more)});
    }

    const Json trouble = {{"mergeable", "CONFLICTING"}};
};

TEST_F(PrConflict, SpeaksOfAConflictOfAnUnfinishedTask)
{
    given(trouble);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("number"), 7);
    EXPECT_EQ(evidence().at("status"), "in_progress");
}

TEST_F(PrConflict, SpeaksOfAPullRequestThatOnlyTheWorktreeKnows)
{
    task("fix-login", {{"status", "in_progress"}});
    worktree("fix-login", Fields{{"status", "in_progress"}, {"pr_number", "7"}});
    given(trouble);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(PrConflict, IsSilentWhileNobodyKnowsYet)
{
    given({{"mergeable", "UNKNOWN"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrConflict, IsSilentAboutAPullRequestThatIsNotOpen)
{
    Json merged = trouble;
    merged.update({{"state", "MERGED"}, {"mergedAt", minutes_ago(5)}});
    given(merged);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrConflict, IsSilentAboutAFinishedTask)
{
    task("fix-login", {{"status", "completed"}, {"pr_number", "7"}});
    given(trouble);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PrConflict, ClearsWhenItIsWell)
{
    given(trouble);
    ask();
    given(Json::object());

    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(PrConflict, KeepsItsSignalWhileTheListIsTorn)
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
