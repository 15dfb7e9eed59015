#include "store/overview.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sqlite3.h>
#include <tuple>
#include <utility>

namespace tmdb {

namespace {

/// The condition that a slug is one of :manager's tasks, if there is a :manager.
std::string is_mine(const std::string& slug)
{
    return " (:manager IS NULL OR " + slug +
           " IN (SELECT slug FROM task_manager WHERE manager = :manager)) ";
}

Value key_of(const std::optional<Manager>& manager)
{
    return manager ? Value(manager->key) : Value();
}

void count_groups(Connection& connection, const Value& manager, Overview& overview)
{
    for (const auto& group : display_groups()) {
        overview.counts[group] = 0;
    }
    Query& query =
        connection.query("SELECT display_group, COUNT(*) FROM bucket WHERE" +
                         is_mine("bucket.slug") + "GROUP BY display_group ORDER BY display_group");
    query.bind(":manager", manager);
    while (query.step()) {
        overview.counts[query.text(0)] = query.integer(1);
    }
}

void read_tasks(Connection& connection, const OverviewQuery& wanted, Overview& overview)
{
    Query& query = connection.query(
        "WITH grouped AS MATERIALIZED ("
        "    SELECT slug, display_group, needs_attention FROM bucket WHERE" +
        is_mine("bucket.slug") +
        ") SELECT grouped.slug, grouped.display_group, grouped.needs_attention,"
        "         ledgers.root_status, ledgers.owner, ledgers.registered, ledgers.worktree_path,"
        "         ledgers.dispatch_state, ledgers.pr_number, ledgers.pr_ci_state,"
        "         ledgers.pr_mergeable"
        "   FROM grouped JOIN ledgers ON ledgers.slug = grouped.slug");
    query.bind(":manager", key_of(wanted.manager));
    while (query.step()) {
        if (std::find(wanted.groups.begin(), wanted.groups.end(), query.text(1)) !=
            wanted.groups.end()) {
            overview.tasks.push_back({.slug = query.text(0),
                                      .group = query.text(1),
                                      .needs_attention = query.truth(2),
                                      .status = query.optional_text(3),
                                      .owner = query.optional_text(4),
                                      .registered = query.truth(5),
                                      .worktree_path = query.optional_text(6),
                                      .dispatch_state = query.optional_text(7),
                                      .pr_number = query.optional_integer(8),
                                      .pr_ci_state = query.optional_text(9),
                                      .pr_mergeable = query.optional_text(10)});
        }
    }
    const auto place = [](const TaskLine& task) {   // with an ORDER BY SQLite chooses a slow plan
        const auto& order = display_groups();
        return std::pair(std::find(order.begin(), order.end(), task.group), task.slug);
    };
    std::sort(
        overview.tasks.begin(), overview.tasks.end(),
        [&](const TaskLine& one, const TaskLine& other) { return place(one) < place(other); });
}

SignalLine line_of(const Signal& signal)
{
    return {.code = signal.finding.code,
            .subject = signal.finding.subject,
            .acknowledged = signal.acknowledged,
            .unstable = signal.unstable};
}

bool by_identity(const SignalLine& one, const SignalLine& other)
{
    return std::tie(one.code, one.subject) < std::tie(other.code, other.subject);
}

/// Behind each task its signals, by code.
void put_signals_behind(std::vector<TaskLine>& tasks, const std::vector<Signal>& signals)
{
    std::map<std::string, std::vector<SignalLine>> lines;
    for (const auto& signal : signals) {
        lines[signal.finding.slug].push_back(line_of(signal));
    }
    for (auto& task : tasks) {
        if (const auto found = lines.find(task.slug); found != lines.end()) {
            task.signals = found->second;
            std::sort(task.signals.begin(), task.signals.end(), by_identity);
        }
    }
}

void read_lists(Connection& connection, const Value& manager, Overview& overview)
{
    Query& waiting = connection.query(
        "SELECT slug, pr_number, pr_url, pr_ci_state, pr_mergeable FROM waiting_for_merge WHERE" +
        is_mine("waiting_for_merge.slug") + "ORDER BY slug");
    waiting.bind(":manager", manager);
    while (waiting.step()) {
        overview.waiting_for_merge.push_back({.slug = waiting.text(0),
                                              .pr_number = waiting.integer(1),
                                              .pr_url = waiting.optional_text(2),
                                              .pr_ci_state = waiting.optional_text(3),
                                              .pr_mergeable = waiting.optional_text(4)});
    }
    Query& finished =
        connection.query("SELECT slug, status, finished_at FROM recently_finished WHERE" +
                         is_mine("recently_finished.slug") + "ORDER BY finished_at DESC, slug");
    finished.bind(":manager", manager);
    while (finished.step()) {
        overview.recently_finished.push_back({.slug = finished.text(0),
                                              .status = finished.text(1),
                                              .finished_at = finished.text(2)});
    }
}

void read_loose_signals(Connection& connection, const Value& manager, Overview& overview)
{
    Query& query = connection.query("SELECT slug FROM bucket WHERE" + is_mine("bucket.slug"));
    query.bind(":manager", manager);
    std::set<std::string> tasks;
    while (query.step()) {
        tasks.insert(query.text(0));
    }
    for (const auto& signal : overview.signals) {
        if (!tasks.contains(signal.finding.slug)) {
            overview.loose_signals.push_back(line_of(signal));
        }
    }
    std::sort(overview.loose_signals.begin(), overview.loose_signals.end(), by_identity);
}

void read_sources(Connection& connection, Overview& overview)
{
    Query& query =
        connection.query("SELECT ledger, total, unreadable, stale, read_at FROM source_age");
    while (query.step()) {
        overview.sources.push_back({.ledger = query.text(0),
                                    .total = query.integer(1),
                                    .unreadable = query.integer(2),
                                    .stale = query.integer(3),
                                    .read_at = query.optional_text(4)});
    }
}

std::string names_of_managers(Connection& connection)
{
    Query& query = connection.query("SELECT DISTINCT COALESCE(manager.name, route.manager)"
                                    "  FROM owner_route AS route"
                                    "  LEFT JOIN manager ON manager.owner_key = route.manager"
                                    " WHERE route.manager IS NOT NULL ORDER BY 1");
    std::string names;
    while (query.step()) {
        names += (names.empty() ? "" : ", ") + query.text(0);
    }
    return names;
}

Signal read_signal(Query& query)
{
    return {.id = query.integer(0),
            .finding = {.code = query.text(1),
                        .subject = query.text(2),
                        .slug = query.text(3),
                        .severity = severity_named(query.text(4)).value_or(Severity::warning),
                        .detail = query.text(5),
                        .evidence = query.text(6)},
            .opened_at = query.text(7),
            .last_seen_at = query.text(8),
            .cleared_at = query.optional_text(9),
            .times_seen = query.integer(10),
            .acknowledged_until = query.optional_text(11),
            .acknowledged_why = query.optional_text(12),
            .acknowledged = query.truth(13),
            .unstable = query.truth(14)};
}

}   // namespace

Overview read_overview(Store& store, const OverviewQuery& wanted)
{
    const Reading reading(store);
    Connection& connection = store.connection();
    const Value manager = key_of(wanted.manager);
    Overview overview;
    if (wanted.manager) {
        overview.manager = wanted.manager->name;
    }
    count_groups(connection, manager, overview);
    read_tasks(connection, wanted, overview);
    read_lists(connection, manager, overview);
    overview.signals = read_signals(
        store, {.manager = wanted.manager ? std::optional(wanted.manager->key) : std::nullopt});
    put_signals_behind(overview.tasks, overview.signals);
    read_loose_signals(connection, manager, overview);
    read_sources(connection, overview);
    History history(store);
    overview.synced_at = history.last_run(RunKind::sync);
    overview.reconciled_at = history.last_run(RunKind::reconcile);
    return overview;
}

Manager require_manager(Store& store, const std::string& key, const std::string& name)
{
    const Reading reading(store);
    Query& query =
        store.connection().query("SELECT route.manager, COALESCE(manager.name, route.manager)"
                                 "  FROM owner_route AS route"
                                 "  LEFT JOIN manager ON manager.owner_key = route.manager"
                                 " WHERE route.owner_key = ? AND route.manager IS NOT NULL");
    query.bind(1, key);
    if (!query.step()) {
        const std::string names = names_of_managers(store.connection());
        throw Error("nobody manages what '" + name + "' owns",
                    names.empty() ? "no source names anybody: run 'tm-db sync' first"
                                  : "there are " + names);
    }
    Manager manager{.key = query.text(0), .name = query.text(1)};
    query.rewind();
    return manager;
}

bool knows_task(Store& store, const std::string& slug)
{
    Query& query =
        store.connection().query("SELECT EXISTS (SELECT 1 FROM ledgers WHERE slug = :slug)"
                                 "    OR EXISTS (SELECT 1 FROM signal WHERE slug = :slug)");
    query.bind(":slug", slug).step();
    const bool known = query.truth(0);
    query.rewind();
    return known;
}

void require_task(Store& store, const std::string& slug)
{
    if (!knows_task(store, slug)) {
        throw Error("there is no task '" + slug + "'", "'tm-db status --all' lists them");
    }
}

bool is_merged_at(Store& store, const std::string& head_oid)
{
    Query& query = store.connection().query(
        "SELECT 1 FROM pull_request WHERE head_oid = ? AND state = 'MERGED'");
    const bool merged = query.bind(1, head_oid).step();
    query.rewind();
    return merged;
}

std::vector<Signal> read_signals(Store& store, const SignalQuery& wanted)
{
    Query& query = store.connection().query(
        "SELECT signal.id, signal.code, signal.subject, signal.slug, signal.severity,"
        "       signal.detail, signal.evidence, signal.opened_at, signal.last_seen_at,"
        "       signal.cleared_at, signal.times_seen, open.acknowledged_until,"
        "       open.acknowledged_why, COALESCE(open.acknowledged, 0), COALESCE(open.unstable, 0)"
        "  FROM signal LEFT JOIN open_signal AS open ON open.id = signal.id"
        " WHERE (:cleared_too OR signal.cleared_at IS NULL)"
        "   AND (:since IS NULL OR signal.opened_at >= :since OR signal.cleared_at >= :since)"
        "   AND (:slug IS NULL OR signal.slug = :slug)"
        "   AND (:manager IS NULL OR signal.slug IS NULL"
        "        OR signal.slug NOT IN (SELECT slug FROM task_manager"
        "                                WHERE manager IS NOT NULL AND manager <> :manager))"
        " ORDER BY CASE signal.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,"
        "          signal.code, signal.subject, signal.id");
    query.bind(":cleared_too", std::int64_t{wanted.cleared_too})
        .bind(":since", wanted.since ? Value(*wanted.since) : Value())
        .bind(":slug", wanted.slug ? Value(*wanted.slug) : Value())
        .bind(":manager", wanted.manager ? Value(*wanted.manager) : Value());
    std::vector<Signal> signals;
    while (query.step()) {
        Signal signal = read_signal(query);
        if (wanted.codes.empty() || std::find(wanted.codes.begin(), wanted.codes.end(),
                                              signal.finding.code) != wanted.codes.end()) {
            signals.push_back(std::move(signal));
        }
    }
    return signals;
}

HistorySize history_size(Store& store)
{
    Query query(store.connection().database(),
                "SELECT (SELECT COUNT(*) FROM run),"
                "       (SELECT COUNT(*) FROM change) + (SELECT COUNT(*) FROM quiet_change),"
                "       (SELECT COUNT(*) FROM signal),"
                "       (SELECT finished_at FROM run"
                "         WHERE id >= (SELECT COALESCE(MAX(run_id), 0) FROM horizon)"
                "         ORDER BY id LIMIT 1)");
    query.step();
    return {.runs = query.integer(0),
            .changes = query.integer(1),
            .signals = query.integer(2),
            .since = query.optional_text(3)};
}

std::vector<std::string> check_integrity(Store& store)
{
    std::vector<std::string> troubles;
    Query integrity(store.connection().database(), "PRAGMA integrity_check(20)");
    while (integrity.step()) {
        if (integrity.text(0) != "ok") {
            troubles.push_back(integrity.text(0));
        }
    }
    Query references(store.connection().database(), "PRAGMA foreign_key_check");
    while (references.step()) {
        troubles.push_back("a row of " + references.text(0) + " refers to a row of " +
                           references.text(2) + " that is not there");
    }
    return troubles;
}

std::string sqlite_version()
{
    return sqlite3_libversion();
}

}   // namespace tmdb
