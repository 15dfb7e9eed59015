#include "base/time.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"

#include <string>

namespace tmdb {
namespace {

constexpr Nanoseconds some_now = 1'774'375'684 * one_second;   // 2026-03-24T18:08:04Z
constexpr Nanoseconds two_hundred_years = 200 * 365 * one_day;

Nanoseconds whole_seconds(Nanoseconds instant)
{
    return instant - (instant % one_second + one_second) % one_second;
}

/// What an instant says when it is written down and read again.
void must_keep_its_second(Nanoseconds instant)
{
    must(parse_instant(format_instant(instant)) == whole_seconds(instant),
         "an instant is another one when it is read again");
}

}   // namespace

/// An instant that is written down is read as the same second, a span is not negative and less than
/// 200 years, and what people write about now is near it.
void fuzz_times(std::string_view input)
{
    const auto instant = parse_instant(input);
    if (instant) {
        must_keep_its_second(*instant);
    }
    const auto span = parse_duration(input);
    must(!span || (0 <= *span && *span <= two_hundred_years), "a span is out of bounds");

    const auto moment = parse_moment(input, some_now);
    must(!instant || moment == instant, "a moment is another one than its instant");
    must(!span || moment == some_now - *span, "a moment is another one than its span");
    must(!moment || !format_ago(some_now - *moment).empty(), "an age has no words");
}

}   // namespace tmdb
