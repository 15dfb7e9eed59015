#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;

TEST(Utf8, IsValidInEveryLength)
{
    EXPECT_EQ(invalid_utf8_at(""), std::nullopt);
    EXPECT_EQ(invalid_utf8_at("a\0é€😀\xef\xbf\xbf\xf4\x8f\xbf\xbf"sv), std::nullopt);
}

struct Broken {
    std::string_view bytes;
    std::size_t at;
};

void PrintTo(const Broken& broken, std::ostream* out)
{
    *out << escape_controls(broken.bytes);
}

class BrokenUtf8 : public testing::TestWithParam<Broken> {};

TEST_P(BrokenUtf8, IsFoundAtItsFirstByte)
{
    EXPECT_EQ(invalid_utf8_at(GetParam().bytes), GetParam().at);
}

INSTANTIATE_TEST_SUITE_P(Text, BrokenUtf8,
                         testing::Values(Broken{"\x80", 0},              // a continuation alone
                                         Broken{"ab\xffz", 2},           // no such byte
                                         Broken{"\xc3", 0},              // cut short
                                         Broken{"é\xe2\x82", 2},         // cut short
                                         Broken{"\xc0\xaf", 0},          // overlong
                                         Broken{"a\xe0\x80\xaf", 1},     // overlong
                                         Broken{"\xed\xa0\x80", 0},      // a surrogate
                                         Broken{"\xf4\x90\x80\x80", 0}   // beyond Unicode
                                         ));

struct Escaped {
    std::string_view text;
    std::string_view shown;
};

void PrintTo(const Escaped& escaped, std::ostream* out)
{
    *out << escaped.shown;
}

class UnsafeText : public testing::TestWithParam<Escaped> {};

TEST_P(UnsafeText, IsShownEscaped)
{
    EXPECT_EQ(escape_controls(GetParam().text), GetParam().shown);
}

TEST_P(UnsafeText, IsNotEscapedTwice)
{
    EXPECT_EQ(escape_controls(GetParam().shown), GetParam().shown);
}

// F60: what moves the cursor or speaks to the terminal
INSTANTIATE_TEST_SUITE_P(
    C0, UnsafeText,
    testing::Values(Escaped{"\x1b[31mred", "\\u001b[31mred"},
                    Escaped{"\x1b]52;c;ZXZpbA==\a", "\\u001b]52;c;ZXZpbA==\\u0007"},
                    Escaped{"\x1b]8;;http://x\x1b\\y", "\\u001b]8;;http://x\\u001b\\y"},
                    Escaped{"\x1bP1$r\x1b_x", "\\u001bP1$r\\u001b_x"},
                    Escaped{"one\ntwo\r\nthree\t", "one\\u000atwo\\u000d\\u000athree\\u0009"},
                    Escaped{"a\b\x7f", "a\\u0008\\u007f"}, Escaped{"\0x"sv, "\\u0000x"}));

// F61: the same as single characters, and as single bytes
INSTANTIATE_TEST_SUITE_P(C1, UnsafeText,
                         testing::Values(Escaped{"\xc2\x9b"
                                                 "31m",
                                                 "\\u009b31m"},
                                         Escaped{"\xc2\x80\xc2\x9f", "\\u0080\\u009f"},
                                         Escaped{"\x9b"
                                                 "31m",
                                                 "\\x9b31m"},
                                         Escaped{"caf\xe9 \xff", "caf\\xe9 \\xff"},
                                         Escaped{"\xed\xa0\x80", "\\xed\\xa0\\x80"}));

// F62: what turns the line around, hides in it or ends it
INSTANTIATE_TEST_SUITE_P(Invisible, UnsafeText,
                         testing::Values(Escaped{"\u202e\u202a", "\\u202e\\u202a"},
                                         Escaped{"\u2066\u2069\u061c", "\\u2066\\u2069\\u061c"},
                                         Escaped{"\u200b\u200d\u200f", "\\u200b\\u200d\\u200f"},
                                         Escaped{"\u2028\u2029", "\\u2028\\u2029"},
                                         Escaped{"\u2060\ufeff", "\\u2060\\ufeff"},
                                         Escaped{"\U000e0001\U000e007f", "\\u{e0001}\\u{e007f}"}));

TEST(EscapeControls, LeavesOtherTextAsItIs)
{
    const auto text = "T-14: größer → «ok» 日本 😀 e\u0301 \u00a0 \u200a\u2010\u202f\u2065 C:\\x";

    EXPECT_EQ(escape_controls(text), text);
}

TEST(Lower, ChangesAsciiLettersOnly)
{
    EXPECT_EQ(lower("AZaz09_[@ÄÉ"), "azaz09_[@ÄÉ");
}

TEST(Trim, TakesBlanksTabsAndLineEnds)
{
    EXPECT_EQ(trim(" \t\r\n a b \r\n"), "a b");
    EXPECT_EQ(trim("\v a"), "\v a");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyPieces)
{
    EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
    EXPECT_THAT(split("a\0b"sv, '\0'), ElementsAre("a", "b"));
}

}   // namespace
}   // namespace tmdb
