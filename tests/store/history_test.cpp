#include "store/history.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/overview.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <optional>
#include <set>

namespace tmdb {

using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

class HistoryTest : public ::testing::Test {
protected:
    std::string text(const std::string& sql)
    {
        Query query(store_.connection().database(), sql);
        return query.step() ? query.text(0) : "no row";
    }

    std::string events()
    {
        return text("SELECT group_concat(event || ' ' || at || ' ' || evidence, '; ')"
                    "  FROM (SELECT * FROM signal_event ORDER BY id)");
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    Store store_ = Store::open_for_writing(machine_, directory_.path() / "tm.db");
    History history_{store_};
    std::int64_t run_ = history_.begin_run(RunKind::reconcile, "monday");
    Finding finding_{.code = "metadata_drift",
                     .subject = "some-task",
                     .slug = "some-task",
                     .severity = Severity::warning,
                     .detail = "they differ",
                     .evidence = "{\"n\":1}"};
};

TEST_F(HistoryTest, TellsWhenARunOfAKindLastEnded)
{
    EXPECT_EQ(history_.last_run(RunKind::reconcile), std::nullopt);

    history_.end_run(run_, Outcome::partial, "tuesday");
    history_.end_run(history_.begin_run(RunKind::reconcile, "wednesday"), Outcome::failed, "later");

    EXPECT_EQ(history_.last_run(RunKind::reconcile), "tuesday");
    EXPECT_EQ(history_.last_run(RunKind::sync), std::nullopt);
}

TEST_F(HistoryTest, OpensASignalWithItsFirstEvent)
{
    const auto id = history_.open_signal(run_, finding_, false, "monday");

    const auto open = history_.open_signals();
    ASSERT_THAT(open, SizeIs(1));
    EXPECT_EQ(open[0].id, id);
    EXPECT_EQ(open[0].finding, finding_);
    EXPECT_EQ(open[0].opened_at, "monday");
    EXPECT_EQ(open[0].times_seen, 1);
    EXPECT_EQ(events(), "opened monday {\"n\":1}");
}

TEST_F(HistoryTest, SeesASignalAgainWithoutAnEvent)
{
    const auto id = history_.open_signal(run_, finding_, false, "monday");

    history_.note_judged(run_, {id});
    history_.see_open_signals("tuesday");

    EXPECT_EQ(text("SELECT last_seen_at || ' ' || times_seen FROM signal"), "tuesday 2");
    EXPECT_EQ(events(), "opened monday {\"n\":1}");
}

TEST_F(HistoryTest, DoesNotSeeASignalThatCouldNotBeJudged)
{
    history_.open_signal(run_, finding_, false, "monday");

    history_.note_judged(run_, {});
    history_.see_open_signals("tuesday");

    EXPECT_EQ(text("SELECT last_seen_at || ' ' || times_seen FROM signal"), "monday 1");
}

TEST_F(HistoryTest, RecordsEvidenceThatChanges)
{
    const auto id = history_.open_signal(run_, finding_, false, "monday");
    finding_.evidence = "{\"n\":2}";

    history_.change_signal(run_, id, finding_, "tuesday");

    EXPECT_EQ(history_.open_signals()[0].finding, finding_);
    EXPECT_EQ(events(), "opened monday {\"n\":1}; changed tuesday {\"n\":2}");
}

TEST_F(HistoryTest, ClearsASignalAndRemembersIt)
{
    EXPECT_FALSE(history_.knows("metadata_drift", "some-task"));
    const auto id = history_.open_signal(run_, finding_, false, "monday");

    history_.clear_signal(run_, id, "tuesday");

    EXPECT_THAT(history_.open_signals(), IsEmpty());
    EXPECT_TRUE(history_.knows("metadata_drift", "some-task"));
    EXPECT_EQ(events(), "opened monday {\"n\":1}; cleared tuesday {\"n\":1}");
}

TEST_F(HistoryTest, ReopensAsANewInterval)
{
    history_.clear_signal(run_, history_.open_signal(run_, finding_, false, "monday"), "tuesday");

    history_.open_signal(run_, finding_, true, "wednesday");

    EXPECT_EQ(text("SELECT group_concat(opened_at || '-' || ifnull(cleared_at, '')) FROM signal"),
              "monday-tuesday,wednesday-");
    EXPECT_EQ(text("SELECT event FROM signal_event ORDER BY id DESC LIMIT 1"), "reopened");
}

TEST_F(HistoryTest, HasAtMostOneOpenSignalOfACodeAndSubject)
{
    history_.open_signal(run_, finding_, false, "monday");

    EXPECT_THROW(history_.open_signal(run_, finding_, false, "tuesday"), Error);
}

TEST_F(HistoryTest, RemembersWithAnEventAllThatTheSignalSaidThen)
{
    const auto id = history_.open_signal(run_, finding_, false, "monday");
    finding_.detail = "they differ more";
    finding_.severity = Severity::error;

    history_.change_signal(run_, id, finding_, "tuesday");

    EXPECT_EQ(text("SELECT group_concat(slug || ' ' || severity || ' ' || detail, '; ')"
                   "  FROM (SELECT * FROM signal_event ORDER BY id)"),
              "some-task warning they differ; some-task error they differ more");
}

// --- gaps ---------------------------------------------------------------------------------------

class Gaps : public HistoryTest {
protected:
    std::int64_t judge(const std::set<std::int64_t>& judged)
    {
        const auto run = history_.begin_run(RunKind::reconcile, "later");
        history_.note_judged(run, judged);
        return run;
    }

