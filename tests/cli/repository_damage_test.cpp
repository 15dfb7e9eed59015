#include "cli/usual_worktrees_fixture.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// Something in .git is broken. What rests on it is unknown, and nothing else.
class RepositoryDamage : public UsualWorktrees {
protected:
    RepositoryDamage() { given_usual_worktrees(); }

    static std::string object_path(const std::string& oid)
    {
        return ".git/objects/" + oid.substr(0, 2) + "/" + oid.substr(2);
    }
    void expect_add_index_alone_to_be_known(const std::string& head, const std::string& why)
    {
        EXPECT_EQ(facts("add-index").at(0),
                  (std::vector<std::string>{"add-index", oid("add-index"), "1", "1", "yes", "yes",
                                            "NULL"}));
        EXPECT_EQ(facts("fix-login").at(0), no_facts("fix-login", head, why));
    }
};

// --- refs ---------------------------------------------------------------------------------------

const std::string unreadable_head = "git cannot tell what its HEAD is";

TEST_F(RepositoryDamage, OfABranchThatIsCutShort)   // G10
{
    file(".git/refs/heads/fix-login", "1234\n");

    reconcile();

    expect_add_index_alone_to_be_known("NULL", unreadable_head);
}

TEST_F(RepositoryDamage, OfABranchThatIsEmpty)
{
    file(".git/refs/heads/fix-login", "");

    reconcile();

    expect_add_index_alone_to_be_known("NULL", unreadable_head);
}

TEST_F(RepositoryDamage, OfTheHeadOfAWorktree)
{
    file(".git/worktrees/fix-login/HEAD", "1234\n");

    reconcile();

    expect_add_index_alone_to_be_known("NULL", unreadable_head);
}

TEST_F(RepositoryDamage, OfABranchLeavesItsPassesNotEvaluated)
{
    file(".git/refs/heads/fix-login", "");
    task("fix-login", {{"status", "blocked"}});
    age(task_path("fix-login"), 900);   // the copy is newer: that must not decide

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(drift(), IsEmpty());
    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("fix-login", HasSubstr(unreadable_head))));
    EXPECT_THAT(not_evaluated(answer, "completion_unreconciled"),
                ElementsAre(ElementsAre("fix-login", HasSubstr(unreadable_head))));
    EXPECT_THAT(open("completion_unreconciled"), ElementsAre("add-index"));
}

TEST_F(RepositoryDamage, OfABranchLeavesTheTimesToTellWhereTheyAreAsked)
{
    file(".git/refs/heads/fix-login", "");
    file(".tasks/task_manager/tm-db.toml", "[passes]\ndrift = \"mtime\"\n");
    age(task_path("fix-login"), 900);

    reconcile();

    EXPECT_THAT(open("metadata_drift"), Contains("fix-login"));
}

TEST_F(RepositoryDamage, OfABranchIsNoLeaveToRemoveItsWorktree)
{
    file(".git/refs/heads/fix-login", "");

    const Answer answer = tm_db({"certify", ".worktrees/fix-login"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr(unreadable_head));
}

TEST_F(RepositoryDamage, OfMain)
{
    file(".git/refs/heads/main", "1234\n");

    reconcile();

    const std::string why = "the root checkout's HEAD names no commit";
    EXPECT_EQ(facts(), (Rows{no_facts("add-index", oid("add-index"), why),
                             no_facts("fix-login", oid("fix-login"), why)}));
}

TEST_F(RepositoryDamage, OfTheHeadOfTheRootIsNoRepositoryToGit)
{
    file(".git/HEAD", "");

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("not a git repository"))));
    EXPECT_THAT(rows("SELECT landed FROM worktree"), Each(ElementsAre("unknown")));
}

