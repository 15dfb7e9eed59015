#include "actions/settle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Finding finding(const std::string& code, const std::string& subject, const std::string& slug = "")
{
    return {.code = code,
            .subject = subject,
            .slug = slug,
            .severity = Severity::warning,
            .detail = "detail",
            .evidence = "{}"};
}

Signal open_signal(std::int64_t id, const Finding& found)
{
    return {.id = id,
            .finding = found,
            .opened_at = "2026-03-24T17:00:00Z",
            .last_seen_at = "2026-03-24T17:00:00Z",
            .cleared_at = std::nullopt,
            .times_seen = 1};
}

PassResult answer(const std::string& code, std::vector<Finding> findings,
                  std::vector<NotEvaluated> not_evaluated = {})
{
    return {
        .code = code, .findings = std::move(findings), .not_evaluated = std::move(not_evaluated)};
}

std::vector<std::int64_t> ids(const std::vector<Signal>& signals)
{
    std::vector<std::int64_t> ids;
    for (const auto& signal : signals) {
        ids.push_back(signal.id);
    }
    return ids;
}

TEST(Settle, OpensWhatIsNew)
{
    const auto changes = settle({}, {answer("a", {finding("a", "x")})});

    EXPECT_THAT(changes.opened, ElementsAre(finding("a", "x")));
    EXPECT_THAT(changes.seen, IsEmpty());
    EXPECT_THAT(changes.cleared, IsEmpty());
}

TEST(Settle, SeesAgainWhatIsOpen)
{
    const auto changes =
        settle({open_signal(1, finding("a", "x"))}, {answer("a", {finding("a", "x")})});

    EXPECT_THAT(changes.opened, IsEmpty());
    ASSERT_EQ(changes.seen.size(), 1u);
    EXPECT_EQ(changes.seen[0].signal.id, 1);
    EXPECT_FALSE(changes.seen[0].changed);
    EXPECT_THAT(changes.cleared, IsEmpty());
}

TEST(Settle, NoticesOtherEvidence)
{
    Finding now = finding("a", "x");
    now.evidence = R"({"commits":2})";

    const auto changes = settle({open_signal(1, finding("a", "x"))}, {answer("a", {now})});

    ASSERT_EQ(changes.seen.size(), 1u);
    EXPECT_TRUE(changes.seen[0].changed);
    EXPECT_EQ(changes.seen[0].finding, now);
}

TEST(Settle, ClearsWhatIsNoLongerFound)
{
    const auto changes = settle({open_signal(1, finding("a", "x"))}, {answer("a", {})});

    EXPECT_THAT(ids(changes.cleared), ElementsAre(1));
}

TEST(Settle, TellsSubjectsOfOneCodeApart)
{
    const auto changes =
        settle({open_signal(1, finding("a", "x"))}, {answer("a", {finding("a", "y")})});

    EXPECT_THAT(changes.opened, ElementsAre(finding("a", "y")));
    EXPECT_THAT(ids(changes.cleared), ElementsAre(1));
}

TEST(Settle, LeavesTheSignalsOfAPassThatDidNotRun)
{
    const auto changes = settle({open_signal(1, finding("a", "x"))}, {answer("b", {})});

    EXPECT_THAT(changes.seen, IsEmpty());
    EXPECT_THAT(changes.cleared, IsEmpty());
}

TEST(Settle, LeavesTheSignalsOfAPassThatCouldNotBeEvaluated)
{
    const auto changes =
        settle({open_signal(1, finding("a", "x"))}, {answer("a", {}, {{"a", "", "no git here"}})});

    EXPECT_THAT(changes.cleared, IsEmpty());
}

TEST(Settle, LeavesOnlyTheSignalWhoseSubjectCouldNotBeEvaluated)
{
    const auto changes =
        settle({open_signal(1, finding("a", "x")), open_signal(2, finding("a", "y"))},
               {answer("a", {}, {{"a", "x", "torn"}})});

    EXPECT_THAT(ids(changes.cleared), ElementsAre(2));
}

TEST(Settle, LeavesASignalWhoseSlugCouldNotBeEvaluated)
{
    const auto changes = settle({open_signal(1, finding("a", "dave/task", "task"))},
                                {answer("a", {}, {{"a", "task", "torn"}})});

    EXPECT_THAT(changes.cleared, IsEmpty());
}

