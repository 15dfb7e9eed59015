#include "store/migrate.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/machine.hpp"
#include "store/indexes.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

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

std::vector<std::string> names(Connection& connection, std::string_view sql)
{
    std::vector<std::string> names;
    Query query(connection.database(), sql);
    while (query.step()) {
        names.push_back(query.text(0));
    }
    return names;
}

void drop_views(Connection& connection)
{
    for (const auto& name :
         names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'")) {
        connection.execute("DROP VIEW \"" + name + "\"");
    }
}

std::vector<std::string> tables_of(Connection& connection)
{
    return names(connection, "SELECT name FROM sqlite_schema"
                             " WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                             " ORDER BY name");
}

/// Every table but those of the history.
std::vector<std::string> mirror_tables(Connection& connection)
{
    const auto history = history_tables();
    auto tables = tables_of(connection);
    std::erase_if(tables, [&](const std::string& table) {
        return std::ranges::find(history, table) != history.end();
    });
    return tables;
}

const std::string set_aside = "old_";

/// Out of the way of the tables that take their place; their indexes, which are of no more use, go.
void set_aside_all(Connection& connection, const std::vector<std::string>& tables)
{
    for (const auto& table : tables) {
        drop_indexes(connection, table);
        connection.execute("ALTER TABLE \"" + table + "\" RENAME TO \"" + set_aside + table + "\"");
    }
}

/// The rows of a table that was set aside go into its new shape, where there is one: the columns
/// that both have, and an empty text or 0 where the new one insists on a value. A row that does not
/// fit is left behind, for the next sync to find.
void carry_over(Connection& connection, const std::string& table)
{
    std::string columns, values;
    Query query(connection.database(),
                "SELECT '\"' || field.name || '\"', field.name, former.name IS NULL,"
                "       CASE WHEN former.name IS NOT NULL THEN '\"' || field.name || '\"'"
                "            WHEN NOT field.\"notnull\" THEN 'NULL'"
                "            WHEN field.type = 'TEXT' THEN quote('')"
                "            ELSE '0' END"
                "  FROM pragma_table_info(:new) AS field"
                "  LEFT JOIN pragma_table_info(:old) AS former ON former.name = field.name"
                " ORDER BY field.cid");
    query.bind(":new", table).bind(":old", set_aside + table);
    std::vector<std::string> added;
    while (query.step()) {
        columns += (columns.empty() ? "" : ", ") + query.text(0);
        values += (values.empty() ? "" : ", ") + query.text(3);
        if (query.truth(2)) {
            added.push_back(query.text(1));
        }
    }
    if (columns.empty()) {
        return;
    }
    connection.execute("INSERT OR IGNORE INTO \"" + table + "\" (" + columns + ") SELECT " +
                       values + " FROM \"" + set_aside + table + "\"");
    for (const auto& column : added) {   // see Recorder
        connection.query("INSERT OR REPLACE INTO mirror_state (name, value) VALUES (?, '')")
            .bind(1, "unfilled " + table + "." + column)
            .run();
    }
}

/// Runs `step` with the mirror's tables set aside, and gives their rows the present shape. They
/// must not be lost: what changes is told by comparing with them. But no stamp of them is
/// believed: the next sync reads everything again.
template <typename Step>
void keep_mirror(Connection& connection, Step step)
{
    const auto tables = mirror_tables(connection);
    set_aside_all(connection, tables);
    step();
    connection.execute(std::string(schema_part("mirror")));
    for (const auto& table : tables) {
        carry_over(connection, table);
        connection.execute("DROP TABLE \"" + set_aside + table + "\"");
    }
    connection.execute("DELETE FROM mirror_state WHERE name = 'made_with'");
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

std::vector<std::string> history_tables()
{
    Connection history(":memory:", Connection::Mode::create);
    history.execute(std::string(schema_part("history")));
    return tables_of(history);
}

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
    std::error_code error;
    std::filesystem::remove(backup, error);   // of an attempt that failed
    if (error) {
        throw Error("cannot remove '" + backup + "': " + describe_errno(error.value()),
                    "check the disk and the permissions of its folder; the database is as it was",
                    ExitStatus::write_failed);
    }
    Query(connection.database(), "VACUUM INTO ?").bind(1, backup).run();

    for (const auto& step : steps) {
        const auto target = version_of(step.name);
        in_transaction(connection, [&] {
            if (connection.pragma("PRAGMA user_version") >= target) {
                return;
            }
            drop_views(connection);
            keep_mirror(connection, [&] { connection.execute(std::string(step.text)); });
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
