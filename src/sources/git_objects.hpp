#pragma once

#include "base/machine.hpp"
#include "sources/file_merges.hpp"
#include "sources/git.hpp"
#include "sources/git_bodies.hpp"
#include "sources/git_scratch.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A commit and what it hangs on; all by object id.
struct Commit {
    std::string oid;
    std::string tree;
    std::int64_t time = 0;   // seconds since 1970, as the committer's clock said
    std::vector<std::string> parents;
    bool is_boundary = false;   // on the near side of what was left out

    bool operator==(const Commit&) const = default;
};

/// A file that differs between two trees.
struct ChangedFile {
    std::string path;
    std::string old_oid;   // all zeros: it was not there
    std::string new_oid;   // all zeros: it is gone
    char status = 'M';
    std::uint32_t old_mode = 0;
    std::uint32_t new_mode = 0;

    bool operator==(const ChangedFile&) const = default;
};

/// What a tree has at a path.
struct TreeEntry {
    std::uint32_t mode = 0;   // as in the index: 0100644, 0100755, 0120000, 0160000, 040000
    std::string oid;          // of a submodule: of its commit, which need not be there

    bool operator==(const TreeEntry&) const = default;
};

/// Two trees of which one question asks.
struct OidPair {
    std::string from;
    std::string to;

    auto operator<=>(const OidPair&) const = default;
};

/// Asks git about objects, in a scratch repository that shares those of the repository and nothing
/// else. Every question costs one process, however long its list is.
///
/// Every answer comes whole or not at all: then trouble() says why, and stays.
class GitObjects {
public:
    /// `sample` is any object id of the repository: its length tells the hash.
    GitObjects(Machine& machine, const std::string& root, const GitDirectory& git,
               std::string_view sample, const std::vector<std::string>& environment);

    const std::string& trouble() const { return scratch_.trouble(); }
    /// From now on nothing is asked, unless there is no reason.
    void give_up(const std::string& why) { scratch_.fail(why); }
    /// Whether its history is cut off: a commit without parents may have some.
    bool is_shallow() const { return scratch_.is_shallow(); }

    /// These commits alone, in any order; those that are not there, or broken, are left out.
    std::vector<Commit> commits(const std::vector<std::string>& oids);
    enum class Missing { refused, ignored };
    /// All commits that `heads` lead to and `hidden` do not, children before parents, and the
    /// boundary. All must be there, unless those that are missing are to be ignored: they hide
    /// nothing. "^@" after an id in `hidden` means its parents.
    std::vector<Commit> history(const std::vector<std::string>& heads,
                                const std::vector<std::string>& hidden,
                                Missing missing = Missing::refused);
    /// For each name ("<oid>:<path>", "<oid>^{tree}") the object that it names, if any.
    std::vector<OptionalText> resolve(const std::vector<std::string>& names);
    /// For each name the bytes of the blob that it names, if any.
    std::vector<OptionalText> contents(const std::vector<std::string>& names);
    /// The same for many names ("<oid>:<path>") in a few large folders, in any order: reads each
    /// folder once, and then asks for what it names. Three processes. Of each file only the first
    /// `longest` bytes are held, and only while `take` has them. When there was trouble, what has
    /// been taken is not all.
    void take_contents(const std::vector<std::string>& names, std::size_t longest,
                       const TakeBody& take);
    /// For each name ("<oid>:<path>") what the tree has there, if anything.
    std::vector<std::optional<TreeEntry>> entries(const std::vector<std::string>& names);
    /// For each pair of trees the files that differ.
    std::vector<std::vector<ChangedFile>> differences(const std::vector<OidPair>& trees);
    /// For each pair of trees, which must differ, the id of the patch that leads from one to the
    /// other (git patch-id --stable: line numbers and blanks do not count).
    std::vector<std::string> patch_ids(const std::vector<OidPair>& trees);

    /// For each three states of a file whether merging the last into the second changes nothing.
    std::vector<bool> merges_keep_ours(const std::vector<FileMerge>& files);

private:
    /// For each name what git says of its object in the words of `format`, if there is one.
    std::vector<OptionalText> check(const std::vector<std::string>& names,
                                    const std::string& format);
    std::vector<OptionalText> bodies(std::string_view type, const std::vector<std::string>& names);
    /// The folders ("<oid>:<path>") of so many of these names that their trees are to be read.
    std::set<std::string> worth_reading(const std::vector<std::string>& names);
    /// Names in one folder, and the place of the answer to each.
    using WantedEntries = std::multimap<std::string, std::size_t, std::less<>>;
    void find_entries(std::string_view tree, const WantedEntries& wanted,
                      std::vector<std::optional<TreeEntry>>& found);
    std::vector<Commit> list_commits(const std::vector<std::string>& options,
                                     const std::string& input);
    /// An answer as long as the question; all of it empty when there was trouble.
    template <typename T>
    std::vector<T> whole(std::vector<T> found) const;

    GitScratch scratch_;
    std::size_t oid_bytes_;
    std::function<GitScratch()> make_scratch_;
};

}   // namespace tmdb
