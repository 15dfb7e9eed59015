#include "store/mirror.hpp"

#include "store/connection.hpp"
#include "store/rows.hpp"

namespace tmdb {

namespace {

template <typename Read>
auto read_all(Connection& connection, const std::string& sql, Read read)
{
    std::vector<decltype(read(std::declval<Query&>()))> rows;
    Query& query = connection.query(sql);
    while (query.step()) {
        rows.push_back(read(query));
    }
    return rows;
}

SlugPath read_slug_path(Query& query)
{
    return {query.text(0), query.text(1)};
}

const std::string select_sources = "SELECT path, device, inode, size, mtime_ns, ctime_ns, racy"
                                   "  FROM source WHERE kind = ?1";

std::vector<Source> read_sources(Query& query, SourceKind kind)
{
    std::vector<Source> sources;
    while (query.step()) {
        sources.push_back({.kind = kind,
                           .path = query.text(0),
                           .stamp = {.device = static_cast<std::uint64_t>(query.integer(1)),
                                     .inode = static_cast<std::uint64_t>(query.integer(2)),
                                     .size = query.integer(3),
                                     .mtime_ns = query.integer(4),
                                     .ctime_ns = query.integer(5)},
                           .racy = query.truth(6)});
    }
    return sources;
}

}   // namespace

std::string kind_name(SourceKind kind)
{
    switch (kind) {
    case SourceKind::task: return "task";
    case SourceKind::task_copy: return "task_copy";
    case SourceKind::register_entry: return "register_entry";
    case SourceKind::dispatch: return "dispatch";
    case SourceKind::dispatch_log: return "dispatch_log";
    case SourceKind::pull_request: return "pull_request";
    case SourceKind::role: return "role";
    case SourceKind::person: break;
    }
    return "person";
}

MirrorReader::MirrorReader(Store& store) : connection_(store.connection()) {}

std::optional<std::string> MirrorReader::state(const std::string& name)
{
    Query& query = connection_.query("SELECT value FROM mirror_state WHERE name = ?");
    query.bind(1, name);
    std::optional<std::string> value;
    if (query.step()) {
        value = query.text(0);
    }
    query.rewind();
    return value;
}

std::map<std::string, std::string> MirrorReader::traces()
{
    std::map<std::string, std::string> traces;
    Query& query = connection_.query("SELECT part, sights FROM trace");
    while (query.step()) {
        traces.emplace(query.text(0), query.text(1));
    }
    return traces;
}

std::optional<Source> MirrorReader::source(SourceKind kind, const std::string& path)
{
    auto sources = read_sources(
        connection_.query(select_sources + " AND path = ?").bind(1, kind_name(kind)).bind(2, path),
        kind);
    return sources.empty() ? std::nullopt : std::optional(std::move(sources.front()));
}

std::vector<Source> MirrorReader::sources(SourceKind kind)
{
    return read_sources(
        connection_.query(select_sources + " ORDER BY path").bind(1, kind_name(kind)), kind);
}

std::vector<Source> MirrorReader::sources_in(SourceKind kind, const std::string& folder)
{
    const std::string prefix = folder.empty() ? "" : folder + '/';
    // '0' follows the slash; to SQLite every blob follows every text.
    const Value end = folder.empty() ? Value(Blob{}) : Value(folder + '0');
    auto sources =
        read_sources(connection_.query(select_sources + " AND path >= ? AND path < ? ORDER BY path")
                         .bind(1, kind_name(kind))
                         .bind(2, prefix)
                         .bind(3, end),
                     kind);
    std::erase_if(sources, [&](const Source& source) {
        return source.path.find('/', prefix.size()) != std::string::npos;
    });
    return sources;
}

std::vector<Source> MirrorReader::task_rows(SourceKind kind)
{
    return read_all(connection_,
                    kind == SourceKind::task ? "SELECT path FROM task ORDER BY path"
                                             : "SELECT path FROM task_copy ORDER BY path",
                    [kind](Query& query) { return Source{.kind = kind, .path = query.text(0)}; });
}

bool MirrorReader::any_task()
{
    return connection_.pragma("SELECT EXISTS (SELECT 1 FROM task)") != 0;
}

std::vector<SlugPath> MirrorReader::tasks_named(const std::string& slug)
{
    Query& query = connection_.query("SELECT slug, path FROM task WHERE slug = ? ORDER BY path");
    query.bind(1, slug);
    std::vector<SlugPath> names;
    while (query.step()) {
        names.push_back(read_slug_path(query));
    }
    return names;
}

std::optional<std::string> MirrorReader::slug_of_task(const std::string& path)
{
    Query& query = connection_.query("SELECT slug FROM task WHERE path = ?");
    query.bind(1, path);
    std::optional<std::string> slug;
    if (query.step()) {
        slug = query.text(0);
        query.rewind();
    }
    return slug;
}

std::vector<SlugPath> MirrorReader::registered_tasks()
{
    return read_all(connection_,
                    "SELECT slug, path FROM task"
                    " WHERE slug IN (SELECT slug FROM register_entry) ORDER BY slug, path",
                    read_slug_path);
}

std::vector<SlugPath> MirrorReader::registered_dispatches()
{
    return read_all(connection_,
                    "SELECT slug, path FROM dispatch"
                    " WHERE slug IN (SELECT slug FROM register_entry) ORDER BY slug, path",
                    read_slug_path);
}

std::vector<RegisterFile> MirrorReader::register_files()
{
    return read_all(connection_, select_from(register_file_ledger) + " ORDER BY path",
                    read_register_file);
}

std::vector<MirroredEntry> MirrorReader::entries()
{
    return read_all(connection_,
                    select_from(register_entry_ledger) + " ORDER BY register_path, position",
                    read_register_entry);
}

std::vector<Worktree> MirrorReader::worktrees()
{
    return read_all(connection_, select_from(worktree_ledger) + " ORDER BY path", read_worktree);
}

std::vector<Worktree> MirrorReader::abandoned_worktrees()
{
    return read_all(connection_,
                    select_from(worktree_ledger) +
                        " WHERE on_disk = 1 AND (in_git = 1 OR matches_layout = 1)"
                        "   AND (EXISTS (SELECT 1 FROM root_task"
                        "                 WHERE root_task.slug = worktree.slug AND finished = 1)"
                        "        OR NOT EXISTS (SELECT 1 FROM register_entry AS entry"
                        "                        WHERE entry.worktree = worktree.path))"
                        " ORDER BY path",
                    read_worktree);
}

std::vector<Dispatch> MirrorReader::dispatches()
{
    return read_all(connection_, select_from(dispatch_ledger) + " ORDER BY path", read_dispatch);
}

bool MirrorReader::any_waiting_dispatch(const std::function<bool(const Dispatch&)>& is_such)
{
    Query& query =
        connection_.query("SELECT pid, started_at, state, mtime_ns, log_mtime_ns FROM dispatch"
                          " WHERE exit_code IS NULL AND NOT stale");
    while (query.step()) {
        if (is_such(read_worker(query))) {
            query.rewind();
            return true;
        }
    }
    return false;
}

std::vector<PullRequest> MirrorReader::pull_requests()
{
    return read_all(connection_, select_from(pull_request_ledger) + " ORDER BY number",
                    read_pull_request);
}

std::vector<TaskBase> MirrorReader::task_bases()
{
    return read_all(connection_, select_from(task_base_ledger) + " ORDER BY worktree_path, path",
                    read_task_base);
}

std::vector<TeamFile> MirrorReader::roles()
{
    return read_all(connection_, select_from(role_ledger) + " ORDER BY path", read_role);
}

std::vector<TeamFile> MirrorReader::people()
{
    return read_all(connection_, select_from(person_ledger) + " ORDER BY path", read_person);
}

std::optional<std::string>
MirrorReader::git_answer(const std::string& kind, const std::string& left, const std::string& right)
{
    Query& query = connection_.query(
        "SELECT answer FROM git_answer WHERE kind = ? AND \"left\" = ? AND \"right\" = ?");
    query.bind(1, kind).bind(2, left).bind(3, right);
    std::optional<std::string> answer;
    if (query.step()) {
        answer = query.text(0);
    }
    query.rewind();
    return answer;
}

std::vector<std::pair<std::string, std::string>> MirrorReader::dependency_edges()
{
    return read_all(
        connection_,
        "SELECT slug, target FROM dependency WHERE target IS NOT NULL ORDER BY slug, target",
        [](Query& query) { return std::pair(query.text(0), query.text(1)); });
}

std::vector<std::string> MirrorReader::problem_paths(const std::string& kind)
{
    std::vector<std::string> paths;
    Query& query =
        connection_.query("SELECT DISTINCT path FROM problem WHERE kind = ? ORDER BY path");
    query.bind(1, kind);
    while (query.step()) {
        paths.push_back(query.text(0));
    }
    return paths;
}

std::vector<Problem> MirrorReader::problems()
{
    return read_all(connection_,
                    "SELECT path, line, \"column\", message, slug FROM problem"
                    " ORDER BY path, line, \"column\", message",
                    [](Query& query) {
                        return Problem{.path = query.text(0),
                                       .line = static_cast<int>(query.integer(1)),
                                       .column = static_cast<int>(query.integer(2)),
                                       .message = query.text(3),
                                       .slug = query.text(4)};
                    });
}

std::map<std::string, LedgerCounts> MirrorReader::totals()
{
    std::map<std::string, LedgerCounts> totals;
    for (const std::string ledger : {"task", "task_copy", "register_entry", "worktree", "dispatch",
                                     "pull_request", "role", "person"}) {
        Query& query = connection_.query(
            "SELECT (SELECT COUNT(*) FROM " + ledger +
            "), (SELECT COUNT(DISTINCT path) FROM problem WHERE kind = '" + ledger + "')");
        query.step();
        totals[ledger] = {.unreadable = static_cast<int>(query.integer(1)),
                          .total = static_cast<int>(query.integer(0))};
        query.rewind();
    }
    return totals;
}

}   // namespace tmdb
