#include "actions/arrivals_fixture.hpp"

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using ASettledArrival = ArrivalsTest;

TEST_F(ASettledArrival, IsNotOneThatTheWorktreeLacks)
{
    set("status: done");
    const auto found = arrivals_since(before);
    on("task");
    set("status: in_progress");

    EXPECT_THAT(settled(found), IsEmpty());
    EXPECT_EQ(trouble, "");
}

TEST_F(ASettledArrival, IsInTheHistoryOfItsWorktree)
{
    set("status: done");
    const auto found = arrivals_since(before);
    on("task");
    git({"merge", "--quiet", "main"});
    set("status: in_progress");

    EXPECT_THAT(settled(found), ElementsAre(7));
}

TEST_F(ASettledArrival, NeedsAllOfItsCommits)
{
    const auto first = set("status: in_progress");
    set("status: done");
    const auto found = arrivals_since(before);
    on("task");
    git({"merge", "--quiet", first});

    EXPECT_THAT(settled(found), IsEmpty());
}

TEST_F(ASettledArrival, HasTheSameFileInItsWorktree)
{
    set("status: done");
    const auto found = arrivals_since(before);
    on("task");
    set("status: done");

    EXPECT_THAT(settled(found), ElementsAre(7));
}

TEST_F(ASettledArrival, IsNotOneWithoutAWorktree)
{
    set("status: done");
    auto found = arrivals_since(before);
    GitObjects git_objects = objects();

    EXPECT_THAT(settled_arrivals(git_objects, found, {}), IsEmpty());
}

TEST_F(ASettledArrival, IsNotOneWhoseCommitsAreNotThereAnyMore)
{
    set("status: done");
    auto found = arrivals_since(before);
    found.at(0).old_oid = found.at(0).new_oid = std::string(40, '1');
    found.at(0).commits = {std::string(40, '2')};

    EXPECT_THAT(settled(found), IsEmpty());
    EXPECT_EQ(trouble, "");
}

TEST_F(ASettledArrival, IsNoneWhenGitIsCutShort)   // G08
{
    set("status: done");
    const auto found = arrivals_since(before);
    git({"branch", "--quiet", "--force", "task", "main"});
    machine.on_run = [](const Command& command) {
        return command.arguments.at(5) == "rev-list"
                   ? std::optional(CommandResult{false, -1, "", "timed out"})
                   : std::nullopt;
    };

    EXPECT_THAT(settled(found), IsEmpty());
    EXPECT_EQ(trouble, "git: timed out");
}

}   // namespace
}   // namespace tmdb
