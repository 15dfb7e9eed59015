#include "sources/git_index.hpp"

#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <iterator>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using namespace std::string_literals;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::size_t sha1 = 20;
constexpr std::size_t sha256 = 32;

// --- indexes that git wrote --------------------------------------------------------------------

/// What `git ls-files --stage -z` would print.
std::string listing(const GitIndex& index)
{
    std::string listing;
    for (const auto& entry : index.entries) {
        std::array<char, 16> mode{};
        std::snprintf(mode.data(), mode.size(), "%06o", entry.mode);
        listing += mode.data() + (" " + entry.oid) + " " + std::to_string(entry.stage) + "\t" +
                   entry.path + '\0';
    }
    return listing;
}

std::vector<std::string> paths_with(bool IndexEntry::*flag, const GitIndex& index)
{
    std::vector<std::string> paths;
    for (const auto& entry : index.entries) {
        if (entry.*flag) {
            paths.push_back(entry.path);
        }
    }
    return paths;
}

class GitIndexTest : public testing::Test {
protected:
    explicit GitIndexTest(const std::string& object_format = "sha1")
        : repository(directory.path() / "repo", {"--object-format=" + object_format})
    {}

    void given_file(const std::string& name, const std::string& text = "text\n")
    {
        write_file(repository.path() / name, text);
        repository.git({"add", name});
    }

    /// In the index only, and nowhere on the disk.
    void given_entry(const std::string& path, const std::string& mode = "100644")
    {
        const std::string oid = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        repository.git({"update-index", "--add", "--cacheinfo", mode, oid, path});
    }

    void given_version(const std::string& version)
    {
        repository.git({"update-index", "--index-version", version});
    }

