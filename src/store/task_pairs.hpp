#pragma once

#include "model/task_pair.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// The copies of a task beside its root file; those in the worktree of a register entry first.
std::vector<TaskPair> read_task_pairs(Store& store, const std::string& slug);

}   // namespace tmdb
