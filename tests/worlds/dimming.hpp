#pragma once

#include "worlds/ground.hpp"
#include "worlds/world.hpp"

#include <string>

namespace tmdb {

/// Some inputs of a world that nobody can make out any more: a ledger is torn, a path has become
/// another machine's, looks fail. What exactly is drawn by a seed, and differs little between
/// worlds that differ little.
class Dimming {
public:
    explicit Dimming(unsigned seed) : seed_(seed) {}

    /// On the disk, and by the looks that the machine has made until now: those may fail.
    void dim(Ground& ground, const World& world);
    /// All can be seen again.
    void lift(Ground& ground, const World& world);

    /// What was done, in words.
    const std::string& done() const { return done_; }

private:
    World dimmed(World world);
    /// Of those in whose names that is.
    void fail_looks(Ground& ground, const std::string& about);
    std::string one_of(const std::vector<WorldTask>& tasks) const;
    void tear_files(Ground& ground);

    unsigned seed_;
    std::string done_;
};

}   // namespace tmdb
