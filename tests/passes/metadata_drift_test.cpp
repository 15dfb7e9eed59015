#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class MetadataDrift : public PassTest {
protected:
    MetadataDrift() : PassTest("metadata_drift") {}
};

// The origin's tests, by name.
class DetectMetadataDrift : public MetadataDrift {};

TEST_F(DetectMetadataDrift, FlagsWorktreeNewerThanRoot)
{
    task("fix-login", {{"status", "ready"}, {"owner", "dave"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}, {"owner", "dave"}, {"pr_number", "7"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(
        evidence(),
        Json({{"root", task_path("fix-login")},
              {"worktree", copy_path("fix-login")},
              {"root_mtime", minutes_ago(90)},
              {"worktree_mtime", minutes_ago(60)},
              {"base", nullptr},
              {"fields",
               {{"pr_number",
                 {{"label", "differs"}, {"base", nullptr}, {"root", nullptr}, {"worktree", "7"}}},
                {"status",
                 {{"label", "differs"},
                  {"base", nullptr},
                  {"root", "ready"},
                  {"worktree", "in_progress"}}}}}}));
    EXPECT_EQ(detail(), "the worktree differs in pr_number, status");
}

TEST_F(DetectMetadataDrift, NoSignalWhenRootIsCurrent)
{
    task("fix-login", {{"status", "in_progress"}});
    age(task_path("fix-login"), 30);
    worktree("fix-login", Fields{{"status", "ready"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, IsSilentRightAfterAWorktreeIsAdded)   // its copy is always newer
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});

    ask();

    EXPECT_EQ(value("SELECT copy.mtime_ns > task.mtime_ns FROM task JOIN task_copy AS copy"), "1");
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, IsSilentAfterATouchOfEverything)
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    age(task_path("fix-login"), 2);
    age(copy_path("fix-login"), 1);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, SpeaksOfALinkedWorktreeWhoseAgentHasBegun)
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");
    register_tasks({"fix-login"});
    file(copy_path("fix-login"), markdown({{"status", "in_progress"}}));
    age(copy_path("fix-login"), 1);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(MetadataDrift, IsSilentAboutLayoutAndTheOrderOfKeys)
{
    file(task_path("fix-login"), "---\nstatus: ready\ntags: [a, b]\n---\n");
    age(task_path("fix-login"), 90);
    worktree("fix-login");
    file(copy_path("fix-login"),
         "---\r\n# rewritten\r\ntags:\r\n  - a\r\n  - b\r\nstatus: \"ready\"\r\n---\r\n");
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, HoldsNullEmptyAndMissingForOneValue)
{
    task("fix-login", {{"status", "ready"}, {"owner", "null"}, {"tags", "[]"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "ready"}, {"pr_url", "''"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, IsSilentAboutTheBody)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login");
    file(copy_path("fix-login"), "---\nstatus: ready\n---\nA plan, and what came of it.\n");
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, IsSilentAboutATaskThatNobodyRegistered)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, LooksAtTheWorktreeThatTheEntryNames)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    worktree("agent-7");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/agent-7")}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(MetadataDrift, AsksForTheTimesAloneWhereItIsToldTo)
{
    configure("[passes]\ndrift = \"mtime\"\n");
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "ready"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "the worktree file is newer");
}

TEST_F(MetadataDrift, ClearsWhenTheRootCatchesUp)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    task("fix-login", {{"status", "in_progress"}});
    age(task_path("fix-login"), 70);   // by a copy that keeps times
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(MetadataDrift, KeepsItsSignalWhileTheCopyIsTorn)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    file(copy_path("fix-login"), torn_front_matter);
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

TEST_F(MetadataDrift, OpensNothingWhileTheRootFileIsTorn)
{
    file(task_path("fix-login"), torn_front_matter);
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(MetadataDrift, KeepsItsSignalWhileTheWorktreesAreOutOfSight)   // E08
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});
    ask();

    hide(".worktrees");
    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
}

TEST_F(MetadataDrift, OpensNothingWhileTheRegisterIsTorn)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login");
    register_tasks_and_tear({"fix-login"});
    worktree("fix-login", Fields{{"status", "in_progress"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
