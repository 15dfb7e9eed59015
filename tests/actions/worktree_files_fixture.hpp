#pragma once

#include "actions/worktree_files.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace tmdb {

inline void PrintTo(const WorktreeFiles& files, std::ostream* out)
{
    const auto list = [&](const char* name, const auto& paths) {
        *out << name << testing::PrintToString(paths) << " ";
    };
    list("changed ", files.changed);
    list("to compare ", files.to_compare.size());
    list("untracked ", files.untracked);
    list("repositories ", files.repositories);
    list("unknown ", files.unknown);
}

/// A checkout with the files "file", "folder/file" and "run" (executable), and the link "link", all
/// an hour old when they were committed.
class WorktreeFilesTest : public testing::Test {
protected:
    WorktreeFilesTest()
    {
        write("file", "text\n");
        write("folder/file", "text\n");
        write("run", "#!/bin/sh\n");
        std::filesystem::permissions(at("run"), std::filesystem::perms::owner_exec,
                                     std::filesystem::perm_options::add);
        std::filesystem::create_symlink("file", at("link"));
        git({"add", "--all"});
        repository.commit("begin");
    }

    // --- given ------------------------------------------------------------------------------
    std::string at(const std::string& path) const { return (repository.path() / path).string(); }
    void write(const std::string& path, const std::string& text)
    {
        write_file(at(path), text);
        std::filesystem::last_write_time(at(path), std::filesystem::file_time_type::clock::now() -
                                                       std::chrono::hours(1));
    }
    void link(const std::string& target, const std::string& path)
    {
        std::filesystem::remove_all(at(path));
        std::filesystem::create_symlink(target, at(path));
    }
    void folder(const std::string& path)
    {
        std::filesystem::remove_all(at(path));
        std::filesystem::create_directories(at(path));
    }
    std::string git(std::vector<std::string> arguments) { return repository.git(arguments); }
    void submodule(const std::string& path)
    {
        git({"update-index", "--add", "--cacheinfo",
             "160000," + git({"rev-parse", "HEAD"}) + "," + path});
    }

    // --- when -------------------------------------------------------------------------------
    /// As if the index had been written then, or else long after all files.
    WorktreeFiles look(std::optional<Nanoseconds> index_mtime = std::nullopt)
    {
        const auto file = machine.read(at(".git/index"), 1 << 20);
        const auto parsed = parse_index(file->bytes, 20);
        EXPECT_EQ(parsed.trouble, "");
        return look_at_files(machine, repository.path(), parsed.index.value(),
                             index_mtime.value_or(file->stat.mtime_ns + one_second));
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    GitRepository repository{std::filesystem::canonical(directory.path()) / "repo"};
};

}   // namespace tmdb
