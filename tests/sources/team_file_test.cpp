#include "sources/team_file.hpp"

#include <gmock/gmock.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const std::string viz_path = "tasks/team/roles/data-viz.md";

TEST(TeamFile, SaysWhoOwnsARoleAndWhoFillsIt)
{
    const auto parsed = parse_team_file("---\nowner: dave\nfilled_by: R.J.\n---\n", viz_path, {});

    EXPECT_EQ(parsed.file, (TeamFile{.path = viz_path,
                                     .slug = "data-viz",
                                     .owner_key = "dataviz",
                                     .owner = "dave",
                                     .filled_by = "R.J.",
                                     .next_key = "rj"}));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(TeamFile, LeadsToItsOwnerWhereNobodyFillsIt)
{
    const auto parsed = parse_team_file("---\nowner: dave\nfilled_by:\n---\n", viz_path, {});

    EXPECT_EQ(parsed.file.next_key, "dave");
}

TEST(TeamFile, IsKnownByTheSlugThatItSays)
{
    const auto parsed = parse_team_file("---\nslug: Data Viz\n---\n", "roles/x.md", {});

    EXPECT_EQ(parsed.file.slug, "Data Viz");
    EXPECT_EQ(parsed.file.owner_key, "dataviz");
}

TEST(TeamFile, IsKnownByItsKeyInTheConfiguration)
{
    Config config;
    config.owners = {{"dave", {"davefowler"}}};

    const auto parsed = parse_team_file("---\nowner: dave-fowler\n---\n", viz_path, config);

    EXPECT_EQ(parsed.file.next_key, "dave");
    EXPECT_EQ(team_file_at("tasks/team/dave.fowler.md", config).owner_key, "dave");
    EXPECT_THAT(owner_names(config), ElementsAre(Pair("dave", "dave")));
}

TEST(TeamFile, NeedsNoFrontMatter)
{
    const auto parsed = parse_team_file("# Dave\n\nLikes trains.\n", "tasks/team/dave.md", {});

    EXPECT_EQ(parsed.file,
              (TeamFile{.path = "tasks/team/dave.md", .slug = "dave", .owner_key = "dave"}));
    EXPECT_THAT(parsed.problems, IsEmpty());
}

TEST(TeamFile, IsStaleWhenItsFrontMatterIsTorn)
{
    const auto parsed = parse_team_file("---\nowner: [\n---\n", viz_path, {});

    EXPECT_TRUE(parsed.file.stale);
    ASSERT_THAT(parsed.problems, SizeIs(1));
    EXPECT_EQ(parsed.problems[0].path, viz_path);
}

TEST(TeamFile, IsAboutNobodyWhenItIsAboutTheFolder)
{
    EXPECT_TRUE(is_about_the_folder("tasks/team/index.md"));
    EXPECT_TRUE(is_about_the_folder("tasks/team/roles/README.md"));
    EXPECT_FALSE(is_about_the_folder("tasks/team/indexer.md"));
}

}   // namespace
}   // namespace tmdb
