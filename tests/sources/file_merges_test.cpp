#include "sources/file_merges.hpp"

#include "sources/git_objects_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class FileMerges : public ObjectsTest {
protected:
    std::vector<bool> keep_ours(const std::vector<FileMerge>& files)
    {
        GitScratch scratch(machine, repository.path(), std::string(id_digits, '0'),
                           git_test_environment());
        auto kept = merges_keep_ours(scratch, files);
        trouble = scratch.trouble();
        return kept;
    }
    bool keeps_ours(const FileMerge& file) { return keep_ours({file}).at(0); }
    /// Ten lines, some of them changed.
    static std::string text(const std::string& third = "3", const std::string& eighth = "8")
    {
        return "1\n2\n" + third + "\n4\n5\n6\n7\n" + eighth + "\n9\n10\n";
    }

    std::string trouble;
};

// --- one file -----------------------------------------------------------------------------------

TEST_F(FileMerges, KeepOursThatHasTheChangeAndMore)
{
    EXPECT_TRUE(
        keeps_ours({.base = text(), .ours = text("three", "eight"), .theirs = text("three")}));
    EXPECT_EQ(trouble, "");
}

TEST_F(FileMerges, KeepOursThatIsTheSame)
{
    EXPECT_TRUE(keeps_ours({.base = text(), .ours = text("three"), .theirs = text("three")}));
    EXPECT_TRUE(keeps_ours({.base = text(), .ours = text(), .theirs = text()}));
}

TEST_F(FileMerges, KeepOursWhereTheirsIsAsBefore)
{
    EXPECT_TRUE(keeps_ours({.base = text(), .ours = text("three"), .theirs = text()}));
}

TEST_F(FileMerges, ChangeOursThatLacksTheChange)
{
    EXPECT_FALSE(keeps_ours({.base = text(), .ours = text(), .theirs = text("three")}));
    EXPECT_FALSE(keeps_ours({.base = text(), .ours = text("3", "eight"), .theirs = text("three")}));
    EXPECT_EQ(trouble, "");
}

TEST_F(FileMerges, ChangeOursInAConflict)
{
    EXPECT_FALSE(keeps_ours({.base = text(), .ours = text("drei"), .theirs = text("three")}));
    EXPECT_EQ(trouble, "");
}

TEST_F(FileMerges, ChangeOursThatWasEmptied)
{
    EXPECT_FALSE(keeps_ours({.base = text(), .ours = "", .theirs = text("three")}));
}

TEST_F(FileMerges, CannotJoinBytesThatAreNoText)
{
    const std::string base = "\0one"s;

    EXPECT_FALSE(keeps_ours({.base = base, .ours = "\0two"s, .theirs = "\0three"s}));
    EXPECT_TRUE(keeps_ours({.base = base, .ours = "\0two"s, .theirs = "\0two"s}));
    EXPECT_TRUE(keeps_ours({.base = base, .ours = "\0two"s, .theirs = base}));
    EXPECT_EQ(trouble, "");
}

TEST_F(FileMerges, AreNotMisledByWhatLooksLikeACommand)
{
    const std::string command = "\ncommit refs/heads/ours\ndata 3\nabc\nM 100644 inline 0\ndone\n";

    EXPECT_TRUE(keeps_ours({.base = "", .ours = command, .theirs = command}));
    EXPECT_FALSE(keeps_ours({.base = "", .ours = "", .theirs = command}));
    EXPECT_EQ(trouble, "");
}

TEST_F(FileMerges, TakeMarksOfAConflictForText)
{
    const std::string marks = "<<<<<<< ours\n1\n=======\n2\n>>>>>>> theirs\n";

    EXPECT_TRUE(keeps_ours({.base = "1\n", .ours = marks, .theirs = marks}));
    EXPECT_FALSE(keeps_ours({.base = "1\n", .ours = marks, .theirs = "2\n"}));
}

// --- many ---------------------------------------------------------------------------------------

TEST_F(FileMerges, AreAnsweredEachForItself)
{
    const FileMerge clean{.base = text(), .ours = text("three", "eight"), .theirs = text("three")};
    const FileMerge conflict{.base = text(), .ours = text("drei"), .theirs = text("three")};
    const FileMerge bytes{.base = "\0"s, .ours = "\0\1"s, .theirs = "\0\2"s};

    EXPECT_THAT(keep_ours({clean, conflict, clean, bytes, clean}),
                ElementsAre(true, false, true, false, true));
    EXPECT_THAT(asked, ElementsAre("fast-import", "merge-tree", "cat-file", "cat-file"));
}

