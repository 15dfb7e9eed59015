#include "store/recorder.hpp"

#include "store/connection.hpp"
#include "store/rows.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

namespace tmdb {

namespace {

Value value_of(sqlite3_value* value)
{
    const auto bytes = [&] {
        const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
        const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
        return data ? std::string(data, size) : std::string();
    };
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return sqlite3_value_int64(value);
    case SQLITE_FLOAT: return sqlite3_value_double(value);
    case SQLITE_TEXT: return bytes();
    case SQLITE_BLOB: return Blob{bytes()};
    default: return std::monostate{};
    }
}

/// One side of a row that is being written: sqlite3_preupdate_old, or _new.
using ReadValue = int (*)(sqlite3*, int, sqlite3_value**);

Value read_value(sqlite3* handle, ReadValue read, std::size_t column)
{
    sqlite3_value* value = nullptr;
    const int code = read(handle, static_cast<int>(column), &value);
    return code == SQLITE_OK ? value_of(value) : Value();
}

bool is_quiet(const Ledger& ledger, const std::string& column)
{
    return std::any_of(ledger.columns.begin(), ledger.columns.end(),
                       [&](const Ledger::Column& one) { return one.quiet && one.name == column; });
}

/// The columns, as table.column, that a migration has added and no sync has filled yet.
std::set<std::string> unfilled_columns(Connection& connection)
{
    std::set<std::string> columns;
    Query query(connection.database(), "SELECT substr(name, 1 + length('unfilled '))"
                                       "  FROM mirror_state WHERE name LIKE 'unfilled %'");
    while (query.step()) {
        columns.insert(query.text(0));
    }
    return columns;
}

}   // namespace

Recorder::Recorder(Store& store) : connection_(store.connection())
{
    const auto unfilled = unfilled_columns(connection_);
    for (const auto& table : recorded_tables()) {
        watch(table, unfilled);
    }
    sqlite3_preupdate_hook(
        connection_.database().getHandle(),
        [](void* self, sqlite3* handle, int operation, const char*, const char* table,
           sqlite3_int64,
           sqlite3_int64) { static_cast<Recorder*>(self)->notice(handle, operation, table); },
        this);
}

Recorder::~Recorder()
{
    sqlite3_preupdate_hook(connection_.database().getHandle(), nullptr, nullptr);
}

void Recorder::watch(const std::string& table, const std::set<std::string>& unfilled)
{
    const Ledger* ledger = spoken_ledger(table);
    RecordedTable recorded{.name = table, .quiet = ledger == nullptr};
    recorded.was_empty =
        connection_.pragma(("SELECT NOT EXISTS (SELECT 1 FROM " + table + ")").c_str()) != 0;
    std::map<std::int64_t, std::size_t> keys;   // by place in the primary key
    Query& columns = connection_.query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid");
    columns.bind(1, table);
    while (columns.step()) {
        const std::string name = columns.text(0);
        if (columns.integer(1) > 0) {
            keys.emplace(columns.integer(1), recorded.columns.size());
        }
        if (name == "slug") {
            recorded.slug = recorded.columns.size();
        }
        recorded.columns.push_back(
            {name, !ledger || is_quiet(*ledger, name) || unfilled.contains(table + "." + name)});
    }
    for (const auto& [place, column] : keys) {
        recorded.keys.push_back(column);
    }
    std::string row_list;
    for (const auto& column : recorded.columns) {
        row_list += (row_list.empty() ? "'" : ", '") + column.name + "', ?";
    }
    recorded.key_sql = "SELECT json_array(" + placeholders(keys.size()) + ")";
    recorded.row_sql = "SELECT json_object(" + row_list + ")";
    tables_.push_back(std::move(recorded));
}

void Recorder::notice(sqlite3* handle, int operation, std::string_view name)
{
    const auto found = std::find_if(tables_.begin(), tables_.end(),
                                    [&](const RecordedTable& one) { return one.name == name; });
    if (found == tables_.end()) {
        if (!changed_.contains(name)) {
            changed_.emplace(name);
        }
        return;
    }
    const RecordedTable& table = *found;
    if (table.was_empty) {
        return;
    }
    auto& differences = found->differences;
    const auto key = [&](ReadValue side) {
        Values values;
        for (const auto column : table.keys) {
            values.push_back(read_value(handle, side, column));
        }
        return values;
    };
    const auto row = [&](ReadValue side) {
        Values values;
        values.reserve(table.columns.size());
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            values.push_back(read_value(handle, side, column));
        }
        return values;
    };
    if (operation != SQLITE_INSERT) {
        const auto [place, is_first] = differences.try_emplace(key(sqlite3_preupdate_old));
        Difference& difference = place->second;
        difference.is_there = false;
        if (is_first) {
            difference.before = row(sqlite3_preupdate_old);
        }
    }
    if (operation != SQLITE_DELETE) {
        Difference& difference = differences[key(sqlite3_preupdate_new)];
        difference.is_there = true;
        if (difference.before) {
            difference.after = row(sqlite3_preupdate_new);
        } else if (table.slug) {
            difference.new_slug = read_value(handle, sqlite3_preupdate_new, *table.slug);
        }
    }
}

