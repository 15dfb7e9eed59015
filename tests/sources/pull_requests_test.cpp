#include "sources/pull_requests_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tmdb {
namespace {

using namespace std::string_literals;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

auto says(const std::string& message)
{
    return ElementsAre(Field(&Problem::message, message));
}

const std::string printed_by_gh =
    R"([{"closedAt":null,"headRefName":"task/T-9",)"
    R"("headRefOid":"5f2b1c7e9d0a4b3c8e6f7a1d2c3b4a5968778695",)"
    R"("isDraft":true,"mergeable":"CONFLICTING","mergedAt":null,"number":43,"state":"OPEN",)"
    R"("statusCheckRollup":[)"
    R"({"__typename":"CheckRun","completedAt":"2026-03-25T09:12:31Z","conclusion":"SUCCESS",)"
    R"("detailsUrl":"https://github.com/acme/fleet/actions/runs/14/job/2","name":"build",)"
    R"("startedAt":"2026-03-25T09:10:02Z","status":"COMPLETED","workflowName":"CI"},)"
    R"({"__typename":"CheckRun","completedAt":"0001-01-01T00:00:00Z","conclusion":"",)"
    R"("detailsUrl":"https://github.com/acme/fleet/actions/runs/14/job/3","name":"test",)"
    R"("startedAt":"2026-03-25T09:12:40Z","status":"IN_PROGRESS","workflowName":"CI"},)"
    R"({"__typename":"StatusContext","context":"ci/deploy","startedAt":"2026-03-25T09:11:00Z",)"
    R"("state":"SUCCESS","targetUrl":"https://deploy.example/14"}],)"
    R"("title":"Ask \"why\" \u0026 – é","updatedAt":"2026-03-25T09:12:41Z",)"
    R"("url":"https://github.com/acme/fleet/pull/43"},)"
    R"({"closedAt":"2026-03-24T18:08:04Z","headRefName":"task/T-8",)"
    R"("headRefOid":"0123456789abcdef0123456789abcdef01234567","isDraft":false,)"
    R"("mergeable":"UNKNOWN","mergedAt":"2026-03-24T18:08:04Z","number":42,"state":"MERGED",)"
    R"("statusCheckRollup":[],"title":"Count","updatedAt":"2026-03-24T18:08:05Z",)"
    R"("url":"https://github.com/acme/fleet/pull/42"}])"
    "\n";

