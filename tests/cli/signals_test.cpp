#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class Signals : public EndToEnd {
protected:
    Signals()
    {
        task("failed-task", {{"status", "ready"}});
        task("waiting-task", {{"status", "ready"}, {"depends_on", "[nowhere]"}});
        dispatch("failed-task", {{"exit_code", 1}});
        reconcile();
    }

    std::vector<std::string> codes(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"signals", "--json"});
        std::vector<std::string> codes;
        for (const auto& signal : tm_db(arguments).json()) {
            codes.push_back(signal.at("code"));
        }
        return codes;
    }
};

TEST_F(Signals, AreListedTheWorstFirst)
{
    const Answer answer = tm_db({"signals"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, AllOf(StartsWith("severity  signal"), HasSubstr("since")));
    EXPECT_THAT(codes({}), ElementsAre("dispatch_failed", "dependency_missing"));
}

TEST_F(Signals, AreFilteredByCodeByTaskAndByTime)
{
    EXPECT_THAT(codes({"--code", "dependency_missing"}), ElementsAre("dependency_missing"));
    EXPECT_THAT(codes({"--code", "dependency_missing", "failed-task"}), IsEmpty());
    EXPECT_THAT(codes({"--code", "dependency_missing,dispatch_failed", "failed-task"}),
                ElementsAre("dispatch_failed"));
    EXPECT_THAT(codes({"--since", "2026-03-24T18:00:00Z"}),
                ElementsAre("dispatch_failed", "dependency_missing"));
    EXPECT_THAT(codes({"--since", "2026-03-25"}), IsEmpty());
}

TEST_F(Signals, OfThePastAreListedWhenAskedTo)
{
    dispatch("failed-task", {{"exit_code", 0}});
    now = "2026-03-24T18:30:00Z";
    reconcile();

    EXPECT_THAT(codes({}), Not(::testing::Contains("dispatch_failed")));
    EXPECT_THAT(codes({"--all"}), ::testing::Contains("dispatch_failed"));
    now = "2026-03-24T19:30:00Z";
    EXPECT_THAT(tm_db({"signals", "--all"}).out, HasSubstr("cleared 60 min ago"));
}

TEST_F(Signals, AreAnsweredInJsonWithOneDocumentedShape)
{
    const auto signal = tm_db({"signals", "--json", "--code", "dispatch_failed"}).json().at(0);

    EXPECT_EQ(signal.at("id"), 2);
    EXPECT_EQ(signal.at("subject"), "failed-task");
    EXPECT_EQ(signal.at("slug"), "failed-task");
    EXPECT_EQ(signal.at("severity"), "error");
    EXPECT_TRUE(signal.at("detail").is_string());
    EXPECT_TRUE(signal.at("evidence").is_object());
    EXPECT_EQ(signal.at("opened_at"), now);
    EXPECT_EQ(signal.at("last_seen_at"), now);
    EXPECT_EQ(signal.at("cleared_at"), nullptr);
    EXPECT_EQ(signal.at("times_seen"), 1);
}

TEST_F(Signals, AreAnsweredAsATable)
{
    EXPECT_THAT(tm_db({"signals", "--format", "csv"}).out,
                StartsWith("severity,signal,subject,since,what\r\nerror,dispatch_failed,"));
    EXPECT_THAT(tm_db({"signals", "--format", "markdown"}).out, StartsWith("| severity"));
}

TEST_F(Signals, AreToldByTheExitStatusWhenAskedTo)
{
    EXPECT_EQ(tm_db({"signals", "--exit-code"}).status, 2);
    EXPECT_EQ(tm_db({"signals", "--exit-code", "--code", "worker_gone"}).status, 0);
}

TEST_F(Signals, OfATaskThatNobodyKnowsAreAnError)
{
    const Answer answer = tm_db({"signals", "nobody"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("there is no task 'nobody'"));
}

TEST_F(Signals, OfACodeThatIsMisspeltAreAnError)
{
    const Answer answer = tm_db({"signals", "--code", "worker_gon"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("there is no pass 'worker_gon'"));
}

}   // namespace
}   // namespace tmdb
