#include "base/time.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>

namespace tmdb {

namespace {

/// Takes pieces of an instant from the front of a text.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    char next() const { return rest_.empty() ? '\0' : rest_.front(); }

    bool skip(char wanted)
    {
        if (next() != wanted || rest_.empty()) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    bool skip_blanks()
    {
        const auto length = rest_.size();
        while (next() == ' ' || next() == '\t') {
            rest_.remove_prefix(1);
        }
        return rest_.size() < length;
    }

    std::optional<int> digits(std::size_t count)
    {
        int value = 0;
        if (rest_.size() < count) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') {
                return std::nullopt;
            }
            value = 10 * value + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }

    /// Letters, in lower case.
    std::string word()
    {
        const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)); };
        const auto end = std::ranges::find_if_not(rest_, is_letter);
        const std::string word =
            lower(rest_.substr(0, static_cast<std::size_t>(end - rest_.begin())));
        rest_.remove_prefix(word.size());
        return word;
    }

    bool digit_follows() const { return next() >= '0' && next() <= '9'; }

private:
    std::string_view rest_;
};

std::optional<std::chrono::sys_days> read_date(Reader& reader)
{
    const auto year = reader.digits(4);
    if (!year || !reader.skip('-')) {
        return std::nullopt;
    }
    const auto month = reader.digits(2);
    if (!month || !reader.skip('-')) {
        return std::nullopt;
    }
    const auto day = reader.digits(2);
    if (!day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// An int64 holds 292 years of nanoseconds. Of these 280 the distance between any two can be told.
bool is_within_range(std::chrono::sys_days day)
{
    using namespace std::chrono_literals;
    return day >= std::chrono::sys_days(1920y / 1 / 1) &&
           day < std::chrono::sys_days(2200y / 1 / 1);
}

std::optional<Nanoseconds> read_fraction(Reader& reader)
{
    if (!reader.skip('.') && !reader.skip(',')) {
        return 0;
    }
    if (!reader.digit_follows()) {
        return std::nullopt;
    }
    Nanoseconds value = 0;
    for (Nanoseconds unit = one_second / 10; reader.digit_follows(); unit /= 10) {
        value += unit * *reader.digits(1);
    }
    return value;
}

std::optional<Nanoseconds> read_time_of_day(Reader& reader)
{
    const auto hour = reader.digits(2);
    if (!hour || *hour > 23 || !reader.skip(':')) {
        return std::nullopt;
    }
    const auto minute = reader.digits(2);
    if (!minute || *minute > 59) {
        return std::nullopt;
    }
    Nanoseconds value = (*hour * 60 + *minute) * one_minute;
    if (reader.skip(':')) {
        const auto second = reader.digits(2);
        const auto fraction = second && *second <= 60 ? read_fraction(reader) : std::nullopt;
        if (!fraction) {
            return std::nullopt;
        }
        value += *second * one_second + *fraction;
    }
    return value;
}

/// The zone's distance from UTC; none is UTC.
std::optional<Nanoseconds> read_zone(Reader& reader)
{
    if (reader.at_end() || reader.skip('Z') || reader.skip('z')) {
        return 0;
    }
    const Nanoseconds sign = reader.next() == '-' ? -1 : 1;
    if (!reader.skip('+') && !reader.skip('-')) {
        return std::nullopt;
    }
    const auto hours = reader.digits(2);
    if (!hours || *hours > 23) {
        return std::nullopt;
    }
    const bool colon = reader.skip(':');
    const auto minutes = colon || reader.digit_follows() ? reader.digits(2) : 0;
    if (!minutes || *minutes > 59) {
        return std::nullopt;
    }
    return sign * (*hours * 60 + *minutes) * one_minute;
}

/// None for a word that is no unit.
std::optional<Nanoseconds> unit_named(std::string_view word)
{
    struct Unit {
        Nanoseconds length;
        std::initializer_list<std::string_view> names;
    };
    static const Unit units[] = {
        {one_second, {"s", "sec", "secs", "second", "seconds"}},
        {one_minute, {"m", "min", "mins", "minute", "minutes"}},
        {60 * one_minute, {"h", "hr", "hrs", "hour", "hours"}},
        {one_day, {"d", "day", "days"}},
        {7 * one_day, {"w", "week", "weeks"}},
    };
    for (const auto& unit : units) {
        if (std::ranges::find(unit.names, word) != unit.names.end()) {
            return unit.length;
        }
    }
    return std::nullopt;
}

std::optional<Nanoseconds> read_span(Reader& reader)
{
    constexpr Nanoseconds most = 1'000'000;   // of any unit: it fits
    Nanoseconds count = 0;
    if (!reader.digit_follows()) {
        return std::nullopt;
    }
    while (reader.digit_follows() && count < most) {
        count = 10 * count + *reader.digits(1);
    }
    reader.skip_blanks();
    const auto unit = unit_named(reader.word());
    const Nanoseconds longest = 200 * 365 * one_day;
    return unit && count <= longest / *unit ? std::optional(count * *unit) : std::nullopt;
}

/// After "today" or "yesterday": nothing, or a time of the day.
std::optional<Nanoseconds> read_rest_of_day(Reader& reader)
{
    return reader.skip_blanks() && !reader.at_end() ? read_time_of_day(reader) : 0;
}

}   // namespace

std::optional<Nanoseconds> parse_instant(std::string_view text)
{
    Reader reader(text);
    reader.skip_blanks();
    const auto date = read_date(reader);
    if (!date || !is_within_range(*date)) {
        return std::nullopt;
    }
    Nanoseconds instant =
        std::chrono::duration_cast<std::chrono::nanoseconds>(date->time_since_epoch()).count();

    const bool time_must_follow = reader.skip('T') || reader.skip('t');
    if (time_must_follow || (reader.skip_blanks() && !reader.at_end())) {
        const auto time_of_day = read_time_of_day(reader);
        reader.skip_blanks();
        const auto zone = time_of_day ? read_zone(reader) : std::nullopt;
        if (!zone) {
            return std::nullopt;
        }
        instant += *time_of_day - *zone;
    }
    reader.skip_blanks();
    const auto day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(instant)));
    return reader.at_end() && is_within_range(day) ? std::optional(instant) : std::nullopt;
}

