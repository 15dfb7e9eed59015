#include "actions/survey_git.hpp"

#include <cerrno>

namespace tmdb {

namespace {

constexpr const char* branch_prefix = "refs/heads/";

/// What the root checkout stands on. A bare repository has no checkout, but a HEAD.
struct RootHead {
    OptionalText branch;
    OptionalText oid;
};

RootHead root_head(Machine& machine, const std::string& root, const WorktreeList& list,
                   const GitDirectory& git)
{
    for (const auto& worktree : list.worktrees) {
        if (worktree.path == root && !worktree.bare) {
            return {worktree.branch, worktree.head_oid};
        }
    }
    const ListedWorktree& main = list.worktrees.front();
    return main.bare ? RootHead{head_branch(machine, git), std::nullopt}
                     : RootHead{main.branch, main.head_oid};
}

/// Nothing where HEAD has no commit yet.
std::vector<std::string> mains_of(const RootHead& head, const RefList& refs)
{
    const GitRef* branch = head.branch ? refs.find(branch_prefix + *head.branch) : nullptr;
    const OptionalText oid = head.oid || !branch ? head.oid : OptionalText(branch->oid);
    if (!oid) {
        return {};
    }
    std::vector<std::string> mains = {*oid};
    const GitRef* upstream = branch && branch->upstream ? refs.find(*branch->upstream) : nullptr;
    if (upstream && upstream->oid != *oid) {
        mains.push_back(upstream->oid);
    }
    return mains;
}

void ask_program(const SurveyContext& context, GitLook& look)
{
    Machine& machine = context.machine;
    const Workspace& workspace = context.workspace;
    context.progress("git", 0, 1);
    const auto list = list_worktrees(machine, workspace.root, workspace.git_environment);
    if (!list.complete) {
        look.trouble = "git cannot list the worktrees: " + list.trouble;
        return;
    }
    look.refs = list_refs(machine, workspace.root, workspace.git_environment);
    if (!look.refs.complete) {
        look.trouble = "git cannot list the refs: " + look.refs.trouble;
        return;
    }
    for (const auto& worktree : list.worktrees) {
        look.worktrees.emplace(worktree.path, worktree);
    }
    look.mains = mains_of(root_head(machine, workspace.root, list, *look.directory), look.refs);
}

}   // namespace

WorktreeHead head_of(const GitLook& look, const AdminDirectory& admin)
{
    WorktreeHead head{admin.branch, admin.detached_oid, std::nullopt};
    const auto listed = look.worktrees.find(admin.worktree_path);
    if (listed != look.worktrees.end() && (listed->second.head_oid || listed->second.branch)) {
        head.branch = listed->second.branch;
        head.oid = listed->second.head_oid;
        return head;
    }
    // A git that does not know relative links lists such a worktree under another path.
    if (const GitRef* ref = head.branch ? look.refs.find(branch_prefix + *head.branch) : nullptr) {
        head.oid = ref->oid;
    }
    if (!head.oid) {
        head.trouble = "git cannot tell what its HEAD is";
    }
    return head;
}

GitLook look_at_git(const SurveyContext& context,
                    const std::optional<std::string>& fingerprint_before)
{
    GitLook look;
    auto git = find_git_directory(context.machine, context.workspace.root);
    if (!git) {
        if (git.error != ENOENT) {
            look.trouble = "the repository cannot be found: " + describe_errno(git.error);
        }
        return look;
    }
    look.directory = std::move(git.value);
    auto admins = read_admin_directories(context.machine, *look.directory);
    if (!admins) {
        look.trouble = "git's worktrees cannot be read: " + describe_errno(admins.error);
        return look;
    }
    look.admins = std::move(*admins.value);
    look.fingerprint = repository_fingerprint(context.machine, *look.directory, look.admins);
    look.has_moved = look.fingerprint != fingerprint_before;
    if (look.has_moved) {
        ask_program(context, look);
    }
    return look;
}

}   // namespace tmdb
