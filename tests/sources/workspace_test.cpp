#include "sources/workspace.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Property;
using testing::StartsWith;
using testing::ThrowsMessage;

class WorkspaceTest : public testing::Test {
protected:
    WorkspaceTest() { options.working_directory = at(""); }

    /// Without a final slash, as the system tells it.
    std::string at(const std::string& name) const
    {
        const auto path = fs::canonical(directory.path());
        return name.empty() ? path.string() : (path / name).string();
    }

    void given_folder(const std::string& name) { fs::create_directories(at(name)); }

    /// A repository with a commit and a linked worktree.
    void given_repository(const std::string& name, const std::string& worktree)
    {
        const GitRepository repository(at(name));
        repository.commit("first");
        repository.git({"worktree", "add", "--quiet", "--detach", at(worktree)});
    }

    /// A bare one; its folder is not named ".git".
    void given_bare_repository(const std::string& name, const std::string& worktree)
    {
        const GitRepository origin(at("origin"));
        origin.commit("first");
        const GitRepository bare(at(name), {"--bare"});
        bare.git({"fetch", "--quiet", at("origin"), "main:main"});
        bare.git({"worktree", "add", "--quiet", "--detach", at(worktree), "main"});
    }

    Workspace found() { return find_workspace(machine, options); }

    std::string root_from(const std::string& working_directory)
    {
        options.working_directory = at(working_directory);
        return found().root;
    }

    std::string root_named(const std::string& name)
    {
        options.root = name;
        return found().root;
    }

