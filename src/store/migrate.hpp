#pragma once

#include "store/connection.hpp"
#include "store/embedded_sql.hpp"

#include <span>
#include <string>
#include <vector>

namespace tmdb {

/// "tmdb" as four bytes: what makes a SQLite file ours.
inline constexpr std::int64_t application_id = 0x746D6462;

enum class Origin { empty, ours };

/// The tables of schema/history.sql.
std::vector<std::string> history_tables();

/// Refuses a file that is not ours or newer than this program; nothing is written.
Origin require_ours(Connection& connection, const std::string& path, std::int64_t version);

/// Gives an empty file the schema, in one transaction.
void create_schema(Connection& connection, std::int64_t version);

/// Walks an older file up to `version`, one transaction a step: step N is the file named N_….
/// Steps are about the history; the mirror gets the present shape at each, and keeps its rows.
/// A copy "<path>.v<N>.bak" is kept of what was there before the first.
void migrate(Connection& connection, const std::string& path, std::span<const EmbeddedSql> steps,
             std::int64_t version);

/// Makes the views anew when their text is not the one that made those in the file.
void refresh_views(Connection& connection);

}   // namespace tmdb
