#pragma once

#include "base/machine.hpp"
#include "model/task.hpp"

#include <string>

namespace tmdb {

/// The bytes of a file, or the target of a link; nothing where they cannot be read, or are more
/// than 64 MiB.
OptionalText bytes_of(Machine& machine, const std::string& path, bool is_link);

/// Whether nothing would be lost with `path` while there is `other`: the same file, or a folder of
/// which `other` has all that is in it. `other` is absolute, and what a link leads to does not
/// count: it may be the very thing that is to go. What has no content (an empty folder, a pipe) is
/// never lost. A folder with ten thousand files or more is taken for something new.
bool is_nothing_new(Machine& machine, const std::string& path, const std::string& other);

}   // namespace tmdb
