#pragma once

#include "model/value.hpp"
#include "report/format.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Where no terminal is.
inline constexpr Terminal pipe{};

/// A whole table without a notice.
inline Table table_of(std::vector<std::string> columns, std::vector<std::vector<Value>> rows = {})
{
    Table table;
    table.columns = std::move(columns);
    table.rows = std::move(rows);
    return table;
}

}   // namespace tmdb
