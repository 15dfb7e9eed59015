#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

/// The failed dispatch of one task, of which somebody knows.
class Ack : public EndToEnd {
protected:
    Ack()
    {
        task("fix-login", {{"status", "ready"}});
        exit_with(1);
        reconcile();
    }

    void exit_with(int code) { dispatch("fix-login", {{"exit_code", code}}); }

    Answer reconcile_at(const std::string& instant, std::vector<std::string> arguments = {})
    {
        now = instant;
        return reconcile(std::move(arguments));
    }

    Answer ack(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"ack", "dispatch_failed", "fix-login"});
        return tm_db(arguments);
    }

    Answer ack_for(const std::string& span)
    {
        return ack({"--for", span, "--why", "the vendor is down"});
    }

    std::string group() const
    {
        return value("SELECT display_group FROM bucket WHERE slug = 'fix-login'");
    }

    nlohmann::json signal() { return tm_db({"signals", "--json"}).json().at(0); }

    std::string until() const { return value("SELECT acknowledged_until FROM signal"); }
    std::string events() const { return value("SELECT COUNT(*) FROM signal_event"); }
};

TEST_F(Ack, LeavesASignalOpenAndItsTaskInPeace)
{
    const Answer answer = ack_for("2d");

    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.out,
              "dispatch_failed of 'fix-login' needs no attention until 2026-03-26T18:00:00Z\n");
    EXPECT_THAT(open("dispatch_failed"), ElementsAre("fix-login"));
    EXPECT_EQ(group(), "ready");
}

TEST_F(Ack, IsShownWithItsEndAndItsReason)
{
    ack_for("2d");

    EXPECT_THAT(tm_db({"signals"}).out,
                HasSubstr("(acknowledged until 2026-03-26T18:00:00Z: the vendor is down) "));
    EXPECT_THAT(tm_db({"status"}).out, HasSubstr("(ack) dispatch_failed"));
    EXPECT_THAT(tm_db({"why", "fix-login"}).out,
                HasSubstr("(acknowledged until 2026-03-26T18:00:00Z: the vendor is down) "));
    const auto shown = signal();
    EXPECT_EQ(shown.at("acknowledged"), true);
    EXPECT_EQ(shown.at("acknowledged_until"), "2026-03-26T18:00:00Z");
    EXPECT_EQ(shown.at("acknowledged_why"), "the vendor is down");
    const auto task = tm_db({"status", "--json"}).json().at("tasks").at(0);
    EXPECT_THAT(task.at("signals"), ElementsAre("dispatch_failed"));
    EXPECT_THAT(task.at("acknowledged"), ElementsAre("dispatch_failed"));
    EXPECT_EQ(tm_db({"why", "fix-login", "--json"}).json().at("signals").at(0).at("acknowledged"),
              true);
}

TEST_F(Ack, OfNoSignalIsNotShown)
{
    EXPECT_THAT(tm_db({"signals"}).out, Not(HasSubstr("ack")));
    EXPECT_THAT(tm_db({"status"}).out, Not(HasSubstr("(ack)")));
    EXPECT_EQ(signal().at("acknowledged"), false);
    EXPECT_EQ(signal().at("acknowledged_until"), nullptr);
    EXPECT_EQ(signal().at("acknowledged_why"), nullptr);
    EXPECT_EQ(group(), "needs_attention");
}

TEST_F(Ack, LetsAScriptPass)
{
    EXPECT_EQ(tm_db({"signals", "--exit-code"}).status, 2);

    ack_for("2d");

    EXPECT_EQ(tm_db({"signals", "--exit-code"}).status, 0);
    EXPECT_EQ(reconcile({"--exit-code", "--only", "dispatch_failed"}).status, 0);
    EXPECT_EQ(tm_db({"reconcile", "--exit-code", "--dry-run", "--only", "dispatch_failed"}).status,
              0);
}

TEST_F(Ack, LetsNoScriptPassByAnotherSignal)
{
    task("other", {{"status", "ready"}});
    dispatch("other", {{"exit_code", 1}});
    ack_for("2d");

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 2);
    EXPECT_THAT(answer.out, HasSubstr("2 signals open: 2 errors, 0 warnings, 0 infos;"
                                      " 1 acknowledged\n"));
    EXPECT_EQ(tm_db({"signals", "--exit-code"}).status, 2);
}

