#include "actions/entry_inspector_fixture.hpp"
#include "support/dim_machine.hpp"

#include <cerrno>
#include <set>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

/// A workspace with entries of all kinds. What is prunable in it with open eyes is all that can
/// ever be: law 2, a failed look is not an absence.
class WithHalfClosedEyes : public EntryInspectorTest {
protected:
    WithHalfClosedEyes()
    {
        dim.fixed_now = machine.fixed_now;
        somebody_is_at_work_in({at(".worktrees/haunted/src")});
        dim.cwds = machine.cwds;
        dim.processes.emplace(42, Looked<Process>{Process{true, std::nullopt}});
        dim.processes.emplace(43, Looked<Process>{Process{false, std::nullopt}});

        for (const auto* slug : {"completed", "live", "locked", "moved", "haunted", "running",
                                 "exited", "gone", "twice", "outside", "none"}) {
            task(slug, "completed");
            enter(slug, std::string(".worktrees/") + slug);
        }
        task("active", "in_progress");
        enter("active", ".worktrees/active");
        enter("absent", ".worktrees/absent");
        enter("deep", ".worktrees/team/deep");
        task("twice", "completed", "other");
        task("deep", "completed", "other");
        fs::create_directories(at(".worktrees/live"));
        entries["outside"].worktree_path = outside("trees/outside");
        entries["none"].worktree_path = std::nullopt;
        link(workspace.root, outside("same"));
        entries["locked"].worktree_path = outside("same/.worktrees/locked");
        file("tasks/logs/dispatch-running.status.json", R"({"pid": 42})");
        file("tasks/logs/dispatch-exited.status.json", "{}");
        file("tasks/logs/dispatch-exited.log", "dispatch_exit_code=0\n");
        file("tasks/logs/dispatch-gone.status.json", R"({"pid": 43})");
        with_git();
    }

    void enter(const std::string& slug, const std::string& worktree_path)
    {
        RegisterEntry made = entry;
        made.slug = slug;
        made.task_path = task_path(slug);
        made.worktree_path = worktree_path;
        entries[slug] = made;
        known.task_paths.emplace(slug, task_path(slug));
    }

    void with_git()
    {
        const auto git = repository();
        git.git({"worktree", "add", "--quiet", ".worktrees/locked"});
        git.git({"worktree", "lock", ".worktrees/locked"});
        git.git({"worktree", "add", "--quiet", ".worktrees/moved"});
        git.git({"worktree", "move", ".worktrees/moved", outside("moved")});
        git.git({"worktree", "add", "--quiet", ".worktrees/completed"});
        remove(".worktrees/locked");
        remove(".worktrees/completed");
        fs::create_directories(outside("trees"));
    }

    std::set<std::string> prunable()
    {
        EntryInspector inspector(dim, workspace, known);
        std::set<std::string> slugs;
        for (const auto& [slug, one] : entries) {
            if (judge(inspector.inspect(one, "dave", "register")).verdict == Verdict::prunable) {
                slugs.insert(slug);
            }
        }
        return slugs;
    }

    /// For every single look that was made: what becomes prunable only because it fails.
    std::set<std::string> prunable_only_by_failing(int failure)
    {
        dim.failing_looks.clear();
        const auto with_open_eyes = prunable();
        const auto looks = dim.looks;
        std::set<std::string> wrong;
        for (const auto& look : looks) {
            dim.failing_looks = {{look, failure}};
            for (const auto& slug : prunable()) {
                if (!with_open_eyes.contains(slug)) {
                    wrong.insert(slug + ", because this failed: " + look);
                }
            }
        }
        return wrong;
    }

    DimMachine dim;
    std::map<std::string, RegisterEntry> entries;
};

TEST_F(WithHalfClosedEyes, ThereIsSomethingToPruneAndMoreToKeep)
{
    EXPECT_THAT(prunable(), testing::UnorderedElementsAre("completed", "absent", "deep", "exited",
                                                          "gone", "outside", "none"));
}

TEST_F(WithHalfClosedEyes, NothingBecomesPrunable)
{
    EXPECT_THAT(prunable_only_by_failing(EIO), testing::IsEmpty());
    EXPECT_THAT(prunable_only_by_failing(EACCES), testing::IsEmpty());
    EXPECT_THAT(prunable_only_by_failing(ESTALE), testing::IsEmpty());
}

TEST_F(WithHalfClosedEyes, TheInspectorLooksAtAllThatItRestsOn)
{
    prunable();

    for (const auto& look :
         {"lstat " + at(".worktrees/completed"), "list " + at(".worktrees"),
          "list " + at(".git/worktrees"), "read " + at(".git/worktrees/locked/locked"),
          "read " + at(task_path("completed")), "lstat " + at(".git/MERGE_HEAD"),
          "read " + at("tasks/logs/dispatch-gone.status.json"), std::string("process 43"),
          std::string("working directories")}) {
        EXPECT_TRUE(dim.looks.contains(look)) << look;
    }
}

}   // namespace
}   // namespace tmdb
