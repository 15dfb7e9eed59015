#include "base/path.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

TEST(AbsolutePath, StartsAtTheBaseUnlessItIsAbsolute)
{
    EXPECT_EQ(absolute_path("/repo", "tasks/T-1.md"), "/repo/tasks/T-1.md");
    EXPECT_EQ(absolute_path("/repo", "/elsewhere"), "/elsewhere");
    EXPECT_EQ(absolute_path("/repo", ""), "/repo");
    EXPECT_EQ(absolute_path("/", "x"), "/x");
}

TEST(AbsolutePath, WorksOutDotsAndSlashes)
{
    EXPECT_EQ(absolute_path("/repo", "./a/../b/./c"), "/repo/b/c");
    EXPECT_EQ(absolute_path("/repo/", "..//other//"), "/other");
    EXPECT_EQ(absolute_path("/repo", "..."), "/repo/...");
}

TEST(AbsolutePath, DoesNotLeaveTheRoot)
{
    EXPECT_EQ(absolute_path("/repo", "../../.."), "/");
    EXPECT_EQ(absolute_path("/repo", "../../../x"), "/x");
}

TEST(IsBelow, AsksForWholeNames)
{
    EXPECT_TRUE(is_below("/repo", "/repo/tasks"));
    EXPECT_TRUE(is_below("/repo/", "/repo//tasks/"));
    EXPECT_TRUE(is_below("/", "/repo"));
    EXPECT_FALSE(is_below("/repo", "/repository"));
    EXPECT_FALSE(is_below("/repo/tasks", "/repo"));
}

TEST(IsBelow, IsFalseOfTheDirectoryItself)
{
    EXPECT_FALSE(is_below("/repo", "/repo"));
    EXPECT_FALSE(is_below("/repo", "/repo/."));
    EXPECT_FALSE(is_below("/", "/"));
}

TEST(IsBelow, SeesThroughDots)
{
    EXPECT_FALSE(is_below("/repo", "/repo/../etc/passwd"));
    EXPECT_TRUE(is_below("/repo", "/etc/../repo/tasks"));
}

TEST(IsBelow, DoesNotMixRelativeAndAbsolute)
{
    EXPECT_FALSE(is_below("/repo", "repo/tasks"));
}

TEST(RelativeTo, ShortensOnlyWhatLiesBelow)
{
    EXPECT_EQ(relative_to("/repo", "/repo/tasks/T-1.md"), "tasks/T-1.md");
    EXPECT_EQ(relative_to("/", "/repo"), "repo");
    EXPECT_EQ(relative_to("/repo", "/repository/x"), "/repository/x");
    EXPECT_EQ(relative_to("/repo", "/repo"), "/repo");
}

TEST(JoinPath, PutsOneSlashBetween)
{
    EXPECT_EQ(join_path("/repo", "tasks"), "/repo/tasks");
    EXPECT_EQ(join_path("/repo/", "tasks"), "/repo/tasks");
    EXPECT_EQ(join_path("/", "repo"), "/repo");
    EXPECT_EQ(join_path("", "tasks"), "tasks");
}

TEST(ParentPath, IsTheDirectoryThatHoldsTheName)
{
    EXPECT_EQ(parent_path("/repo/tasks"), "/repo");
    EXPECT_EQ(parent_path("/repo//tasks//"), "/repo");
    EXPECT_EQ(parent_path("/repo"), "/");
    EXPECT_EQ(parent_path("/"), "/");
    EXPECT_EQ(parent_path("repo/tasks"), "repo");
    EXPECT_EQ(parent_path("repo"), ".");
}

TEST(FileName, IsTheLastPart)
{
    EXPECT_EQ(file_name("/repo/T-1.md"), "T-1.md");
    EXPECT_EQ(file_name("/repo/tasks/"), "tasks");
    EXPECT_EQ(file_name("T-1.md"), "T-1.md");
}

TEST(FileStem, LosesOnlyTheLastExtension)
{
    EXPECT_EQ(file_stem("/repo/T-1.md"), "T-1");
    EXPECT_EQ(file_stem("alice.register.json"), "alice.register");
    EXPECT_EQ(file_stem("/v1.2/README"), "README");
    EXPECT_EQ(file_stem(".gitignore"), ".gitignore");
}

TEST(ForeignPath, GivesItselfAway)   // E14
{
    EXPECT_TRUE(is_foreign_path("~"));
    EXPECT_TRUE(is_foreign_path("~bob/x"));
    EXPECT_TRUE(is_foreign_path("$HOME/x"));
    EXPECT_TRUE(is_foreign_path("C:\\x"));
    EXPECT_TRUE(is_foreign_path("d:/x"));
    EXPECT_TRUE(is_foreign_path("\\\\host\\x"));
}

TEST(ForeignPath, IsNotOneOfOurs)
{
    EXPECT_FALSE(is_foreign_path("/Users/bob/x"));
    EXPECT_FALSE(is_foreign_path("a~/$b"));
    EXPECT_FALSE(is_foreign_path("1:x"));
    EXPECT_FALSE(is_foreign_path("C"));
    EXPECT_FALSE(is_foreign_path(""));
}

}   // namespace
}   // namespace tmdb
