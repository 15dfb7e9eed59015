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

// --- three ways ---------------------------------------------------------------------------------

/// A registered task in a repository, with a real worktree that left main at its first commit.
class ThreeWayDrift : public MetadataDrift {
protected:
    ThreeWayDrift()
    {
        task("fix-login", {{"status", "ready"}, {"priority", "p1"}});
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
    }

    void edit_root(const Fields& fields) { task("fix-login", fields); }
    void edit_copy(const Fields& fields) { file(copy_path("fix-login"), markdown(fields)); }
    std::string label(const std::string& field) const
    {
        return evidence().at("fields").at(field).at("label");
    }
};

TEST_F(ThreeWayDrift, SpeaksOfTheWorktreesChangeWhateverTheTimes)
{
    edit_copy({{"status", "in_progress"}, {"priority", "p1"}});
    age(copy_path("fix-login"), 500);
    age(task_path("fix-login"), 1);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("fields"), Json({{"status",
                                              {{"label", "worktree_ahead"},
                                               {"base", "ready"},
                                               {"root", "ready"},
                                               {"worktree", "in_progress"}}}}));
    EXPECT_EQ(evidence().at("base"), oid("fix-login"));
}

TEST_F(ThreeWayDrift, SpeaksOfAChangeThatIsCommittedInTheWorktree)
{
    edit_copy({{"status", "completed"}, {"priority", "p1"}});
    work("fix-login");

    ask();

    EXPECT_EQ(label("status"), "worktree_ahead");
}

TEST_F(ThreeWayDrift, SpeaksWhenBothHaveChangedAField)
{
    edit_root({{"status", "in_progress"}, {"priority", "p1"}});
    edit_copy({{"status", "completed"}, {"priority", "p1"}});

    ask();

    EXPECT_EQ(label("status"), "both_changed");
}

TEST_F(ThreeWayDrift, SpeaksOfAFieldThatTheWorktreeHasDropped)
{
    edit_copy({{"status", "ready"}});

    ask();

    EXPECT_EQ(evidence().at("fields").at("priority").at("worktree"), nullptr);
}

TEST_F(ThreeWayDrift, IsSilentWhenOnlyTheRootFileHasChanged)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});
    age(copy_path("fix-login"), 1);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(ThreeWayDrift, IsSilentWhenBothHaveMadeTheSameChange)
{
    edit_root({{"status", "completed"}, {"priority", "p1"}});
    edit_copy({{"priority", "p1"}, {"status", "completed"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(ThreeWayDrift, IsSilentAfterABranchSwitchAndBackInTheRoot)
{
    git().git({"checkout", "--quiet", "-b", "other"});
    edit_root({{"status", "completed"}});
    commit("elsewhere");
    git().git({"checkout", "--quiet", "main"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(ThreeWayDrift, FindsTheDifferenceAfterABranchSwitchAndBack)
{
    edit_copy({{"status", "in_progress"}, {"priority", "p1"}});
    git().git({"checkout", "--quiet", "-b", "other"});
    edit_root({{"status", "completed"}});
    commit("elsewhere");
    git().git({"checkout", "--quiet", "main"});

    ask();

    EXPECT_EQ(label("status"), "worktree_ahead");
}

TEST_F(ThreeWayDrift, TakesTheNewerFileWhereTheFileIsNotInTheBase)
{
    task("new-task", {{"status", "ready"}});
    age(task_path("new-task"), 90);
    file(".worktrees/fix-login/" + task_path("new-task"), markdown({{"status", "completed"}}));
    registers("dave", {{"new-task", entry("new-task", ".worktrees/fix-login")}});

    ask();

    EXPECT_EQ(signals(), about("new-task", "warning"));
    EXPECT_EQ(label("status"), "differs");
}

TEST_F(ThreeWayDrift, TakesTheNewerFileWhereTheBaseCannotBeParsed)
{
    file(task_path("fix-login"), torn_front_matter);
    commit("broken");
    git().git({"-C", ".worktrees/fix-login", "merge", "--quiet", "main"});
    edit_root({{"status", "ready"}});
    age(task_path("fix-login"), 90);
    edit_copy({{"status", "completed"}});

    ask();

    EXPECT_EQ(label("status"), "differs");
}

TEST_F(ThreeWayDrift, ClearsWhenTheRootFileTakesTheFieldsOver)
{
    edit_copy({{"status", "in_progress"}, {"priority", "p1"}});
    ask();
    edit_root({{"status", "in_progress"}, {"priority", "p1"}});

    ask();

    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

}   // namespace
}   // namespace tmdb
