#include "base/hash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using namespace std::string_view_literals;

TEST(ContentHash, IsTheXxh3OfItsInventor)
{
    EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ContentHash, IsThirtyTwoLowerHexadecimalDigits)
{
    EXPECT_THAT(content_hash("status: completed\n"), testing::MatchesRegex("[0-9a-f]{32}"));
}

TEST(ContentHash, SeesEveryByteEvenAfterANul)
{
    EXPECT_NE(content_hash("a\0b"sv), content_hash("a\0c"sv));
    EXPECT_NE(content_hash("a"), content_hash("a\0"sv));
}

}   // namespace
}   // namespace tmdb