TEST_F(Ack, EndsByItselfWhenItsTimeIsOver)
{
    ack_for("1h");

    reconcile_at("2026-03-24T18:59:59Z");
    EXPECT_EQ(tm_db({"signals", "--exit-code"}).status, 0);
    EXPECT_EQ(group(), "ready");
    EXPECT_EQ(reconcile_at("2026-03-24T19:00:00Z", {"--exit-code"}).status, 2);
    EXPECT_EQ(group(), "needs_attention");
    EXPECT_EQ(signal().at("acknowledged"), false);
    EXPECT_THAT(tm_db({"signals"}).out, Not(HasSubstr("acknowledged")));
}

TEST_F(Ack, EndsWhenTheEvidenceChanges)
{
    ack_for("2d");
    exit_with(2);

    sync();

    EXPECT_EQ(tm_db({"reconcile", "--dry-run", "--exit-code"}).status, 2);
    EXPECT_EQ(reconcile_at("2026-03-24T18:01:00Z", {"--exit-code"}).status, 2);

    EXPECT_EQ(until(), "NULL");
    EXPECT_EQ(group(), "needs_attention");
}

TEST_F(Ack, LastsWhileTheSignalIsOnlySeenAgain)
{
    ack_for("2d");

    reconcile_at("2026-03-24T18:01:00Z");

    EXPECT_EQ(until(), "2026-03-26T18:00:00Z");
    EXPECT_EQ(value("SELECT times_seen FROM signal"), "2");
    EXPECT_EQ(group(), "ready");
}

TEST_F(Ack, KeepsNoSignalFromClearingAndNoneFromComingBack)
{
    ack_for("2d");
    exit_with(0);
    reconcile_at("2026-03-24T18:01:00Z");
    EXPECT_THAT(open("dispatch_failed"), IsEmpty());

    exit_with(1);
    reconcile_at("2026-03-24T18:02:00Z");

    EXPECT_EQ(group(), "needs_attention");
}

TEST_F(Ack, IsKeptInTheHistoryOfTheNewestRun)
{
    now = "2026-03-24T18:05:00Z";
    ack_for("2d");

    EXPECT_EQ(rows("SELECT event, at, run_id = (SELECT MAX(id) FROM run), evidence, slug, detail"
                   "  FROM signal_event ORDER BY id DESC LIMIT 1"),
              Rows({{"acknowledged", "2026-03-24T18:05:00Z", "1",
                     R"({"until":"2026-03-26T18:05:00Z","why":"the vendor is down"})", "fix-login",
                     "the vendor is down"}}));
    EXPECT_THAT(tm_db({"log", "fix-login"}).out, HasSubstr("acknowledged: the vendor is down"));
}

TEST_F(Ack, IsTakenBack)
{
    ack_for("2d");

    EXPECT_EQ(ack({"--withdraw"}).out, "dispatch_failed of 'fix-login' needs attention again\n");

    EXPECT_EQ(group(), "needs_attention");
    EXPECT_EQ(signal().at("acknowledged_why"), nullptr);
    EXPECT_EQ(value("SELECT evidence FROM signal_event ORDER BY id DESC LIMIT 1"),
              R"({"until":null,"why":"taken back"})");
}

TEST_F(Ack, IsTakenBackByASpanOfNothing)
{
    ack_for("2d");
    EXPECT_EQ(ack({"--for", "0"}).status, 0);
    EXPECT_EQ(until(), "NULL");

    ack_for("2d");
    EXPECT_EQ(ack({"--for", "0 min"}).status, 0);
    EXPECT_EQ(until(), "NULL");
}

