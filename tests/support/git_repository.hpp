#pragma once

#include "base/machine.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Writes a file, and the folders that it lies in.
inline void write_file(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// The variables that git is given in tests; nothing of whoever runs them gets through.
inline std::vector<std::string> git_test_environment()
{
    return {"PATH=" + std::string(std::getenv("PATH")), "HOME=/nonexistent"};
}

/// A folder in which git is at work.
class GitRepository {
public:
    /// Makes a new repository there.
    explicit GitRepository(std::filesystem::path path, std::vector<std::string> options = {})
        : path_(std::move(path))
    {
        std::filesystem::create_directories(path_);
        std::vector<std::string> arguments = {"init", "--quiet", "--initial-branch=main"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        git(std::move(arguments));
    }

    const std::filesystem::path& path() const { return path_; }

    /// What the command prints, without the final line feed.
    std::string git(std::vector<std::string> arguments) const
    {
        Command command;
        command.arguments = std::move(arguments);
        command.arguments.insert(command.arguments.begin(), "git");
        command.directory = path_.string();
        command.environment = git_test_environment();
        for (const std::string role : {"AUTHOR", "COMMITTER"}) {
            command.environment.push_back("GIT_" + role + "_NAME=Test");
            command.environment.push_back("GIT_" + role + "_EMAIL=test@example.org");
        }
        auto result = make_machine()->run(command);
        if (!result.complete || result.exit_status != 0) {
            throw std::runtime_error("git " + command.arguments[1] + ": " + result.trouble);
        }
        if (result.output.ends_with('\n')) {
            result.output.pop_back();
        }
        return result.output;
    }

    /// An empty commit; its object id.
    std::string commit(const std::string& message) const
    {
        git({"commit", "--quiet", "--allow-empty", "--message", message});
        return git({"rev-parse", "HEAD"});
    }

private:
    std::filesystem::path path_;
};

}   // namespace tmdb
