#include "actions/entry_inspector.hpp"

#include "actions/entry_inspector_fixture.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace tmdb {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

class AnEntry : public EntryInspectorTest {};

TEST_F(AnEntry, IsPrunableWhenItsTaskIsCompletedAndItsWorktreeGone)   // E01
{
    EXPECT_THAT(judged(), IsPrunable());
    EXPECT_EQ(judged().reason, "completed");
}

TEST_F(AnEntry, IsPrunableWhenItNamesNoWorktree)
{
    entry.worktree_path = std::nullopt;

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsKeptWhileItsWorktreeIsThere)
{
    fs::create_directories(at(".worktrees/fix-login"));

    EXPECT_THAT(judged(), IsKept(""));
}

TEST_F(AnEntry, IsKeptWhileItsWorktreeIsThereThroughALink)
{
    fs::create_directories(outside("elsewhere"));
    link(outside("elsewhere"), at(".worktrees/fix-login"));

    EXPECT_THAT(judged(), IsKept(""));
}

TEST_F(AnEntry, TellsWhatItRestsOn)
{
    const EntryLook seen = look(entry);

    EXPECT_EQ(seen.register_path, "register");
    EXPECT_EQ(seen.owner, "dave");
    EXPECT_EQ(seen.slug, "fix-login");
    EXPECT_EQ(seen.worktree_path, ".worktrees/fix-login");
    EXPECT_EQ(seen.task_path, task_path("fix-login"));
    EXPECT_EQ(seen.task_status, "completed");
    EXPECT_EQ(seen.registered_at, "2026-03-24T16:00:00Z");
}

TEST_F(AnEntry, WithAProblemIsUnknown)
{
    entry.problem = "its slug 'b' is unlike its key";

    EXPECT_THAT(judged(), IsUnknown("unlike its key"));
}

// --- the place of the worktree --------------------------------------------------------------

TEST_F(AnEntry, IsPrunableWhenTheFolderOfWorktreesIsGoneBelowTheRoot)
{
    remove(".worktrees");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsPrunableWhenItsWorktreeIsGoneFromAFolderOutsideThatOpens)
{
    fs::create_directories(outside("trees"));
    entry.worktree_path = outside("trees/fix-login");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsPrunableByAPathThatClimbsToAFolderBesideTheRoot)   // E12
{
    fs::create_directories(outside("trees"));
    entry.worktree_path = "../trees/fix-login";

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsUnknownWhenAFolderIsMissingOutsideTheRoot)   // E08
{
    entry.worktree_path = outside("trees/fix-login");

    EXPECT_THAT(judged(), IsUnknown("cannot be seen"));
}

TEST_F(AnEntry, IsUnknownWhenTheFolderOfWorktreesIsALinkThatLeadsNowhere)   // E07, E08
{
    remove(".worktrees");
    link(outside("volume"), at(".worktrees"));

    EXPECT_THAT(judged(), IsUnknown("cannot be seen"));
}

TEST_F(AnEntry, IsUnknownWhenAFolderIsMissingBehindALinkOutOfTheRoot)   // E08
{
    remove(".worktrees");
    fs::create_directories(outside("volume"));
    link(outside("volume"), at(".worktrees"));
    entry.worktree_path = ".worktrees/team/fix-login";

    EXPECT_THAT(judged(), IsUnknown("cannot be seen"));
}

TEST_F(AnEntry, IsUnknownWhenItsWorktreeIsALinkThatLeadsNowhere)   // E07
{
    link(outside("volume"), at(".worktrees/fix-login"));

    EXPECT_THAT(judged(), IsUnknown("not a folder"));
}

TEST_F(AnEntry, IsUnknownWhenItsWorktreeIsALinkThatLeadsNowhereAndIsWrittenWithASlash)   // E07
{
    link(outside("volume"), at(".worktrees/fix-login"));
    entry.worktree_path = ".worktrees/fix-login/";

    EXPECT_THAT(judged(), IsUnknown("not a folder"));
}

TEST_F(AnEntry, IsUnknownWhenItsPathClimbsOutOfALink)   // the spelling says .worktrees/fix-login
{
    fs::create_directories(outside("volume/deep"));
    fs::create_directories(outside("volume/fix-login"));
    link(outside("volume/deep"), at(".worktrees/link"));
    entry.worktree_path = ".worktrees/link/../fix-login";

    EXPECT_THAT(judged(), IsUnknown("climbs out of a link"));
}

TEST_F(AnEntry, IsUnknownWhenItsWorktreeIsAFile)   // E26
{
    file(".worktrees/fix-login", "");

    EXPECT_THAT(judged(), IsUnknown("not a folder"));
}

TEST_F(AnEntry, IsUnknownWhenAFileIsInTheWay)   // E05: ENOTDIR
{
    file(".worktrees/team", "");
    entry.worktree_path = ".worktrees/team/fix-login";

    EXPECT_THAT(judged(), IsUnknown("cannot be looked at"));
}

