#pragma once

#include <string_view>

namespace tmdb {

enum class RunKind { sync, reconcile, restore, rebuild };
enum class Outcome { ok, partial, refused, failed };

std::string_view name_of(RunKind kind);
std::string_view name_of(Outcome outcome);

/// What a sync did to one ledger, in rows.
struct LedgerCounts {
    int added = 0;
    int changed = 0;
    int removed = 0;
    int unreadable = 0;   // sources, now
    int total = 0;        // rows, now

    bool operator==(const LedgerCounts&) const = default;
};

}   // namespace tmdb
