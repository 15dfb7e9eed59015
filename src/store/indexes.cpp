#include "store/indexes.hpp"

namespace tmdb {

std::vector<std::string> drop_indexes(Connection& connection, const std::string& table)
{
    Query& query = connection.query("SELECT name, sql FROM sqlite_schema"
                                    " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?");
    query.bind(1, table);
    std::vector<std::string> names;
    std::vector<std::string> statements;
    while (query.step()) {
        names.push_back(query.text(0));
        statements.push_back(query.text(1));
    }
    for (const auto& name : names) {
        connection.execute("DROP INDEX \"" + name + "\"");
    }
    return statements;
}

}   // namespace tmdb