    /// Every gap as signal: from-to.
    std::string gaps()
    {
        return text("SELECT COALESCE(group_concat(signal_id || ': ' || from_run || '-' ||"
                    "                             ifnull(to_run, ''), '; '), 'none')"
                    "  FROM (SELECT * FROM signal_gap ORDER BY signal_id, from_run)");
    }

    std::string gap(std::int64_t signal, std::int64_t from, std::optional<std::int64_t> to = {})
    {
        return std::to_string(signal) + ": " + std::to_string(from) + "-" +
               (to ? std::to_string(*to) : "");
    }

    std::int64_t signal_ = history_.open_signal(run_, finding_, false, "monday");
};

TEST_F(Gaps, AreNoneWhereEverySignalIsJudgedEveryTime)
{
    judge({signal_});
    judge({signal_});

    EXPECT_EQ(gaps(), "none");
}

TEST_F(Gaps, BeginWithTheFirstRunThatDidNotJudge)
{
    const auto first = judge({});
    judge({});

    EXPECT_EQ(gaps(), gap(signal_, first));
}

TEST_F(Gaps, EndWithTheRunThatJudgesAgain)
{
    const auto first = judge({});
    judge({});
    const auto last = judge({signal_});
    judge({signal_});

    EXPECT_EQ(gaps(), gap(signal_, first, last));
}

TEST_F(Gaps, ComeAgain)
{
    const auto first = judge({});
    const auto second = judge({signal_});
    const auto third = judge({});

    EXPECT_EQ(gaps(), gap(signal_, first, second) + "; " + gap(signal_, third));
}

TEST_F(Gaps, EndWithTheClearing)
{
    const auto first = judge({});
    history_.clear_signal(run_, signal_, "tuesday");

    const auto last = judge({signal_});
    judge({});

    EXPECT_EQ(gaps(), gap(signal_, first, last));
}

TEST_F(Gaps, BelongToOneSignal)
{
    finding_.subject = "another-task";
    const auto other = history_.open_signal(run_, finding_, false, "monday");

    const auto run = judge({signal_});

    EXPECT_EQ(gaps(), gap(other, run));
}

TEST_F(HistoryTest, LeavesNothingOfATransactionThatIsNotCommitted)
{
    {
        const Transaction transaction(store_);
        history_.open_signal(run_, finding_, false, "monday");
    }

    EXPECT_THAT(history_.open_signals(), IsEmpty());
}

}   // namespace
}   // namespace tmdb
