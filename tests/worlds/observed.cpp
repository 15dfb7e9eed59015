#include "worlds/observed.hpp"

#include "base/path.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <iterator>

namespace tmdb {

namespace {

const std::vector<std::string> ledgers = {"task",          "task_copy",      "task_dependency",
                                          "register_file", "register_entry", "worktree",
                                          "dispatch",      "pull_request",   "role",
                                          "person",        "problem",        "task_base"};

bool is_time_of_a_file(const std::string& column)
{
    return column.ends_with("mtime_ns") || column == "newest_ns";
}

std::string with_a_name_for(const std::string& folder, std::string text)
{
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
        text.replace(at, folder.size(), "THERE");
    }
    return text;
}

void add_rows(Store& store, const Ground& ground, const std::string& sql, Compare compare,
              std::vector<std::string>& rows)
{
    Query query(store.connection().database(), sql);
    const auto columns = query.column_names();
    while (query.step()) {
        std::string row;
        for (int i = 0; const auto& column : columns) {
            const auto value = query.optional_text(i++).value_or("NULL");
            if (compare == Compare::all || !is_time_of_a_file(column)) {
                row += column + "=" + value + " ";
            }
        }
        rows.push_back(with_a_name_for(parent_path(ground.root()), std::move(row)));
    }
}

}   // namespace

std::vector<std::string> mirror_rows(Store& store, const Ground& ground, Compare compare)
{
    std::vector<std::string> rows;
    for (const auto& table : ledgers) {
        add_rows(store, ground, "SELECT '" + table + "' AS ledger, * FROM " + table, compare, rows);
    }
    std::ranges::sort(rows);
    return rows;
}

std::vector<std::string> signal_rows(Store& store, const Ground& ground)
{
    std::vector<std::string> rows;
    for (const auto* sql :
         {"SELECT code, subject, slug, severity, detail, evidence, opened_at, cleared_at,"
          " acknowledged_until FROM signal",
          "SELECT signal_id, run_id, event, at, evidence FROM signal_event",
          "SELECT * FROM not_evaluated", "SELECT * FROM kept_entry",
          "SELECT register_path, slug, reason, removed_text FROM prune"}) {
        add_rows(store, ground, sql, Compare::all, rows);
    }
    std::ranges::sort(rows);
    return rows;
}

SyncReport sync(Store& store, Ground& ground)
{
    return sync(store, ground.machine, ground.workspace, {});
}

ReconcileReport reconcile(Store& store, Ground& ground, std::vector<std::string> skipped)
{
    return reconcile(store, ground.machine, ground.workspace,
                     {.only = {}, .skipped = std::move(skipped)});
}

ReconcileReport prune(Store& store, Ground& ground, Write write)
{
    return reconcile(store, ground.machine, ground.workspace,
                     {.only = {"register_orphan"}, .skipped = {}, .write = write});
}

EntryNames names_of(const std::vector<PruneCandidate>& candidates)
{
    EntryNames names;
    for (const auto& one : candidates) {
        names.emplace(one.register_path, one.slug);
    }
    return names;
}

std::string listed(const EntryNames& names)
{
    std::string list;
    for (const auto& [path, slug] : names) {
        list += (list.empty() ? "" : ", ") + slug + " of " + path;
    }
    return list;
}

std::string first_difference(std::vector<std::string> one, std::vector<std::string> other)
{
    std::ranges::sort(one);
    std::ranges::sort(other);
    const auto only_in = [](const auto& some, const auto& others) {
        std::vector<std::string> lines;
        std::ranges::set_difference(some, others, std::back_inserter(lines));
        return lines.empty() ? "nothing" : lines.front();
    };
    return one == other
               ? ""
               : "only here: " + only_in(one, other) + "\nonly there: " + only_in(other, one);
}

}   // namespace tmdb
