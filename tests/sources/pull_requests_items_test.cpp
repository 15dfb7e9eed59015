#include "sources/pull_requests_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tmdb {
namespace {

using testing::ElementsAre;

// --- items that are none ---

struct BadItem {
    const char* name;
    std::string json;
    std::string message;
};

void PrintTo(const BadItem& bad, std::ostream* stream)
{
    *stream << bad.name;
}

class BadPullRequest : public testing::TestWithParam<BadItem> {};

TEST_P(BadPullRequest, IsAProblemAndLeftOutWhileTheOthersWork)
{
    const auto parsed = read_list("[{\"number\": 1},\n {\"number\": 2}, " + GetParam().json +
                                  " ,\n\t{\"number\": 3}]");

    const Problem expected{pull_requests_path, 2, 17, GetParam().message, ""};
    EXPECT_TRUE(parsed.readable);
    EXPECT_THAT(numbers_in(parsed), ElementsAre(1, 2, 3));
    EXPECT_THAT(parsed.problems, ElementsAre(expected));
}

std::string about_seven(const std::string& trouble)
{
    return "pull request 7: " + trouble;
}

const std::string no_number = "a pull request: number is not an integer above 0";
const std::string no_rollup =
    about_seven("statusCheckRollup is neither an array of objects nor null");

INSTANTIATE_TEST_SUITE_P(
    PullRequests, BadPullRequest,
    testing::Values(
        BadItem{"Null", "null", "a pull request: not an object"},
        BadItem{"Text", R"("{\"number\": 7}")", "a pull request: not an object"},
        BadItem{"Number", "7", "a pull request: not an object"},
        BadItem{"Truth", "true", "a pull request: not an object"},
        BadItem{"Array", R"([{"number": 7, "number": 8}])", "a pull request: not an object"},
        BadItem{"Empty", "{}", no_number},
        BadItem{"NumberMissing", R"({"title": "Count"})", no_number},
        BadItem{"NumberNull", R"({"number": null})", no_number},
        BadItem{"NumberText", R"({"number": "7"})", no_number},
        BadItem{"NumberFraction", R"({"number": 7.0})", no_number},
        BadItem{"NumberTruth", R"({"number": true})", no_number},
        BadItem{"NumberZero", R"({"number": 0})", no_number},
        BadItem{"NumberNegative", R"({"number": -7})", no_number},
        BadItem{"NumberTooLarge", R"({"number": 9223372036854775808})", no_number},
        BadItem{"Url", R"({"number": 7, "url": 5})", about_seven("url is neither text nor null")},
        BadItem{"State", R"({"number": 7, "state": true})",
                about_seven("state is neither text nor null")},
        BadItem{"Title", R"({"title": ["Count"], "number": 7})",
                about_seven("title is neither text nor null")},
        BadItem{"HeadRef", R"({"number": 7, "headRefName": {}})",
                about_seven("headRefName is neither text nor null")},
        BadItem{"HeadOid", R"({"number": 7, "headRefOid": 12345})",
                about_seven("headRefOid is neither text nor null")},
        BadItem{"MergedAt", R"({"number": 7, "mergedAt": 1774375684})",
                about_seven("mergedAt is neither text nor null")},
        BadItem{"ClosedAt", R"({"number": 7, "closedAt": false})",
                about_seven("closedAt is neither text nor null")},
        BadItem{"UpdatedAt", R"({"number": 7, "updatedAt": 1.5})",
                about_seven("updatedAt is neither text nor null")},
        BadItem{"Mergeable", R"({"number": 7, "mergeable": true})",
                about_seven("mergeable is neither text nor null")},
        BadItem{"IsDraft", R"({"number": 7, "isDraft": "true"})",
                about_seven("isDraft is neither a boolean nor null")},
        BadItem{"RollupText", R"({"number": 7, "statusCheckRollup": "SUCCESS"})", no_rollup},
        BadItem{"RollupObject", R"({"number": 7, "statusCheckRollup": {"a": {"name": 5}}})",
                no_rollup},
        BadItem{"RollupOfNull", R"({"number": 7, "statusCheckRollup": [{}, null]})", no_rollup},
        BadItem{"RollupOfText", R"({"number": 7, "statusCheckRollup": ["SUCCESS"]})", no_rollup},
        BadItem{"RollupOfArrays", R"({"number": 7, "statusCheckRollup": [[{"a": 1}]]})", no_rollup},
        BadItem{"CheckName", R"({"number": 7, "statusCheckRollup": [{"name": 5}]})",
                about_seven("name is neither text nor null")},
        BadItem{"CheckTime", R"({"number": 7, "statusCheckRollup": [{"startedAt": 5}]})",
                about_seven("startedAt is neither text nor null")}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    PullRequestsWithAKeyTwice, BadPullRequest,
    testing::Values(
        BadItem{"InTheItem", R"({"number": 7, "state": "OPEN", "state": "MERGED"})",
                about_seven("duplicate key 'state'")},
        BadItem{"WithTheSameValue", R"({"number": 7, "state": "OPEN", "state": "OPEN"})",
                about_seven("duplicate key 'state'")},
        BadItem{"SpelledInAnotherWay", R"({"number": 7, "state": "OPEN", "st\u0061te": "OPEN"})",
                about_seven("duplicate key 'state'")},
        BadItem{"Number", R"({"number": 7, "number": 8})", about_seven("duplicate key 'number'")},
        BadItem{"InACheck", R"({"number": 7, "statusCheckRollup": [{"name": "a", "name": "b"}]})",
                about_seven("duplicate key 'name'")},
        BadItem{"DeepInside", R"({"author": [{"login": "a", "login": "a"}], "number": 7})",
                about_seven("duplicate key 'login'")},
        BadItem{"WithoutANumber", R"({"title": "a", "title": "b"})",
                "a pull request: duplicate key 'title'"}),
    [](const auto& test) { return test.param.name; });

TEST(PullRequests, MayRepeatAKeyInDifferentObjects)
{
    const auto pull_request = pull_request_with(R"("title": "Count", "author": {"title": "a"},
        "labels": [{"title": "a"}, {"title": "a"}])");

    EXPECT_EQ(pull_request.title, "Count");
}

TEST(PullRequests, AreSpokenOfOneByOne)
{
    const auto parsed = read_list("[7,8 ,\n\"é\", null,[], {\"number\": 0},\n{\"number\": 5}]");

    EXPECT_THAT(parsed.problems,
                ElementsAre(Problem{pull_requests_path, 1, 2, "a pull request: not an object", ""},
                            Problem{pull_requests_path, 1, 4, "a pull request: not an object", ""},
                            Problem{pull_requests_path, 2, 1, "a pull request: not an object", ""},
                            Problem{pull_requests_path, 2, 6, "a pull request: not an object", ""},
                            Problem{pull_requests_path, 2, 11, "a pull request: not an object", ""},
                            Problem{pull_requests_path, 2, 15, no_number, ""}));
    EXPECT_THAT(numbers_in(parsed), ElementsAre(5));
}

}   // namespace
}   // namespace tmdb
