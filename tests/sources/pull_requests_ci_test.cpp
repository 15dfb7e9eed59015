#include "sources/pull_requests_reading.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tmdb {
namespace {

/// What continuous integration says by these checks.
std::string ci_state(const std::string& checks)
{
    return pull_request_with(R"("statusCheckRollup": [)" + checks + "]").ci_state;
}

/// A finished run of the check `build` in the workflow CI.
std::string run(const std::string& conclusion, const std::string& started_at,
                const std::string& completed_at)
{
    return R"({"__typename": "CheckRun", "name": "build", "workflowName": "CI", )"
           R"("status": "COMPLETED", "conclusion": ")" +
           conclusion + R"(", "startedAt": ")" + started_at + R"(", "completedAt": ")" +
           completed_at + "\"}";
}

std::string run(const std::string& conclusion)
{
    return run(conclusion, "2026-03-24T18:00:00Z", "2026-03-24T18:08:04Z");
}

std::string unfinished_run(const std::string& status)
{
    return R"({"__typename": "CheckRun", "name": "test", "workflowName": "CI", "status": ")" +
           status + R"(", "conclusion": "", "startedAt": "2026-03-24T18:00:00Z", )" +
           R"("completedAt": "0001-01-01T00:00:00Z"})";
}

std::string context(const std::string& state, const std::string& started_at)
{
    return R"({"__typename": "StatusContext", "context": "ci/deploy", "state": ")" + state +
           R"(", "startedAt": ")" + started_at + R"(", "targetUrl": "https://ci.example/1"})";
}

std::string context(const std::string& state)
{
    return context(state, "2026-03-24T18:00:00Z");
}

TEST(PullRequestsCi, IsNoneWithoutChecks)
{
    EXPECT_EQ(ci_state(""), "none");
    EXPECT_EQ(pull_request_with(R"("statusCheckRollup": null)").ci_state, "none");
    EXPECT_EQ(pull_request_with(R"("title": "Count")").ci_state, "none");
}

TEST(PullRequestsCi, IsFailedByAnyFailure)
{
    EXPECT_EQ(ci_state(run("FAILURE")), "failed");
    EXPECT_EQ(ci_state(run("TIMED_OUT")), "failed");
    EXPECT_EQ(ci_state(run("ACTION_REQUIRED")), "failed");
    EXPECT_EQ(ci_state(run("STARTUP_FAILURE")), "failed");
    EXPECT_EQ(ci_state(run("failure")), "failed");
    EXPECT_EQ(ci_state(context("FAILURE")), "failed");
    EXPECT_EQ(ci_state(context("ERROR")), "failed");
    EXPECT_EQ(ci_state(run("SUCCESS") + "," + context("ERROR")), "failed");
}

TEST(PullRequestsCi, IsFailedThoughSomethingIsPending)
{
    EXPECT_EQ(ci_state(unfinished_run("IN_PROGRESS") + "," + run("FAILURE")), "failed");
    EXPECT_EQ(ci_state(context("FAILURE") + "," + unfinished_run("QUEUED")), "failed");
}

TEST(PullRequestsCi, IsPendingWhileAnythingIs)
{
    EXPECT_EQ(ci_state(unfinished_run("QUEUED")), "pending");
    EXPECT_EQ(ci_state(unfinished_run("IN_PROGRESS")), "pending");
    EXPECT_EQ(ci_state(unfinished_run("WAITING")), "pending");
    EXPECT_EQ(ci_state(context("PENDING")), "pending");
    EXPECT_EQ(ci_state(context("EXPECTED")), "pending");
    EXPECT_EQ(ci_state(run("SUCCESS") + "," + context("PENDING")), "pending");
    EXPECT_EQ(ci_state(unfinished_run("QUEUED") + "," + run("SUCCESS")), "pending");
}

TEST(PullRequestsCi, IsPendingWithoutAVerdict)
{
    EXPECT_EQ(ci_state(run("")), "pending");
    EXPECT_EQ(ci_state(context("")), "pending");
    EXPECT_EQ(ci_state(R"({"__typename": "CheckRun", "status": "COMPLETED"})"), "pending");
    EXPECT_EQ(ci_state(R"({"__typename": "CheckRun", "conclusion": "SUCCESS"})"), "pending");
    EXPECT_EQ(ci_state(R"({"__typename": "StatusContext", "state": null})"), "pending");
    EXPECT_EQ(ci_state("{}"), "pending");
}