void Recorder::write(std::int64_t run, const std::string& now)
{
    Query& spoken = connection_.query(
        "INSERT INTO change (run_id, ledger, slug, row_key, field, old_value, new_value, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    Query& quiet = connection_.query(
        "INSERT OR IGNORE INTO quiet_change (run_id, ledger, row_key, field, old_value)"
        " VALUES (?, ?, ?, ?, ?)");
    for (auto& table : tables_) {
        if (std::exchange(table.was_empty, false)) {
            write_appeared(table, run, now);
        }
        for (const auto& [key, difference] : std::exchange(table.differences, {})) {
            const auto changes = changes_of(table, difference);
            if (!changes.empty()) {
                changed_.insert(table.name);
            }
            const std::string row_key = changes.empty() ? "" : json(table.key_sql, key);
            for (const auto& change : changes) {
                if (change.quiet) {
                    quiet.bind(1, run).bind(2, table.name).bind(3, row_key);
                    quiet.bind(4, change.field).bind(5, change.before).run();
                } else {
                    spoken.bind(1, run).bind(2, table.name);
                    spoken.bind(3, slug_of(table, difference));
                    spoken.bind(4, row_key).bind(5, change.field).bind(6, change.before);
                    spoken.bind(7, change.after).bind(8, now).run();
                }
            }
        }
    }
}

/// All at once: a first sync has nothing to compare with.
void Recorder::write_appeared(const RecordedTable& table, std::int64_t run, const std::string& now)
{
    std::string keys;
    for (const auto column : table.keys) {
        keys += (keys.empty() ? "\"" : ", \"") + table.columns[column].name + '"';
    }
    const std::string from = " FROM \"" + table.name + "\" ORDER BY " + keys;
    const std::string key = "json_array(" + keys + ")";
    if (table.quiet) {
        connection_
            .query("INSERT OR IGNORE INTO quiet_change (run_id, ledger, row_key, field, old_value)"
                   " SELECT ?, ?, " +
                   key + ", 'row', NULL" + from)
            .bind(1, run)
            .bind(2, table.name)
            .run();
    } else {
        connection_
            .query("INSERT INTO change (run_id, ledger, slug, row_key, field, new_value, at)"
                   " SELECT ?, ?, " +
                   std::string(table.slug ? "slug" : "NULL") + ", " + key +
                   ", 'row', 'present', ?" + from)
            .bind(1, run)
            .bind(2, table.name)
            .bind(3, now)
            .run();
    }
    if (connection_.changes() > 0) {
        changed_.insert(table.name);
    }
}

std::vector<Recorder::Change> Recorder::changes_of(const RecordedTable& table,
                                                   const Difference& difference)
{
    std::vector<Change> changes;
    if (difference.before && difference.is_there) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if ((*difference.before)[i] != difference.after[i]) {
                changes.push_back({table.columns[i].name, (*difference.before)[i],
                                   difference.after[i], table.columns[i].quiet});
            }
        }
    } else if (difference.before) {
        changes.push_back({"row", json(table.row_sql, *difference.before), {}, table.quiet});
    } else if (difference.is_there) {
        changes.push_back({"row", {}, "present", table.quiet});
    }
    return changes;
}

Value Recorder::slug_of(const RecordedTable& table, const Difference& difference)
{
    if (!table.slug) {
        return {};
    }
    if (!difference.before) {
        return difference.new_slug;
    }
    return (difference.is_there ? difference.after : *difference.before)[*table.slug];
}

std::string Recorder::json(const std::string& sql, const Values& values)
{
    Query& query = connection_.query(sql);
    for (std::size_t i = 0; i < values.size(); ++i) {
        query.bind(static_cast<int>(i) + 1, values[i]);
    }
    query.step();
    std::string text = query.text(0);
    query.rewind();
    return text;
}

}   // namespace tmdb
