#include "cli/usual_worktrees_fixture.hpp"

#include <gmock/gmock.h>

#include <ostream>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

/// What gives files other times than those of the work on them.
class TimesOfFiles : public UsualWorktrees {
protected:
    TimesOfFiles()
    {
        task("fix-login", {{"status", "ready"}, {"priority", "p1"}});
        register_tasks({"fix-login"});
    }

    void in_worktree(const Fields& fields) { file(copy_path("fix-login"), markdown(fields)); }
    /// As "touch" does with all files of the workspace.
    void touch_everything(int minutes_ago)
    {
        for (const auto& item : std::filesystem::recursive_directory_iterator(root())) {
            age(std::filesystem::relative(item.path(), root()), minutes_ago);
        }
    }
    void checkout(const std::string& branch) { git().git({"checkout", "--quiet", branch}); }
    void given_branch_with_another_status(const std::string& branch)
    {
        git().git({"checkout", "--quiet", "-b", branch});
        task("fix-login", {{"status", "completed"}, {"priority", "p0"}});
        commit("elsewhere");
        checkout("main");
    }
    std::string changes_that_arrived() const
    {
        return value("SELECT COUNT(*) FROM open_signal, json_each(evidence -> '$.changes')"
                     " WHERE code = 'post_pull_change'");
    }
};

// --- no difference ------------------------------------------------------------------------------

TEST_F(TimesOfFiles, OfATouchTellNothing)
{
    linked_worktree("fix-login");
    sync();
    touch_everything(3);
    age(copy_path("fix-login"), 1);

    reconcile();

    EXPECT_THAT(rows("SELECT * FROM open_signal"), IsEmpty());
}

TEST_F(TimesOfFiles, OfACloneInPlaceOfAWorktreeTellNothing)
{
    age(task_path("fix-login"), 90);
    git().git({"clone", "--quiet", ".", ".worktrees/fix-login"});

    reconcile();

    EXPECT_EQ(value("SELECT copy.mtime_ns > task.mtime_ns FROM task JOIN task_copy AS copy"), "1");
    EXPECT_THAT(open("metadata_drift"), IsEmpty());
}

/// The workspace is a clone, and everything in it is new.
class TimesOfAClone : public TimesOfFiles {
protected:
    TimesOfAClone()
    {
        const GitRepository origin(outside("origin"));
        write_file(origin.path() / task_path("fix-login"), read(task_path("fix-login")));
        origin.git({"add", "--all"});
        origin.commit("first");
        remove(".tasks");
        remove("tasks");
        origin.git({"clone", "--quiet", outside("origin"), root()});
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
    }
};

TEST_F(TimesOfAClone, TellNothing)
{
    reconcile();

    EXPECT_THAT(open("metadata_drift"), IsEmpty());
    EXPECT_THAT(open("post_pull_change"), IsEmpty());
}

TEST_F(TimesOfAClone, HideNoDifference)
{
    in_worktree({{"status", "in_progress"}, {"priority", "p1"}});

    reconcile();

    EXPECT_EQ(drift(), (Rows{{"fix-login", oid("fix-login"), "worktree_ahead"}}));
}

// --- another branch and back --------------------------------------------------------------------

TEST_F(TimesOfFiles, OfABranchSwitchAndBackTellNothing)
{
    linked_worktree("fix-login");
    sync();
    given_branch_with_another_status("other");

    reconcile();

    EXPECT_THAT(open("metadata_drift"), IsEmpty());
    EXPECT_THAT(open("post_pull_change"), IsEmpty());
    EXPECT_THAT(open("root_task_edited"), IsEmpty());
}

TEST_F(TimesOfFiles, OfASwitchBackThatWasSeenBringNothingNew)
{
    linked_worktree("fix-login");
    sync();
    given_branch_with_another_status("other");
    checkout("other");
    sync();
    checkout("main");

    reconcile();

    EXPECT_THAT(open("metadata_drift"), IsEmpty());
    EXPECT_EQ(changes_that_arrived(), "1");   // that of the switch to the other branch
}

TEST_F(TimesOfFiles, OfASwitchToAnOldCommitAndBackBringNothing)
{
    linked_worktree("fix-login");
    task("fix-login", {{"status", "ready"}, {"priority", "p0"}});
    commit("priority");
    sync();
    checkout("main~1");
    sync();
    checkout("main");

    reconcile();

    EXPECT_THAT(open("metadata_drift"), IsEmpty());
    EXPECT_THAT(open("post_pull_change"), IsEmpty());
}

TEST_F(TimesOfFiles, OfASwitchBackDoNotHideAPull)
{
    linked_worktree("fix-login");
    sync();
    checkout("main");
    git().git({"checkout", "--quiet", "-b", "other"});
    sync();
    checkout("main");
    task("fix-login", {{"status", "ready"}, {"priority", "p0"}});
    commit("priority");

    reconcile();

    EXPECT_EQ(changes_that_arrived(), "1");
}

// --- a difference -------------------------------------------------------------------------------

/// How old the worktree's copy is beside a root file of an hour.
struct AgeOfCopy {
    const char* name;
    int minutes;
};

void PrintTo(const AgeOfCopy& age, std::ostream* stream)
{
    *stream << age.name;
}

class DifferenceWhateverTheTimes : public TimesOfFiles,
                                   public ::testing::WithParamInterface<AgeOfCopy> {};

TEST_P(DifferenceWhateverTheTimes, IsFound)
{
    linked_worktree("fix-login");
    in_worktree({{"status", "in_progress"}, {"priority", "p1"}});
    age(task_path("fix-login"), 60);
    age(copy_path("fix-login"), GetParam().minutes);

    reconcile();

    EXPECT_EQ(drift(), (Rows{{"fix-login", oid("main"), "worktree_ahead"}}));
}

TEST_P(DifferenceWhateverTheTimes, OfTheRootAloneIsNotTheWorktrees)
{
    linked_worktree("fix-login");
    task("fix-login", {{"status", "blocked"}, {"priority", "p1"}});
    age(task_path("fix-login"), 60);
    age(copy_path("fix-login"), GetParam().minutes);

    reconcile();

    EXPECT_THAT(drift(), IsEmpty());
    EXPECT_THAT(open("root_task_edited"), ElementsAre("fix-login"));
}

INSTANTIATE_TEST_SUITE_P(TimesOfFiles, DifferenceWhateverTheTimes,
                         ::testing::Values(AgeOfCopy{"Older", 500}, AgeOfCopy{"Equal", 60},
                                           AgeOfCopy{"Younger", 5}),
                         [](const auto& test) { return test.param.name; });

}   // namespace
}   // namespace tmdb
