#include "store/lock.hpp"

#include "base/error.hpp"
#include "base/path.hpp"

#include <cerrno>

namespace tmdb {

Descriptor lock_out_others(Machine& machine, const std::string& database)
{
    constexpr std::chrono::milliseconds pause{25};
    constexpr Nanoseconds patience = 10 * one_second;

    if (const int error = machine.make_directories(parent_path(database), 0700)) {
        throw Error("cannot create '" + parent_path(database) + "': " + describe_errno(error),
                    "check the permissions, or name another file with --db",
                    ExitStatus::write_failed);
    }
    const std::string path = database + ".lock";
    const auto deadline = machine.monotonic() + patience;
    auto lock = machine.lock(path);
    while (lock.error == EWOULDBLOCK && machine.monotonic() < deadline) {
        machine.sleep(pause);
        lock = machine.lock(path);
    }
    if (lock.error == EWOULDBLOCK) {
        throw Error("cannot begin: another tm-db is at work on '" + database + "'",
                    "try again when it is done", ExitStatus::busy);
    }
    if (!lock) {
        throw Error("cannot lock '" + path + "': " + describe_errno(lock.error),
                    "check the permissions of its folder", ExitStatus::write_failed);
    }
    return std::move(*lock.value);
}

}   // namespace tmdb
