#include "actions/keep_signals.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace tmdb {

namespace {

void sort_by_identity(std::vector<Finding>& findings)
{
    std::sort(findings.begin(), findings.end(), [](const Finding& one, const Finding& other) {
        return std::tie(one.code, one.subject) < std::tie(other.code, other.subject);
    });
}

}   // namespace

SignalKeeper::SignalKeeper(Store& store, std::map<std::string, int> grace, std::string now)
    : history_(store), grace_(std::move(grace)), now_(std::move(now))
{}

void SignalKeeper::settle(const std::vector<PassResult>& answers,
                          const std::function<bool(const std::string& code)>& is_gone)
{
    open_ = history_.open_signals();
    std::set<std::string> gone;
    for (const auto& signal : open_) {
        if (is_gone(signal.finding.code)) {
            gone.insert(signal.finding.code);
        }
    }
    std::vector<PassResult> all = answers;
    for (const auto& code : gone) {
        all.push_back({.code = code});
    }
    changes_ = tmdb::settle(
        open_, all, {.minutes = grace_, .pending = history_.pending_signals(), .now = now_});
}

void SignalKeeper::tell(ReconcileReport& report)
{
    std::map<std::int64_t, const Finding*> other_words;
    for (const auto& one : changes_.seen) {
        if (one.changed) {
            other_words.emplace(one.signal.id, &one.finding);
            report.changed.push_back(one.finding);
        }
    }
    std::set<std::int64_t> cleared;
    for (const auto& signal : changes_.cleared) {
        cleared.insert(signal.id);
        report.cleared.push_back(signal.finding);
    }
    for (const auto& signal : open_) {
        if (!cleared.contains(signal.id)) {
            const auto now = other_words.find(signal.id);
            const bool is_same = now == other_words.end();
            report.open.add(is_same ? signal.finding.severity : now->second->severity);
            report.open.acknowledged += is_same && signal.acknowledged_until > now_;
        }
    }
    for (const auto& finding : changes_.opened) {
        report.open.add(finding.severity);
        (history_.knows(finding.code, finding.subject) ? report.reopened : report.opened)
            .push_back(finding);
    }
    report.pending = changes_.pending;
    sort_by_identity(report.opened);
    sort_by_identity(report.cleared);
}

void SignalKeeper::write(std::int64_t run)
{
    std::set<std::int64_t> judged;
    for (const auto& signal : changes_.cleared) {
        history_.clear_signal(run, signal.id, now_);
        judged.insert(signal.id);
    }
    for (const auto& one : changes_.seen) {
        judged.insert(one.signal.id);
        if (one.changed) {
            history_.change_signal(run, one.signal.id, one.finding, now_);
        }
    }
    history_.note_judged(run, judged);
    history_.see_open_signals(now_);
    for (const auto& finding : changes_.opened) {
        history_.open_signal(run, finding, history_.knows(finding.code, finding.subject), now_);
    }
    for (const auto& [finding, since] : changes_.pending) {
        history_.add_pending({finding.code, finding.subject, since});
    }
    for (const auto& pending : changes_.not_pending) {
        history_.remove_pending(pending);
    }
}

void SignalKeeper::open_and_clear_pruned(std::int64_t run,
                                         const std::vector<PassResult>& before_pruning,
                                         ReconcileReport& report)
{
    std::set<std::pair<std::string, std::string>> pruned;   // code and subject
    for (const auto& candidate : report.pruned) {
        pruned.emplace(pruning_code, candidate.owner + "/" + candidate.slug);
    }
    for (const auto& finding : report.cleared) {
        pruned.erase({finding.code, finding.subject});   // it was open already
    }
    for (const auto& result : before_pruning) {
        for (const auto& finding : result.findings) {
            if (pruned.contains({finding.code, finding.subject})) {
                const bool reopened = history_.knows(finding.code, finding.subject);
                const auto id = history_.open_signal(run, finding, reopened, now_);
                history_.clear_signal(run, id, now_);
                (reopened ? report.reopened : report.opened).push_back(finding);
                report.cleared.push_back(finding);
            }
        }
    }
    sort_by_identity(report.opened);
    sort_by_identity(report.cleared);
}

std::optional<std::string> SignalKeeper::earliest_return() const
{
    std::optional<std::string> earliest;
    for (const auto& signal : open_) {
        const auto& until = signal.acknowledged_until;
        if (until && *until > now_ && (!earliest || *until < *earliest)) {
            earliest = until;
        }
    }
    return earliest;
}

}   // namespace tmdb
