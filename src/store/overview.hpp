#pragma once

#include "model/overview.hpp"
#include "model/signal.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

struct OverviewQuery {
    std::vector<std::string> groups = display_groups();   // whose tasks are listed
    std::optional<Manager> manager;                       // only this one's tasks
};

/// All of one moment.
Overview read_overview(Store& store, const OverviewQuery& query);

/// Who manages what this name, a person's or a role's, owns. `key` is the name's owner_key. Throws
/// Error where it leads to nobody.
Manager require_manager(Store& store, const std::string& key, const std::string& name);

struct SignalQuery {
    bool cleared_too = false;
    std::optional<std::string> since;   // opened or cleared at or after this instant
    std::vector<std::string> codes;     // empty: all
    std::optional<std::string> slug;
    /// The key of a manager: those of others' tasks are left out. What is nobody's is everybody's.
    std::optional<std::string> manager;
};

/// Whether any ledger, or any signal there ever was, speaks of this task.
bool knows_task(Store& store, const std::string& slug);
/// Throws Error where knows_task() is false.
void require_task(Store& store, const std::string& slug);

/// Whether a pull request was merged whose head was this commit.
bool is_merged_at(Store& store, const std::string& head_oid);

/// Signals, the most severe first, then by code and subject.
std::vector<Signal> read_signals(Store& store, const SignalQuery& query);

/// What SQLite finds wrong with the file; empty when it is sound.
std::vector<std::string> check_integrity(Store& store);

/// How much is remembered.
struct HistorySize {
    std::int64_t runs = 0;
    std::int64_t changes = 0;   // rows, quiet ones too
    std::int64_t signals = 0;
    std::optional<std::string> since;   // the end of the oldest run that can be laid out again
};

HistorySize history_size(Store& store);

std::string sqlite_version();

}   // namespace tmdb
