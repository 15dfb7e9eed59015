#include "sources/git_reflog.hpp"

#include "sources/git_objects_fixture.hpp"

#include "sources/git_branches.hpp"

#include <cerrno>

namespace tmdb {

void PrintTo(const BranchPast& past, std::ostream* out)
{
    *out << past.started_at << (past.has_commit ? " and a commit" : "");
}

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

const std::string zero(40, '0');
const std::string one(40, '1');
const std::string two(40, '2');
const std::string three(40, '3');
const std::string somebody = " Eve <eve@example.org> 1767225600 +0100";

// --- its lines ----------------------------------------------------------------------------------

TEST(ParseReflog, KeepsTheOrderOfTheFile)
{
    EXPECT_THAT(parse_reflog(zero + " " + one + somebody + "\tbranch: Created from main\n" + one +
                             " " + two + somebody + "\tcommit: first\n"),
                ElementsAre(ReflogEntry{zero, one, "branch: Created from main"},
                            ReflogEntry{one, two, "commit: first"}));
}

TEST(ParseReflog, MayBeEmpty)
{
    EXPECT_THAT(parse_reflog(""), IsEmpty());
    EXPECT_THAT(parse_reflog("\n\n"), IsEmpty());
}

TEST(ParseReflog, TakesALineWithoutAMessage)
{
    EXPECT_THAT(parse_reflog(zero + " " + one + somebody + "\n"),
                ElementsAre(ReflogEntry{zero, one, ""}));
}

TEST(ParseReflog, KeepsTabsAndBytesOfAMessage)
{
    EXPECT_THAT(parse_reflog(zero + " " + one + somebody + "\tcommit: a\tb\xff\x1b\n"),
                ElementsAre(Field(&ReflogEntry::message, "commit: a\tb\xff\x1b")));
}

TEST(ParseReflog, FindsTheMessageBehindANameWithATab)
{
    EXPECT_THAT(parse_reflog(zero + " " + one + " E\tve <eve@example.org> 1 +0000\tcommit: a\n"),
                ElementsAre(Field(&ReflogEntry::message, "commit: a")));
}

TEST(ParseReflog, LeavesOutWhatMakesNoSense)
{
    EXPECT_THAT(parse_reflog("nonsense\n" + zero + "\n" + zero + " 12" + somebody +
                             "\tcommit: a\n" + std::string(40, 'x') + " " + one + somebody +
                             "\tcommit: b\n" + zero + " " + one + somebody + "\tcommit: c\n"),
                ElementsAre(Field(&ReflogEntry::message, "commit: c")));
}

TEST(ParseReflog, LeavesOutALastLineThatIsTorn)
{
    const std::string whole = zero + " " + one + somebody + "\tbranch: Created from main\n";
    const std::string next = one + " " + two + somebody + "\tcommit: first";

    EXPECT_THAT(parse_reflog(whole + next), SizeIs(1));
    EXPECT_THAT(parse_reflog(whole + next.substr(0, 90)), SizeIs(1));
    EXPECT_THAT(parse_reflog(whole + next.substr(0, 60)), SizeIs(1));
}

TEST(ParseReflog, TakesIdsOfSha256)
{
    const std::string long_one(64, '1');
    const std::string long_two(64, '2');

    EXPECT_THAT(parse_reflog(long_one + " " + long_two + somebody + "\tcommit: a\n"),
                ElementsAre(ReflogEntry{long_one, long_two, "commit: a"}));
}

// --- what it tells of a branch ------------------------------------------------------------------

auto began(const std::string& where, bool has_commit)
{
    return Optional(
        AllOf(Field(&BranchPast::started_at, where), Field(&BranchPast::has_commit, has_commit)));
}

TEST(PastOf, NothingIsNothing)
{
    EXPECT_EQ(past_of({}), std::nullopt);
}

TEST(PastOf, ABranchBeginsWhereItWasMade)
{
    EXPECT_THAT(past_of({{zero, one, "branch: Created from main"}}), began(one, false));
}

TEST(PastOf, ABranchHasWhatWasCommittedOnIt)
{
    const ReflogEntry made{zero, one, "branch: Created from main"};

    EXPECT_THAT(past_of({made, {one, two, "commit: a"}}), began(one, true));
    EXPECT_THAT(past_of({made, {one, two, "commit (amend): a"}}), began(one, true));
    EXPECT_THAT(past_of({made, {one, two, "cherry-pick: a"}}), began(one, true));
    EXPECT_THAT(past_of({made, {one, two, "revert: a"}}), began(one, true));
    EXPECT_THAT(past_of({made, {one, two, "am: a"}}), began(one, true));
    EXPECT_THAT(past_of({made, {one, two, "merge x: Merge made by the 'ort' strategy."}}),
                began(one, true));
}

TEST(PastOf, ABranchThatOnlyFollowedHasNothingOfItsOwn)
{
    const ReflogEntry made{zero, one, "branch: Created from main"};

    EXPECT_THAT(past_of({made, {one, two, "merge main: Fast-forward"}}), began(one, false));
    EXPECT_THAT(past_of({made, {one, two, "pull: Fast-forward"}}), began(one, false));
    EXPECT_THAT(past_of({made, {one, two, "rebase (finish): refs/heads/x onto 2"}}),
                began(one, false));
    EXPECT_THAT(past_of({made, {one, two, "Branch: renamed refs/heads/x to refs/heads/y"}}),
                began(one, false));
}

TEST(PastOf, ABranchBeginsAnewWhereItIsPutOnWhatWasNotMadeOnIt)
{
    const ReflogEntry made{zero, one, "branch: Created from main"};
    const ReflogEntry work{one, two, "commit: a"};

    EXPECT_THAT(past_of({made, work, {two, three, "branch: Reset to main"}}), began(three, false));
    EXPECT_THAT(past_of({made, work, {two, three, "reset: moving to main"}}), began(three, false));
}

TEST(PastOf, ABranchGoesOnWhereItIsPutBackOnItsOwnWork)
{
    EXPECT_THAT(past_of({{zero, one, "branch: Created from main"},
                         {one, two, "commit: a"},
                         {two, three, "commit: b"},
                         {three, two, "reset: moving to HEAD~1"}}),
                began(one, true));
}

TEST(PastOf, ALogThatBeginsWithACommitBeganBeforeIt)
{
    EXPECT_THAT(past_of({{one, two, "commit: a"}}), began(one, true));
    EXPECT_THAT(past_of({{zero, one, "commit (initial): a"}}), began(zero, true));
}

// --- the logs that git writes -------------------------------------------------------------------

class ReflogOfGit : public ObjectsTest {
protected:
    std::optional<std::vector<ReflogEntry>> reflog(const std::string& branch)
    {
        const auto git = find_git_directory(machine, repository.path()).value.value();
        return reflog_reader(machine, git)(branch);
    }
};

TEST_F(ReflogOfGit, IsReadWhereGitKeepsIt)
{
    const auto root = commit_file("a", "1");
    git({"checkout", "--quiet", "-b", "feature/x"});
    const auto work = commit_file("a", "2");

    EXPECT_THAT(reflog("feature/x"),
                Optional(ElementsAre(ReflogEntry{zero, root, "branch: Created from HEAD"},
                                     ReflogEntry{root, work, "commit: write"})));
}

TEST_F(ReflogOfGit, IsNoneWithoutItsFile)
{
    commit_file("a", "1");
    git({"-c", "core.logAllRefUpdates=false", "branch", "quiet"});

    EXPECT_EQ(reflog("quiet"), std::nullopt);
    EXPECT_EQ(reflog("never-was"), std::nullopt);
}

TEST_F(ReflogOfGit, IsNoneWhenItCannotBeRead)
{
    commit_file("a", "1");
    machine.failing[repository.path() / ".git/logs/refs/heads/main"] = EACCES;

    EXPECT_EQ(reflog("main"), std::nullopt);
}

TEST_F(ReflogOfGit, EndsALifeWhereABranchIsMadeAgain)
{
    const auto root = commit_file("a", "1");
    git({"checkout", "--quiet", "-b", "task"});
    commit_file("a", "2");
    git({"checkout", "--quiet", "-B", "task", "main"});

    EXPECT_THAT(past_of(reflog("task").value()), began(root, false));
}

}   // namespace
}   // namespace tmdb
