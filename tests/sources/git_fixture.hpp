#pragma once

#include "sources/git.hpp"
#include "sources/git_program.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tmdb {

class GitTest : public testing::Test {
protected:
    std::string at(const std::string& name) const { return (directory.path() / name).string(); }

    std::vector<AdminDirectory> admin_directories(const std::string& root)
    {
        const auto git = find_git_directory(machine, root);
        return read_admin_directories(machine, git.value.value()).value.value();
    }

    AdminDirectory only_admin_directory() { return admin_directories(at("repo")).at(0); }

    WorktreeList listed(const std::string& root = "repo")
    {
        return list_worktrees(machine, at(root), git_test_environment());
    }

    /// What a fake git prints, and how it ends.
    void given_git(CommandResult result)
    {
        machine.on_run = [result](const Command&) { return result; };
    }

    TemporaryDirectory directory;
    FakeMachine machine;
};

/// A repository with one commit.
class GitInRepository : public GitTest {
protected:
    std::string fingerprint()
    {
        const auto git = find_git_directory(machine, at("repo")).value.value();
        return repository_fingerprint(machine, git, admin_directories(at("repo")));
    }

    GitRepository repository{directory.path() / "repo"};
    std::string first_commit = repository.commit("first");
};

}   // namespace tmdb
