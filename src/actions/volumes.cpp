#include "actions/volumes.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace tmdb {

namespace {

bool lies_on(Machine& machine, const std::string& path, std::uint64_t device)
{
    const auto stat = machine.stat(path);
    return stat && stat->device == device;
}

/// A folder like any other of the volume that its parent lies on.
bool is_bare_folder(Machine& machine, const std::string& volume)
{
    const auto stat = machine.stat(volume);
    return stat && stat->kind == FileKind::directory &&
           lies_on(machine, parent_path(volume), stat->device);
}

bool is_seen(const Worktree& worktree)
{
    return worktree.on_disk && !worktree.stale;
}

}   // namespace

Volumes volumes_of(Machine& machine, const std::string& root,
                   const std::vector<Worktree>& worktrees)
{
    Volumes volumes;
    const auto home = machine.stat(root);
    for (const auto& worktree : worktrees) {
        if (!is_seen(worktree)) {
            continue;
        }
        std::string top = absolute_path(root, worktree.path);
        const auto stat = machine.stat(top);
        if (!home || !stat || stat->device == home->device) {
            continue;
        }
        while (top != "/" && lies_on(machine, parent_path(top), stat->device)) {
            top = parent_path(top);
        }
        volumes.insert(top);
    }
    return volumes;
}

VolumeMachine::VolumeMachine(Machine& to, const Volumes& known) : ForwardingMachine(to)
{
    std::ranges::copy_if(known, std::inserter(missing_, missing_.end()),
                         [&](const std::string& volume) { return is_bare_folder(to, volume); });
}

bool VolumeMachine::is_out_of_sight(const std::string& path) const
{
    return std::ranges::any_of(missing_,
                               [&](const std::string& volume) { return is_below(volume, path); });
}

template <typename T>
Looked<T> VolumeMachine::unless_out_of_sight(Looked<T> look, const std::string& path) const
{
    return look.error == ENOENT && is_out_of_sight(path) ? Looked<T>::failed(ENODEV)
                                                         : std::move(look);
}

Looked<FileStat> VolumeMachine::lstat(const std::string& path)
{
    return unless_out_of_sight(ForwardingMachine::lstat(path), path);
}

Looked<FileStat> VolumeMachine::stat(const std::string& path)
{
    return unless_out_of_sight(ForwardingMachine::stat(path), path);
}

Looked<std::vector<DirectoryEntry>> VolumeMachine::list(const std::string& path, Look look,
                                                        const std::string& pattern)
{
    auto entries = unless_out_of_sight(ForwardingMachine::list(path, look, pattern), path);
    const bool is_all_hidden = entries && entries->empty() && missing_.contains(path);
    return is_all_hidden ? Looked<std::vector<DirectoryEntry>>::failed(ENODEV) : std::move(entries);
}

Looked<FileContent> VolumeMachine::read(const std::string& path, std::size_t limit)
{
    return unless_out_of_sight(ForwardingMachine::read(path, limit), path);
}

Looked<std::string> VolumeMachine::real_path(const std::string& path)
{
    return unless_out_of_sight(ForwardingMachine::real_path(path), path);
}

std::vector<Fingerprint> VolumeMachine::look_again(const std::vector<Sight>& sights,
                                                   const OnListed& on_listed)
{
    return missing_.empty() ? ForwardingMachine::look_again(sights, on_listed)
                            : Machine::look_again(sights, on_listed);
}

Volumes volumes_to_remember(const std::string& root, Volumes there, const Volumes& missing,
                            const std::vector<Worktree>& worktrees)
{
    for (const auto& volume : missing) {
        const bool is_given_up = std::ranges::any_of(worktrees, [&](const Worktree& worktree) {
            return is_seen(worktree) && is_below(volume, absolute_path(root, worktree.path));
        });
        if (!is_given_up) {
            there.insert(volume);
        }
    }
    return there;
}

std::string text_of_volumes(const Volumes& volumes)
{
    std::string text;
    for (const auto& volume : volumes) {
        text += volume + '\n';
    }
    return text;
}

Volumes volumes_from(const std::string& text)
{
    Volumes volumes;
    for (const auto& line : split(text, '\n')) {
        if (!line.empty()) {
            volumes.emplace(line);
        }
    }
    return volumes;
}

}   // namespace tmdb
