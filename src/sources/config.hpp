#pragma once

#include "model/config.hpp"

#include <string>
#include <string_view>

namespace tmdb {

/// Reads the text of a configuration file; what it does not say is as the defaults. Whatever is
/// not known, of a wrong type or beyond its range is an Error (usage) that names the file, the
/// place and the key.
Config parse_config(std::string_view text, const std::string& path);

}   // namespace tmdb
