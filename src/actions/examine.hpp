#pragma once

#include "base/machine.hpp"
#include "model/checkup.hpp"
#include "sources/workspace.hpp"

#include <vector>

namespace tmdb {

/// Is everything sound: the database, its schema and its folder, git, the registers, and what an
/// earlier run may have left behind. Looks only.
std::vector<Checkup> examine(Machine& machine, const Workspace& workspace);

}   // namespace tmdb
