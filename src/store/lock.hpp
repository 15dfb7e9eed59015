#pragma once

#include "base/machine.hpp"

#include <string>

namespace tmdb {

/// Keeps other tm-db runs that write out of this database and its registers until it is gone.
/// Waits ten seconds for one that is at work, then throws an Error (busy).
Descriptor lock_out_others(Machine& machine, const std::string& database);

}   // namespace tmdb
