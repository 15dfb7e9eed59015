#include "report/unicode.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes)
{
    EXPECT_EQ(display_width(""), 0u);
    EXPECT_EQ(display_width("plain"), 5u);
    EXPECT_EQ(display_width("naïve"), 5u);
}

TEST(DisplayWidth, GivesWideLettersTwoColumns)
{
    EXPECT_EQ(display_width("日本"), 4u);
    EXPECT_EQ(display_width("한"), 2u);
    EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2u);   // the same syllable in three parts
}

TEST(DisplayWidth, GivesCombiningMarksNoColumn)
{
    EXPECT_EQ(display_width("e\u0301"), 1u);
    EXPECT_EQ(display_width("Z\u0351\u036b\u0343"), 1u);
}

TEST(DisplayWidth, TakesAnEmojiForOneWideCharacter)
{
    EXPECT_EQ(display_width("🚀"), 2u);
    EXPECT_EQ(display_width("👍🏽"), 2u);
    EXPECT_EQ(display_width("👨‍👩‍👧‍👦"), 2u);
    EXPECT_EQ(display_width("🇩🇪"), 2u);
    EXPECT_EQ(display_width("❤\ufe0f"), 2u);
}

TEST(DisplayWidth, GivesABrokenByteOneColumn)
{
    EXPECT_EQ(display_width("a\xff\xfe"), 3u);
    EXPECT_EQ(display_width("\xe6\x97"), 2u);   // the first two bytes of three
}

TEST(CutToWidth, KeepsWhatFits)
{
    EXPECT_EQ(cut_to_width("", 0), "");
    EXPECT_EQ(cut_to_width("exact", 5), "exact");
    EXPECT_EQ(cut_to_width("日本", 4), "日本");
}

TEST(CutToWidth, EndsWithAnEllipsisWhatDoesNot)
{
    EXPECT_EQ(cut_to_width("overlong", 5), "over…");
    EXPECT_EQ(cut_to_width("overlong", 1), "…");
    EXPECT_EQ(cut_to_width("overlong", 0), "");
}

TEST(CutToWidth, LeavesAColumnFreeRatherThanHalveAWideLetter)
{
    EXPECT_EQ(cut_to_width("日本語", 4), "日…");
    EXPECT_EQ(cut_to_width("日本語", 5), "日本…");
}

TEST(CutToWidth, DoesNotPartALetterFromItsMarks)
{
    EXPECT_EQ(cut_to_width("e\u0301e\u0301e\u0301", 2), "e\u0301…");
    EXPECT_EQ(cut_to_width("👨‍👩‍👧‍👦 family", 4), "👨‍👩‍👧‍👦 …");
}

TEST(FirstCodePoint, ReadsBrokenBytesOneByOne)
{
    EXPECT_EQ(first_code_point("é").value, U'é');
    EXPECT_EQ(first_code_point("é").length, 2u);
    EXPECT_EQ(first_code_point("\xc3(").value, char32_t{0xfffd});
    EXPECT_EQ(first_code_point("\xc3(").length, 1u);
    EXPECT_EQ(first_code_point("\xed\xa0\x80").value, char32_t{0xfffd});   // a surrogate
}

TEST(IsControl, KnowsWhatSteersATerminalOrAReader)
{
    EXPECT_TRUE(is_control(0x00));
    EXPECT_TRUE(is_control(0x1b));
    EXPECT_TRUE(is_control(0x7f));
    EXPECT_TRUE(is_control(0x9b));
    EXPECT_TRUE(is_control(0x200b));    // zero width space
    EXPECT_TRUE(is_control(0x202e));    // right-to-left override
    EXPECT_TRUE(is_control(0x2028));    // line separator
    EXPECT_TRUE(is_control(0xfeff));    // byte order mark
    EXPECT_TRUE(is_control(0xe0000));   // tags
    EXPECT_TRUE(is_control(0xe007f));
}

TEST(IsControl, LeavesLettersMarksAndEmojiAlone)
{
    EXPECT_FALSE(is_control(U' '));
    EXPECT_FALSE(is_control(0x301));
    EXPECT_FALSE(is_control(0xfe0f));
    EXPECT_FALSE(is_control(0xfffd));
    EXPECT_FALSE(is_control(0x1f680));
}

}   // namespace
}   // namespace tmdb