TEST_F(AnEntry, IsUnknownWhenLinksLeadInACircle)   // E05: ELOOP
{
    link("circle", at(".worktrees/circle"));
    entry.worktree_path = ".worktrees/circle/fix-login";

    EXPECT_THAT(judged(), IsUnknown("cannot be looked at"));
}

TEST_F(AnEntry, IsUnknownWhenItsNameIsTooLong)   // E05: ENAMETOOLONG
{
    entry.worktree_path = ".worktrees/" + std::string(300, 'x');

    EXPECT_THAT(judged(), IsUnknown("cannot be looked at"));
}

TEST_F(AnEntry, IsUnknownWhenTheFolderOfWorktreesCannotBeRead)   // E04
{
    machine.failing[at(".worktrees")] = EACCES;

    EXPECT_THAT(judged(), IsUnknown("cannot be seen"));
}

class AnEntryWhoseWorktreeGives : public EntryInspectorTest,
                                  public testing::WithParamInterface<int> {};

TEST_P(AnEntryWhoseWorktreeGives, AnErrorIsUnknown)   // E04, E05, E06
{
    machine.failing[at(".worktrees/fix-login")] = GetParam();

    EXPECT_THAT(judged(), IsUnknown(describe_errno(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Errors, AnEntryWhoseWorktreeGives,
                         testing::Values(EACCES, EPERM, ELOOP, ENOTDIR, ENAMETOOLONG, ESTALE, EIO,
                                         ETIMEDOUT, ENODEV, ENXIO, EHOSTDOWN, ENOMEM, EMFILE));

// --- paths that are no paths of ours --------------------------------------------------------

struct WrittenPath {
    const char* name;
    std::string path;
    const char* why;
};

void PrintTo(const WrittenPath& written, std::ostream* out)
{
    *out << written.name;
}

class AnEntryWhoseWorktreePath : public EntryInspectorTest,
                                 public testing::WithParamInterface<WrittenPath> {};

TEST_P(AnEntryWhoseWorktreePath, IsNoPathOfOursIsUnknown)   // E13, E14
{
    entry.worktree_path = GetParam().path;

    EXPECT_THAT(judged(), IsUnknown(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Paths, AnEntryWhoseWorktreePath,
    testing::Values(WrittenPath{"empty", "", "is empty"}, WrittenPath{"tilde", "~", "another"},
                    WrittenPath{"home", "~/x", "another"}, WrittenPath{"variable", "$HOME/x", "an"},
                    WrittenPath{"drive", "C:\\x", "another"},
                    WrittenPath{"drive_slash", "c:/x", ""},
                    WrittenPath{"share", "\\\\host\\x", "another"},
                    WrittenPath{"other_system", "/Users/dave/x", "cannot be seen"},
                    WrittenPath{"nul", std::string("a\0b", 3), "no path"},
                    WrittenPath{"5000_bytes", std::string(5000, 'x'), "no path"}),
    [](const testing::TestParamInfo<WrittenPath>& one) { return one.param.name; });

class AnEntryOnAFolderThatIsNoWorktree : public EntryInspectorTest,
                                         public testing::WithParamInterface<std::string> {};

TEST_P(AnEntryOnAFolderThatIsNoWorktree, IsKept)   // E14
{
    entry.worktree_path = GetParam();

    EXPECT_THAT(judged(), IsKept(""));
}

INSTANTIATE_TEST_SUITE_P(Paths, AnEntryOnAFolderThatIsNoWorktree,
                         testing::Values(".", "/", "./", "..", ".worktrees/.."));

// --- git ------------------------------------------------------------------------------------

TEST_F(AnEntry, IsPrunableWhenGitOnlyRemembersItsWorktree)
{
    repository().git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    remove(".worktrees/fix-login");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsUnknownWhenGitHasItsWorktreeLocked)   // E16
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    git.git({"worktree", "lock", "--reason", "on a stick", ".worktrees/fix-login"});
    remove(".worktrees/fix-login");

    EXPECT_THAT(judged(), IsUnknown("locked: on a stick"));
}

TEST_F(AnEntry, IsUnknownWhenGitHasItsWorktreeLockedUnderAnotherSpelling)   // E16
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    git.git({"worktree", "lock", ".worktrees/fix-login"});
    remove(".worktrees/fix-login");
    link(workspace.root, outside("same"));
    entry.worktree_path = outside("same/.worktrees/fix-login");

    EXPECT_THAT(judged(), IsUnknown("locked"));
}

TEST_F(AnEntry, IsPrunableWhenGitHasAnotherWorktreeLocked)
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/other"});
    git.git({"worktree", "lock", ".worktrees/other"});

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsUnknownWhenGitHasMovedItsWorktree)   // E15
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    git.git({"worktree", "move", ".worktrees/fix-login", outside("moved")});

    EXPECT_THAT(judged(), IsUnknown("moved its worktree to '" + outside("moved")));
}

TEST_F(AnEntry, IsUnknownWhenGitHasMovedItsWorktreeToAStickAndLockedIt)   // E15, E16
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    git.git({"worktree", "move", ".worktrees/fix-login", outside("stick")});
    git.git({"worktree", "lock", outside("stick")});
    fs::remove_all(outside("stick"));

    EXPECT_THAT(judged(), IsUnknown("locked"));
}