std::optional<Nanoseconds> parse_duration(std::string_view text)
{
    Reader reader(text);
    reader.skip_blanks();
    const auto span = read_span(reader);
    reader.skip_blanks();
    return reader.at_end() ? span : std::nullopt;
}

std::optional<Nanoseconds> parse_moment(std::string_view text, Nanoseconds now)
{
    if (const auto instant = parse_instant(text)) {
        return instant;
    }
    Reader reader(text);
    reader.skip_blanks();
    std::optional<Nanoseconds> moment;
    if (reader.digit_follows()) {
        const auto span = read_span(reader);
        reader.skip_blanks();
        const bool is_whole = reader.at_end() || reader.word() == "ago";
        moment = span && is_whole ? std::optional(now - *span) : std::nullopt;
    } else {
        const auto word = reader.word();
        const Nanoseconds today = now - (now % one_day + one_day) % one_day;
        if (word == "now") {
            moment = now;
        } else if (word == "today" || word == "yesterday") {
            const auto time_of_day = read_rest_of_day(reader);
            moment = time_of_day
                         ? std::optional(today + *time_of_day - (word == "yesterday" ? one_day : 0))
                         : std::nullopt;
        }
    }
    reader.skip_blanks();
    return reader.at_end() ? moment : std::nullopt;
}

std::string format_instant(Nanoseconds instant)
{
    using namespace std::chrono;
    // In seconds, for the first day that nanoseconds can tell begins before them.
    const auto point = floor<seconds>(sys_time<nanoseconds>(nanoseconds(instant)));
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss time{point - day};

    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string format_age(Nanoseconds age)
{
    const auto minutes = age / one_minute;
    if (minutes < 1) {
        return "just now";
    }
    if (minutes < 120) {
        return std::to_string(minutes) + " min";
    }
    if (minutes < 2 * 24 * 60) {
        return std::to_string(minutes / 60) + " h";
    }
    return std::to_string(minutes / (24 * 60)) + " d";
}

std::string format_ago(Nanoseconds age)
{
    return format_age(age) + (age < one_minute ? "" : " ago");
}

}   // namespace tmdb
