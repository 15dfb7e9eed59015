#include "report/overview_words.hpp"

#include "base/text.hpp"
#include "report/ledger_names.hpp"
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

/// "needs_attention" for a person: "needs attention".
std::string words_of(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

/// "(ack) worker_gone" for a person.
std::string marked(const SignalLine& signal)
{
    return fmt::format("{}{}{}", signal.acknowledged ? "(ack) " : "",
                       signal.unstable ? "(unstable) " : "", signal.code);
}

std::string marked(const std::vector<SignalLine>& signals)
{
    std::vector<std::string> words;
    for (const auto& signal : signals) {
        words.push_back(marked(signal));
    }
    return joined(words, " ");
}

constexpr auto any = [](const SignalLine&) { return true; };
constexpr auto is_acknowledged = [](const SignalLine& signal) { return signal.acknowledged; };
constexpr auto is_unstable = [](const SignalLine& signal) { return signal.unstable; };

template <typename Condition>
std::vector<std::string> codes(const std::vector<SignalLine>& signals, Condition condition)
{
    std::vector<std::string> codes;
    for (const auto& signal : signals) {
        if (condition(signal)) {
            codes.push_back(signal.code);
        }
    }
    return codes;
}

Table group_table(const Overview& overview, const std::string& group)
{
    Table table{.columns = {"task", "status", "owner", "dispatch", "signals"}};
    for (const auto& task : overview.tasks) {
        if (task.group == group) {
            table.rows.push_back({task.slug, cell(task.status), cell(task.owner),
                                  cell(task.dispatch_state), marked(task.signals)});
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
    const std::string whose =
        overview.manager ? escape_controls(*overview.manager) + ": " : std::string();
    return whose + joined(counts, ", ") + "\n";
}

Table merge_table(const Overview& overview)
{
    Table table{.columns = {"task", "pr", "checks", "mergeable"}};
    for (const auto& task : overview.waiting_for_merge) {
        table.rows.push_back(
            {task.slug, task.pr_number, cell(task.pr_ci_state), cell(task.pr_mergeable)});
    }
    return table;
}

Table finished_table(const Overview& overview, Nanoseconds now)
{
    Table table{.columns = {"task", "status", "when"}};
    for (const auto& task : overview.recently_finished) {
        table.rows.push_back({task.slug, task.status, ago(task.finished_at, now)});
    }
    return table;
}

Table loose_table(const Overview& overview)
{
    Table table{.columns = {"signal", "subject"}};
    for (const auto& signal : overview.loose_signals) {
        table.rows.push_back({marked(signal), signal.subject});
    }
    return table;
}

std::string words_for(const std::string& ledger)
{
    const auto name = std::find_if(ledger_names.begin(), ledger_names.end(),
                                   [&](const LedgerName& known) { return known.table == ledger; });
    return name == ledger_names.end() ? ledger : name->words;
}

Table source_table(const Overview& overview, Nanoseconds now)
{
    Table table{.columns = {"source", "rows", "unreadable", "stale", "read"}};
    for (const auto& source : overview.sources) {
        table.rows.push_back({words_for(source.ledger), source.total, source.unreadable,
                              source.stale, ago(source.read_at, now)});
    }
    return table;
}

/// A table under its title; nothing where it has no rows.
std::string section(const std::string& title, const Table& table, const Terminal& terminal)
{
    return table.rows.empty()
               ? ""
               : fmt::format("\n{}\n{}", bold(title, terminal), render_text(table, terminal));
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
        text += section(words_of(group), group_table(overview, group), terminal);
    }
    text += section("waiting for merge", merge_table(overview), terminal);
    text += section("recently finished", finished_table(overview, now), terminal);
    text += section(overview.manager ? "signals that are nobody's" : "signals of no one task",
                    loose_table(overview), terminal);
    text += section("sources", source_table(overview, now), terminal);
    return text + fmt::format("\nlast sync: {}; last reconcile: {}\n", ago(overview.synced_at, now),
                              ago(overview.reconciled_at, now));
}

Table overview_table(const Overview& overview)
{
    Table table{.columns = {"slug", "display_group", "status", "owner", "registered",
                            "worktree_path", "dispatch_state", "pr_number", "signals",
                            "acknowledged", "unstable"}};
    for (const auto& task : overview.tasks) {
        table.rows.push_back({task.slug, task.group, cell(task.status), cell(task.owner),
                              std::int64_t{task.registered}, cell(task.worktree_path),
                              cell(task.dispatch_state), cell(task.pr_number),
                              joined(codes(task.signals, any), " "),
                              joined(codes(task.signals, is_acknowledged), " "),
                              joined(codes(task.signals, is_unstable), " ")});
    }
    return table;
}

Json counts_json(const Overview& overview)
{
    Json::Object counts;
    for (const auto& group : display_groups()) {
        counts.push_back({group, overview.counts.at(group)});
    }
    return counts;
}

Json waiting_json(const Overview& overview)
{
    Json::Array list;
    for (const auto& task : overview.waiting_for_merge) {
        list.push_back(Json::Object{{"slug", task.slug},
                                    {"pr_number", task.pr_number},
                                    {"pr_url", task.pr_url},
                                    {"pr_ci_state", task.pr_ci_state},
                                    {"pr_mergeable", task.pr_mergeable}});
    }
    return list;
}

Json finished_json(const Overview& overview)
{
    Json::Array list;
    for (const auto& task : overview.recently_finished) {
        list.push_back(Json::Object{
            {"slug", task.slug}, {"status", task.status}, {"finished_at", task.finished_at}});
    }
    return list;
}

Json sources_json(const Overview& overview, Nanoseconds now)
{
    Json::Array list;
    for (const auto& source : overview.sources) {
        const auto at = source.read_at ? parse_instant(*source.read_at) : std::nullopt;
        list.push_back(Json::Object{{"source", source.ledger},
                                    {"rows", source.total},
                                    {"unreadable", source.unreadable},
                                    {"stale", source.stale},
                                    {"read_at", source.read_at},
                                    {"age_seconds", at ? Json((now - *at) / one_second) : Json()}});
    }
    return list;
}

Json overview_json(const Overview& overview, Nanoseconds now)
{
    Json::Array tasks;
    for (const auto& task : overview.tasks) {
        tasks.push_back(
            Json::Object{{"slug", task.slug},
                         {"display_group", task.group},
                         {"status", task.status},
                         {"owner", task.owner},
                         {"registered", task.registered},
                         {"worktree_path", task.worktree_path},
                         {"dispatch_state", task.dispatch_state},
                         {"pr_number", task.pr_number},
                         {"signals", text_list(codes(task.signals, any))},
                         {"acknowledged", text_list(codes(task.signals, is_acknowledged))},
                         {"unstable", text_list(codes(task.signals, is_unstable))}});
    }
    Json::Array loose;
    for (const auto& signal : overview.loose_signals) {
        loose.push_back(Json::Object{{"code", signal.code},
                                     {"subject", signal.subject},
                                     {"acknowledged", signal.acknowledged},
                                     {"unstable", signal.unstable}});
    }
    return Json::Object{{"synced_at", overview.synced_at},
                        {"reconciled_at", overview.reconciled_at},
                        {"owner", overview.manager},
                        {"counts", counts_json(overview)},
                        {"tasks", std::move(tasks)},
                        {"waiting_for_merge", waiting_json(overview)},
                        {"recently_finished", finished_json(overview)},
                        {"signals", std::move(loose)},
                        {"sources", sources_json(overview, now)}};
}

std::string signal_words(const Signal& signal)
{
    std::string words = signal.unstable ? "(unstable) " : "";
    if (signal.acknowledged) {
        words += fmt::format("(acknowledged until {}: {}) ", signal.acknowledged_until.value_or(""),
                             signal.acknowledged_why.value_or(""));
    }
    return words + signal.finding.detail;
}

Table signal_table(const std::vector<Signal>& signals, Nanoseconds now)
{
    Table table{.columns = {"severity", "signal", "subject", "since", "what"}};
    for (const auto& signal : signals) {
        table.rows.push_back({std::string(name_of(signal.finding.severity)), signal.finding.code,
                              signal.finding.subject,
                              signal.cleared_at ? "cleared " + ago(signal.cleared_at, now)
                                                : ago(signal.opened_at, now),
                              signal_words(signal)});
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
                                    {"times_seen", signal.times_seen},
                                    {"acknowledged", signal.acknowledged},
                                    {"acknowledged_until", signal.acknowledged_until},
                                    {"acknowledged_why", signal.acknowledged_why},
                                    {"unstable", signal.unstable}});
    }
    return list;
}

std::string acknowledgement_text(const Signal& signal)
{
    const std::string name =
        fmt::format("{} of '{}'", signal.finding.code, escape_controls(signal.finding.subject));
    return signal.acknowledged_until
               ? fmt::format("{} needs no attention until {}\n", name, *signal.acknowledged_until)
               : fmt::format("{} needs attention again\n", name);
}

Json acknowledgement_json(const Signal& signal)
{
    return Json::Object{{"id", signal.id},
                        {"code", signal.finding.code},
                        {"subject", signal.finding.subject},
                        {"acknowledged_until", signal.acknowledged_until},
                        {"acknowledged_why", signal.acknowledged_why}};
}

}   // namespace tmdb
