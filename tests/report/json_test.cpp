#include "report/json.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace tmdb {
namespace {

using ::testing::EndsWith;

TEST(JsonString, EscapesQuotesAndBackslashes)
{
    EXPECT_EQ(json_string("say \"hi\" C:\\"), R"("say \"hi\" C:\\")");
}

TEST(JsonString, KeepsOrdinaryUnicode)
{
    EXPECT_EQ(json_string("naïve 日本 🚀 ❤\ufe0f"), "\"naïve 日本 🚀 ❤\ufe0f\"");
}

TEST(JsonString, EscapesWhatIsBeyondSixteenBitsInTwoParts)   // F62
{
    EXPECT_EQ(json_string("\U000e0041"), R"("\udb40\udc41")");
}

TEST(JsonString, ReplacesBytesThatAreNoUtf8)   // F61
{
    EXPECT_EQ(json_string("a\x9b"
                          "b\xc3"),
              "\"a\ufffdb\ufffd\"");
}

TEST(JsonString, ReadsBackAsTheSameText)
{
    const std::string text = std::string("\0\x1b\n\"\\", 5) + "\u009b\u202e\u2028\U000e0041é";

    EXPECT_EQ(nlohmann::json::parse(json_string(text)).get<std::string>(), text);
}

TEST(JsonTable, HasARowALineWithKeysInOrder)
{
    const Table table = table_of(
        {"slug", "a"}, {{std::string("x"), std::int64_t{1}}, {std::string("y"), std::monostate{}}});

    EXPECT_EQ(render_json(table), "[\n"
                                  "  {\"slug\": \"x\", \"a\": 1},\n"
                                  "  {\"slug\": \"y\", \"a\": null}\n"
                                  "]\n");
}

TEST(JsonTable, IsAnEmptyArrayWithoutRows)
{
    EXPECT_EQ(render_json(table_of({"slug"})), "[]\n");
}

TEST(JsonTable, IsUnaffectedByANotice)
{
    const Table table{.columns = {"n"},
                      .rows = {{std::int64_t{1}}},
                      .truncated = true,
                      .notice = "cut after one row"};

    EXPECT_EQ(render_json(table), "[\n  {\"n\": 1}\n]\n");
}

TEST(JsonTable, KeepsTheTypesOfValues)   // S07
{
    const Table table =
        table_of({"i", "d", "t", "b"}, {{std::numeric_limits<std::int64_t>::max(), 0.1,
                                         std::string("a\0b", 3), Blob{"\xff\x1b"}}});

    EXPECT_EQ(render_ndjson(table), R"({"i":9223372036854775807,"d":0.1,"t":"a\u0000b","b":"ff1b"})"
                                    "\n");
}

TEST(JsonTable, ShowsNumbersThatJsonLacksAsNull)
{
    const Table table =
        table_of({"nan", "inf"}, {{std::nan(""), -std::numeric_limits<double>::infinity()}});

    EXPECT_EQ(render_ndjson(table), "{\"nan\":null,\"inf\":null}\n");
}

TEST(JsonTable, TellsColumnsOfOneNameApart)
{
    const std::int64_t n = 0;
    const Table table = table_of({"a", "a", "a", "a_2", "b"}, {{n, n, n, n, n}});

    EXPECT_EQ(render_ndjson(table), "{\"a\":0,\"a_2\":0,\"a_3\":0,\"a_2_2\":0,\"b\":0}\n");
}

TEST(JsonTable, EscapesColumnNamesToo)   // F60
{
    EXPECT_EQ(render_ndjson(table_of({"\x1b\""}, {{std::int64_t{1}}})), "{\"\\u001b\\\"\":1}\n");
}

TEST(NdJson, IsAnObjectALine)
{
    const Table table = table_of({"a", "b"}, {{std::string("one\ntwo"), std::int64_t{1}},
                                              {std::string("x"), std::int64_t{2}}});

    EXPECT_EQ(render_ndjson(table), "{\"a\":\"one\\u000atwo\",\"b\":1}\n{\"a\":\"x\",\"b\":2}\n");
    EXPECT_EQ(render_ndjson(table_of({"a"})), "");
}

TEST(JsonDocument, IsLaidOutWithTwoBlanksALevel)
{
    const Json document = Json::Object{
        {"slug", "a"},
        {"count", 2},
        {"ratio", 0.5},
        {"registered", true},
        {"pid", std::optional<std::int64_t>()},
        {"owner", std::optional<std::string>("alice")},
        {"tasks", Json::Array{Json::Object{{"slug", "b"}}, Json::Array{}, Json::Object{}}},
    };

    EXPECT_EQ(to_text(document), R"({
  "slug": "a",
  "count": 2,
  "ratio": 0.5,
  "registered": true,
  "pid": null,
  "owner": "alice",
  "tasks": [
    {
      "slug": "b"
    },
    [],
    {}
  ]
}
)");
}

TEST(JsonDocument, MayBeASingleValue)
{
    EXPECT_EQ(to_text({}), "null\n");
    EXPECT_EQ(to_text("a, {b}: [c]"), "\"a, {b}: [c]\"\n");
    EXPECT_EQ(to_text(std::nan("")), "null\n");
}

TEST(JsonDocument, EscapesNamesAndStrings)   // F60, F62
{
    EXPECT_EQ(to_text(Json::Object{{"\x1b", "\u202e\"\\"}}),
              "{\n  \"\\u001b\": \"\\u202e\\\"\\\\\"\n}\n");
}

TEST(RawJson, IsLaidOutLikeTheRest)
{
    const Json document = Json::Object{{"evidence", Json::Raw{"{\"a\" :[ 1,{ }\t],\r\n\"b\":[]}"}}};

    EXPECT_EQ(to_text(document), R"({
  "evidence": {
    "a": [
      1,
      {}
    ],
    "b": []
  }
}
)");
}

TEST(RawJson, KeepsSpellingsAndRepeatedNames)
{
    EXPECT_EQ(to_text(Json::Raw{R"({"n":1.50,"n":123456789012345678901,"t":"\u00e9\n\\\""})"}),
              R"({
  "n": 1.50,
  "n": 123456789012345678901,
  "t": "\u00e9\n\\\""
}
)");
}

TEST(RawJson, HasItsControlsEscaped)   // F60, F61, F62
{
    EXPECT_EQ(to_text(Json::Raw{"[\"\x7f\u009b\u202e\"]"}), "[\n  \"\\u007f\\u009b\\u202e\"\n]\n");
}

TEST(RawJson, IsAStringWhereItIsNoJson)
{
    EXPECT_EQ(to_text(Json::Raw{""}), "\"\"\n");
    EXPECT_EQ(to_text(Json::Raw{"{\"a\":"}), "\"{\\\"a\\\":\"\n");
    EXPECT_EQ(to_text(Json::Raw{"[1] x"}), "\"[1] x\"\n");
    EXPECT_EQ(to_text(Json::Raw{"[\"\xff\"]"}), "\"[\\\"\ufffd\\\"]\"\n");
}

TEST(RawJson, IsAStringWhereTheParserWouldLookAway)
{
    EXPECT_EQ(to_text(Json::Raw{std::string("1\0\x1b", 3)}), "\"1\\u0000\\u001b\"\n");
    EXPECT_EQ(to_text(Json::Raw{"\ufeff[]"}), "\"\\ufeff[]\"\n");
}

TEST(RawJson, MayBeADeepNest)
{
    const std::string nest = std::string(100'000, '[') + std::string(100'000, ']');

    EXPECT_THAT(to_text(Json::Raw{nest}), EndsWith("\n  ]\n]\n"));
}

}   // namespace
}   // namespace tmdb
