#include "actions/trace_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {

namespace {

using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

std::map<Sight, Fingerprint> of_many_sights()
{
    using Kind = Sight::Kind;
    std::map<Sight, Fingerprint> answers;
    for (int number = 0; number < 1'300; ++number) {
        const std::string path = "/work/.worktrees/task-" + std::to_string(number);
        answers.insert({{Kind::lstat, path, {}}, {}});
        answers.insert({{Kind::stats, path, number % 2 == 0 ? "*.md" : ""}, {}});
    }
    answers.insert({{Kind::names, "/", {}}, {}});
    answers.insert({{Kind::stat, "relative name with blanks", {}}, {}});
    return answers;
}

TEST(TraceText, GivesBackItsSights)
{
    const auto answers = of_many_sights();

    const std::string text = text_of_trace({.low = 1}, "", answers);

    std::map<Sight, Fingerprint> read;
    std::vector<Sight> sights;
    for (const auto block : blocks_in(text)) {
        ASSERT_TRUE(read_block(block, sights));
        EXPECT_LE(sights.size(), 512u);
        for (const auto& sight : sights) {
            read.insert({sight, {}});
        }
    }
    EXPECT_EQ(read, answers);
    EXPECT_EQ(sum_in(text), hexadecimal({.low = 1}));
    EXPECT_THAT(entries_in(text), IsEmpty());
}

TEST(TraceText, LeavesOutWhatALineHasInCommonWithTheOneBefore)
{
    const auto answers = of_many_sights();
    std::size_t whole = 0;
    for (const auto& [sight, answer] : answers) {
        whole += sight.path.size();
    }

    EXPECT_THAT(text_of_trace({}, "", answers).size(), Lt(whole));
}

TEST(TraceText, KeepsTheEntriesOfAList)
{
    const std::string text =
        text_of_trace({}, "0123456789abcdef", {{{Sight::Kind::stats, "/", {}}, {}}});

    EXPECT_EQ(entries_in(text), "0123456789abcdef");
    EXPECT_THAT(blocks_in(text), SizeIs(1));
}

TEST(TraceText, OfNothingHasNothing)
{
    EXPECT_THAT(sum_in(""), IsEmpty());
    EXPECT_THAT(entries_in(""), IsEmpty());
    EXPECT_THAT(blocks_in(""), IsEmpty());
    EXPECT_THAT(blocks_in(text_of_trace({}, "", {})), IsEmpty());
}

TEST(TraceText, ThatIsNoneIsNotRead)
{
    std::vector<Sight> sights;
    for (const std::string block :
         {"\n", "\nl/whole/as/it/was/once", "\n0", "\n0 ", "\n0 no path", "\n0 /no/kind",
          "\n1 l/path", "\n0 l/path\n7 more", "\n-1 l/"}) {
        EXPECT_FALSE(read_block(block, sights)) << block;
    }
}

}   // namespace
}   // namespace tmdb
