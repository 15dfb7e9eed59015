#pragma once

namespace tmdb {

/// Whether a name is one that a glob's segment means: `*`, `?` and `[…]`, and never a leading dot.
bool matches_segment(const char* pattern, const char* name);

}   // namespace tmdb
