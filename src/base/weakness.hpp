#pragma once

#ifdef TM_DB_WEAKENED
#include <cstdlib>
#include <string_view>
#endif

namespace tmdb {

/// What can be left out of the way registers are replaced, so that tools/hammer shows that it would
/// notice. Only tm-db-weakened can, which is never installed; TM_DB_WEAKNESS chooses.
enum class Weakness {
    none,
    plain_rename,        // over whatever is there
    look_and_rename,     // over what a moment ago was the old file
    exchange_and_look,   // no leases, and nobody watches for late writers
    archive_after,       // the register changes before what leaves it is durable elsewhere
    no_grace,            // the old file goes as soon as the new one is in its place
    no_directory_sync,   // the exchange may be forgotten, and the database remembers it
};

#ifdef TM_DB_WEAKENED

inline Weakness weakness()
{
    const char* chosen = std::getenv("TM_DB_WEAKNESS");
    const std::string_view name = chosen == nullptr ? "" : chosen;
    return name == "S1"                  ? Weakness::plain_rename
           : name == "S2"                ? Weakness::look_and_rename
           : name == "S3"                ? Weakness::exchange_and_look
           : name == "archive-after"     ? Weakness::archive_after
           : name == "no-grace"          ? Weakness::no_grace
           : name == "no-directory-sync" ? Weakness::no_directory_sync
                                         : Weakness::none;
}

#else

constexpr Weakness weakness()
{
    return Weakness::none;
}

#endif

}   // namespace tmdb
