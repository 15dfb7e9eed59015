#pragma once

#include "model/arrival.hpp"
#include "model/worktree.hpp"
#include "sources/git_objects.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// Where the root checkout's HEAD has been.
struct HeadBefore {
    std::string oid;                 // last
    std::vector<std::string> past;   // ever; may be gone from the repository
};

/// The task files of registered tasks whose front matter was changed by commits that came into HEAD
/// since it was `before.oid`; where history was rewritten, since the two had a commit in common.
/// None where HEAD goes back to commits that it had before, and not where the worktree's HEAD has
/// the same file. `registered` maps slugs to paths of root files, `heads` to the HEAD of their
/// worktree.
std::vector<Arrival> find_arrivals(GitObjects& objects, const HeadBefore& before,
                                   const std::string& new_oid,
                                   const std::map<std::string, std::set<std::string>>& registered,
                                   const std::map<std::string, std::string>& heads);

/// Those that have reached their worktree: its HEAD contains their commits, or has the same file.
std::vector<std::int64_t> settled_arrivals(GitObjects& objects,
                                           const std::vector<Arrival>& arrivals,
                                           const std::map<std::string, std::string>& heads);

}   // namespace tmdb
