#pragma once

#include "actions/prune.hpp"
#include "actions/trace.hpp"
#include "model/reconcile_report.hpp"
#include "passes/run_pass.hpp"
#include "sources/workspace.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// Whether a reconcile need ask at all. The answers of the last one stand as long as all that they
/// rest on is as it was: the database, to the last commit of any program; all that reconcile itself
/// looked at, looked at again; the program, the configuration and the passes asked; and the clock,
/// before the first answer that time alone may change.
///
/// Answers on which somebody acted do not stand, nor do those that rest on processes, on something
/// that could not be seen, or on passes of the user's own.
class Standing {
public:
    Standing(Store& store, Machine& machine, const Workspace& workspace,
             const std::vector<const Pass*>& passes);

    /// Answers as the last reconcile did, and sees its signals once more; false, and nothing done,
    /// when its answers do not stand.
    bool answer(Write write, ReconcileReport& report);

    /// For whatever the new answers will rest on.
    Machine& watched_machine() { return watched_; }

    /// In the transaction that ends a reconcile. `earliest_return`: when a signal that is
    /// acknowledged will no more be so.
    void note(const ReconcileReport& report, const std::vector<PassResult>& results,
              const Looks& looks, const std::optional<std::string>& earliest_return);

private:
    bool stands(const ReconcileReport& report, const Looks& looks) const;

    Store& store_;
    Machine& machine_;
    const Nanoseconds began_;   // by the clock that stamps files
    const Nanoseconds now_;
    const std::string question_;   // empty: one whose answers never stand
    const std::int64_t commit_;    // before anything was asked
    TracingMachine watched_;
};

}   // namespace tmdb
