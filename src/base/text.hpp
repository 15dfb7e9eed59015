#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tmdb {

/// The offset of the first byte that is not valid UTF-8; nothing when all is.
std::optional<std::size_t> invalid_utf8_at(std::string_view bytes);

/// Text that is safe on a terminal: C0, DEL, C1 and bidirectional controls become \u…, line feeds
/// too, and bytes that are no UTF-8 become \x…. Escaping twice changes nothing.
std::string escape_controls(std::string_view text);

/// ASCII letters only; no locale.
std::string lower(std::string_view text);

/// Without the blanks, tabs and line ends around it.
std::string_view trim(std::string_view text);

/// Of digits alone, after a minus perhaps.
template <typename Number>
std::optional<Number> number_in(std::string_view text, int base = 10)
{
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number, base);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::vector<std::string> split(std::string_view text, char separator);

}   // namespace tmdb
