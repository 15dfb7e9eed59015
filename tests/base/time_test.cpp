#include "base/time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <limits>

namespace tmdb {
namespace {

constexpr Nanoseconds march_24 = 1'774'375'684 * one_second;   // 2026-03-24T18:08:04Z

struct Written {
    std::string_view text;
    Nanoseconds instant;
};

void PrintTo(const Written& written, std::ostream* out)
{
    *out << written.text;
}

class ReadableInstant : public testing::TestWithParam<Written> {};

TEST_P(ReadableInstant, IsRead)
{
    EXPECT_EQ(parse_instant(GetParam().text), GetParam().instant);
}

INSTANTIATE_TEST_SUITE_P(
    Time, ReadableInstant,
    testing::Values(
        Written{"2026-03-24T18:08:04Z", march_24}, Written{"2026-03-24t18:08:04z", march_24},
        Written{"2026-03-24 18:08:04", march_24}, Written{"  2026-03-24   18:08:04 Z ", march_24},
        Written{"2026-03-24T20:08:04+02:00", march_24},
        Written{"2026-03-24T12:38:04-0530", march_24}, Written{"2026-03-24T17:08:04-01", march_24},
        Written{"2026-03-24T18:08Z", march_24 - 4 * one_second},
        Written{"2026-03-24T18:08:04.5Z", march_24 + one_second / 2},
        Written{"2026-03-24T18:08:04,000000001Z", march_24 + 1},
        Written{"2026-03-24T18:08:04.1234567899", march_24 + 123'456'789}, Written{"1970-01-01", 0},
        Written{"1969-12-31T23:59:59Z", -one_second},
        // V02: a leap second is the first of the next minute.
        Written{"2016-12-31T23:59:60Z", 1'483'228'800 * one_second},
        Written{"2024-02-29", 1'709'164'800 * one_second}));

class UnreadableInstant : public testing::TestWithParam<std::string_view> {};

TEST_P(UnreadableInstant, IsNone)
{
    EXPECT_EQ(parse_instant(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Time, UnreadableInstant,
    testing::Values("", " ", "yesterday", "18:08:04", "2026", "2026-03", "2026-02-30", "2023-02-29",
                    "2026-13-01", "2026-00-10", "26-03-24", "2026-3-24", "2026-03-24T",
                    "2026-03-24T18", "2026-03-24T24:00:00", "2026-03-24T18:60", "2026-03-24x",
                    "2026-03-24T18:08:61Z", "2026-03-24T18:08:04.Z", "2026-03-24T18:08:04+2",
                    "2026-03-24T18:08:04+02:", "2026-03-24T18:08:04+24:00",
                    "2026-03-24T18:08:04 CET", "2026-03-24T18:08:04ZZ", "0001-01-01", "9999-12-31",
                    std::string_view("2026-03-24\0", 11)));

TEST(Time, IsReadAlikeWhateverTheTimeZone)   // V02
{
    ::setenv("TZ", "garbage/Nowhere", 1);
    ::tzset();

    EXPECT_EQ(parse_instant("2026-03-24 18:08:04"), march_24);
    EXPECT_EQ(format_instant(march_24), "2026-03-24T18:08:04Z");

    ::unsetenv("TZ");
    ::tzset();
}

TEST(Time, IsWrittenInUtcWithoutItsFraction)
{
    EXPECT_EQ(format_instant(march_24), "2026-03-24T18:08:04Z");
    EXPECT_EQ(format_instant(march_24 + one_second - 1), "2026-03-24T18:08:04Z");
}

TEST(Time, BeforeTheEpochIsWrittenTowardsThePast)
{
    EXPECT_EQ(format_instant(-1), "1969-12-31T23:59:59Z");
}

TEST(Time, IsWrittenAtBothEndsOfItsRange)
{
    EXPECT_EQ(format_instant(std::numeric_limits<Nanoseconds>::min()), "1677-09-21T00:12:43Z");
    EXPECT_EQ(format_instant(std::numeric_limits<Nanoseconds>::max()), "2262-04-11T23:47:16Z");
}

TEST(Time, SurvivesBeingWrittenAndRead)
{
    EXPECT_EQ(parse_instant(format_instant(march_24)), march_24);
}

TEST(Time, OfAnyTwoInstantsTheDistanceCanBeTold)
{
    const auto earliest = parse_instant("1920-01-01T00:00:00Z").value();
    const auto latest = parse_instant("2199-12-31T23:59:59Z").value();

    EXPECT_EQ((latest - earliest + one_second) / one_day, 102'269);
    EXPECT_EQ(parse_instant("1700-01-01"), std::nullopt);
    EXPECT_EQ(parse_instant("1919-12-31T23:59:59Z"), std::nullopt);
    EXPECT_EQ(parse_instant("2200-01-01"), std::nullopt);
}

TEST(Time, IsWithinItsRangeWhateverItsZone)
{
    EXPECT_EQ(parse_instant("1920-01-01T00:00:00+00:01"), std::nullopt);
    EXPECT_EQ(parse_instant("2199-12-31T23:59:00-00:01"), std::nullopt);
    EXPECT_EQ(format_instant(parse_instant("1920-01-01T00:00:00-00:01").value()),
              "1920-01-01T00:01:00Z");
}

TEST(Time, TellsAgesInTheUnitThatPeopleWouldChoose)
{
    EXPECT_EQ(format_age(59 * one_second), "just now");
    EXPECT_EQ(format_age(4 * one_minute), "4 min");
    EXPECT_EQ(format_ago(4 * one_minute), "4 min ago");
    EXPECT_EQ(format_age(119 * one_minute), "119 min");
    EXPECT_EQ(format_age(120 * one_minute), "2 h");
    EXPECT_EQ(format_age(47 * 60 * one_minute), "47 h");
    EXPECT_EQ(format_age(12 * 24 * 60 * one_minute), "12 d");
}

TEST(Time, ReadsADuration)
{
    EXPECT_EQ(parse_duration("90m"), 90 * one_minute);
    EXPECT_EQ(parse_duration("90 min"), 90 * one_minute);
    EXPECT_EQ(parse_duration("12h"), 12 * 60 * one_minute);
    EXPECT_EQ(parse_duration("2w"), parse_duration("14d"));
}

TEST(Time, ReadsADurationInWholeWords)
{
    EXPECT_EQ(parse_duration(" 2 Hours "), 120 * one_minute);
    EXPECT_EQ(parse_duration("1 day"), parse_duration("24h"));
    EXPECT_EQ(parse_duration("30 seconds"), 30 * one_second);
}

TEST(Time, ReadsAMomentBeforeNow)
{
    const auto now = *parse_instant("2026-03-24T18:30:00Z");

    EXPECT_EQ(parse_moment("2 hours ago", now), parse_instant("2026-03-24T16:30:00Z"));
    EXPECT_EQ(parse_moment("30d", now), parse_instant("2026-02-22T18:30:00Z"));
    EXPECT_EQ(parse_moment("now", now), now);
    EXPECT_EQ(parse_moment("today", now), parse_instant("2026-03-24"));
    EXPECT_EQ(parse_moment("Yesterday 09:00", now), parse_instant("2026-03-23T09:00:00Z"));
    EXPECT_EQ(parse_moment("2026-03-01T10:00:00+02:00", now),
              parse_instant("2026-03-01T08:00:00Z"));
}

TEST(Time, ReadsNoMomentFromOtherText)
{
    for (const char* text : {"", "ago", "2 hours hence", "2 hours ago please", "yesterday noon",
                             "today 25:00", "tomorrow", "-1d", "yesterday09:00", "12"}) {
        EXPECT_EQ(parse_moment(text, 0), std::nullopt) << text;
    }
}

TEST(Time, ReadsNoDurationFromOtherText)
{
    EXPECT_EQ(parse_duration(""), std::nullopt);
    EXPECT_EQ(parse_duration("30"), std::nullopt);
    EXPECT_EQ(parse_duration("-1d"), std::nullopt);
    EXPECT_EQ(parse_duration("1 month"), std::nullopt);
    EXPECT_EQ(parse_duration("99999999w"), std::nullopt);
}

TEST(Time, CallsTheFutureJustNow)
{
    EXPECT_EQ(format_age(-5 * one_minute), "just now");
    EXPECT_EQ(format_ago(-5 * one_minute), "just now");
}

}   // namespace
}   // namespace tmdb
