#include "worlds/observed.hpp"
#include "worlds/property.hpp"

#include <gtest/gtest.h>

namespace tmdb {

namespace {

/// Rows of what cannot be read now are the last good ones, which a new database cannot have.
bool has_last_good_rows(const std::vector<std::string>& rows)
{
    return std::ranges::any_of(
        rows, [](const std::string& row) { return row.find("stale=1") != std::string::npos; });
}

TEST(InEveryWorld, AMirrorThatFollowedEveryEditIsTheOneThatIsMadeAnew)
{
    expect_in_every_world(worlds(6'000'000, 100), [](const World& world) {
        Ground ground(world);
        Store store = ground.new_store();
        sync(store, ground);
        World now = world;
        for (unsigned step = 1; step <= 3; ++step) {
            now = edited(now, world.seed + 100'000'000 * step);
            ground.become(now);
            sync(store, ground);
        }
        const auto followed = mirror_rows(store, ground, Compare::all);

        Store another = ground.new_store();
        sync(another, ground);
        sync(store, ground.machine, ground.workspace, {.rebuild = true});

        const auto rebuilt = first_difference(followed, mirror_rows(store, ground, Compare::all));
        if (!rebuilt.empty() || has_last_good_rows(followed)) {
            return rebuilt;
        }
        return first_difference(followed, mirror_rows(another, ground, Compare::all));
    });
}

}   // namespace

}   // namespace tmdb
