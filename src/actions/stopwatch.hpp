#pragma once

#include "base/machine.hpp"
#include "model/phase.hpp"

#include <string>
#include <utility>

namespace tmdb {

/// Tells where the time of a run goes, phase by phase.
class Stopwatch {
public:
    explicit Stopwatch(Machine& machine) : machine_(machine), began_(machine.monotonic()) {}

    /// Ends a phase, which began where the one before it ended.
    void lap(std::string name)
    {
        const Nanoseconds now = machine_.monotonic();
        phases_.push_back({std::move(name), now - began_});
        began_ = now;
    }

    const Phases& phases() const { return phases_; }

private:
    Machine& machine_;
    Nanoseconds began_;
    Phases phases_;
};

}   // namespace tmdb
