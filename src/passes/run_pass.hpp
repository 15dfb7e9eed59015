#pragma once

#include "model/config.hpp"
#include "model/evidence.hpp"
#include "model/signal.hpp"
#include "passes/pass.hpp"
#include "store/pass_query.hpp"

#include <vector>

namespace tmdb {

/// What one pass found in the mirror as it stands.
struct PassResult {
    std::string code;
    std::vector<Finding> findings;
    /// What it could not judge. One without a subject means the whole pass.
    std::vector<NotEvaluated> not_evaluated;
    /// When the first finding comes by time alone, as far as the pass looks ahead.
    std::optional<Nanoseconds> next_due = std::nullopt;
};

/// Asks the pass, and takes back every answer that rests on something unknown. One of the user's
/// own is given so much time, and what goes wrong with it is that it was not evaluated.
PassResult run_pass(Store& store, Machine& machine, const Pass& pass,
                    const PassParameters& parameters, const std::vector<UnknownFact>& unknown_facts,
                    std::chrono::milliseconds time_limit);

}   // namespace tmdb
