#pragma once

#include "sources/git.hpp"
#include "sources/git_objects.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

inline void PrintTo(const Commit& commit, std::ostream* out)
{
    *out << commit.oid << (commit.is_boundary ? " (boundary)" : "");
}

inline void PrintTo(const ChangedFile& file, std::ostream* out)
{
    *out << file.status << " '" << file.path << "' " << file.old_oid << " " << file.new_oid;
}

inline void PrintTo(const TreeEntry& entry, std::ostream* out)
{
    *out << std::oct << entry.mode << std::dec << " " << entry.oid;
}

/// A repository on its branch main, with no commit yet, and what is asked about its objects.
class ObjectsTest : public testing::Test {
protected:
    explicit ObjectsTest(std::vector<std::string> options = {})
        : repository(std::filesystem::canonical(directory.path()) / "repo", std::move(options))
    {
        machine.on_run = [this](const Command& command) -> std::optional<CommandResult> {
            const std::string& name = command.arguments.at(5);
            asked.push_back(name);
            const auto said = said_of.find(name);
            return said != said_of.end() ? std::optional(said->second) : std::nullopt;
        };
    }

    // --- given ------------------------------------------------------------------------------
    void write(const std::string& name, const std::string& text)
    {
        write_file(repository.path() / name, text);
    }
    /// Commits everything; the new HEAD.
    std::string commit(const std::string& message)
    {
        repository.git({"add", "--all"});
        return repository.commit(message);
    }
    std::string commit_file(const std::string& name, const std::string& text)
    {
        write(name, text);
        return commit("write");
    }
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    /// A commit with these parents and no files, that needs no checkout.
    std::string commit_on(const std::vector<std::string>& parents)
    {
        std::vector<std::string> arguments = {"commit-tree", "-m", std::to_string(++commits_made_)};
        for (const auto& parent : parents) {
            arguments.insert(arguments.end(), {"-p", parent});
        }
        arguments.push_back(git({"hash-object", "-t", "tree", "-w", "/dev/null"}));
        return git(std::move(arguments));
    }
    std::string oid(const std::string& name) { return git({"rev-parse", name}); }
    std::string tree(const std::string& name) { return oid(name + "^{tree}"); }
    /// Changes what is staged, commits it without a look at the disk, and gives its tree.
    std::string tree_after(std::vector<std::string> arguments)
    {
        git(std::move(arguments));
        return git({"write-tree"});
    }
    /// The next runs of this command of git's end well and say this.
    void git_says(const std::string& command, const std::string& output)
    {
        said_of[command] = {.complete = true, .exit_status = 0, .output = output, .trouble = ""};
    }
    /// The next runs of this command of git's are ended before their time.
    void git_is_cut_short(const std::string& command)
    {
        said_of[command] = {
            .complete = false, .exit_status = -1, .output = "", .trouble = "timed out after 10 s"};
    }
    void git_fails(const std::string& command)
    {
        said_of[command] = {
            .complete = true, .exit_status = 128, .output = "", .trouble = "fatal: broken"};
    }

    // --- when -------------------------------------------------------------------------------
    GitObjects objects()
    {
        const auto git = find_git_directory(machine, repository.path()).value.value();
        return {machine, repository.path(), git, std::string(id_digits, '0'),
                git_test_environment()};
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository;
    std::size_t id_digits = 40;
    std::vector<std::string> asked;   // the commands of git's that were run

private:
    std::map<std::string, CommandResult> said_of;
    int commits_made_ = 0;
};

}   // namespace tmdb
