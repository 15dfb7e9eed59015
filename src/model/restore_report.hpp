#pragma once

#include "model/prune.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tmdb {

/// How a pruned entry came back, or why it did not.
struct RestoredEntry {
    enum class Outcome {
        identical,   // the register is byte for byte what it was before
        beside,      // the register has changed since: beside its old neighbour
        already,     // it came back before
        refused,     // its slug is registered again, or the register cannot take it
    };

    PrunedEntry entry;
    Outcome outcome = Outcome::refused;
    std::string reason;
    bool by_plain_rename = false;   // what others wrote at that moment may be lost
};

struct RestoreReport {
    std::int64_t run_id = 0;
    std::vector<RestoredEntry> entries;
};

}   // namespace tmdb
