#pragma once

#include <optional>
#include <string>
#include <string_view>
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

std::vector<std::string> split(std::string_view text, char separator);

}   // namespace tmdb
