#pragma once

#include "sources/front_matter.hpp"

#include <string>

namespace tmdb {

/// A value as JSON text: scalars as strings, the empty value as null, keys in their order.
std::string json_of(const FrontMatterValue& value);

}   // namespace tmdb
