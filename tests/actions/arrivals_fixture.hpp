#pragma once

#include "actions/arrivals.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

inline void PrintTo(const Arrival& arrival, std::ostream* out)
{
    *out << arrival.slug << " " << arrival.path << " " << arrival.fields << " by "
         << testing::PrintToString(arrival.commits);
}

inline const std::string task_file = "tasks/task.md";

/// A main checkout with the file of the registered task "task", whose worktree stands on a branch.
class ArrivalsTest : public testing::Test {
protected:
    ArrivalsTest()
    {
        before = set("status: ready");
        git({"branch", "task"});
    }

    // --- given ------------------------------------------------------------------------------
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    std::string commit(const std::string& message)
    {
        git({"add", "--all"});
        return repository.commit(message);
    }
    /// A commit after which the task's file has this front matter; the new HEAD.
    std::string set(const std::string& front_matter, const std::string& path = task_file)
    {
        write_file(repository.path() / path, "---\n" + front_matter + "\n---\n# A task\n");
        return commit(front_matter);
    }
    void on(const std::string& branch) { git({"checkout", "--quiet", branch}); }
    std::string head() { return git({"rev-parse", "HEAD"}); }

    // --- when -------------------------------------------------------------------------------
    GitObjects objects()
    {
        const auto where = find_git_directory(machine, repository.path()).value.value();
        return {machine, repository.path(), where, before, git_test_environment()};
    }
    /// What came between that, where HEAD first was, and HEAD.
    std::vector<Arrival> arrivals_since(const std::string& old_oid)
    {
        GitObjects git_objects = objects();
        auto found = find_arrivals(git_objects, {old_oid, {old_oid}}, head(), registered,
                                   {{"task", git({"rev-parse", "task"})}});
        trouble = git_objects.trouble();
        return found;
    }
    std::vector<std::int64_t> settled(std::vector<Arrival> arrivals)
    {
        arrivals.at(0).id = 7;
        GitObjects git_objects = objects();
        auto found =
            settled_arrivals(git_objects, arrivals, {{"task", git({"rev-parse", "task"})}});
        trouble = git_objects.trouble();
        return found;
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository{std::filesystem::canonical(directory.path()) / "repo"};
    std::map<std::string, std::set<std::string>> registered = {{"task", {task_file}}};
    std::string before;
    std::string trouble;
};

}   // namespace tmdb
