#include "actions/circles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST(Circles, AreNotInATree)
{
    EXPECT_THAT(find_circles({{"a", "b"}, {"a", "c"}, {"b", "d"}, {"c", "d"}}), IsEmpty());
}

TEST(Circles, AreNotInNothing)
{
    EXPECT_THAT(find_circles({}), IsEmpty());
}

TEST(Circles, AreNamedByTheirSmallestSlug)
{
    EXPECT_THAT(find_circles({{"c", "b"}, {"b", "a"}, {"a", "c"}}),
                ElementsAre(Pair("a", "a"), Pair("b", "a"), Pair("c", "a")));
}

TEST(Circles, MayBeOfOneTask)
{
    EXPECT_THAT(find_circles({{"a", "a"}, {"b", "a"}}), ElementsAre(Pair("a", "a")));
}

TEST(Circles, DoNotHoldWhatOnlyLeadsThereOrAway)
{
    EXPECT_THAT(find_circles({{"before", "a"}, {"a", "b"}, {"b", "a"}, {"b", "behind"}}),
                ElementsAre(Pair("a", "a"), Pair("b", "a")));
}

TEST(Circles, ThatShareATaskAreOne)
{
    EXPECT_THAT(find_circles({{"a", "b"}, {"b", "a"}, {"b", "c"}, {"c", "b"}}),
                ElementsAre(Pair("a", "a"), Pair("b", "a"), Pair("c", "a")));
}

TEST(Circles, ThatShareNoTaskAreTwo)
{
    EXPECT_THAT(find_circles({{"a", "b"}, {"b", "a"}, {"b", "x"}, {"x", "y"}, {"y", "x"}}),
                ElementsAre(Pair("a", "a"), Pair("b", "a"), Pair("x", "x"), Pair("y", "x")));
}

TEST(Circles, DoNotCareForAnEdgeThatIsThereTwice)
{
    EXPECT_THAT(find_circles({{"a", "b"}, {"a", "b"}, {"b", "a"}}),
                ElementsAre(Pair("a", "a"), Pair("b", "a")));
}

/// 0 → 1 → … → length - 1 → 0
std::vector<std::pair<std::string, std::string>> ring(int length)
{
    std::vector<std::pair<std::string, std::string>> edges;
    for (int i = 0; i < length; ++i) {
        edges.emplace_back(std::to_string(i), std::to_string((i + 1) % length));
    }
    return edges;
}

TEST(Circles, MayBeLongerThanTheStackIsDeep)
{
    const auto members = find_circles(ring(200'000));

    EXPECT_THAT(members, SizeIs(200'000));
    EXPECT_THAT(members, Each(Pair(testing::_, "0")));
}

}   // namespace
}   // namespace tmdb
