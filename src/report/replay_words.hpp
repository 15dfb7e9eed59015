#pragma once

#include "model/replay.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string replay_text(const Replay& replay, const Terminal& terminal);

/// {"code", "runs", "since", "until", "signals": [{"subject", "slug", "detail", "opened_at",
/// "cleared_at", "times_seen", "minutes"}], "not_evaluated": [{"reason", "runs"}]}
Json replay_json(const Replay& replay);

}   // namespace tmdb
