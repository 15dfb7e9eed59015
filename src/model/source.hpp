#pragma once

#include <cstdint>
#include <string>

namespace tmdb {

/// Which ledger a source belongs to; the name of its kind in the database.
enum class SourceKind {
    task,
    task_copy,
    register_entry,
    dispatch,
    dispatch_log,
    pull_request,
    role,
    person
};

/// By these a file is taken to be unchanged. Two writes within one tick of the file system's clock
/// leave equal stamps: a stamp that was taken too close to its own times is racy, and not trusted.
struct Stamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t mtime_ns = 0;
    std::int64_t ctime_ns = 0;

    bool operator==(const Stamp&) const = default;
};

/// A file as it was when it was last read.
struct Source {
    SourceKind kind = SourceKind::task;
    std::string path;
    Stamp stamp;
    bool racy = false;

    bool operator==(const Source&) const = default;
};

}   // namespace tmdb
