#pragma once

#include "model/value.hpp"
#include "report/style.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// How a table can be shown.
enum class Format { table, json, ndjson, csv, markdown };

std::optional<Format> format_named(std::string_view name);

/// The table as the bytes to print. Its notice is not among them.
std::string render(const Table& table, Format format, const Terminal& terminal);

}   // namespace tmdb
