#pragma once

#include "worlds/world.hpp"

#include <functional>
#include <string>

namespace tmdb {

/// What is wrong with a world; empty where the property holds.
using Property = std::function<std::string(const World&)>;

/// The worlds of so many seeds, from the first.
struct Seeds {
    unsigned first = 1;
    unsigned count = 0;
};

/// From the first seed so many worlds in the ordinary suite; TM_DB_WORLDS=50 makes them fifty times
/// as many. Under the sanitizers, which make everything several times slower, a quarter: what they
/// can find does not hang on the number of worlds.
Seeds worlds(unsigned first, unsigned count);

/// Fails with the first seed whose world is wrong, and with the smallest world that was found to be
/// wrong, too.
void expect_in_every_world(Seeds seeds, const Property& property);

}   // namespace tmdb
