#pragma once

#include "model/config.hpp"
#include "model/task.hpp"

#include <string>
#include <string_view>

namespace tmdb {

/// Reads a task file from its first front_matter_limit bytes (or all, if it is shorter). There is
/// always a task; with problems it is stale: what could be read, and not to be judged by.
/// mtime_ns and worktree_path are the caller's to fill.
ParsedTask parse_task_file(std::string_view head, const std::string& path, const Config& config);

}   // namespace tmdb
