#include "actions/acknowledge.hpp"

#include "base/error.hpp"
#include "store/history.hpp"
#include "store/overview.hpp"

#include <algorithm>
#include <vector>

namespace tmdb {

namespace {

std::string quoted(const Finding& finding)
{
    return "'" + finding.subject + "'";
}

/// The open ones of a code, a few of them by name.
std::string hint_of(const std::string& code, const std::vector<Signal>& open)
{
    constexpr std::size_t most = 5;
    if (open.empty()) {
        return "no " + code + " is open";
    }
    std::string hint = "open are ";
    for (std::size_t i = 0; i < std::min(most, open.size()); ++i) {
        hint += (i == 0 ? "" : ", ") + quoted(open[i].finding);
    }
    return open.size() > most ? hint + " and " + std::to_string(open.size() - most) + " more"
                              : hint;
}

Signal require_open(const Acknowledgement& said, const std::vector<Signal>& open)
{
    const auto found = std::ranges::find(
        open, said.subject, [](const Signal& signal) { return signal.finding.subject; });
    if (found == open.end()) {
        throw Error("no " + said.code + " of '" + said.subject + "' is open",
                    hint_of(said.code, open));
    }
    return *found;
}

}   // namespace

Signal acknowledge(Store& store, const Acknowledgement& said, const std::string& now)
{
    Transaction transaction(store);
    Signal signal = require_open(said, read_signals(store, {.codes = {said.code}}));
    if (!said.until && !signal.acknowledged_until) {
        throw Error("nobody has acknowledged " + said.code + " of '" + said.subject + "'");
    }
    History(store).acknowledge(signal.id, said.until, said.why, now);
    transaction.commit();
    signal.acknowledged_until = said.until;
    signal.acknowledged_why = said.until ? std::optional(said.why) : std::nullopt;
    return signal;
}

}   // namespace tmdb
