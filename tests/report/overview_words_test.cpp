#include "report/overview_words.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

Overview some_overview()
{
    return {.counts = {{"needs_attention", 1},
                       {"active", 0},
                       {"ready", 1},
                       {"waiting", 0},
                       {"other", 0},
                       {"done", 7}},
            .tasks = {{.slug = "failed",
                       .group = "needs_attention",
                       .status = "in_progress",
                       .dispatch_state = "failed",
                       .signals = {{"dispatch_failed", "failed"}, {"worker_idle", "failed"}}},
                      {.slug = "ready", .group = "ready", .owner = "dave"}},
            .synced_at = "2026-03-24T17:00:00Z"};
}

Nanoseconds now()
{
    return parse_instant("2026-03-24T18:00:00Z").value();
}

TEST(OverviewWords, CountTheGroupsInTheOrderInWhichTheyMatter)
{
    EXPECT_THAT(overview_text(some_overview(), now(), pipe),
                StartsWith("1 needs attention, 0 active, 1 ready, 0 waiting, 0 other, 7 done\n"));
}

TEST(OverviewWords, ListTheTasksOfAGroupUnderIt)
{
    EXPECT_THAT(
        overview_text(some_overview(), now(), pipe),
        AllOf(HasSubstr("needs attention\n"
                        "task    status       owner  dispatch  signals\n"
                        "failed  in_progress         failed    dispatch_failed worker_idle\n"),
              HasSubstr("\nready\ntask   status  owner  dispatch  signals\n"
                        "ready          dave\n"),
              Not(HasSubstr("\nactive\n"))));
}

TEST(OverviewWords, SetSignalsOfNoTaskApart)
{
    Overview overview = some_overview();
    EXPECT_THAT(overview_text(overview, now(), pipe), Not(HasSubstr("signals of no one task")));

    overview.loose_signals = {{"orphaned_worktree", ".worktrees/x"}};

    EXPECT_THAT(overview_text(overview, now(), pipe),
                HasSubstr("signals of no one task\n"
                          "signal             subject\n"
                          "orphaned_worktree  .worktrees/x\n"));
}

TEST(OverviewWords, SayHowOldTheyAre)
{
    EXPECT_THAT(overview_text(some_overview(), now(), pipe),
                EndsWith("\nlast sync: 60 min ago; last reconcile: never\n"));
}

TEST(OverviewWords, AreARowATaskInATable)
{
    const Table table = overview_table(some_overview());

    EXPECT_EQ(table.columns.size(), 11u);
    EXPECT_THAT(table.rows[1], ElementsAre(Value("ready"), Value("ready"), Value(), Value("dave"),
                                           Value(std::int64_t{0}), Value(), Value(), Value(),
                                           Value(""), Value(""), Value("")));
}

TEST(OverviewWords, HaveAPlaceForEverythingInJson)
{
    Overview overview = some_overview();
    overview.loose_signals = {{"orphaned_worktree", ".worktrees/x"}};

    EXPECT_THAT(to_text(overview_json(overview, now())),
                AllOf(HasSubstr("\"reconciled_at\": null"), HasSubstr("\"done\": 7"),
                      HasSubstr("\"display_group\": \"needs_attention\""),
                      HasSubstr("\"subject\": \".worktrees/x\"")));
}

class SignalWords : public ::testing::Test {
protected:
    Signal signal_{.id = 4,
                   .finding = {.code = "worker_gone",
                               .subject = "some-task",
                               .severity = Severity::error,
                               .detail = "its process is gone",
                               .evidence = R"({"pid":42})"},
                   .opened_at = "2026-03-24T15:00:00Z",
                   .last_seen_at = "2026-03-24T17:00:00Z"};
};

TEST_F(SignalWords, SaySinceWhenItIsOpen)
{
    EXPECT_THAT(signal_table({signal_}, now()).rows[0],
                ElementsAre(Value("error"), Value("worker_gone"), Value("some-task"),
                            Value("3 h ago"), Value("its process is gone")));
}

TEST_F(SignalWords, SayWhenItCleared)
{
    signal_.cleared_at = "2026-03-24T18:00:00Z";

    EXPECT_EQ(signal_table({signal_}, now()).rows[0][3], Value("cleared just now"));
}

TEST_F(SignalWords, KeepEvidenceAsJson)
{
    const std::string json = to_text(signal_json({signal_}));

    EXPECT_THAT(json, AllOf(HasSubstr("\"pid\": 42"), HasSubstr("\"slug\": null"),
                            HasSubstr("\"cleared_at\": null")));
}

}   // namespace
}   // namespace tmdb
