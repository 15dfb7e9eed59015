#pragma once

#include <span>
#include <string_view>

namespace tmdb {

/// One .sql file that the build put into the program.
struct EmbeddedSql {
    std::string_view name;   // the file's stem
    std::string_view text;
};

/// Each sorted by name.
std::span<const EmbeddedSql> embedded_schema();
std::span<const EmbeddedSql> embedded_migrations();
std::span<const EmbeddedSql> embedded_passes();
std::span<const EmbeddedSql> embedded_audits();

}   // namespace tmdb
