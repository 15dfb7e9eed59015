#include "worlds/property.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <gtest/gtest.h>

namespace tmdb {

namespace {

std::string trouble_with(const World& world, const Property& property)
{
    try {
        return property(world);
    } catch (const std::exception& error) {
        return std::string("it throws: ") + error.what();
    }
}

World shrunk(World world, const Property& property)
{
    const auto is_wrong = [&](const World& one) { return !trouble_with(one, property).empty(); };
    for (;;) {
        const auto candidates = simpler(world);
        const auto wrong = std::ranges::find_if(candidates, is_wrong);
        if (wrong == candidates.end()) {
            return world;
        }
        world = World(*wrong);
    }
}

}   // namespace

Seeds worlds(unsigned first, unsigned count)
{
#ifdef __SANITIZE_ADDRESS__
    count /= 4;
#endif
    const char* times = std::getenv("TM_DB_WORLDS");
    return {first, times ? count * static_cast<unsigned>(std::stoul(times)) : count};
}

void expect_in_every_world(Seeds seeds, const Property& property)
{
    for (unsigned seed = seeds.first; seed < seeds.first + seeds.count; ++seed) {
        const World world = random_world(seed);
        if (const auto trouble = trouble_with(world, property); !trouble.empty()) {
            const World small = shrunk(world, property);
            ADD_FAILURE() << "seed " << seed << ": " << trouble
                          << "\nin a smaller world: " << trouble_with(small, property) << "\n"
                          << described(small);
            return;
        }
    }
}

}   // namespace tmdb
