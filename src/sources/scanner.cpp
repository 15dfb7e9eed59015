#include "sources/scanner.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace tmdb {

namespace {

/// The segments of a glob; none when it would climb out of the root.
std::vector<std::string> segments_of(const std::string& glob)
{
    auto segments = split(glob, '/');
    std::erase_if(segments, [](const std::string& name) { return name.empty() || name == "."; });
    const bool climbs = std::ranges::find(segments, "..") != segments.end();
    return climbs ? std::vector<std::string>() : segments;
}

bool is_pattern(const std::string& segment)
{
    return segment.find_first_of("*?[\\") != std::string::npos;
}

/// Walks down the globs, one folder at a time.
class Walk {
public:
    Walk(Machine& machine, const std::string& root, Look look, Wanted wanted = {})
        : machine_(machine), root_(root), look_(look), wanted_(std::move(wanted))
    {}
    /// Collects the folders and leaves them unlisted.
    Walk(Machine& machine, const std::string& root, std::vector<GlobFolder>& folders)
        : machine_(machine), root_(root), look_(Look::names), folders_(&folders)
    {}

    /// `folder` is below the root; empty for the root itself.
    void descend(const std::string& folder, std::span<const std::string> segments)
    {
        const bool last = segments.size() == 1;
        if (last && folders_) {
            folders_->push_back({folder, segments.front()});
            return;
        }
        for (const auto& entry : entries(folder, segments.front(), last ? look_ : Look::names)) {
            if (last && wanted_ && !wanted_(entry)) {
                continue;
            }
            const auto path = join_path(folder, entry.name);
            if (last) {
                see(path, entry);
            } else if (leads_on(path, entry.kind)) {
                descend(path, segments.subspan(1));
            }
        }
    }

    Scan scan;

private:
    std::vector<DirectoryEntry> entries(const std::string& folder, const std::string& segment,
                                        Look look)
    {
        if (!is_pattern(segment)) {
            return entry_named(folder, segment);
        }
        auto matching = machine_.list(absolute_path(root_, folder), look, segment);
        if (!matching) {
            note_unreadable(folder, matching.error);
            return {};
        }
        return std::move(*matching.value);
    }

    /// Spares reading a folder of which one name is asked.
    std::vector<DirectoryEntry> entry_named(const std::string& folder, const std::string& name)
    {
        const auto stat = machine_.lstat(absolute_path(root_, join_path(folder, name)));
        if (!stat) {
            note_unreadable(folder, stat.error);
            return {};
        }
        return {{name, stat->kind, *stat}};
    }

    void note_unreadable(const std::string& folder, int error)
    {
        if (error != ENOENT) {
            scan.unreadable.push_back({folder.empty() ? "." : folder, error});
        }
    }

    void see(const std::string& path, const DirectoryEntry& entry)
    {
        if (look_ == Look::names) {
            scan.files.push_back({path, {}});
        } else if (entry.kind == FileKind::symlink) {
            scan.files.push_back({path, stat_of_target(path)});
        } else if (entry.stat) {
            scan.files.push_back({path, {*entry.stat}});
        } else if (const auto stat = machine_.lstat(absolute_path(root_, path));
                   stat.error != ENOENT) {
            scan.files.push_back({path, stat});
        }
    }

    /// Whether there may be files below. A link that leads nowhere may lead to a volume that is not
    /// mounted: what was there is not gone, but out of sight.
    bool leads_on(const std::string& path, FileKind kind)
    {
        if (kind != FileKind::symlink) {
            return kind == FileKind::directory;
        }
        const auto target = machine_.stat(absolute_path(root_, path));
        if (target && target->kind != FileKind::directory) {
            return false;
        }
        const auto within_root = stat_of_target(path);
        if (!within_root) {
            scan.unreadable.push_back({path, within_root.error});
        }
        return within_root.value.has_value();
    }

    Looked<FileStat> stat_of_target(const std::string& path)
    {
        const auto target = machine_.real_path(absolute_path(root_, path));
        if (!target) {
            return Looked<FileStat>::failed(target.error);
        }
        if (*target != root_ && !is_below(root_, *target)) {
            return Looked<FileStat>::failed(EXDEV);
        }
        return machine_.stat(*target);
    }

    Machine& machine_;
    const std::string& root_;
    Look look_;
    Wanted wanted_;
    std::vector<GlobFolder>* folders_ = nullptr;
};

void descend_all(Walk& walk, const std::vector<std::string>& globs)
{
    for (const auto& glob : globs) {
        if (const auto segments = segments_of(glob); !segments.empty()) {
            walk.descend("", segments);
        }
    }
}

template <typename Seen>
void sort_by_path(std::vector<Seen>& seen)
{
    if (!std::ranges::is_sorted(seen, {}, &Seen::path)) {   // what lies in one folder mostly is
        std::ranges::sort(seen, {}, &Seen::path);
    }
    const auto is_same = [](const Seen& one, const Seen& other) { return one.path == other.path; };
    seen.erase(std::unique(seen.begin(), seen.end(), is_same), seen.end());
}

}   // namespace

Scan scan(Machine& machine, const std::string& root, const std::vector<std::string>& globs,
          Look look)
{
    Walk walk(machine, root, look);
    descend_all(walk, globs);
    sort_by_path(walk.scan.files);
    sort_by_path(walk.scan.unreadable);
    return std::move(walk.scan);
}

Scan scan(Machine& machine, const std::string& root, const std::vector<GlobFolder>& folders,
          const std::function<bool(const DirectoryEntry&)>& wanted)
{
    Walk walk(machine, root, Look::stats, wanted);
    for (const auto& folder : folders) {
        walk.descend(folder.path, {&folder.pattern, 1});
    }
    sort_by_path(walk.scan.files);
    sort_by_path(walk.scan.unreadable);
    return std::move(walk.scan);
}

GlobFolders glob_folders(Machine& machine, const std::string& root,
                         const std::vector<std::string>& globs)
{
    GlobFolders found;
    Walk walk(machine, root, found.folders);
    descend_all(walk, globs);
    std::sort(found.folders.begin(), found.folders.end());
    found.unreadable = std::move(walk.scan.unreadable);
    sort_by_path(found.unreadable);
    return found;
}

}   // namespace tmdb
