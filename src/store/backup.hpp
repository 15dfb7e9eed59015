#pragma once

#include "base/machine.hpp"
#include "store/store.hpp"

#include <string>

namespace tmdb {

/// The database as it was, whole and durable, in a file beside it: "<database>.rebuild.bak".
/// Nobody removes it but remove(): of a process that dies it stays. It takes the place of an older
/// one only when it is whole itself, for a database that cannot be copied may need that one.
class Backup {
public:
    /// Throws Error, and then leaves nothing new.
    Backup(Machine& machine, Store& store);

    const std::string& path() const { return path_; }
    void remove();

private:
    Machine& machine_;
    std::string path_;
};

}   // namespace tmdb
