#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace tmdb {

/// The exit statuses of the program (docs: tm-db(1)). The first group is always in force,
/// the second only with --exit-code.
enum class ExitStatus {
    done = 0,
    failed = 1,
    busy = 4,                // or out of time; nothing changed
    database_unusable = 6,   // corrupt, not ours, newer than this program, read-only
    write_failed = 7,        // the old content is intact
    displaced = 8,           // a concurrent change could not be put back; both versions are kept
    usage = 64,
    bug = 70,

    signals_open = 2,
    not_evaluated = 3,
    refused = 5,
};

/// The world is broken: what failed, on what and why, and what the user can do about it.
/// Thrown anywhere, caught once in main; bad input is a Problem instead.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message, std::string hint = {},
                   ExitStatus status = ExitStatus::failed)
        : std::runtime_error(message), hint_(std::move(hint)), status_(status)
    {}

    const std::string& hint() const { return hint_; }
    ExitStatus status() const { return status_; }

private:
    std::string hint_;
    ExitStatus status_;
};

}   // namespace tmdb
