#include "sources/names.hpp"

#include <gtest/gtest.h>

namespace tmdb {
namespace {

const std::map<std::string, std::vector<std::string>> owners = {{"dave", {"davefowler", "D. F."}},
                                                                {"Mary-Ann", {"ma"}}};

TEST(NormalStatus, IsInLowerCaseWithUnderscores)
{
    EXPECT_EQ(normal_status("In Progress", {}), "in_progress");
    EXPECT_EQ(normal_status("in-progress", {}), "in_progress");
    EXPECT_EQ(normal_status("READY", {}), "ready");
    EXPECT_EQ(normal_status("  blocked \t", {}), "blocked");
}

TEST(NormalStatus, KnowsTheBuiltInSynonyms)
{
    EXPECT_EQ(normal_status("Done", {}), "completed");
    EXPECT_EQ(normal_status("complete", {}), "completed");
    EXPECT_EQ(normal_status("todo", {}), "not_started");
    EXPECT_EQ(normal_status("To Do", {}), "not_started");
    EXPECT_EQ(normal_status("WIP", {}), "in_progress");
    EXPECT_EQ(normal_status("doing", {}), "in_progress");
}

TEST(NormalStatus, TakesConfiguredSynonymsBesideTheBuiltIn)
{
    EXPECT_EQ(normal_status("In Review", {{"in_review", "in_progress"}}), "in_progress");
    EXPECT_EQ(normal_status("done", {{"in_review", "in_progress"}}), "completed");
}

TEST(NormalStatus, PrefersConfiguredSynonymsToTheBuiltIn)
{
    EXPECT_EQ(normal_status("Done", {{"done", "in_review"}}), "in_review");
    EXPECT_EQ(normal_status("x", {{"x", "done"}}), "done");
}

TEST(NormalStatus, LeavesWhatItDoesNotKnow)
{
    EXPECT_EQ(normal_status("waiting for Godot", {}), "waiting_for_godot");
    EXPECT_EQ(normal_status("", {}), "");
}

TEST(PlainStatus, LooksUpNoSynonym)
{
    EXPECT_EQ(plain_status(" To-Do "), "to_do");
}

TEST(SlugFromField, KeepsLettersDigitsDotsAndUnderscores)
{
    EXPECT_EQ(slug_from_field("TASK-12.1_b"), "task-12.1_b");
    EXPECT_EQ(slug_from_field("Task 12 / part (b)"), "task-12---part--b-");
    EXPECT_EQ(slug_from_field(" @x "), "-x");
    EXPECT_EQ(slug_from_field("été"), "été");
}

TEST(OwnerKey, IsOneForAllSpellings)
{
    EXPECT_EQ(owner_key("Dave_Fowler-2. x", {}), "davefowler2x");
    EXPECT_EQ(owner_key("davefowler2x", {}), "davefowler2x");
}

TEST(OwnerKey, IsTheCanonicalOneForAnAlias)
{
    EXPECT_EQ(owner_key("Dave.Fowler", owners), "dave");
    EXPECT_EQ(owner_key("df", owners), "dave");
    EXPECT_EQ(owner_key("DAVE", owners), "dave");
    EXPECT_EQ(owner_key("MA", owners), "maryann");
    EXPECT_EQ(owner_key("mary.ann", owners), "maryann");
}

TEST(OwnerKey, OfAStrangerIsHisOwn)
{
    EXPECT_EQ(owner_key("dav", owners), "dav");
    EXPECT_EQ(owner_key("", owners), "");
}

}   // namespace
}   // namespace tmdb
