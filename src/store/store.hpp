#pragma once

#include "base/machine.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tmdb {

class Connection;

/// The version of the schema that this program writes.
std::int64_t schema_version();

/// The database: the mirror, the history and the views over both. Opening it proves that it is
/// ours, of this version or migrated to it; a foreign, newer or corrupt file is an Error with
/// ExitStatus::database_unusable, and is left as it is.
class Store {
public:
    /// Nothing is created; an Error that says what to run when no sync has made one.
    static Store open_for_reading(Machine& machine, const std::string& path);

    enum class Content {
        any,      // created where there is none (with its folders), migrated where it is older
        synced,   // an Error where open_for_reading has one
    };
    /// Keeps every other tm-db that writes out of it, and of the registers, for as long as it is
    /// open.
    static Store open_for_writing(Machine& machine, const std::string& path,
                                  Content content = Content::any);

    /// An empty one that nobody else sees.
    static Store in_memory();

    Store(Store&&) noexcept;
    ~Store();

    const std::string& path() const { return path_; }
    Connection& connection() { return *connection_; }

private:
    Store(std::string path, std::unique_ptr<Connection> connection, Descriptor lock = {});

    std::string path_;
    Descriptor lock_;   // given back after the connection is closed
    std::unique_ptr<Connection> connection_;
};

/// All or nothing: without commit() everything since its making is undone.
class Transaction {
public:
    explicit Transaction(Store& store);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Connection& connection_;
    bool committed_ = false;
};

/// What is read during its life belongs to one moment of the database. Many small questions cost
/// less in it: outside each of them locks the file and looks whether it has changed.
class Reading {
public:
    explicit Reading(Store& store);
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading();

private:
    Connection& connection_;
};

}   // namespace tmdb
