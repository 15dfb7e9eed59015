#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DependencyCycle : public PassTest {
protected:
    DependencyCycle() : PassTest("dependency_cycle") {}
};

TEST_F(DependencyCycle, SpeaksOfTwoTasksThatWaitForEachOther)
{
    task("b-task", {{"depends_on", "[a-task]"}});
    task("a-task", {{"depends_on", "[b-task]"}});

    ask();

    EXPECT_EQ(signals(), about("a-task", "error"));
    EXPECT_EQ(evidence(), Json({{"tasks", {"a-task", "b-task"}}}));
    EXPECT_EQ(detail(), "these wait for each other: a-task, b-task");
}

TEST_F(DependencyCycle, SpeaksOfATaskThatWaitsForItself)
{
    task("fix-login", {{"depends_on", "[fix-login]"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
}

TEST_F(DependencyCycle, FollowsIdsAsWellAsSlugs)
{
    task("a-task", {{"id", "T-1"}, {"depends_on", "[T-2]"}});
    task("b-task", {{"id", "T-2"}, {"depends_on", "[T-1]"}});

    ask();

    EXPECT_EQ(signals(), about("a-task", "error"));
}

TEST_F(DependencyCycle, SpeaksOnceOfCirclesThatShareATask)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task, c-task]"}});
    task("c-task", {{"depends_on", "[b-task]"}});

    ask();

    EXPECT_EQ(signals(), about("a-task", "error"));
    EXPECT_EQ(evidence(), Json({{"tasks", {"a-task", "b-task", "c-task"}}}));
}

TEST_F(DependencyCycle, SpeaksOfEachCircleByItself)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task]"}});
    task("x-task", {{"depends_on", "[y-task]"}});
    task("y-task", {{"depends_on", "[x-task]"}});

    ask();

    EXPECT_THAT(open("dependency_cycle"), ElementsAre("a-task", "x-task"));
}

TEST_F(DependencyCycle, IsSilentAboutAChainAndADiamond)
{
    task("roof", {{"depends_on", "[wall-a, wall-b]"}});
    task("wall-a", {{"depends_on", "[floor]"}});
    task("wall-b", {{"depends_on", "[floor]"}});
    task("floor", {{"status", "ready"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyCycle, IsSilentAboutTasksThatOnlyWaitForACircle)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task]"}});
    task("c-task", {{"depends_on", "[a-task]"}});

    ask();

    EXPECT_EQ(evidence(), Json({{"tasks", {"a-task", "b-task"}}}));
}

TEST_F(DependencyCycle, ClearsWhenOneDependencyIsDropped)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task]"}});
    ask();

    task("b-task", {{"depends_on", "[]"}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyCycle, KeepsItsSignalWhileAFileOfTheCircleIsTorn)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task]"}});
    ask();

    file(task_path("b-task"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("a-task", "error"));
    EXPECT_THAT(not_evaluated(), ElementsAre("a-task"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(DependencyCycle, IsNotEvaluatedWhileTheTasksAreOutOfSight)
{
    task("a-task", {{"depends_on", "[b-task]"}});
    task("b-task", {{"depends_on", "[a-task]"}});
    hide("tasks/workstreams/core/tasks");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

}   // namespace
}   // namespace tmdb
