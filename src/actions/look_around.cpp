#include "actions/look_around.hpp"

#include "actions/circles.hpp"
#include "actions/losses.hpp"

#include <algorithm>
#include <memory>
#include <set>

namespace tmdb {

namespace {

KnownPlaces known_places(MirrorReader& mirror, History& history)
{
    KnownPlaces known;
    for (const auto& task : mirror.registered_tasks()) {
        known.task_paths.emplace(task.slug, task.path);
    }
    for (const auto& dispatch : mirror.registered_dispatches()) {
        known.dispatch_paths.emplace(dispatch.slug, dispatch.path);
    }
    for (auto& entry : history.restored()) {
        const std::string slug = entry.slug;
        known.restored.emplace(slug, std::move(entry));
    }
    return known;
}

std::vector<EntryLook> look_at_entries(const std::vector<MirroredEntry>& entries,
                                       EntryInspector& inspector)
{
    std::vector<EntryLook> looks;
    looks.reserve(entries.size());
    for (const auto& mirrored : entries) {
        EntryLook look = inspector.inspect(mirrored.entry, mirrored.owner, mirrored.register_path);
        look.occurrence = mirrored.occurrence;
        if (mirrored.stale) {
            look.problem = "its register cannot be read";
        }
        looks.push_back(std::move(look));
    }
    return looks;
}

std::vector<LossReport> look_for_losses(Machine& machine, const Workspace& workspace,
                                        MirrorReader& mirror)
{
    std::vector<WorktreeInQuestion> in_question;
    std::string sample;
    std::set<std::string> merged;
    for (const auto& pull_request : mirror.pull_requests()) {
        if (pull_request.state == "MERGED" && pull_request.head_oid) {
            merged.insert(*pull_request.head_oid);
        }
    }
    for (const auto& worktree : mirror.abandoned_worktrees()) {
        sample = worktree.head_oid.value_or(sample);
        in_question.push_back({.path = worktree.path,
                               .admin_dir = worktree.admin_dir,
                               .branch = worktree.branch,
                               .head_oid = worktree.head_oid,
                               .locked = worktree.locked,
                               .lock_reason = worktree.lock_reason,
                               .operation = worktree.operation,
                               .commits = worktree.commits,
                               .git_trouble = worktree.git_trouble,
                               .merged = merged.contains(worktree.head_oid.value_or(""))});
    }
    std::unique_ptr<GitObjects> objects;
    return find_losses(machine, workspace, in_question, [&]() -> GitObjects& {
        if (!objects) {
            const auto git = find_git_directory(machine, workspace.root);
            objects = std::make_unique<GitObjects>(machine, workspace.root,
                                                   git.value.value_or(GitDirectory{}), sample,
                                                   workspace.git_environment);
        }
        return *objects;
    });
}

}   // namespace

Surroundings look_around(Store& store, Machine& machine, const Workspace& workspace,
                         bool for_losses)
{
    MirrorReader mirror(store);
    History history(store);
    Surroundings around;
    around.entries = mirror.entries();
    around.known = known_places(mirror, history);
    EntryInspector inspector(machine, workspace, around.known);
    around.looks.entries = look_at_entries(around.entries, inspector);
    around.looks.circles = find_circles(mirror.dependency_edges());
    if (for_losses) {
        around.looks.losses = look_for_losses(machine, workspace, mirror);
    }
    around.known.admin_directories = inspector.read_admin_directories();
    return around;
}

bool is_lasting(const Looks& looks)
{
    return std::ranges::all_of(looks.entries,
                               [](const EntryLook& look) {
                                   return look.protection.empty() && !look.young &&
                                          judge(look).verdict != Verdict::prunable;
                               }) &&
           std::ranges::all_of(looks.losses,
                               [](const LossReport& report) { return report.unknown.empty(); });
}

}   // namespace tmdb
