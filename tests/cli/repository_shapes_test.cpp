#include "cli/usual_worktrees_fixture.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

/// A repository is kept in some other way than usual, and the facts are the same.
class RepositoryShape : public UsualWorktrees {};

TEST_F(RepositoryShape, WithADetachedHeadInTheRoot)   // G10
{
    given_usual_worktrees();
    git().git({"checkout", "--quiet", "--detach"});

    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

// --- SHA-256 ------------------------------------------------------------------------------------

class Sha256Repository : public RepositoryShape {
protected:
    Sha256Repository()
    {
        const GitRepository repository(root(), {"--object-format=sha256"});
        given_usual_worktrees();
    }
};

TEST_F(Sha256Repository, HasTheSameFactsWithLongerIds)
{
    reconcile();

    EXPECT_EQ(oid("fix-login").size(), 64);
    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(Sha256Repository, CountsWhatWasPushed)
{
    git().git({"update-ref", "refs/remotes/origin/fix-login", "fix-login"});

    sync();

    EXPECT_EQ(value("SELECT unpushed FROM worktree WHERE slug = 'fix-login'"), "0");
}

TEST_F(Sha256Repository, CertifiesWhatHasLandedAndNothingElse)
{
    EXPECT_EQ(tm_db({"certify", ".worktrees/add-index"}).status, 0);
    EXPECT_EQ(tm_db({"certify", ".worktrees/fix-login"}).status, 2);
}

// --- relative links -----------------------------------------------------------------------------

/// As git 2.48 links worktrees with worktree.useRelativePaths.
class RelativeLinks : public RepositoryShape {
protected:
    RelativeLinks()
    {
        given_usual_worktrees();
        link("add-index");
        link("fix-login");
    }

    void link(const std::string& slug)
    {
        file(".worktrees/" + slug + "/.git", "gitdir: ../../.git/worktrees/" + slug + "\n");
        file(".git/worktrees/" + slug + "/gitdir", "../../../.worktrees/" + slug + "/.git\n");
    }
};

TEST_F(RelativeLinks, LeadToTheSameFacts)
{
    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(RelativeLinks, LeadToADetachedHead)
{
    git().git({"-C", ".worktrees/fix-login", "checkout", "--quiet", "--detach"});

    sync();

    EXPECT_EQ(facts(), usual_facts());
}

TEST_F(RelativeLinks, LeadFromAWorktreeToTheRoot)
{
    working_directory = ".worktrees/fix-login";

    sync();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_FALSE(exists(".worktrees/fix-login/.tasks/task_manager/tm.db"));
}

TEST_F(RelativeLinks, AreCertifiedLikeAbsoluteOnes)
{
    EXPECT_EQ(tm_db({"certify", ".worktrees/add-index"}).status, 0);
    EXPECT_EQ(tm_db({"certify", ".worktrees/fix-login"}).status, 2);
}

// Newer than the git that is installed, as extensions.relativeWorktrees is to git 2.39.
TEST_F(RelativeLinks, AreNotEvaluatedWithAnExtensionThatGitDoesNotKnow)
{
    git().git({"config", "extensions.fromTheFuture", "true"});
    git().git({"config", "core.repositoryFormatVersion", "1"});

    const Answer answer = reconcile({"--json"});

    EXPECT_THAT(drift(), IsEmpty());
    EXPECT_THAT(not_evaluated(answer, "metadata_drift"),
                ElementsAre(ElementsAre("all", HasSubstr("unknown repository extension found"))));
    EXPECT_EQ(facts("fix-login")[0][4], "unknown");
}

// --- reftable -----------------------------------------------------------------------------------

/// Git's own list alone tells what a worktree stands on: the HEAD file of a reftable does not. The
/// git that is installed knows no reftable, so another program lists the worktrees.
class Reftable : public RepositoryShape {
protected:
    Reftable()
    {
        given_usual_worktrees();
        write_file(outside("list"), list());
        file(".git/worktrees/add-index/HEAD", "ref: refs/heads/.invalid\n");
        file(".git/worktrees/fix-login/HEAD", "ref: refs/heads/.invalid\n");
        const std::filesystem::path program = outside("bin/git");
        write_file(program, "#!/bin/sh\nPATH=${PATH#*:}\n"
                            "case \"$*\" in *'worktree list'*) tr '\\n' '\\0' < " +
                                outside("list") + "; exit;; esac\nexec git \"$@\"\n");
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        environment = {"PATH=" + outside("bin") + ":" + std::getenv("PATH")};
    }

    std::string list() { return git().git({"worktree", "list", "--porcelain"}) + "\n\n"; }
};

TEST_F(Reftable, HasTheSameFacts)
{
    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
    EXPECT_EQ(rows("SELECT branch FROM worktree ORDER BY slug"),
              (Rows{{"add-index"}, {"fix-login"}}));
}

TEST_F(Reftable, KeepsTheBranchesWhileNothingMoves)
{
    sync();

    sync();

    EXPECT_EQ(rows("SELECT branch FROM worktree ORDER BY slug"),
              (Rows{{"add-index"}, {"fix-login"}}));
}

TEST_F(Reftable, CertifiesWhatHasLandedAndNothingElse)
{
    EXPECT_EQ(tm_db({"certify", ".worktrees/add-index"}).status, 0);
    EXPECT_EQ(tm_db({"certify", ".worktrees/fix-login"}).status, 2);
}

// --- packed -------------------------------------------------------------------------------------

TEST_F(RepositoryShape, WithPackedRefs)
{
    given_usual_worktrees();
    git().git({"pack-refs", "--all"});

    reconcile();

    EXPECT_FALSE(exists(".git/refs/heads/fix-login"));
    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(RepositoryShape, WithPackedRefsAndObjects)
{
    given_usual_worktrees();
    git().git({"pack-refs", "--all"});
    git().git({"gc", "--quiet", "--prune=now"});

    reconcile();

    EXPECT_EQ(git().git({"count-objects"}), "0 objects, 0 kilobytes");
    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(RepositoryShape, ThatIsPackedBetweenTwoLooks)
{
    given_usual_worktrees();
    reconcile();
    git().git({"gc", "--quiet", "--prune=now"});

    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(value("SELECT group_concat(event) FROM signal_event JOIN signal ON signal.id = "
                    "signal_id WHERE code = 'metadata_drift'"),
              "opened");
}

TEST_F(RepositoryShape, ThatMovesOnAfterItWasPacked)
{
    given_usual_worktrees();
    git().git({"gc", "--quiet"});
    sync();
    squash("fix-login");

    sync();

    EXPECT_EQ(value("SELECT landed FROM worktree WHERE slug = 'fix-login'"), "yes");
}

// --- a thousand branches ------------------------------------------------------------------------

class ThousandBranches : public RepositoryShape {
protected:
    ThousandBranches() { given_usual_worktrees(); }

    /// Branches without a worktree, all at this commit.
    void pile_up(const std::string& oid)
    {
        for (int i = 0; i < 1000; ++i) {
            write_file(root() / ".git/refs/heads/pile" / std::to_string(i), oid + "\n");
        }
    }
};

TEST_F(ThousandBranches, WithoutWorktreesChangeNothing)
{
    pile_up(oid("fix-login"));   // that a branch has it does not mean that it was pushed

    reconcile();

    EXPECT_EQ(facts(), usual_facts());
    EXPECT_EQ(drift(), usual_drift());
}

TEST_F(ThousandBranches, MayLeadToADetachedCommit)
{
    git().git({"-C", ".worktrees/fix-login", "checkout", "--quiet", "--detach"});
    work("fix-login", "more");
    const std::string head = git().git({"-C", ".worktrees/fix-login", "rev-parse", "HEAD"});
    sync();
    EXPECT_EQ(value("SELECT unnamed FROM worktree WHERE slug = 'fix-login'"), "1");
    pile_up(head);

    sync();

    EXPECT_EQ(value("SELECT unnamed FROM worktree WHERE slug = 'fix-login'"), "0");
}

}   // namespace
}   // namespace tmdb