TEST(PullRequests, AreReadAsGhPrintsThem)
{
    const auto parsed = read_list(printed_by_gh);

    const PullRequest merged{.number = 42,
                             .url = "https://github.com/acme/fleet/pull/42",
                             .state = "MERGED",
                             .title = "Count",
                             .head_ref = "task/T-8",
                             .head_oid = "0123456789abcdef0123456789abcdef01234567",
                             .merged_at = "2026-03-24T18:08:04Z",
                             .closed_at = "2026-03-24T18:08:04Z",
                             .updated_at = "2026-03-24T18:08:05Z",
                             .mergeable = "UNKNOWN",
                             .ci_state = "none",
                             .is_draft = false};
    const PullRequest open{.number = 43,
                           .url = "https://github.com/acme/fleet/pull/43",
                           .state = "OPEN",
                           .title = "Ask \"why\" & – é",
                           .head_ref = "task/T-9",
                           .head_oid = "5f2b1c7e9d0a4b3c8e6f7a1d2c3b4a5968778695",
                           .merged_at = {},
                           .closed_at = {},
                           .updated_at = "2026-03-25T09:12:41Z",
                           .mergeable = "CONFLICTING",
                           .ci_state = "pending",
                           .is_draft = true};
    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(parsed.pull_requests, ElementsAre(merged, open));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(PullRequests, MayBeNone)
{
    EXPECT_TRUE(read_list("[]").readable);
    EXPECT_TRUE(read_list(" [ ]\r\n").readable);
    EXPECT_THAT(read_list("[]").pull_requests, IsEmpty());
    EXPECT_THAT(read_list("[]").problems, IsEmpty());
}

TEST(PullRequests, MayComeBehindAByteOrderMark)
{
    const auto parsed = read_list("\xef\xbb\xbf[{\"number\": 7}]");

    EXPECT_THAT(numbers_in(parsed), ElementsAre(7));
}

TEST(PullRequests, NeedOnlyANumber)
{
    const auto parsed = read_list(R"([{"number": 7}])");

    PullRequest expected;
    expected.number = 7;
    expected.ci_state = "none";
    EXPECT_THAT(parsed.pull_requests, ElementsAre(expected));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(PullRequests, TakeNullAndEmptyForMissing)
{
    const auto parsed = read_list(R"([
        {"number": 7, "url": null, "state": null, "title": null, "headRefName": null,
         "headRefOid": null, "mergedAt": null, "closedAt": null, "mergeable": null,
         "statusCheckRollup": null, "isDraft": null, "updatedAt": null},
        {"number": 8, "url": "", "state": "", "title": "", "headRefName": "", "headRefOid": "",
         "mergedAt": "", "closedAt": "", "mergeable": "", "statusCheckRollup": [],
         "updatedAt": ""}])");

    PullRequest seven;
    seven.number = 7;
    seven.ci_state = "none";
    PullRequest eight = seven;
    eight.number = 8;
    EXPECT_THAT(parsed.pull_requests, ElementsAre(seven, eight));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(PullRequests, HaveTheirWordsInOneCase)
{
    const auto pull_request = pull_request_with(R"("state": "Open", "mergeable": "conflicting",
                                      "headRefOid": "ABCDEF", "headRefName": "Task/T-1")");

    EXPECT_EQ(pull_request.state, "OPEN");
    EXPECT_EQ(pull_request.mergeable, "CONFLICTING");
    EXPECT_EQ(pull_request.head_oid, "abcdef");
    EXPECT_EQ(pull_request.head_ref, "Task/T-1");
}

TEST(PullRequests, HaveTheirTimesInUtc)
{
    const auto pull_request = pull_request_with(R"("mergedAt": "2026-03-24T20:08:04+02:00",
        "closedAt": "2026-03-24 18:08:04.75", "updatedAt": "2026-03-24")");

    EXPECT_EQ(pull_request.merged_at, "2026-03-24T18:08:04Z");
    EXPECT_EQ(pull_request.closed_at, "2026-03-24T18:08:04Z");
    EXPECT_EQ(pull_request.updated_at, "2026-03-24T00:00:00Z");
}

TEST(PullRequests, KeepATimeThatIsNoneAsWritten)
{
    const auto pull_request =
        pull_request_with(R"("mergedAt": "yesterday", "closedAt": "2026-02-30")");

    EXPECT_EQ(pull_request.merged_at, "yesterday");
    EXPECT_EQ(pull_request.closed_at, "2026-02-30");
}

TEST(PullRequests, MayHaveFieldsThatNobodyAskedFor)
{
    const auto pull_request =
        pull_request_with(R"("body": 5, "labels": [{"number": "x", "title": 1}],
        "author": {"title": 1, "statusCheckRollup": [7]}, "title": "Count")");

    EXPECT_EQ(pull_request.title, "Count");
    EXPECT_EQ(pull_request.ci_state, "none");
}

TEST(PullRequests, ComeInTheOrderOfTheirNumbers)
{
    const auto parsed =
        read_list(R"([{"number": 3}, {"number": 9223372036854775807}, {"number": 1}])");

    EXPECT_THAT(numbers_in(parsed), ElementsAre(1, 3, 9223372036854775807));
}

TEST(PullRequestsTwice, CountsAsItWasUpdatedLast)
{
    const auto parsed = read_list(R"([
        {"number": 7, "title": "old", "updatedAt": "2026-03-24T18:00:00Z"},
        {"number": 7, "title": "new", "updatedAt": "2026-03-24T19:30:00+01:00"},
        {"number": 7, "title": "older", "updatedAt": "2026-03-24T17:59:59Z"},
        {"number": 7, "title": "of no known time"}])");

    EXPECT_THAT(parsed.pull_requests, ElementsAre(Field(&PullRequest::title, "new")));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(PullRequestsTwice, CountsAsItStandsLaterWhenTimesDoNotTell)
{
    const auto of_one_time = read_list(R"([
        {"number": 7, "title": "first", "updatedAt": "2026-03-24T18:00:00Z"},
        {"number": 7, "title": "second", "updatedAt": "2026-03-24T18:00:00Z"}])");
    const auto of_no_time = read_list(R"([{"number": 7, "title": "first"},
                                      {"number": 7, "title": "second", "updatedAt": "soon"}])");

    EXPECT_THAT(of_one_time.pull_requests, ElementsAre(Field(&PullRequest::title, "second")));
    EXPECT_THAT(of_no_time.pull_requests, ElementsAre(Field(&PullRequest::title, "second")));
}

TEST(PullRequestsTwice, CountsAsItCouldBeRead)
{
    const auto parsed = read_list(R"([{"number": 7, "title": "whole"},
        {"number": 7, "title": 5, "updatedAt": "2026-03-24T18:00:00Z"}])");

    EXPECT_THAT(parsed.pull_requests, ElementsAre(Field(&PullRequest::title, "whole")));
    EXPECT_THAT(parsed.problems, says("pull request 7: title is neither text nor null"));
}

// --- documents that are none ---

struct BadDocument {
    const char* name;
    std::string json;
    int line;
    int column;
    std::string message;
};

void PrintTo(const BadDocument& bad, std::ostream* stream)
{
    *stream << bad.name;
}

class BadPullRequestList : public testing::TestWithParam<BadDocument> {};

