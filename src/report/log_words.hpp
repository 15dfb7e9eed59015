#pragma once

#include "model/log_entry.hpp"
#include "model/value.hpp"
#include "report/json.hpp"

#include <vector>

namespace tmdb {

enum class OfWhom { one_task, all_tasks };

/// A line each; what another line of the same run says already is left out.
Table log_table(const std::vector<LogEntry>& entries, OfWhom whom);
/// An array with one object an entry: the columns of the view `log_entry`.
Json log_json(const std::vector<LogEntry>& entries);

}   // namespace tmdb
