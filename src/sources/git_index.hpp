#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// What git's index says of a file, and what lstat said of it when git last looked: the lowest 32
/// bits of each number, of a time those of its seconds and those of its nanoseconds.
struct IndexEntry {
    std::string path;         // below the checkout; only that of a directory ends in '/'
    std::uint32_t mode = 0;   // 0100644, 0100755, 0120000 (symlink), 0160000 (gitlink), 040000
    std::string oid;          // hexadecimal
    Nanoseconds ctime_ns = 0;
    Nanoseconds mtime_ns = 0;
    std::uint32_t device = 0;
    std::uint32_t inode = 0;
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    std::uint32_t size = 0;   // bytes; 0 also where git has not looked, or does not trust its look
    int stage = 0;            // 1 to 3 in a conflict: base, ours, theirs
    bool assume_valid = false;
    bool skip_worktree = false;
    bool intent_to_add = false;

    bool operator==(const IndexEntry&) const = default;
};

/// A directory whose tree git knew when it wrote the index, or knew no more: then without an oid.
struct CachedTree {
    std::string path;                // "" is the root
    std::int64_t entry_count = -1;   // of the entries, how many lie in it; -1: not known
    std::string oid;                 // hexadecimal; of the tree that those entries make

    bool operator==(const CachedTree&) const = default;
};

struct GitIndex {
    std::vector<IndexEntry> entries;   // sorted by `path` (bytes), then by `stage`; each once
    std::vector<CachedTree> trees;     // sorted by `path`, each once; not of every directory
    bool sparse = false;               // a directory (mode 040000) may stand for all that is in it

    bool operator==(const GitIndex&) const = default;
};

/// An index, or why it cannot be read.
struct ParsedIndex {
    std::optional<GitIndex> index;
    std::string trouble;
};

/// Reads the bytes of an index file: versions 2 to 4 of gitformat-index(5),
/// https://git-scm.com/docs/gitformat-index. An object id has `oid_bytes`: 20 (SHA-1) or 32
/// (SHA-256). All is checked but the checksum, which git may leave zero; it must be there.
/// A split index is a trouble, and so is every extension that is not optional, but "sdir".
ParsedIndex parse_index(std::string_view bytes, std::size_t oid_bytes);

}   // namespace tmdb
