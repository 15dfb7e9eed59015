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
///   2. they are read back and compared: what is published is what was meant. Only then the file
///      gets the name from which it is published: after a crash what lies there is whole, and
///      `unfinished` is ours, whatever is in it;
///   3. the caller is asked whether it still wants this;
///   4. leases: whoever wants to write the old file from here on, or to open the new one, waits in
///      the kernel. Somebody who has the old one open for writing is in the middle of it. The last
///      look: the old file must be the one that was read (device, inode, size, times) with the same
///      bytes;
///   5. the two files exchange their names, in one step. What has come out must be the old file:
///      anything else is newer than what we know, goes back, and the replacement begins again;
///   6. the new file's lease is given back, and the folder made durable. For a little while the old
///      file's lease is watched: who found it before the exchange and opens it only now gets it
///      back in its place;
///   7. the old file is removed.
///
/// Readers see the old file or the new one, never half of either; a writer's bytes are at the path
/// afterwards, or in a file that the result names. Where the file system has no leases, a writer
/// that found the old file before 5 and opens it later than 7 is lost; the old file is watched
/// longer instead. Where it cannot exchange names nothing is replaced, unless a plain rename is
/// allowed: then a write that comes between the last look and the rename is lost.
///
/// While the new file has its lease this process must not open it by its path.
enum class PlainRename { refused, allowed };

struct FileReplacement {
    std::string path;        // of the file itself, no symbolic link
    FileContent base;        // what was read
    std::string bytes;       // what is to be there
    std::string temporary;   // the new file's name until the exchange, in the same folder
    PlainRename plain_rename = PlainRename::refused;   // where files cannot be exchanged
};

enum class Replaced {
    yes,
    changed,   // the old file is not the one that was read, or is not wanted any more: begin again
    refused,   // this file must not or cannot be replaced in this way
    failed,    // the disk or the permissions said no; the old file is as it was
    displaced,   // two others wrote it at once: one version is in a file that `reason` names
};

struct ReplaceResult {
    Replaced replaced = Replaced::failed;
    std::string reason;
    bool by_plain_rename = false;
};

/// Where the new file is written.
std::string unfinished(const std::string& temporary);

ReplaceResult replace_file(Machine& machine, const FileReplacement& replacement,
                           const std::function<bool()>& still_wanted);

/// What a file system offers for it.
enum class ReplaceWay {
    exchange_with_leases,
    exchange,   // without leases: late writers are watched for
    nothing,    // files are not replaced there
    unknown,    // nobody may try
};

/// Tries it with two files of its own in the folder, which are gone afterwards.
ReplaceWay way_to_replace(Machine& machine, const std::string& folder);

}   // namespace tmdb
