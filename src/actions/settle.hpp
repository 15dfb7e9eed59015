#pragma once

#include "model/signal.hpp"
#include "passes/run_pass.hpp"

#include <vector>

namespace tmdb {

/// What the answers of the passes mean for the signals that are open.
struct SignalChanges {
    struct Seen {
        Signal signal;
        Finding finding;
        bool changed = false;   // its evidence or its words
    };

    std::vector<Finding> opened;
    std::vector<Seen> seen;
    std::vector<Signal> cleared;
};

/// Pure. Signals of passes that did not run, and those that rest on something unknown, are in no
/// list: they stay as they are.
SignalChanges settle(const std::vector<Signal>& open, const std::vector<PassResult>& results);

}   // namespace tmdb
