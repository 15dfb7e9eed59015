#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DependencyMissing : public PassTest {
protected:
    DependencyMissing() : PassTest("dependency_missing") {}
};

TEST_F(DependencyMissing, SpeaksOfADependencyThatIsNoTask)
{
    task("fix-login", {{"depends_on", "[known, lost, never-was]"}});
    task("known", {{"status", "ready"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence(),
              Json({{"task", task_path("fix-login")}, {"missing", {"lost", "never-was"}}}));
    EXPECT_EQ(detail(), "it depends on lost, never-was, which is no task");
}

TEST_F(DependencyMissing, IsSilentAboutSlugsAndIdsInAnyWorkstream)
{
    task("fix-login", {{"depends_on", "[T-1, other-stream]"}});
    task("first", {{"id", "T-1"}});
    file("tasks/workstreams/web/tasks/other-stream.md", markdown({{"status", "ready"}}));

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyMissing, IsSilentAboutFinishedDependencies)
{
    task("fix-login", {{"depends_on", "[done-one, dropped-one]"}});
    task("done-one", {{"status", "completed"}});
    task("dropped-one", {{"status", "cancelled"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyMissing, IsSilentWhereNoDependencyIsWritten)
{
    task("empty-list", {{"depends_on", "[]"}});
    task("null-list", {{"depends_on", "null"}});
    task("empty-text", {{"depends_on", "''"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyMissing, ClearsWhenTheTaskIsWritten)
{
    task("fix-login", {{"depends_on", "[lost]"}});
    ask();

    task("lost", {{"status", "ready"}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DependencyMissing, KeepsItsSignalWhileItsFileIsTorn)
{
    task("fix-login", {{"depends_on", "[lost]"}});
    ask();

    file(task_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(DependencyMissing, IsSilentAboutADependencyWhoseFileIsTorn)
{
    task("fix-login", {{"depends_on", "[torn-one]"}});
    file(task_path("torn-one"), torn_front_matter);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DependencyMissing, IsNotEvaluatedWhileThatTaskFileLeadsNowhere)
{
    task("fix-login", {{"depends_on", "[linked-one]"}});
    link_in_a_circle(task_path("linked-one"));

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ::testing::Contains("fix-login"));
}

TEST_F(DependencyMissing, IsNotEvaluatedWhileAFolderOfTasksIsOutOfSight)
{
    task("fix-login", {{"depends_on", "[other-stream]"}});
    file("tasks/workstreams/web/tasks/other-stream.md", markdown({{"status", "ready"}}));
    hide("tasks/workstreams/web/tasks");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(DependencyMissing, SpeaksThoughAnotherLedgersFileOfThatNameIsTorn)
{
    task("fix-login", {{"depends_on", "[lost]"}});
    file(dispatch_path("lost"), torn_json);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

}   // namespace
}   // namespace tmdb
