#include "store/backup.hpp"

#include "base/error.hpp"
#include "base/path.hpp"
#include "store/connection.hpp"

namespace tmdb {

namespace {

[[noreturn]] void cannot_keep(const std::string& path, int error)
{
    throw Error("cannot keep a copy of the database in '" + path + "': " + describe_errno(error),
                "check the permissions and the disk; the database is as it was",
                ExitStatus::write_failed);
}

/// The whole database into a new file, to the disk.
int write_copy(Machine& machine, Store& store, const std::string& path)
{
    const auto created = machine.create(path, 0600);
    if (!created) {
        return created.error;
    }
    const Descriptor file(*created);
    Query(store.connection().database(), "VACUUM INTO ?").bind(1, path).run();
    return machine.sync(file.number());
}

}   // namespace

Backup::Backup(Machine& machine, Store& store)
    : machine_(machine), path_(store.path() + ".rebuild.bak")
{
    const std::string fresh = path_ + ".new";
    machine.remove(fresh);   // of one that was cut short
    int error = 0;
    try {
        error = write_copy(machine, store, fresh);
    } catch (...) {
        machine.remove(fresh);
        throw;
    }
    error = error ? error : machine.rename(fresh, path_);
    error = error ? error : machine.sync_directory(parent_path(path_));
    if (error) {
        machine.remove(fresh);
        cannot_keep(path_, error);
    }
}

void Backup::remove()
{
    if (const int error = machine_.remove(path_)) {
        throw Error("cannot remove '" + path_ + "': " + describe_errno(error),
                    "the database is sound; remove the copy by hand", ExitStatus::write_failed);
    }
}

}   // namespace tmdb
