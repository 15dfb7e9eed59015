#include "report/overview_words.hpp"

#include "base/text.hpp"
#include "report/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tmdb {

namespace {

std::string joined(const std::vector<std::string>& words, const char* separator)
{
    return fmt::format("{}", fmt::join(words, separator));
}

std::string ago(const std::optional<std::string>& instant, Nanoseconds now)
{
    const auto at = instant ? parse_instant(*instant) : std::nullopt;
    return at ? format_ago(now - *at) : "never";
}

Value cell(const std::optional<std::string>& text)
{
    return text ? Value(*text) : Value();
}

/// "needs_attention" for a person: "needs attention".
std::string words_of(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

Table group_table(const Overview& overview, const std::string& group)
{
    Table table{.columns = {"task", "status", "owner", "dispatch", "signals"}};
    for (const auto& task : overview.tasks) {
        if (task.group == group) {
            table.rows.push_back({task.slug, cell(task.status), cell(task.owner),
                                  cell(task.dispatch_state), joined(task.signals, " ")});
        }
    }
    return table;
}

std::string counts_line(const Overview& overview)
{
    std::vector<std::string> counts;
    for (const auto& group : display_groups()) {
        counts.push_back(fmt::format("{} {}", overview.counts.at(group), words_of(group)));
    }
    return joined(counts, ", ") + "\n";
}

Json text_list(const std::vector<std::string>& texts)
{
    return Json::Array(texts.begin(), texts.end());
}

}   // namespace

std::string overview_text(const Overview& overview, Nanoseconds now, const Terminal& terminal)
{
    std::string text = counts_line(overview);
    for (const auto& group : display_groups()) {
        const Table table = group_table(overview, group);
        if (!table.rows.empty()) {
            text += fmt::format("\n{}\n{}", bold(words_of(group), terminal),
                                render_text(table, terminal));
        }
    }
    if (!overview.loose_signals.empty()) {
        text += fmt::format("\n{}\n", bold("signals of no one task", terminal));
        Table table{.columns = {"signal", "subject"}};
        for (const auto& [code, subject] : overview.loose_signals) {
            table.rows.push_back({code, subject});
        }
        text += render_text(table, terminal);
    }
    return text + fmt::format("\nlast sync: {}; last reconcile: {}\n", ago(overview.synced_at, now),
                              ago(overview.reconciled_at, now));
}

Table overview_table(const Overview& overview)
{
    Table table{.columns = {"slug", "display_group", "status", "owner", "registered",
                            "worktree_path", "dispatch_state", "pr_number", "signals"}};
    for (const auto& task : overview.tasks) {
        table.rows.push_back({task.slug, task.group, cell(task.status), cell(task.owner),
                              std::int64_t{task.registered}, cell(task.worktree_path),
                              cell(task.dispatch_state), cell(task.pr_number),
                              joined(task.signals, " ")});
    }
    return table;
}

Json overview_json(const Overview& overview)
{
    Json::Object counts;
    for (const auto& group : display_groups()) {
        counts.push_back({group, overview.counts.at(group)});
    }
    Json::Array tasks;
    for (const auto& task : overview.tasks) {
        tasks.push_back(Json::Object{{"slug", task.slug},
                                     {"display_group", task.group},
                                     {"status", task.status},
                                     {"owner", task.owner},
                                     {"registered", task.registered},
                                     {"worktree_path", task.worktree_path},
                                     {"dispatch_state", task.dispatch_state},
                                     {"pr_number", task.pr_number},
                                     {"signals", text_list(task.signals)}});
    }
    Json::Array loose;
    for (const auto& [code, subject] : overview.loose_signals) {
        loose.push_back(Json::Object{{"code", code}, {"subject", subject}});
    }
    return Json::Object{{"synced_at", overview.synced_at},
                        {"reconciled_at", overview.reconciled_at},
                        {"counts", std::move(counts)},
                        {"tasks", std::move(tasks)},
                        {"signals", std::move(loose)}};
}

Table signal_table(const std::vector<Signal>& signals, Nanoseconds now)
{
    Table table{.columns = {"severity", "signal", "subject", "since", "what"}};
    for (const auto& signal : signals) {
        table.rows.push_back({std::string(name_of(signal.finding.severity)), signal.finding.code,
                              signal.finding.subject,
                              signal.cleared_at ? "cleared " + ago(signal.cleared_at, now)
                                                : ago(signal.opened_at, now),
                              signal.finding.detail});
    }
    return table;
}

Json signal_json(const std::vector<Signal>& signals)
{
    Json::Array list;
    for (const auto& signal : signals) {
        const Finding& finding = signal.finding;
        list.push_back(Json::Object{{"id", signal.id},
                                    {"code", finding.code},
                                    {"subject", finding.subject},
                                    {"slug", finding.slug.empty() ? Json() : Json(finding.slug)},
                                    {"severity", name_of(finding.severity)},
                                    {"detail", finding.detail},
                                    {"evidence", Json::Raw{finding.evidence}},
                                    {"opened_at", signal.opened_at},
                                    {"last_seen_at", signal.last_seen_at},
                                    {"cleared_at", signal.cleared_at},
                                    {"times_seen", signal.times_seen}});
    }
    return list;
}

}   // namespace tmdb
