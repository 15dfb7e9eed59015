#include "actions/survey_git.hpp"
#include "base/path.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {

namespace {

using Identity = std::pair<std::uint64_t, std::uint64_t>;   // device and inode

/// The union of git's list, the layout's folders and the registers' paths, each worktree once.
class WorktreeUnion {
public:
    WorktreeUnion(const SurveyContext& context, const std::vector<Worktree>& before)
        : context_(context)
    {
        for (const auto& worktree : before) {
            before_.emplace(worktree.path, worktree);
        }
    }

    /// The place of the worktree at an absolute path, made when it is not there yet.
    std::size_t at(const std::string& path)
    {
        const auto [by_path, is_new] = by_path_.try_emplace(path, worktrees_.size());
        if (!is_new) {
            return by_path->second;
        }
        const auto stat = context_.machine.stat(path);
        if (stat && stat->kind == FileKind::directory) {
            const Identity identity{stat->device, stat->inode};
            const auto [same, is_first] = by_identity_.try_emplace(identity, worktrees_.size());
            if (!is_first) {
                return by_path->second = same->second;
            }
        }
        worktrees_.push_back(worktree_at(relative_to(context_.workspace.root, path), stat));
        return worktrees_.size() - 1;
    }

    Worktree& operator[](std::size_t place) { return worktrees_[place]; }

    const Worktree* before(const std::string& path) const
    {
        const auto known = before_.find(path);
        return known == before_.end() ? nullptr : &known->second;
    }

    std::vector<Worktree> take() { return std::move(worktrees_); }

private:
    /// Where the look fails, what was seen at the last one stays.
    Worktree worktree_at(const std::string& path, const Looked<FileStat>& stat) const
    {
        Worktree worktree{.path = path, .slug = file_name(path)};
        if (stat && stat->kind == FileKind::directory) {
            worktree.on_disk = true;
            worktree.mtime_ns = stat->mtime_ns;
        }
        worktree.stale = !stat && stat.error != ENOENT && stat.error != ENOTDIR;
        const Worktree* last = before(path);
        if (worktree.stale && last) {
            worktree.on_disk = last->on_disk;
            worktree.mtime_ns = last->mtime_ns;
        }
        return worktree;
    }

