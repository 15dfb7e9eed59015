#pragma once

#include "store/connection.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tmdb {

std::vector<std::string> columns_of(Connection& connection, const std::string& table);
/// "a, b, c", quoted.
std::string listed(const std::vector<std::string>& columns);

/// What the changes since a run say a row was when that run had ended.
struct RowBefore {
    /// The oldest of the runs since then in which the whole of it appeared or vanished.
    std::optional<std::int64_t> whole_since;
    std::optional<std::string> whole;   // a JSON object; none: it was not there
    std::unordered_map<std::string, Value> fields;
};

/// By table and by the row's key, a JSON array.
using RowsBefore = std::map<std::string, std::unordered_map<std::string, RowBefore>>;

/// Of `tables`, what the runs after `run`, up to and with `last`, have changed.
RowsBefore rows_before(Connection& present, const std::set<std::string>& tables, std::int64_t run,
                       std::int64_t last);

/// Makes the rows of a table what they were.
void put_back(Connection& past, const std::string& table,
              const std::unordered_map<std::string, RowBefore>& rows);

}   // namespace tmdb
