#pragma once

#include "sources/front_matter.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// A value as JSON text: scalars as strings, the empty value as null, keys in their order.
std::string json_of(const FrontMatterValue& value);

/// A list of texts as JSON text.
std::string json_of(const std::vector<std::string>& texts);

}   // namespace tmdb
