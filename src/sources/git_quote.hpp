#pragma once

#include <string>

namespace tmdb {

/// A path as git writes it where it writes paths by lines: in double quotes with C's escapes when
/// it holds a control character, a quote, a backslash or a byte beyond ASCII; else as it is.
std::string git_quoted(const std::string& path);

}   // namespace tmdb
