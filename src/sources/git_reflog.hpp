#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// One move of a branch, as git's reflog has it.
struct ReflogEntry {
    std::string old_oid;
    std::string new_oid;
    std::string message;

    bool operator==(const ReflogEntry&) const = default;
};

/// Reads a reflog file, the oldest entry first. Lines that make no sense are left out,
/// and so is a last one without its end.
std::vector<ReflogEntry> parse_reflog(std::string_view text);

/// What a reflog tells of a branch that lies on main's own line, where a fresh branch and one that
/// was merged by fast-forward look alike.
struct BranchPast {
    std::string started_at;    // where the branch began its present life
    bool has_commit = false;   // made on the branch since
};

/// The present life of a branch begins where it was last made, or reset to a commit that was not
/// made on it. Nothing for an empty reflog.
std::optional<BranchPast> past_of(const std::vector<ReflogEntry>& reflog);

}   // namespace tmdb
