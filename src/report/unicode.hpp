#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tmdb {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;   // in bytes
};

/// The code point that `text`, which is not empty, begins with. A byte that is no UTF-8 is one
/// U+FFFD.
CodePoint first_code_point(std::string_view text);

/// Whether a code point steers its neighbours instead of showing something: C0, DEL, C1,
/// bidirectional and other format characters, zero widths, line separators, tags.
bool is_control(char32_t code_point);

/// How many columns of a terminal the text takes.
std::size_t display_width(std::string_view text);

/// The text where it fits `width` columns; else as many whole characters as fit, and "…".
std::string cut_to_width(std::string_view text, std::size_t width);

}   // namespace tmdb
