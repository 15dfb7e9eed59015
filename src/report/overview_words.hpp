#pragma once

#include "base/time.hpp"
#include "model/overview.hpp"
#include "model/signal.hpp"
#include "report/format.hpp"
#include "report/json.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// The groups for a person: counts, then a line a task with its signals behind it.
std::string overview_text(const Overview& overview, Nanoseconds now, const Terminal& terminal);
/// The tasks as a table, one row each.
Table overview_table(const Overview& overview);
/// {"synced_at", "reconciled_at", "owner", "counts": {group: n}, "tasks": […],
/// "waiting_for_merge": […], "recently_finished": […], "signals": […], "sources": […]}
Json overview_json(const Overview& overview, Nanoseconds now);

// Its parts, which a snapshot has, too.
Json counts_json(const Overview& overview);
Json waiting_json(const Overview& overview);
Json finished_json(const Overview& overview);
Json sources_json(const Overview& overview, Nanoseconds now);

/// What it says, behind what is to be known of it: that it is acknowledged, or unstable.
std::string signal_words(const Signal& signal);
Table signal_table(const std::vector<Signal>& signals, Nanoseconds now);

/// The answer to an acknowledgement, or to one that was taken back.
std::string acknowledgement_text(const Signal& signal);
/// {"id", "code", "subject", "acknowledged_until", "acknowledged_why"}
Json acknowledgement_json(const Signal& signal);

/// An array with one object a signal: the columns of the view `open_signal`.
Json signal_json(const std::vector<Signal>& signals);

}   // namespace tmdb
