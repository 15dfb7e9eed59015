#include "report/reconcile_words.hpp"

#include "base/text.hpp"
#include "report/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace tmdb {

namespace {

/// A heading and a table below it; nothing for a table without rows.
std::string counted_section(const std::string& heading, const Table& table,
                            const Terminal& terminal)
{
    if (table.rows.empty()) {
        return "";
    }
    return bold(fmt::format("{} ({})", heading, table.rows.size()), terminal) + "\n" +
           render_text(table, terminal) + "\n";
}

Table finding_table(const std::vector<Finding>& findings)
{
    Table table{.columns = {"severity", "signal", "subject", "what"}};
    for (const auto& finding : findings) {
        table.rows.push_back({std::string(name_of(finding.severity)), finding.code, finding.subject,
                              finding.detail});
    }
    return table;
}

Table candidate_table(const std::vector<PruneCandidate>& candidates)
{
    Table table{.columns = {"register", "slug", "reason"}};
    for (const auto& candidate : candidates) {
        table.rows.push_back({candidate.register_path, candidate.slug, candidate.reason});
    }
    return table;
}

Table kept_table(const std::vector<KeptEntry>& kept)
{
    Table table{.columns = {"register", "slug", "reason"}};
    for (const auto& entry : kept) {
        table.rows.push_back({entry.register_path, entry.slug, entry.reason});
    }
    return table;
}

/// One line for each thing that could not be seen, however many passes needed it.
Table not_evaluated_table(const std::vector<NotEvaluated>& all)
{
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> codes;
    for (const auto& one : all) {
        codes[{one.subject, one.reason}].push_back(one.code);
    }
    Table table{.columns = {"subject", "reason", "signals"}};
    for (const auto& [key, list] : codes) {
        const auto& [subject, reason] = key;
        table.rows.push_back({subject.empty() ? std::string("all") : subject, reason,
                              list.size() == 1
                                  ? list.front()
                                  : fmt::format("{} and {} more", list.front(), list.size() - 1)});
    }
    return table;
}

std::string_view name_of(RegisterPrune::Outcome outcome)
{
    switch (outcome) {
    case RegisterPrune::Outcome::done: return "done";
    case RegisterPrune::Outcome::busy: return "busy";
    case RegisterPrune::Outcome::refused: return "refused";
    case RegisterPrune::Outcome::displaced: return "displaced";
    case RegisterPrune::Outcome::failed: break;
    }
    return "failed";
}

Table trouble_table(const std::vector<RegisterPrune>& troubles)
{
    Table table{.columns = {"register", "outcome", "reason"}};
    for (const auto& trouble : troubles) {
        table.rows.push_back(
            {trouble.register_path, std::string(name_of(trouble.outcome)), trouble.reason});
    }
    return table;
}

std::string plain_rename_lines(const std::vector<std::string>& registers)
{
    std::string lines;
    for (const auto& path : registers) {
        lines += escape_controls(path) +
                 " was replaced by a plain rename: what others wrote at that moment is lost\n";
    }
    return lines;
}

std::string counted(std::size_t number, std::string_view noun)
{
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string pending_line(std::size_t pending)
{
    switch (pending) {
    case 0: return "";
    case 1: return "1 more is within its grace\n";
    default: return fmt::format("{} more are within their grace\n", pending);
    }
}

std::string summary(const ReconcileReport& report)
{
    const OpenSignals& open = report.open;
    return fmt::format(
        "{} open: {}, {}, {}{}\n{}", counted(open.total(), "signal"), counted(open.errors, "error"),
        counted(open.warnings, "warning"), counted(open.infos, "info"),
        open.acknowledged > 0 ? fmt::format("; {} acknowledged", open.acknowledged) : "",
        pending_line(report.pending.size()));
}

Json::Object finding_object(const Finding& finding)
{
    return {
        {"code", finding.code},
        {"subject", finding.subject},
        {"slug", finding.slug.empty() ? Json() : Json(finding.slug)},
        {"severity", name_of(finding.severity)},
        {"detail", finding.detail},
        {"evidence", Json::Raw{finding.evidence}},
    };
}

Json finding_list(const std::vector<Finding>& findings)
{
    Json::Array list;
    for (const auto& finding : findings) {
        list.push_back(finding_object(finding));
    }
    return list;
}

Json pending_list(const std::vector<PendingFinding>& pending)
{
    Json::Array list;
    for (const auto& [finding, since] : pending) {
        Json::Object object = finding_object(finding);
        object.push_back({"since", since});
        list.push_back(std::move(object));
    }
    return list;
}

Json candidate_list(const std::vector<PruneCandidate>& candidates, const std::string& why)
{
    Json::Array list;
    for (const auto& candidate : candidates) {
        Json::Object object{{"register", candidate.register_path},
                            {"owner", candidate.owner},
                            {"slug", candidate.slug},
                            {"reason", candidate.reason}};
        if (!why.empty()) {
            object.push_back({"why_refused", why});
        }
        list.push_back(std::move(object));
    }
    return list;
}

Json kept_list(const std::vector<KeptEntry>& kept)
{
    Json::Array list;
    for (const auto& entry : kept) {
        list.push_back(Json::Object{{"register", entry.register_path},
                                    {"owner", entry.owner},
                                    {"slug", entry.slug},
                                    {"reason", entry.reason},
                                    {"unknown", entry.unknown}});
    }
    return list;
}

Json not_evaluated_list(const std::vector<NotEvaluated>& all)
{
    Json::Array list;
    for (const auto& one : all) {
        list.push_back(Json::Object{{"code", one.code},
                                    {"subject", one.subject.empty() ? Json() : Json(one.subject)},
                                    {"reason", one.reason}});
    }
    return list;
}

Json trouble_list(const std::vector<RegisterPrune>& troubles)
{
    Json::Array list;
    for (const auto& trouble : troubles) {
        list.push_back(Json::Object{{"register", trouble.register_path},
                                    {"outcome", name_of(trouble.outcome)},
                                    {"reason", trouble.reason}});
    }
    return list;
}

}   // namespace

std::string reconcile_text(const ReconcileReport& report, const Terminal& terminal)
{
    const bool dry_run = !report.run_id;
    std::string text;
    text +=
        counted_section(dry_run ? "would open" : "opened", finding_table(report.opened), terminal);
    text += counted_section(dry_run ? "would reopen" : "reopened", finding_table(report.reopened),
                            terminal);
    text += counted_section(dry_run ? "would change" : "changed", finding_table(report.changed),
                            terminal);
    text += counted_section(dry_run ? "would clear" : "cleared", finding_table(report.cleared),
                            terminal);
    text += counted_section(dry_run ? "would prune" : "pruned", candidate_table(report.pruned),
                            terminal);
    text += plain_rename_lines(report.plain_renames);
    if (!report.why_refused.empty() && report.refused.empty()) {
        text += "refused: " + report.why_refused + "\n";
    }
    text += counted_section("refused: " + report.why_refused, candidate_table(report.refused),
                            terminal);
    text += counted_section("kept", kept_table(report.kept), terminal);
    text += counted_section("could not prune", trouble_table(report.troubles), terminal);
    text += counted_section("not evaluated", not_evaluated_table(report.not_evaluated), terminal);
    if (report.recovered > 0) {
        text += fmt::format("settled {} that an earlier run left behind\n",
                            counted(static_cast<std::size_t>(report.recovered), "register write"));
    }
    return text + summary(report);
}

Json reconcile_json(const ReconcileReport& report)
{
    Json::Array skipped(report.skipped.begin(), report.skipped.end());
    Json::Array plain_renames(report.plain_renames.begin(), report.plain_renames.end());
    return Json::Object{
        {"run", report.run_id},
        {"dry_run", !report.run_id.has_value()},
        {"opened", finding_list(report.opened)},
        {"reopened", finding_list(report.reopened)},
        {"changed", finding_list(report.changed)},
        {"cleared", finding_list(report.cleared)},
        {"pending", pending_list(report.pending)},
        {"pruned", candidate_list(report.pruned, "")},
        {"refused", candidate_list(report.refused, report.why_refused)},
        {"kept", kept_list(report.kept)},
        {"troubles", trouble_list(report.troubles)},
        {"plain_renames", std::move(plain_renames)},
        {"not_evaluated", not_evaluated_list(report.not_evaluated)},
        {"skipped", std::move(skipped)},
        {"open", report.open.total()},
        {"acknowledged", report.open.acknowledged},
    };
}

}   // namespace tmdb
