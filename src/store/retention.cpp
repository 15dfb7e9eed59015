#include "store/retention.hpp"

#include "store/connection.hpp"

#include <algorithm>

namespace tmdb {

namespace {

/// The last before the first that did not: a clock that was wrong once must not cost the memory.
std::int64_t last_that_ended_before(Connection& connection, const std::string& instant)
{
    Query query(connection.database(),
                "SELECT id - 1 FROM run WHERE finished_at >= ? ORDER BY id LIMIT 1");
    return query.bind(1, instant).step() ? query.integer(0) : 0;
}

/// Ids of changes are given in their order: which change is so far from the newest is found without
/// counting.
std::int64_t last_with_more_changes_after(Connection& connection, std::int64_t changes)
{
    Query query(connection.database(),
                "SELECT COALESCE(MAX(run_id), 0) FROM change"
                " WHERE run_id < (SELECT run_id FROM change"
                "                  WHERE id >= (SELECT MAX(id) - ? FROM change)"
                "                  ORDER BY id LIMIT 1)");
    query.bind(1, changes).step();
    return query.integer(0);
}

/// The last run up to `run` that changed anything which is still remembered; 0: none.
std::int64_t last_that_changed(Connection& connection, std::int64_t run)
{
    Query query(
        connection.database(),
        "SELECT MAX(COALESCE((SELECT MAX(run_id) FROM change WHERE run_id <= ?1), 0),"
        "           COALESCE((SELECT MAX(run_id) FROM quiet_change WHERE run_id <= ?1), 0))");
    query.bind(1, run).step();
    return query.integer(0);
}

}   // namespace

std::string sync_before(Store& store, std::int64_t run)
{
    Query query(store.connection().database(), "SELECT started_at FROM run"
                                               " WHERE kind = 'sync' AND id < ?"
                                               " ORDER BY id DESC LIMIT 1");
    return query.bind(1, run).step() ? query.text(0) : "";
}

void forget_changes(Store& store, const Forgettable& what)
{
    Connection& connection = store.connection();
    std::int64_t due = 0;
    if (!what.ended_before.empty()) {
        due = last_that_ended_before(connection, what.ended_before);
    }
    if (what.changes > 0) {
        due = std::max(due, last_with_more_changes_after(connection, what.changes));
    }
    const auto run = last_that_changed(connection, due);
    if (run == 0) {
        return;
    }
    connection.query("DELETE FROM change WHERE run_id <= ?").bind(1, run).run();
    connection.query("DELETE FROM quiet_change WHERE run_id <= ?").bind(1, run).run();
    connection.query("DELETE FROM signal_gap WHERE to_run <= ?").bind(1, run).run();
    connection.execute("DELETE FROM horizon");
    connection.query("INSERT INTO horizon (run_id) VALUES (?)").bind(1, run).run();
}

}   // namespace tmdb