TEST_F(AnEntry, IsUnknownWhenGitsNoteOfItsWorktreeIsTorn)
{
    const auto git = repository();
    git.git({"worktree", "add", "--quiet", ".worktrees/fix-login"});
    git.git({"worktree", "move", ".worktrees/fix-login", outside("moved")});
    file(".git/worktrees/fix-login/gitdir", outside("mov"));

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(AnEntry, IsUnknownWhenGitIsJustAboutToNoteItsWorktree)
{
    repository();
    file(".git/worktrees/fix-login/locked", "initializing");

    EXPECT_THAT(judged(), IsUnknown("locked: initializing"));
}

TEST_F(AnEntry, IsUnknownWhenGitsWorktreesCannotBeRead)
{
    repository().git({"worktree", "add", "--quiet", ".worktrees/other"});
    machine.failing[at(".git/worktrees")] = EACCES;

    EXPECT_THAT(judged(), IsUnknown("git's worktrees cannot be read"));
}

TEST_F(AnEntry, IsUnknownWhenGitItselfIsOutOfSight)
{
    file(".git", "gitdir: /volume/that/is/not/there\n");

    EXPECT_THAT(judged(), IsUnknown("git's worktrees cannot be read"));
}

TEST_F(AnEntry, IsUnknownWhenItsTaskPathClimbsOutOfALink)
{
    fs::create_directories(outside("elsewhere/deep"));
    link(outside("elsewhere/deep"), at("link"));
    entry.task_path = "link/../" + task_path("fix-login");

    EXPECT_THAT(judged(), IsUnknown("outside the workspace"));
}

// --- processes ------------------------------------------------------------------------------

TEST_F(AnEntry, IsUnknownWhileAProcessIsAtWorkInItsWorktree)   // E19
{
    somebody_is_at_work_in({at(".worktrees/fix-login")});

    EXPECT_THAT(judged(), IsUnknown("process 4711 was at work in its worktree"));
}

TEST_F(AnEntry, IsUnknownWhileAProcessIsAtWorkBelowItsWorktree)   // E19
{
    somebody_is_at_work_in({at(".worktrees/fix-login/src/deep")});

    EXPECT_THAT(judged(), IsUnknown("process 4711"));
}

TEST_F(AnEntry, IsUnknownWhileAProcessIsAtWorkInItsWorktreeBehindALink)   // E19
{
    remove(".worktrees");
    fs::create_directories(outside("volume"));
    link(outside("volume"), at(".worktrees"));
    somebody_is_at_work_in({outside("volume/fix-login")});

    EXPECT_THAT(judged(), IsUnknown("process 4711"));
}

TEST_F(AnEntry, IsPrunableWhileAProcessIsAtWorkBesideItsWorktree)
{
    somebody_is_at_work_in({at(".worktrees"), at(".worktrees/fix-login-2"), "/"});

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(AnEntry, IsUnknownWhenTheProcessesCannotBeListed)   // E20
{
    machine.cwds = Looked<std::vector<WorkingDirectory>>::failed(EACCES);

    EXPECT_THAT(judged(), IsUnknown("the processes cannot be listed: permission denied"));
}

/// A child with this working directory, which ends with the test.
class ProcessIn {
public:
    explicit ProcessIn(const std::string& path)
    {
        int ready[2];
        if (::pipe(ready) != 0) {
            throw std::runtime_error("no pipe");
        }
        pid_ = ::fork();
        if (pid_ == 0) {
            const bool there = ::chdir(path.c_str()) == 0 && ::write(ready[1], "!", 1) == 1;
            there ? ::pause() : 0;
            ::_exit(1);
        }
        char byte = 0;
        is_there_ = ::read(ready[0], &byte, 1) == 1;
        ::close(ready[0]);
        ::close(ready[1]);
    }
    ProcessIn(const ProcessIn&) = delete;
    ProcessIn& operator=(const ProcessIn&) = delete;
    ~ProcessIn()
    {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    bool is_there() const { return is_there_; }

private:
    pid_t pid_ = -1;
    bool is_there_ = false;
};

TEST_F(AnEntry, IsUnknownWhileARealProcessStandsInWhatWasItsWorktree)   // E19
{
    fs::create_directories(at(".worktrees/fix-login"));
    const ProcessIn process(at(".worktrees/fix-login"));
    ASSERT_TRUE(process.is_there());
    remove(".worktrees/fix-login");
    machine.cwds = std::nullopt;

    EXPECT_THAT(judged(), IsUnknown("was at work in its worktree"));
}

}   // namespace
}   // namespace tmdb
