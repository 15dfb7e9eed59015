#pragma once

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/console.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace tmdb {

using Row = std::vector<Value>;

inline Value text(std::string words)
{
    return words;
}

inline std::string bytes_of(const std::filesystem::path& path)
{
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

/// Goes into a directory, and back at the end.
class Visit {
public:
    explicit Visit(const std::filesystem::path& directory)
    {
        std::filesystem::current_path(directory);
    }
    ~Visit() { std::filesystem::current_path(before_); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

private:
    std::filesystem::path before_ = std::filesystem::current_path();
};

/// A console over a new database, in a directory of its own that is the current one too.
class ConsoleFixture : public ::testing::Test {
protected:
    ConsoleFixture()
    {
        Store::open_for_writing(machine_, path_)
            .connection()
            .execute("INSERT INTO run (kind, started_at) VALUES ('sync', '2026-03-24T18:08:04Z');");
        store_ = std::make_unique<Store>(Store::open_for_reading(machine_, path_));
    }

    Table run(const std::string& sql, const ConsoleLimits& limits = {})
    {
        return run_console_query(*store_, machine_, sql, limits);
    }

    /// What a query is refused with.
    Error error_of(const std::string& sql, const ConsoleLimits& limits = {})
    {
        return error_of(machine_, sql, limits);
    }

    Error error_of(Machine& machine, const std::string& sql, const ConsoleLimits& limits = {})
    {
        try {
            run_console_query(*store_, machine, sql, limits);
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "not refused: " << sql.substr(0, 200);
        return Error("");
    }

    /// Another program's hand on the same database.
    void write(const std::string& sql) { Connection(path_, Connection::Mode::write).execute(sql); }

    Store& store() { return *store_; }
    sqlite3* handle() { return store_->connection().database().getHandle(); }

    /// So that nothing but the console stands before a hostile view.
    void trust_the_schema()
    {
        sqlite3_db_config(handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
    }

    /// The name and the bytes of every file there is.
    std::map<std::string, std::string> files() const
    {
        std::map<std::string, std::string> all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
            all[entry.path().string()] = bytes_of(entry.path());
        }
        return all;
    }

    FakeMachine machine_;

private:
    TemporaryDirectory directory_;
    Visit visit_{directory_.path()};   // a hostile statement writes into the current directory
    std::string path_ = directory_.path() / "tm.db";
    std::unique_ptr<Store> store_;
};

}   // namespace tmdb
