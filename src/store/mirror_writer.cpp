#include "store/mirror.hpp"

#include "store/connection.hpp"
#include "store/ledger.hpp"
#include "store/rows.hpp"

namespace tmdb {

namespace {

const std::string remember_statuses =
    "INSERT INTO status_since (slug, status, since)"
    " SELECT slug, status, ?1 FROM root_task WHERE judged AND status IS NOT NULL";
const std::string on_known_status =
    " ON CONFLICT (slug) DO UPDATE SET status = excluded.status, since = excluded.since"
    " WHERE status <> excluded.status";

}   // namespace

struct MirrorWriter::Writers {
    explicit Writers(Connection& connection)
        : task(connection, task_ledger),
          task_copy(connection, task_copy_ledger),
          register_file(connection, register_file_ledger),
          register_entry(connection, register_entry_ledger),
          worktree(connection, worktree_ledger),
          dispatch(connection, dispatch_ledger),
          pull_request(connection, pull_request_ledger),
          task_base(connection, task_base_ledger),
          role(connection, role_ledger),
          person(connection, person_ledger),
          owner_name(connection, owner_name_ledger)
    {}

    LedgerWriter& of(SourceKind kind) { return kind == SourceKind::task ? task : task_copy; }

    LedgerWriter task, task_copy, register_file, register_entry, worktree, dispatch, pull_request,
        task_base, role, person, owner_name;
};

MirrorWriter::MirrorWriter(Store& store)
    : connection_(store.connection()), writers_(std::make_unique<Writers>(connection_))
{}

MirrorWriter::~MirrorWriter() = default;

void MirrorWriter::set_state(const std::string& name, const std::string& value)
{
    connection_
        .query("INSERT INTO mirror_state (name, value) VALUES (?, ?)"
               " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
               " WHERE value <> excluded.value")
        .bind(1, name)
        .bind(2, value)
        .run();
}

void MirrorWriter::set_trace(const std::string& part, const std::string& sights)
{
    connection_.query("INSERT OR REPLACE INTO trace (part, sights) VALUES (?, ?)")
        .bind(1, part)
        .bind(2, sights)
        .run();
}

void MirrorWriter::remove_trace(const std::string& part)
{
    connection_.query("DELETE FROM trace WHERE part = ?").bind(1, part).run();
}

void MirrorWriter::forget_unfilled()
{
    connection_.execute("DELETE FROM mirror_state WHERE name LIKE 'unfilled %'");
}

void MirrorWriter::put_source(const Source& source)
{
    connection_
        .query("INSERT OR REPLACE INTO source"
               " (kind, path, device, inode, size, mtime_ns, ctime_ns, racy)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, kind_name(source.kind))
        .bind(2, source.path)
        .bind(3, static_cast<std::int64_t>(source.stamp.device))
        .bind(4, static_cast<std::int64_t>(source.stamp.inode))
        .bind(5, source.stamp.size)
        .bind(6, source.stamp.mtime_ns)
        .bind(7, source.stamp.ctime_ns)
        .bind(8, std::int64_t{source.racy})
        .run();
}

void MirrorWriter::remove_source(SourceKind kind, const std::string& path)
{
    connection_.query("DELETE FROM source WHERE kind = ? AND path = ?")
        .bind(1, kind_name(kind))
        .bind(2, path)
        .run();
}

void MirrorWriter::set_problems(const std::string& kind, const std::string& path,
                                const std::vector<Problem>& problems)
{
    connection_.query("DELETE FROM problem WHERE path = ? AND kind = ?")
        .bind(1, path)
        .bind(2, kind)
        .run();
    for (const auto& problem : problems) {
        connection_
            .query("INSERT OR IGNORE INTO problem (kind, path, line, \"column\", message, slug)"
                   " VALUES (?, ?, ?, ?, ?, NULLIF(?, ''))")
            .bind(1, kind)
            .bind(2, path)
            .bind(3, std::int64_t{problem.line})
            .bind(4, std::int64_t{problem.column})
            .bind(5, problem.message)
            .bind(6, problem.slug)
            .run();
    }
}

void MirrorWriter::put_task(const Task& task)
{
    if (!task.worktree_path.empty()) {
        writers_->task_copy.put(task_copy_row(task));
        return;
    }
    writers_->task.put(task_row(task));
    set_dependencies(task);
}

void MirrorWriter::set_dependencies(const Task& task)
{
    const auto& wanted = task.fields.depends_on;
    std::size_t same = 0;
    bool is_same = true;
    Query& before = connection_.query("SELECT slug, depends_on FROM task_dependency"
                                      " WHERE path = ? ORDER BY position");
    before.bind(1, task.path);
    while (before.step()) {
        is_same = is_same && same < wanted.size() && before.text(0) == task.slug &&
                  before.text(1) == wanted[same++];
    }
    if (is_same && same == wanted.size()) {
        return;
    }
    connection_.query("DELETE FROM task_dependency WHERE path = ?").bind(1, task.path).run();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        connection_
            .query("INSERT INTO task_dependency (path, position, slug, depends_on)"
                   " VALUES (?, ?, ?, ?)")
            .bind(1, task.path)
            .bind(2, static_cast<std::int64_t>(i))
            .bind(3, task.slug)
            .bind(4, wanted[i])
            .run();
    }
}

void MirrorWriter::mark_stale(SourceKind kind, const std::string& path)
{
    connection_
        .query(kind == SourceKind::task ? "UPDATE task SET stale = 1 WHERE path = ?"
                                        : "UPDATE task_copy SET stale = 1 WHERE path = ?")
        .bind(1, path)
        .run();
    connection_.query("UPDATE source SET racy = 1 WHERE kind = ? AND path = ?")
        .bind(1, kind_name(kind))
        .bind(2, path)
        .run();
}

void MirrorWriter::remove_task(SourceKind kind, const std::string& path)
{
    writers_->of(kind).remove({path});
    if (kind == SourceKind::task) {
        connection_.query("DELETE FROM task_dependency WHERE path = ?").bind(1, path).run();
    }
}

void MirrorWriter::set_registers(const std::vector<RegisterFile>& files,
                                 const std::vector<MirroredEntry>& entries)
{
    std::vector<Row> file_rows;
    for (const auto& file : files) {
        file_rows.push_back(register_file_row(file));
    }
    writers_->register_file.replace_all(std::move(file_rows));

    std::vector<Row> entry_rows;
    for (const auto& entry : entries) {
        entry_rows.push_back(register_entry_row(entry));
    }
    writers_->register_entry.replace_all(std::move(entry_rows));
}

void MirrorWriter::remove_entry(const std::string& register_path, const std::string& slug)
{
    connection_
        .query("DELETE FROM worktree"
               " WHERE path IN (SELECT worktree FROM register_entry"
               "                 WHERE register_path = :register AND slug = :slug)"
               "   AND NOT EXISTS (SELECT 1 FROM register_entry AS other"
               "                    WHERE other.worktree = worktree.path"
               "                      AND (other.register_path, other.slug) <> (:register, :slug))"
               "   AND NOT (on_disk OR in_git OR matches_layout OR stale)")
        .bind(":register", register_path)
        .bind(":slug", slug)
        .run();
    connection_.query("DELETE FROM register_entry WHERE register_path = ? AND slug = ?")
        .bind(1, register_path)
        .bind(2, slug)
        .run();
}

void MirrorWriter::set_worktrees(const std::vector<Worktree>& worktrees)
{
    std::vector<Row> rows;
    for (const auto& worktree : worktrees) {
        rows.push_back(worktree_row(worktree));
    }
    writers_->worktree.replace_all(std::move(rows));
}

void MirrorWriter::set_dispatches(const std::vector<Dispatch>& dispatches)
{
    std::vector<Row> rows;
    for (const auto& dispatch : dispatches) {
        rows.push_back(dispatch_row(dispatch));
    }
    writers_->dispatch.replace_all(std::move(rows));
}

void MirrorWriter::set_pull_requests(const std::vector<PullRequest>& pull_requests)
{
    std::vector<Row> rows;
    for (const auto& pull_request : pull_requests) {
        rows.push_back(pull_request_row(pull_request));
    }
    writers_->pull_request.replace_all(std::move(rows));
}

void MirrorWriter::set_task_bases(const std::vector<TaskBase>& bases)
{
    std::vector<Row> rows;
    for (const auto& base : bases) {
        rows.push_back(task_base_row(base));
    }
    writers_->task_base.replace_all(std::move(rows));
}

void MirrorWriter::set_team(SourceKind kind, const std::vector<TeamFile>& files)
{
    std::vector<Row> rows;
    for (const auto& file : files) {
        rows.push_back(kind == SourceKind::role ? role_row(file) : person_row(file));
    }
    (kind == SourceKind::role ? writers_->role : writers_->person).replace_all(std::move(rows));
}

void MirrorWriter::set_owner_names(const std::vector<OwnerName>& names)
{
    std::vector<Row> rows;
    for (const auto& [key, name] : names) {
        rows.push_back({key, name});
    }
    writers_->owner_name.replace_all(std::move(rows));
}

void MirrorWriter::put_git_answer(const std::string& kind, const std::string& left,
                                  const std::string& right, const std::string& answer)
{
    connection_
        .query("INSERT OR REPLACE INTO git_answer (kind, \"left\", \"right\", answer)"
               " VALUES (?, ?, ?, ?)")
        .bind(1, kind)
        .bind(2, left)
        .bind(3, right)
        .bind(4, answer)
        .run();
}

void MirrorWriter::forget_git_answers(const std::vector<std::string>& mains)
{
    connection_
        .query("DELETE FROM git_answer"
               " WHERE kind LIKE 'absorbed in %'"
               "   AND kind NOT IN ('absorbed in ' || :head, 'absorbed in ' || :upstream)")
        .bind(":head", mains.empty() ? std::string() : mains.front())
        .bind(":upstream", mains.empty() ? std::string() : mains.back())
        .run();
}

void MirrorWriter::note_looks(const std::string& now)
{
    connection_
        .query("WITH look (ledger, trouble) AS ("
               "    VALUES ('task', 'task_folder'), ('task_copy', 'worktree_folder'),"
               "           ('task_copy', 'git'), ('register_entry', 'register_folder'),"
               "           ('worktree', 'worktree_folder'), ('worktree', 'git'),"
               "           ('dispatch', 'dispatch_folder'), ('role', 'role_folder'),"
               "           ('person', 'person_folder'), ('git', 'git'))"
               " INSERT OR REPLACE INTO source_look (ledger, read_at)"
               " SELECT DISTINCT ledger, ? FROM look"
               "  WHERE ledger NOT IN (SELECT ledger FROM look"
               "                         JOIN problem ON problem.kind = look.trouble)"
               "    AND NOT (ledger = 'git'"
               "             AND EXISTS (SELECT 1 FROM mirror_state"
               "                          WHERE name = 'git' AND value = 'none'))")
        .bind(1, now)
        .run();
}

void MirrorWriter::forget_git_answers()
{
    connection_.execute("DELETE FROM git_answer");
}

void MirrorWriter::remove_strays()
{
    connection_.execute("DELETE FROM task_dependency WHERE path NOT IN (SELECT path FROM task)");
    connection_.execute("DELETE FROM problem"
                        " WHERE kind = 'register_entry'"
                        "   AND path NOT IN (SELECT path FROM register_file)");
    connection_.execute(
        "DELETE FROM source"
        " WHERE (kind = 'task' AND path NOT IN (SELECT path FROM task))"
        "    OR (kind = 'task_copy' AND path NOT IN (SELECT path FROM task_copy))"
        "    OR (kind = 'register_entry' AND path NOT IN (SELECT path FROM register_file))");
}

void MirrorWriter::remember_status_since(const std::string& now,
                                         const std::optional<std::set<std::string>>& slugs)
{
    if (!slugs) {
        connection_.query(remember_statuses + on_known_status).bind(1, now).run();
        return;
    }
    Query& remember =
        connection_.query(remember_statuses + " AND root_task.slug = ?2" + on_known_status);
    for (const auto& slug : *slugs) {
        remember.bind(1, now).bind(2, slug).run();
    }
}

void MirrorWriter::forget_status_since(const std::optional<std::set<std::string>>& slugs)
{
    const std::string forget_statuses =
        "DELETE FROM status_since"
        " WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.slug = status_since.slug)";
    if (!slugs) {
        connection_.execute(forget_statuses);
        return;
    }
    Query& forget = connection_.query(forget_statuses + " AND slug = ?1");
    for (const auto& slug : *slugs) {
        forget.bind(1, slug).run();
    }
}

std::map<std::string, LedgerCounts> MirrorWriter::counts() const
{
    return {{"task", writers_->task.counts()},
            {"task_copy", writers_->task_copy.counts()},
            {"register_entry", writers_->register_entry.counts()},
            {"worktree", writers_->worktree.counts()},
            {"dispatch", writers_->dispatch.counts()},
            {"pull_request", writers_->pull_request.counts()},
            {"role", writers_->role.counts()},
            {"person", writers_->person.counts()}};
}

}   // namespace tmdb
