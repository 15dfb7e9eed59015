#pragma once

#include "model/config.hpp"

#include <string>
#include <string_view>

namespace tmdb {

/// Reads tm-db.toml. An unknown key, a wrong type or bad TOML is an Error (usage) that names the file,
/// the key and the place.
Config parse_config(std::string_view text, const std::string& path);

} // namespace tmdb
