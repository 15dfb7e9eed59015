#pragma once

#include "model/value.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

/// A table for people: a header and aligned columns, numbers to the right. On a terminal its
/// widest columns are cut so that a row stays one line; elsewhere nothing is lost.
std::string render_text(const Table& table, const Terminal& terminal);

}   // namespace tmdb
