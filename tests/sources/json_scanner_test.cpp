#include "sources/json_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tmdb {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// What is wrong with a document; empty: nothing.
std::string trouble(std::string_view bytes)
{
    const auto scan = scan_json(bytes);
    return scan.trouble ? scan.trouble->message : "";
}

std::vector<std::string> accepted_among(std::vector<std::string> documents)
{
    std::erase_if(documents, [](const std::string& one) { return scan_json(one).trouble; });
    return documents;
}

std::vector<std::string> refused_among(std::vector<std::string> documents)
{
    std::erase_if(documents, [](const std::string& one) { return !scan_json(one).trouble; });
    return documents;
}

std::vector<std::string> every_prefix(const std::string& document)
{
    std::vector<std::string> prefixes;
    for (std::size_t length = 0; length < document.size(); ++length) {
        prefixes.push_back(document.substr(0, length));
    }
    return prefixes;
}

std::vector<std::string> spellings(const JsonScan& scan)
{
    std::vector<std::string> spellings;
    for (std::size_t token = 0; token < scan.tokens.size(); ++token) {
        spellings.emplace_back(scan.spelling(token));
    }
    return spellings;
}

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonScanner, GivesTheBytesOfEveryKeyAndValue)
{
    const auto scan = scan_json(R"( {"a": [1.50,true] , "b":{}} )");

    EXPECT_THAT(spellings(scan),
                ElementsAre(R"({"a": [1.50,true] , "b":{}})", R"("a")", "[1.50,true]", "1.50",
                            "true", "]", R"("b")", "{}", "}", "}"));
}

TEST(JsonScanner, KnowsTheMembersOfAnObject)
{
    const auto scan = scan_json(R"({"a": {"x": [1, 2]}, "b": null})");

    const auto members = scan.children(0);

    ASSERT_THAT(members, SizeIs(2));
    EXPECT_EQ(scan.text(members[0].first), "a");
    EXPECT_EQ(scan.spelling(members[0].value), R"({"x": [1, 2]})");
    EXPECT_EQ(scan.text(members[1].first), "b");
    EXPECT_EQ(scan.spelling(members[1].value), "null");
}

TEST(JsonScanner, KnowsTheElementsOfAnArray)
{
    const auto scan = scan_json(R"([[1, 2], "x"])");

    const auto elements = scan.children(0);

    ASSERT_THAT(elements, SizeIs(2));
    EXPECT_EQ(elements[0].first, elements[0].value);
    EXPECT_EQ(scan.spelling(elements[0].value), "[1, 2]");
    EXPECT_EQ(scan.spelling(elements[1].value), R"("x")");
}

TEST(JsonScanner, ResolvesEveryEscape)
{
    const auto scan = scan_json(R"("\"\\\/\b\f\n\r\t\u0000\u0041\u00e9\u20AC\ud83d\ude00 é")");

    EXPECT_EQ(scan.text(0), "\"\\/\b\f\n\r\t\0Aé€😀 é"s);
}

TEST(JsonScanner, TakesWhatRfc8259Allows)
{
    const std::vector<std::string> documents = {
        "{}", "[]", "null", "true", "false", "\"\"", " [ ] ", "\t{\r\n}\n", "[[], {}]",
        // R08
        "0", "-0", "0.10", "1e2", "1E400", "1E+2", "1e-2", "-12.5e10", "9007199254740993",
        "123456789012345678901234567890",
        // R10
        "\xef\xbb\xbf{}", "\xef\xbb\xbf \r\n[1]\r\n",
        // a NUL that is written as an escape is a character like another
        R"({"\u0000": "\u007f"})"};

    EXPECT_THAT(refused_among(documents), IsEmpty());
}

