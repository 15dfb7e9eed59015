#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <string>

namespace tmdb {

/// What no run needs to be remembered for.
struct Forgettable {
    std::string ended_before;   // an instant (UTC ISO-8601 text); empty: however old
    std::int64_t changes = 0;   // what more than so many changes came after; 0: however many
};

/// When the last sync before this run began; empty when there was none.
std::string sync_before(Store& store, std::int64_t run);

/// Forgets the changes of the oldest runs, run by run, and moves the horizon to the last of them.
/// Nothing that runs, signals or prunings are is forgotten. Inside a transaction of the caller's.
void forget_changes(Store& store, const Forgettable& what);

}   // namespace tmdb