    const SurveyContext& context_;
    std::map<std::string, Worktree> before_;
    std::vector<Worktree> worktrees_;
    std::map<Identity, std::size_t> by_identity_;
    std::map<std::string, std::size_t> by_path_;
};

Worktree& add_admin_directory(WorktreeUnion& worktrees, const AdminDirectory& admin)
{
    Worktree& worktree = worktrees[worktrees.at(admin.worktree_path)];
    worktree.in_git = true;
    worktree.branch = admin.branch;
    worktree.head_oid = admin.detached_oid;
    worktree.locked = admin.locked;
    worktree.lock_reason = admin.lock_reason;
    worktree.admin_dir = admin.path;
    worktree.gitdir_mtime_ns = admin.gitdir_mtime_ns;
    worktree.head_mtime_ns = admin.head_mtime_ns;
    worktree.index_mtime_ns = admin.index_mtime_ns;
    worktree.operation = admin.operation;
    return worktree;
}

/// What only git can say: where branches stand (with reftable even on which one a worktree is), and
/// which worktrees it would prune.
void take_from_before(Worktree& worktree, const Worktree& before)
{
    worktree.branch = worktree.branch ? worktree.branch : before.branch;
    worktree.head_oid = before.head_oid;
    worktree.prunable = before.prunable;
    worktree.upstream = before.upstream;
    worktree.commits = before.commits;
    worktree.git_trouble = before.git_trouble;
}

void take_from_git(Worktree& worktree, const AdminDirectory& admin, const GitLook& git)
{
    auto head = head_of(git, admin);
    worktree.branch = std::move(head.branch);
    worktree.head_oid = std::move(head.oid);
    worktree.git_trouble = std::move(head.trouble);
    const auto listed = git.worktrees.find(admin.worktree_path);
    worktree.prunable = listed != git.worktrees.end() && listed->second.prunable;
    const GitRef* branch =
        worktree.branch ? git.refs.find("refs/heads/" + *worktree.branch) : nullptr;
    worktree.upstream = branch ? branch->upstream : std::nullopt;
}

/// Where nobody can tell what git knows, it is taken to know what it knew.
void keep_what_git_knew(const SurveyContext& context, WorktreeUnion& worktrees,
                        const std::vector<Worktree>& before)
{
    for (const auto& last : before) {
        if (!last.in_git) {
            continue;
        }
        Worktree& worktree =
            worktrees[worktrees.at(absolute_path(context.workspace.root, last.path))];
        Worktree kept = last;
        kept.slug = worktree.slug;
        kept.on_disk = worktree.on_disk;
        kept.mtime_ns = worktree.mtime_ns;
        kept.matches_layout = false;   // whether it does is seen anew
        kept.stale = true;
        worktree = std::move(kept);
    }
}

void survey_git(const SurveyContext& context, const GitLook& git, WorktreeUnion& worktrees,
                const std::vector<Worktree>& before)
{
    if (!git.trouble.empty() && git.fingerprint.empty()) {
        keep_what_git_knew(context, worktrees, before);
        return;
    }
    for (const auto& admin : git.admins) {
        Worktree& worktree = add_admin_directory(worktrees, admin);
        const Worktree* last = worktrees.before(worktree.path);
        if (git.has_moved && git.trouble.empty()) {
            take_from_git(worktree, admin, git);
        } else if (last != nullptr) {
            take_from_before(worktree, *last);
        }
        worktree.stale = worktree.stale || !git.trouble.empty();
    }
}

void survey_layout(const SurveyContext& context, const Scan& scan, WorktreeUnion& worktrees,
                   const std::vector<Worktree>& before)
{
    const std::string& root = context.workspace.root;
    for (const auto& file : scan.files) {
        if (file.stat && file.stat->kind == FileKind::directory) {
            worktrees[worktrees.at(absolute_path(root, file.path))].matches_layout = true;
        }
    }
    for (const auto& worktree : before) {
        if (worktree.matches_layout && is_out_of_sight(scan, worktree.path)) {
            Worktree& kept = worktrees[worktrees.at(absolute_path(root, worktree.path))];
            kept.matches_layout = true;
            kept.on_disk = worktree.on_disk;
            kept.mtime_ns = worktree.mtime_ns;
            kept.stale = true;
        }
    }
}

/// The absolute path that an entry names, when there can be a worktree. The root, or a folder
/// around it, is none.
std::optional<std::string> place_of(const std::string& root, const OptionalText& written)
{
    if (!written || written->empty() || written->find('\0') != std::string::npos ||
        is_foreign_path(*written)) {
        return std::nullopt;
    }
    const std::string path = absolute_path(root, *written);
    return path == root || is_below(path, root) ? std::nullopt : std::optional(path);
}

/// The first entry that names a worktree gives it its slug.
void survey_entries(const SurveyContext& context, WorktreeUnion& worktrees,
                    std::vector<MirroredEntry>& entries)
{
    std::set<std::size_t> named;
    for (auto& entry : entries) {
        entry.worktree = std::nullopt;
        const auto path = place_of(context.workspace.root, entry.entry.worktree_path);
        if (!path) {
            continue;
        }
        const std::size_t place = worktrees.at(*path);
        entry.worktree = worktrees[place].path;
        if (named.insert(place).second) {
            worktrees[place].slug = entry.entry.slug;
        }
    }
}

}   // namespace

WorktreeSurvey survey_worktrees(const SurveyContext& context, const GitLook& git,
                                std::vector<MirroredEntry>& entries,
                                const std::vector<Worktree>& before)
{
    const Scan scan = tmdb::scan(context.machine, context.workspace.root,
                                 context.workspace.config.layout.worktrees);
    WorktreeUnion worktrees(context, before);
    survey_git(context, git, worktrees, before);
    survey_layout(context, scan, worktrees, before);
    survey_entries(context, worktrees, entries);
    auto found = worktrees.take();
    auto volumes = volumes_of(context.machine, context.workspace.root, found);
    return {std::move(found), std::move(volumes), folder_problems(scan.unreadable)};
}

}   // namespace tmdb
