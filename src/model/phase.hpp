#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tmdb {

/// A part of a run, and how long it took.
struct Phase {
    std::string name;
    std::int64_t took_ns = 0;
};

using Phases = std::vector<Phase>;

}   // namespace tmdb
