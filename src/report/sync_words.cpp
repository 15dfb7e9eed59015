#include "report/sync_words.hpp"

#include "base/text.hpp"
#include "report/ledger_names.hpp"
#include "report/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tmdb {

namespace {

Table ledger_table(const SyncReport& report)
{
    Table table{.columns = {"ledger", "rows", "added", "changed", "removed", "unreadable"}};
    for (const auto& [name, words] : ledger_names) {
        const auto found = report.ledgers.find(name);
        if (found == report.ledgers.end()) {
            continue;
        }
        const LedgerCounts& counts = found->second;
        table.rows.push_back({std::string(words), std::int64_t{counts.total},
                              std::int64_t{counts.added}, std::int64_t{counts.changed},
                              std::int64_t{counts.removed}, std::int64_t{counts.unreadable}});
    }
    return table;
}

Table timings_table(const SyncReport& report)
{
    Table table{.columns = {"phase", "ms"}};
    for (const auto& phase : report.phases) {
        table.rows.push_back(
            {phase.name, fmt::format("{:8.1f}", static_cast<double>(phase.took_ns) / 1e6)});
    }
    return table;
}

std::string place_of(const Problem& problem)
{
    std::string place = escape_controls(problem.path);
    if (problem.line > 0) {
        place += fmt::format(":{}", problem.line);
    }
    if (problem.column > 0) {
        place += fmt::format(":{}", problem.column);
    }
    return place;
}

}   // namespace

std::string sync_text(const SyncReport& report, const Terminal& terminal, Timings timings)
{
    constexpr std::size_t shown = 10;
    std::string text = render_text(ledger_table(report), terminal);
    if (report.pull_requests_as_of) {
        text += fmt::format("the pull requests are those of {}\n", *report.pull_requests_as_of);
    }
    for (std::size_t i = 0; i < std::min(report.problems.size(), shown); ++i) {
        const Problem& problem = report.problems[i];
        text += fmt::format("{} {}: {}\n", red("unreadable", terminal), place_of(problem),
                            escape_controls(problem.message));
    }
    if (report.problems.size() > shown) {
        text += fmt::format("and {} more: tm-db sql 'SELECT * FROM problem'\n",
                            report.problems.size() - shown);
    }
    if (!report.history.empty()) {
        text += fmt::format("kept in the history: runs {}, signals {}, changes {}, prunings {}\n",
                            report.history.at("run"), report.history.at("signal"),
                            report.history.at("change"), report.history.at("prune"));
    }
    if (timings == Timings::yes) {
        text += "\n" + render_text(timings_table(report), terminal);
    }
    return text;
}

Json sync_json(const SyncReport& report, Timings timings)
{
    Json::Object ledgers;
    for (const auto& [table, counts] : report.ledgers) {
        ledgers.push_back({table, Json::Object{{"added", counts.added},
                                               {"changed", counts.changed},
                                               {"removed", counts.removed},
                                               {"unreadable", counts.unreadable},
                                               {"total", counts.total}}});
    }
    Json::Array problems;
    for (const auto& problem : report.problems) {
        problems.push_back(Json::Object{{"path", problem.path},
                                        {"line", problem.line},
                                        {"column", problem.column},
                                        {"message", problem.message}});
    }
    Json::Object answer = {{"run", report.run_id},
                           {"took_ms", report.took_ns / 1'000'000},
                           {"ledgers", std::move(ledgers)},
                           {"pull_requests_as_of", report.pull_requests_as_of},
                           {"problems", std::move(problems)}};
    if (timings == Timings::yes) {
        Json::Array phases;
        for (const auto& phase : report.phases) {
            phases.push_back(Json::Object{{"phase", phase.name},
                                          {"ms", static_cast<double>(phase.took_ns) / 1e6}});
        }
        answer.push_back({"timings", std::move(phases)});
    }
    if (!report.history.empty()) {
        Json::Object history;
        for (const auto& [table, rows] : report.history) {
            history.push_back({table, rows});
        }
        answer.push_back({"history", std::move(history)});
    }
    return answer;
}

}   // namespace tmdb
