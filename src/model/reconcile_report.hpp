#pragma once

#include "model/evidence.hpp"
#include "model/run.hpp"
#include "model/signal.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// An entry that is to leave its register.
struct PruneCandidate {
    std::string register_path;
    std::string owner;
    std::string slug;
    std::string reason;   // completed, task_file_absent
};

/// What happened to one register. Counts are of verified effects.
struct RegisterPrune {
    enum class Outcome {
        done,        // or nothing left to do
        busy,        // it changed underneath five times
        refused,     // it cannot be pruned safely
        failed,      // the disk or the permissions said no
        displaced,   // two others wrote it at once: one version is in a file that the reason names
    };

    std::string register_path;
    Outcome outcome = Outcome::done;
    std::string reason;   // of all but done
    std::int64_t write_id = 0;
    bool by_plain_rename = false;   // what others wrote at that moment may be lost
    std::vector<PruneCandidate> pruned;
    std::vector<EntryLook> kept;   // at the second look not prunable any more
};

/// An entry that stays although its worktree is not there for sure.
struct KeptEntry {
    std::string owner;
    std::string slug;
    std::string register_path;
    std::string reason;
    bool unknown = false;   // rather than too young

    auto operator<=>(const KeptEntry&) const = default;
};

/// A finding that is no signal yet.
struct PendingFinding {
    Finding finding;
    std::string since;

    bool operator==(const PendingFinding&) const = default;
};

/// How many signals are open.
struct OpenSignals {
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t infos = 0;
    std::size_t acknowledged = 0;   // of all these

    std::size_t total() const { return errors + warnings + infos; }

    void add(Severity severity)
    {
        ++(severity == Severity::error ? errors : severity == Severity::warning ? warnings : infos);
    }

    bool operator==(const OpenSignals&) const = default;
};

/// What a reconcile found and did.
struct ReconcileReport {
    std::optional<std::int64_t> run_id;   // none of a dry run
    std::vector<Finding> opened;
    std::vector<Finding> reopened;
    std::vector<Finding> changed;
    std::vector<Finding> cleared;
    OpenSignals open;                      // after this run
    std::vector<PendingFinding> pending;   // within the grace of their codes
    std::vector<NotEvaluated> not_evaluated;
    std::vector<std::string> skipped;
    std::vector<PruneCandidate> pruned;    // of a dry run: what would be
    std::vector<PruneCandidate> refused;   // by the mass guard
    std::string why_refused;
    std::vector<KeptEntry> kept;
    std::vector<RegisterPrune> troubles;      // registers that could not be pruned
    std::vector<std::string> plain_renames;   // registers that others may have lost a write to
    int recovered = 0;                        // writes of dead runs that were settled

    Outcome outcome() const
    {
        if (!why_refused.empty()) {
            return Outcome::refused;
        }
        return not_evaluated.empty() && troubles.empty() ? Outcome::ok : Outcome::partial;
    }
};

}   // namespace tmdb
