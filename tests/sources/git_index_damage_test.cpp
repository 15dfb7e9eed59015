#include "sources/git_index.hpp"

#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace tmdb {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t sha1 = 20;
const std::string some_oid(sha1, '\x11');
const std::string checksum(sha1, '\0');

// --- indexes made by hand ----------------------------------------------------------------------

/// Most significant byte first.
std::string number(std::size_t value, std::size_t size = 4)
{
    std::string bytes;
    for (std::size_t left = size; left > 0; --left) {
        bytes += static_cast<char>(value >> 8 * (left - 1));
    }
    return bytes;
}

/// What precedes the path. `flags` are the highest four of the sixteen bits.
std::string entry_head(std::size_t path_size, std::size_t mode, std::size_t flags)
{
    const std::size_t length = std::min<std::size_t>(path_size, 0xfff);
    return std::string(24, '\0') + number(mode) + std::string(12, '\0') + some_oid +
           number(flags << 12 | length, 2);
}

struct Flags {
    std::size_t stage = 0;
    std::string extended;   // two bytes
};

/// An entry of version 2 or 3.
std::string entry(const std::string& path, std::size_t mode = 0100644, const Flags& flags = {})
{
    const std::size_t extended = flags.extended.empty() ? 0 : 4;
    const auto bytes =
        entry_head(path.size(), mode, flags.stage | extended) + flags.extended + path;
    return bytes + std::string(8 - bytes.size() % 8, '\0');
}

/// An entry of version 4: `removed` says how much of the path before it is not of its own.
std::string short_entry(const std::string& removed, const std::string& added, std::size_t path_size)
{
    return entry_head(path_size, 0100644, 0) + removed + added + '\0';
}

std::string index_of(const std::vector<std::string>& entries, const std::string& extensions = "",
                     std::size_t version = 2)
{
    std::string bytes = "DIRC" + number(version) + number(entries.size());
    for (const auto& entry : entries) {
        bytes += entry;
    }
    return bytes + extensions + checksum;
}

std::string extension(const std::string& name, const std::string& content)
{
    return name + number(content.size()) + content;
}

std::string index_with_trees(const std::string& trees)
{
    return index_of({entry("a"), entry("b/c")}, extension("TREE", trees));
}

std::string trouble(const std::string& bytes)
{
    return parse_index(bytes, sha1).trouble;
}

bool is_refused(const std::string& bytes)
{
    const auto parsed = parse_index(bytes, sha1);
    EXPECT_NE(parsed.index.has_value(), !parsed.trouble.empty());
    return !parsed.index;
}

std::vector<std::string> refused_among(std::vector<std::string> paths)
{
    std::erase_if(paths, [](const auto& path) { return !is_refused(index_of({entry(path)})); });
    return paths;
}

/// The lengths at which a cut leaves what looks whole.
std::vector<std::size_t> unnoticed_cuts(const std::string& bytes)
{
    std::vector<std::size_t> lengths;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        // A copy as long as the cut, so that AddressSanitizer sees where it ends.
        const std::vector<char> cut(bytes.begin(), bytes.begin() + std::ptrdiff_t(length));
        if (parse_index({cut.data(), cut.size()}, sha1).index) {
            lengths.push_back(length);
        }
    }
    return lengths;
}

/// How many of the indexes with one byte turned round cannot be read.
std::size_t refused_flips(const std::string& bytes)
{
    std::size_t refused = 0;
    for (const char pattern : {'\x01', '\x80', '\xff'}) {
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            auto flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ pattern);
            refused += is_refused(flipped) ? 1u : 0u;
        }
    }
    return refused;
}

TEST(GitIndexDamage, IsNotSeenInAnIndexMadeByHand)
{
    EXPECT_EQ(trouble(index_of({entry("a"), entry("b", 0100755)})), "");
    EXPECT_EQ(trouble(index_of({entry("a", 0100644, {0, number(0x2000, 2)})}, "", 3)), "");
    EXPECT_EQ(trouble(index_of({short_entry("\0"s, "ab", 2), short_entry("\1", "c", 2)}, "", 4)),
              "");
    EXPECT_EQ(trouble(index_with_trees("\0002 1\n"s + some_oid + "b\0001 0\n"s + some_oid)), "");
}

// --- cut and flipped ---------------------------------------------------------------------------

class GitIndexDamageOfARealOne : public testing::Test {
protected:
    GitIndexDamageOfARealOne()
    {
        write_file(repository.path() / "folder/a", "text\n");
        write_file(repository.path() / "folder/b", "text\n");
        write_file(repository.path() / "later", "text\n");
        repository.git({"add", "folder"});
        repository.git({"add", "--intent-to-add", "later"});
    }

