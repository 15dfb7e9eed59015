#pragma once

#include "model/bisection.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string bisection_text(const Bisection& found, const Terminal& terminal);

/// {"first": a run or null, "oldest": a run, "examined", "rows": [{column: value}], "changes": as
/// `tm-db log`}; a run is {"id", "kind", "started_at", "finished_at"}.
Json bisection_json(const Bisection& found);

}   // namespace tmdb
