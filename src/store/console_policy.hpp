#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// Why the console refuses an action of a statement; nothing when it only reads. `action`, `first`
/// and `second` are those of SQLite's authorizer; the texts can be null.
std::optional<std::string> refusal_of(int action, const char* first, const char* second);

/// The table-valued functions that a statement of the console may read from.
std::vector<std::string> open_table_functions();

}   // namespace tmdb
