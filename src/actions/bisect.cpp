#include "actions/bisect.hpp"

#include "base/error.hpp"
#include "store/log.hpp"
#include "store/past.hpp"

namespace tmdb {

namespace {

constexpr std::int64_t most_changes = 1'000;

std::int64_t require_oldest(Store& present)
{
    const auto run = oldest_run(present);
    if (!run) {
        throw Error("there was no run yet", "run 'tm-db sync' first");
    }
    return *run;
}

std::set<std::string> require_tables(const std::string& sql)
{
    auto tables = tables_read(sql);
    if (tables.empty()) {
        throw Error("the query reads no table", "ask of task, register_entry, signal …",
                    ExitStatus::usage);
    }
    return tables;
}

}   // namespace

Bisection bisect(Store& present, Machine& machine, const std::string& sql,
                 const ConsoleLimits& limits,
                 const std::function<void(std::size_t, std::size_t)>& progress)
{
    ConsoleLimits one_row = limits;
    one_row.rows = 1;
    run_console_query(present, machine, sql, one_row);   // a wrong query is said before any work

    const std::int64_t oldest = require_oldest(present);
    const auto tables = require_tables(sql);
    Bisection found;
    found.oldest = read_run(present, oldest);
    Past past(present, tables, newest_run(present));
    auto runs = past.runs_that_changed(oldest);
    runs.push_back(oldest);
    std::optional<std::int64_t> first;
    for (const auto run : runs) {
        past.go_back_to(run);
        if (!run_console_query(past.store(), machine, sql, one_row).rows.empty()) {
            first = run;
        }
        progress(++found.examined, runs.size());
    }
    if (first) {
        found.first = read_run(present, *first);
        found.rows = run_console_query(Past(present, tables, *first).store(), machine, sql, limits);
    }
    if (first && *first != oldest) {
        found.changes = read_log(present, {.run = first, .most = most_changes});
    }
    return found;
}

}   // namespace tmdb
