#include "store/past_signals.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {

namespace {

struct Reconcile {
    std::int64_t run = 0;
    std::string started_at;
};

/// Runs that could not judge an open signal: from the first up to, and without, the last.
using Gap = std::pair<std::int64_t, std::int64_t>;

constexpr auto never = std::numeric_limits<std::int64_t>::max();

std::vector<Reconcile> reconciles(Connection& present)
{
    Query& query = present.query("SELECT id, started_at FROM run"
                                 " WHERE kind = 'reconcile' AND outcome <> 'failed' ORDER BY id");
    std::vector<Reconcile> found;
    while (query.step()) {
        found.push_back({query.integer(0), query.text(1)});
    }
    return found;
}

std::map<std::int64_t, std::vector<Gap>> gaps(Connection& present)
{
    Query& query = present.query(
        "SELECT signal_id, from_run, COALESCE(to_run, 9223372036854775807) FROM signal_gap");
    std::map<std::int64_t, std::vector<Gap>> found;
    while (query.step()) {
        found[query.integer(0)].emplace_back(query.integer(1), query.integer(2));
    }
    return found;
}

/// When a signal was seen, and how often, by the runs that could judge it.
class Sightings {
public:
    explicit Sightings(Connection& present) : reconciles_(reconciles(present)), gaps_(gaps(present))
    {}

    /// By runs after `run` and before `end`.
    std::int64_t count(std::int64_t signal, std::int64_t run, std::int64_t end) const
    {
        std::int64_t count = runs_between(run + 1, end);
        for (const auto& [from, to] : gaps_of(signal)) {
            count -= runs_between(std::max(from, run + 1), std::min(to, end));
        }
        return count;
    }

    /// When the last run up to `run` began that saw it.
    std::optional<std::string> last(std::int64_t signal, std::int64_t run) const
    {
        for (auto one = first_from(run + 1); one != reconciles_.begin();) {
            --one;
            const auto judged = [&](const Gap& gap) {
                return one->run < gap.first || gap.second <= one->run;
            };
            if (std::ranges::all_of(gaps_of(signal), judged)) {
                return one->started_at;
            }
        }
        return std::nullopt;
    }

private:
    std::vector<Reconcile>::const_iterator first_from(std::int64_t run) const
    {
        return std::ranges::lower_bound(reconciles_, run, {}, &Reconcile::run);
    }

    std::int64_t runs_between(std::int64_t from, std::int64_t end) const
    {
        return from < end ? first_from(end) - first_from(from) : 0;
    }

    const std::vector<Gap>& gaps_of(std::int64_t signal) const
    {
        static const std::vector<Gap> none;
        const auto found = gaps_.find(signal);
        return found == gaps_.end() ? none : found->second;
    }

    std::vector<Reconcile> reconciles_;
    std::map<std::int64_t, std::vector<Gap>> gaps_;
};

/// A signal as its last event by then left it; and the run that has cleared it since.
constexpr std::string_view last_words = R"(
WITH word AS MATERIALIZED (
    SELECT signal_id,
           MAX(id) FILTER (WHERE run_id <= ?1 AND event <> 'acknowledged') AS last,
           MAX(id) FILTER (WHERE run_id <= ?1 AND event IN ('opened', 'reopened', 'changed')) AS said,
           MAX(id) FILTER (WHERE run_id <= ?1 AND event = 'acknowledged') AS acknowledged,
           MIN(run_id) FILTER (WHERE event = 'cleared') AS cleared_by
      FROM signal_event
     GROUP BY signal_id)
SELECT signal.id, signal.code, signal.subject, said.slug, said.severity, said.detail,
       said.evidence, signal.opened_at, signal.last_seen_at, signal.times_seen,
       iif(last.event = 'cleared', last.at, NULL) AS cleared_at,
       (SELECT json_extract(evidence, '$.until')
          FROM signal_event
         WHERE id = word.acknowledged AND id > word.said) AS acknowledged_until,
       word.cleared_by
  FROM word
  JOIN signal ON signal.id = word.signal_id
  JOIN signal_event AS last ON last.id = word.last
  JOIN signal_event AS said ON said.id = word.said)";

}   // namespace

void lay_out_signals(Connection& present, Connection& past, std::int64_t run)
{
    const Sightings sightings(present);
    Query& insert = past.query(
        "INSERT INTO signal (id, code, subject, slug, severity, detail, evidence, opened_at,"
        " last_seen_at, times_seen, cleared_at, acknowledged_until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Query& signals = present.query(last_words);
    signals.bind(1, run);
    while (signals.step()) {
        for (int column = 0; column < 12; ++column) {
            insert.bind(column + 1, signals.value(column));
        }
        const auto id = signals.integer(0);
        const bool is_open = !signals.optional_text(10);
        const auto end = signals.optional_integer(12).value_or(never);
        const auto later = is_open ? sightings.count(id, run, end) : 0;
        if (later > 0) {
            const auto last = sightings.last(id, run);
            insert.bind(9, last ? Value(*last) : signals.value(8));
            insert.bind(10, signals.integer(9) - later);
        }
        insert.run();
    }
}

}   // namespace tmdb
