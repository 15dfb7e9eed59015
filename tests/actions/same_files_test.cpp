#include "actions/same_files.hpp"

#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <sys/stat.h>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

/// Two folders: what lies in "mine" is to go, what lies in "theirs" stays.
class SameFilesTest : public testing::Test {
protected:
    SameFilesTest()
    {
        fs::create_directories(at("mine"));
        fs::create_directories(at("theirs"));
    }

    std::string at(const std::string& path) const { return root_ / path; }
    void write(const std::string& path, const std::string& text) { write_file(at(path), text); }
    void link(const std::string& target, const std::string& path)
    {
        fs::create_directories(fs::path(at(path)).parent_path());
        fs::create_symlink(target, at(path));
    }
    void links(int count, const std::string& folder)
    {
        fs::create_directories(at(folder));
        for (int i = 0; i < count; ++i) {
            fs::create_symlink("x", fs::path(at(folder)) / std::to_string(i));
        }
    }
    bool is_nothing_new(const std::string& name)
    {
        return tmdb::is_nothing_new(machine, at("mine/" + name), at("theirs/" + name));
    }

    TemporaryDirectory directory_;
    fs::path root_ = fs::canonical(directory_.path());
    FakeMachine machine;
};

// --- the bytes of a file ------------------------------------------------------------------------

using BytesOf = SameFilesTest;

TEST_F(BytesOf, AFileAreItsContent)
{
    write("file", std::string("\0\n\xff", 3));

    EXPECT_EQ(bytes_of(machine, at("file"), false), std::string("\0\n\xff", 3));
}

TEST_F(BytesOf, ALinkAreItsTarget)
{
    link("somewhere else", "link");

    EXPECT_EQ(bytes_of(machine, at("link"), true), "somewhere else");
}

TEST_F(BytesOf, AreNoneWhereTheyCannotBeRead)
{
    write("file", "text");
    machine.failing[at("file")] = EACCES;

    EXPECT_EQ(bytes_of(machine, at("file"), false), std::nullopt);
    EXPECT_EQ(bytes_of(machine, at("gone"), false), std::nullopt);
    EXPECT_EQ(bytes_of(machine, at("gone"), true), std::nullopt);
    EXPECT_EQ(bytes_of(machine, at("mine"), false), std::nullopt);
}

TEST_F(BytesOf, AreNoneOfMoreThan64MiB)
{
    write("file", "");
    fs::resize_file(at("file"), 64u << 20);
    EXPECT_EQ(bytes_of(machine, at("file"), false)->size(), 64u << 20);

    fs::resize_file(at("file"), (64u << 20) + 1);
    EXPECT_EQ(bytes_of(machine, at("file"), false), std::nullopt);
}

// --- one file -----------------------------------------------------------------------------------

using NothingNew = SameFilesTest;

TEST_F(NothingNew, IsAFileThatTheOtherHasToo)
{
    write("mine/file", "text");
    write("theirs/file", "text");

    EXPECT_TRUE(is_nothing_new("file"));
}

TEST_F(NothingNew, IsNotAFileThatTheOtherHasOtherwiseOrNotAtAll)
{
    write("mine/longer", "text and more");
    write("theirs/longer", "text");
    write("mine/other", "text");
    write("theirs/other", "TEXT");
    write("mine/alone", "text");

    EXPECT_FALSE(is_nothing_new("longer"));
    EXPECT_FALSE(is_nothing_new("other"));
    EXPECT_FALSE(is_nothing_new("alone"));
}

TEST_F(NothingNew, IsALinkWithTheSameTarget)
{
    link("nowhere", "mine/same");
    link("nowhere", "theirs/same");
    link("nowhere", "mine/other");
    link("erehwon", "theirs/other");

    EXPECT_TRUE(is_nothing_new("same"));
    EXPECT_FALSE(is_nothing_new("other"));
}

