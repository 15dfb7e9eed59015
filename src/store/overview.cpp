#include "store/overview.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace tmdb {

namespace {

void count_groups(Connection& connection, Overview& overview)
{
    for (const auto& group : display_groups()) {
        overview.counts[group] = 0;
    }
    Query& query = connection.query(
        "SELECT display_group, COUNT(*) FROM bucket GROUP BY display_group ORDER BY display_group");
    while (query.step()) {
        overview.counts[query.text(0)] = query.integer(1);
    }
}

void read_tasks(Connection& connection, const std::vector<std::string>& groups, Overview& overview)
{
    Query& query = connection.query(
        "WITH grouped AS MATERIALIZED (SELECT slug, display_group FROM bucket)"
        " SELECT grouped.slug, grouped.display_group, ledgers.root_status, ledgers.owner,"
        "        ledgers.registered, ledgers.worktree_path, ledgers.dispatch_state,"
        "        ledgers.pr_number,"
        "        (SELECT group_concat(code, ',')"
        "           FROM (SELECT code FROM signal"
        "                  WHERE signal.slug = grouped.slug AND cleared_at IS NULL"
        "                  ORDER BY code))"
        "   FROM grouped JOIN ledgers ON ledgers.slug = grouped.slug ORDER BY grouped.slug");
    while (query.step()) {
        if (std::find(groups.begin(), groups.end(), query.text(1)) != groups.end()) {
            overview.tasks.push_back({.slug = query.text(0),
                                      .group = query.text(1),
                                      .status = query.optional_text(2),
                                      .owner = query.optional_text(3),
                                      .registered = query.truth(4),
                                      .worktree_path = query.optional_text(5),
                                      .dispatch_state = query.optional_text(6),
                                      .pr_number = query.optional_text(7),
                                      .signals = query.text(8).empty()
                                                     ? std::vector<std::string>{}
                                                     : split(query.text(8), ',')});
        }
    }
    const auto rank = [](const TaskLine& task) {
        const auto& order = display_groups();
        return std::find(order.begin(), order.end(), task.group) - order.begin();
    };
    std::stable_sort(
        overview.tasks.begin(), overview.tasks.end(),
        [&](const TaskLine& one, const TaskLine& other) { return rank(one) < rank(other); });
}

void read_loose_signals(Connection& connection, Overview& overview)
{
    Query& query = connection.query("SELECT code, subject FROM open_signal"
                                    " WHERE slug IS NULL"
                                    "    OR NOT EXISTS (SELECT 1 FROM bucket"
                                    "                    WHERE bucket.slug = open_signal.slug)"
                                    " ORDER BY code, subject");
    while (query.step()) {
        overview.loose_signals.emplace_back(query.text(0), query.text(1));
    }
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
            .times_seen = query.integer(10)};
}

}   // namespace

Overview read_overview(Store& store, const std::vector<std::string>& groups)
{
    Overview overview;
    count_groups(store.connection(), overview);
    read_tasks(store.connection(), groups, overview);
    read_loose_signals(store.connection(), overview);
    History history(store);
    overview.synced_at = history.last_run(RunKind::sync);
    overview.reconciled_at = history.last_run(RunKind::reconcile);
    return overview;
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
        "SELECT id, code, subject, slug, severity, detail, evidence, opened_at, last_seen_at,"
        "       cleared_at, times_seen"
        "  FROM signal"
        " WHERE (:cleared_too OR cleared_at IS NULL)"
        "   AND (:since IS NULL OR opened_at >= :since OR cleared_at >= :since)"
        "   AND (:slug IS NULL OR slug = :slug)"
        " ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,"
        "          code, subject, id");
    query.bind(":cleared_too", std::int64_t{wanted.cleared_too})
        .bind(":since", wanted.since ? Value(*wanted.since) : Value())
        .bind(":slug", wanted.slug ? Value(*wanted.slug) : Value());
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
