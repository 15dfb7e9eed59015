#pragma once

#include "base/machine.hpp"
#include "model/config.hpp"
#include "model/evidence.hpp"
#include "model/loss.hpp"
#include "store/store.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tmdb {

/// What a pass may ask with: :now, :soon, and the thresholds as durations, all in nanoseconds;
/// :drift.
struct PassParameters {
    static constexpr Nanoseconds horizon = 60 * one_minute;   // from :now to :soon

    Nanoseconds now = 0;
    Thresholds thresholds;
    DriftRule drift = DriftRule::content;
};

/// The facts that can be unknown: unknown_fact.need.
const std::vector<std::string>& known_needs();

/// The names of the parameters that a pass may use, with their ':'.
const std::vector<std::string>& pass_parameter_names();

struct PassRow {
    std::string slug;   // empty for NULL
    std::string subject;
    std::string detail;
    std::string evidence;
    std::optional<std::string> unknown;   // why this can be answered neither yes nor no
    /// When this will hold, in nanoseconds since 1970, if nothing else changes; nothing: now.
    std::optional<Nanoseconds> due = std::nullopt;
};

/// A fact that could not be seen: of one task, or with an empty slug of all.
struct UnknownFact {
    std::string need;
    std::string slug;
    std::string reason;
};

/// A task and the circle that it stands in, named by its smallest slug.
using CircleMember = std::pair<std::string, std::string>;

/// What reconcile has just looked at.
struct Looks {
    std::vector<EntryLook> entries;
    std::vector<LossReport> losses;
    std::vector<CircleMember> circles;
};

/// Lays them out where passes can ask for them: in the tables entry_look, dependency_circle and
/// worktree_loss, which only this connection sees. Works on a connection for reading, too.
void lay_out(Store& store, const Looks& looks);
/// Entries that were laid out, and have left the mirror since: each its register's path and its
/// slug.
void take_out(Store& store, const std::vector<std::pair<std::string, std::string>>& entries);

/// What it asks for and others do, too, is worked out once, after a lay_out() or take_out().
std::vector<PassRow> run_pass_query(Store& store, std::string_view sql,
                                    const PassParameters& parameters);

/// The same for a pass that anyone may have written: it only reads, and not for longer than that.
/// Throws Error, too, when what it answers is not what a pass answers.
std::vector<PassRow> run_guarded_pass_query(Store& store, Machine& machine, const std::string& sql,
                                            const PassParameters& parameters,
                                            std::chrono::milliseconds time_limit);

/// Those of these needs, each one of known_needs().
std::vector<UnknownFact> unknown_facts(Store& store, const std::set<std::string>& needs);

}   // namespace tmdb
