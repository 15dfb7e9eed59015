#include "actions/survey.hpp"
#include "base/path.hpp"
#include "sources/git.hpp"

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
        const auto stat = context_.machine.stat(path);
        const bool on_disk = stat && stat->kind == FileKind::directory;
        if (on_disk) {
            const Identity identity{stat->device, stat->inode};
            if (const auto known = by_identity_.find(identity); known != by_identity_.end()) {
                return known->second;
            }
            by_identity_.emplace(identity, worktrees_.size());
        } else if (const auto known = by_path_.find(path); known != by_path_.end()) {
            return known->second;
        }
        by_path_.emplace(path, worktrees_.size());
        const std::string shown = relative_to(context_.workspace.root, path);
        worktrees_.push_back({.path = shown,
                              .slug = file_name(shown),
                              .on_disk = on_disk,
                              .mtime_ns = on_disk ? std::optional(stat->mtime_ns) : std::nullopt,
                              .stale = !stat && stat.error != ENOENT && stat.error != ENOTDIR});
        return worktrees_.size() - 1;
    }

    Worktree& operator[](std::size_t place) { return worktrees_[place]; }

    const Worktree* before(const std::string& path) const
    {
        const auto known = before_.find(path);
        return known == before_.end() ? nullptr : &known->second;
    }

    /// A row of the last time, for a place that cannot be seen now.
    void keep_stale(Worktree worktree)
    {
        worktree.stale = true;
        worktrees_.push_back(std::move(worktree));
    }

    std::vector<Worktree> take() { return std::move(worktrees_); }

private:
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
    return worktree;
}

/// What only git can say: commits of branches, and which worktrees it would prune.
void take_from_before(WorktreeUnion& worktrees, Worktree& worktree, bool stale)
{
    if (const Worktree* before = worktrees.before(worktree.path)) {
        worktree.head_oid = before->head_oid;
        worktree.prunable = before->prunable;
    }
    worktree.stale = worktree.stale || stale;
}

void take_from_list(Worktree& worktree, const std::string& path, const WorktreeList& list)
{
    const auto listed =
        std::find_if(list.worktrees.begin(), list.worktrees.end(),
                     [&](const ListedWorktree& candidate) { return candidate.path == path; });
    if (listed != list.worktrees.end()) {
        worktree.head_oid = listed->head_oid;
        worktree.prunable = listed->prunable;
    }
}

void survey_git(const SurveyContext& context, WorktreeUnion& worktrees, WorktreeSurvey& survey,
                const std::optional<std::string>& fingerprint_before)
{
    const auto trouble = [&](const std::string& message) {
        survey.problems.push_back({.path = ".git", .message = message});
    };
    const auto git = find_git_directory(context.machine, context.workspace.root);
    if (!git) {
        if (git.error != ENOENT) {
            trouble("the repository cannot be found: " + describe_errno(git.error));
        }
        return;
    }
    const auto admins = read_admin_directories(context.machine, *git);
    if (!admins) {
        trouble("git's worktrees cannot be read: " + describe_errno(admins.error));
        return;
    }
    const std::string fingerprint = worktree_fingerprint(context.machine, *git, *admins);
    if (admins->empty() || fingerprint == fingerprint_before) {
        for (const auto& admin : *admins) {
            take_from_before(worktrees, add_admin_directory(worktrees, admin), false);
        }
        survey.git_fingerprint = fingerprint;
        return;
    }
    context.progress("git", 0, 1);
    const WorktreeList list =
        list_worktrees(context.machine, context.workspace.root, context.workspace.git_environment);
    for (const auto& admin : *admins) {
        Worktree& worktree = add_admin_directory(worktrees, admin);
        if (list.complete) {
            take_from_list(worktree, admin.worktree_path, list);
        } else {
            take_from_before(worktrees, worktree, true);
        }
    }
    if (list.complete) {
        survey.git_fingerprint = fingerprint;
    } else {
        trouble("git cannot list the worktrees: " + list.trouble);
    }
}

void survey_layout(const SurveyContext& context, WorktreeUnion& worktrees, WorktreeSurvey& survey,
                   const std::vector<Worktree>& before)
{
    const Scan scan = tmdb::scan(context.machine, context.workspace.root,
                                 context.workspace.config.layout.worktrees);
    for (const auto& file : scan.files) {
        if (file.stat && file.stat->kind == FileKind::directory) {
            worktrees[worktrees.at(absolute_path(context.workspace.root, file.path))]
                .matches_layout = true;
        }
    }
    for (const auto& worktree : before) {
        if (worktree.matches_layout && is_out_of_sight(scan, worktree.path)) {
            worktrees.keep_stale(worktree);
        }
    }
    survey.folder_problems = folder_problems(scan.unreadable);
}

bool names_a_place(const OptionalText& path)
{
    return path && !path->empty() && path->find('\0') == std::string::npos &&
           !is_foreign_path(*path);
}

/// The first entry that names a worktree gives it its slug.
void survey_entries(const SurveyContext& context, WorktreeUnion& worktrees,
                    std::vector<MirroredEntry>& entries)
{
    std::set<std::size_t> named;
    for (auto& entry : entries) {
        entry.worktree = std::nullopt;
        if (!names_a_place(entry.entry.worktree_path)) {
            continue;
        }
        const std::size_t place =
            worktrees.at(absolute_path(context.workspace.root, *entry.entry.worktree_path));
        entry.worktree = worktrees[place].path;
        if (named.insert(place).second) {
            worktrees[place].slug = entry.entry.slug;
        }
    }
}

}   // namespace

WorktreeSurvey survey_worktrees(const SurveyContext& context, std::vector<MirroredEntry>& entries,
                                const std::vector<Worktree>& before,
                                const std::optional<std::string>& fingerprint_before)
{
    WorktreeSurvey survey;
    WorktreeUnion worktrees(context, before);
    survey_git(context, worktrees, survey, fingerprint_before);
    survey_layout(context, worktrees, survey, before);
    survey_entries(context, worktrees, entries);
    survey.worktrees = worktrees.take();
    return survey;
}

}   // namespace tmdb