TEST_F(NothingNew, IsNotWhatIsOfAnotherKind)
{
    write("mine/file", "text");
    link("../mine/file", "theirs/file");
    link("target", "mine/link");
    write("theirs/link", "target");
    write("mine/flat", "text");
    write("theirs/flat/file", "text");
    write("mine/folder/file", "text");
    write("theirs/folder", "text");

    EXPECT_FALSE(is_nothing_new("file"));
    EXPECT_FALSE(is_nothing_new("link"));
    EXPECT_FALSE(is_nothing_new("flat"));
    EXPECT_FALSE(is_nothing_new("folder"));
}

TEST_F(NothingNew, IsWhatHasNoContent)
{
    fs::create_directories(at("mine/empty/inside"));
    ASSERT_EQ(::mkfifo(at("mine/pipe").c_str(), 0600), 0);

    EXPECT_TRUE(is_nothing_new("empty"));
    EXPECT_TRUE(is_nothing_new("pipe"));
}

TEST_F(NothingNew, IsNotAnEmptyFileThatTheOtherLacks)
{
    write("mine/empty", "");

    EXPECT_FALSE(is_nothing_new("empty"));
}

TEST_F(NothingNew, IsAHardLinkToWhatStays)
{
    write("theirs/file", "text");
    fs::create_hard_link(at("theirs/file"), at("mine/file"));

    EXPECT_TRUE(is_nothing_new("file"));
}

// --- folders ------------------------------------------------------------------------------------

using NothingNewInFolders = SameFilesTest;

TEST_F(NothingNewInFolders, WhenTheOtherHasAllOfItAndMore)
{
    write("mine/folder/a/b", "text");
    write("mine/folder/c \xff\n", "text");
    write("theirs/folder/a/b", "text");
    write("theirs/folder/c \xff\n", "text");
    write("theirs/folder/d", "more");

    EXPECT_TRUE(is_nothing_new("folder"));
    EXPECT_TRUE(is_nothing_new("folder/"));
}

TEST_F(NothingNewInFolders, UnlessOneFileDeepDownIsOtherwise)
{
    write("mine/folder/a/b", "text");
    write("mine/folder/a/c", "text");
    write("theirs/folder/a/b", "text");
    write("theirs/folder/a/c", "TEXT");

    EXPECT_FALSE(is_nothing_new("folder"));
}

TEST_F(NothingNewInFolders, UnlessThereAreTooManyFiles)
{
    links(10'000, "mine/many");
    links(10'000, "theirs/many");
    EXPECT_FALSE(is_nothing_new("many"));

    fs::remove(at("mine/many/0"));
    EXPECT_TRUE(is_nothing_new("many"));
}

TEST_F(NothingNewInFolders, UnlessTheyCannotBeListed)
{
    write("mine/folder/file", "text");
    write("theirs/folder/file", "text");
    machine.failing[at("mine/folder")] = EACCES;

    EXPECT_FALSE(is_nothing_new("folder"));
}

TEST_F(NothingNewInFolders, UnlessAFileCannotBeRead)
{
    write("mine/folder/file", "text");
    write("theirs/folder/file", "text");
    machine.failing[at("theirs/folder/file")] = EACCES;

    EXPECT_FALSE(is_nothing_new("folder"));
}

/// The root checkout may have a link to what is to go: then there is only one of it.
TEST_F(NothingNewInFolders, UnlessTheOtherIsALinkToThem)
{
    write("mine/build/result", "made");
    link("../mine/build", "theirs/build");

    EXPECT_FALSE(is_nothing_new("build"));
    EXPECT_FALSE(is_nothing_new("build/"));
}

TEST_F(NothingNewInFolders, UnlessALinkOnTheWayLeadsToThem)
{
    write("mine/deep/build/result", "made");
    write("mine/deep/file", "made");
    link("../mine/deep", "theirs/deep");

    EXPECT_FALSE(is_nothing_new("deep/build"));
    EXPECT_FALSE(is_nothing_new("deep/file"));
}

TEST_F(NothingNewInFolders, UnlessALinkInsideLeadsToThem)
{
    write("mine/a/b/result", "made");
    fs::create_directories(at("theirs/a"));
    link("../../mine/a/b", "theirs/a/b");

    EXPECT_FALSE(is_nothing_new("a"));
}

}   // namespace
}   // namespace tmdb
