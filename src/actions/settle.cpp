#include "actions/settle.hpp"

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

private:
    std::set<std::string> answered_;
    std::set<Identity> not_evaluated_;
};

}   // namespace

SignalChanges settle(const std::vector<Signal>& open, const std::vector<PassResult>& results)
{
    std::map<Identity, const Signal*> unseen;
    for (const auto& signal : open) {
        unseen.emplace(identity_of(signal.finding), &signal);
    }

    SignalChanges changes;
    for (const auto& result : results) {
        for (const auto& finding : result.findings) {
            const auto known = unseen.find(identity_of(finding));
            if (known == unseen.end()) {
                changes.opened.push_back(finding);
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
    return changes;
}

}   // namespace tmdb
