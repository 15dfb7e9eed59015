#include "report/replay_words.hpp"

#include "base/time.hpp"
#include "report/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tmdb {

namespace {

/// Until it cleared, or to the last run that was replayed.
Nanoseconds lifetime(const ReplayedSignal& signal, const Replay& replay)
{
    const auto opened = parse_instant(signal.opened_at);
    const auto end = parse_instant(signal.cleared_at.value_or(replay.last.started_at));
    return opened && end ? *end - *opened : 0;
}

std::string length(Nanoseconds time)
{
    return time < one_minute ? "under 1 min" : format_age(time);
}

std::string summary(const Replay& replay)
{
    std::set<std::string> subjects;
    std::vector<Nanoseconds> lifetimes;
    std::ptrdiff_t open = 0;
    for (const auto& signal : replay.signals) {
        subjects.insert(signal.subject);
        lifetimes.push_back(lifetime(signal, replay));
        open += signal.cleared_at ? 0 : 1;
    }
    if (replay.signals.empty()) {
        return "it would have opened no signal\n";
    }
    std::ranges::sort(lifetimes);
    return fmt::format("it would have opened {} signal{} of {} subject{}, {} still open; "
                       "half of them lived {} or less, the longest {}\n",
                       replay.signals.size(), replay.signals.size() == 1 ? "" : "s",
                       subjects.size(), subjects.size() == 1 ? "" : "s", open,
                       length(lifetimes[(lifetimes.size() - 1) / 2]), length(lifetimes.back()));
}

}   // namespace

std::string replay_text(const Replay& replay, const Terminal& terminal)
{
    std::string text =
        fmt::format("{}: {} reconcile{} from {} to {}\n", bold(replay.code, terminal), replay.runs,
                    replay.runs == 1 ? "" : "s", replay.first.started_at, replay.last.started_at);
    if (!replay.signals.empty()) {
        Table table{.columns = {"subject", "opened", "cleared", "lived", "seen", "detail"}};
        for (const auto& signal : replay.signals) {
            table.rows.push_back({signal.subject, signal.opened_at, signal.cleared_at.value_or("-"),
                                  length(lifetime(signal, replay)), signal.times_seen,
                                  signal.detail});
        }
        text += "\n" + render_text(table, terminal) + "\n";
    }
    text += summary(replay);
    for (const auto& [reason, runs] : replay.not_evaluated) {
        text += fmt::format("not evaluated in {} of them: {}\n", runs, reason);
    }
    return text;
}

Json replay_json(const Replay& replay)
{
    Json::Array signals;
    for (const auto& signal : replay.signals) {
        signals.push_back(Json::Object{{"subject", signal.subject},
                                       {"slug", signal.slug.empty() ? Json() : Json(signal.slug)},
                                       {"detail", signal.detail},
                                       {"opened_at", signal.opened_at},
                                       {"cleared_at", signal.cleared_at},
                                       {"times_seen", signal.times_seen},
                                       {"minutes", lifetime(signal, replay) / one_minute}});
    }
    Json::Array not_evaluated;
    for (const auto& [reason, runs] : replay.not_evaluated) {
        not_evaluated.push_back(Json::Object{{"reason", reason}, {"runs", runs}});
    }
    return Json::Object{{"code", replay.code},
                        {"runs", replay.runs},
                        {"since", replay.first.started_at},
                        {"until", replay.last.started_at},
                        {"signals", std::move(signals)},
                        {"not_evaluated", std::move(not_evaluated)}};
}

}   // namespace tmdb
