#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tmdb {

/// For each fact that is known of something, which of its choices holds; 0 is the plainest.
using Choices = std::vector<std::size_t>;

struct WorldTask {
    std::string slug;
    Choices choices;
};

/// What five ledgers may say of up to thirty tasks, plainly or oddly. The facts are those of
/// facts.hpp.
struct World {
    unsigned seed = 0;
    Choices git;   // what holds of git, before anything else
    Choices choices;
    std::vector<WorldTask> tasks;
};

/// The same for a seed on every machine.
World random_world(unsigned seed);

/// The same world, with some facts of some of its tasks drawn anew.
World edited(World world, unsigned seed);

/// The worlds that are one step simpler: with fewer tasks, or plainer in one fact.
std::vector<World> simpler(const World& world);

/// What is not plain in it: a line for the world, and one for each task.
std::string described(const World& world);

}   // namespace tmdb
