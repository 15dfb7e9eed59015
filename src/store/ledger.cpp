#include "store/ledger.hpp"

#include <algorithm>

namespace tmdb {

namespace {

std::string column_list(const Ledger& ledger)
{
    std::string list;
    for (const auto& column : ledger.columns) {
        list += (list.empty() ? "" : ", ") + std::string(column.name);
    }
    return list;
}

std::string key_condition(const Ledger& ledger)
{
    std::string condition;
    for (std::size_t i = 0; i < ledger.keys; ++i) {
        condition += (i == 0 ? " WHERE " : " AND ") + std::string(ledger.columns[i].name) + " = ?";
    }
    return condition;
}

Row read_row(Query& query, std::size_t width)
{
    Row row;
    row.reserve(width);
    for (std::size_t i = 0; i < width; ++i) {
        row.push_back(query.value(static_cast<int>(i)));
    }
    return row;
}

Query& bind_all(Query& query, const Row& row, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        query.lend(static_cast<int>(i) + 1, row[i]);
    }
    return query;
}

}   // namespace

std::string placeholders(std::size_t count)
{
    std::string list = "?";
    for (std::size_t i = 1; i < count; ++i) {
        list += ", ?";
    }
    return list;
}

LedgerWriter::LedgerWriter(Connection& connection, const Ledger& ledger)
    : connection_(connection), ledger_(ledger)
{
    const std::string table(ledger.table);
    select_ = "SELECT " + column_list(ledger) + " FROM " + table + key_condition(ledger);
    select_all_ = "SELECT " + column_list(ledger) + " FROM " + table;
    upsert_ = "INSERT OR REPLACE INTO " + table + " (" + column_list(ledger) + ") VALUES (" +
              placeholders(ledger.columns.size()) + ")";
    delete_ = "DELETE FROM " + table + key_condition(ledger);
    was_empty_ =
        connection.pragma(("SELECT NOT EXISTS (SELECT 1 FROM " + table + ")").c_str()) != 0;
}

void LedgerWriter::put(const Row& row)
{
    if (!was_empty_) {
        Query& query = bind_all(connection_.query(select_), row, ledger_.keys);
        if (query.step()) {
            const Row before = read_row(query, ledger_.columns.size());
            query.rewind();
            write_difference(before, row);
            return;
        }
    }
    ++counts_.added;
    insert(row);
}

void LedgerWriter::remove(const Row& key)
{
    bind_all(connection_.query(delete_), key, ledger_.keys).run();
    if (connection_.database().getChanges() > 0) {
        ++counts_.removed;
    }
}

void LedgerWriter::replace_all(std::vector<Row> rows)
{
    const auto by_key = [this](const Row& left, const Row& right) {
        return std::lexicographical_compare(
            left.begin(), left.begin() + static_cast<std::ptrdiff_t>(ledger_.keys), right.begin(),
            right.begin() + static_cast<std::ptrdiff_t>(ledger_.keys));
    };
    std::sort(rows.begin(), rows.end(), by_key);

    std::vector<Row> before;
    Query& query = connection_.query(select_all_);
    while (query.step()) {
        before.push_back(read_row(query, ledger_.columns.size()));
    }
    std::sort(before.begin(), before.end(), by_key);

    auto old_row = before.begin();
    for (const auto& row : rows) {
        while (old_row != before.end() && by_key(*old_row, row)) {
            remove(*old_row++);
        }
        if (old_row != before.end() && !by_key(row, *old_row)) {
            write_difference(*old_row++, row);
        } else {
            ++counts_.added;
            insert(row);
        }
    }
    for (; old_row != before.end(); ++old_row) {
        remove(*old_row);
    }
}

void LedgerWriter::insert(const Row& row)
{
    bind_all(connection_.query(upsert_), row, row.size()).run();
}

/// Nothing but what differs is written: an index over other columns stays as it is.
void LedgerWriter::write_difference(const Row& before, const Row& after)
{
    std::string assignments;
    Row values;
    bool is_spoken = false;
    for (std::size_t i = ledger_.keys; i < after.size(); ++i) {
        if (before[i] != after[i]) {
            const auto& column = ledger_.columns[i];
            assignments += (values.empty() ? " SET " : ", ") + std::string(column.name) + " = ?";
            values.push_back(after[i]);
            is_spoken = is_spoken || !column.quiet;
        }
    }
    if (values.empty()) {
        return;
    }
    values.insert(values.end(), after.begin(),
                  after.begin() + static_cast<std::ptrdiff_t>(ledger_.keys));
    Query& update = connection_.query("UPDATE " + std::string(ledger_.table) + assignments +
                                      key_condition(ledger_));
    bind_all(update, values, values.size()).run();
    counts_.changed += is_spoken ? 1 : 0;
}

}   // namespace tmdb
