#pragma once

#include "model/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <map>
#include <memory>

namespace tmdb {

/// A prepared statement, bound by name. Its rows are read by column, from 0.
/// Every failure is an Error: SQLite's exceptions end here.
class Query {
public:
    Query(SQLite::Database& database, std::string_view sql);

    bool has_parameter(const char* name);
    Query& bind(const char* name, const Value& value);
    Query& bind(int index, const Value& value);   // from 1
    /// The same for a value that lives until the statement has run: it is not copied.
    Query& lend(int index, const Value& value);

    /// Runs to the end, and makes ready for the next use.
    void run();
    /// The next row; false at the end, and then made ready for the next use.
    bool step();
    /// Ends the reading early.
    void rewind();

    std::string text(int column);   // empty for NULL
    std::int64_t integer(int column);
    bool truth(int column) { return integer(column) != 0; }
    std::optional<std::string> optional_text(int column);
    std::optional<std::int64_t> optional_integer(int column);
    Value value(int column);
    std::vector<std::string> column_names();

private:
    const std::string& database_path_;
    SQLite::Statement statement_;
};

/// One connection to the database, with the settings that every use of it needs.
class Connection {
public:
    enum class Mode { read, write, create };

    Connection(const std::string& path, Mode mode);

    /// A statement that is prepared once.
    Query& query(std::string_view sql);
    /// Statements without results, one after the other.
    void execute(const std::string& sql);
    std::int64_t last_row_id();
    /// How many rows the newest statement has written.
    std::int64_t changes();
    std::int64_t pragma(const char* sql);
    /// More memory for what a transaction has written and not committed.
    void expect_many_writes();
    /// The number of the newest commit, whoever made it; within a transaction that has written, of
    /// the one before it. The file counts its commits as long as it has a rollback journal ("file
    /// change counter" in SQLite's file format).
    std::int64_t newest_commit();
    SQLite::Database& database() { return database_; }

private:
    SQLite::Database database_;
    std::map<std::string, std::unique_ptr<Query>, std::less<>> queries_;
};

/// Throws where SQLite is too old for our tables; a number as in sqlite3_libversion_number().
void require_sqlite(int version);

/// Turns what SQLite threw into an Error with the exit status that fits.
[[noreturn]] void throw_error(const SQLite::Exception& exception, const std::string& what);

}   // namespace tmdb