TEST(Settle, DoesNotLetOnePassSpeakForAnother)
{
    const auto changes = settle({open_signal(1, finding("a", "x"))},
                                {answer("a", {}), answer("b", {}, {{"b", "x", "torn"}})});

    EXPECT_THAT(ids(changes.cleared), ElementsAre(1));
}

// --- grace ----------------------------------------------------------------------------------

/// The code "a" has 15 minutes; it is six o'clock.
Patience patience(std::vector<PendingSignal> pending = {})
{
    return {.minutes = {{"a", 15}}, .pending = std::move(pending), .now = "2026-03-24T18:00:00Z"};
}

TEST(Settle, LetsAFindingWithGraceWait)
{
    const auto changes = settle(
        {}, {answer("a", {finding("a", "x")}), answer("b", {finding("b", "x")})}, patience());

    EXPECT_THAT(changes.opened, ElementsAre(finding("b", "x")));
    EXPECT_THAT(changes.pending,
                ElementsAre(PendingFinding{finding("a", "x"), "2026-03-24T18:00:00Z"}));
    EXPECT_THAT(changes.not_pending, IsEmpty());
}

TEST(Settle, LetsItWaitFromTheFirstRunThatSawIt)
{
    const auto changes = settle({}, {answer("a", {finding("a", "x")})},
                                patience({{"a", "x", "2026-03-24T17:45:01Z"}}));

    EXPECT_THAT(changes.opened, IsEmpty());
    EXPECT_THAT(changes.pending,
                ElementsAre(PendingFinding{finding("a", "x"), "2026-03-24T17:45:01Z"}));
}

TEST(Settle, OpensItWhenItHasHeldForItsGrace)
{
    const PendingSignal pending{"a", "x", "2026-03-24T17:45:00Z"};

    const auto changes = settle({}, {answer("a", {finding("a", "x")})}, patience({pending}));

    EXPECT_THAT(changes.opened, ElementsAre(finding("a", "x")));
    EXPECT_THAT(changes.pending, IsEmpty());
    EXPECT_THAT(changes.not_pending, ElementsAre(pending));
}

TEST(Settle, ForgetsItWhenItIsGone)
{
    const PendingSignal pending{"a", "x", "2026-03-24T17:59:00Z"};

    const auto changes = settle({}, {answer("a", {})}, patience({pending}));

    EXPECT_THAT(changes.not_pending, ElementsAre(pending));
}

TEST(Settle, KeepsItWhileNobodyCanSay)
{
    const auto before = patience({{"a", "dave/x", "2026-03-24T17:59:00Z"}});

    EXPECT_THAT(settle({}, {}, before).not_pending, IsEmpty());
    EXPECT_THAT(settle({}, {answer("a", {}, {{"a", "", "no git"}})}, before).not_pending,
                IsEmpty());
    EXPECT_THAT(settle({}, {answer("a", {}, {{"a", "x", "torn"}})}, before).not_pending, IsEmpty());
    EXPECT_THAT(settle({}, {answer("a", {}, {{"a", "y", "torn"}})}, before).not_pending,
                ElementsAre(before.pending.front()));
}

TEST(Settle, OpensWhatWaitedWhenItsCodeHasNoGraceAnyMore)
{
    const PendingSignal pending{"b", "x", "2026-03-24T17:59:00Z"};

    const auto changes = settle({}, {answer("b", {finding("b", "x")})}, patience({pending}));

    EXPECT_THAT(changes.opened, ElementsAre(finding("b", "x")));
    EXPECT_THAT(changes.not_pending, ElementsAre(pending));
    EXPECT_THAT(settle({}, {}, patience({pending})).not_pending, ElementsAre(pending));
}

TEST(Settle, LetsNoOpenSignalWait)
{
    const auto changes =
        settle({open_signal(1, finding("a", "x"))}, {answer("a", {finding("a", "x")})}, patience());

    EXPECT_EQ(changes.seen.size(), 1u);
    EXPECT_THAT(changes.pending, IsEmpty());
}

}   // namespace
}   // namespace tmdb
