#pragma once

#include "model/sync_report.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

/// Whether to say where the time went.
enum class Timings { no, yes };

std::string sync_text(const SyncReport& report, const Terminal& terminal,
                      Timings timings = Timings::no);

/// {"run", "took_ms", "ledgers": {table: {added, changed, removed, unreadable, total}}, "problems":
/// […]}; with timings also "timings": [{phase, ms}]; of a rebuild "history": {table: rows}
Json sync_json(const SyncReport& report, Timings timings = Timings::no);

}   // namespace tmdb