TEST(PullRequestsCi, IsElsePassed)
{
    EXPECT_EQ(ci_state(run("SUCCESS")), "passed");
    EXPECT_EQ(ci_state(run("SKIPPED")), "passed");
    EXPECT_EQ(ci_state(run("NEUTRAL")), "passed");
    EXPECT_EQ(ci_state(run("CANCELLED")), "passed");
    EXPECT_EQ(ci_state(context("SUCCESS")), "passed");
    EXPECT_EQ(ci_state(run("SUCCESS") + "," + context("SUCCESS")), "passed");
}

const std::string morning = "2026-03-24T08:00:00Z";
const std::string noon = "2026-03-24T12:00:00Z";
const std::string evening = "2026-03-24T20:00:00Z";

TEST(PullRequestsCi, GoesByTheNewestRunOfAName)
{
    const auto failed_before = run("FAILURE", morning, noon);
    const auto passed_after = run("SUCCESS", noon, evening);

    EXPECT_EQ(ci_state(failed_before + "," + passed_after), "passed");
    EXPECT_EQ(ci_state(passed_after + "," + failed_before), "passed");
}

TEST(PullRequestsCi, GoesByTheNewestContextOfAName)
{
    EXPECT_EQ(ci_state(context("SUCCESS", noon) + "," + context("PENDING", morning)), "passed");
    EXPECT_EQ(ci_state(context("SUCCESS", morning) + "," + context("FAILURE", noon)), "failed");
}

TEST(PullRequestsCi, TakesTheNewestTimeOfARun)
{
    const auto long_one = run("FAILURE", morning, evening);
    const auto begun_later = run("SUCCESS", noon, "0001-01-01T00:00:00Z");

    EXPECT_EQ(ci_state(long_one + "," + begun_later), "failed");
    EXPECT_EQ(ci_state(begun_later + "," + long_one), "failed");
}

TEST(PullRequestsCi, TakesTheLaterInTheListWhereTimesDoNotTell)
{
    EXPECT_EQ(ci_state(run("FAILURE", noon, noon) + "," + run("SUCCESS", noon, noon)), "passed");
    EXPECT_EQ(ci_state(run("SUCCESS", noon, noon) + "," + run("FAILURE", noon, noon)), "failed");
    EXPECT_EQ(ci_state(run("FAILURE", noon, noon) + "," + run("SUCCESS", "", "")), "passed");
    EXPECT_EQ(ci_state(run("FAILURE", "", "") + "," + run("SUCCESS", noon, noon)), "passed");
    EXPECT_EQ(ci_state(run("FAILURE", "", "") + "," + run("SUCCESS", "soon", "")), "passed");
}

TEST(PullRequestsCi, TellsChecksApartByWorkflowAndName)
{
    const std::string finished = R"("status": "COMPLETED", "startedAt": ")";
    const auto failed = "{" + finished + morning + R"(", "conclusion": "FAILURE", )";
    const auto passed = "{" + finished + noon + R"(", "conclusion": "SUCCESS", )";
    const std::string in_ci = R"("workflowName": "CI", "name": "build"})";
    const std::string in_nightly = R"("workflowName": "Nightly", "name": "build"})";
    const std::string test_in_ci = R"("workflowName": "CI", "name": "test"})";

    EXPECT_EQ(ci_state(failed + in_ci + "," + passed + in_ci), "passed");
    EXPECT_EQ(ci_state(failed + in_ci + "," + passed + in_nightly), "failed");
    EXPECT_EQ(ci_state(failed + in_ci + "," + passed + test_in_ci), "failed");
}

TEST(PullRequestsCi, TellsARunFromAContextOfItsName)
{
    const std::string failed = R"({"__typename": "CheckRun", "name": "lint", "startedAt": ")" +
                               morning + R"(", "status": "COMPLETED", "conclusion": "FAILURE"})";
    const std::string passed = R"({"__typename": "StatusContext", "context": "lint",)"
                               R"( "startedAt": ")" +
                               noon + R"(", "state": "SUCCESS"})";

    EXPECT_EQ(ci_state(failed + "," + passed), "failed");
}

}   // namespace
}   // namespace tmdb
