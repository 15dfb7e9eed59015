#pragma once

#include "sources/git_branches.hpp"
#include "sources/git_program.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace tmdb {

inline void PrintTo(const Layer& layer, std::ostream* out)
{
    *out << name_of(layer.answer) << ": " << layer.proof;
}

MATCHER_P(Is, answer, std::string(name_of(answer)))
{
    return arg.answer == answer;
}

MATCHER_P2(Is, answer, proof, std::string(name_of(answer)) + ": " + proof)
{
    return arg.answer == answer &&
           testing::ExplainMatchResult(testing::HasSubstr(proof), arg.proof, result_listener);
}

/// A repository whose main has a file of twenty lines, and a branch "task" that has just left it.
class BranchTest : public testing::Test {
protected:
    BranchTest()
    {
        write("story", numbered_lines());
        commit("begin");
        on_new_branch("task");
    }

    // --- given ------------------------------------------------------------------------------
    static std::string numbered_lines(int changed = 0, const std::string& text = "")
    {
        std::string lines;
        for (int line = 1; line <= 20; ++line) {
            lines += line == changed ? text : std::to_string(line);
            lines += '\n';
        }
        return lines;
    }
    void write(const std::string& name, const std::string& text)
    {
        write_file(repository.path() / name, text);
    }
    std::string commit(const std::string& message)
    {
        repository.git({"add", "--all"});
        return repository.commit(message);
    }
    /// A commit that gives a line of the story another text.
    std::string edit(int line, const std::string& text)
    {
        write("story", numbered_lines(line, text));
        return commit("line " + std::to_string(line) + " is " + text);
    }
    std::string add_file(const std::string& name)
    {
        write(name, name + "\n");
        return commit("add " + name);
    }
    void on(const std::string& branch) { git({"checkout", "--quiet", branch}); }
    void on_new_branch(const std::string& branch) { git({"checkout", "--quiet", "-b", branch}); }
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    /// Main takes everything that the branch changes in one commit.
    std::string squash(const std::string& branch)
    {
        on("main");
        git({"merge", "--quiet", "--squash", branch});
        return repository.commit("squash " + branch);
    }
    std::string oid(const std::string& name) { return git({"rev-parse", name}); }

    // --- when -------------------------------------------------------------------------------
    BranchFacts facts(const std::string& branch = "task")
    {
        return facts_of({{oid(branch), branch}}).at(0);
    }
    std::vector<BranchFacts> facts_of(const std::vector<Head>& heads)
    {
        const auto git = find_git_directory(machine, repository.path()).value.value();
        const auto refs = list_refs(machine, repository.path(), git_test_environment());
        GitTips tips = tips_of({oid("main")}, refs);
        tips.mains.insert(tips.mains.end(), upstreams.begin(), upstreams.end());
        GitObjects objects(machine, repository.path(), git, tips.mains.front(),
                           git_test_environment());
        auto found = branch_facts(objects, tips, heads, reflog_reader(machine, git), memory);
        trouble = objects.trouble();
        return found;
    }
    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository{std::filesystem::canonical(directory.path()) / "repo"};
    std::vector<std::string> upstreams;
    GitMemory memory;
    std::string trouble;
};

}   // namespace tmdb
