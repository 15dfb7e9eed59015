#pragma once

#include "model/problem.hpp"
#include "model/task.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// A person's file, or a role's: then it says who manages the role, and who does the work.
struct TeamFile {
    std::string path;
    std::string slug;
    std::string owner_key;   // by which owners of tasks name it
    OptionalText owner;
    OptionalText filled_by;
    OptionalText next_key;   // the owner_key of filled_by, else of owner
    bool stale = false;      // not what a good read of the present file says

    bool operator==(const TeamFile&) const = default;
};

/// Such a file as read: there is always one, and what was not understood of it.
struct ParsedTeamFile {
    TeamFile file;
    std::vector<Problem> problems;
};

/// A person that the configuration names: the key and the name.
using OwnerName = std::pair<std::string, std::string>;

}   // namespace tmdb
