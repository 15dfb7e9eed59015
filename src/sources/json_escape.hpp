#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tmdb {

/// What a backslash and the characters after it stand for.
struct JsonEscape {
    char32_t code = 0;        // of a surrogate without its partner, that surrogate
    std::size_t length = 0;   // bytes, the backslash included
};

/// The escape that `text` begins with; nothing when it is none.
std::optional<JsonEscape> json_escape_at(std::string_view text);

bool is_surrogate(char32_t code);

/// What a string says that was written as `written` between its quotes, with valid escapes.
std::string without_escapes(std::string_view written);

}   // namespace tmdb
