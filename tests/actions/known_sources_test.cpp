#include "actions/known_sources.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::Field;

constexpr Nanoseconds look_began = 1'000 * one_second;

/// Of a file that nobody has touched for long.
FileStat quiet_stat()
{
    return {.kind = FileKind::regular,
            .device = 1,
            .inode = 2,
            .size = 3,
            .mtime_ns = look_began - one_minute,
            .ctime_ns = look_began - one_minute};
}

KnownSources known(const FileStat& stat, bool believe_stamps = true)
{
    return KnownSources({source_of(SourceKind::task, "a.md", stat, look_began)}, believe_stamps);
}

TEST(KnownSources, KnowsAFileThatHasNotChanged)
{
    EXPECT_TRUE(known(quiet_stat()).unchanged("a.md", quiet_stat()));
}

TEST(KnownSources, DoesNotKnowAFileThatItHasNotRead)
{
    EXPECT_FALSE(known(quiet_stat()).contains("b.md"));
    EXPECT_FALSE(known(quiet_stat()).unchanged("b.md", quiet_stat()));
}

TEST(KnownSources, BelievesNoStampWhenToldSo)
{
    const auto sources = known(quiet_stat(), false);

    EXPECT_TRUE(sources.contains("a.md"));
    EXPECT_FALSE(sources.unchanged("a.md", quiet_stat()));
}

TEST(KnownSources, ListsItsPathsInOrder)
{
    const KnownSources sources({source_of(SourceKind::task, "b.md", quiet_stat(), look_began),
                                source_of(SourceKind::task, "a.md", quiet_stat(), look_began)},
                               true);

    EXPECT_THAT(sources.sources(),
                ElementsAre(Field(&Source::path, "a.md"), Field(&Source::path, "b.md")));
}

TEST(KnownSources, DoesNotBelieveAStampThatMayHideAWriteInTheSameTick)
{
    FileStat stat = quiet_stat();
    stat.mtime_ns = look_began - racy_window;

    EXPECT_FALSE(known(stat).unchanged("a.md", stat));
}

TEST(KnownSources, DoesNotBelieveAnOldTimeThatWasSetJustNow)
{
    FileStat stat = quiet_stat();
    stat.ctime_ns = look_began;

    EXPECT_FALSE(known(stat).unchanged("a.md", stat));
}

TEST(KnownSources, BelievesAStampFromJustBeforeThatWindow)
{
    FileStat stat = quiet_stat();
    stat.mtime_ns = look_began - racy_window - 1;

    EXPECT_TRUE(known(stat).unchanged("a.md", stat));
}

/// A field of a stat by which one file or state of it differs from another.
struct Difference {
    const char* name;
    void (*make)(FileStat&);
};

void PrintTo(const Difference& difference, std::ostream* out)
{
    *out << difference.name;
}

class KnownSourcesNotice : public testing::TestWithParam<Difference> {};

TEST_P(KnownSourcesNotice, ADifference)
{
    FileStat stat = quiet_stat();
    GetParam().make(stat);

    EXPECT_FALSE(known(quiet_stat()).unchanged("a.md", stat));
}

INSTANTIATE_TEST_SUITE_P(
    Stat, KnownSourcesNotice,
    testing::Values(Difference{"device", [](FileStat& stat) { ++stat.device; }},
                    Difference{"inode", [](FileStat& stat) { ++stat.inode; }},
                    Difference{"size", [](FileStat& stat) { ++stat.size; }},
                    Difference{"mtime", [](FileStat& stat) { ++stat.mtime_ns; }},
                    Difference{"ctime", [](FileStat& stat) { ++stat.ctime_ns; }}),
    [](const testing::TestParamInfo<Difference>& one) { return one.param.name; });

}   // namespace
}   // namespace tmdb
