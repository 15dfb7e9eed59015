#include "actions/worktree_files.hpp"

#include "base/path.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <chrono>
#include <sys/stat.h>

namespace tmdb {

void PrintTo(const WorktreeFiles& files, std::ostream* out)
{
    const auto list = [&](const char* name, const auto& paths) {
        *out << name << testing::PrintToString(paths) << " ";
    };
    list("changed ", files.changed);
    list("to compare ", files.to_compare.size());
    list("untracked ", files.untracked);
    list("repositories ", files.repositories);
    list("unknown ", files.unknown);
}

namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

/// A checkout with the files "file", "folder/file" and "run" (executable), and the link "link", all
/// an hour old when they were committed.
class WorktreeFilesTest : public testing::Test {
protected:
    WorktreeFilesTest()
    {
        write("file", "text\n");
        write("folder/file", "text\n");
        write("run", "#!/bin/sh\n");
        fs::permissions(at("run"), fs::perms::owner_exec, fs::perm_options::add);
        fs::create_symlink("file", at("link"));
        git({"add", "--all"});
        repository.commit("begin");
    }

    // --- given ------------------------------------------------------------------------------
    std::string at(const std::string& path) const { return (repository.path() / path).string(); }
    void write(const std::string& path, const std::string& text)
    {
        write_file(at(path), text);
        fs::last_write_time(at(path), fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
    void link(const std::string& target, const std::string& path)
    {
        fs::remove_all(at(path));
        fs::create_symlink(target, at(path));
    }
    void folder(const std::string& path)
    {
        fs::remove_all(at(path));
        fs::create_directories(at(path));
    }
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    void submodule(const std::string& path)
    {
        git({"update-index", "--add", "--cacheinfo",
             "160000," + git({"rev-parse", "HEAD"}) + "," + path});
    }

    // --- when -------------------------------------------------------------------------------
    /// As if the index had been written then, or else long after all files.
    WorktreeFiles look(std::optional<Nanoseconds> index_mtime = std::nullopt)
    {
        const auto file = machine.read(at(".git/index"), 1 << 20);
        const auto parsed = parse_index(file->bytes, 20);
        EXPECT_EQ(parsed.trouble, "");
        return look_at_files(machine, repository.path(), parsed.index.value(),
                             index_mtime.value_or(file->stat.mtime_ns + one_second));
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository{fs::canonical(directory.path()) / "repo"};
};

auto to_compare(const auto&... paths)
{
    return ElementsAre(Field(&FileToCompare::path, paths)...);
}

// --- tracked files ------------------------------------------------------------------------------

using TrackedFiles = WorktreeFilesTest;

TEST_F(TrackedFiles, AreNoNewsWhenTheirStampsAreThoseOfTheIndex)
{
    EXPECT_EQ(look(), WorktreeFiles{});
}

TEST_F(TrackedFiles, MustBeComparedWhenTheyAreAsYoungAsTheIndex)   // git's racy rule
{
    const auto young = machine.lstat(at("file"))->mtime_ns;
    fs::last_write_time(at("folder/file"),
                        fs::file_time_type::clock::now() - std::chrono::hours(2));
    fs::last_write_time(at("run"), fs::file_time_type::clock::now() - std::chrono::hours(2));
    git({"update-index", "--refresh"});

    EXPECT_THAT(look(young).to_compare, to_compare("file", "link"));
}

TEST_F(TrackedFiles, MustBeComparedWhenOnlyTheirStampsDiffer)
{
    write("file", "TEXT\n");

    const auto files = look();

    EXPECT_THAT(files.to_compare,
                ElementsAre(FileToCompare{"file", git({"rev-parse", ":file"}), false}));
    EXPECT_THAT(files.changed, IsEmpty());
}

TEST_F(TrackedFiles, HaveChangedWithTheirSize)
{
    write("file", "longer text\n");
    write("folder/file", "");

    EXPECT_THAT(look().changed, ElementsAre("file", "folder/file"));
}

TEST_F(TrackedFiles, HaveChangedWithTheirExecutableBit)
{
    fs::permissions(at("file"), fs::perms::owner_exec, fs::perm_options::add);
    fs::permissions(at("run"), fs::perms::owner_exec, fs::perm_options::remove);

    EXPECT_THAT(look().changed, ElementsAre("file", "run"));
}

TEST_F(TrackedFiles, MustBeComparedWithOtherPermissions)
{
    fs::permissions(at("file"), fs::perms::owner_read);

    EXPECT_THAT(look().to_compare, to_compare("file"));
}

TEST_F(TrackedFiles, AreNoNewsWhenTheyAreGone)   // git has them
{
    fs::remove(at("file"));
    fs::remove_all(at("folder"));

    EXPECT_EQ(look(), WorktreeFiles{});
}

TEST_F(TrackedFiles, AreNoNewsWhenTheyAreStagedAndOnTheDisk)
{
    write("new", "text\n");
    git({"add", "new"});

    EXPECT_EQ(look(), WorktreeFiles{});
}

TEST_F(TrackedFiles, MustBeComparedWhateverGitIsToldToAssume)
{
    git({"update-index", "--assume-unchanged", "file"});

    EXPECT_THAT(look().to_compare, to_compare("file"));
}

TEST_F(TrackedFiles, ThatAreLeftOutNeedNotBeThere)
{
    git({"update-index", "--skip-worktree", "file", "run"});
    fs::remove(at("file"));
    write("run", "a change that git does not see\n");

    const auto files = look();

    EXPECT_THAT(files.changed, ElementsAre("run"));
    EXPECT_THAT(files.to_compare, IsEmpty());
}

TEST_F(TrackedFiles, HaveChangedInAConflict)
{
    const auto blob = git({"rev-parse", ":file"});
    write("../conflict", "0 " + std::string(40, '0') + "\tfile\n100644 " + blob +
                             " 1\tfile\n100644 " + blob + " 2\tfile\n");
    git({"rm", "--quiet", "--cached", "file"});
    git({"-c", "alias.in=!git update-index --index-info < ../conflict", "in"});
    fs::remove(at("file"));

    EXPECT_THAT(look().changed, ElementsAre("file"));
}

TEST_F(TrackedFiles, AreNotTrackedYetWhenTheyAreOnlyToBeAdded)
{
    write("later", "text\n");
    write("never", "text\n");
    git({"add", "--intent-to-add", "later", "never"});
    fs::remove(at("never"));

    EXPECT_THAT(look().untracked, ElementsAre("later"));
}

TEST_F(TrackedFiles, MustBeComparedWithTimesThatTheIndexCannotKeep)
{
    const auto second = std::chrono::seconds(1);
    const fs::file_time_type now = fs::file_time_type::clock::now();
    fs::last_write_time(at("file"), now + 5'000'000'000 * second);
    fs::last_write_time(at("run"), now - 3'000'000'000 * second);
    git({"update-index", "--refresh"});

    EXPECT_THAT(look().to_compare, to_compare("file", "run"));
    EXPECT_THAT(look().changed, IsEmpty());
}

// --- files of another kind ----------------------------------------------------------------------

using OtherKinds = WorktreeFilesTest;

TEST_F(OtherKinds, LinkIsComparedByItsTarget)
{
    link("elif", "link");

    EXPECT_THAT(look().to_compare,
                ElementsAre(FileToCompare{"link", git({"rev-parse", ":link"}), true}));
}

TEST_F(OtherKinds, LinkWithAnotherLengthHasChanged)
{
    link("folder/file", "link");

    EXPECT_THAT(look().changed, ElementsAre("link"));
}

TEST_F(OtherKinds, LinkInPlaceOfAFileHasChangedAndSoHasAFileInPlaceOfALink)
{
    link("text\n", "file");
    fs::remove(at("link"));
    write("link", "file");

    EXPECT_THAT(look().changed, ElementsAre("file", "link"));
    EXPECT_THAT(look().to_compare, IsEmpty());
}

TEST_F(OtherKinds, LinkInPlaceOfAFolderIsNotFollowed)
{
    fs::create_directories(directory.path() / "elsewhere");
    write("../elsewhere/file", "text\n");
    write("../elsewhere/more", "text\n");
    link("../elsewhere", "folder");

    const auto files = look();

    EXPECT_THAT(files.untracked, ElementsAre("folder"));
    EXPECT_THAT(files.changed, IsEmpty());
}

TEST_F(OtherKinds, FolderInPlaceOfAFileHasChangedIt)
{
    folder("file");
    write("file/inside", "text\n");

    EXPECT_THAT(look().changed, ElementsAre("file"));
    EXPECT_THAT(look().untracked, IsEmpty());
}

TEST_F(OtherKinds, FileInPlaceOfAFolderIsNotTracked)
{
    fs::remove_all(at("folder"));
    write("folder", "text\n");

    EXPECT_THAT(look().untracked, ElementsAre("folder"));
}

TEST_F(OtherKinds, PipeHoldsNothing)
{
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);

    EXPECT_EQ(look(), WorktreeFiles{});
}

TEST_F(OtherKinds, PipeInPlaceOfAFileHasChangedIt)
{
    fs::remove(at("file"));
    ASSERT_EQ(::mkfifo(at("file").c_str(), 0600), 0);

    EXPECT_THAT(look().changed, ElementsAre("file"));
}

// --- files that are not tracked -----------------------------------------------------------------

using UntrackedFiles = WorktreeFilesTest;

TEST_F(UntrackedFiles, AreNamedInTheirOrderWhetherIgnoredOrNot)
{
    write(".gitignore", "ignored\n");
    git({"add", ".gitignore"});
    write("new", "text\n");
    write("folder/new", "text\n");
    write("ignored", "text\n");
    link("nowhere", "dangling");

    EXPECT_THAT(look().untracked, ElementsAre("dangling", "folder/new", "ignored", "new"));
}

TEST_F(UntrackedFiles, AreNamedByTheHighestFolderWithNothingTracked)
{
    write("a/b/c", "text\n");
    write("folder/d/e", "text\n");
    folder("empty");

    EXPECT_THAT(look().untracked, ElementsAre("a/", "empty/", "folder/d/"));
}

TEST_F(UntrackedFiles, MayHaveOddNames)   // T20
{
    write("a \"b\"\n\xff", "text\n");
    write("-x", "text\n");
    write("folder/.git.", "text\n");
    write(".gitt", "text\n");

    EXPECT_THAT(look().untracked, ElementsAre("-x", ".gitt", "a \"b\"\n\xff", "folder/.git."));
}

TEST_F(UntrackedFiles, AreAllOfThemWithoutAnIndex)
{
    const auto files = look_at_files(machine, repository.path(), GitIndex{}, 0);

    EXPECT_THAT(files.untracked, ElementsAre("file", "folder/", "link", "run"));
}

// --- repositories inside ------------------------------------------------------------------------

using RepositoriesInside = WorktreeFilesTest;

TEST_F(RepositoriesInside, AreNamedWhereverTheyAre)
{
    const GitRepository untracked(at("vendor"));
    const GitRepository in_a_tracked_folder(at("folder/vendor"));
    write("linked/.git", "gitdir: /elsewhere\n");

    const auto files = look();

    EXPECT_THAT(files.repositories, ElementsAre("folder/vendor/", "linked/", "vendor/"));
    EXPECT_THAT(files.untracked, IsEmpty());
}

TEST_F(RepositoriesInside, MayHoldTrackedFiles)
{
    write("folder/.git", "gitdir: /elsewhere\n");

    EXPECT_THAT(look().repositories, ElementsAre("folder/"));
}

TEST_F(RepositoriesInside, AreTakenForThereWhenNobodyCanTell)
{
    write("vendor/file", "text\n");
    machine.failing[at("vendor/.git")] = EACCES;

    EXPECT_THAT(look().repositories, ElementsAre("vendor/"));
}

TEST_F(RepositoriesInside, CannotBeJudgedWhenTheyAreSubmodules)
{
    submodule("sub");
    write("sub/file", "text\n");

    EXPECT_THAT(look().unknown, ElementsAre(HasSubstr("what is in sub, a repository of its own")));
    EXPECT_THAT(look().untracked, IsEmpty());
}

TEST_F(RepositoriesInside, AreNoNewsAsSubmodulesThatAreNotThere)
{
    submodule("gone");
    submodule("empty");
    folder("empty");

    EXPECT_EQ(look(), WorktreeFiles{});
}

TEST_F(RepositoriesInside, CannotBeJudgedAsSubmodulesThatCannotBeListed)
{
    submodule("sub");
    folder("sub");
    machine.failing[at("sub")] = EACCES;

    EXPECT_THAT(look().unknown, ElementsAre(HasSubstr("what is in sub")));
}

// --- looks that fail ----------------------------------------------------------------------------

using FailedLooks = WorktreeFilesTest;

TEST_F(FailedLooks, AtAFolderAreToldAndItsFilesAreNotGone)
{
    machine.failing[at("folder")] = EACCES;
    write("new", "text\n");

    const auto files = look();

    EXPECT_THAT(files.unknown,
                ElementsAre("the folder folder cannot be listed: permission denied"));
    EXPECT_THAT(files.untracked, ElementsAre("new"));
}

TEST_F(FailedLooks, AtAllOfItAreTold)
{
    machine.failing[at("")] = EIO;

    EXPECT_THAT(look().unknown, ElementsAre(HasSubstr("the folder . cannot be listed")));
}

}   // namespace
}   // namespace tmdb
