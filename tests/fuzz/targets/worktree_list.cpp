#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/git_program.hpp"

#include <string>

namespace tmdb {
namespace {

void add_attribute(std::string& porcelain, const std::string& name, const OptionalText& value)
{
    if (value) {
        porcelain += name + ' ' + *value + '\0';
    }
}

/// As git would write it.
std::string written(const WorktreeList& list)
{
    std::string porcelain;
    for (const auto& worktree : list.worktrees) {
        add_attribute(porcelain, "worktree", worktree.path);
        add_attribute(porcelain, "HEAD", worktree.head_oid);
        if (worktree.branch) {
            add_attribute(porcelain, "branch", "refs/heads/" + *worktree.branch);
        }
        porcelain += worktree.bare ? std::string("bare\0", 5) : "";
        porcelain += worktree.detached ? std::string("detached\0", 9) : "";
        porcelain += worktree.prunable ? std::string("prunable\0", 9) : "";
        if (worktree.locked) {
            add_attribute(porcelain, "locked", worktree.lock_reason.value_or(""));
        }
    }
    return porcelain + '\0';
}

}   // namespace

/// A list that is written again as git writes it is read as the same list, and one that is cut off
/// is no list.
void fuzz_worktree_list(std::string_view input)
{
    const auto list = parse_worktree_list(input);
    must(list.complete == list.trouble.empty(), "there is neither a list nor a reason");
    must(list.complete || list.worktrees.empty(), "what is no list has worktrees");
    if (list.complete) {
        const auto again = parse_worktree_list(written(list));
        must(again.worktrees == list.worktrees, "written again it is another list");
    }
}

}   // namespace tmdb
