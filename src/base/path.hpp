#pragma once

#include <string>
#include <string_view>

namespace tmdb {

/// Paths here are bytes. "Below" is by spelling, after "." and ".." are worked out; symbolic links
/// are Machine::real_path's business.

/// `path` made absolute at `base` (an absolute path) and lexically normal, without a final slash.
std::string absolute_path(std::string_view base, std::string_view path);

bool is_below(std::string_view directory, std::string_view path);

/// `path` relative to `root` where it lies below, else `path`.
std::string relative_to(std::string_view root, std::string_view path);

std::string join_path(std::string_view directory, std::string_view name);
std::string parent_path(std::string_view path);
std::string file_name(std::string_view path);

/// The file name without its last extension.
std::string file_stem(std::string_view path);

/// Where a path of another machine or shell gives itself away: "~", "$HOME/x", "C:\x", "\\host\x".
bool is_foreign_path(std::string_view path);

}   // namespace tmdb
