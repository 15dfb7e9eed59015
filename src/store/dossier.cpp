#include "store/dossier.hpp"

#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/overview.hpp"
#include "store/rows.hpp"

namespace tmdb {

namespace {

template <typename Read>
auto read_of(Connection& connection, const std::string& sql, const std::string& slug, Read read)
{
    std::vector<decltype(read(std::declval<Query&>()))> rows;
    Query& query = connection.query(sql);
    query.bind(1, slug);
    while (query.step()) {
        rows.push_back(read(query));
    }
    return rows;
}

TaskStatement read_statement(Query& query)
{
    return {.path = query.text(0),
            .worktree_path = query.text(1),
            .status = query.optional_text(2),
            .status_raw = query.optional_text(3),
            .owner = query.optional_text(4),
            .pull_request = query.optional_integer(5),
            .stale = query.truth(6)};
}

std::optional<TaskPullRequest> read_claim(Connection& connection, const std::string& slug)
{
    auto claims = read_of(connection, "SELECT number, source FROM task_pull_request WHERE slug = ?",
                          slug, [](Query& query) {
                              return TaskPullRequest{query.integer(0), query.text(1), {}};
                          });
    if (claims.empty()) {
        return std::nullopt;
    }
    Query& query = connection.query(select_from(pull_request_ledger) + " WHERE number = ?");
    query.bind(1, claims.front().number);
    if (query.step()) {
        claims.front().pull_request = read_pull_request(query);
    }
    query.rewind();
    return claims.front();
}

std::map<std::string, std::string> read_completion(Connection& connection, const std::string& slug)
{
    std::map<std::string, std::string> columns;
    Query& query = connection.query("SELECT * FROM completion WHERE slug = ?");
    query.bind(1, slug);
    if (query.step()) {
        const auto names = query.column_names();
        for (std::size_t i = 0; i < names.size(); ++i) {
            columns.emplace(names[i], query.text(static_cast<int>(i)));
        }
    }
    query.rewind();
    return columns;
}

}   // namespace

Dossier read_dossier(Store& store, const std::string& slug)
{
    Connection& connection = store.connection();
    Dossier dossier{.slug = slug};
    const std::string statement = ", status, status_raw, owner, pull_request, stale FROM ";
    dossier.roots =
        read_of(connection, "SELECT path, ''" + statement + "task WHERE slug = ? ORDER BY path",
                slug, read_statement);
    dossier.copies =
        read_of(connection,
                "SELECT path, worktree_path" + statement + "task_copy WHERE slug = ? ORDER BY path",
                slug, read_statement);
    dossier.entries = read_of(connection,
                              select_from(register_entry_ledger) +
                                  " WHERE slug = ? ORDER BY register_path, occurrence",
                              slug, read_register_entry);
    dossier.worktrees = read_of(connection,
                                select_from(worktree_ledger) +
                                    " WHERE slug = ? ORDER BY on_disk DESC, in_git DESC, path",
                                slug, read_worktree);
    dossier.dispatches =
        read_of(connection,
                select_from(dispatch_ledger) + " WHERE slug = ? ORDER BY newest_ns DESC, path DESC",
                slug, read_dispatch);
    dossier.dispatch_is_current =
        !read_of(connection, "SELECT 1 FROM current_dispatch WHERE slug = ?", slug,
                 [](Query& query) { return query.integer(0); })
             .empty();
    dossier.pull_request = read_claim(connection, slug);
    dossier.completion = read_completion(connection, slug);
    dossier.unmet_dependencies = read_of(
        connection, "SELECT depends_on FROM unmet_dependency WHERE slug = ? ORDER BY depends_on",
        slug, [](Query& query) { return query.text(0); });
    dossier.signals = read_signals(store, {.slug = slug});
    dossier.head_oid = History(store).last_head();
    return dossier;
}

}   // namespace tmdb
