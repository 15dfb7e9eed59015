#include "sources/git_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// What is read of an answer of git's that comes so many bytes at a time.
class BodiesOfGit : public testing::TestWithParam<std::size_t> {
protected:
    void read(std::string_view output, std::size_t longest = std::string::npos)
    {
        BodyReader reader("blob", names, longest, [&](std::size_t place, std::string_view body) {
            bodies.emplace_back(place, body);
        });
        for (; !output.empty(); output.remove_prefix(std::min(GetParam(), output.size()))) {
            reader.feed(output.substr(0, GetParam()));
        }
        has_all = reader.has_all();
    }

    std::vector<std::string> names = {"1:a", "2:b"};
    std::vector<std::pair<std::size_t, std::string>> bodies;
    bool has_all = false;
};

INSTANTIATE_TEST_SUITE_P(AsItComes, BodiesOfGit, testing::Values(1, 3, 1000));

TEST_P(BodiesOfGit, AreReadOneAfterTheOther)
{
    read("blob 3\none\nblob 6\nt\nwo\n\n\n");

    EXPECT_THAT(bodies, ElementsAre(Pair(0, "one"), Pair(1, "t\nwo\n\n")));
    EXPECT_TRUE(has_all);
}

TEST_P(BodiesOfGit, MayBeEmptyOrMissing)
{
    read("blob 0\n\n2:b missing\n");

    EXPECT_THAT(bodies, ElementsAre(Pair(0, "")));
    EXPECT_TRUE(has_all);
}

TEST_P(BodiesOfGit, MayBeMissingByANameWithLineEnds)   // G11
{
    names = {"1:a\n\nb\n", "2:b"};

    read("1:a\n\nb\n missing\nblob 1\nx\n");

    EXPECT_THAT(bodies, ElementsAre(Pair(1, "x")));
    EXPECT_TRUE(has_all);
}

TEST_P(BodiesOfGit, AreHeldUpToALimit)
{
    read("blob 9\nbeginning\nblob 13\nbeginning ...\n", 5);

    EXPECT_THAT(bodies, ElementsAre(Pair(0, "begin"), Pair(1, "begin")));
    EXPECT_TRUE(has_all);
}

TEST_P(BodiesOfGit, OfAnotherTypeAreNotTaken)
{
    read("tree 4\nabcd\nblob 1\nx\n");

    EXPECT_THAT(bodies, ElementsAre(Pair(1, "x")));
    EXPECT_TRUE(has_all);
}

TEST_P(BodiesOfGit, AreNotAllWhenTheAnswerIsCutShort)   // G09
{
    const std::string whole = "blob 3\none\nblob 3\ntwo\n";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        read(whole.substr(0, length));

        EXPECT_FALSE(has_all) << length;
    }
}

TEST_P(BodiesOfGit, AreNotAllWhenThereAreMoreThanNames)
{
    read("blob 1\nx\nblob 1\ny\nblob 1\nz\n");

    EXPECT_FALSE(has_all);
}

TEST_P(BodiesOfGit, AreNoneWhereGitMakesNoSense)
{
    for (const auto* output : {"blob\nx\n", "blob x\nx\n", "blob 1 2\nx\n", "blob -1\nx\n", "\n"}) {
        bodies.clear();

        read(output);

        EXPECT_THAT(bodies, IsEmpty()) << output;
        EXPECT_FALSE(has_all) << output;
    }
}

TEST_P(BodiesOfGit, AreNotLookedForInALineWithoutEnd)
{
    read(std::string(1'000, 'x') + "\nblob 1\nx\n");

    EXPECT_THAT(bodies, IsEmpty());
    EXPECT_FALSE(has_all);
}

}   // namespace
}   // namespace tmdb
