#include "store/overview.hpp"

#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

namespace {

class OverviewTest : public ::testing::Test {
protected:
    void task(const std::string& slug, const std::string& status)
    {
        MirrorWriter(store_).put_task({.path = "tasks/" + slug + ".md",
                                       .slug = slug,
                                       .fields = {.status = status, .status_raw = status},
                                       .front_matter = "{}"});
    }

    std::int64_t signal(const std::string& code, const std::string& subject,
                        const std::string& slug, Severity severity, const std::string& at)
    {
        return history_.open_signal(run_,
                                    {.code = code,
                                     .subject = subject,
                                     .slug = slug,
                                     .severity = severity,
                                     .detail = "",
                                     .evidence = "{}"},
                                    false, at);
    }

    std::vector<std::string> subjects(const SignalQuery& query)
    {
        std::vector<std::string> subjects;
        for (const auto& found : read_signals(store_, query)) {
            subjects.push_back(found.finding.subject);
        }
        return subjects;
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    Store store_ = Store::open_for_writing(machine_, directory_.path() / "tm.db");
    History history_{store_};
    std::int64_t run_ = history_.begin_run(RunKind::reconcile, "2026-03-24T18:00:00Z");
};

TEST_F(OverviewTest, CountsEveryGroupAndListsThoseThatAreAskedFor)
{
    task("done-task", "completed");
    task("ready-task", "ready");
    task("odd-task", "odd");

    const Overview overview = read_overview(store_, {.groups = {"ready"}});

    EXPECT_THAT(overview.counts,
                ElementsAre(Pair("active", 0), Pair("done", 1), Pair("needs_attention", 0),
                            Pair("other", 1), Pair("ready", 1), Pair("waiting", 0)));
    ASSERT_EQ(overview.tasks.size(), 1u);
    EXPECT_EQ(overview.tasks[0].slug, "ready-task");
    EXPECT_EQ(overview.tasks[0].status, "ready");
}

TEST_F(OverviewTest, PutsTheSignalsOfATaskBehindItAndTheOthersApart)
{
    task("some-task", "ready");
    signal("worker_gone", "some-task", "some-task", Severity::error, "2026-03-24T18:00:00Z");
    signal("metadata_drift", "some-task", "some-task", Severity::warning, "2026-03-24T18:00:00Z");
    signal("orphaned_worktree", ".worktrees/x", "", Severity::warning, "2026-03-24T18:00:00Z");
    signal("unreadable_source", "a register", "no-task", Severity::error, "2026-03-24T18:00:00Z");

    const Overview overview = read_overview(store_, {});

    ASSERT_EQ(overview.tasks.size(), 1u);
    EXPECT_EQ(overview.tasks[0].group, "needs_attention");
    EXPECT_THAT(overview.tasks[0].signals, ElementsAre(SignalLine{"metadata_drift", "some-task"},
                                                       SignalLine{"worker_gone", "some-task"}));
    EXPECT_THAT(overview.loose_signals, ElementsAre(SignalLine{"orphaned_worktree", ".worktrees/x"},
                                                    SignalLine{"unreadable_source", "a register"}));
}

TEST_F(OverviewTest, ListsTheWorstSignalsFirst)
{
    signal("metadata_drift", "b", "b", Severity::warning, "2026-03-24T18:00:00Z");
    signal("completed_worktree_unreconciled", "c", "c", Severity::info, "2026-03-24T18:00:00Z");
    signal("worker_gone", "a", "a", Severity::error, "2026-03-24T18:00:00Z");

    EXPECT_THAT(subjects({}), ElementsAre("a", "b", "c"));
}

TEST_F(OverviewTest, FiltersSignals)
{
    const auto old = signal("worker_gone", "old", "old", Severity::error, "2026-03-01T00:00:00Z");
    history_.clear_signal(run_, old, "2026-03-02T00:00:00Z");
    signal("worker_gone", "new", "new", Severity::error, "2026-03-24T18:00:00Z");
    signal("metadata_drift", "new", "new", Severity::warning, "2026-03-24T18:00:00Z");

    EXPECT_THAT(subjects({}), ElementsAre("new", "new"));
    EXPECT_THAT(subjects({.cleared_too = true}), ElementsAre("new", "old", "new"));
    EXPECT_THAT(subjects({.codes = {"metadata_drift"}}), ElementsAre("new"));
    EXPECT_THAT(subjects({.slug = "old"}), IsEmpty());
    EXPECT_THAT(subjects({.cleared_too = true, .slug = "old"}), ElementsAre("old"));
    EXPECT_THAT(subjects({.cleared_too = true, .since = "2026-03-02T00:00:00Z"}),
                ElementsAre("new", "old", "new"));
    EXPECT_THAT(subjects({.cleared_too = true, .since = "2026-03-03T00:00:00Z"}),
                ElementsAre("new", "new"));
}

TEST_F(OverviewTest, KnowsATaskOfAnyLedgerAndOfThePast)
{
    task("some-task", "ready");
    const auto past = signal("worker_gone", "past", "past", Severity::error, "then");
    history_.clear_signal(run_, past, "now");

    EXPECT_TRUE(knows_task(store_, "some-task"));
    EXPECT_TRUE(knows_task(store_, "past"));
    EXPECT_FALSE(knows_task(store_, "nobody"));
}

TEST_F(OverviewTest, FindsADatabaseSound)
{
    EXPECT_THAT(check_integrity(store_), IsEmpty());
}

TEST_F(OverviewTest, FindsARowThatRefersToNothing)
{
    store_.connection().execute("PRAGMA foreign_keys = OFF;"
                                "INSERT INTO signal_event (signal_id, run_id, event, at, evidence)"
                                " VALUES (99, 1, 'opened', 'then', '{}')");

    EXPECT_THAT(check_integrity(store_),
                ElementsAre("a row of signal_event refers to a row of signal that is not there"));
}

}   // namespace
}   // namespace tmdb
