#pragma once

#include "base/error.hpp"
#include "base/machine.hpp"
#include "model/config.hpp"
#include "model/task.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// Where the user says that the workspace is. Relative paths start at the working directory.
struct WorkspaceOptions {
    OptionalText root;   // -C
    OptionalText database;
    OptionalText config;
    OptionalText environment_root;   // TM_DB_ROOT; empty is as if unset
    OptionalText environment_database;
    std::string working_directory;
    std::vector<std::string> git_environment;
    std::vector<std::string> fetch_environment;
};

/// What every command starts from.
struct Workspace {
    std::string root;   // absolute, without symbolic links
    std::string database;
    Config config;
    std::string config_hash;   // of the configuration file's bytes; empty without one
    std::vector<std::string> git_environment;
    std::vector<std::string> fetch_environment;   // of gh, which must find its user and its host
};

/// What a copy of the ledgers depends on besides them: the configuration, and this program's
/// reading of them.
std::string made_with(const Workspace& workspace);

/// Nobody has named a workspace, and there is none here.
struct NoWorkspace : Error {
    using Error::Error;
};

/// Throws NoWorkspace, or Error when it or its configuration cannot be used.
///
/// The root is the named folder, else the nearest one from the working directory upwards that holds
/// ".tasks" or ".git". Inside a linked worktree it is the main checkout instead, so that there is
/// one database for all of them.
Workspace find_workspace(Machine& machine, const WorkspaceOptions& options);

}   // namespace tmdb
