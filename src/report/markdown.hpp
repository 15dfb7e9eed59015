#pragma once

#include "model/value.hpp"

#include <string>

namespace tmdb {

/// A table in GitHub's Markdown; a cell's own pipes, backslashes and tags stay text.
std::string render_markdown(const Table& table);

}   // namespace tmdb
