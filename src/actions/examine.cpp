#include "actions/examine.hpp"

#include "base/error.hpp"
#include "base/path.hpp"
#include "base/replace_file.hpp"
#include "sources/git.hpp"
#include "sources/git_program.hpp"
#include "sources/scanner.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"
#include "store/overview.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>

namespace tmdb {

namespace {

std::string counted(std::int64_t count, const std::string& noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Checkup check_integrity_of(Store& store)
{
    const auto troubles = check_integrity(store);
    if (troubles.empty()) {
        return {"integrity", Health::fine, "sound, by SQLite's own check", ""};
    }
    return {"integrity", Health::broken, troubles.front(),
            "keep a copy of '" + store.path() + "', then remove it and run 'tm-db sync'"};
}

Checkup check_last_run(Store& store, RunKind kind, Nanoseconds now)
{
    const std::string name = "last " + std::string(name_of(kind));
    const auto finished_at = History(store).last_run(kind);
    const auto at = finished_at ? parse_instant(*finished_at) : std::nullopt;
    if (!at) {
        return {name, Health::notice, "never", "run 'tm-db " + std::string(name_of(kind)) + "'"};
    }
    return {name, Health::fine, format_ago(now - *at) + ", at " + *finished_at, ""};
}

Checkup check_history(Machine& machine, Store& store, const Retention& retention)
{
    constexpr std::int64_t many = 1'000'000;
    const HistorySize size = history_size(store);
    const auto file = machine.stat(store.path());
    const std::string finding = counted(size.runs, "run") + ", " + counted(size.signals, "signal") +
                                " and " + counted(size.changes, "change") +
                                (size.since ? ", back to " + *size.since : "") +
                                (file ? "; the file has " + counted(file->size, "byte") : "");
    if (size.changes > many && retention == Retention()) {
        return {"history", Health::notice, finding,
                "days or changes under [history] in tm-db.toml say how far back it is to go"};
    }
    return {"history", Health::fine, finding, ""};
}

Checkup check_unsettled(Store& store)
{
    const auto writes = History(store).unsettled_writes();
    if (writes.empty()) {
        return {"register writes", Health::fine, "none was cut short", ""};
    }
    return {"register writes", Health::broken,
            counted(std::ssize(writes), "write") + " of a dead run, the first to " +
                writes.front().register_path,
            "run 'tm-db reconcile': it settles them"};
}

Checkup check_problems(Store& store)
{
    std::set<std::string> paths;
    for (const auto& problem : MirrorReader(store).problems()) {
        paths.insert(problem.path);
    }
    if (paths.empty()) {
        return {"sources", Health::fine, "all could be read at the last sync", ""};
    }
    return {"sources", Health::notice,
            counted(std::ssize(paths), "source") + " could not be read, the first is " +
                *paths.begin(),
            "tm-db sql 'SELECT * FROM problem'"};
}

Checkup check_configuration(const Workspace& workspace)
{
    return {"configuration", Health::fine,
            workspace.config_hash.empty() ? "none: the defaults hold" : "every key is known", ""};
}

/// Whoever may write to the database or to its folder decides what the next prune believes.
Checkup check_permissions(Machine& machine, const std::string& database)
{
    constexpr std::uint32_t writable_by_all = 0002;
    for (const auto& path : {database, parent_path(database)}) {
        const auto stat = machine.stat(path);
        if (!stat) {
            return {"permissions", Health::broken,
                    path + " cannot be looked at: " + describe_errno(stat.error), ""};
        }
        if ((stat->mode & writable_by_all) != 0) {
            return {"permissions", Health::broken, "everybody may write to " + path,
                    "chmod o-w '" + path + "'"};
        }
    }
    return {"permissions", Health::fine, "not everybody may write to the database", ""};
}

std::vector<Checkup> check_database(Machine& machine, const Workspace& workspace)
{
    const std::string& path = workspace.database;
    if (machine.lstat(path).error == ENOENT) {
        return {{"database", Health::notice, "there is none at " + path, "run 'tm-db sync'"}};
    }
    try {
        Store store = Store::open_for_reading(machine, path);
        return {
            {"database", Health::fine,
             path + ", schema " + std::to_string(schema_version()) + ", SQLite " + sqlite_version(),
             ""},
            check_permissions(machine, path),
            check_integrity_of(store),
            check_last_run(store, RunKind::sync, machine.now()),
            check_last_run(store, RunKind::reconcile, machine.now()),
            check_history(machine, store, workspace.config.history),
            check_unsettled(store),
            check_problems(store)};
    } catch (const Error& error) {
        return {{"database", Health::broken, error.what(), error.hint()}};
    }
}

Checkup check_git(Machine& machine, const Workspace& workspace)
{
    const auto git = find_git_directory(machine, workspace.root);
    if (git.error == ENOENT) {
        return {"git", Health::notice, "no repository here: what git knows is not evaluated", ""};
    }
    if (!git) {
        return {"git", Health::broken,
                "the repository cannot be found: " + describe_errno(git.error),
                "see what '.git' in " + workspace.root + " is"};
    }
    const auto list = list_worktrees(machine, workspace.root, workspace.git_environment);
    if (!list.complete) {
        return {"git", Health::broken, "it cannot list the worktrees: " + list.trouble,
                "try 'git worktree list' in " + workspace.root};
    }
    return {"git", Health::fine,
            counted(std::ssize(list.worktrees), "worktree") + " with the main one", ""};
}

Checkup check_registers(Machine& machine, const Workspace& workspace)
{
    const Scan found = scan(machine, workspace.root, workspace.config.layout.registers);
    std::vector<std::string> linked;
    for (const auto& file : found.files) {
        if (file.stat && file.stat->links > 1) {
            linked.push_back(file.path);
        }
    }
    if (!linked.empty()) {
        return {"registers", Health::notice,
                linked.front() + " has more than one hard link: it is never pruned",
                "make it a file of its own"};
    }
    return {"registers", Health::fine, counted(std::ssize(found.files), "register"), ""};
}

/// Registers lie beside the database, mostly; in their own folders nothing is tried.
Checkup check_pruning(Machine& machine, const Workspace& workspace)
{
    const std::string advice = "prune from a machine where the workspace lies on a disk of its own";
    switch (way_to_replace(machine, parent_path(workspace.database))) {
    case ReplaceWay::exchange_with_leases:
        return {"pruning", Health::fine, "by exchange, under leases", ""};
    case ReplaceWay::exchange:
        return {"pruning", Health::notice,
                "by exchange; its file system has no leases, so late writers are watched for",
                advice};
    case ReplaceWay::nothing:
        return {"pruning", Health::notice,
                "refused: its file system cannot exchange two files in one step",
                advice + ", or allow --allow-plain-rename while nobody writes"};
    case ReplaceWay::unknown: break;
    }
    return {"pruning", Health::notice, "cannot be tried in the database's folder", ""};
}

Checkup check_leftovers(Machine& machine, const Workspace& workspace)
{
    const Scan found = scan(machine, workspace.root, workspace.config.layout.registers);
    std::set<std::string> folders;
    for (const auto& file : found.files) {
        folders.insert(parent_path(join_path(workspace.root, file.path)));
    }
    for (const auto& folder : folders) {
        const auto entries = machine.list(folder, Look::names);
        if (!entries) {
            continue;
        }
        for (const auto& entry : *entries) {
            if (entry.name.starts_with(".tmdb-")) {
                return {"temporary files", Health::notice,
                        join_path(folder, entry.name) + " was left behind by a dead run",
                        "run 'tm-db reconcile': it removes what is its own"};
            }
        }
    }
    return {"temporary files", Health::fine, "none", ""};
}

}   // namespace

std::vector<Checkup> examine(Machine& machine, const Workspace& workspace)
{
    std::vector<Checkup> checkups = {{"workspace", Health::fine, workspace.root, ""},
                                     check_configuration(workspace)};
    for (auto& checkup : check_database(machine, workspace)) {
        checkups.push_back(std::move(checkup));
    }
    checkups.push_back(check_git(machine, workspace));
    checkups.push_back(check_registers(machine, workspace));
    checkups.push_back(check_pruning(machine, workspace));
    checkups.push_back(check_leftovers(machine, workspace));
    return checkups;
}

}   // namespace tmdb