TEST(JsonScanner, RefusesWhatRfc8259DoesNotAllow)
{
    const std::vector<std::string> documents = {
        "{a: 1}", "{'a': 1}", R"({"a" 1})", R"({"a": 1,})", R"({"a": 1 "b": 2})", R"({,})",
        R"({"a"})", R"({1: 2})", "[1,]", "[,1]", "[1 2]", "[1}", "{]", "]", ",", ":",
        // numbers
        "01", "-", "+1", ".5", "1.", "1.e2", "1e", "1e+", "0x10", "--1", "1_000", "NaN", "Infinity",
        "-Infinity",
        // literals
        "nul", "nulls", "True", "undefined",
        // strings
        "\"\t\"", "\"a\nb\"", "\"\x1f\"", R"("\a")", R"("\x41")", R"("\u12")", R"("\u12G4")",
        R"("\u-123")", R"("\U0041")",
        // what other readers take
        "// a\n{}", "/* a */ {}", "{} // a", "\v{}", "\f{}", "{}\xef\xbb\xbf"};

    EXPECT_THAT(accepted_among(documents), IsEmpty());
}

TEST(JsonScanner, SaysOfNothingThatAWriterMayBeAtIt)   // R01
{
    EXPECT_EQ(trouble(""), "empty: a writer may be in the middle of it");
    EXPECT_EQ(trouble(" \r\n\t"), "empty: a writer may be in the middle of it");
    EXPECT_EQ(trouble("\xef\xbb\xbf"), "empty: a writer may be in the middle of it");
}

TEST(JsonScanner, RefusesADocumentThatIsCutAnywhere)   // R02
{
    const std::string document =
        R"({"T-1": {"a\u00e9\ud83d\ude00": [1.5e-3, true, false, null, {}]}, "é": "x"})";

    EXPECT_THAT(accepted_among(every_prefix(document)), IsEmpty());
    EXPECT_EQ(trouble(document), "");
}

