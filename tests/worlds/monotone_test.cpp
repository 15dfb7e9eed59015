#include "worlds/dimming.hpp"
#include "worlds/observed.hpp"
#include "worlds/property.hpp"

#include <gtest/gtest.h>

namespace tmdb {

namespace {

EntryNames without(EntryNames names, const EntryNames& others)
{
    std::erase_if(names, [&](const auto& name) { return others.contains(name); });
    return names;
}

EntryNames pruned_in(Ground& ground, Store& store)
{
    return names_of(prune(store, ground, Write::no).pruned);
}

/// What tm-db knows of the world before some of it cannot be seen any more.
enum class Before { nothing, mirrored, mirrored_and_again };

EntryNames pruned_later(Ground& ground, Store& store, Before before)
{
    switch (before) {
    case Before::mirrored: return pruned_in(ground, store);
    case Before::mirrored_and_again: sync(store, ground); return pruned_in(ground, store);
    case Before::nothing: break;
    }
    Store another = ground.new_store();
    sync(another, ground);
    return pruned_in(ground, another);
}

/// The worst that a program can do that prunes. Law 2: a failed look is not an absence.
TEST(InEveryWorld, WhatCannotBeSeenPrunesNothing)
{
    expect_in_every_world(worlds(1'000'000, 800), [](const World& world) {
        Ground ground(world);
        Store store = ground.new_store();
        sync(store, ground);
        const auto with_open_eyes = pruned_in(ground, store);

        constexpr unsigned turns = 4;
        for (unsigned turn = 1; turn <= turns; ++turn) {
            Dimming dimming(turns * world.seed + turn);
            dimming.dim(ground, world);
            const Before before = turn < turns ? Before::mirrored : Before(world.seed % 3);
            const auto more = without(pruned_later(ground, store, before), with_open_eyes);
            if (!more.empty()) {
                return listed(more) + " would be pruned, because " + dimming.done();
            }
            dimming.lift(ground, world);
        }
        return std::string();
    });
}

}   // namespace

}   // namespace tmdb
