#include "store/past_rows.hpp"

namespace tmdb {

namespace {

/// Reads changes from the oldest on: the first one of a field tells what it was.
void take_changes(Query& changes, RowsBefore& rows, std::int64_t run, std::int64_t last)
{
    changes.bind(1, run).bind(2, last);
    while (changes.step()) {
        const auto table = rows.find(changes.text(0));
        if (table == rows.end()) {
            continue;
        }
        RowBefore& row = table->second[changes.text(1)];
        const auto at = changes.integer(4);
        if (row.whole_since && *row.whole_since <= at) {
            continue;
        }
        const std::string field = changes.text(2);
        if (field == "row") {
            row.whole_since = at;
            row.whole = changes.optional_text(3);
        } else {
            row.fields.try_emplace(field, changes.value(3));
        }
    }
}

std::vector<std::string> key_columns(Connection& connection, const std::string& table)
{
    Query query(connection.database(),
                "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk");
    query.bind(1, table);
    std::vector<std::string> names;
    while (query.step()) {
        names.push_back(query.text(0));
    }
    return names;
}

/// Puts rows of one table back.
class Restorer {
public:
    Restorer(Connection& past, const std::string& table) : past_(past), table_(table)
    {
        const auto columns = columns_of(past, table);
        std::string values;
        for (const auto& column : columns) {
            values += (values.empty() ? "" : ", ") + ("json_extract(?1, '$." + column + "')");
        }
        insert_ = "INSERT INTO " + table + " (" + listed(columns) + ") SELECT " + values;
        std::size_t place = 0;
        for (const auto& column : key_columns(past, table)) {
            is_it_ += (place == 0 ? " WHERE " : " AND ") + listed({column}) +
                      " = json_extract(?1, '$[" + std::to_string(place) + "]')";
            ++place;
        }
    }

    void put_back(const std::string& key, const RowBefore& row)
    {
        if (row.whole_since) {
            past_.query("DELETE FROM " + table_ + is_it_).bind(1, key).run();
        }
        if (row.whole) {
            past_.query(insert_).bind(1, *row.whole).run();
        }
        for (const auto& [field, value] : row.fields) {
            past_.query("UPDATE " + table_ + " SET " + listed({field}) + " = ?2" + is_it_)
                .bind(1, key)
                .bind(2, value)
                .run();
        }
    }

private:
    Connection& past_;
    std::string table_, insert_, is_it_;
};

}   // namespace

std::vector<std::string> columns_of(Connection& connection, const std::string& table)
{
    Query query(connection.database(), "SELECT name FROM pragma_table_info(?) ORDER BY cid");
    query.bind(1, table);
    std::vector<std::string> names;
    while (query.step()) {
        names.push_back(query.text(0));
    }
    return names;
}

std::string listed(const std::vector<std::string>& columns)
{
    std::string list;
    for (const auto& column : columns) {
        list += (list.empty() ? "\"" : ", \"") + column + "\"";
    }
    return list;
}

RowsBefore rows_before(Connection& present, const std::set<std::string>& tables, std::int64_t run,
                       std::int64_t last)
{
    RowsBefore rows;
    for (const auto& table : tables) {
        rows[table];
    }
    if (rows.empty()) {
        return rows;
    }
    // Whole rows of what is spoken of stand in the first, so it goes first.
    take_changes(present.query("SELECT ledger, row_key, field, old_value, run_id FROM change"
                               " WHERE run_id > ? AND run_id <= ? ORDER BY run_id"),
                 rows, run, last);
    take_changes(present.query("SELECT ledger, row_key, field, old_value, run_id FROM quiet_change"
                               " WHERE run_id > ? AND run_id <= ? ORDER BY run_id"),
                 rows, run, last);
    return rows;
}

void put_back(Connection& past, const std::string& table,
              const std::unordered_map<std::string, RowBefore>& rows)
{
    Restorer restorer(past, table);
    for (const auto& [key, row] : rows) {
        restorer.put_back(key, row);
    }
}

}   // namespace tmdb
