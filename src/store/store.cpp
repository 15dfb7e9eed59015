#include "store/store.hpp"

#include "base/error.hpp"
#include "base/path.hpp"
#include "store/connection.hpp"
#include "store/lock.hpp"
#include "store/migrate.hpp"

#include <cerrno>

namespace tmdb {

namespace {

void require_regular(const Looked<FileStat>& look, const std::string& path)
{
    if (look && look->kind != FileKind::regular) {
        throw Error("cannot use '" + path + "': it is not a regular file",
                    "name another file with --db", ExitStatus::database_unusable);
    }
    if (!look && look.error != ENOENT) {
        throw Error("cannot open '" + path + "': " + describe_errno(look.error), {},
                    ExitStatus::database_unusable);
    }
}

void require_database(const std::string& path, const Looked<FileStat>& look)
{
    require_regular(look, path);
    if (!look) {
        throw Error("there is no database at '" + path + "'", "run 'tm-db sync' first");
    }
}

/// A sync has made it, and has the shape that this program knows.
void require_synced(Connection& connection, const std::string& path)
{
    if (require_ours(connection, path, schema_version()) == Origin::empty) {
        throw Error("the database '" + path + "' is empty", "run 'tm-db sync' first");
    }
    if (connection.pragma("PRAGMA user_version") < schema_version()) {
        throw Error("the database '" + path + "' was written by an older tm-db",
                    "run 'tm-db sync' once: it migrates it", ExitStatus::database_unusable);
    }
}

void create_file(Machine& machine, const std::string& path)
{
    const auto created = machine.create(path, 0600);
    if (created) {
        Descriptor close_again(*created);
    } else if (created.error != EEXIST) {
        throw Error("cannot create '" + path + "': " + describe_errno(created.error),
                    "check the permissions and the disk, or name another file with --db",
                    ExitStatus::write_failed);
    }
}

void use_rollback_journal(Connection& connection)
{
    connection.pragma("PRAGMA journal_mode = DELETE");
    connection.execute("PRAGMA synchronous = EXTRA");
}

}   // namespace

std::int64_t schema_version()
{
    return 1 + static_cast<std::int64_t>(embedded_migrations().size());
}

Store Store::open_for_reading(Machine& machine, const std::string& path)
{
    require_database(path, machine.lstat(path));
    auto connection = std::make_unique<Connection>(path, Connection::Mode::read);
    require_synced(*connection, path);
    return Store(path, std::move(connection));
}

Store Store::open_for_writing(Machine& machine, const std::string& path, Content content)
{
    const auto look = machine.lstat(path);
    require_regular(look, path);
    if (content == Content::synced) {
        require_database(path, look);
    }
    std::unique_ptr<Connection> connection;
    if (look) {   // beside a file that is not ours nothing is left, not even a lock
        connection = std::make_unique<Connection>(path, Connection::Mode::write);
        require_ours(*connection, path, schema_version());
    }
    Descriptor lock = lock_out_others(machine, path);
    if (!look) {
        create_file(machine, path);
    }
    const auto now = machine.lstat(path);
    if (!look || !now || !is_same_file(*now, *look)) {
        connection = std::make_unique<Connection>(path, Connection::Mode::write);
    }
    if (content == Content::synced) {
        require_synced(*connection, path);
    }
    const Origin origin = require_ours(*connection, path, schema_version());
    use_rollback_journal(*connection);
    if (origin == Origin::empty) {
        create_schema(*connection, schema_version());
    }
    migrate(*connection, path, embedded_migrations(), schema_version());
    refresh_views(*connection);
    return Store(path, std::move(connection), std::move(lock));
}

Store Store::in_memory()
{
    auto connection = std::make_unique<Connection>(":memory:", Connection::Mode::create);
    connection->execute("PRAGMA foreign_keys = OFF");   // it may hold a part of another one
    create_schema(*connection, schema_version());
    return Store(":memory:", std::move(connection));
}

Store::Store(std::string path, std::unique_ptr<Connection> connection, Descriptor lock)
    : path_(std::move(path)), lock_(std::move(lock)), connection_(std::move(connection))
{}

Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

Transaction::Transaction(Store& store) : connection_(store.connection())
{
    connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction()
{
    if (!committed_) {
        connection_.database().tryExec("ROLLBACK");
    }
}

void Transaction::commit()
{
    connection_.execute("COMMIT");
    committed_ = true;
}

Reading::Reading(Store& store) : connection_(store.connection())
{
    connection_.execute("BEGIN");
}

Reading::~Reading()
{
    connection_.database().tryExec("ROLLBACK");
}

}   // namespace tmdb
