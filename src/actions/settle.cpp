#include "actions/settle.hpp"

#include "base/time.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tmdb {

namespace {

using Identity = std::pair<std::string, std::string>;   // code and subject

Identity identity_of(const Finding& finding)
{
    return {finding.code, finding.subject};
}

/// Which open signals nobody can speak of in this run.
class Unspoken {
public:
    explicit Unspoken(const std::vector<PassResult>& results)
    {
        for (const auto& result : results) {
            answered_.insert(result.code);
            for (const auto& unknown : result.not_evaluated) {
                not_evaluated_.emplace(unknown.code, unknown.subject);
            }
        }
    }

    bool contains(const Finding& finding) const
    {
        return !answered_.contains(finding.code) || not_evaluated_.contains({finding.code, ""}) ||
               not_evaluated_.contains({finding.code, finding.subject}) ||
               (!finding.slug.empty() && not_evaluated_.contains({finding.code, finding.slug}));
    }

    /// Its slug is not known, but where a subject is not a slug, it is a path or an owner's that
    /// ends with one.
    bool contains(const PendingSignal& pending) const
    {
        const auto is_meant = [&](const Identity& unknown) {
            return unknown.first == pending.code &&
                   (unknown.second.empty() || unknown.second == pending.subject ||
                    pending.subject.ends_with("/" + unknown.second));
        };
        return !answered_.contains(pending.code) || std::ranges::any_of(not_evaluated_, is_meant);
    }

private:
    std::set<std::string> answered_;
    std::set<Identity> not_evaluated_;
};

bool has_grace(const Patience& patience, const std::string& code)
{
    const auto minutes = patience.minutes.find(code);
    return minutes != patience.minutes.end() && minutes->second > 0;
}

bool must_wait(const Patience& patience, const std::string& code, const std::string& since)
{
    if (!has_grace(patience, code)) {
        return false;
    }
    const Nanoseconds now = parse_instant(patience.now).value_or(0);
    const Nanoseconds held = now - parse_instant(since).value_or(now);
    return held < patience.minutes.at(code) * one_minute;
}

}   // namespace

SignalChanges settle(const std::vector<Signal>& open, const std::vector<PassResult>& results,
                     const Patience& patience)
{
    std::map<Identity, PendingSignal> waiting;
    for (const auto& pending : patience.pending) {
        waiting.emplace(Identity(pending.code, pending.subject), pending);
    }
    std::map<Identity, const Signal*> unseen;
    for (const auto& signal : open) {
        unseen.emplace(identity_of(signal.finding), &signal);
    }

    SignalChanges changes;
    for (const auto& result : results) {
        for (const auto& finding : result.findings) {
            const auto known = unseen.find(identity_of(finding));
            if (known == unseen.end()) {
                const auto earlier = waiting.extract(identity_of(finding));
                const std::string since = earlier ? earlier.mapped().since : patience.now;
                if (must_wait(patience, finding.code, since)) {
                    changes.pending.push_back({finding, since});
                    continue;
                }
                changes.opened.push_back(finding);
                if (earlier) {
                    changes.not_pending.push_back(earlier.mapped());
                }
            } else {
                const Signal& signal = *known->second;
                changes.seen.push_back({signal, finding, signal.finding != finding});
                unseen.erase(known);
            }
        }
    }
    const Unspoken unspoken(results);
    for (const auto& [identity, signal] : unseen) {
        if (!unspoken.contains(signal->finding)) {
            changes.cleared.push_back(*signal);
        }
    }
    for (const auto& [identity, pending] : waiting) {
        if (!has_grace(patience, pending.code) || !unspoken.contains(pending)) {
            changes.not_pending.push_back(pending);
        }
    }
    return changes;
}

}   // namespace tmdb
