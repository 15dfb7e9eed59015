#pragma once

#include <string>
#include <vector>

namespace tmdb {

enum class Health { fine, notice, broken };

/// One thing that doctor looked at.
struct Checkup {
    std::string what;
    Health health = Health::fine;
    std::string finding;
    std::string advice;   // empty: nothing to do
};

}   // namespace tmdb