TEST_F(RepositoryDamage, OfTheLinkToTheRepositoryKeepsEntriesWhoseWorktreeIsGone)   // law 2
{
    std::filesystem::rename(root() / ".git", outside("moved away"));
    file(".git", "gitdir: /nonexistent\n");
    remove(".worktrees/add-index");
    task("add-index", {{"status", "completed"}});

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry"), "2");
    EXPECT_THAT(not_evaluated(answer, "post_pull_change"),
                ElementsAre(ElementsAre("all", HasSubstr("the repository cannot be found"))));
}

TEST_F(RepositoryDamage, OfThePackedRefs)
{
    git().git({"pack-refs", "--all"});
    file(".git/packed-refs", read(".git/packed-refs").substr(0, 100));

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("packed-refs"))));
    EXPECT_THAT(rows("SELECT landed FROM worktree"), Each(ElementsAre("unknown")));
}

// --- objects ------------------------------------------------------------------------------------

const std::string missing_commit = "its commit is not in the repository";

TEST_F(RepositoryDamage, OfACommitThatIsGone)
{
    const std::string head = oid("fix-login");
    remove(object_path(head));

    reconcile();

    expect_add_index_alone_to_be_known(head, missing_commit);
    EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(RepositoryDamage, OfACommitThatIsEmpty)   // as a machine that lost its power leaves it
{
    const std::string head = oid("fix-login");
    remove(object_path(head));
    file(object_path(head), "");

    reconcile();

    expect_add_index_alone_to_be_known(head, missing_commit);
}

TEST_F(RepositoryDamage, OfACommitIsOverOnceTheCommitIsBack)
{
    const std::string path = object_path(oid("fix-login"));
    const std::string object = read(path);
    const Rows before = usual_facts();
    remove(path);
    sync();
    file(path, object);

    reconcile();

    EXPECT_EQ(facts(), before);
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(RepositoryDamage, OfACommitIsNoLeaveToRemoveItsWorktree)
{
    remove(object_path(oid("fix-login")));

    const Answer answer = tm_db({"certify", ".worktrees/fix-login"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr(missing_commit));
}

TEST_F(RepositoryDamage, OfABranchWithoutAWorktreeIsNobodysTrouble)
{
    git().git({"branch", "forgotten", "fix-login"});
    git().git({"-C", ".worktrees/fix-login", "commit", "--quiet", "--amend", "--message", "new"});
    git().git({"-C", ".worktrees/fix-login", "checkout", "--quiet", "--detach"});
    remove(object_path(oid("forgotten")));

    sync();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(value("SELECT unnamed FROM worktree WHERE slug = 'fix-login'"), "0");
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(RepositoryDamage, OfARemotesCommitLeavesItUnpushed)
{
    git().git({"update-ref", "refs/remotes/origin/fix-login", "fix-login"});
    git().git({"-C", ".worktrees/fix-login", "commit", "--quiet", "--amend", "--message", "new"});
    remove(object_path(oid("origin/fix-login")));

    sync();

    EXPECT_EQ(facts(), usual_facts());
}

TEST_F(RepositoryDamage, OfMainsCommit)
{
    remove(object_path(oid("main")));

    reconcile();

    const std::string why = "main's commit is not in the repository";
    EXPECT_EQ(facts(), (Rows{no_facts("add-index", oid("add-index"), why),
                             no_facts("fix-login", oid("fix-login"), why)}));
}

TEST_F(RepositoryDamage, OfATreeIsToldAndNothingIsGuessed)   // git gives up at the first
{
    remove(object_path(oid("fix-login^{tree}")));

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(facts("fix-login").at(0).at(5), "unknown");
    EXPECT_THAT(not_evaluated(answer, "completion_unreconciled"),
                ElementsAre(ElementsAre("all", HasSubstr("diff-tree"))));
}

TEST_F(RepositoryDamage, OfAnOldCommitOfMainIsToldAndNothingIsGuessed)
{
    remove(object_path(oid("main~1")));

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("git ended with status 128"))));
    EXPECT_THAT(rows("SELECT landed FROM worktree"), Each(ElementsAre("unknown")));
}

}   // namespace
}   // namespace tmdb
