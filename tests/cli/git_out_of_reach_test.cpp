#include "cli/usual_worktrees_fixture.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace tmdb {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class GitOutOfReach : public UsualWorktrees {
protected:
    /// A script that tm-db finds in place of git, and that may go on as git.
    void given_git_program(const std::string& script)
    {
        const std::filesystem::path path = outside("bin/git");
        write_file(path, "#!/bin/sh\nPATH=${PATH#*:}\n" + script);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        environment = {"PATH=" + outside("bin") + ":" + std::getenv("PATH")};
    }
    std::string trouble() const { return value("SELECT message FROM problem WHERE kind = 'git'"); }
};

// --- no git at all ------------------------------------------------------------------------------

TEST_F(GitOutOfReach, WhereThereIsNoRepository)
{
    task("fix-login", {{"status", "ready"}});
    age(task_path("fix-login"), 90);
    worktree("fix-login", Fields{{"status", "in_progress"}});
    register_tasks({"fix-login"});

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(drift(), (Rows{{"fix-login", "NULL", "differs"}}));
    EXPECT_THAT(not_evaluated(answer, "post_pull_change"),
                ElementsAre(ElementsAre("all", "there is no git repository")));
    EXPECT_THAT(not_evaluated(answer, "metadata_drift"), IsEmpty());
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(GitOutOfReach, WhereThereIsNeitherRepositoryNorProgram)
{
    task("fix-login", {});
    environment = {"PATH=" + outside("nothing here")};

    sync();

    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

// --- no program (G03) ---------------------------------------------------------------------------

TEST_F(GitOutOfReach, WithoutTheProgramFromTheBeginning)
{
    given_usual_worktrees();
    environment = {"PATH=" + outside("nothing here")};

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(facts(),
              (Rows{no_facts("add-index", "NULL", "NULL"), no_facts("fix-login", "NULL", "NULL")}));
    EXPECT_EQ(value("SELECT group_concat(DISTINCT stale) FROM worktree"), "1");
    EXPECT_THAT(trouble(), HasSubstr("cannot start 'git'"));
    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("cannot start 'git'"))));
}

TEST_F(GitOutOfReach, WithoutTheProgramLaterOn)   // signals stay as they are, facts go stale
{
    given_usual_worktrees();
    reconcile();
    const std::string signals = "SELECT code, subject, detail FROM open_signal"
                                " WHERE code <> 'unreadable_source'";
    const Rows before = rows(signals);
    squash("fix-login");
    environment = {"PATH=" + outside("nothing here")};

    reconcile();

    EXPECT_EQ(rows(signals), before);
    EXPECT_THAT(open("unreadable_source"), ElementsAre(".git"));
    EXPECT_EQ(facts(), usual_facts());   // as they were
    EXPECT_EQ(value("SELECT group_concat(DISTINCT stale) FROM worktree"), "1");
}

