#include "store/log.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"

#include <algorithm>

namespace tmdb {

namespace {

RunLine run_in(Query& query)
{
    return {.id = query.integer(0),
            .kind = query.text(1),
            .started_at = query.text(2),
            .finished_at = query.optional_text(3)};
}

std::int64_t first_run_since(Store& store, const std::optional<std::string>& instant)
{
    if (!instant) {
        return 0;
    }
    Query& query = store.connection().query("SELECT COALESCE(MIN(id), 9223372036854775807) FROM run"
                                            " WHERE started_at >= :since OR finished_at >= :since");
    query.bind(":since", *instant);
    query.step();
    const auto run = query.integer(0);
    query.rewind();
    return run;
}

/// The id of the change of this slug before which no line can be among the newest: there are enough
/// after it. Asks the index alone.
std::int64_t oldest_change(Store& store, const std::string& slug, std::int64_t most)
{
    Query& query = store.connection().query(
        "SELECT id FROM change WHERE slug = ? ORDER BY id DESC LIMIT 1 OFFSET ?");
    query.bind(1, slug).bind(2, std::max<std::int64_t>(most, 1) - 1);
    std::int64_t id = 0;
    if (query.step()) {
        id = query.integer(0);
        query.rewind();
    }
    return id;
}

/// Those of the runs from `oldest` on. Only what is asked for stands in the statement, so that each
/// has its index.
std::vector<LogEntry> select_entries(Store& store, const LogQuery& query, std::int64_t oldest)
{
    std::string sql = "SELECT run_id, at, slug, kind, subject, event, old_value, new_value, detail"
                      "  FROM log_entry WHERE ";
    sql += query.run ? "run_id = :run" : query.slug ? "slug = :slug" : "run_id >= :oldest";
    sql += query.since ? " AND at >= :since" : "";
    const bool is_story = query.slug && !query.run && !query.since;
    sql += is_story ? " AND place >= iif(kind = 'change', :change, 0)" : "";
    sql += " ORDER BY run_id DESC, kind DESC, place DESC LIMIT :most";
    Query& select = store.connection().query(sql);
    if (query.run) {
        select.bind(":run", *query.run);
    } else if (query.slug) {
        select.bind(":slug", *query.slug);
    } else {
        select.bind(":oldest", oldest);
    }
    if (query.since) {
        select.bind(":since", *query.since);
    }
    if (is_story) {
        select.bind(":change", oldest_change(store, *query.slug, query.most));
    }
    select.bind(":most", query.most);
    std::vector<LogEntry> entries;
    while (select.step()) {
        entries.push_back({.run_id = select.integer(0),
                           .at = select.text(1),
                           .slug = select.optional_text(2),
                           .kind = select.text(3),
                           .subject = select.text(4),
                           .event = select.text(5),
                           .old_value = select.optional_text(6),
                           .new_value = select.optional_text(7),
                           .detail = select.optional_text(8)});
    }
    return entries;
}

}   // namespace

std::vector<LogEntry> read_log(Store& store, const LogQuery& query)
{
    const std::int64_t oldest = first_run_since(store, query.since);
    if (!query.slug && !query.run) {
        const auto newest = store.connection().pragma("SELECT COALESCE(MAX(id), 0) FROM run");
        for (const std::int64_t runs : {100, 10'000}) {   // most often the newest hold enough
            auto entries = select_entries(store, query, std::max(oldest, newest - runs));
            if (std::ssize(entries) == query.most) {
                return entries;
            }
        }
    }
    return select_entries(store, query, oldest);
}

std::vector<RunLine> reconciles_since(Store& store, const std::string& since)
{
    Query& query = store.connection().query(
        "SELECT id, kind, started_at, finished_at FROM run"
        " WHERE kind = 'reconcile' AND outcome <> 'failed' AND started_at >= ?"
        "   AND id >= (SELECT COALESCE(MAX(run_id), 0) FROM horizon) ORDER BY id");
    query.bind(1, since);
    std::vector<RunLine> runs;
    while (query.step()) {
        runs.push_back(run_in(query));
    }
    return runs;
}

RunLine read_run(Store& store, std::int64_t run)
{
    Query& query =
        store.connection().query("SELECT id, kind, started_at, finished_at FROM run WHERE id = ?");
    query.bind(1, run);
    if (!query.step()) {
        throw Error("there is no run " + std::to_string(run));
    }
    RunLine line = run_in(query);
    query.rewind();
    return line;
}

}   // namespace tmdb
