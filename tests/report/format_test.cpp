#include "report/format.hpp"

#include "report/tables.hpp"

#include <gmock/gmock.h>

#include <ostream>

namespace tmdb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Terminal wide_terminal{.is_terminal = true, .colours = true, .width = 200};

TEST(Format, IsKnownByName)
{
    EXPECT_EQ(format_named("table"), Format::table);
    EXPECT_EQ(format_named("json"), Format::json);
    EXPECT_EQ(format_named("ndjson"), Format::ndjson);
    EXPECT_EQ(format_named("csv"), Format::csv);
    EXPECT_EQ(format_named("markdown"), Format::markdown);
}

TEST(Format, HasNoOtherNames)
{
    EXPECT_EQ(format_named(""), std::nullopt);
    EXPECT_EQ(format_named("JSON"), std::nullopt);
    EXPECT_EQ(format_named("yaml"), std::nullopt);
}

TEST(Format, DecidesHowATableIsRendered)
{
    const Table table = table_of({"a"}, {{std::int64_t{1}}});

    EXPECT_EQ(render(table, Format::table, pipe), "a\n1\n");
    EXPECT_EQ(render(table, Format::json, pipe), "[\n  {\"a\": 1}\n]\n");
    EXPECT_EQ(render(table, Format::ndjson, pipe), "{\"a\":1}\n");
    EXPECT_EQ(render(table, Format::csv, pipe), "a\r\n1\r\n");
    EXPECT_EQ(render(table, Format::markdown, pipe), "| a |\n| --: |\n| 1 |\n");
}

/// Something that must not reach a terminal as it is, and its spelling in JSON.
struct Payload {
    std::string id;
    std::string bytes;
    std::string in_json;
};

void PrintTo(const Payload& payload, std::ostream* out)
{
    *out << payload.id;
}

class HostileText : public ::testing::TestWithParam<Payload> {
protected:
    // Letters on both sides, so that a table's own line ends are not mistaken for the payload's.
    const std::string given = "a" + GetParam().bytes + "b";
    const Table table = table_of({"c" + given}, {{given}});
};

TEST_P(HostileText, DoesNotReachATerminal)
{
    EXPECT_THAT(render(table, Format::table, wide_terminal), Not(HasSubstr(given)));
    EXPECT_THAT(render(table, Format::csv, wide_terminal), Not(HasSubstr(given)));
    EXPECT_THAT(render(table, Format::markdown, wide_terminal), Not(HasSubstr(given)));
}

TEST_P(HostileText, DoesNotReachAPipe)   // F64
{
    EXPECT_THAT(render(table, Format::table, pipe), Not(HasSubstr(given)));
    EXPECT_THAT(render(table, Format::markdown, pipe), Not(HasSubstr(given)));
}

TEST_P(HostileText, IsSpelledOutInJson)   // F64
{
    const std::string escaped = "a" + GetParam().in_json + "b";

    EXPECT_EQ(render(table, Format::json, pipe),
              "[\n  {\"c" + escaped + "\": \"" + escaped + "\"}\n]\n");
    EXPECT_EQ(render(table, Format::ndjson, pipe), "{\"c" + escaped + "\":\"" + escaped + "\"}\n");
}

const Payload payloads[] = {
    {"F60_ESC", "\x1b", "\\u001b"},
    {"F60_CSI", "\x1b[2J", "\\u001b[2J"},
    {"F60_OSC_8", "\x1b]8;;http://x\x1b\\", "\\u001b]8;;http://x\\u001b\\\\"},
    {"F60_OSC_52", "\x1b]52;c;eA==\x07", "\\u001b]52;c;eA==\\u0007"},
    {"F60_DCS", "\x1bP$q\x1b\\", "\\u001bP$q\\u001b\\\\"},
    {"F60_APC", "\x1b_x\x1b\\", "\\u001b_x\\u001b\\\\"},
    {"F60_BEL", "\x07", "\\u0007"},
    {"F60_BS", "\x08", "\\u0008"},
    {"F60_CR", "\r", "\\u000d"},
    {"F60_LF", "\n", "\\u000a"},
    {"F60_NUL", std::string(1, '\0'), "\\u0000"},
    {"F60_DEL", "\x7f", "\\u007f"},
    {"F61_C1", "\u009b", "\\u009b"},
    {"F61_NEL", "\u0085", "\\u0085"},
    {"F61_raw", "\x9b", "\ufffd"},
    {"F62_override", "\u202e", "\\u202e"},
    {"F62_isolate", "\u2066", "\\u2066"},
    {"F62_mark", "\u200f", "\\u200f"},
    {"F62_zero_width", "\u200b", "\\u200b"},
    {"F62_byte_order_mark", "\ufeff", "\\ufeff"},
    {"F62_line_separator", "\u2028", "\\u2028"},
    {"F62_paragraph_separator", "\u2029", "\\u2029"},
    {"F62_soft_hyphen", "\u00ad", "\\u00ad"},
    {"F62_invisible_operator", "\u2063", "\\u2063"},
    {"F62_hidden_selector", "\U000e0121", "\\udb40\\udd21"},
    {"F62_tag", "\U000e0041", "\\udb40\\udc41"},
    {"F62_language_tag", "\U000e0001", "\\udb40\\udc01"},
};

INSTANTIATE_TEST_SUITE_P(Payloads, HostileText, ::testing::ValuesIn(payloads),
                         [](const auto& payload) { return payload.param.id; });

}   // namespace
}   // namespace tmdb
