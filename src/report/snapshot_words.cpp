#include "report/snapshot_words.hpp"

#include "report/overview_words.hpp"

#include <algorithm>
#include <map>

namespace tmdb {

namespace {

Json escalation_json(const Overview& overview)
{
    Json::Array signals;
    for (const auto& signal : overview.signals) {
        const Finding& finding = signal.finding;
        signals.push_back(Json::Object{{"code", finding.code},
                                       {"severity", name_of(finding.severity)},
                                       {"slug", finding.slug.empty() ? Json() : Json(finding.slug)},
                                       {"subject", finding.subject},
                                       {"detail", finding.detail},
                                       {"opened_at", signal.opened_at},
                                       {"acknowledged", signal.acknowledged}});
    }
    const bool required =
        std::any_of(overview.signals.begin(), overview.signals.end(), [](const Signal& signal) {
            return signal.finding.severity != Severity::info && !signal.acknowledged;
        });
    return Json::Object{{"required", required}, {"signals", std::move(signals)}};
}

Json tasks_json(const Overview& overview)
{
    std::map<std::string, Json::Array> reasons;
    for (const auto& signal : overview.signals) {
        const Finding& finding = signal.finding;
        if (!signal.acknowledged) {
            reasons[finding.slug].push_back(Json(finding.code + ": " + finding.detail));
        }
    }
    Json::Array tasks;
    for (const auto& task : overview.tasks) {
        tasks.push_back(Json::Object{{"slug", task.slug},
                                     {"status", task.status},
                                     {"registered", task.registered},
                                     {"worktree_path", task.worktree_path},
                                     {"dispatch_state", task.dispatch_state},
                                     {"needs_attention", task.needs_attention},
                                     {"escalation_reasons", reasons[task.slug]},
                                     {"pr_number", task.pr_number},
                                     {"pr_ci_state", task.pr_ci_state},
                                     {"pr_mergeable", task.pr_mergeable},
                                     {"display_group", task.group}});
    }
    return tasks;
}

}   // namespace

Json snapshot_json(const Overview& overview, Nanoseconds now)
{
    return Json::Object{{"generated_at", format_instant(now)},
                        {"owner", overview.manager},
                        {"counts", counts_json(overview)},
                        {"tasks", tasks_json(overview)},
                        {"escalation", escalation_json(overview)},
                        {"waiting_for_merge", waiting_json(overview)},
                        {"recently_finished", finished_json(overview)},
                        {"sources", sources_json(overview, now)}};
}

}   // namespace tmdb
