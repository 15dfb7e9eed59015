#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// The fields that differ between two states of a task file, as JSON: {"status": {"old": "ready",
/// "new": "completed"}}. No file has no fields; null, empty and missing are one value. Nothing
/// where one of them cannot be parsed, "{}" where nothing differs.
std::optional<std::string> front_matter_changes(const std::optional<std::string>& old_file,
                                                const std::optional<std::string>& new_file);

}   // namespace tmdb
