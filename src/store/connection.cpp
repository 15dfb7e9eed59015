#include "store/connection.hpp"

#include "base/error.hpp"
#include "base/time.hpp"

#include <array>
#include <sqlite3.h>

namespace tmdb {

namespace {

constexpr int busy_timeout_ms = 10'000;

/// Whoever shares a connection between threads takes turns: SQLite need not see to it.
int open_flags(Connection::Mode mode)
{
    switch (mode) {
    case Connection::Mode::read: return SQLite::OPEN_NOMUTEX | SQLite::OPEN_READONLY;
    case Connection::Mode::write: return SQLite::OPEN_NOMUTEX | SQLite::OPEN_READWRITE;
    case Connection::Mode::create: break;
    }
    return SQLite::OPEN_NOMUTEX | SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
}

/// Runs `action` and lets no exception of SQLite out. `path` is the database's.
template <typename Action>
auto guarded(const char* what, const std::string& path, Action action)
{
    try {
        return action();
    } catch (const SQLite::Exception& exception) {
        throw_error(exception, std::string(what) + " '" + path + "'");
    }
}

/// The database is open by now: what cannot be opened is its journal, or a copy of it.
template <typename Action>
auto guarded_write(const std::string& path, Action action)
{
    const std::string what = "cannot write to '" + path + "'";
    try {
        return action();
    } catch (const SQLite::Exception& exception) {
        if ((exception.getErrorCode() & 0xff) == SQLITE_CANTOPEN) {
            throw Error(what + ": " + exception.what(),
                        "check the disk and the permissions of its folder; the database is as it "
                        "was before this run",
                        ExitStatus::write_failed);
        }
        throw_error(exception, what);
    }
}

void bind_value(SQLite::Statement& statement, int index, const Value& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind(index, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        statement.bind(index, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind(index, *text);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
        statement.bind(index, blob->bytes.data(), static_cast<int>(blob->bytes.size()));
    } else {
        statement.bind(index);
    }
}

void lend_value(SQLite::Statement& statement, int index, const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bindNoCopy(index, *text);
    } else {
        bind_value(statement, index, value);
    }
}

/// instant(ns): nanoseconds since 1970 as ISO-8601 text; a word for passes.
void instant_function(sqlite3_context* context, int, sqlite3_value** arguments)
{
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
        sqlite3_result_null(context);
        return;
    }
    const std::string text = format_instant(sqlite3_value_int64(arguments[0]));
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

/// What an untrusted file must not be able to use (RELIABILITY: a schema can be hostile).
void harden(sqlite3* handle)
{
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

}   // namespace

void throw_error(const SQLite::Exception& exception, const std::string& what)
{
    const std::string message = what + ": " + exception.what();
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(message, "another program is writing to it; try again", ExitStatus::busy);
    case SQLITE_CORRUPT:
        throw Error(message,
                    "try again first: a disk that cannot be read looks like this, too; it is left "
                    "as it is; move it away, and 'tm-db sync' makes a new one, which knows nothing "
                    "of the past",
                    ExitStatus::database_unusable);
    case SQLITE_NOTADB:
        throw Error(message, "name another file with --db", ExitStatus::database_unusable);
    case SQLITE_READONLY:
        if (exception.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK) {
            throw Error(what + ": the last run was cut short",
                        "run 'tm-db sync' once: it needs to write to recover",
                        ExitStatus::database_unusable);
        }
        throw Error(message, "check the permissions of the database and its folder",
                    ExitStatus::database_unusable);
    case SQLITE_CANTOPEN:
        throw Error(message, "check that it is a file and may be read",
                    ExitStatus::database_unusable);
    case SQLITE_FULL:
    case SQLITE_IOERR:
        throw Error(message, "check the disk; the database is as it was before this run",
                    ExitStatus::write_failed);
    case SQLITE_NOMEM: throw Error(message, "", ExitStatus::bug);
    default: break;
    }
    throw Error(message);
}

void require_sqlite(int version)
{
    constexpr int oldest = 3'040'000;
    const auto in_words = [](int number) {
        return std::to_string(number / 1'000'000) + "." + std::to_string(number / 1'000 % 1'000);
    };
    if (version < oldest) {
        throw Error("SQLite " + in_words(version) + " is too old",
                    "this program needs " + in_words(oldest) + " or newer",
                    ExitStatus::database_unusable);
    }
}

Query::Query(SQLite::Database& database, std::string_view sql)
    : database_path_(database.getFilename()),
      statement_(guarded("cannot read from", database_path_,
                         [&] { return SQLite::Statement(database, std::string(sql)); }))
{}

bool Query::has_parameter(const char* name)
{
    return statement_.getIndex(name) > 0;
}

Query& Query::bind(const char* name, const Value& value)
{
    return bind(statement_.getIndex(name), value);
}

Query& Query::bind(int index, const Value& value)
{
    guarded("cannot bind a value for", database_path_,
            [&] { bind_value(statement_, index, value); });
    return *this;
}

Query& Query::lend(int index, const Value& value)
{
    guarded("cannot bind a value for", database_path_,
            [&] { lend_value(statement_, index, value); });
    return *this;
}

void Query::run()
{
    guarded_write(database_path_, [&] {
        while (statement_.executeStep()) {
        }
        statement_.reset();
        statement_.clearBindings();
    });
}

bool Query::step()
{
    return guarded("cannot read from", database_path_, [&] {
        if (statement_.executeStep()) {
            return true;
        }
        statement_.reset();
        return false;
    });
}

void Query::rewind()
{
    guarded("cannot read from", database_path_, [&] { statement_.reset(); });
}

std::string Query::text(int column)
{
    return statement_.getColumn(column).getString();
}

std::int64_t Query::integer(int column)
{
    return statement_.getColumn(column).getInt64();
}

std::optional<std::string> Query::optional_text(int column)
{
    return statement_.isColumnNull(column) ? std::nullopt : std::optional(text(column));
}

std::optional<std::int64_t> Query::optional_integer(int column)
{
    return statement_.isColumnNull(column) ? std::nullopt : std::optional(integer(column));
}

Value Query::value(int column)
{
    const SQLite::Column cell = statement_.getColumn(column);
    switch (cell.getType()) {
    case SQLITE_INTEGER: return cell.getInt64();
    case SQLITE_FLOAT: return cell.getDouble();
    case SQLITE_TEXT: return cell.getString();
    case SQLITE_BLOB: return Blob{cell.getString()};
    default: return std::monostate{};
    }
}

std::vector<std::string> Query::column_names()
{
    std::vector<std::string> names;
    for (int column = 0; column < statement_.getColumnCount(); ++column) {
        names.emplace_back(statement_.getColumnName(column));
    }
    return names;
}

Connection::Connection(const std::string& path, Mode mode)
    : database_(guarded("cannot open", path,
                        [&] { return SQLite::Database(path, open_flags(mode), busy_timeout_ms); }))
{
    require_sqlite(sqlite3_libversion_number());
    harden(database_.getHandle());
    guarded("cannot read from", path, [&] {
        database_.createFunction("instant", 1, true, nullptr, instant_function);
        database_.exec("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                       "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;");
        if (mode == Mode::read) {
            database_.exec("PRAGMA query_only = ON;");
        }
    });
}

Query& Connection::query(std::string_view sql)
{
    const auto known = queries_.find(sql);
    if (known != queries_.end()) {
        return *known->second;
    }
    return *queries_.emplace(sql, std::make_unique<Query>(database_, sql)).first->second;
}

void Connection::execute(const std::string& sql)
{
    guarded_write(database_.getFilename(), [&] { database_.exec(sql); });
}

std::int64_t Connection::last_row_id()
{
    return database_.getLastInsertRowid();
}

std::int64_t Connection::changes()
{
    return database_.getChanges();
}

std::int64_t Connection::pragma(const char* sql)
{
    Query query(database_, sql);
    return query.step() ? query.integer(0) : 0;
}

void Connection::expect_many_writes()
{
    // In KiB. Beyond SQLite's 2 MiB it would sync its journal again and again.
    execute("PRAGMA cache_size = -16384");
}

std::int64_t Connection::newest_commit()
{
    constexpr sqlite3_int64 place = 24;
    std::array<unsigned char, 4> bytes = {};   // a big-endian number
    sqlite3_file* file = nullptr;
    const int code =
        sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK || !file || !file->pMethods ||
        file->pMethods->xRead(file, bytes.data(), bytes.size(), place) != SQLITE_OK) {
        throw Error("cannot read from '" + database_.getFilename() + "': its header",
                    "look at the disk", ExitStatus::database_unusable);
    }
    std::int64_t number = 0;
    for (const auto byte : bytes) {
        number = number << 8 | byte;
    }
    return number;
}

}   // namespace tmdb
