#include "store/migrate.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"

#include <charconv>

namespace tmdb {

namespace {

std::string_view schema_part(std::string_view name)
{
    for (const auto& part : embedded_schema()) {
        if (part.name == name) {
            return part.text;
        }
    }
    throw std::logic_error("no such part of the schema: " + std::string(name));
}

std::int64_t version_of(std::string_view step_name)
{
    std::int64_t version = 0;
    std::from_chars(step_name.data(), step_name.data() + step_name.size(), version);
    return version;
}

void drop_views(Connection& connection)
{
    std::vector<std::string> names;
    Query query(connection.database(), "SELECT name FROM sqlite_schema WHERE type = 'view'");
    while (query.step()) {
        names.push_back(query.text(0));
    }
    for (const auto& name : names) {
        connection.execute("DROP VIEW \"" + name + "\"");
    }
}

/// Every table but those of the history.
void drop_mirror(Connection& connection)
{
    Connection history(":memory:", Connection::Mode::create);
    history.execute(std::string(schema_part("history")));
    Query& is_history = history.query("SELECT 1 FROM sqlite_schema WHERE name = ?");
    Query tables(connection.database(), "SELECT name FROM sqlite_schema WHERE type = 'table'");
    std::vector<std::string> names;
    while (tables.step()) {
        if (!is_history.bind(1, tables.text(0)).step()) {
            names.push_back(tables.text(0));
        }
        is_history.rewind();
    }
    for (const auto& name : names) {
        connection.execute("DROP TABLE \"" + name + "\"");
    }
}

void make_views(Connection& connection)
{
    const std::string views(schema_part("views"));
    drop_views(connection);
    connection.execute(views);
    connection.query("INSERT OR REPLACE INTO mirror_state (name, value) VALUES ('views', ?)")
        .bind(1, content_hash(views))
        .run();
}

/// Runs `step` inside a transaction of its own.
template <typename Step>
void in_transaction(Connection& connection, Step step)
{
    connection.execute("BEGIN IMMEDIATE");
    try {
        step();
        connection.execute("COMMIT");
    } catch (...) {
        connection.database().tryExec("ROLLBACK");
        throw;
    }
}

void set_version(Connection& connection, std::int64_t version)
{
    connection.execute("PRAGMA user_version = " + std::to_string(version));
}

}   // namespace

Origin require_ours(Connection& connection, const std::string& path, std::int64_t version)
{
    Query query(connection.database(),   // one look: another tm-db may be about to make it
                "SELECT application_id, (SELECT COUNT(*) FROM sqlite_schema)"
                "  FROM pragma_application_id");
    query.step();
    const auto id = query.integer(0);
    if (id == 0 && query.integer(1) == 0) {
        return Origin::empty;
    }
    if (id != application_id) {
        throw Error("cannot use '" + path + "': it is not a tm-db database",
                    "name another file with --db", ExitStatus::database_unusable);
    }
    const auto found = connection.pragma("PRAGMA user_version");
    if (found > version) {
        throw Error("cannot use '" + path + "': it was written by a newer tm-db (schema " +
                        std::to_string(found) + ", this one knows " + std::to_string(version) + ")",
                    "use that tm-db, or another file with --db", ExitStatus::database_unusable);
    }
    return Origin::ours;
}

void create_schema(Connection& connection, std::int64_t version)
{
    in_transaction(connection, [&] {
        if (connection.pragma("SELECT COUNT(*) FROM sqlite_schema") > 0) {
            return;   // another tm-db was first
        }
        connection.execute(std::string(schema_part("mirror")));
        connection.execute(std::string(schema_part("history")));
        connection.execute("PRAGMA application_id = " + std::to_string(application_id));
        set_version(connection, version);
        make_views(connection);
    });
}

void migrate(Connection& connection, const std::string& path, std::span<const EmbeddedSql> steps,
             std::int64_t version)
{
    const auto found = connection.pragma("PRAGMA user_version");
    if (found == version) {
        return;
    }
    const std::string backup = path + ".v" + std::to_string(found) + ".bak";
    Query(connection.database(), "VACUUM INTO ?").bind(1, backup).run();

    for (const auto& step : steps) {
        const auto target = version_of(step.name);
        in_transaction(connection, [&] {
            if (connection.pragma("PRAGMA user_version") >= target) {
                return;
            }
            drop_views(connection);
            drop_mirror(connection);
            connection.execute(std::string(step.text));
            connection.execute(std::string(schema_part("mirror")));
            set_version(connection, target);
        });
    }
}

void refresh_views(Connection& connection)
{
    Query& query = connection.query("SELECT value FROM mirror_state WHERE name = 'views'");
    const bool known = query.step();
    const bool current = known && query.text(0) == content_hash(schema_part("views"));
    query.rewind();
    const auto views = connection.pragma("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'view'");
    if (!current || views == 0) {
        in_transaction(connection, [&] { make_views(connection); });
    }
}

}   // namespace tmdb
