#include "actions/rebuild.hpp"

#include "base/error.hpp"
#include "store/backup.hpp"
#include "store/overview.hpp"

#include <utility>

namespace tmdb {

namespace {

bool is_sound(Store& store)
{
    try {
        return check_integrity(store).empty();
    } catch (const Error&) {
        return false;
    }
}

}   // namespace

SyncReport rebuild(Store& store, Machine& machine, const Workspace& workspace, Progress progress)
{
    Backup backup(machine, store);
    SyncReport report;
    try {
        report =
            sync(store, machine, workspace, {.rebuild = true, .progress = std::move(progress)});
    } catch (const Error& error) {
        if (!is_sound(store)) {
            throw Error(std::string(error.what()) + "; the database as it was before is in '" +
                            backup.path() + "'",
                        error.hint(), error.status());
        }
        backup.remove();
        throw;
    }
    backup.remove();
    return report;
}

}   // namespace tmdb
