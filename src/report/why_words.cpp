#include "report/why_words.hpp"

#include "base/text.hpp"
#include "report/next_step.hpp"
#include "report/overview_words.hpp"
#include "report/text_table.hpp"

#include <fmt/format.h>

namespace tmdb {

namespace {

struct Row {
    std::string ledger;
    std::string says;
    std::string where;
};

std::string joined(const std::vector<std::string>& words)
{
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string says(const TaskStatement& file)
{
    std::vector<std::string> words = {file.status_raw.value_or("no status")};
    if (file.pull_request) {
        words.push_back(fmt::format("pull request {}", *file.pull_request));
    }
    if (file.stale) {
        words.emplace_back("cannot be judged");
    }
    return joined(words);
}

std::string says(const MirroredEntry& entry)
{
    std::vector<std::string> words = {"registered by " + entry.owner};
    if (entry.entry.registered_at) {
        words.push_back("at " + *entry.entry.registered_at);
    }
    if (entry.entry.problem) {
        words.push_back(*entry.entry.problem);
    }
    return joined(words);
}

std::string says(const Worktree& worktree)
{
    std::vector<std::string> words = {worktree.on_disk ? "on disk" : "not on disk"};
    if (worktree.in_git) {
        words.push_back(worktree.branch ? "branch " + *worktree.branch : "no branch");
    } else {
        words.emplace_back("unknown to git");
    }
    if (worktree.head_oid) {
        words.push_back("at " + worktree.head_oid->substr(0, 12));
    }
    if (worktree.commits.ahead.value_or(0) > 0) {
        words.push_back(fmt::format("{} ahead, {} not pushed", *worktree.commits.ahead,
                                    worktree.commits.unpushed.value_or(0)));
    }
    if (worktree.locked) {
        words.emplace_back("locked");
    }
    if (worktree.operation) {
        words.push_back("in the middle of something: " + *worktree.operation);
    }
    return joined(words);
}

std::string says(const Dispatch& dispatch, bool is_current)
{
    std::vector<std::string> words = {std::string(name_of(dispatch.state))};
    if (dispatch.record.exit_code) {
        words.push_back(fmt::format("exit code {}", *dispatch.record.exit_code));
    }
    if (!is_current) {
        words.emplace_back("of an earlier life");
    }
    return joined(words);
}

Row row_of(const TaskPullRequest& claim)
{
    if (!claim.pull_request) {
        return {"pull request", fmt::format("{}, known by its number only", claim.number),
                claim.source};
    }
    const PullRequest& pull_request = *claim.pull_request;
    std::vector<std::string> words = {
        fmt::format("{} {}", claim.number, pull_request.state.value_or(""))};
    if (pull_request.mergeable == "CONFLICTING") {
        words.emplace_back("conflicts");
    }
    if (pull_request.ci_state != "none") {
        words.push_back("checks " + pull_request.ci_state);
    }
    return {"pull request", joined(words), pull_request.url.value_or(claim.source)};
}

std::vector<Row> ledgers_of(const Dossier& dossier)
{
    std::vector<Row> rows;
    for (const auto& root : dossier.roots) {
        rows.push_back({"root file", says(root), root.path});
    }
    for (const auto& copy : dossier.copies) {
        rows.push_back({"worktree copy", says(copy), copy.path});
    }
    for (const auto& entry : dossier.entries) {
        rows.push_back({"register", says(entry), entry.register_path});
    }
    for (const auto& worktree : dossier.worktrees) {
        rows.push_back({"worktree", says(worktree), worktree.path});
    }
    for (const auto& dispatch : dossier.dispatches) {
        const bool is_latest = &dispatch == dossier.dispatches.data();
        rows.push_back({"dispatch", says(dispatch, is_latest && dossier.dispatch_is_current),
                        dispatch.record.path});
    }
    if (dossier.pull_request) {
        rows.push_back(row_of(*dossier.pull_request));
    }
    return rows;
}

std::string words_for(Contradiction contradiction)
{
    switch (contradiction) {
    case Contradiction::statuses_differ:
        return "the root file and the copy in the worktree have different statuses";
    case Contradiction::completed_but_reverted:
        return "a status says completed, and main has reverted the work";
    case Contradiction::completed_but_closed:
        return "a status says completed, and the pull request was closed without a merge";
    case Contradiction::completed_but_running:
        return "a status says completed, and a worker is still running";
    case Contradiction::exited_but_open:
        return "the worker ended with exit code 0, and the root file does not say completed";
    case Contradiction::landed_but_open:
        return "the work has landed, and the root file does not say completed";
    case Contradiction::merged_but_open:
        return "the pull request is merged, and the root file does not say completed";
    case Contradiction::registered_twice: break;
    }
    return "two managers have registered it";
}

std::string heading(const char* words, const Terminal& terminal)
{
    return fmt::format("\n{}\n", bold(words, terminal));
}

std::string signals_of(const Dossier& dossier, Nanoseconds now, const Terminal& terminal)
{
    Table table{.columns = {"severity", "signal", "since", "what"}};
    for (const auto& signal : dossier.signals) {
        const auto opened_at = parse_instant(signal.opened_at);
        table.rows.push_back({std::string(name_of(signal.finding.severity)), signal.finding.code,
                              opened_at ? format_ago(now - *opened_at) : signal.opened_at,
                              signal_words(signal)});
    }
    return table.rows.empty() ? ""
                              : heading("open signals", terminal) + render_text(table, terminal);
}

}   // namespace

std::string why_text(const Explanation& explanation, Nanoseconds now, const Terminal& terminal)
{
    const Dossier& dossier = explanation.dossier;
    std::string text =
        fmt::format("{}: {}\n", escape_controls(dossier.slug), bold(explanation.verdict, terminal));
    Table ledgers{.columns = {"ledger", "says", "where"}};
    for (const auto& row : ledgers_of(dossier)) {
        ledgers.rows.push_back({row.ledger, row.says, row.where});
    }
    text += heading("ledgers", terminal) + render_text(ledgers, terminal);
    if (!explanation.layers.empty()) {
        Table layers{.columns = {"layer", "answer", "proof"}};
        for (const auto& [name, layer] : explanation.layers) {
            layers.rows.push_back({name, std::string(name_of(layer.answer)), layer.proof});
        }
        text += heading("layers", terminal) + render_text(layers, terminal);
    }
    if (!explanation.contradictions.empty()) {
        text += heading("contradictions", terminal);
        for (const auto contradiction : explanation.contradictions) {
            text += words_for(contradiction) + "\n";
        }
    }
    text += signals_of(dossier, now, terminal) + heading("what to do next", terminal);
    for (const auto step : explanation.steps) {
        const NextStep next = words_for(step, dossier);
        text += escape_controls(next.what) + "\n";
        text += next.command.empty() ? "" : "    " + escape_controls(next.command) + "\n";
    }
    return text;
}

Json why_json(const Explanation& explanation)
{
    Json::Array ledgers;
    for (const auto& row : ledgers_of(explanation.dossier)) {
        ledgers.push_back(
            Json::Object{{"ledger", row.ledger}, {"says", row.says}, {"where", row.where}});
    }
    Json::Array layers;
    for (const auto& [name, layer] : explanation.layers) {
        layers.push_back(Json::Object{
            {"layer", name}, {"answer", name_of(layer.answer)}, {"proof", layer.proof}});
    }
    Json::Array contradictions;
    for (const auto contradiction : explanation.contradictions) {
        contradictions.push_back(words_for(contradiction));
    }
    Json::Array signals;
    for (const auto& signal : explanation.dossier.signals) {
        signals.push_back(Json::Object{{"code", signal.finding.code},
                                       {"subject", signal.finding.subject},
                                       {"severity", name_of(signal.finding.severity)},
                                       {"opened_at", signal.opened_at},
                                       {"detail", signal.finding.detail},
                                       {"acknowledged", signal.acknowledged},
                                       {"acknowledged_until", signal.acknowledged_until},
                                       {"acknowledged_why", signal.acknowledged_why},
                                       {"unstable", signal.unstable}});
    }
    Json::Array next;
    for (const auto step : explanation.steps) {
        const NextStep words = words_for(step, explanation.dossier);
        next.push_back(Json::Object{{"what", words.what}, {"command", words.command}});
    }
    return Json::Object{{"slug", explanation.dossier.slug},
                        {"verdict", explanation.verdict},
                        {"ledgers", std::move(ledgers)},
                        {"layers", std::move(layers)},
                        {"contradictions", std::move(contradictions)},
                        {"signals", std::move(signals)},
                        {"next", std::move(next)}};
}

}   // namespace tmdb
