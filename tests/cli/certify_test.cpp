#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

const std::string worktree_path = ".worktrees/fix-login";

class Certify : public EndToEnd {
protected:
    Certify()
    {
        task("fix-login", {{"status", "completed"}});
        file(".gitignore", ".env\nbuild/\n");
        file("source", "text\n");
        linked_worktree("fix-login");
    }

    Answer certify(std::vector<std::string> more = {})
    {
        more.insert(more.begin(), {"certify", worktree_path});
        return tm_db(more);
    }
    /// What would be lost, each as its kind and what it is.
    std::vector<std::string> losses()
    {
        const Answer answer = certify({"--json"});
        EXPECT_EQ(answer.status, 2) << answer.out;
        const auto report = answer.json();
        std::vector<std::string> found;
        for (const auto& loss : report.at("losses")) {
            found.push_back(loss.at("kind").get<std::string>() + " " +
                            loss.at("what").get<std::string>());
        }
        return found;
    }
    void in_worktree(const std::string& name, const std::string& text)
    {
        file(worktree_path + "/" + name, text);
    }
    std::string in_worktree_git(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"-C", worktree_path});
        return git().git(arguments);
    }
};

// --- yes ----------------------------------------------------------------------------------------

TEST_F(Certify, SaysYesToAFreshWorktree)
{
    const Answer answer = certify();

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, HasSubstr("yes: nothing would be lost"));
}

TEST_F(Certify, SaysYesToWorkThatHasLanded)
{
    work("fix-login");
    squash("fix-login");

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesToWorkThatWasPushed)
{
    git().git({"update-ref", "refs/remotes/origin/fix-login", work("fix-login")});

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesToWorkWhosePullRequestWasMerged)
{
    const std::string head = work("fix-login");
    pull_requests(
        {pull_request(7, "fix-login", head, {{"state", "MERGED"}, {"mergedAt", minutes_ago(30)}})});
    sync();

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesAfterATouchOfEverything)
{
    age(worktree_path + "/source", 1);

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesToADeletedFileThatGitHas)
{
    remove(worktree_path + "/source");

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesToAnIgnoredFileThatTheRootHasToo)
{
    file(".env", "SECRET=1\n");
    in_worktree(".env", "SECRET=1\n");

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, SaysYesToEmptyFolders)
{
    std::filesystem::create_directories(root() / worktree_path / "a/b");

    EXPECT_EQ(certify().status, 0);
}

// --- no -----------------------------------------------------------------------------------------

TEST_F(Certify, NamesCommitsThatWereNeverPushed)
{
    work("fix-login");

    EXPECT_THAT(losses(), ElementsAre("unpushed_commits 1 that neither main nor a remote has"));
}

TEST_F(Certify, NamesCommitsThatCameAfterTheLastPush)
{
    git().git({"update-ref", "refs/remotes/origin/fix-login", work("fix-login")});
    work("fix-login", "more");

    EXPECT_THAT(losses(), ElementsAre("unpushed_commits 1 that neither main nor a remote has"));
}

TEST_F(Certify, NamesACommitAfterTheSquash)
{
    work("fix-login");
    squash("fix-login");
    work("fix-login", "afterthought");

    EXPECT_EQ(certify().status, 2);
}

TEST_F(Certify, NamesDetachedCommits)
{
    in_worktree_git({"checkout", "--quiet", "--detach"});
    work("fix-login");

    EXPECT_THAT(losses(), ElementsAre("detached_commits 1 that no ref leads to"));
}

TEST_F(Certify, NamesACleanTreeInTheMiddleOfARebase)
{
    work("fix-login");
    git().git({"update-ref", "refs/remotes/origin/fix-login", "fix-login"});
    in_worktree_git({"-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "--quiet",
                     "--interactive", "HEAD~1"});

    EXPECT_THAT(losses(), ElementsAre("operation rebase-merge"));
}

TEST_F(Certify, NamesAModifiedFileWhateverItsTimes)
{
    in_worktree("source", "TEXT\n");   // as long as before

    EXPECT_THAT(losses(), ElementsAre("uncommitted source"));
}

TEST_F(Certify, NamesAStagedFileThatIsGoneFromTheDisk)
{
    in_worktree("new", "only here\n");
    in_worktree_git({"add", "new"});
    remove(worktree_path + "/new");

    EXPECT_THAT(losses(), ElementsAre("uncommitted new"));
}

TEST_F(Certify, NamesAFileThatGitIsToldToAssumeUnchanged)
{
    in_worktree_git({"update-index", "--assume-unchanged", "source"});
    in_worktree("source", "changed\n");

    EXPECT_THAT(losses(), ElementsAre("uncommitted source"));
}

TEST_F(Certify, NamesAFileThatIsNotTracked)
{
    in_worktree("notes.md", "what I found\n");
    in_worktree("deep/folder/notes.md", "what I found\n");

    EXPECT_THAT(losses(), ElementsAre("untracked deep/", "untracked notes.md"));
}

TEST_F(Certify, NamesAnIgnoredFileThatIsNowhereElse)
{
    in_worktree(".env", "SECRET=1\n");
    in_worktree("build/result", "made\n");

    EXPECT_THAT(losses(), ElementsAre("ignored .env", "ignored build/"));
}

TEST_F(Certify, NamesAnIgnoredFileThatTheRootHasOtherwise)
{
    file(".env", "SECRET=2\n");
    in_worktree(".env", "SECRET=1\n");

    EXPECT_THAT(losses(), ElementsAre("ignored .env"));
}

