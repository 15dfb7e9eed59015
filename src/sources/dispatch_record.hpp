#pragma once

#include "base/machine.hpp"
#include "model/dispatch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// Reads a dispatch record. Strict: UTF-8, RFC 8259, no NUL, nothing after the object, no duplicate
/// keys, depth <= 64; else there is a problem and no record. A field of the wrong type is a problem
/// of that field only.
ParsedDispatch parse_dispatch_record(std::string_view json, const std::string& path);

/// "T-1" for "tasks/logs/dispatch-T-1.status.json"; in another layout the file name without
/// extensions.
std::string slug_from_dispatch_path(const std::string& path);

/// The log that lies beside a record.
std::string log_path_of(const std::string& record_path);

/// The last "dispatch_exit_code=N" of a log.
std::optional<std::int64_t> exit_code_in_log(std::string_view tail);

/// All that decides what became of a worker.
struct WorkerFacts {
    std::optional<std::int64_t> exit_code;
    bool has_pid = false;
    Looked<Process> process;   // that has the pid now
    std::optional<Nanoseconds> started_at;
    Nanoseconds quiet_since = 0;   // the newer mtime of record and log
};

WorkerState derive_state(const WorkerFacts& facts, Nanoseconds now, Nanoseconds stalled_after);

}   // namespace tmdb
