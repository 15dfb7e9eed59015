#pragma once

#include "model/reconcile_report.hpp"
#include "model/signal.hpp"
#include "passes/run_pass.hpp"

#include <map>
#include <string>
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
    std::vector<PendingFinding> pending;      // not opened yet
    std::vector<PendingSignal> not_pending;   // any more: opened, gone, or without grace
};

/// How long findings must hold before they open, and since when those hold that have not opened.
struct Patience {
    std::map<std::string, int> minutes;   // by code
    std::vector<PendingSignal> pending;   // before this run
    std::string now;
};

/// Pure. Signals of passes that did not run, and those that rest on something unknown, are in no
/// list: they stay as they are. So do those that are pending, unless their code has no grace.
SignalChanges settle(const std::vector<Signal>& open, const std::vector<PassResult>& results,
                     const Patience& patience = {});

}   // namespace tmdb
