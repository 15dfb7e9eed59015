#pragma once

#include "actions/entry_inspector.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace tmdb {

inline void PrintTo(const Judgement& judgement, std::ostream* out)
{
    *out << name_of(judgement.verdict) << ": " << judgement.reason;
}

MATCHER(IsPrunable, "")
{
    return arg.verdict == Verdict::prunable;
}

MATCHER_P(IsKept, why, "")
{
    return arg.verdict == Verdict::kept &&
           testing::ExplainMatchResult(testing::HasSubstr(why), arg.reason, result_listener);
}

MATCHER_P(IsUnknown, why, "")
{
    return arg.verdict == Verdict::unknown &&
           testing::ExplainMatchResult(testing::HasSubstr(why), arg.reason, result_listener);
}

/// A workspace without git. The entry fix-login is prunable in it: its task is completed, its
/// worktree was .worktrees/fix-login, and nobody is at work. Each test changes something.
class EntryInspectorTest : public testing::Test {
protected:
    EntryInspectorTest()
    {
        machine.fixed_now = parse_instant("2026-03-24T18:00:00Z");
        nobody_is_at_work();
        workspace.root = std::filesystem::canonical(directory.path()) / "workspace";
        std::filesystem::create_directories(at(".worktrees"));
        task("fix-login", "completed");
        task("another-task", "ready");
    }

    // --- given ------------------------------------------------------------------------------
    std::string at(const std::string& path) const { return workspace.root + "/" + path; }
    std::string outside(const std::string& path) const
    {
        return std::filesystem::canonical(directory.path()) / path;
    }
    void file(const std::string& path, const std::string& text) { write_file(at(path), text); }
    void task(const std::string& slug, const std::string& status,
              const std::string& workstream = "core")
    {
        file(task_path(slug, workstream), "---\nstatus: " + status + "\n---\n");
    }
    static std::string task_path(const std::string& slug, const std::string& workstream = "core")
    {
        return "tasks/workstreams/" + workstream + "/tasks/" + slug + ".md";
    }
    void dispatch(const std::string& json)
    {
        file("tasks/logs/dispatch-fix-login.status.json", json);
    }
    void remove(const std::string& path) { std::filesystem::remove_all(at(path)); }
    void link(const std::string& target, const std::string& path)
    {
        std::filesystem::create_symlink(target, path);
    }
    void nobody_is_at_work() { somebody_is_at_work_in({}); }
    void somebody_is_at_work_in(const std::vector<std::string>& directories)
    {
        std::vector<WorkingDirectory> found;
        for (const auto& one : directories) {
            found.push_back({4711, one});
        }
        machine.cwds = Looked<std::vector<WorkingDirectory>>{found};
    }
    /// A real repository with everything so far in its first commit.
    GitRepository repository()
    {
        GitRepository git(workspace.root);
        git.git({"add", "--all"});
        git.commit("Plan the work");
        return git;
    }

    // --- when -------------------------------------------------------------------------------
    EntryLook look(const RegisterEntry& inspected)
    {
        return EntryInspector(machine, workspace, known).inspect(inspected, "dave", "register");
    }
    Judgement judged(const RegisterEntry& inspected) { return judge(look(inspected)); }
    Judgement judged() { return judged(entry); }

    TemporaryDirectory directory;
    FakeMachine machine;
    Workspace workspace;
    KnownPlaces known;
    RegisterEntry entry{.slug = "fix-login",
                        .task_path = task_path("fix-login"),
                        .worktree_path = ".worktrees/fix-login",
                        .registered_at = "2026-03-24T16:00:00Z",
                        .raw = R"({"slug": "fix-login"})"};
};

}   // namespace tmdb
