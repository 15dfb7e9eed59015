#include "sources/workspace.hpp"

#include "base/hash.hpp"
#include "base/path.hpp"
#include "sources/config.hpp"
#include "sources/git.hpp"

#include <cerrno>
#include <optional>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t config_limit = 1 << 20;

OptionalText unless_empty(const OptionalText& text)
{
    return text == "" ? std::nullopt : text;
}

Error usage_error(const std::string& message)
{
    return Error(message, {}, ExitStatus::usage);
}

/// A folder that is named or stood in, without symbolic links.
std::string real_directory(Machine& machine, const std::string& path)
{
    const auto cannot_use = [&](int error) {
        return Error("cannot use '" + path + "' as a workspace: " + describe_errno(error));
    };
    if (path.empty()) {
        throw Error("the working directory is gone",
                    "go to a folder that is there, or name the workspace with -C",
                    ExitStatus::usage);
    }
    const auto real = machine.real_path(path);
    if (!real) {
        throw cannot_use(real.error);
    }
    const auto stat = machine.stat(*real);
    if (!stat || stat->kind != FileKind::directory) {
        throw cannot_use(stat ? ENOTDIR : stat.error);
    }
    return *real;
}

/// Whether `directory` holds `name`. A failed look is not an absence, so it ends the search.
std::optional<FileKind> kind_of(Machine& machine, const std::string& directory,
                                const std::string& name)
{
    const auto stat = machine.stat(join_path(directory, name));
    if (!stat && stat.error != ENOENT) {
        throw Error("cannot look for '" + name + "' in '" + directory +
                    "': " + describe_errno(stat.error));
    }
    return stat ? std::optional(stat->kind) : std::nullopt;
}

bool holds_tasks(Machine& machine, const std::string& directory)
{
    return kind_of(machine, directory, ".tasks") == FileKind::directory;
}

bool holds_git(Machine& machine, const std::string& directory)
{
    return kind_of(machine, directory, ".git").has_value();
}

/// The nearest folder, from `directory` upwards, of which `holds` is true.
template <typename Holds>
OptionalText nearest(std::string directory, Holds holds)
{
    while (!holds(directory)) {
        if (directory == "/") {
            return std::nullopt;
        }
        directory = parent_path(directory);
    }
    return directory;
}

/// What the checkout whose top is `top` has of git; nothing when its ".git" makes no sense.
std::optional<GitDirectory> git_of(Machine& machine, const std::string& top)
{
    auto git = find_git_directory(machine, top);
    if (!git && git.error != ENOENT && git.error != EINVAL) {
        throw Error("cannot tell which repository '" + top +
                    "' belongs to: " + describe_errno(git.error));
    }
    return std::move(git.value);
}

bool is_linked(const GitDirectory& git)
{
    return parent_path(git.own) == join_path(git.common, "worktrees");
}

/// `directory`, unless it lies in a linked worktree. A bare repository has no main checkout: then
/// the nearest folder above that stands for all its worktrees, else the worktree itself.
std::string outside_of_linked_worktrees(Machine& machine, const std::string& directory)
{
    const auto top = nearest(directory, [&](const auto& path) { return holds_git(machine, path); });
    const auto git = top ? git_of(machine, *top) : std::nullopt;
    if (!git || !is_linked(*git)) {
        return directory;
    }
    if (file_name(git->common) == ".git") {
        return parent_path(git->common);
    }
    const auto stands_for_all = [&](const std::string& path) {
        const auto other = git_of(machine, path);
        return holds_tasks(machine, path) || (other && other->own == git->common);
    };
    return nearest(parent_path(*top), stands_for_all).value_or(*top);
}

std::string find_root(Machine& machine, const WorkspaceOptions& options)
{
    const auto& here = options.working_directory;
    const auto named = options.root ? options.root : unless_empty(options.environment_root);
    if (named) {
        // The kernel knows what ".." behind a symbolic link is; the spelling does not.
        const auto path = named->starts_with('/') ? *named : join_path(here, *named);
        return outside_of_linked_worktrees(machine, real_directory(machine, path));
    }
    const auto found = nearest(real_directory(machine, here), [&](const std::string& path) {
        return holds_tasks(machine, path) || holds_git(machine, path);
    });
    if (!found) {
        throw NoWorkspace("no workspace here: neither '.tasks' nor '.git' in '" + here +
                              "' or above it",
                          "run it in a repository, or name the folder with -C DIR");
    }
    return outside_of_linked_worktrees(machine, *found);
}

void read_config(Machine& machine, const std::string& path, const WorkspaceOptions& options,
                 Workspace& workspace)
{
    const auto file = machine.read(path, config_limit + 1);
    if (!file && file.error == ENOENT && !options.config) {
        return;
    }
    const bool too_large = file && file->bytes.size() > config_limit;
    if (!file || too_large) {
        const auto reason = too_large ? "it is larger than 1 MiB" : describe_errno(file.error);
        throw usage_error("cannot read the configuration '" + path + "': " + reason);
    }
    workspace.config = parse_config(file->bytes, path);
    workspace.config_hash = content_hash(file->bytes);
}

}   // namespace

std::string made_with(const Workspace& workspace)
{
    return workspace.config_hash + " tm-db " + TM_DB_VERSION + " in " + workspace.root;
}

Workspace find_workspace(Machine& machine, const WorkspaceOptions& options)
{
    const auto& here = options.working_directory;
    const auto database =
        options.database ? options.database : unless_empty(options.environment_database);

    Workspace workspace;
    workspace.root = find_root(machine, options);
    if (workspace.root == "/") {
        throw usage_error("cannot use '/' as a workspace");
    }
    const auto home = join_path(workspace.root, ".tasks/task_manager");
    workspace.database = database ? absolute_path(here, *database) : join_path(home, "tm.db");
    workspace.git_environment = options.git_environment;
    workspace.fetch_environment = options.fetch_environment;
    const auto config =
        options.config ? absolute_path(here, *options.config) : join_path(home, "tm-db.toml");
    read_config(machine, config, options, workspace);
    return workspace;
}

}   // namespace tmdb
