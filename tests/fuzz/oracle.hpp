#pragma once

#include <stdexcept>

namespace tmdb {

/// Something that must hold for every input does not hold for this one.
struct BrokenPromise : std::logic_error {
    using std::logic_error::logic_error;
};

inline void must(bool holds, const char* promise)
{
    if (!holds) {
        throw BrokenPromise(promise);
    }
}

}   // namespace tmdb
