#include "worlds/observed.hpp"
#include "worlds/property.hpp"

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <gtest/gtest.h>

namespace tmdb {

namespace {

struct Seen {
    std::vector<std::string> mirror;
    std::vector<std::string> signals;
};

Seen seen_of(Ground& ground, Compare compare, std::vector<std::string> skipped = {})
{
    Store store = ground.new_store();
    sync(store, ground);
    std::vector<std::string> mirror = mirror_rows(store, ground, compare);
    reconcile(store, ground, std::move(skipped));
    return {std::move(mirror), signal_rows(store, ground)};
}

std::string difference(const Seen& one, const Seen& other)
{
    const auto mirror = first_difference(one.mirror, other.mirror);
    return mirror.empty() ? first_difference(one.signals, other.signals) : mirror;
}

/// Another user's surroundings, for as long as it lives.
class Abroad {
public:
    explicit Abroad(const std::string& folder)
    {
        std::filesystem::current_path(folder);
        ::setenv("TZ", "Pacific/Kiritimati", 1);
        ::tzset();
        std::setlocale(LC_ALL, "C.UTF-8");
    }
    Abroad(const Abroad&) = delete;
    Abroad& operator=(const Abroad&) = delete;
    ~Abroad()
    {
        std::setlocale(LC_ALL, "C");
        ::unsetenv("TZ");
        ::tzset();
        std::filesystem::current_path(home_);
    }

private:
    std::filesystem::path home_ = std::filesystem::current_path();
};

TEST(InEveryWorld, ACloneIsTheSameWhereverItIsAndHoweverItWasMade)
{
    expect_in_every_world(worlds(4'000'000, 100), [](const World& world) {
        Ground ground(world);
        const Seen at_home = seen_of(ground, Compare::all);
        Ground clone(world, Order::backwards);
        const Abroad abroad(clone.at(".tasks"));

        return difference(at_home, seen_of(clone, Compare::all));
    });
}

/// As git sets them by a checkout. Only where git has no base for a comparison the newer of two
/// files counts, for metadata_drift.
TEST(InEveryWorld, TheTimesOfTaskFilesAndRegistersSayNothing)
{
    expect_in_every_world(worlds(5'000'000, 100), [](const World& world) {
        Ground ground(world);
        const Seen before = seen_of(ground, Compare::all_but_times, {"metadata_drift"});
        Ground touched(world);
        touched.touch();

        return difference(before, seen_of(touched, Compare::all_but_times, {"metadata_drift"}));
    });
}

}   // namespace

}   // namespace tmdb
