#pragma once

#include "base/looked.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tmdb {

/// A look at the file system that can be taken again, to learn whether it gives the same.
struct Sight {
    enum class Kind : char {
        lstat =
            'l',   // of a directory only which one it is: its times change with every name in it
        stat = 's',
        folder = 'f',   // the names in it, by its own stamp
        names = 'n',    // the names in it that match a pattern, and what kind of file each is
        stats = 't',    // the same with what lstat says of each
        real_path = 'r',
        link = 'k',   // what a symbolic link says
    };

    Kind kind = Kind::lstat;
    std::string path;
    std::string pattern = {};   // of names and stats; empty for every name

    auto operator<=>(const Sight&) const = default;
};

/// What a sight gave. Equal answers have equal fingerprints; of unequal ones 1 in 2^128 has.
struct Fingerprint {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    Nanoseconds newest = 0;   // the newest mtime or ctime in the answer

    /// A sum: the order of what is added does not matter.
    Fingerprint& operator+=(const Fingerprint& other)
    {
        low += other.low;
        high += other.high;
        newest = newest > other.newest ? newest : other.newest;
        return *this;
    }
    bool operator==(const Fingerprint& other) const
    {
        return low == other.low && high == other.high;
    }
};

/// What lstat, stat and folder give.
Fingerprint fingerprint_of(Sight::Kind kind, const Looked<FileStat>& answer);
/// What real_path and link give.
Fingerprint fingerprint_of(const Looked<std::string>& answer);
/// One name in what names and stats give; the whole is their sum.
Fingerprint fingerprint_of_entry(std::string_view name, FileKind kind, const FileStat* stat);
/// What any of them gives that fails.
Fingerprint fingerprint_of_failure(int error);

/// Bound to its sight, so that what two sights gave cannot change places in a sum.
Fingerprint bound(const Sight& sight, const Fingerprint& answer);

/// 32 hexadecimal digits.
std::string hexadecimal(const Fingerprint& fingerprint);

}   // namespace tmdb