TEST_P(BadPullRequestList, IsAProblemAndHasNoRows)
{
    const auto parsed = read_list(GetParam().json);

    const Problem expected{pull_requests_path, GetParam().line, GetParam().column,
                           GetParam().message, ""};
    EXPECT_FALSE(parsed.readable);
    EXPECT_THAT(parsed.problems, ElementsAre(expected));
    EXPECT_THAT(parsed.pull_requests, IsEmpty());
}

/// A list whose deepest container is at this level.
std::string nested(std::size_t levels)
{
    return R"([{"number": 7, "a": )" + std::string(levels - 2, '[') + std::string(levels - 2, ']') +
           "}]";
}

const std::string empty = "empty: a writer may be in the middle of it";
const std::string unreadable = "cannot be read as JSON";
const std::string torn = "torn: the document ends in the middle";

INSTANTIATE_TEST_SUITE_P(
    PullRequests, BadPullRequestList,
    testing::Values(
        BadDocument{"Empty", "", 1, 1, empty}, BadDocument{"Blank", " \r\n\t", 1, 1, empty},
        BadDocument{"Object", R"({"number": 7})", 1, 1, "it is not an array"},
        BadDocument{"Number", "7", 1, 1, "it is not an array"},
        BadDocument{"Text", R"("[]")", 1, 1, "it is not an array"},
        BadDocument{"Null", "null", 1, 1, "it is not an array"},
        BadDocument{"Words", "no pull requests match your search\n", 1, 2, unreadable},
        BadDocument{"Comment", "[] // none", 1, 4, unreadable},
        BadDocument{"TrailingComma", "[{\"number\": 7},\n]", 2, 1, unreadable},
        BadDocument{"TwoDocuments", "[{\"number\": 7}]\n[]", 2, 1, unreadable},
        BadDocument{"StaleTail", "[{\"number\": 7}]\n 8}]", 2, 2, unreadable},
        BadDocument{"HalfACharacter", R"([{"number": 7, "title": "\ud83d"}])", 1, 32, unreadable},
        BadDocument{"ControlCharacter", "[{\"title\": \"a\nb\"}]", 1, 14, unreadable},
        BadDocument{"Torn", "[{\"number\": 7},\n", 2, 1, torn},
        BadDocument{"NotUtf8", "[\n{\"title\": \"\xff\"}]", 2, 12, "not valid UTF-8 at byte 13"},
        BadDocument{"Nul", "[{\"number\": 7}]\0"s, 1, 16, "a NUL at byte 15"},
        BadDocument{"NulAndMore", "[]\0 garbage"s, 1, 3, "a NUL at byte 2"},
        BadDocument{"NulInAText", "[{\"title\": \"\0\"}]"s, 1, 13, "a NUL at byte 12"},
        BadDocument{"TooDeep", nested(65), 1, 83, "nested deeper than 64 levels"},
        BadDocument{"MuchTooDeep", std::string(10'000, '['), 1, 65,
                    "nested deeper than 64 levels"}),
    [](const auto& test) { return test.param.name; });

std::vector<ParsedPullRequests> read_every_beginning(const std::string& whole)
{
    std::vector<ParsedPullRequests> lists;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        lists.push_back(read_list(whole.substr(0, size)));
    }
    return lists;
}

TEST(PullRequests, AreNotMadeOfATornList)
{
    const std::string whole =
        R"([{"number": 7, "title": "\u00e9", "isDraft": false, "body": [1.5e1, null]}, {}])";

    const auto torn_lists = read_every_beginning(whole);

    EXPECT_TRUE(read_list(whole).readable);
    EXPECT_THAT(torn_lists, Each(Field(&ParsedPullRequests::readable, false)));
    EXPECT_THAT(torn_lists, Each(Field(&ParsedPullRequests::pull_requests, IsEmpty())));
    EXPECT_THAT(torn_lists, Each(Field(&ParsedPullRequests::problems, says(torn))));
}

TEST(PullRequests, MayBeNested64Deep)
{
    EXPECT_THAT(numbers_in(read_list(nested(64))), ElementsAre(7));
}

TEST(PullRequests, AreNotMadeOfAListOverTheLimit)
{
    const auto list = read_list(std::string(pull_requests_size_limit + 1, ' '));

    EXPECT_FALSE(list.readable);
    EXPECT_THAT(list.problems, says("over the limit of 16 MiB"));
}

TEST(PullRequests, MayFillTheLimit)
{
    std::string json = R"([{"number": 7}])";
    json.resize(pull_requests_size_limit, ' ');

    EXPECT_THAT(numbers_in(read_list(json)), ElementsAre(7));
}

TEST(PullRequests, MayHoldANulThatIsWrittenAsAnEscape)
{
    EXPECT_EQ(pull_request_with(R"("title": "a\u0000b")").title, "a\0b"s);
}

}   // namespace
}   // namespace tmdb
