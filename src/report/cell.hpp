#pragma once

#include "model/value.hpp"

#include <cstddef>
#include <string>

namespace tmdb {

/// A value as plain text, nothing escaped: NULL is empty, a blob lower-case hexadecimal.
std::string cell_text(const Value& value);

bool is_number(const Value& value);

/// Whether a column holds numbers and, but for NULL, nothing else.
bool is_number_column(const Table& table, std::size_t column);

}   // namespace tmdb
