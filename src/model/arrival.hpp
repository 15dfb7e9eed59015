#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tmdb {

/// Commits that came into the root checkout's HEAD and changed the front matter of a registered
/// task, while its worktree goes on with the old one.
struct Arrival {
    std::int64_t id = 0;   // in the table arrival; 0: not there yet
    std::string slug;
    std::string path;   // of the root file
    std::string old_oid;
    std::string new_oid;
    std::vector<std::string> commits;   // those that changed the file, the newest first
    std::string fields;                 // JSON: name to {old, new}

    bool operator==(const Arrival&) const = default;
};

}   // namespace tmdb
