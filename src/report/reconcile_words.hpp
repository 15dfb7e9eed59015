#pragma once

#include "model/reconcile_report.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string reconcile_text(const ReconcileReport& report, const Terminal& terminal);

/// {"run", "opened": […], "reopened", "changed", "cleared", "pruned", "refused", "kept",
///  "not_evaluated", "skipped", "troubles", "plain_renames", "open"}; `open` counts what is open
///  after the run.
Json reconcile_json(const ReconcileReport& report);

}   // namespace tmdb