    ExitStatus status_of_failure()
    {
        try {
            found();
        } catch (const Error& error) {
            return error.status();
        }
        return ExitStatus::done;
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    WorkspaceOptions options;
};

// --- the root --------------------------------------------------------------------------------

using WorkspaceRoot = WorkspaceTest;

TEST_F(WorkspaceRoot, IsTheNearestFolderWithTasksOrGit)
{
    given_folder("outer/.tasks");
    given_folder("outer/repo/.git");
    given_folder("outer/repo/sub/deep");
    given_folder("outer/plain");

    EXPECT_EQ(root_from("outer/repo/sub/deep"), at("outer/repo"));
    EXPECT_EQ(root_from("outer/repo"), at("outer/repo"));
    EXPECT_EQ(root_from("outer/plain"), at("outer"));
}

TEST_F(WorkspaceRoot, IsNotMarkedByAFileNamedTasks)
{
    given_folder("outer/.tasks");
    write_file(at("outer/inner/.tasks"), "");

    EXPECT_EQ(root_from("outer/inner"), at("outer"));
}

TEST_F(WorkspaceRoot, IsWithoutSymbolicLinks)
{
    given_folder("outer/repo/.git");
    given_folder("outer/repo/sub");
    fs::create_directory_symlink(at("outer/repo/sub"), at("link"));

    EXPECT_EQ(root_from("link"), at("outer/repo"));
    EXPECT_EQ(root_named(".."), at("outer/repo"));
}

TEST_F(WorkspaceRoot, IsTheNamedFolderWhateverItHolds)
{
    given_folder("repo/.git");
    given_folder("repo/sub");
    given_folder("plain");

    EXPECT_EQ(root_named("plain"), at("plain"));
    EXPECT_EQ(root_named(at("plain")), at("plain"));
    EXPECT_EQ(root_named("repo/sub"), at("repo/sub"));
}

TEST_F(WorkspaceRoot, IsTakenFromTheFlagThenTheEnvironmentThenHere)
{
    given_folder("here/.tasks");
    given_folder("environment");
    given_folder("flag");

    EXPECT_EQ(root_from("here"), at("here"));
    options.environment_root = "";
    EXPECT_EQ(found().root, at("here"));
    options.environment_root = "../environment";
    EXPECT_EQ(found().root, at("environment"));
    options.root = "../flag";
    EXPECT_EQ(found().root, at("flag"));
}

TEST_F(WorkspaceRoot, OfALinkedWorktreeIsTheMainCheckout)
{
    given_repository("repo", "elsewhere/task");
    given_folder("elsewhere/task/sub/.tasks");

    EXPECT_EQ(root_from("elsewhere/task"), at("repo"));
    EXPECT_EQ(root_from("elsewhere/task/sub"), at("repo"));
    EXPECT_EQ(root_named(at("elsewhere/task")), at("repo"));
    EXPECT_EQ(root_named(at("elsewhere/task/sub")), at("repo"));
}

TEST_F(WorkspaceRoot, OfAWorktreeBelowItsMainCheckoutIsThat)
{
    given_repository("repo", "repo/.worktrees/task");

    EXPECT_EQ(root_from("repo/.worktrees/task"), at("repo"));
    EXPECT_EQ(root_named(at("repo/.worktrees/task")), at("repo"));
}

TEST_F(WorkspaceRoot, MayKeepItsGitDirectoryElsewhere)
{
    const GitRepository repository(at("repo"), {"--separate-git-dir", at("data")});

    EXPECT_EQ(root_from("repo"), at("repo"));
}

TEST_F(WorkspaceRoot, OfABareRepositorysWorktreeIsTheWorktree)
{
    given_bare_repository("project/repo.git", "project/task");
    given_folder("project/task/sub");

    EXPECT_EQ(root_from("project/task/sub"), at("project/task"));
    EXPECT_EQ(root_named(at("project/task")), at("project/task"));
}

TEST_F(WorkspaceRoot, OfABareRepositorysWorktreeIsTheFolderWithTasksAbove)
{
    given_bare_repository("project/repo.git", "project/worktrees/task");
    given_folder("project/.tasks");

    EXPECT_EQ(root_from("project/worktrees/task"), at("project"));
}

TEST_F(WorkspaceRoot, OfABareRepositorysWorktreeIsTheFolderThatStandsForIt)
{
    given_bare_repository("project/.bare", "project/task");
    write_file(at("project/.git"), "gitdir: ./.bare\n");

    EXPECT_EQ(root_from("project"), at("project"));
    EXPECT_EQ(root_from("project/task"), at("project"));
}

TEST_F(WorkspaceRoot, IsKeptWhenItsGitFileMakesNoSense)
{
    write_file(at("moved/.git"), "gitdir: /nonexistent/.git/worktrees/moved\n");

    EXPECT_EQ(root_from("moved"), at("moved"));
}

TEST_F(WorkspaceRoot, IsNotFoundWhereNothingMarksIt)
{
    EXPECT_THAT([&] { found(); },
                ThrowsMessage<Error>("no workspace here: neither '.tasks' nor '.git' in '" +
                                     at("") + "' or above it"));
    EXPECT_THAT([&] { found(); },
                testing::Throws<Error>(Property(
                    &Error::hint, "run it in a repository, or name the folder with -C DIR")));
}

TEST_F(WorkspaceRoot, IsAFolderThatIsThere)
{
    write_file(at("file"), "");

    EXPECT_THAT([&] { root_named("gone"); },
                ThrowsMessage<Error>("cannot use '" + at("gone") +
                                     "' as a workspace: no such file or directory"));
    EXPECT_THAT(
        [&] { root_named("file"); },
        ThrowsMessage<Error>("cannot use '" + at("file") + "' as a workspace: not a directory"));
}

TEST_F(WorkspaceRoot, IsNeverTheRootOfAllFiles)
{
    EXPECT_THAT([&] { root_named("/"); }, ThrowsMessage<Error>("cannot use '/' as a workspace"));
    EXPECT_EQ(status_of_failure(), ExitStatus::usage);
}

TEST_F(WorkspaceRoot, IsNotLookedForPastAFailedLook)
{
    given_folder("repo/.git");
    given_folder("repo/sub");
    machine.failing[at("repo/sub/.tasks")] = EACCES;

    EXPECT_THAT([&] { root_from("repo/sub"); },
                ThrowsMessage<Error>("cannot look for '.tasks' in '" + at("repo/sub") +
                                     "': permission denied"));
}

TEST_F(WorkspaceRoot, IsNotAWorktreeWhoseRepositoryCannotBeSeen)
{
    given_repository("repo", "task");
    machine.failing[at("repo/.git/worktrees/task/commondir")] = EACCES;

    EXPECT_THAT([&] { root_from("task"); },
                ThrowsMessage<Error>("cannot tell which repository '" + at("task") +
                                     "' belongs to: permission denied"));
}

// --- the database ----------------------------------------------------------------------------

/// A workspace to start from, and a folder in it.
class WorkspaceAt : public WorkspaceTest {
protected:
    WorkspaceAt()
    {
        given_folder("repo/.git");
        given_folder("repo/sub");
        options.working_directory = at("repo/sub");
    }

