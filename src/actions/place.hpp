#pragma once

#include "base/machine.hpp"

#include <optional>
#include <string>

namespace tmdb {

/// Where a path leads by the disk, for paths at whose end there may be nothing: that something is
/// missing only counts when the place where it would be is the one that is meant, and in sight.

/// `path` with the links on its way followed as far as there is anything; nothing when that cannot
/// be seen.
std::optional<std::string> place_of(Machine& machine, const std::string& path);

/// Whether a path, as it was written, leads where its spelling says. The kernel follows links
/// before it works out "..", a spelling cannot.
bool leads_where_it_says(Machine& machine, const std::string& root, const std::string& written);

/// Whether something at `place`, which place_of gave, would be seen if it were there: its folder
/// opens; below the root a missing folder is as good as a missing file, so one above it will do.
bool can_be_seen(Machine& machine, const std::string& root, const std::string& place);

}   // namespace tmdb
