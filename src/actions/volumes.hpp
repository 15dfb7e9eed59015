#pragma once

#include "base/forwarding_machine.hpp"
#include "model/worktree.hpp"

#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// The folders at which volumes are mounted that hold worktrees, apart from the root's own.
using Volumes = std::set<std::string>;

/// Those that the worktrees which were seen on disk lie on.
Volumes volumes_of(Machine& machine, const std::string& root,
                   const std::vector<Worktree>& worktrees);

/// A volume that is not mounted leaves an empty folder: what was below it is not found, as if it
/// had been deleted. A machine that knows where volumes were says instead that it is out of sight
/// (ENODEV), as long as that folder is there and nothing is mounted at it. Whoever gives a volume
/// up removes the folder, or makes a worktree in it.
class VolumeMachine : public ForwardingMachine {
public:
    VolumeMachine(Machine& to, const Volumes& known);

    /// Of those that were known.
    const Volumes& missing() const { return missing_; }

    Looked<FileStat> lstat(const std::string& path) override;
    Looked<FileStat> stat(const std::string& path) override;
    Looked<std::vector<DirectoryEntry>> list(const std::string& path, Look look,
                                             const std::string& pattern = {}) override;
    Looked<FileContent> read(const std::string& path, std::size_t limit) override;
    Looked<std::string> real_path(const std::string& path) override;
    std::vector<Fingerprint> look_again(const std::vector<Sight>& sights,
                                        const OnListed& on_listed = {}) override;

private:
    bool is_out_of_sight(const std::string& path) const;
    template <typename T>
    Looked<T> unless_out_of_sight(Looked<T> look, const std::string& path) const;

    Volumes missing_;
};

/// The volumes to remember: those that are there, and the missing ones, but for those in whose
/// empty folder a worktree has been made since.
Volumes volumes_to_remember(const std::string& root, Volumes there, const Volumes& missing,
                            const std::vector<Worktree>& worktrees);

std::string text_of_volumes(const Volumes& volumes);
Volumes volumes_from(const std::string& text);

}   // namespace tmdb