    const std::string config = at("repo/.tasks/task_manager/tm-db.toml");
};

using WorkspaceDatabase = WorkspaceAt;

TEST_F(WorkspaceDatabase, LiesInTheWorkspace)
{
    EXPECT_EQ(found().database, at("repo/.tasks/task_manager/tm.db"));
}

TEST_F(WorkspaceDatabase, IsTakenFromTheFlagThenTheEnvironment)
{
    options.environment_database = "";
    EXPECT_EQ(found().database, at("repo/.tasks/task_manager/tm.db"));
    options.environment_database = "../environment.db";
    EXPECT_EQ(found().database, at("repo/environment.db"));
    options.database = "flag.db";
    EXPECT_EQ(found().database, at("repo/sub/flag.db"));
}

TEST_F(WorkspaceDatabase, IsAskedForWithWhatGitMayKnow)
{
    options.git_environment = {"PATH=/bin"};

    EXPECT_EQ(found().git_environment, options.git_environment);
}

// --- the configuration -----------------------------------------------------------------------

using WorkspaceConfig = WorkspaceAt;

TEST_F(WorkspaceConfig, IsTheDefaultWithoutAFile)
{
    EXPECT_EQ(found().config.thresholds, Thresholds{});
    EXPECT_EQ(found().config_hash, "");
}

TEST_F(WorkspaceConfig, IsReadFromTheWorkspace)
{
    const std::string text = "[thresholds]\ngrace = 3\n";
    write_file(config, text);

    EXPECT_EQ(found().config.thresholds.grace, 3);
    EXPECT_EQ(found().config_hash, content_hash(text));
}

TEST_F(WorkspaceConfig, IsReadFromTheNamedFile)
{
    write_file(config, "[thresholds]\ngrace = 3\n");
    write_file(at("repo/sub/mine.toml"), "[thresholds]\ngrace = 4\n");
    options.config = "mine.toml";

    EXPECT_EQ(found().config.thresholds.grace, 4);
}

TEST_F(WorkspaceConfig, IsMissedWhenItWasNamed)
{
    options.config = "gone.toml";

    EXPECT_THAT([&] { found(); },
                ThrowsMessage<Error>("cannot read the configuration '" + at("repo/sub/gone.toml") +
                                     "': no such file or directory"));
    EXPECT_EQ(status_of_failure(), ExitStatus::usage);
}

TEST_F(WorkspaceConfig, IsNotIgnoredWhenItCannotBeRead)
{
    given_folder("repo/.tasks/task_manager");
    ::mkfifo(config.c_str(), 0600);

    EXPECT_THAT([&] { found(); },
                ThrowsMessage<Error>(StartsWith("cannot read the configuration '" + config)));
    EXPECT_EQ(status_of_failure(), ExitStatus::usage);

    machine.failing[config] = EACCES;
    EXPECT_THAT([&] { found(); }, ThrowsMessage<Error>(EndsWith("permission denied")));
}

TEST_F(WorkspaceConfig, HasALimit)
{
    write_file(config, "#" + std::string(1 << 20, ' '));

    EXPECT_THAT([&] { found(); }, ThrowsMessage<Error>(EndsWith("it is larger than 1 MiB")));
    EXPECT_EQ(status_of_failure(), ExitStatus::usage);

    write_file(config, "#" + std::string((1 << 20) - 1, ' '));
    EXPECT_NE(found().config_hash, "");
}

}   // namespace
}   // namespace tmdb
