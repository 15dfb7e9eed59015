#include "actions/worktree_files.hpp"

#include "actions/worktree_files_fixture.hpp"

#include <sys/stat.h>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

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

}   // namespace
}   // namespace tmdb
