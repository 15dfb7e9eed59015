#include "store/connection.hpp"
#include "worlds/observed.hpp"
#include "worlds/property.hpp"

#include <gtest/gtest.h>

namespace tmdb {

namespace {

/// Rows that this run has left in a table of the history.
std::int64_t rows_of(Store& store, const std::string& table, std::int64_t run)
{
    const std::string sql =
        "SELECT COUNT(*) FROM " + table + " WHERE run_id = " + std::to_string(run);
    return store.connection().pragma(sql.c_str());
}

TEST(InEveryWorld, ASecondSyncFindsNothing)
{
    expect_in_every_world(worlds(2'000'000, 300), [](const World& world) {
        Ground ground(world);
        Store store = ground.new_store();
        sync(store, ground);

        const SyncReport second = sync(store, ground);

        for (const auto& [ledger, counts] : second.ledgers) {
            if (counts.added + counts.changed + counts.removed > 0) {
                return ledger + " has changed";
            }
        }
        return std::string(rows_of(store, "change", second.run_id) == 0 ? "" : "a change is kept");
    });
}

TEST(InEveryWorld, ASecondReconcileFindsNothing)
{
    expect_in_every_world(worlds(3'000'000, 100), [](const World& world) {
        Ground ground(world);
        Store store = ground.new_store();
        sync(store, ground);
        reconcile(store, ground);

        const ReconcileReport second = reconcile(store, ground);

        const auto names = names_of(second.pruned);
        if (!names.empty()) {
            return "pruned only now: " + listed(names);
        }
        if (const auto events = rows_of(store, "signal_event", *second.run_id); events > 0) {
            return std::to_string(events) + " signals have moved";
        }
        return std::string(rows_of(store, "change", *second.run_id) == 0 ? "" : "a change is kept");
    });
}

}   // namespace

}   // namespace tmdb
