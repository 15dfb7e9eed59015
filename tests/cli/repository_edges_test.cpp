#include "cli/usual_worktrees_fixture.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

// --- shallow ------------------------------------------------------------------------------------

/// The workspace is a clone of the last commit alone. Before it, a branch left main.
class ShallowClone : public UsualWorktrees {
protected:
    ShallowClone()
    {
        write_file(origin.path() / task_path("old-task"), markdown({{"status", "ready"}}));
        origin.git({"add", "--all"});
        origin.commit("first");
        origin.git({"branch", "old-task"});
        origin.commit("second");
        remove(".tasks");
        origin.git({"clone", "--quiet", "--depth=1", "file://" + outside("origin"), root()});
    }

    /// A worktree on a branch of which only the last commit was fetched; main has that commit.
    void given_old_worktree()
    {
        register_tasks({"old-task"});
        git().git({"fetch", "--quiet", "--depth=1", "origin", "old-task:old-task"});
        git().git({"worktree", "add", "--quiet", ".worktrees/old-task", "old-task"});
    }

    const GitRepository origin{outside("origin")};
};

TEST_F(ShallowClone, HasTheFactsOfWhatHappenedSince)   // G10
{
    given_usual_worktrees();

    reconcile();

    EXPECT_EQ(git().git({"rev-parse", "--is-shallow-repository"}), "true");
    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(ShallowClone, DoesNotKnowWhatLiesBeforeTheCut)   // main has it, but nobody can tell
{
    given_old_worktree();

    sync();

    EXPECT_EQ(facts(), (Rows{no_facts("old-task", oid("old-task"),
                                      "the clone is shallow: where its branch left main is cut "
                                      "off")}));
    EXPECT_EQ(value("SELECT merge_base FROM worktree WHERE slug = 'old-task'"), "NULL");
}

TEST_F(ShallowClone, JudgesNothingByWhatIsCutOff)
{
    given_old_worktree();
    task("old-task", {{"status", "in_progress"}});   // the root is ahead, by an older file
    age(task_path("old-task"), 500);

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(open("metadata_drift"), IsEmpty());
    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("old-task", HasSubstr("the clone is shallow"))));
    EXPECT_THAT(not_evaluated(answer, "completion_unreconciled"),
                ElementsAre(ElementsAre("old-task", HasSubstr("the clone is shallow"))));
}

TEST_F(ShallowClone, CannotCertifyWhatIsCutOff)
{
    given_old_worktree();

    const Answer answer = tm_db({"certify", ".worktrees/old-task"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("the clone is shallow"));
}

TEST_F(ShallowClone, KnowsAllOnceItIsShallowNoMore)
{
    given_old_worktree();
    sync();
    git().git({"fetch", "--quiet", "--unshallow"});

    sync();

    EXPECT_EQ(rows("SELECT merge_base, ahead, landed FROM worktree WHERE slug = 'old-task'"),
              (Rows{{oid("old-task"), "0", "no"}}));
}

// --- no commit yet ------------------------------------------------------------------------------

class UnbornHead : public UsualWorktrees {
protected:
    const GitRepository repository{root()};
};

TEST_F(UnbornHead, IsNoTroubleWithNothingElse)   // G10
{
    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
    EXPECT_THAT(rows("SELECT * FROM open_signal"), IsEmpty());
}

TEST_F(UnbornHead, LeavesTheNewerFileToSpeak)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});

    reconcile();

    EXPECT_EQ(drift(), (Rows{{"fix-login", "NULL", "differs"}}));
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(UnbornHead, IsNothingThatThePullAfterItBrings)
{
    task("fix-login", {{"status", "ready"}});
    register_tasks({"fix-login"});
    sync();
    commit("the first");

    reconcile();

    EXPECT_THAT(open("post_pull_change"), IsEmpty());
    EXPECT_EQ(value("SELECT head_oid FROM run WHERE kind = 'sync' ORDER BY id DESC LIMIT 1"),
              oid("HEAD"));
}

TEST_F(UnbornHead, OfTheRootLeavesItsWorktreesUnknown)
{
    given_usual_worktrees();
    git().git({"checkout", "--quiet", "--orphan", "fresh"});

    const Answer answer = reconcile({"--json"});

    const std::string why = "the root checkout's HEAD names no commit";
    EXPECT_EQ(facts(), (Rows{no_facts("add-index", oid("add-index"), why),
                             no_facts("fix-login", oid("fix-login"), why)}));
    EXPECT_THAT(not_evaluated(answer, "completion_unreconciled"),
                ElementsAre(ElementsAre("add-index", HasSubstr(why)),
                            ElementsAre("fix-login", HasSubstr(why))));
}

