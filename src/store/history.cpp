#include "store/history.hpp"

#include "store/connection.hpp"
#include "store/migrate.hpp"

namespace tmdb {

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
        .bind(1, cell(oid))
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