TEST_F(FileMerges, AreNotTakenForRenamesOfEachOther)
{
    const FileMerge one{.base = text(), .ours = text("three"), .theirs = ""};
    const FileMerge other{.base = "", .ours = "", .theirs = text()};

    EXPECT_THAT(keep_ours({one, other}), ElementsAre(false, false));
}

TEST_F(FileMerges, MayBeMoreThanGitKeepsLoose)
{
    std::vector<FileMerge> files(300, {.base = text(), .ours = text("x"), .theirs = text("x")});
    files[150].theirs = text("y");

    const auto kept = keep_ours(files);

    EXPECT_EQ(trouble, "");
    EXPECT_EQ(std::count(kept.begin(), kept.end(), true), 299);
    EXPECT_FALSE(kept.at(150));
}

TEST_F(FileMerges, OfNothingCostNothing)
{
    EXPECT_THAT(keep_ours({}), IsEmpty());
    EXPECT_THAT(asked, IsEmpty());
}

// --- what they leave alone ----------------------------------------------------------------------

/// Lets the objects of a repository look as if they had been written a day ago.
void age_objects_of(const GitRepository& repository)
{
    for (const auto& file : fs::recursive_directory_iterator(repository.path() / ".git/objects")) {
        fs::last_write_time(file.path(), file.last_write_time() - std::chrono::hours(24));
    }
}

/// The loose objects of a repository and when each was written.
std::vector<std::pair<std::string, fs::file_time_type>> objects_of(const GitRepository& repository)
{
    std::vector<std::pair<std::string, fs::file_time_type>> found;
    for (const auto& file : fs::recursive_directory_iterator(repository.path() / ".git/objects")) {
        found.emplace_back(file.path(), file.last_write_time());
    }
    return found;
}

TEST_F(FileMerges, LeaveTheRepositorysOwnObjectsAndTheirTimes)
{
    const auto head = commit_file("a", text("three"));
    age_objects_of(repository);
    const auto before = objects_of(repository);
    GitObjects git_objects = objects();

    const auto kept = git_objects.merges_keep_ours(
        {{.base = text(), .ours = text("three"), .theirs = text("three")},
         {.base = text(), .ours = text("three"), .theirs = text("drei")}});

    EXPECT_THAT(kept, ElementsAre(true, false));
    EXPECT_EQ(git_objects.trouble(), "");
    EXPECT_EQ(objects_of(repository), before);
}

// --- trouble ------------------------------------------------------------------------------------

class FileMergesInTrouble : public FileMerges {
protected:
    std::string trouble_of_one()
    {
        EXPECT_THAT(keep_ours({{.base = "1", .ours = "2", .theirs = "2"}}), ElementsAre(false));
        return trouble;
    }
};

TEST_F(FileMergesInTrouble, AreUnknownWhenACommandIsCutShort)   // G08
{
    git_is_cut_short("cat-file");
    EXPECT_EQ(trouble_of_one(), "git: timed out after 10 s");
    git_is_cut_short("merge-tree");
    EXPECT_EQ(trouble_of_one(), "git: timed out after 10 s");
    git_is_cut_short("fast-import");
    EXPECT_EQ(trouble_of_one(), "git: timed out after 10 s");
}

TEST_F(FileMergesInTrouble, AreUnknownWhenTheMergeMakesNoSense)   // G09
{
    git_says("merge-tree", "");
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: merge-tree");
    git_says("merge-tree", "1\0"s);
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: merge-tree");
    git_says("merge-tree", "1\0"s + std::string(40, '1'));
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: merge-tree");
}

TEST_F(FileMergesInTrouble, AreUnknownWhenTheFilesAfterwardsMakeNoSense)   // G09
{
    git_says("merge-tree", "1\0"s + std::string(40, '1') + "\0\0"s);
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: cat-file");
    git_says("cat-file", "");
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: cat-file");
    git_says("cat-file", "refs/heads/ours:0 missing\n");
    EXPECT_EQ(trouble_of_one(), "what git says makes no sense: cat-file");
}

}   // namespace
}   // namespace tmdb