TEST_F(UnbornHead, OfAWorktreeHasNoCommits)
{
    given_usual_worktrees();
    git().git({"-C", ".worktrees/fix-login", "checkout", "--quiet", "--orphan", "fresh"});

    sync();

    EXPECT_EQ(facts("fix-login"), (Rows{{"fix-login", "NULL", "0", "0", "no", "no", "NULL"}}));
    EXPECT_EQ(facts("add-index").at(0), usual_facts().at(0));
}

// --- bare ---------------------------------------------------------------------------------------

/// A bare repository with linked worktrees only, of which one is main's.
class BareRepository : public UsualWorktrees {
protected:
    /// `folder` is where it lies.
    void given_bare(const std::string& folder)
    {
        write_file(origin.path() / task_path("fix-login"), markdown({{"status", "ready"}}));
        origin.git({"add", "--all"});
        origin.commit("Plan the work");
        origin.git({"clone", "--quiet", "--bare", outside("origin"), root() / folder});
        in(".", {"worktree", "add", "--quiet", ".worktrees/main", "main"});
        in(".", {"worktree", "add", "--quiet", "-b", "fix-login", ".worktrees/fix-login"});
        file(copy_path("fix-login"), markdown({{"status", "in_progress"}}));
        in(".worktrees/fix-login", {"add", "--renormalize", "."});
        in(".worktrees/fix-login", {"commit", "--quiet", "--message", "begin"});
        register_tasks({"fix-login"});
    }
    std::string in(const std::string& folder, std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"-C", root() / folder});
        return origin.git(arguments);
    }
    void land()
    {
        in(".worktrees/main", {"merge", "--quiet", "--squash", "fix-login"});
        in(".worktrees/main", {"commit", "--quiet", "--message", "squash"});
    }
    Rows fact(const std::string& landed)
    {
        return {
            {"fix-login", in(".", {"rev-parse", "fix-login"}), "1", "1", "yes", landed, "NULL"}};
    }

    const GitRepository origin{outside("origin")};
};

TEST_F(BareRepository, InPlaceOfTheGitFolder)   // G10
{
    given_bare(".git");
    sync();
    EXPECT_EQ(facts("fix-login"), fact("no"));
    land();

    sync();

    EXPECT_EQ(facts("fix-login"), fact("yes"));
}

TEST_F(BareRepository, ThatAGitFileNames)
{
    file(".git", "gitdir: ./.bare\n");
    given_bare(".bare");
    sync();
    EXPECT_EQ(facts("fix-login"), fact("no"));
    land();

    sync();

    EXPECT_EQ(facts("fix-login"), fact("yes"));
}

TEST_F(BareRepository, HasDriftBetweenItsRootFilesAndTheWorktrees)
{
    given_bare(".git");
    task("fix-login", {{"status", "ready"}});
    age(copy_path("fix-login"), 500);

    reconcile();

    EXPECT_EQ(drift(), (Rows{{"fix-login", in(".", {"rev-parse", "main"}), "worktree_ahead"}}));
}

TEST_F(BareRepository, IsFoundFromInsideAWorktree)
{
    given_bare(".git");
    working_directory = ".worktrees/fix-login";

    sync();

    EXPECT_EQ(facts("fix-login"), fact("no"));
}

// Main is what the root stands on, and not what the bare repository's HEAD names.
TEST_F(BareRepository, OfWhichTheRootIsAWorktreeItself)
{
    origin.commit("Plan the work");
    origin.git({"clone", "--quiet", "--bare", outside("origin"), outside("bare")});
    remove(".tasks");
    in("../bare", {"worktree", "add", "--quiet", "-b", "develop", root()});
    in(".", {"worktree", "add", "--quiet", "-b", "fix-login", ".worktrees/fix-login"});
    in(".worktrees/fix-login", {"commit", "--quiet", "--allow-empty", "--message", "begin"});
    in(".", {"merge", "--quiet", "--no-ff", "--no-edit", "fix-login"});
    file(".tasks/task_manager/tm-db.toml", "");

    sync();

    EXPECT_EQ(rows("SELECT ahead, merge_base FROM worktree WHERE slug = 'fix-login'"),
              (Rows{{"0", in(".", {"rev-parse", "fix-login"})}}));
}

TEST_F(BareRepository, WithoutACommitHasNoWorktrees)
{
    origin.git({"init", "--quiet", "--bare", root() / ".git"});
    task("fix-login", {{"status", "ready"}});

    EXPECT_EQ(reconcile().status, 0);
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

}   // namespace
}   // namespace tmdb
