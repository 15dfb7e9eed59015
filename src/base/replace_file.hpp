#pragma once

#include "base/machine.hpp"

#include <functional>
#include <string>

namespace tmdb {

/// Puts new bytes in the place of a file that other programs, which know nothing of us and take no
/// lock, may rewrite at any moment.
///
///   1. the new bytes go into a file of their own beside the old one, with its owner, mode and
///      extended attributes, and are made durable;
///   2. they are read back and compared: what is published is what was meant;
///   3. the last look: the caller is asked whether it still wants this, and the old file must be
///      the one that was read (device, inode, size, times) with the same bytes;
///   4. rename, and the folder is made durable.
///
/// Readers see the old file or the new one, never half of either. Between 3 and 4 a writer can
/// still slip in: closing that window (exchange, leases) is the next level of this protocol, and
/// its place is here.
struct FileReplacement {
    std::string path;        // of the file itself, no symbolic link
    FileContent base;        // what was read
    std::string bytes;       // what is to be there
    std::string temporary;   // the new file's name before the rename, in the same folder
};

enum class Replaced {
    yes,
    changed,   // the old file is not the one that was read, or is not wanted any more: begin again
    refused,   // this file must not or cannot be replaced in this way
    failed,    // the disk or the permissions said no; the old file is as it was
};

struct ReplaceResult {
    Replaced replaced = Replaced::failed;
    std::string reason;
};

ReplaceResult replace_file(Machine& machine, const FileReplacement& replacement,
                           const std::function<bool()>& still_wanted);

}   // namespace tmdb
