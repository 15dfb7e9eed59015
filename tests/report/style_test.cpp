#include "report/style.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

TEST(Style, ColoursTextAndEndsTheColour)
{
    const Terminal terminal{.is_terminal = true, .colours = true};

    EXPECT_EQ(bold("x", terminal), "\x1b[1mx\x1b[0m");
    EXPECT_EQ(dim("x", terminal), "\x1b[2mx\x1b[0m");
    EXPECT_EQ(red("x", terminal), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(yellow("x", terminal), "\x1b[33mx\x1b[0m");
    EXPECT_EQ(green("x", terminal), "\x1b[32mx\x1b[0m");
}

TEST(Style, LeavesTextPlainWithoutColours)   // F64
{
    const Terminal terminal{.is_terminal = true, .colours = false};

    EXPECT_EQ(bold("x", terminal), "x");
    EXPECT_EQ(dim("x", terminal), "x");
    EXPECT_EQ(red("x", terminal), "x");
    EXPECT_EQ(yellow("x", terminal), "x");
    EXPECT_EQ(green("x", terminal), "x");
}

}   // namespace
}   // namespace tmdb
