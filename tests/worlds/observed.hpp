#pragma once

#include "actions/reconcile.hpp"
#include "actions/sync.hpp"
#include "store/store.hpp"
#include "worlds/ground.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Which columns of the mirror are compared.
enum class Compare {
    all,
    all_but_times,   // of files
};

/// The rows of all ledgers in the mirror, sorted, whatever the folder is called that the root lies
/// in.
std::vector<std::string> mirror_rows(Store& store, const Ground& ground, Compare compare);
/// All signals, with their lives, and with what was not evaluated.
std::vector<std::string> signal_rows(Store& store, const Ground& ground);

SyncReport sync(Store& store, Ground& ground);
ReconcileReport reconcile(Store& store, Ground& ground, std::vector<std::string> skipped = {});
/// Only the pass that prunes.
ReconcileReport prune(Store& store, Ground& ground, Write write);

using EntryNames = std::set<std::pair<std::string, std::string>>;   // register and slug

EntryNames names_of(const std::vector<PruneCandidate>& candidates);
/// "a register: a slug, …"
std::string listed(const EntryNames& names);
/// Of two lists, the first that only the one has, and only the other; empty for equal ones.
std::string first_difference(std::vector<std::string> one, std::vector<std::string> other);

}   // namespace tmdb
