#pragma once

#include "model/restore_report.hpp"
#include "report/json.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

std::string restore_text(const RestoreReport& report, const Terminal& terminal);

/// {"run", "entries": [{"prune", "slug", "register", "outcome", "reason", "by_plain_rename"}]}
Json restore_json(const RestoreReport& report);

}   // namespace tmdb
