#pragma once

#include "model/arrival.hpp"
#include "model/prune.hpp"
#include "model/run.hpp"
#include "model/signal.hpp"
#include "model/sync_report.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// Which pruned entries: by slug, by prune.id, or all of a run.
struct PruneSelection {
    std::optional<std::string> slug;
    std::optional<std::int64_t> prune_id;
    std::optional<std::int64_t> run_id;
};

/// The memory: runs, signals and what was pruned. Writes happen inside a transaction of the
/// caller's; instants are UTC ISO-8601 text.
class History {
public:
    explicit History(Store& store);

    // --- runs -------------------------------------------------------------------------------
    std::int64_t begin_run(RunKind kind, const std::string& now);
    void end_run(std::int64_t run, Outcome outcome, const std::string& now);
    /// The root checkout's HEAD that a sync saw.
    void note_head(std::int64_t run, const std::optional<std::string>& oid);
    /// The one that the last sync saw which saw any.
    std::optional<std::string> last_head();
    /// All that the last 10,000 runs saw, each once.
    std::vector<std::string> past_heads();
    /// When a run of this kind last ended. A rebuild is a sync as well.
    std::optional<std::string> last_run(RunKind kind);
    /// How many rows each table of the history has.
    HistoryRows rows();

    // --- signals ----------------------------------------------------------------------------
    std::vector<Signal> open_signals();
    /// Whether there was ever a signal of this code and subject.
    bool knows(const std::string& code, const std::string& subject);
    std::int64_t open_signal(std::int64_t run, const Finding& finding, bool reopened,
                             const std::string& now);
    void change_signal(std::int64_t run, std::int64_t id, const Finding& finding,
                       const std::string& now);
    void clear_signal(std::int64_t run, std::int64_t id, const std::string& now);
    /// Until when an open signal needs no attention, and why; without `until` it needs it again.
    /// Belongs to the newest run.
    void acknowledge(std::int64_t id, const std::optional<std::string>& until,
                     const std::string& why, const std::string& now);
    /// Which signals, those that it opened and cleared among them, this reconcile could judge.
    void note_judged(std::int64_t run, const std::set<std::int64_t>& judged);
    /// All that are open are seen once more, but for those that the newest reconcile could not
    /// judge: their `last_seen_at` and `times_seen` stand still.
    void see_open_signals(const std::string& now);

    // --- findings within their grace --------------------------------------------------------
    std::vector<PendingSignal> pending_signals();
    /// One that is pending already keeps its `since`.
    void add_pending(const PendingSignal& pending);
    void remove_pending(const PendingSignal& pending);

    // --- writes to registers ----------------------------------------------------------------
    /// Records what is about to happen. Returns its id.
    std::int64_t intend(const RegisterWrite& write, const std::string& now);
    void name_temporary(std::int64_t write, const std::string& temporary);
    /// The members of a write as JSON, one a line: what the archive beside the database holds.
    std::string archive_lines(std::int64_t write);
    /// What was intended has happened: entries are pruned, or restored.
    void settle_done(std::int64_t write, const std::string& now);
    void settle_aborted(std::int64_t write);
    /// Writes that a dead run left between the two; of their members only the slugs.
    std::vector<RegisterWrite> unsettled_writes();

    // --- pruned entries ---------------------------------------------------------------------
    std::vector<PrunedEntry> pruned(const PruneSelection& selection);
    /// All that one write took out, in the order of the register.
    std::vector<PrunedEntry> pruned_by(std::int64_t write);
    /// All that ever came back.
    std::vector<PrunedEntry> restored();

    // --- what came with commits -------------------------------------------------------------
    void add_arrival(std::int64_t run, const Arrival& arrival, const std::string& now);
    std::vector<Arrival> unsettled_arrivals();
    void settle_arrival(std::int64_t id, const std::string& now);
    /// Those of tasks that no register names any more.
    void settle_unregistered_arrivals(const std::string& now);

private:
    Connection& connection_;
};

}   // namespace tmdb
