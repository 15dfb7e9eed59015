#pragma once

#include "store/connection.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// Drops the indexes of a table that were made by name; those of its keys stay. Returns the
/// statements that make them again: after a load, for sorting once is quicker than inserting.
std::vector<std::string> drop_indexes(Connection& connection, const std::string& table);

/// Spares those of the tables that are empty their indexes until all rows are there. Whoever looks
/// for rows in between reads all of them.
class FirstLoad {
public:
    FirstLoad(Store& store, const std::vector<std::string>& tables);
    void make_indexes();

private:
    Connection& connection_;
    std::vector<std::string> statements_;
};

/// Fills a table, and makes its indexes when all rows are there.
template <typename Fill>
void fill_without_indexes(Connection& connection, const std::string& table, const Fill& fill)
{
    const auto indexes = drop_indexes(connection, table);
    fill();
    for (const auto& statement : indexes) {
        connection.execute(statement);
    }
}

}   // namespace tmdb
