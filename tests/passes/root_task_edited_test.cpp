#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class RootTaskEdited : public PassTest {
protected:
    RootTaskEdited() : PassTest("root_task_edited")
    {
        task("fix-login", {{"status", "in_progress"}, {"priority", "p1"}});
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
    }

    void edit_root(const Fields& fields) { task("fix-login", fields); }
    void edit_copy(const Fields& fields) { file(copy_path("fix-login"), markdown(fields)); }
};

TEST_F(RootTaskEdited, SpeaksOfAnEditThatTheWorktreeDoesNotHave)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "the root file has changed priority, the worktree does not know");
    EXPECT_EQ(
        evidence(),
        Json(
            {{"root", task_path("fix-login")},
             {"worktree", copy_path("fix-login")},
             {"base", oid("fix-login")},
             {"fields",
              {{"priority",
                {{"label", "root_ahead"}, {"base", "p1"}, {"root", "p0"}, {"worktree", "p1"}}}}}}));
}

TEST_F(RootTaskEdited, SpeaksOfACommittedEditToo)
{
    edit_root({{"status", "in_progress"}});
    commit("Drop the priority");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(evidence().at("fields").at("priority").at("root"), nullptr);
}

TEST_F(RootTaskEdited, SpeaksWhenBothHaveChangedAField)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});
    edit_copy({{"status", "in_progress"}, {"priority", "p2"}});

    ask();

    EXPECT_EQ(evidence().at("fields").at("priority").at("label"), "both_changed");
}

TEST_F(RootTaskEdited, IsSilentWhenOnlyTheWorktreeHasChanged)
{
    edit_copy({{"status", "completed"}, {"priority", "p1"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(RootTaskEdited, IsSilentWhenBothHaveMadeTheSameChange)
{
    edit_root({{"status", "completed"}, {"priority", "p1"}});
    edit_copy({{"priority", "p1"}, {"status", "completed"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(RootTaskEdited, IsSilentAfterTheWorktreeHasTakenMainIn)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});
    commit("Raise the priority");
    git().git({"-C", ".worktrees/fix-login", "merge", "--quiet", "main"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(RootTaskEdited, IsSilentAboutATouch)
{
    age(task_path("fix-login"), 1);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(RootTaskEdited, IsSilentAboutATaskThatIsNotRegistered)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});
    registers("dave", Json::object());

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(RootTaskEdited, KeepsItsSignalWhileTheCopyIsTorn)
{
    edit_root({{"status", "in_progress"}, {"priority", "p0"}});
    ask();
    file(copy_path("fix-login"), torn_front_matter);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

class RootTaskEditedWithoutGit : public PassTest {
protected:
    RootTaskEditedWithoutGit() : PassTest("root_task_edited") {}
};

TEST_F(RootTaskEditedWithoutGit, IsNotEvaluated)
{
    task("fix-login", {{"status", "in_progress"}});

    ask();

    EXPECT_THAT(not_evaluated(), ElementsAre("all"));
    EXPECT_EQ(why_not(), "there is no git repository");
}

}   // namespace
}   // namespace tmdb
