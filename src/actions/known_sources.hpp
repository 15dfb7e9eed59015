#pragma once

#include "base/machine.hpp"
#include "model/source.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// A stamp taken this close to its own times may hide a write within the same tick of the file
/// system's clock: 4 ms on a stock kernel, with room. Git calls such a file racily clean.
inline constexpr Nanoseconds racy_window = 20'000'000;

Stamp stamp_of(const FileStat& stat);

/// The stamp of a file that has been read in a look that began at `look_began` (system clock).
Source source_of(SourceKind kind, const std::string& path, const FileStat& stat,
                 Nanoseconds look_began);

/// Sources as they were when they were last read. Asked for in the order of their paths they are
/// found at once.
class KnownSources {
public:
    /// Without belief in their stamps every file counts as changed.
    KnownSources(std::vector<Source> sources, bool believe_stamps);

    bool contains(const std::string& path) const { return find(path) != nullptr; }
    /// Whether the file is the one that was read, beyond doubt.
    bool unchanged(const std::string& path, const FileStat& stat) const;
    /// In the order of their paths.
    const std::vector<Source>& sources() const { return sources_; }

private:
    const Source* find(const std::string& path) const;

    std::vector<Source> sources_;
    bool believe_stamps_;
    mutable std::size_t next_ = 0;   // after the one that was found last
};

}   // namespace tmdb
