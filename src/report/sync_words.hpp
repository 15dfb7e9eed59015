#pragma once

#include "model/sync_report.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string sync_text(const SyncReport& report, const Terminal& terminal);

/// {"run", "took_ms", "ledgers": {table: {added, changed, removed, unreadable, total}}, "problems":
/// […]}; of a rebuild also "history": {table: rows}
Json sync_json(const SyncReport& report);

}   // namespace tmdb
