#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// The last run that had ended at an instant (UTC ISO-8601), or the run itself given by its id.
/// Throws Error when there was none yet, or when what it saw has been forgotten.
std::int64_t run_at(Store& present, const std::string& instant);
std::int64_t require_run(Store& present, std::int64_t run);

/// The tables that a statement reads, those behind views included; none when it cannot be compiled.
std::set<std::string> tables_read(const std::string& sql);

/// The database as it stood when a run had ended: tables of the mirror, and `run`, `signal`,
/// `signal_event`, `prune` and `change`, laid out in memory. Of what the present database says, the
/// changes since then are taken back.
class Past {
public:
    /// Only `tables` are filled. Throws Error when one of them has no past, or the run has none.
    Past(Store& present, const std::set<std::string>& tables, std::int64_t run);

    /// An earlier run.
    void go_back_to(std::int64_t run);

    Store& store() { return store_; }

private:
    void copy_mirror();
    void take_back(std::int64_t from, std::int64_t to);
    void lay_out_history();

    Store store_;
    std::set<std::string> tables_;
    std::int64_t run_ = 0;
};

}   // namespace tmdb