    std::string bytes() const
    {
        std::ifstream file(repository.path() / ".git/index", std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    int version() const { return bytes().at(7); }

    GitIndex index(std::size_t oid_bytes = sha1) const
    {
        auto parsed = parse_index(bytes(), oid_bytes);
        EXPECT_EQ(parsed.trouble, "");
        return parsed.index.value();
    }

    std::string listed_by_git() const { return repository.git({"ls-files", "--stage", "-z"}); }

    TemporaryDirectory directory;
    GitRepository repository;
};

class GitIndexOfSha256 : public GitIndexTest {
protected:
    GitIndexOfSha256() : GitIndexTest("sha256") {}
};

/// Names that need no care, and names that do.
class GitIndexOfManyNames : public GitIndexTest {
protected:
    GitIndexOfManyNames()
    {
        given_file("b");
        given_file("folder/a file");
        given_file("folder/deeper/two\nlines\n");
        given_file("folder-not");
        given_file("\xc3\xa4\xe2\x82\xac");
        given_file("\xff no text");
        fs::create_symlink("nowhere", repository.path() / "link");
        write_file(repository.path() / "program", "#!/bin/sh\n");
        fs::permissions(repository.path() / "program", fs::perms::owner_all);
        repository.git({"add", "--all"});
    }
};

TEST_F(GitIndexOfManyNames, SaysWhatGitListsInVersion2)
{
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_THAT(index().entries, SizeIs(8));
}

TEST_F(GitIndexOfManyNames, SaysWhatGitListsInVersion3)
{
    repository.git({"update-index", "--skip-worktree", "b", "link"});

    EXPECT_EQ(version(), 3);
    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_THAT(paths_with(&IndexEntry::skip_worktree, index()), ElementsAre("b", "link"));
}

TEST_F(GitIndexOfManyNames, SaysWhatGitListsInVersion4)
{
    const auto before = index();

    given_version("4");

    EXPECT_EQ(version(), 4);
    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_EQ(index(), before);
}

TEST_F(GitIndexOfManyNames, SaysTheSameWhenItIsWrittenForSeveralThreads)
{
    const auto before = index();

    repository.git({"-c", "index.threads=3", "-c", "index.recordOffsetTable=true", "-c",
                    "index.recordEndOfIndexEntries=true", "update-index", "--index-version", "4"});

    EXPECT_THAT(bytes(), testing::HasSubstr("IEOT"));
    EXPECT_THAT(bytes(), testing::HasSubstr("EOIE"));
    EXPECT_EQ(index(), before);
}

TEST_F(GitIndexOfManyNames, KnowsWhatGitSawOfAFile)
{
    const auto machine = make_machine();
    const auto stat = machine->lstat(repository.path() / "b").value.value();

    const auto entry = index().entries.at(0);

    EXPECT_EQ(entry.path, "b");
    EXPECT_EQ(entry.ctime_ns, stat.ctime_ns);
    EXPECT_EQ(entry.mtime_ns, stat.mtime_ns);
    EXPECT_EQ(entry.device, static_cast<std::uint32_t>(stat.device));
    EXPECT_EQ(entry.inode, static_cast<std::uint32_t>(stat.inode));
    EXPECT_EQ(entry.user, stat.user);
    EXPECT_EQ(entry.group, stat.group);
    EXPECT_EQ(entry.size, 5);
}

TEST_F(GitIndexOfManyNames, SaysTheSameWithAnUntrackedCacheAndWithoutAChecksum)
{
    const auto before = index();

    repository.git({"update-index", "--force-untracked-cache"});
    const auto without_checksum = bytes().replace(bytes().size() - sha1, sha1, sha1, '\0');

    EXPECT_THAT(bytes(), testing::HasSubstr("UNTR"));
    EXPECT_EQ(parse_index(without_checksum, sha1).index, before);
}

TEST_F(GitIndexOfSha256, SaysWhatGitLists)
{
    given_file("a");
    given_file("folder/b");
    repository.commit("first");

    EXPECT_EQ(listing(index(sha256)), listed_by_git());
    EXPECT_EQ(index(sha256).trees.at(0).oid, repository.git({"rev-parse", "HEAD^{tree}"}));
    EXPECT_FALSE(parse_index(bytes(), sha1).index);
}

TEST_F(GitIndexTest, MayBeEmpty)
{
    repository.git({"read-tree", "--empty"});

    EXPECT_THAT(index().entries, IsEmpty());
    EXPECT_FALSE(index().sparse);
}

TEST_F(GitIndexTest, HasNoTreesBeforeACommit)
{
    given_file("folder/a");

    EXPECT_THAT(index().trees, IsEmpty());
}

TEST_F(GitIndexTest, KnowsWhatIsToBeAddedLater)
{
    given_file("a");
    write_file(repository.path() / "b", "text\n");
    repository.git({"add", "--intent-to-add", "b"});

    EXPECT_EQ(version(), 3);
    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_THAT(paths_with(&IndexEntry::intent_to_add, index()), ElementsAre("b"));
}

TEST_F(GitIndexTest, KnowsWhatGitIsToldNotToLookAt)
{
    given_file("a");
    given_file("b");
    repository.git({"update-index", "--assume-unchanged", "b"});

    EXPECT_THAT(paths_with(&IndexEntry::assume_valid, index()), ElementsAre("b"));
}

TEST_F(GitIndexTest, KnowsTheThreeSidesOfAConflict)
{
    given_file("file", "base\n");
    repository.commit("base");
    repository.git({"switch", "--quiet", "--create", "theirs"});
    given_file("file", "theirs\n");
    repository.commit("theirs");
    repository.git({"switch", "--quiet", "main"});
    given_file("file", "ours\n");
    repository.commit("ours");

    repository.git({"read-tree", "-m", "main~1", "main", "theirs"});

    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_THAT(index().entries,
                ElementsAre(Field(&IndexEntry::stage, 1), Field(&IndexEntry::stage, 2),
                            Field(&IndexEntry::stage, 3)));
}

TEST_F(GitIndexTest, KnowsASubmodule)
{
    given_entry("module", "160000");

    EXPECT_EQ(listing(index()), listed_by_git());
    EXPECT_EQ(index().entries.at(0).mode, 0160000u);
}

TEST_F(GitIndexTest, KnowsPathsThatAreLongerThanAnEntryCanSay)
{
    const std::string almost(4094, 'b');
    const std::string just(4095, 'b');
    const std::string longer(4096, 'b');
    given_entry(almost);
    given_entry(just);
    given_entry(longer);
    given_entry("a");
    given_entry("c");

    const auto in_version_2 = index();
    given_version("4");

    EXPECT_EQ(listing(in_version_2), listed_by_git());
    EXPECT_EQ(index(), in_version_2);
}

TEST_F(GitIndexTest, IsRefusedWhenItIsSplit)
{
    given_file("a");
    repository.git({"update-index", "--split-index"});
    given_file("b");

    EXPECT_EQ(parse_index(bytes(), sha1).trouble, "a split index");
}

TEST_F(GitIndexTest, MayBeSparse)
{
    given_file("kept/a");
    given_file("left/out/b");
    given_file("root");
    repository.commit("first");

    repository.git({"sparse-checkout", "set", "--cone", "--sparse-index", "kept"});

    EXPECT_TRUE(index().sparse);
    EXPECT_EQ(listing(index()), repository.git({"ls-files", "--sparse", "--stage", "-z"}));
    EXPECT_THAT(paths_with(&IndexEntry::skip_worktree, index()), ElementsAre("left/"));
    EXPECT_EQ(index().entries.at(1).mode, 0040000u);
    EXPECT_EQ(index().entries.at(1).oid, repository.git({"rev-parse", "HEAD:left"}));
}

TEST_F(GitIndexTest, IsNotSparseWhenFilesAreMerelyLeftOut)
{
    given_file("kept/a");
    given_file("left/b");
    repository.commit("first");

    repository.git({"sparse-checkout", "set", "--cone", "--no-sparse-index", "kept"});

    EXPECT_FALSE(index().sparse);
    EXPECT_THAT(paths_with(&IndexEntry::skip_worktree, index()), ElementsAre("left/b"));
}

// --- cached trees ------------------------------------------------------------------------------

class GitIndexTrees : public GitIndexTest {
protected:
    GitIndexTrees()
    {
        given_file("a");
        given_file("folder/b");
        given_file("folder/deeper/c");
        given_file("folder0/d");
        repository.commit("first");
    }

    CachedTree tree(const std::string& path, std::int64_t entry_count) const
    {
        return {path, entry_count, repository.git({"rev-parse", "HEAD:" + path})};
    }
};

TEST_F(GitIndexTrees, AreThoseOfTheCommit)
{
    EXPECT_THAT(index().trees, ElementsAre(tree("", 4), tree("folder", 2), tree("folder/deeper", 1),
                                           tree("folder0", 1)));
}

TEST_F(GitIndexTrees, AreNotKnownAboveWhatWasStaged)
{
    given_file("folder/b", "changed\n");

    EXPECT_THAT(index().trees, ElementsAre(CachedTree{"", -1, ""}, CachedTree{"folder", -1, ""},
                                           tree("folder/deeper", 1), tree("folder0", 1)));
}

TEST_F(GitIndexTrees, AreNotKnownAboveWhatIsToBeAddedLater)
{
    write_file(repository.path() / "later", "text\n");
    repository.git({"add", "--intent-to-add", "later"});

    EXPECT_EQ(index().trees.at(0), (CachedTree{"", -1, ""}));
}

}   // namespace
}   // namespace tmdb
