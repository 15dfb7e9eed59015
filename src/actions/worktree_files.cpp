#include "actions/worktree_files.hpp"

#include "base/path.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

namespace tmdb {

namespace {

constexpr std::uint32_t gitlink_mode = 0160000;
constexpr std::uint32_t link_mode = 0120000;
constexpr std::uint32_t folder_mode = 040000;
constexpr std::uint32_t executable = 0100;

std::uint32_t low_bits(std::uint64_t number)
{
    return static_cast<std::uint32_t>(number);
}

/// As the index keeps a time: 32 bits of its seconds.
Nanoseconds as_in_index(Nanoseconds time)
{
    const auto seconds = time / one_second - (time % one_second < 0 ? 1 : 0);
    return static_cast<Nanoseconds>(low_bits(static_cast<std::uint64_t>(seconds))) * one_second +
           (time - seconds * one_second);
}

class FileLook {
public:
    FileLook(Machine& machine, const std::string& top, const GitIndex& index,
             Nanoseconds index_mtime_ns)
        : machine_(machine), top_(top), index_(index), index_mtime_ns_(index_mtime_ns)
    {
        for (const auto& entry : index.entries) {
            note_folders(entry.path);
        }
    }

    WorktreeFiles run()
    {
        walk("");
        for (const auto& entry : index_.entries) {
            compare(entry);
        }
        for (auto* paths : {&files_.changed, &files_.untracked, &files_.repositories}) {
            std::sort(paths->begin(), paths->end());
            paths->erase(std::unique(paths->begin(), paths->end()), paths->end());
        }
        return std::move(files_);
    }

private:
    /// The folders on the way to a tracked file, and the file itself.
    void note_folders(const std::string& path)
    {
        tracked_.insert(path.substr(0, path.find_last_not_of('/') + 1));
        for (auto slash = path.rfind('/'); slash != std::string::npos && slash > 0;
             slash = path.rfind('/', slash - 1)) {
            if (!folders_.insert(path.substr(0, slash)).second) {
                return;
            }
        }
    }

    void walk(const std::string& folder)
    {
        const auto entries = machine_.list(join_path(top_, folder), Look::stats);
        if (!entries) {
            files_.unknown.push_back("the folder " + (folder.empty() ? "." : folder) +
                                     " cannot be listed: " + describe_errno(entries.error));
            return;
        }
        for (const auto& entry : *entries) {
            const std::string path = join_path(folder, entry.name);
            if (path == ".git") {
                continue;
            }
            if (!entry.stat) {
                files_.unknown.push_back(path + " cannot be looked at");
            } else if (entry.kind == FileKind::directory) {
                enter(path);
            } else {
                seen_.emplace(path, *entry.stat);
                if (!tracked_.contains(path) && entry.kind != FileKind::other) {
                    files_.untracked.push_back(path);
                }
            }
        }
    }

    void enter(const std::string& folder)
    {
        if (tracked_.contains(folder)) {
            seen_folders_.insert(folder);   // a submodule, or folder in place of a file
        } else if (machine_.lstat(join_path(top_, folder + "/.git")).error != ENOENT) {
            files_.repositories.push_back(folder + "/");
        } else if (folders_.contains(folder)) {
            walk(folder);
        } else {
            files_.untracked.push_back(folder + "/");
        }
    }

    void compare(const IndexEntry& entry)
    {
        if (entry.mode == gitlink_mode || entry.mode == folder_mode) {
            look_at_submodule(entry);
            return;
        }
        if (seen_folders_.contains(entry.path)) {
            files_.changed.push_back(entry.path);
            return;
        }
        const auto seen = seen_.find(entry.path);
        if (entry.stage != 0) {
            files_.changed.push_back(entry.path);   // a conflict
        } else if (seen == seen_.end()) {
            return;   // what is gone from the disk is still in the index
        } else if (entry.intent_to_add) {
            files_.untracked.push_back(entry.path);
        } else if (!is_unchanged(entry, seen->second)) {
            settle_by_size(entry, seen->second);
        }
    }

    /// What is in one is not for us to judge; an empty folder stands for one that is not there.
    void look_at_submodule(const IndexEntry& entry)
    {
        const std::string path = entry.path.substr(0, entry.path.find_last_not_of('/') + 1);
        if (!seen_folders_.contains(path)) {
            return;
        }
        const auto inside = machine_.list(join_path(top_, path), Look::names);
        if (!inside || !inside->empty()) {
            files_.unknown.push_back("what is in " + path +
                                     ", a repository of its own or a folder "
                                     "that git leaves out");
        }
    }

    bool is_unchanged(const IndexEntry& entry, const FileStat& seen) const
    {
        const bool is_racy = entry.mtime_ns >= as_in_index(index_mtime_ns_);
        return !is_racy && !entry.assume_valid &&
               entry.size == low_bits(static_cast<std::uint64_t>(seen.size)) &&
               entry.inode == low_bits(seen.inode) &&
               entry.mtime_ns == as_in_index(seen.mtime_ns) &&
               entry.ctime_ns == as_in_index(seen.ctime_ns);
    }

    void settle_by_size(const IndexEntry& entry, const FileStat& seen)
    {
        const bool is_link = entry.mode == link_mode;
        const bool is_other_kind = is_link != (seen.kind == FileKind::symlink);
        const bool is_other_mode =
            !is_link && ((entry.mode & executable) != 0) != ((seen.mode & executable) != 0);
        const bool has_other_size =
            entry.size != 0 && entry.size != low_bits(static_cast<std::uint64_t>(seen.size));
        if (is_other_kind || is_other_mode || has_other_size) {
            files_.changed.push_back(entry.path);
        } else {
            files_.to_compare.push_back({entry.path, entry.oid, is_link});
        }
    }

    Machine& machine_;
    const std::string& top_;
    const GitIndex& index_;
    Nanoseconds index_mtime_ns_;
    std::set<std::string> tracked_;
    std::set<std::string> folders_;   // that hold tracked files
    std::map<std::string, FileStat> seen_;
    std::set<std::string> seen_folders_;   // where the index has something else than a folder
    WorktreeFiles files_;
};

}   // namespace

WorktreeFiles look_at_files(Machine& machine, const std::string& top, const GitIndex& index,
                            Nanoseconds index_mtime_ns)
{
    return FileLook(machine, top, index, index_mtime_ns).run();
}

}   // namespace tmdb