TEST_F(Certify, NamesAStash)
{
    in_worktree("source", "half a thought\n");
    in_worktree_git({"stash"});

    EXPECT_THAT(losses(), ElementsAre(HasSubstr("stash WIP on fix-login: ")));
}

TEST_F(Certify, IsSilentAboutTheStashOfAnother)
{
    file("source", "half a thought\n");
    git().git({"stash"});

    EXPECT_EQ(certify().status, 0);
}

TEST_F(Certify, NamesARepositoryInside)
{
    const GitRepository inside(root() / worktree_path / "vendor");

    EXPECT_THAT(losses(), ElementsAre("repository vendor/"));
}

TEST_F(Certify, NamesARepositoryInPlaceOfTheWorktree)
{
    remove(worktree_path + "/.git");
    const GitRepository instead(root() / worktree_path);

    EXPECT_THAT(losses(), ElementsAre("repository ./"));
}

TEST_F(Certify, NamesARepositoryThatPassesForAWorktree)
{
    git().git({"clone", "--quiet", ".", ".worktrees/clone"});

    const Answer answer = tm_db({"certify", ".worktrees/clone"});

    EXPECT_EQ(answer.status, 2);
    EXPECT_THAT(answer.out, HasSubstr("repository  ./"));
}

TEST_F(Certify, NamesALockOfAWorktreeWhoseFolderIsGone)   // E16
{
    git().git({"worktree", "lock", "--reason", "on a portable disk", worktree_path});
    remove(worktree_path);

    EXPECT_THAT(losses(), ElementsAre("locked on a portable disk"));
}

TEST_F(Certify, NamesAllThatIsInAFolderThatGitDoesNotKnow)
{
    file(".worktrees/stray/only/here", "text\n");

    const Answer answer = tm_db({"certify", ".worktrees/stray", "--json"});

    EXPECT_EQ(answer.status, 2);
    EXPECT_EQ(answer.json().at("losses").at(0),
              nlohmann::json({{"kind", "untracked"}, {"what", "only/"}}));
}

// --- nobody can tell ----------------------------------------------------------------------------

TEST_F(Certify, CannotTellWhileGitIsAtWork)
{
    file(".git/worktrees/fix-login/index.lock", "");

    const Answer answer = certify();

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("index.lock"));
}

TEST_F(Certify, CannotTellWithASplitIndex)
{
    in_worktree_git({"update-index", "--split-index"});

    EXPECT_EQ(certify().status, 3);
}

TEST_F(Certify, CannotTellWithoutGit)
{
    environment = {"PATH=" + outside("nothing here")};

    const Answer answer = certify();

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("cannot start 'git'"));
}

TEST_F(Certify, CannotTellWhatIsInASubmodule)
{
    GitRepository other(outside("other"));
    other.commit("first");
    in_worktree_git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                     outside("other"), "sub"});
    work("fix-login");
    squash("fix-login");

    EXPECT_EQ(certify().status, 3);
}

TEST_F(Certify, CannotTellWhatAnotherRepositoryKnowsOfAFolder)
{
    GitRepository other(outside("other"));
    other.commit("first");
    other.git({"worktree", "add", "--quiet", (root() / ".worktrees/of-other").string()});

    const Answer answer = tm_db({"certify", ".worktrees/of-other"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("its .git leads to "));
}

// --- the token ----------------------------------------------------------------------------------

TEST_F(Certify, StandsByItsTokenWhileNothingChanges)
{
    const std::string token = certify({"--json"}).json().at("token");

    EXPECT_EQ(certify({"--check", token}).status, 0);
}

TEST_F(Certify, TakesItsTokenBackAfterACommitThatLoses)
{
    const std::string token = certify({"--json"}).json().at("token");
    work("fix-login");

    EXPECT_EQ(certify({"--check", token}).status, 2);
}

TEST_F(Certify, TakesItsTokenBackWhenHeadMovesAndNothingIsLost)
{
    const std::string token = certify({"--json"}).json().at("token");
    git().git({"update-ref", "refs/remotes/origin/fix-login", work("fix-login")});

    const Answer answer = certify({"--check", token});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("has changed since"));
}

TEST_F(Certify, KnowsAWorktreeThatWasMadeAnewInTheSamePlace)
{
    const std::string token = certify({"--json"}).json().at("token");
    git().git({"worktree", "remove", worktree_path});
    git().git({"worktree", "add", "--quiet", "-b", "other", worktree_path});

    EXPECT_EQ(certify({"--check", token}).status, 3);
}

// --- what it is asked of ------------------------------------------------------------------------

TEST_F(Certify, WorksWithoutADatabaseAndFromInside)
{
    working_directory = worktree_path;

    EXPECT_EQ(tm_db({"certify", "."}).status, 0);
    EXPECT_FALSE(exists(".tasks/task_manager/tm.db"));
}

TEST_F(Certify, RefusesTheMainCheckout)
{
    const Answer answer = tm_db({"certify", "."});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("it is the main checkout"));
}

TEST_F(Certify, RefusesWhatIsNoWorktree)
{
    const Answer answer = tm_db({"certify", ".worktrees/never-was"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("there is no worktree"));
    EXPECT_THAT(answer.out, IsEmpty());
}

}   // namespace
}   // namespace tmdb
