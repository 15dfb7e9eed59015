#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// The last run that had ended at an instant (UTC ISO-8601 text). Throws Error when there was none
/// yet, or when what it left has been forgotten.
std::int64_t run_at(Store& present, const std::string& instant);
/// The run itself, under the same conditions.
std::int64_t require_run(Store& present, std::int64_t run);
/// The oldest run whose end can be laid out; none before the first.
std::optional<std::int64_t> oldest_run(Store& present);
/// The last run that has ended.
std::int64_t newest_run(Store& present);

/// The tables that a statement reads, those behind views included; none when it cannot be compiled
/// or does more than reading.
std::set<std::string> tables_read(const std::string& sql);

/// The database as it stood when a run had ended, laid out in memory: the present one, with all
/// changes since then taken back. The mirror comes from `change` and `quiet_change`; signals from
/// their events, for what runs have seen again is not written down each time.
class Past {
public:
    /// Only `tables` are filled. Throws Error when one of them has no past.
    Past(Store& present, std::set<std::string> tables, std::int64_t run);

    /// To an earlier run.
    void go_back_to(std::int64_t run);
    /// The runs that changed one of the tables, from the newest back to, and without, `oldest`.
    std::vector<std::int64_t> runs_that_changed(std::int64_t oldest);

    /// For reading.
    Store& store() { return store_; }
    std::int64_t run() const { return run_; }

private:
    void copy(const std::string& table, const std::string& condition = "");
    void take_back(std::int64_t to);
    void lay_out_history();
    void take_back_restores();

    Store& present_;
    Store store_;
    std::set<std::string> recorded_;   // tables of the mirror
    std::set<std::string> history_;
    std::int64_t run_;
};

}   // namespace tmdb
