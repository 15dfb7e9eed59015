#pragma once

#include "base/machine.hpp"
#include "model/sql_file.hpp"
#include "sources/workspace.hpp"

#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// The user's own SQL of one kind.
struct SqlFolder {
    std::vector<SqlFile> files;
    bool whole = true;   // false: it could not be listed, and the only file says why
};

/// One file, wherever it lies; below `root` a path is relative to it.
SqlFile read_sql_file(Machine& machine, const std::string& root, const std::string& path);

/// The .sql files of a folder below .tasks/task_manager, in order; none where there is no folder.
/// A name is made of a-z, 0-9 and _, and is not one of those that are `taken`.
SqlFolder read_sql_folder(Machine& machine, const Workspace& workspace, const std::string& folder,
                          const std::set<std::string>& taken);

}   // namespace tmdb
