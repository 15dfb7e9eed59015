#include "actions/place.hpp"

#include "support/dim_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

class Place : public testing::Test {
protected:
    Place() { fs::create_directories(at("real/deep")); }

    std::string at(const std::string& path) const { return fs::canonical(directory.path()) / path; }

    TemporaryDirectory directory;
    FakeMachine machine;
};

TEST_F(Place, IsBehindTheLinksThatLeadThere)
{
    fs::create_symlink("real", at("link"));

    EXPECT_EQ(place_of(machine, at("link/deep")), at("real/deep"));
}

TEST_F(Place, IsKnownOfWhatIsMissing)
{
    fs::create_symlink("real", at("link"));

    EXPECT_EQ(place_of(machine, at("link/no/such")), at("real/no/such"));
}

TEST_F(Place, IsWhereALinkLiesThatLeadsNowhere)
{
    fs::create_symlink("nowhere", at("link"));

    EXPECT_EQ(place_of(machine, at("link/deep")), at("link/deep"));
    EXPECT_FALSE(can_be_seen(machine, at(""), at("link/deep")));
}

/// A machine that follows no links.
class ShortSightedMachine : public FakeMachine {
public:
    Looked<std::string> real_path(const std::string&) override
    {
        return Looked<std::string>::failed(EACCES);
    }
};

TEST_F(Place, IsUnknownWhenItsLinksCannotBeFollowed)
{
    ShortSightedMachine short_sighted;

    EXPECT_EQ(place_of(short_sighted, at("real")), std::nullopt);
    EXPECT_FALSE(leads_where_it_says(short_sighted, at(""), "../real"));
}

TEST_F(Place, IsInSightWhenItsFolderOpens)
{
    EXPECT_TRUE(can_be_seen(machine, "/elsewhere", at("real/missing")));
    EXPECT_FALSE(can_be_seen(machine, "/elsewhere", at("missing/missing")));
}

TEST_F(Place, BelowTheRootIsInSightWhenAnyFolderAboveItOpens)
{
    EXPECT_TRUE(can_be_seen(machine, at("real"), at("real/missing/missing")));
}

TEST_F(Place, IsWhatItsSpellingSaysUnlessItClimbsOutOfALink)
{
    fs::create_symlink("real/deep", at("link"));

    EXPECT_TRUE(leads_where_it_says(machine, at("real"), "deep/../other"));
    EXPECT_TRUE(leads_where_it_says(machine, at("real"), "..name/x"));
    EXPECT_TRUE(leads_where_it_says(machine, at("real"), "../other"));
    EXPECT_FALSE(leads_where_it_says(machine, at("real"), at("link/../other")));
    EXPECT_FALSE(leads_where_it_says(machine, at("real"), "missing/../other"));
}

TEST_F(Place, IsNowhereWhenNotEvenTheTopIsThere)
{
    DimMachine dim;
    dim.failing_looks = {{"real_path /", ENOENT}};

    EXPECT_EQ(place_of(dim, "/"), std::nullopt);
    EXPECT_EQ(place_of(dim, "/no/such"), std::nullopt);
}

}   // namespace
}   // namespace tmdb
