#include "store/past.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/console_policy.hpp"
#include "store/indexes.hpp"
#include "store/ledger.hpp"
#include "store/past_rows.hpp"
#include "store/past_signals.hpp"
#include "store/rows.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

namespace tmdb {

namespace {

constexpr auto the_present = std::numeric_limits<std::int64_t>::max();

/// Of the history, by what a row of each is known to have been written.
const std::map<std::string, std::string>& history_conditions()
{
    static const std::map<std::string, std::string> conditions = {
        {"run", "id <= ?"},
        {"change", "run_id <= ?"},
        {"signal", ""},   // see lay_out_signals()
        {"signal_event", "run_id <= ?"},
        {"prune", "run_id <= ?"},
        {"register_write", "run_id <= ?"},
        {"register_write_member", "write_id IN (SELECT id FROM register_write WHERE run_id <= ?)"},
    };
    return conditions;
}

std::int64_t horizon(Connection& present)
{
    return present.pragma("SELECT COALESCE(MAX(run_id), 0) FROM horizon");
}

std::string described(Connection& present, std::int64_t run)
{
    Query query(present.database(), "SELECT finished_at FROM run WHERE id = ?");
    query.bind(1, run);
    const bool is_there = query.step();
    return "run " + std::to_string(run) + (is_there ? " (" + query.text(0) + ")" : "");
}

Error forgotten(Connection& present, std::int64_t run)
{
    return Error("what run " + std::to_string(run) + " left has been forgotten",
                 "the oldest that is remembered is " + described(present, horizon(present)));
}

int note_table(void* tables, int action, const char* first, const char* second, const char*,
               const char*)
{
    if (refusal_of(action, first, second)) {
        return SQLITE_DENY;
    }
    if (action == SQLITE_READ && first) {
        static_cast<std::set<std::string>*>(tables)->insert(first);
    }
    return SQLITE_OK;
}

/// For copying many rows: values go from one statement to the other as SQLite has them.
class Statement {
public:
    Statement(Connection& connection, const std::string& sql)
        : database_(connection.database()),
          statement_(prepared(database_.getHandle(), sql), sqlite3_finalize)
    {
        require(statement_ ? SQLITE_OK : sqlite3_errcode(database_.getHandle()));
    }

    sqlite3_stmt* get() const { return statement_.get(); }

    /// Whether there is a row.
    bool step() const
    {
        const int code = sqlite3_step(get());
        require(code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code);
        return code == SQLITE_ROW;
    }

private:
    static sqlite3_stmt* prepared(sqlite3* handle, const std::string& sql)
    {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
        return statement;
    }

    void require(int code) const
    {
        if (code != SQLITE_OK) {
            throw_error(SQLite::Exception(database_.getHandle(), code), "cannot lay out the past");
        }
    }

