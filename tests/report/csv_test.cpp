#include "report/csv.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

const Terminal bare_terminal{.is_terminal = true};

/// What a table of one cell becomes below its header.
std::string field(Value value, const Terminal& output = pipe)
{
    const std::string text = render_csv(table_of({"c"}, {{std::move(value)}}), output);
    EXPECT_THAT(text, StartsWith("c\r\n"));
    EXPECT_THAT(text, EndsWith("\r\n"));
    return text.substr(3, text.size() - 5);
}

TEST(Csv, HasAHeaderAndCrLf)
{
    const Table table = table_of({"slug", "count"}, {{std::string("a"), std::int64_t{1}},
                                                     {std::string("b"), std::monostate{}}});

    EXPECT_EQ(render_csv(table, pipe), "slug,count\r\na,1\r\nb,\r\n");
}

TEST(Csv, QuotesCommasQuotesAndLineEnds)   // F65
{
    EXPECT_EQ(field(std::string("plain text")), "plain text");
    EXPECT_EQ(field(std::string("a,b")), "\"a,b\"");
    EXPECT_EQ(field(std::string("say \"hi\"")), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(field(std::string("one\ntwo\r\nthree")), "\"one\ntwo\r\nthree\"");
}

TEST(Csv, TellsEmptyTextFromNull)
{
    EXPECT_EQ(field(std::string()), "\"\"");
    EXPECT_EQ(field(std::monostate{}), "");
}

TEST(Csv, DisarmsFormulas)   // F65
{
    EXPECT_EQ(field(std::string("=1+1")), "'=1+1");
    EXPECT_EQ(field(std::string("+1")), "'+1");
    EXPECT_EQ(field(std::string("-1")), "'-1");
    EXPECT_EQ(field(std::string("@SUM(A1)")), "'@SUM(A1)");
    EXPECT_EQ(field(std::string("\t=1")), "\"'\t'=1\"");
    EXPECT_EQ(field(std::string("\r=1")), "\"'\r'=1\"");
    EXPECT_EQ(field(std::string("\n=1")), "\"'\n'=1\"");
    EXPECT_EQ(field(std::string("=HYPERLINK(\"x\",1)")), "\"'=HYPERLINK(\"\"x\"\",1)\"");
}

TEST(Csv, DisarmsFormulasInTheHeader)   // F65
{
    EXPECT_EQ(render_csv(table_of({"=1+1", "b"}), pipe), "'=1+1,b\r\n");
}

TEST(Csv, DisarmsFormulasWhereAnotherDividerBeginsACell)   // F65
{
    EXPECT_EQ(field(std::string("a;=1+1")), "\"a;'=1+1\"");
    EXPECT_EQ(field(std::string("a\t@SUM(A1)")), "\"a\t'@SUM(A1)\"");
    EXPECT_EQ(field(std::string("a\r\n-1")), "\"a\r\n'-1\"");
    EXPECT_EQ(field(std::string("a;b")), "\"a;b\"");
}

TEST(Csv, LeavesFormulaSignsInsideTextAlone)   // F65
{
    EXPECT_EQ(field(std::string("a=b+c-d@e")), "a=b+c-d@e");
}

TEST(Csv, LeavesNegativeNumbersAlone)   // F65
{
    EXPECT_EQ(field(std::int64_t{-5}), "-5");
    EXPECT_EQ(field(-0.5), "-0.5");
}

TEST(Csv, WritesABlobInHexadecimal)   // S07
{
    EXPECT_EQ(field(Blob{std::string("=\x00", 2)}), "3d00");
}

TEST(Csv, EscapesOtherControlsInAPipeToo)   // F60, F64, S07: NUL in text
{
    EXPECT_EQ(field(std::string("a\x1b[2J\nb")), "\"a\\u001b[2J\nb\"");
    EXPECT_EQ(field(std::string("a\0b", 3)), "a\\u0000b");
}

TEST(Csv, EscapesEveryControlOnATerminal)   // F60
{
    EXPECT_EQ(field(std::string("a\r\n\tb"), bare_terminal), "a\\u000d\\u000a\\u0009b");
}

}   // namespace
}   // namespace tmdb