    std::string bytes(const std::string& version) const
    {
        repository.git({"update-index", "--index-version", version});
        std::ifstream file(repository.path() / ".git/index", std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    TemporaryDirectory directory;
    GitRepository repository{directory.path() / "repo"};
};

TEST_F(GitIndexDamageOfARealOne, IsNoticedWhereverItIsCut)
{
    EXPECT_THAT(unnoticed_cuts(bytes("3")), IsEmpty());
    EXPECT_THAT(unnoticed_cuts(bytes("4")), IsEmpty());
}

TEST_F(GitIndexDamageOfARealOne, IsNotNoticedWhereAnExtensionCouldBeAChecksum)
{
    const auto before = bytes("2");
    repository.git({"commit", "--quiet", "--message", "first"});
    const auto with_trees = bytes("2");

    ASSERT_EQ(with_trees.substr(before.size() - sha1, 4), "TREE");
    EXPECT_THAT(unnoticed_cuts(with_trees), ElementsAre(before.size()));
}

TEST_F(GitIndexDamageOfARealOne, IsHarmlessInEveryByte)
{
    repository.git({"commit", "--quiet", "--message", "first"});

    EXPECT_GT(refused_flips(bytes("3")), 0u);
    EXPECT_GT(refused_flips(bytes("4")), 0u);
}

TEST(GitIndexDamage, IsNoticedInTheHeader)
{
    EXPECT_EQ(trouble(""), "not an index of git");
    EXPECT_EQ(trouble("DIRD" + index_of({}).substr(4)), "not an index of git");
    EXPECT_EQ(trouble(index_of({}, "", 1)), "version 1 is not known");
    EXPECT_EQ(trouble(index_of({}, "", 5)), "version 5 is not known");
}

TEST(GitIndexDamage, IsMoreEntriesThanThereIsRoomFor)
{
    EXPECT_EQ(trouble("DIRC" + number(2) + number(0xffffffff) + entry("a") + checksum), "cut off");
}

TEST(GitIndexDamage, IsAnEntryWithFlagsThatAreNotKnown)
{
    const Flags skip_worktree{0, number(0x4000, 2)};
    const Flags reserved{0, number(0x8000, 2)};
    const Flags unused{0, number(0x0001, 2)};

    EXPECT_EQ(trouble(index_of({entry("a", 0100644, skip_worktree)}, "", 2)),
              "entry 1 has flags that are not known");
    EXPECT_TRUE(is_refused(index_of({entry("a", 0100644, reserved)}, "", 3)));
    EXPECT_TRUE(is_refused(index_of({entry("a", 0100644, unused)}, "", 3)));
}

// --- paths -------------------------------------------------------------------------------------

TEST(GitIndexDamage, IsAPathThatLeadsOutOfTheCheckoutOrIntoGit)
{
    const std::vector<std::string> wrong = {
        "",   "/",    "/a",   "a/",     "a//b", ".",           "./a",      "a/.",
        "..", "../a", "a/..", "a/../b", ".git", ".git/config", "a/.GIT/b", "a/.Git",
    };

    EXPECT_THAT(refused_among(wrong), ElementsAreArray(wrong));
    EXPECT_EQ(trouble(index_of({entry("../\n")})),
              "'../\\u000a' is no path of a file in a checkout");
}

TEST(GitIndexDamage, IsNoPathThatLooksLikeThem)
{
    EXPECT_THAT(refused_among({"...", "..a", "a..", ".a", "a.git", ".gitignore", ".git2/a", "git",
                               "a\\b", " ", "-"}),
                IsEmpty());
}

TEST(GitIndexDamage, IsANulInAPath)
{
    EXPECT_TRUE(is_refused(index_of({entry("a\0b"s)})));
    EXPECT_TRUE(is_refused(index_of({entry("a\0"s)})));
}

TEST(GitIndexDamage, IsAnEntryOutOfOrder)
{
    EXPECT_EQ(trouble(index_of({entry("b"), entry("a")})), "'a' is out of order");
    EXPECT_EQ(trouble(index_of({entry("\xff"), entry("a")})), "'a' is out of order");
    EXPECT_EQ(trouble(index_of({entry("a"), entry("a")})), "'a' is out of order");
}

TEST(GitIndexDamage, IsAConflictOutOfOrder)
{
    const auto base = entry("a", 0100644, {1, ""});
    const auto ours = entry("a", 0100644, {2, ""});

    EXPECT_FALSE(is_refused(index_of({base, ours})));
    EXPECT_TRUE(is_refused(index_of({ours, base})));
    EXPECT_TRUE(is_refused(index_of({ours, ours})));
    EXPECT_TRUE(is_refused(index_of({entry("a"), ours})));
}

TEST(GitIndexDamage, IsAnEntryOfNoKnownKind)
{
    EXPECT_EQ(trouble(index_of({entry("a", 0100600)})), "'a' is of no kind that git knows");
    EXPECT_TRUE(is_refused(index_of({entry("a", 0)})));
    EXPECT_TRUE(is_refused(index_of({entry("a", 0x10000 | 0100644)})));
}

TEST(GitIndexDamage, IsADirectoryThatIsNotLeftOut)
{
    const Flags skip_worktree{0, number(0x4000, 2)};

    EXPECT_FALSE(is_refused(index_of({entry("a/", 0040000, skip_worktree)}, "", 3)));
    EXPECT_TRUE(is_refused(index_of({entry("a", 0040000, skip_worktree)}, "", 3)));
    EXPECT_TRUE(is_refused(index_of({entry("/", 0040000, skip_worktree)}, "", 3)));
    EXPECT_TRUE(is_refused(index_of({entry("a/", 0040000)}, "", 3)));
}

TEST(GitIndexDamage, IsAShortPathThatTakesMoreThanThereIs)
{
    const auto first = short_entry("\0"s, "a", 1);

    EXPECT_EQ(trouble(index_of({first, short_entry("\2", "bbb", 3)}, "", 4)),
              "entry 2 has a path without a beginning");
    EXPECT_TRUE(is_refused(index_of({short_entry("\1", "a", 1)}, "", 4)));
    EXPECT_TRUE(is_refused(index_of({short_entry(std::string(12, '\xff'), "a", 1)}, "", 4)));
}

TEST(GitIndexDamage, IsAPathOfAnotherLength)
{
    EXPECT_EQ(trouble(index_of({short_entry("\0"s, "ab", 3)}, "", 4)),
              "entry 1 has a path of another length");
    EXPECT_TRUE(is_refused(index_of({short_entry("\0"s, "ab", 5000)}, "", 4)));
}

TEST(GitIndexDamage, IsAFewBytesThatWouldFillTheMemory)
{
    std::vector<std::string> entries = {short_entry("\0"s, std::string(100'000, 'a'), 100'000)};
    entries.resize(1'000, short_entry("\0"s, "a", 100'000));
    std::string trees;
    for (int depth = 0; depth < 10'000; ++depth) {
        trees += (depth == 0 ? "" : "a") + "\0-1 1\n"s;
    }

    EXPECT_EQ(trouble(index_of(entries, "", 4)), "its paths are out of proportion to the file");
    EXPECT_EQ(trouble(index_with_trees(trees)), "its paths are out of proportion to the file");
}

// --- extensions --------------------------------------------------------------------------------

TEST(GitIndexDamage, IsAnExtensionThatIsNotKnownAndNotOptional)
{
    EXPECT_EQ(trouble(index_of({}, extension("ABCD", "?"))), "");
    EXPECT_EQ(trouble(index_of({}, extension("abcd", "?"))), "extension 'abcd' is not known");
    EXPECT_EQ(trouble(index_of({}, extension("\nBCD", ""))), "extension '\\u000aBCD' is not known");
    EXPECT_EQ(trouble(index_of({entry("")}, extension("link", ""))), "a split index");
}

TEST(GitIndexDamage, IsAnExtensionThatIsLongerThanTheFile)
{
    EXPECT_EQ(trouble(index_of({}, "ABCD" + number(1))), "cut off");
    EXPECT_EQ(trouble(index_of({}, "ABCD" + number(0xffffffff))), "cut off");
    EXPECT_EQ(trouble(index_of({}, "ABC")), "cut off");
}

TEST(GitIndexDamage, IsACachedTreeThatMakesNoSense)
{
    const std::string nonsense = "its cached trees make no sense";

    EXPECT_EQ(trouble(index_with_trees("")), nonsense);
    EXPECT_EQ(trouble(index_with_trees("name\0-1 0\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0two 0\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 -1\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0002 0\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 99999999999\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 1\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 1\n..\0-1 0\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 1\nb/c\0-1 0\n"s)), nonsense);
    EXPECT_EQ(trouble(index_with_trees("\0-1 0\nrest"s)), nonsense);
}

TEST(GitIndexDamage, IsACachedTreeTwice)
{
    EXPECT_EQ(trouble(index_with_trees("\0-1 2\nb\0-1 0\nb\0-1 0\n"s)), "two cached trees of 'b'");
}

TEST(GitIndexDamage, IsACachedTreeOfOtherEntries)
{
    const auto of_one = "\0-1 1\nb\0001 0\n"s + some_oid;
    const auto of_two = "\0-1 1\nb\0002 0\n"s + some_oid;

    EXPECT_EQ(trouble(index_with_trees(of_one)), "");
    EXPECT_EQ(trouble(index_with_trees(of_two)), "the cached tree of 'b' has other entries");
    EXPECT_EQ(trouble(index_with_trees("\0001 0\n"s + some_oid)),
              "the cached tree of '' has other entries");
}

}   // namespace
}   // namespace tmdb
