#include "report/text_table.hpp"

#include "report/tables.hpp"
#include "report/unicode.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

namespace tmdb {
namespace {

using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

const Terminal colourless{.is_terminal = true, .colours = false, .width = 30};
const Terminal colourful{.is_terminal = true, .colours = true, .width = 30};

std::size_t widest_line(const std::string& text)
{
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, display_width(line));
    }
    return widest;
}

TEST(TextTable, AlignsColumnsTwoBlanksApart)
{
    const Table table =
        table_of({"slug", "status"}, {{std::string("a"), std::string("done")},
                                      {std::string("longer"), std::string("ready")}});

    EXPECT_EQ(render_text(table, pipe), "slug    status\n"
                                        "a       done\n"
                                        "longer  ready\n");
}

TEST(TextTable, PutsNumbersAndTheirHeaderToTheRight)
{
    const Table table = table_of({"count", "slug", "pid"},
                                 {{std::int64_t{7}, std::string("a"), std::int64_t{12345}},
                                  {std::int64_t{-10}, std::string("b"), std::monostate{}}});

    EXPECT_EQ(render_text(table, pipe), "count  slug    pid\n"
                                        "    7  a     12345\n"
                                        "  -10  b\n");
}

TEST(TextTable, LeavesNoBlanksAtTheEndOfALine)
{
    const Table table = table_of({"a", "b"}, {{std::string("wide cell"), std::monostate{}},
                                              {std::string(""), std::string("")}});

    EXPECT_EQ(render_text(table, pipe), "a          b\n"
                                        "wide cell\n"
                                        "\n");
}

TEST(TextTable, AlignsByDisplayWidth)   // F63
{
    const Table table =
        table_of({"title", "slug"}, {{std::string("日本語"), std::string("wide")},
                                     {std::string("e\u0301te\u0301"), std::string("combining")},
                                     {std::string("🚀👍🏽"), std::string("emoji")}});

    EXPECT_EQ(render_text(table, pipe), "title   slug\n"
                                        "日本語  wide\n"
                                        "e\u0301te\u0301     combining\n"
                                        "🚀👍🏽    emoji\n");
}

TEST(TextTable, ShowsABlobInHexadecimal)   // S07
{
    const Table table = table_of({"blob"}, {{Blob{"\x1b[2J"}}});

    EXPECT_EQ(render_text(table, colourless), "blob\n1b5b324a\n");
}

TEST(TextTable, EscapesAHeaderToo)   // F60: SELECT 1 AS "…"
{
    const Table table = table_of({"a\x1b[2J"}, {});

    EXPECT_EQ(render_text(table, pipe), "a\\u001b[2J\n");
}

TEST(TextTable, KeepsACellOfManyLinesInOne)
{
    const Table table = table_of({"title"}, {{std::string("one\ntwo")}});

    EXPECT_EQ(render_text(table, pipe), "title\none\\u000atwo\n");
}

TEST(TextTable, CutsTheWidestTextToFitATerminal)   // F63
{
    const Table table =
        table_of({"slug", "title", "count"},
                 {{std::string("short"), std::string(60, 'x'), std::int64_t{12345678}},
                  {std::string("b"), std::string("fits"), std::int64_t{1}}});

    EXPECT_EQ(render_text(table, colourless), "slug   title             count\n"
                                              "short  xxxxxxxxxxxx…  12345678\n"
                                              "b      fits                  1\n");
}

TEST(TextTable, CutsWideColumnsToTheSameWidth)   // F63
{
    const Table table = table_of({"a", "b"}, {{std::string(40, 'a'), std::string(20, 'b')}});

    EXPECT_EQ(render_text(table, colourless), "a               b\n"
                                              "aaaaaaaaaaaaa…  bbbbbbbbbbbbb…\n");
}

TEST(TextTable, CutsWideLettersAtTheirBorders)   // F63
{
    const Table table = table_of({"title"}, {{std::string("日本語日本語日本語日本語")}});
    const Terminal narrow{.is_terminal = true, .colours = false, .width = 12};

    EXPECT_EQ(render_text(table, narrow), "title\n日本語日本…\n");
}

TEST(TextTable, CutsLongHeadersLikeCells)
{
    const Table table = table_of({std::string(50, 'h')}, {{std::string("x")}});

    EXPECT_EQ(render_text(table, colourless), std::string(29, 'h') + "…\nx\n");
}

TEST(TextTable, NeverCutsNumbers)
{
    const Table table = table_of({"n"}, {{std::int64_t{1234567890}}});
    const Terminal narrow{.is_terminal = true, .colours = false, .width = 5};

    EXPECT_THAT(render_text(table, narrow), EndsWith("1234567890\n"));
}

TEST(TextTable, KeepsAFewLettersHoweverNarrowTheTerminal)
{
    const Table table = table_of({"title"}, {{std::string("overlong")}});
    const Terminal none{.is_terminal = true, .colours = false, .width = 0};

    EXPECT_EQ(render_text(table, none), "tit…\nove…\n");
}

TEST(TextTable, CutsAHugeTitleOnATerminal)   // F63
{
    const Table table =
        table_of({"title", "slug"}, {{std::string(1'000'000, 'x'), std::string("a")}});

    EXPECT_THAT(widest_line(render_text(table, colourless)), Eq(30u));
}

TEST(TextTable, CutsNothingInAPipe)   // F63
{
    const std::string title(1000, 'x');
    const Table table = table_of({"title", "slug"}, {{title, std::string("a")}});

    EXPECT_THAT(render_text(table, pipe), HasSubstr(title + "  a\n"));
}

TEST(TextTable, DoesNotSwellEveryRowForOneHugeCell)   // F63
{
    const Table table =
        table_of({"title", "slug"}, {{std::string(1'000'000, 'x'), std::string("huge")},
                                     {std::string("small"), std::string("small")}});

    EXPECT_THAT(render_text(table, pipe), EndsWith("\nsmall" + std::string(157, ' ') + "small\n"));
}

TEST(TextTable, IsOnlyAHeaderWithoutRows)
{
    const Table table = table_of({"slug", "status"});

    EXPECT_EQ(render_text(table, pipe), "slug  status\n");
}

TEST(TextTable, SaysNoRowsOnATerminal)
{
    const Table table = table_of({"slug", "status"});

    EXPECT_EQ(render_text(table, colourless), "slug  status\nno rows\n");
    EXPECT_EQ(render_text(table, colourful), "\x1b[1mslug  status\x1b[0m\n\x1b[2mno rows\x1b[0m\n");
}

TEST(TextTable, MarksItsHeaderOnlyWithColours)   // F64
{
    const Table table = table_of({"slug"}, {{std::string("a")}});

    EXPECT_EQ(render_text(table, colourful), "\x1b[1mslug\x1b[0m\na\n");
    EXPECT_THAT(render_text(table, colourless), Not(HasSubstr("\x1b")));
    EXPECT_THAT(render_text(table, pipe), Not(HasSubstr("\x1b")));
}

TEST(TextTable, LeavesTheNoticeToOthers)
{
    const Table table{.columns = {"n"},
                      .rows = {{std::int64_t{1}}},
                      .truncated = true,
                      .notice = "cut after one row"};

    EXPECT_EQ(render_text(table, pipe), "n\n1\n");
}

}   // namespace
}   // namespace tmdb
