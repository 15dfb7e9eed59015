#include "store/history.hpp"

#include "store/connection.hpp"
#include "store/migrate.hpp"

namespace tmdb {

namespace {

Value text_or_null(const std::string& text)
{
    return text.empty() ? Value() : Value(text);
}

Value text_or_null(const OptionalText& text)
{
    return text ? Value(*text) : Value();
}

Finding read_finding(Query& query, int first)
{
    return {.code = query.text(first),
            .subject = query.text(first + 1),
            .slug = query.text(first + 2),
            .severity = severity_named(query.text(first + 3)).value_or(Severity::warning),
            .detail = query.text(first + 4),
            .evidence = query.text(first + 5)};
}

void add_event(Connection& connection, std::int64_t run, std::int64_t signal, const char* event,
               const std::string& now)
{
    connection
        .query("INSERT INTO signal_event"
               " (signal_id, run_id, event, at, evidence, slug, severity, detail)"
               " SELECT id, ?, ?, ?, evidence, slug, severity, detail FROM signal WHERE id = ?")
        .bind(1, run)
        .bind(2, std::string(event))
        .bind(3, now)
        .bind(4, signal)
        .run();
}

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
        .bind(":task_path", text_or_null(look.task_path))
        .bind(":task", std::string(name_of(look.task)))
        .bind(":status", text_or_null(look.task_status))
        .bind(":worktree_path", text_or_null(look.worktree_path))
        .bind(":worktree", std::string(name_of(look.worktree)))
        .bind(":registered_at", text_or_null(look.registered_at))
        .bind(":at", now)
        .bind(":prune", member.prune_id ? Value(*member.prune_id) : Value())
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

History::History(Store& store) : connection_(store.connection()) {}

std::int64_t History::begin_run(RunKind kind, const std::string& now)
{
    connection_.query("INSERT INTO run (kind, started_at) VALUES (?, ?)")
        .bind(1, std::string(name_of(kind)))
        .bind(2, now)
        .run();
    return connection_.last_row_id();
}

void History::end_run(std::int64_t run, Outcome outcome, const std::string& now)
{
    connection_.query("UPDATE run SET finished_at = ?, outcome = ? WHERE id = ?")
        .bind(1, now)
        .bind(2, std::string(name_of(outcome)))
        .bind(3, run)
        .run();
}

void History::note_head(std::int64_t run, const std::optional<std::string>& oid)
{
    connection_.query("UPDATE run SET head_oid = ? WHERE id = ?")
        .bind(1, oid ? Value(*oid) : Value())
        .bind(2, run)
        .run();
}

std::optional<std::string> History::last_head()
{
    // Without git no run has one, however many there are.
    Query& query =
        connection_.query("SELECT head_oid"
                          "  FROM (SELECT id, head_oid FROM run ORDER BY id DESC LIMIT 10000)"
                          " WHERE head_oid IS NOT NULL ORDER BY id DESC LIMIT 1");
    std::optional<std::string> oid;
    if (query.step()) {
        oid = query.text(0);
    }
    query.rewind();
    return oid;
}

std::vector<std::string> History::past_heads()
{
    Query& query =
        connection_.query("SELECT DISTINCT head_oid"
                          "  FROM (SELECT head_oid FROM run ORDER BY id DESC LIMIT 10000)"
                          " WHERE head_oid IS NOT NULL");
    std::vector<std::string> oids;
    while (query.step()) {
        oids.push_back(query.text(0));
    }
    return oids;
}

std::optional<std::string> History::last_run(RunKind kind)
{
    Query& query = connection_.query("SELECT finished_at FROM run"
                                     " WHERE ?1 IN (kind, iif(kind = 'rebuild', 'sync', kind))"
                                     "   AND outcome IN ('ok', 'partial', 'refused')"
                                     " ORDER BY id DESC");
    query.bind(1, std::string(name_of(kind)));
    std::optional<std::string> finished_at;
    if (query.step()) {
        finished_at = query.optional_text(0);
    }
    query.rewind();
    return finished_at;
}

HistoryRows History::rows()
{
    HistoryRows rows;
    for (const auto& table : history_tables()) {
        rows[table] = connection_.pragma(("SELECT COUNT(*) FROM " + table).c_str());
    }
    return rows;
}

std::vector<Signal> History::open_signals()
{
    Query& query = connection_.query(
        "SELECT id, code, subject, slug, severity, detail, evidence, opened_at, last_seen_at,"
        "       times_seen, acknowledged_until"
        "  FROM open_signal ORDER BY code, subject");
    std::vector<Signal> signals;
    while (query.step()) {
        signals.push_back({.id = query.integer(0),
                           .finding = read_finding(query, 1),
                           .opened_at = query.text(7),
                           .last_seen_at = query.text(8),
                           .cleared_at = std::nullopt,
                           .times_seen = query.integer(9),
                           .acknowledged_until = query.optional_text(10)});
    }
    return signals;
}

bool History::knows(const std::string& code, const std::string& subject)
{
    Query& query = connection_.query("SELECT 1 FROM signal WHERE code = ? AND subject = ?");
    query.bind(1, code).bind(2, subject);
    const bool known = query.step();
    query.rewind();
    return known;
}

std::int64_t History::open_signal(std::int64_t run, const Finding& finding, bool reopened,
                                  const std::string& now)
{
    connection_
        .query("INSERT INTO signal (code, subject, slug, severity, detail, evidence, opened_at,"
               " last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(1, finding.code)
        .bind(2, finding.subject)
        .bind(3, text_or_null(finding.slug))
        .bind(4, std::string(name_of(finding.severity)))
        .bind(5, finding.detail)
        .bind(6, finding.evidence)
        .bind(7, now)
        .bind(8, now)
        .run();
    const auto id = connection_.last_row_id();
    add_event(connection_, run, id, reopened ? "reopened" : "opened", now);
    return id;
}

void History::see_open_signals(const std::string& now)
{
    connection_
        .query("UPDATE signal SET last_seen_at = ?, times_seen = times_seen + 1"
               " WHERE cleared_at IS NULL"
               "   AND id NOT IN (SELECT signal_id FROM signal_gap WHERE to_run IS NULL)")
        .bind(1, now)
        .run();
}

void History::change_signal(std::int64_t run, std::int64_t id, const Finding& finding,
                            const std::string& now)
{
    connection_
        .query("UPDATE signal SET slug = ?, severity = ?, detail = ?, evidence = ?,"
               " acknowledged_until = NULL WHERE id = ?")
        .bind(1, text_or_null(finding.slug))
        .bind(2, std::string(name_of(finding.severity)))
        .bind(3, finding.detail)
        .bind(4, finding.evidence)
        .bind(5, id)
        .run();
    add_event(connection_, run, id, "changed", now);
}

void History::clear_signal(std::int64_t run, std::int64_t id, const std::string& now)
{
    connection_.query("UPDATE signal SET cleared_at = ? WHERE id = ?")
        .bind(1, now)
        .bind(2, id)
        .run();
    add_event(connection_, run, id, "cleared", now);
}

void History::acknowledge(std::int64_t id, const std::optional<std::string>& until,
                          const std::string& why, const std::string& now)
{
    connection_.query("UPDATE signal SET acknowledged_until = :until WHERE id = :id")
        .bind(":until", text_or_null(until))
        .bind(":id", id)
        .run();
    connection_
        .query("INSERT INTO signal_event"
               " (signal_id, run_id, event, at, evidence, slug, severity, detail)"
               " SELECT id, (SELECT MAX(id) FROM run), 'acknowledged', :now,"
               "        json_object('until', :until, 'why', :why), slug, severity, :why"
               "   FROM signal WHERE id = :id")
        .bind(":until", text_or_null(until))
        .bind(":why", why)
        .bind(":now", now)
        .bind(":id", id)
        .run();
}

void History::note_judged(std::int64_t run, const std::set<std::int64_t>& judged)
{
    std::set<std::int64_t> unjudged;   // before this run
    Query& gaps = connection_.query("SELECT signal_id FROM signal_gap WHERE to_run IS NULL");
    while (gaps.step()) {
        unjudged.insert(gaps.integer(0));
    }
    for (const auto id : unjudged) {
        if (judged.contains(id)) {
            connection_
                .query("UPDATE signal_gap SET to_run = ? WHERE signal_id = ? AND to_run IS NULL")
                .bind(1, run)
                .bind(2, id)
                .run();
        }
    }
    Query& open = connection_.query("SELECT id FROM signal WHERE cleared_at IS NULL");
    while (open.step()) {
        const auto id = open.integer(0);
        if (!judged.contains(id) && !unjudged.contains(id)) {
            connection_.query("INSERT INTO signal_gap (signal_id, from_run) VALUES (?, ?)")
                .bind(1, id)
                .bind(2, run)
                .run();
        }
    }
}

std::vector<PendingSignal> History::pending_signals()
{
    Query& query =
        connection_.query("SELECT code, subject, since FROM pending_signal ORDER BY code, subject");
    std::vector<PendingSignal> pending;
    while (query.step()) {
        pending.push_back({query.text(0), query.text(1), query.text(2)});
    }
    return pending;
}

void History::add_pending(const PendingSignal& pending)
{
    connection_
        .query("INSERT INTO pending_signal (code, subject, since) VALUES (?, ?, ?)"
               " ON CONFLICT DO NOTHING")
        .bind(1, pending.code)
        .bind(2, pending.subject)
        .bind(3, pending.since)
        .run();
}

void History::remove_pending(const PendingSignal& pending)
{
    connection_.query("DELETE FROM pending_signal WHERE code = ? AND subject = ?")
        .bind(1, pending.code)
        .bind(2, pending.subject)
        .run();
}

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
    query.bind(":slug", text_or_null(selection.slug))
        .bind(":prune", selection.prune_id ? Value(*selection.prune_id) : Value())
        .bind(":run", selection.run_id ? Value(*selection.run_id) : Value());
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

void History::add_arrival(std::int64_t run, const Arrival& arrival, const std::string& now)
{
    connection_
        .query("INSERT INTO arrival (run_id, slug, path, old_oid, new_oid, commits, fields,"
               " arrived_at) VALUES (?, ?, ?, ?, ?, '[]', ?, ?)")
        .bind(1, run)
        .bind(2, arrival.slug)
        .bind(3, arrival.path)
        .bind(4, arrival.old_oid)
        .bind(5, arrival.new_oid)
        .bind(6, arrival.fields)
        .bind(7, now)
        .run();
    const auto id = connection_.last_row_id();
    for (const auto& oid : arrival.commits) {
        connection_
            .query("UPDATE arrival SET commits = json_insert(commits, '$[#]', ?) WHERE id = ?")
            .bind(1, oid)
            .bind(2, id)
            .run();
    }
}

std::vector<Arrival> History::unsettled_arrivals()
{
    std::vector<Arrival> arrivals;
    Query& query = connection_.query("SELECT id, slug, path, old_oid, new_oid, fields FROM arrival"
                                     " WHERE settled_at IS NULL ORDER BY id");
    while (query.step()) {
        arrivals.push_back({.id = query.integer(0),
                            .slug = query.text(1),
                            .path = query.text(2),
                            .old_oid = query.text(3),
                            .new_oid = query.text(4),
                            .commits = {},
                            .fields = query.text(5)});
    }
    for (auto& arrival : arrivals) {
        Query& commits =
            connection_.query("SELECT item.value FROM arrival, json_each(arrival.commits) AS item"
                              " WHERE arrival.id = ?");
        commits.bind(1, arrival.id);
        while (commits.step()) {
            arrival.commits.push_back(commits.text(0));
        }
    }
    return arrivals;
}

void History::settle_arrival(std::int64_t id, const std::string& now)
{
    connection_.query("UPDATE arrival SET settled_at = ? WHERE id = ?")
        .bind(1, now)
        .bind(2, id)
        .run();
}

void History::settle_unregistered_arrivals(const std::string& now)
{
    connection_
        .query("UPDATE arrival SET settled_at = ?"
               " WHERE settled_at IS NULL"
               "   AND NOT EXISTS (SELECT 1 FROM register_entry"
               "                    WHERE register_entry.slug = arrival.slug)")
        .bind(1, now)
        .run();
}

}   // namespace tmdb
