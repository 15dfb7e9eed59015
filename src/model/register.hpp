#pragma once

#include "model/problem.hpp"
#include "model/task.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// One entry of a register: a task that a manager holds to be at work.
struct RegisterEntry {
    std::string slug;
    OptionalText task_path;       // as written
    OptionalText worktree_path;   // as written
    OptionalText registered_at;   // as written
    OptionalText launched_at;
    OptionalText started_at;
    std::string raw;            // the member's value, byte for byte
    OptionalText problem;       // why this entry is to be left alone, if it is
    std::size_t position = 0;   // its place among the register's entries, from 0

    bool operator==(const RegisterEntry&) const = default;
};

/// An entry as the mirror keeps it: times in UTC and paths below the root where they could be read.
struct MirroredEntry {
    RegisterEntry entry;
    std::string register_path;
    std::string owner;
    std::string owner_key;
    int occurrence = 0;      // among the entries of this register with the same slug
    OptionalText worktree;   // the worktree that its worktree_path means
    bool stale = false;

    bool operator==(const MirroredEntry&) const = default;
};

/// A register, readable or not.
struct RegisterFile {
    std::string path;
    std::string owner;   // from the file's name
    std::string owner_key;
    bool stale = false;
    bool ever_read = false;   // its entries are the last good ones

    bool operator==(const RegisterFile&) const = default;
};

/// A register as read. `readable` is false when the whole file is no register: then there are no
/// entries, and that means nothing.
struct ParsedRegister {
    bool readable = false;
    std::vector<RegisterEntry> entries;
    std::vector<Problem> problems;
};

}   // namespace tmdb
