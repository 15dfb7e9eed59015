#pragma once

#include "actions/settle.hpp"
#include "model/reconcile_report.hpp"
#include "store/history.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// Keeps what passes have answered as signals with a history.
class SignalKeeper {
public:
    /// `grace`: minutes, by code. `now`: the instant at which the passes were asked.
    SignalKeeper(Store& store, std::map<std::string, int> grace, std::string now);

    /// Decides what the answers mean. A pass that is no more has no way to clear its signals: that
    /// nobody asks any more clears them.
    void settle(const std::vector<PassResult>& answers,
                const std::function<bool(const std::string& code)>& is_gone);

    /// What was decided. Without a transaction nothing of it need be written.
    void tell(ReconcileReport& report);
    void write(std::int64_t run);

    /// A pruned entry's signal opens and clears in one run, so that the history tells of it.
    void open_and_clear_pruned(std::int64_t run, const std::vector<PassResult>& before_pruning,
                               ReconcileReport& report);

    /// When the first signal that stays open is no more acknowledged, by time alone.
    std::optional<std::string> earliest_return() const;

private:
    History history_;
    const std::map<std::string, int> grace_;
    const std::string now_;
    std::vector<Signal> open_;   // before
    SignalChanges changes_;
};

}   // namespace tmdb
