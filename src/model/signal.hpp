#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

enum class Severity { info, warning, error };

std::string_view name_of(Severity severity);
std::optional<Severity> severity_named(std::string_view name);

/// One row of a pass: a disagreement that holds now.
struct Finding {
    std::string code;
    std::string subject;
    std::string slug;   // empty where no one task is meant
    Severity severity = Severity::warning;
    std::string detail;
    std::string evidence;   // JSON

    bool operator==(const Finding&) const = default;
};

/// A disagreement from its opening to its clearing, as the history keeps it.
struct Signal {
    std::int64_t id = 0;
    Finding finding;
    std::string opened_at;
    std::string last_seen_at;
    std::optional<std::string> cleared_at;
    std::int64_t times_seen = 1;
    std::optional<std::string> acknowledged_until = std::nullopt;
    std::optional<std::string> acknowledged_why = std::nullopt;
    bool acknowledged = false;   // that is not over
    bool unstable = false;       // it opened and cleared three times within a day
};

/// A finding that holds, but for less than the grace of its code.
struct PendingSignal {
    std::string code;
    std::string subject;
    std::string since;   // the first run that saw it

    bool operator==(const PendingSignal&) const = default;
};

/// Something a pass could not judge, and why: neither a yes nor a no.
struct NotEvaluated {
    std::string code;
    std::string subject;   // empty: the whole pass
    std::string reason;

    auto operator<=>(const NotEvaluated&) const = default;
};

}   // namespace tmdb
