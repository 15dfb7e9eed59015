#include "actions/worktree_files_fixture.hpp"

#include <cerrno>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
