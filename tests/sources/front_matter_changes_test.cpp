#include "sources/front_matter_changes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tmdb {
namespace {

std::string file(const std::string& front_matter, const std::string& body = "# A task\n")
{
    return "---\n" + front_matter + "---\n" + body;
}

TEST(FrontMatterChanges, NameAFieldWithItsOldAndNewValue)
{
    EXPECT_EQ(front_matter_changes(file("status: ready\nid: 1\n"), file("status: done\nid: 1\n")),
              R"({"status":{"new":"done","old":"ready"}})");
}

TEST(FrontMatterChanges, NameFieldsThatCameOrWent)
{
    EXPECT_EQ(front_matter_changes(file("old: 1\n"), file("new: 2\n")),
              R"({"new":{"new":"2","old":null},"old":{"new":null,"old":"1"}})");
}

TEST(FrontMatterChanges, AreNoneForTheBody)
{
    EXPECT_EQ(front_matter_changes(file("id: 1\n", "one\n"), file("id: 1\n", "two\n")), "{}");
}

TEST(FrontMatterChanges, AreNoneForTheWayItIsWritten)
{
    EXPECT_EQ(front_matter_changes(file("a: x\nb: [y, z]\n"),
                                   file("# a comment\nb:\n  - \"y\"\n  - z\na:   'x'\n")),
              "{}");
    EXPECT_EQ(front_matter_changes(file("a: x\n"), "\xef\xbb\xbf---\r\na: x\r\n---\r\n"), "{}");
}

TEST(FrontMatterChanges, CompareScalarsAsText)
{
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file("a: \"1\"\n")), "{}");
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file("a: 1.0\n")),
              R"({"a":{"new":"1.0","old":"1"}})");
}

TEST(FrontMatterChanges, TakeNullEmptyAndMissingForOneValue)
{
    const std::string none = file("id: 1\n");

    EXPECT_EQ(front_matter_changes(none, file("id: 1\na:\n")), "{}");
    EXPECT_EQ(front_matter_changes(none, file("id: 1\na: ~\nb: ''\nc: []\nd: {}\n")), "{}");
    EXPECT_EQ(front_matter_changes(file("id: 1\na: null\n"), none), "{}");
}

TEST(FrontMatterChanges, KeepTheOrderOfAListAndNotThatOfAMapping)
{
    EXPECT_EQ(front_matter_changes(file("a: [1, 2]\n"), file("a: [2, 1]\n")),
              R"({"a":{"new":["2","1"],"old":["1","2"]}})");
    EXPECT_EQ(front_matter_changes(file("a: {b: 1, c: 2}\n"), file("a: {c: 2, b: 1}\n")), "{}");
}

TEST(FrontMatterChanges, TakeNoFileForOneWithoutFields)
{
    EXPECT_EQ(front_matter_changes(std::nullopt, file("a: 1\n")),
              R"({"a":{"new":"1","old":null}})");
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), std::nullopt),
              R"({"a":{"new":null,"old":"1"}})");
    EXPECT_EQ(front_matter_changes(std::nullopt, std::nullopt), "{}");
    EXPECT_EQ(front_matter_changes(std::nullopt, file("")), "{}");
}

TEST(FrontMatterChanges, AreUnknownWhenEitherCannotBeParsed)
{
    const std::string good = file("a: 1\n");

    EXPECT_EQ(front_matter_changes(good, file("a: [\n")), std::nullopt);
    EXPECT_EQ(front_matter_changes(file("a: [\n"), good), std::nullopt);
    EXPECT_EQ(front_matter_changes(good, file("a: 1\na: 2\n")), std::nullopt);
    EXPECT_EQ(front_matter_changes(good, "---\na: 1\n"), std::nullopt);
    EXPECT_EQ(front_matter_changes(good, "no front matter\n"), std::nullopt);
    EXPECT_EQ(front_matter_changes(good, ""), std::nullopt);
    EXPECT_EQ(front_matter_changes(std::nullopt, file("a: [\n")), std::nullopt);
}

TEST(FrontMatterChanges, AreUnknownWhenBytesAreNoText)
{
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file("a: \xff\n")), std::nullopt);
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file(std::string("a: \0\n", 5))), std::nullopt);
}

TEST(FrontMatterChanges, DoNotCareForTheLengthOfTheBody)
{
    const std::string long_body(1'000'000, 'x');

    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file("a: 2\n", long_body)),
              R"({"a":{"new":"2","old":"1"}})");
    EXPECT_EQ(front_matter_changes(file("a: 1\n"), file("a: 2\nb: " + long_body + "\n")),
              std::nullopt);
}

TEST(FrontMatterChanges, MayBeOfFieldsWithOddNames)
{
    EXPECT_EQ(front_matter_changes(file("\"a/b~\\\"\": 1\n"), file("\"a/b~\\\"\": 2\n")),
              R"({"a/b~\"":{"new":"2","old":"1"}})");
    EXPECT_EQ(front_matter_changes(file("\"\": 1\n"), file("\"\": 2\n")),
              R"({"":{"new":"2","old":"1"}})");
}

}   // namespace
}   // namespace tmdb