TEST(JsonScanner, SaysWhereADocumentWasTorn)   // R02
{
    EXPECT_EQ(trouble(R"({"a": 1)"), "torn: the document ends inside an object");
    EXPECT_EQ(trouble(R"({"a": {"b": [1, )"), "torn: the document ends inside an array");
    EXPECT_EQ(trouble(R"({"a": "b)"), "torn: the document ends inside a string");
    EXPECT_EQ(trouble(R"({"a": "b\)"), "torn: the document ends inside a string");
    EXPECT_EQ(trouble(R"({"a": "\ud83d\u)"), "torn: the document ends inside a string");
    EXPECT_EQ(trouble(R"({"a": tru)"), "torn: the document ends inside a literal");
    EXPECT_EQ(trouble("-"), "torn: the document ends inside a value");
}

TEST(JsonScanner, RefusesAStaleTail)   // R03
{
    const auto scan = scan_json("{\"a\": {}}\n\": {}}\n");

    ASSERT_TRUE(scan.trouble);
    EXPECT_EQ(scan.trouble->message, "trailing data after the document");
    EXPECT_EQ(scan.trouble->offset, 10);
    EXPECT_EQ(trouble("{}{}"), "trailing data after the document");
}

TEST(JsonScanner, RefusesNulsWhereverTheyAre)   // R04
{
    EXPECT_EQ(trouble("{}\0\0\0"s), "a NUL at byte 2");
    EXPECT_EQ(trouble("{\"a\":1}\0xyz {{{"s), "a NUL at byte 7");
    EXPECT_EQ(trouble("{\"a\0\":1}"s), "a NUL at byte 3");
    EXPECT_EQ(trouble("\0\0\0\0"s), "a NUL at byte 0");
}

TEST(JsonScanner, RefusesAKeyThatIsThereTwice)   // R05
{
    EXPECT_EQ(trouble(R"({"a": 1, "b": 2, "a": 1})"), "duplicate key 'a'");
    EXPECT_EQ(trouble(R"({"a": 1, "\u0061": 1})"), "duplicate key 'a'");
    EXPECT_EQ(trouble(R"({"\u00e9": 1, "é": 1})"), "duplicate key 'é'");
    EXPECT_EQ(trouble(R"({"": 1, "": 1})"), "duplicate key ''");
}

TEST(JsonScanner, RefusesAKeyThatIsThereTwiceDeepInside)   // R06
{
    EXPECT_EQ(trouble(R"({"T-1": {"x": 1, "y": {"x": 2}, "x": 1}})"), "duplicate key 'x'");
    EXPECT_EQ(trouble(R"([[{"x": [], "x": []}]])"), "duplicate key 'x'");
}

TEST(JsonScanner, TakesAKeyAgainInAnotherObject)
{
    EXPECT_EQ(trouble(R"({"a": {"a": {"a": 1}, "b": 1}, "b": [{"a": 1}, {"a": 1}]})"), "");
}

TEST(JsonScanner, RefusesTooManyLevels)   // R07
{
    EXPECT_EQ(trouble(nested(64)), "");
    EXPECT_EQ(trouble(nested(65)), "nested deeper than 64 levels");
    EXPECT_EQ(trouble(nested(100'000)), "nested deeper than 64 levels");
    EXPECT_EQ(trouble(std::string(10'000'000, '[')), "nested deeper than 64 levels");
}

TEST(JsonScanner, CountsLevelsAndNotContainers)   // R07
{
    EXPECT_EQ(trouble("[" + nested(63) + "," + nested(63) + "," + nested(63) + "]"), "");
}

TEST(JsonScanner, RefusesWhatIsNotUtf8)   // R11
{
    EXPECT_EQ(trouble("{\"a\": \"\xff\"}"), "not valid UTF-8 at byte 7");
    EXPECT_EQ(trouble("{\"\xc0\xaf\": 1}"), "not valid UTF-8 at byte 2");
    EXPECT_EQ(trouble("[\"\xed\xa0\x80\"]"), "not valid UTF-8 at byte 2");
    EXPECT_EQ(trouble("\xff\xfe{\0}\0"s), "not valid UTF-8 at byte 0");
    EXPECT_EQ(trouble("\0{\0}"s), "a NUL at byte 0");
}

TEST(JsonScanner, RefusesHalfACharacter)   // R11
{
    EXPECT_EQ(trouble(R"(["\ud83d"])"), "half of a surrogate pair");
    EXPECT_EQ(trouble(R"(["\ude00"])"), "half of a surrogate pair");
    EXPECT_EQ(trouble(R"(["\ude00\ud83d"])"), "half of a surrogate pair");
    EXPECT_EQ(trouble(R"(["\ud83d\u0041"])"), "half of a surrogate pair");
    EXPECT_EQ(trouble(R"(["\ud83dx\ude00"])"), "half of a surrogate pair");
    EXPECT_EQ(trouble(R"({"\ud83d": 1})"), "half of a surrogate pair");
}

TEST(JsonScanner, NamesThePlaceOfTheTrouble)
{
    const auto scan = scan_json("{\n  \"é\": 1,\n  \"ü€\" 2\n}");

    ASSERT_TRUE(scan.trouble);
    EXPECT_EQ(scan.trouble->message, "expected ':'");
    EXPECT_EQ(scan.trouble->line, 3);
    EXPECT_EQ(scan.trouble->column, 8);
}

TEST(JsonScanner, NamesThePlaceOfTheSecondOfTwoKeys)
{
    const auto scan = scan_json("{\n  \"a\": 1,\n  \"b\": 1,\n  \"a\": 2\n}");

    ASSERT_TRUE(scan.trouble);
    EXPECT_EQ(scan.trouble->line, 4);
    EXPECT_EQ(scan.trouble->column, 3);
}

TEST(JsonScanner, GivesNothingOfABrokenDocument)
{
    EXPECT_THAT(scan_json(R"({"a": 1, "b")").tokens, IsEmpty());
}

TEST(PlaceCounter, CountsCharactersAndNotBytes)
{
    PlaceCounter place("é€\nx\ny");

    place.walk_to(5);
    EXPECT_EQ(place.line(), 1);
    EXPECT_EQ(place.column(), 3);

    place.walk_to(8);
    EXPECT_EQ(place.line(), 3);
    EXPECT_EQ(place.column(), 1);
}

}   // namespace
}   // namespace tmdb
