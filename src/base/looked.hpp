#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>

namespace tmdb {

/// What a look at the machine gave: a value, or the errno that says why there is none.
/// ENOENT is one reason among many; whoever wants "absent" asks for it by name.
template <typename T>
struct Looked {
    std::optional<T> value;
    int error = 0;   // errno where there is no value

    explicit operator bool() const { return value.has_value(); }
    const T* operator->() const { return &*value; }
    const T& operator*() const { return *value; }

    static Looked failed(int error) { return {std::nullopt, error}; }
};

enum class FileKind { regular, directory, symlink, other };

/// What stat says of a file.
struct FileStat {
    FileKind kind = FileKind::other;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t links = 0;
    std::uint32_t mode = 0;   // permission bits only
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    std::int64_t size = 0;   // bytes
    Nanoseconds mtime_ns = 0;
    Nanoseconds ctime_ns = 0;

    bool operator==(const FileStat&) const = default;
};

/// Which file it is: what stays when its name or a link to it changes.
inline bool is_same_file(const FileStat& one, const FileStat& other)
{
    return one.device == other.device && one.inode == other.inode;
}

}   // namespace tmdb
