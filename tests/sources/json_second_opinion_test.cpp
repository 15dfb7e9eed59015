#include "sources/json_second_opinion.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

using Kind = JsonToken::Kind;

constexpr std::string_view document = R"({"a": [1.50, "x", null], "b": {"c": true}})";

TEST(JsonSecondOpinion, AgreesWithAGoodScan)
{
    EXPECT_TRUE(second_parser_agrees(scan_json(document)));
}

TEST(JsonSecondOpinion, AgreesOnNumbersThatNoMachineWordHolds)   // R08
{
    EXPECT_TRUE(second_parser_agrees(
        scan_json("[1E400, -0, 0.10, 1e2, 123456789012345678901234567890, 9007199254740993]")));
}

TEST(JsonSecondOpinion, AgreesOnEscapesAndAByteOrderMark)
{
    EXPECT_TRUE(second_parser_agrees(
        scan_json("\xef\xbb\xbf{\"\\u0061\\ud83d\\ude00\\u0000\": \"\\\"\\/é\"}\r\n")));
}

TEST(JsonSecondOpinion, AgreesOnTheThreeWords)
{
    EXPECT_TRUE(second_parser_agrees(scan_json("[true, false, null]")));
}

TEST(JsonSecondOpinion, NoticesAnotherWord)
{
    auto scan = scan_json("[true, false]");
    scan.tokens[1] = scan.tokens[2];

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAWordThatIsNone)
{
    auto scan = scan_json("[true]");
    scan.tokens[1].kind = Kind::string;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAKeyThatIsNone)
{
    auto scan = scan_json(document);
    scan.tokens[1].kind = Kind::string;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesATextThatIsNone)
{
    auto scan = scan_json(document);
    scan.tokens[4].kind = Kind::literal;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAnotherTextOfAValue)
{
    auto scan = scan_json(R"(["x", "y"])");
    scan.tokens[1] = scan.tokens[2];

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesThatTheEndWasLeftOut)
{
    auto scan = scan_json(document);
    scan.tokens.pop_back();

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAnotherText)
{
    auto scan = scan_json(document);
    scan.tokens[1].begin = scan.tokens[8].begin;   // "a" is read as "b"
    scan.tokens[1].end = scan.tokens[8].end;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAnotherNumber)
{
    auto scan = scan_json(document);
    --scan.tokens[3].end;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAnotherKind)
{
    auto scan = scan_json(document);
    scan.tokens[2].kind = Kind::object;

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAValueThatWasLeftOut)
{
    auto scan = scan_json(document);
    scan.tokens.erase(scan.tokens.begin() + 5);

    EXPECT_FALSE(second_parser_agrees(scan));
}

TEST(JsonSecondOpinion, NoticesAValueTooMany)
{
    auto scan = scan_json(document);
    scan.tokens.push_back(scan.tokens[5]);

    EXPECT_FALSE(second_parser_agrees(scan));
}

}   // namespace
}   // namespace tmdb