TEST_F(GitOutOfReach, IsAskedAgainWhenItIsBack)
{
    given_usual_worktrees();
    environment = {"PATH=" + outside("nothing here")};
    sync();
    environment = {};

    sync();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(value("SELECT group_concat(DISTINCT stale) FROM worktree"), "0");
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(GitOutOfReach, WhenTheProgramMayNotBeRun)
{
    given_usual_worktrees();
    given_git_program("exit 0\n");
    std::filesystem::permissions(outside("bin/git"), std::filesystem::perms::owner_read);
    environment = {"PATH=" + outside("bin")};

    sync();

    EXPECT_THAT(trouble(), HasSubstr("cannot start 'git'"));
}

// --- it does not answer -------------------------------------------------------------------------

// G08: one time limit a run, however much there is to ask.
TEST_F(GitOutOfReach, WhenItHangs)
{
    given_usual_worktrees();
    given_git_program("echo asked >> " + outside("log") + "\nexec tail -f /dev/null\n");

    sync();

    EXPECT_THAT(trouble(), HasSubstr("timed out after 10 s"));
    EXPECT_EQ(facts(),
              (Rows{no_facts("add-index", "NULL", "NULL"), no_facts("fix-login", "NULL", "NULL")}));
    EXPECT_EQ(read("../log"), "asked\n");
    environment = {};   // as far as reconcile is concerned git may be back: it judges by the mirror
    EXPECT_THAT(not_evaluated(tm_db({"reconcile", "--json"}), "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("timed out after 10 s"))));
}

TEST_F(GitOutOfReach, WhenItFailsAtTheFirstQuestionAboutCommits)   // then no other is asked
{
    given_usual_worktrees();
    given_git_program("for word; do case $word in rev-list | cat-file | diff-tree)\n"
                      "echo $word >> " +
                      outside("log") +
                      "; echo no disk >&2; exit 1;; esac; done\n"
                      "exec git \"$@\"\n");

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(read("../log"), "cat-file\n");
    EXPECT_THAT(trouble(), HasSubstr("no disk"));
    EXPECT_THAT(rows("SELECT landed FROM worktree"), Each(ElementsAre("unknown")));
    EXPECT_THAT(not_evaluated(answer, "completion_unreconciled"),
                ElementsAre(ElementsAre("all", HasSubstr("no disk"))));
}

TEST_F(GitOutOfReach, WhenItFailsAtTheFirstQuestionOfACertificate)
{
    given_usual_worktrees();
    file(".worktrees/add-index/new", "text\n");
    given_git_program("echo asked >> " + outside("log") + "; exit 1\n");

    const Answer answer = tm_db({"certify", ".worktrees/add-index"});

    EXPECT_EQ(read("../log"), "asked\n");
    EXPECT_THAT(answer.out, HasSubstr("untracked  new"));
    EXPECT_THAT(answer.out, HasSubstr("git cannot list the worktrees"));
}

TEST_F(GitOutOfReach, WhenItFailsAtTheFirstQuestionAboutWhatWouldBeLost)
{
    given_usual_worktrees();
    task("add-index", {{"status", "completed"}});
    file(".worktrees/add-index/new", "text\n");
    sync();
    given_git_program("echo asked >> " + outside("log") + "; exit 1\n");

    tm_db({"reconcile"});

    EXPECT_EQ(read("../log"), "asked\n");
    EXPECT_EQ(evidence("completed_worktree_unreconciled").at("unknown"),
              nlohmann::json({"what is staged: git ended with status 1"}));
}

TEST_F(GitOutOfReach, DoesNotLoseWhatCameMeanwhile)   // a failed look is not an absence
{
    given_usual_worktrees();
    sync();
    task("fix-login", {{"status", "ready"}, {"priority", "p0"}});
    commit("priority");
    given_git_program("case \"$*\" in *rev-list*) exit 1;; esac\nexec git \"$@\"\n");
    sync();
    environment = {};

    reconcile();

    EXPECT_THAT(open("post_pull_change"), ElementsAre("fix-login"));
}

// --- led astray (G07) ---------------------------------------------------------------------------

/// Another repository, which every variable that git knows speaks of.
class LedAstray : public GitOutOfReach {
protected:
    LedAstray()
    {
        given_usual_worktrees();
        const GitRepository other(outside("other"));
        other.commit("first");
        other.git({"branch", "fix-login"});
        other.git({"branch", "add-index"});
        const std::string folder = outside("other/.git");
        environment = {"GIT_DIR=" + folder,
                       "GIT_COMMON_DIR=" + folder,
                       "GIT_WORK_TREE=" + outside("other"),
                       "GIT_INDEX_FILE=" + folder + "/index",
                       "GIT_OBJECT_DIRECTORY=" + folder + "/objects",
                       "GIT_ALTERNATE_OBJECT_DIRECTORIES=" + folder + "/objects",
                       "GIT_SHALLOW_FILE=" + folder + "/HEAD",
                       "GIT_GRAFT_FILE=" + folder + "/HEAD",
                       "GIT_NAMESPACE=other",
                       "GIT_CEILING_DIRECTORIES=" + root().string(),
                       "GIT_CONFIG_COUNT=1",
                       "GIT_CONFIG_KEY_0=core.bare",
                       "GIT_CONFIG_VALUE_0=true"};
    }
};

TEST_F(LedAstray, TellsTheFactsOfItsOwnRepository)
{
    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(LedAstray, CertifiesByItsOwnRepository)
{
    EXPECT_EQ(tm_db({"certify", ".worktrees/add-index"}).status, 0);
    EXPECT_EQ(tm_db({"certify", ".worktrees/fix-login"}).status, 2);
}

}   // namespace
}   // namespace tmdb
