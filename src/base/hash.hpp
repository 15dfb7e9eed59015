#pragma once

#include <string>
#include <string_view>

namespace tmdb {

/// XXH3-128 of the bytes, as 32 hexadecimal digits. For noticing change, not against forgery.
std::string content_hash(std::string_view bytes);

}   // namespace tmdb
