#pragma once

#include <compare>
#include <string>

namespace tmdb {

/// Something in a source that could not be read or understood. Bad input is a value.
struct Problem {
    std::string path;      // of the source, below the root
    int line = 0;          // from 1; 0: the whole file
    int column = 0;        // from 1; 0: unknown
    std::string message;   // lower case, no full stop
    std::string slug;      // the one task it is about, else empty

    auto operator<=>(const Problem&) const = default;
};

}   // namespace tmdb