    SQLite::Database& database_;
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

bool is_recorded(const std::string& table)
{
    return std::ranges::find(recorded_tables(), table) != recorded_tables().end();
}

}   // namespace

std::int64_t run_at(Store& present, const std::string& instant)
{
    Connection& connection = present.connection();
    Query query(connection.database(), "SELECT MAX(id) FROM run WHERE finished_at <= ?");
    query.bind(1, instant).step();
    const auto run = query.optional_integer(0);
    if (!run) {
        const auto first = connection.pragma("SELECT COALESCE(MIN(id), 0) FROM run");
        throw Error("there was no run yet at " + instant,
                    first ? "the first is " + described(connection, first) : "");
    }
    return require_run(present, *run);
}

std::int64_t require_run(Store& present, std::int64_t run)
{
    Connection& connection = present.connection();
    Query query(connection.database(), "SELECT 1 FROM run WHERE id = ?");
    if (run < horizon(connection)) {
        throw forgotten(connection, run);
    }
    if (!query.bind(1, run).step()) {
        throw Error("there is no run " + std::to_string(run),
                    "'tm-db sql \"SELECT id, kind, finished_at FROM run\"' lists them");
    }
    return run;
}

std::optional<std::int64_t> oldest_run(Store& present)
{
    Query query(present.connection().database(),
                "SELECT MIN(id) FROM run"
                " WHERE id >= (SELECT COALESCE(MAX(run_id), 0) FROM horizon)");
    query.step();
    return query.optional_integer(0);
}

std::int64_t newest_run(Store& present)
{
    return present.connection().pragma(
        "SELECT COALESCE(MAX(id), 0) FROM run WHERE finished_at IS NOT NULL");
}

std::set<std::string> tables_read(const std::string& sql)
{
    Store empty = Store::in_memory();
    sqlite3* handle = empty.connection().database().getHandle();
    std::set<std::string> tables;
    sqlite3_set_authorizer(handle, note_table, &tables);
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    sqlite3_finalize(statement);
    sqlite3_set_authorizer(handle, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return {};
    }
    std::erase_if(tables, [&](const std::string& name) {
        Query query(empty.connection().database(),
                    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
        return name.starts_with("sqlite_") || !query.bind(1, name).step();
    });
    return tables;
}

Past::Past(Store& present, std::set<std::string> tables, std::int64_t run)
    : present_(present), store_(Store::in_memory()), run_(the_present)
{
    for (const auto& table : tables) {
        if (!is_recorded(table) && !history_conditions().contains(table)) {
            throw Error("the table '" + table + "' has no past", "it is only about how tm-db works",
                        ExitStatus::usage);
        }
        (is_recorded(table) ? recorded_ : history_).insert(table);
    }
    // What is copied has been checked; SQLite would make a table of each CHECK's list for every
    // row.
    store_.connection().execute("PRAGMA ignore_check_constraints = ON");
    const Reading reading(present_);
    Transaction transaction(store_);
    for (const auto& table : recorded_) {
        store_.connection().execute("DELETE FROM " + table);   // what a new database begins with
        fill_without_indexes(store_.connection(), table, [&] { copy(table); });
    }
    take_back(run);
    transaction.commit();
}

void Past::go_back_to(std::int64_t run)
{
    const Reading reading(present_);
    Transaction transaction(store_);
    take_back(run);
    transaction.commit();
}

std::vector<std::int64_t> Past::runs_that_changed(std::int64_t oldest)
{
    std::string ledgers;
    for (const auto& table : recorded_) {
        ledgers += (ledgers.empty() ? "'" : ", '") + table + "'";
    }
    const std::string sql =
        history_.empty()
            ? "SELECT run_id FROM change WHERE run_id > ?1 AND ledger IN (" + ledgers +
                  ") UNION SELECT run_id FROM quiet_change WHERE run_id > ?1 AND ledger IN (" +
                  ledgers + ") ORDER BY run_id DESC"
            : "SELECT id FROM run WHERE id > ?1 ORDER BY id DESC";
    Query& query = present_.connection().query(sql);
    query.bind(1, oldest);
    std::vector<std::int64_t> runs;
    while (query.step()) {
        runs.push_back(query.integer(0));
    }
    return runs;
}

void Past::copy(const std::string& table, const std::string& condition)
{
    const auto columns = columns_of(store_.connection(), table);
    const Statement read(present_.connection(),
                         "SELECT " + listed(columns) + " FROM " + table +
                             (condition.empty() ? "" : " WHERE " + condition));
    const Statement write(store_.connection(), "INSERT INTO " + table + " (" + listed(columns) +
                                                   ") VALUES (" + placeholders(columns.size()) +
                                                   ")");
    if (!condition.empty()) {
        sqlite3_bind_int64(read.get(), 1, run_);
    }
    while (read.step()) {
        for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
            sqlite3_bind_value(write.get(), i + 1, sqlite3_column_value(read.get(), i));
        }
        write.step();
        sqlite3_reset(write.get());
    }
}

void Past::take_back(std::int64_t to)
{
    for (const auto& [table, rows] : rows_before(present_.connection(), recorded_, to, run_)) {
        put_back(store_.connection(), table, rows);
    }
    run_ = to;
    lay_out_history();
}

void Past::lay_out_history()
{
    for (const auto& table : history_) {
        store_.connection().execute("DELETE FROM " + table);
        fill_without_indexes(store_.connection(), table, [&] {
            if (table == "signal") {
                lay_out_signals(present_.connection(), store_.connection(), run_);
            } else {
                copy(table, history_conditions().at(table));
            }
        });
    }
    if (history_.contains("prune")) {
        take_back_restores();
    }
}

/// What was not restored yet when the run had ended.
void Past::take_back_restores()
{
    Query& restored = present_.connection().query(
        "SELECT member.prune_id"
        "  FROM register_write_member AS member"
        "  JOIN register_write ON register_write.id = member.write_id"
        " WHERE register_write.kind = 'restore' AND register_write.run_id > ?");
    Query& take_back =
        store_.connection().query("UPDATE prune SET restored_at = NULL WHERE id = ?");
    restored.bind(1, run_);
    while (restored.step()) {
        take_back.bind(1, restored.integer(0)).run();
    }
}

}   // namespace tmdb
