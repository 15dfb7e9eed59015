#pragma once

#include "model/value.hpp"
#include "report/style.hpp"

#include <string>

namespace tmdb {

/// RFC 4180 with a header. NULL is nothing, empty text is "". Text that a spreadsheet would take
/// for a formula gets a leading apostrophe. Line ends and tabs inside text are kept, except on a
/// terminal; other controls are escaped everywhere.
std::string render_csv(const Table& table, const Terminal& terminal);

}   // namespace tmdb
