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

FirstLoad::FirstLoad(Store& store, const std::vector<std::string>& tables)
    : connection_(store.connection())
{
    for (const auto& table : tables) {
        if (connection_.pragma(("SELECT NOT EXISTS (SELECT 1 FROM " + table + ")").c_str()) != 0) {
            const auto statements = drop_indexes(connection_, table);
            statements_.insert(statements_.end(), statements.begin(), statements.end());
        }
    }
}

void FirstLoad::make_indexes()
{
    for (const auto& statement : statements_) {
        connection_.execute(statement);
    }
    statements_.clear();
}

}   // namespace tmdb
