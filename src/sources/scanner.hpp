#pragma once

#include "base/machine.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tmdb {

/// A name that matches, whatever it is: a file, a folder, a FIFO.
struct SeenFile {
    std::string path;   // below the root
    /// Of a symbolic link: of its target. EXDEV: that lies outside of the root; ENOENT: it dangles.
    /// With Look::names nobody has looked: neither a value nor an error.
    Looked<FileStat> stat;
};

struct UnreadableFolder {
    std::string path;   // below the root, which is "."
    int error = 0;      // EXDEV: a symbolic link that leads out of the root

    bool operator==(const UnreadableFolder&) const = default;
};

/// What there is, and where nobody can tell. Both are sorted by path.
struct Scan {
    std::vector<SeenFile> files;
    std::vector<UnreadableFolder> unreadable;
};

/// Every name below `root`, a real path, that matches one of the globs. `*`, `?` and `[…]` match
/// within one segment and never a leading dot. Symbolic links are followed only inside of the root,
/// and nothing is opened but folders. A folder that is not there has no files, and is no trouble.
Scan scan(Machine& machine, const std::string& root, const std::vector<std::string>& globs,
          Look look = Look::stats);

/// A folder in which names may match, and the pattern that they are to match there.
struct GlobFolder {
    std::string path;   // below the root; empty for the root itself
    std::string pattern;

    auto operator<=>(const GlobFolder&) const = default;
};

/// The folders in which `scan` would look for the last segments of the globs, and those that it
/// could not list on the way. Sorted; the folders themselves are not listed.
struct GlobFolders {
    std::vector<GlobFolder> folders;
    std::vector<UnreadableFolder> unreadable;
};

GlobFolders glob_folders(Machine& machine, const std::string& root,
                         const std::vector<std::string>& globs);

/// Whether an entry of a folder shall be looked at.
using Wanted = std::function<bool(const DirectoryEntry&)>;

/// The same in folders that glob_folders() gave. Of what is in them only what is `wanted`; without
/// that, all.
Scan scan(Machine& machine, const std::string& root, const std::vector<GlobFolder>& folders,
          const Wanted& wanted = {});

}   // namespace tmdb
