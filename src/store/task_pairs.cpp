#include "store/task_pairs.hpp"

#include "store/connection.hpp"

namespace tmdb {

namespace {

std::vector<TaskField> read_fields(Connection& connection, const std::string& copy_path)
{
    Query& query = connection.query("SELECT name, label, base_value, root_value, worktree_value"
                                    "  FROM task_field"
                                    " WHERE copy_path = ? AND label IS NOT NULL ORDER BY name");
    query.bind(1, copy_path);
    std::vector<TaskField> fields;
    while (query.step()) {
        fields.push_back({.name = query.text(0),
                          .label = query.text(1),
                          .base = query.optional_text(2),
                          .root = query.optional_text(3),
                          .worktree = query.optional_text(4)});
    }
    return fields;
}

}   // namespace

std::vector<TaskPair> read_task_pairs(Store& store, const std::string& slug)
{
    Connection& connection = store.connection();
    Query& query = connection.query("SELECT root_path, root_hash, copy_path, copy_hash, base_oid"
                                    "  FROM task_pair"
                                    " WHERE slug = ? ORDER BY registered DESC, copy_path");
    query.bind(1, slug);
    std::vector<TaskPair> pairs;
    while (query.step()) {
        pairs.push_back({.root_path = query.text(0),
                         .root_hash = query.text(1),
                         .copy_path = query.text(2),
                         .copy_hash = query.text(3),
                         .base_oid = query.optional_text(4),
                         .fields = {}});
    }
    for (auto& pair : pairs) {
        pair.fields = read_fields(connection, pair.copy_path);
    }
    return pairs;
}

}   // namespace tmdb