TEST_F(Ack, IsNotTakenBackWhereThereIsNone)
{
    const Answer answer = ack({"--withdraw"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("nobody has acknowledged dispatch_failed of 'fix-login'"));
}

TEST_F(Ack, LastsADayUnlessSaidOtherwise)
{
    ack({"--why", "known"});
    EXPECT_EQ(until(), "2026-03-25T18:00:00Z");

    ack({"--until", "2026-04-01", "--why", "known"});
    EXPECT_EQ(until(), "2026-04-01T00:00:00Z");
}

TEST_F(Ack, AnswersInJson)
{
    EXPECT_EQ(ack({"--why", "known", "--json"}).json(),
              nlohmann::json({{"id", 1},
                              {"code", "dispatch_failed"},
                              {"subject", "fix-login"},
                              {"acknowledged_until", "2026-03-25T18:00:00Z"},
                              {"acknowledged_why", "known"}}));
}

TEST_F(Ack, IsOfAnOpenSignalOnly)
{
    const Answer answer = tm_db({"ack", "dispatch_failed", "nobody", "--why", "known"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, AllOf(HasSubstr("no dispatch_failed of 'nobody' is open"),
                                  HasSubstr("hint: open are 'fix-login'")));
    const Answer other = tm_db({"ack", "worker_gone", "fix-login", "--why", "known"});
    EXPECT_EQ(other.status, 1);
    EXPECT_THAT(other.err, HasSubstr("hint: no worker_gone is open"));
}

TEST_F(Ack, IsRefusedWithoutAReasonACodeOrASpan)
{
    const std::string before = events();

    EXPECT_EQ(ack({"--for", "2d"}).status, 64);
    EXPECT_EQ(ack({"--why", " "}).status, 64);
    EXPECT_EQ(ack({"--why", "known", "--for", "soon"}).status, 64);
    EXPECT_EQ(ack({"--why", "known", "--until", "2026-03-24"}).status, 64);
    EXPECT_EQ(ack({"--why", "known", "--until", "2026-03-25", "--for", "2d"}).status, 64);
    EXPECT_EQ(ack({"--why", "\xff"}).status, 64);
    EXPECT_EQ(tm_db({"ack", "no_such_code", "fix-login", "--why", "known"}).status, 64);
    EXPECT_EQ(events(), before);
}

TEST_F(Ack, IsSeenInThePastAsItWas)
{
    ack_for("2d");
    exit_with(2);
    reconcile_at("2026-03-24T18:10:00Z");

    const std::string sql = "SELECT acknowledged_until, acknowledged FROM open_signal";

    EXPECT_EQ(tm_db({"sql", "--json", "--as-of", "2026-03-24T18:05:00Z", sql}).json(),
              nlohmann::json::parse(
                  R"([{"acknowledged_until": "2026-03-26T18:00:00Z", "acknowledged": 1}])"));
}

/// Three failures within a day, and then another.
class Unstable : public EndToEnd {
protected:
    Unstable() { task("fix-login", {{"status", "ready"}}); }

    void fail_at(const std::string& instant)
    {
        now = instant;
        dispatch("fix-login", {{"exit_code", 1}});
        reconcile();
    }

    void fail_and_recover_at(const std::string& instant)
    {
        fail_at(instant);
        dispatch("fix-login", {{"exit_code", 0}});
        reconcile();
    }

    nlohmann::json signal() { return tm_db({"signals", "--json"}).json().at(0); }
};

TEST_F(Unstable, IsASignalThatOpenedAndClearedThreeTimesWithinADay)
{
    fail_and_recover_at("2026-03-24T10:00:00Z");
    fail_and_recover_at("2026-03-24T11:00:00Z");
    fail_and_recover_at("2026-03-24T12:00:00Z");
    fail_at("2026-03-25T10:00:00Z");

    EXPECT_EQ(signal().at("unstable"), true);
    EXPECT_THAT(tm_db({"signals"}).out, HasSubstr("(unstable) "));
    EXPECT_THAT(tm_db({"status"}).out, HasSubstr("(unstable) dispatch_failed"));
    EXPECT_THAT(tm_db({"why", "fix-login"}).out, HasSubstr("(unstable) "));
    const auto task = tm_db({"status", "--json"}).json().at("tasks").at(0);
    EXPECT_THAT(task.at("unstable"), ElementsAre("dispatch_failed"));
}

TEST_F(Unstable, IsNoneThatDidSoTwice)
{
    fail_and_recover_at("2026-03-24T10:00:00Z");
    fail_and_recover_at("2026-03-24T11:00:00Z");
    fail_at("2026-03-24T12:00:00Z");

    EXPECT_EQ(signal().at("unstable"), false);
    EXPECT_THAT(tm_db({"status"}).out, Not(HasSubstr("(unstable)")));
}

TEST_F(Unstable, IsNoneThatTookLongerThanADay)
{
    fail_and_recover_at("2026-03-24T10:00:00Z");
    fail_and_recover_at("2026-03-24T11:00:00Z");
    fail_and_recover_at("2026-03-24T12:00:00Z");
    fail_at("2026-03-25T10:00:01Z");

    EXPECT_EQ(signal().at("unstable"), false);
}

TEST_F(Unstable, IsNoneWhoseOtherSubjectDidSo)
{
    task("other", {{"status", "ready"}});
    fail_and_recover_at("2026-03-24T10:00:00Z");
    fail_and_recover_at("2026-03-24T11:00:00Z");
    fail_and_recover_at("2026-03-24T12:00:00Z");
    dispatch("other", {{"exit_code", 1}});
    reconcile();

    EXPECT_EQ(rows("SELECT unstable FROM open_signal WHERE subject = 'other'"), Rows({{"0"}}));
}

}   // namespace
}   // namespace tmdb
