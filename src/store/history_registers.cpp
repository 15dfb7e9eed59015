#include "store/history.hpp"

#include "store/connection.hpp"

namespace tmdb {

namespace {

constexpr const char* pruned_columns =
    "SELECT id, run_id, write_id, owner, slug, register_path, reason, removed_text, position,"
    "       previous_slug, next_slug, base_hash, pruned_at, restored_at FROM prune ";

std::vector<PrunedEntry> read_pruned(Query& query)
{
    std::vector<PrunedEntry> entries;
    while (query.step()) {
        entries.push_back({.id = query.integer(0),
                           .run_id = query.integer(1),
                           .write_id = query.integer(2),
                           .owner = query.text(3),
                           .slug = query.text(4),
                           .register_path = query.text(5),
                           .reason = query.text(6),
                           .removed_text = query.text(7),
                           .position = query.integer(8),
                           .previous_slug = query.text(9),
                           .next_slug = query.text(10),
                           .base_hash = query.text(11),
                           .pruned_at = query.text(12),
                           .restored_at = query.optional_text(13)});
    }
    return entries;
}

void add_member(Connection& connection, std::int64_t write, const RegisterMember& member,
                const std::string& now)
{
    const EntryLook& look = member.look;
    connection
        .query("INSERT INTO register_write_member"
               " (write_id, owner, slug, reason, removed_text, position, previous_slug, next_slug,"
               "  evidence, at, prune_id)"
               " VALUES (:write, :owner, :slug, :reason, :text, :position, :previous, :next,"
               "  json_object('task_path', :task_path, 'task', :task, 'status', :status,"
               "              'worktree_path', :worktree_path, 'worktree', :worktree,"
               "              'registered_at', :registered_at),"
               "  :at, :prune)")
        .bind(":write", write)
        .bind(":owner", member.owner)
        .bind(":slug", member.slug)
        .bind(":reason", member.reason)
        .bind(":text", member.removed_text)
        .bind(":position", member.position)
        .bind(":previous", member.previous_slug)
        .bind(":next", member.next_slug)
        .bind(":task_path", cell(look.task_path))
        .bind(":task", std::string(name_of(look.task)))
        .bind(":status", cell(look.task_status))
        .bind(":worktree_path", cell(look.worktree_path))
        .bind(":worktree", std::string(name_of(look.worktree)))
        .bind(":registered_at", cell(look.registered_at))
        .bind(":at", now)
        .bind(":prune", cell(member.prune_id))
        .run();
}

void set_write_state(Connection& connection, std::int64_t write, const char* state)
{
    connection.query("UPDATE register_write SET state = ? WHERE id = ?")
        .bind(1, std::string(state))
        .bind(2, write)
        .run();
}

}   // namespace

std::int64_t History::intend(const RegisterWrite& write, const std::string& now)
{
    connection_
        .query("INSERT INTO register_write (run_id, kind, register_path, base_hash, new_hash,"
               " temporary, state) VALUES (?, ?, ?, ?, ?, '', 'intended')")
        .bind(1, write.run_id)
        .bind(2, std::string(write.kind == RegisterWriteKind::prune ? "prune" : "restore"))
        .bind(3, write.register_path)
        .bind(4, write.base_hash)
        .bind(5, write.new_hash)
        .run();
    const auto id = connection_.last_row_id();
    for (const auto& member : write.members) {
        add_member(connection_, id, member, now);
    }
    return id;
}

void History::name_temporary(std::int64_t write, const std::string& temporary)
{
    connection_.query("UPDATE register_write SET temporary = ? WHERE id = ?")
        .bind(1, temporary)
        .bind(2, write)
        .run();
}

std::string History::archive_lines(std::int64_t write)
{
    Query& query = connection_.query(
        "SELECT json_object('write', write.id, 'kind', write.kind, 'at', member.at,"
        "                   'register', write.register_path, 'owner', member.owner,"
        "                   'slug', member.slug, 'reason', member.reason,"
        "                   'removed_text', member.removed_text, 'position', member.position,"
        "                   'previous_slug', member.previous_slug, 'next_slug', member.next_slug,"
        "                   'base_hash', write.base_hash, 'new_hash', write.new_hash,"
        "                   'evidence', json(member.evidence))"
        "  FROM register_write AS write"
        "  JOIN register_write_member AS member ON member.write_id = write.id"
        " WHERE write.id = ? ORDER BY member.position");
    query.bind(1, write);
    std::string lines;
    while (query.step()) {
        lines += query.text(0) + "\n";
    }
    return lines;
}

void History::settle_done(std::int64_t write, const std::string& now)
{
    connection_
        .query("INSERT INTO prune (run_id, write_id, owner, slug, register_path, reason,"
               " removed_text, position, previous_slug, next_slug, base_hash, new_hash, evidence,"
               " pruned_at)"
               " SELECT write.run_id, write.id, member.owner, member.slug, write.register_path,"
               "        member.reason, member.removed_text, member.position, member.previous_slug,"
               "        member.next_slug, write.base_hash, write.new_hash, member.evidence,"
               "        member.at"
               "   FROM register_write AS write"
               "   JOIN register_write_member AS member ON member.write_id = write.id"
               "  WHERE write.id = ? AND write.kind = 'prune'"
               "  ORDER BY member.position")
        .bind(1, write)
        .run();
    connection_
        .query("UPDATE prune SET restored_at = ?"
               " WHERE id IN (SELECT prune_id FROM register_write_member WHERE write_id = ?)")
        .bind(1, now)
        .bind(2, write)
        .run();
    set_write_state(connection_, write, "done");
}

void History::settle_aborted(std::int64_t write)
{
    set_write_state(connection_, write, "aborted");
}

std::vector<RegisterWrite> History::unsettled_writes()
{
    std::vector<RegisterWrite> writes;
    Query& query =
        connection_.query("SELECT id, run_id, kind, register_path, base_hash, new_hash, temporary"
                          "  FROM register_write WHERE state = 'intended' ORDER BY id");
    while (query.step()) {
        writes.push_back({.id = query.integer(0),
                          .run_id = query.integer(1),
                          .kind = query.text(2) == "prune" ? RegisterWriteKind::prune
                                                           : RegisterWriteKind::restore,
                          .register_path = query.text(3),
                          .base_hash = query.text(4),
                          .new_hash = query.text(5),
                          .temporary = query.text(6)});
    }
    for (auto& write : writes) {
        Query& members = connection_.query(
            "SELECT slug FROM register_write_member WHERE write_id = ? ORDER BY position, slug");
        members.bind(1, write.id);
        while (members.step()) {
            write.members.push_back({.slug = members.text(0)});
        }
    }
    return writes;
}

std::vector<PrunedEntry> History::pruned(const PruneSelection& selection)
{
    static const std::string sql = std::string(pruned_columns) +
                                   "WHERE (:slug IS NULL OR slug = :slug)"
                                   "  AND (:prune IS NULL OR id = :prune)"
                                   "  AND (:run IS NULL OR run_id = :run)"
                                   " ORDER BY register_path, write_id, position";
    Query& query = connection_.query(sql);
    query.bind(":slug", cell(selection.slug))
        .bind(":prune", cell(selection.prune_id))
        .bind(":run", cell(selection.run_id));
    return read_pruned(query);
}

std::vector<PrunedEntry> History::pruned_by(std::int64_t write)
{
    static const std::string sql =
        std::string(pruned_columns) + "WHERE write_id = ? ORDER BY position";
    Query& query = connection_.query(sql);
    query.bind(1, write);
    return read_pruned(query);
}

std::vector<PrunedEntry> History::restored()
{
    static const std::string sql =
        std::string(pruned_columns) + "WHERE restored_at IS NOT NULL ORDER BY id";
    return read_pruned(connection_.query(sql));
}

}   // namespace tmdb
