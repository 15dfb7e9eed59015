#include "sources/scanner.hpp"

#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Scanner : public testing::Test {
protected:
    Scanner() { fs::create_directory(directory.path() / "root"); }

    std::string at(const std::string& name) const { return (directory.path() / name).string(); }

    void given_file(const std::string& name) { write_file(at("root/" + name), "text"); }

    void given_link(const std::string& name, const std::string& target)
    {
        fs::create_directories(fs::path(at("root/" + name)).parent_path());
        fs::create_symlink(target, at("root/" + name));
    }

    Scan seen(const std::vector<std::string>& globs) { return scan(machine, at("root"), globs); }

    std::vector<std::string> paths(const std::vector<std::string>& globs)
    {
        std::vector<std::string> paths;
        for (const auto& file : seen(globs).files) {
            paths.push_back(file.path);
        }
        return paths;
    }

    TemporaryDirectory directory;
    FakeMachine machine;
};

TEST_F(Scanner, FindsWhatMatchesAndHowItIs)
{
    given_file("tasks/workstreams/b/tasks/T-2.md");
    given_file("tasks/workstreams/a/tasks/T-1.md");
    given_file("tasks/workstreams/a/tasks/notes.txt");
    given_file("tasks/workstreams/README.md");

    const auto scan = seen({"tasks/workstreams/*/tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(2));
    EXPECT_EQ(scan.files[0].path, "tasks/workstreams/a/tasks/T-1.md");
    EXPECT_EQ(scan.files[1].path, "tasks/workstreams/b/tasks/T-2.md");
    EXPECT_EQ(scan.files[0].stat.value,
              machine.lstat(at("root/tasks/workstreams/a/tasks/T-1.md")).value);
    EXPECT_THAT(scan.unreadable, IsEmpty());
}

TEST_F(Scanner, SortsByTheWholePath)
{
    given_file("a/x");
    given_file("a-b/x");
    given_file("a.b/x");

    EXPECT_THAT(paths({"*/x"}), ElementsAre("a-b/x", "a.b/x", "a/x"));
}

TEST_F(Scanner, KnowsQuestionMarksAndSets)
{
    given_file("T-1.md");
    given_file("T-2.md");
    given_file("T-12.md");
    given_file("U-1.md");

    EXPECT_THAT(paths({"[ST]-?.md"}), ElementsAre("T-1.md", "T-2.md"));
    EXPECT_THAT(paths({"[!T]-*"}), ElementsAre("U-1.md"));
    EXPECT_THAT(paths({"T-\\?.md"}), IsEmpty());
}

TEST_F(Scanner, FindsAPlainName)
{
    given_file(".tasks/one.register.json");

    EXPECT_THAT(paths({".tasks/one.register.json"}), ElementsAre(".tasks/one.register.json"));
    EXPECT_THAT(paths({".tasks/two.register.json"}), IsEmpty());
}

TEST_F(Scanner, MatchesALeadingDotOnlyWhereItIsNamed)
{
    given_file(".worktrees/a/x");
    given_file(".worktrees/.hidden/x");

    EXPECT_THAT(paths({"*/*/x"}), IsEmpty());
    EXPECT_THAT(paths({".worktrees/*/x"}), ElementsAre(".worktrees/a/x"));
    EXPECT_THAT(paths({".work*/.h*/x"}), ElementsAre(".worktrees/.hidden/x"));
}

TEST_F(Scanner, NamesAFileOfTwoGlobsOnce)
{
    given_file("tasks/a.md");
    given_file("tasks/b.md");

    EXPECT_THAT(paths({"tasks/*.md", "*/a.*", "./tasks//a.md"}),
                ElementsAre("tasks/a.md", "tasks/b.md"));
}

TEST_F(Scanner, StaysBelowTheRoot)
{
    write_file(at("outside.md"), "");
    given_file("inside.md");

    EXPECT_THAT(paths({"../*.md", "x/../*.md", "/*.md"}), ElementsAre("inside.md"));
}

TEST_F(Scanner, TakesAMissingFolderForAnEmptyOne)
{
    const auto scan = seen({"tasks/workstreams/*/tasks/*.md", "tasks/*", ".tasks/x"});

    EXPECT_THAT(scan.files, IsEmpty());
    EXPECT_THAT(scan.unreadable, IsEmpty());
}

TEST_F(Scanner, NamesTheFoldersItCouldNotRead)
{
    given_file("tasks/a/x.md");
    given_file("tasks/b/x.md");
    given_file("logs/x.md");
    machine.failing[at("root/tasks/b")] = EACCES;
    machine.failing[at("root/logs/x.md")] = ESTALE;

    const auto scan = seen({"tasks/*/*.md", "tasks/*/x*", "logs/x.md"});

    ASSERT_THAT(scan.files, SizeIs(1));
    EXPECT_EQ(scan.files[0].path, "tasks/a/x.md");
    EXPECT_THAT(scan.unreadable,
                ElementsAre(UnreadableFolder{"logs", ESTALE}, UnreadableFolder{"tasks/b", EACCES}));
}

TEST_F(Scanner, NamesAnUnreadableRoot)
{
    machine.failing[at("root")] = EIO;

    EXPECT_THAT(seen({"*.md"}).unreadable, ElementsAre(UnreadableFolder{".", EIO}));
}

TEST_F(Scanner, SeesWhateverIsNamedLikeASource)
{
    given_file("tasks/folder.md/x");
    ::mkfifo(at("root/tasks/pipe.md").c_str(), 0600);

    const auto scan = seen({"tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(2));
    EXPECT_EQ(scan.files[0].path, "tasks/folder.md");
    EXPECT_EQ(scan.files[0].stat->kind, FileKind::directory);
    EXPECT_EQ(scan.files[1].path, "tasks/pipe.md");
    EXPECT_EQ(scan.files[1].stat->kind, FileKind::other);
}

TEST_F(Scanner, LooksThroughALinkWithinTheRoot)
{
    given_file("shared/T-1.md");
    given_link("tasks/T-1.md", "../shared/T-1.md");

    const auto scan = seen({"tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(1));
    EXPECT_EQ(scan.files[0].path, "tasks/T-1.md");
    EXPECT_EQ(scan.files[0].stat.value, machine.lstat(at("root/shared/T-1.md")).value);
}

// T15
TEST_F(Scanner, LooksThroughNoLinkOutOfTheRoot)
{
    write_file(at("root-secret"), "secret");
    given_link("tasks/T-1.md", "../../root-secret");
    given_link("tasks/T-2.md", "/etc/passwd");

    const auto scan = seen({"tasks/T-1.md", "tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(2));
    EXPECT_EQ(scan.files[0].stat.error, EXDEV);
    EXPECT_FALSE(scan.files[0].stat);
    EXPECT_EQ(scan.files[1].stat.error, EXDEV);
}

TEST_F(Scanner, NamesADanglingLinkAndACircle)
{
    given_link("tasks/circle.md", "circle.md");
    given_link("tasks/dangling.md", "gone.md");

    const auto scan = seen({"tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(2));
    EXPECT_EQ(scan.files[0].stat.error, ELOOP);
    EXPECT_EQ(scan.files[1].stat.error, ENOENT);
}

TEST_F(Scanner, FollowsAFolderLinkWithinTheRoot)
{
    write_file(at("outside.md"), "");
    given_link("workstreams/LICENSE", at("outside.md"));
    given_file("shared/tasks/T-1.md");
    given_link("workstreams/a", "../shared");
    given_link("workstreams/README", "../shared/tasks/T-1.md");

    const auto scan = seen({"workstreams/*/tasks/*.md"});

    ASSERT_THAT(scan.files, SizeIs(1));
    EXPECT_EQ(scan.files[0].path, "workstreams/a/tasks/T-1.md");
    EXPECT_THAT(scan.unreadable, IsEmpty());
}

// T15, E07: what lies out of sight is not gone.
TEST_F(Scanner, NamesFolderLinksThatLeadOutOrNowhere)
{
    write_file(at("outside/tasks/T-1.md"), "");
    given_link("workstreams/out", at("outside"));
    given_link("workstreams/nowhere", "/nonexistent/volume");

    const auto scan = seen({"workstreams/*/tasks/*.md"});

    EXPECT_THAT(scan.files, IsEmpty());
    EXPECT_THAT(scan.unreadable, ElementsAre(UnreadableFolder{"workstreams/nowhere", ENOENT},
                                             UnreadableFolder{"workstreams/out", EXDEV}));
}

// T20
TEST_F(Scanner, TakesNamesAsBytes)
{
    const std::string long_name(252, 'x');
    given_file("tasks/-rf.md");
    given_file("tasks/a\n\x1b[31m.md");
    given_file("tasks/\xff\xe9.md");
    given_file("tasks/" + long_name + ".md");

    EXPECT_THAT(paths({"tasks/*.md"}),
                ElementsAre("tasks/-rf.md", "tasks/a\n\x1b[31m.md", "tasks/" + long_name + ".md",
                            "tasks/\xff\xe9.md"));
}

TEST_F(Scanner, LooksAtNamesOnlyWhereThatIsEnough)
{
    given_file("tasks/a.md");
    given_link("tasks/b.md", "/nowhere");

    const auto files = scan(machine, at("root"), {"tasks/*.md"}, Look::names).files;

    ASSERT_THAT(files, SizeIs(2));
    EXPECT_FALSE(files[0].stat);
    EXPECT_EQ(files[1].path, "tasks/b.md");
    EXPECT_EQ(files[1].stat.error, 0);
}

// --- folders only ---------------------------------------------------------------------------

TEST_F(Scanner, GivesTheFoldersInWhichTheLastSegmentsMayMatch)
{
    given_file("tasks/workstreams/b/tasks/T-2.md");
    given_file("tasks/workstreams/a/tasks/T-1.md");
    given_file("tasks/workstreams/a/README.md");

    const auto found = glob_folders(machine, at("root"), {"tasks/workstreams/*/tasks/*.md", "*"});

    EXPECT_THAT(found.folders,
                ElementsAre(GlobFolder{"", "*"}, GlobFolder{"tasks/workstreams/a/tasks", "*.md"},
                            GlobFolder{"tasks/workstreams/b/tasks", "*.md"}));
    EXPECT_THAT(found.unreadable, IsEmpty());
}

TEST_F(Scanner, SaysWhereItCannotTellWhetherThereAreFolders)
{
    given_file("tasks/workstreams/a/tasks/T-1.md");
    machine.failing[at("root/tasks/workstreams")] = EACCES;

    const auto found = glob_folders(machine, at("root"), {"tasks/workstreams/*/tasks/*.md"});

    EXPECT_THAT(found.folders, IsEmpty());
    EXPECT_THAT(found.unreadable, ElementsAre(UnreadableFolder{"tasks", EACCES}));
}

}   // namespace
}   // namespace tmdb
