#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// An instant in nanoseconds since 1970-01-01T00:00:00Z.
using Nanoseconds = std::int64_t;

inline constexpr Nanoseconds one_second = 1'000'000'000;
inline constexpr Nanoseconds one_minute = 60 * one_second;
inline constexpr Nanoseconds one_day = 24 * 60 * one_minute;

/// Reads an ISO-8601 instant: a date, or a date and a time, separated by 'T' or blanks, with an
/// optional fraction and zone ('Z', '+hh:mm', '+hhmm', '+hh'); without a zone it is UTC.
/// Nothing for text that is no instant (2026-02-30, an empty string, a bare time), or beyond the
/// years 1920 to 2199: the time between any two instants can be told in nanoseconds.
std::optional<Nanoseconds> parse_instant(std::string_view text);

/// Reads "90 min", "2 hours", "30d", "1w"; "m" is minutes. Nothing for other text, or 200 years.
std::optional<Nanoseconds> parse_duration(std::string_view text);

/// Reads an instant as people write it: what parse_instant() reads, "now", "today" or "yesterday"
/// (UTC) with or without a time of the day, or a span, with or without "ago": so long before `now`.
std::optional<Nanoseconds> parse_moment(std::string_view text, Nanoseconds now);

/// "2026-03-24T18:08:04Z"; a fraction of a second is cut off.
std::string format_instant(Nanoseconds instant);

/// "just now", "4 min", "3 h", "12 d": for people.
std::string format_age(Nanoseconds age);

/// "just now", "4 min ago".
std::string format_ago(Nanoseconds age);

}   // namespace tmdb
