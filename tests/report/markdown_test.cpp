#include "report/markdown.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

/// The only row of a table of one cell.
std::string row(Value value)
{
    const std::string text = render_markdown(table_of({"c"}, {{std::move(value)}}));
    return text.substr(text.find('\n', text.find('\n') + 1) + 1);
}

TEST(Markdown, IsATableWithNumbersToTheRight)
{
    const Table table = table_of({"slug", "count"}, {{std::string("a"), std::int64_t{1}},
                                                     {std::string("b"), std::monostate{}}});

    EXPECT_EQ(render_markdown(table), "| slug | count |\n"
                                      "| --- | --: |\n"
                                      "| a | 1 |\n"
                                      "| b |  |\n");
}

TEST(Markdown, IsAHeaderWithoutRows)
{
    EXPECT_EQ(render_markdown(table_of({"a|b"})), "| a\\|b |\n| --- |\n");
}

TEST(Markdown, KeepsPipesBackslashesAndTagsAsText)
{
    EXPECT_EQ(row(std::string("a | b")), "| a \\| b |\n");
    EXPECT_EQ(row(std::string("C:\\|")), "| C:\\\\\\| |\n");
    EXPECT_EQ(row(std::string("<!-- x")), "| \\<!-- x |\n");
}

TEST(Markdown, KeepsACellInOneLine)
{
    EXPECT_EQ(row(std::string("a\nb\r\nc\rd\n")), "| a<br>b<br>c<br>d<br> |\n");
}

TEST(Markdown, EscapesControlsSoThatTheyReadAsWritten)   // F60
{
    EXPECT_EQ(row(std::string("a\x1b[2J")), "| a\\\\u001b[2J |\n");
}

TEST(Markdown, WritesABlobInHexadecimal)   // S07
{
    EXPECT_EQ(row(Blob{"\n|"}), "| 0a7c |\n");
}

}   // namespace
}   // namespace tmdb
