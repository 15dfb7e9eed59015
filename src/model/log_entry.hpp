#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tmdb {

/// Something that happened: a row of the view `log_entry`.
struct LogEntry {
    std::int64_t run_id = 0;
    std::string at;
    std::optional<std::string> slug;
    std::string kind;      // change, signal, prune or restore
    std::string subject;   // the ledger, the code or the register
    std::string event;     // of a change: the field
    std::optional<std::string> old_value;
    std::optional<std::string> new_value;
    std::optional<std::string> detail;   // of a change: the row's key
};

/// A run, as the history tells of it.
struct RunLine {
    std::int64_t id = 0;
    std::string kind;
    std::string started_at;
    std::optional<std::string> finished_at;
};

}   // namespace tmdb
