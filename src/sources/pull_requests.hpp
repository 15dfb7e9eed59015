#pragma once

#include "model/pull_request.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tmdb {

/// A list larger than this is refused.
inline constexpr std::size_t pull_requests_size_limit = 16u << 20;

/// Reads what `gh pr list --json` prints, one pull request a number, in the order of the numbers.
/// Strict: UTF-8, RFC 8259, no NUL, nothing after the array, depth <= 64. An item that has a key
/// twice, no number or a field of the wrong type is a problem and left out; the others work.
/// Of two items with one number the newest `updatedAt` counts. `path` is only named in problems.
ParsedPullRequests parse_pull_requests(std::string_view json, const std::string& path);

}   // namespace tmdb
