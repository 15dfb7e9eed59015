#include "actions/sync.hpp"

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/mirror.hpp"
#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <cerrno>
#include <functional>
#include <gmock/gmock.h>
#include <utility>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

namespace fs = std::filesystem;

/// A sync of a real folder by a machine that fails where a test says so.
class SyncAction : public ::testing::Test {
protected:
    SyncAction()
    {
        fs::create_directories(root_ / ".tasks");
        workspace_ = find_workspace(machine_, {.root = root_.string(), .working_directory = "/"});
    }

    SyncReport sync_now()
    {
        return sync(store_, machine_, workspace_, {.progress = [](auto...) {}});
    }

    void fails(const std::string& path, int error)
    {
        machine_.failing[(root_ / path).string()] = error;
    }

    std::string text(const std::string& sql)
    {
        Query query(store_.connection().database(), sql);
        return query.step() ? query.text(0) : "no row";
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    const fs::path root_ = fs::canonical(directory_.path()) / "workspace";
    const std::string task_path_ = "tasks/workstreams/core/tasks/some-task.md";
    Workspace workspace_;
    Store store_ = Store::open_for_writing(machine_, directory_.path() / "tm.db");
};

TEST_F(SyncAction, KeepsATaskWhoseFileCannotBeReadForNow)
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    sync_now();
    fails(task_path_, EIO);

    const SyncReport report = sync_now();

    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready1");
    ASSERT_EQ(report.problems.size(), 1u);
    EXPECT_THAT(report.problems[0].message, HasSubstr("input/output error"));

    machine_.failing.clear();

    EXPECT_THAT(sync_now().problems, IsEmpty());
    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready0");
}

/// Between the look at a file and its reading something happens.
class MachineThatIsLate : public FakeMachine {
public:
    std::function<void()> before_reading;

    Looked<FileContent> read(const std::string& path, std::size_t limit) override
    {
        if (before_reading && path.ends_with(".md")) {
            std::exchange(before_reading, nullptr)();
        }
        return FakeMachine::read(path, limit);
    }
};

class LateSync : public SyncAction {
protected:
    void sync_late(std::function<void()> meanwhile)
    {
        late_.before_reading = std::move(meanwhile);
        sync(store_, late_, workspace_, {.progress = [](auto...) {}});
    }

    MachineThatIsLate late_;
};

TEST_F(LateSync, T16ReadsNothingThroughALinkThatTookTheFoldersPlace)
{
    const fs::path folder = root_ / "tasks/workstreams/core/tasks";
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    sync_now();
    write_file(root_ / task_path_, "---\nstatus: in_progress\n---\n");
    write_file(directory_.path() / "elsewhere/some-task.md", "---\nstatus: secret\n---\n");

    sync_late([&] {
        fs::rename(folder, directory_.path() / "away");
        fs::create_directory_symlink(directory_.path() / "elsewhere", folder);
    });

    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready1");
    EXPECT_THAT(text("SELECT message FROM problem"), HasSubstr("kept changing"));
    EXPECT_EQ(text("SELECT COUNT(*) FROM task WHERE frontmatter LIKE '%secret%'"), "0");
}

TEST_F(LateSync, TakesAFileThatAnEditorHasReplaced)   // T16: the nearest innocent case
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");

    sync_late([&] {
        write_file(directory_.path() / "new.md", "---\nstatus: in_progress\n---\n");
        fs::rename(directory_.path() / "new.md", root_ / task_path_);
    });

    EXPECT_EQ(text("SELECT status || stale FROM task"), "in_progress0");
}

TEST_F(SyncAction, T17KeepsTheLastGoodRowOfAFileThatNeverStandsStill)
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    sync_now();
    write_file(root_ / task_path_, "---\nstatus: in_progress\n---\n");
    fails(task_path_, EAGAIN);   // so ends the third of three readings: machine_files_test

    sync_now();

    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready1");
    EXPECT_EQ(text("SELECT message FROM problem"), "it kept changing while it was read");
    machine_.failing.clear();

    sync_now();

    EXPECT_EQ(text("SELECT status || stale FROM task"), "in_progress0");
}

TEST_F(SyncAction, KeepsTheRowsOfAFolderThatCannotBeListed)
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    sync_now();
    fails("tasks/workstreams", EACCES);

    const SyncReport report = sync_now();

    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready1");
    ASSERT_EQ(report.problems.size(), 1u);
    EXPECT_EQ(report.problems[0].path, "tasks");
    EXPECT_EQ(report.ledgers.at("task").removed, 0);
}

TEST_F(SyncAction, KeepsTheEntriesOfARegisterThatCannotBeReadForNow)   // R23
{
    const std::string path = ".tasks/task_manager/task-manager-dave.register.json";
    write_file(root_ / path, R"({"some-task": {}})");
    sync_now();
    store_.connection().execute("UPDATE source SET racy = 1");
    fails(path, EIO);

    sync_now();

    EXPECT_EQ(text("SELECT slug || stale FROM register_entry"), "some-task1");
    EXPECT_EQ(text("SELECT stale || ever_read FROM register_file"), "11");

    machine_.failing.clear();
    sync_now();

    EXPECT_EQ(text("SELECT slug || stale FROM register_entry"), "some-task0");
}

TEST_F(SyncAction, KeepsAWorktreeAndItsCopyThatCannotBeLookedAt)   // E04
{
    const std::string copy = ".worktrees/some-task/" + task_path_;
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    write_file(root_ / copy, "---\nstatus: done\n---\n");
    sync_now();
    fails(".worktrees", EACCES);
    fails(".worktrees/some-task", EACCES);
    fails(copy, EACCES);

    sync_now();

    EXPECT_EQ(text("SELECT on_disk || stale FROM worktree"), "11");
    EXPECT_EQ(text("SELECT status || stale FROM task_copy"), "completed1");
}

TEST_F(SyncAction, KeepsWhatGitKnewWhenGitCannotAnswer)   // G08
{
    const GitRepository repository(root_);
    repository.commit("Begin");
    repository.git({"worktree", "add", "--quiet", "-b", "topic", ".worktrees/some-task"});
    sync_now();
    const std::string head = text("SELECT head_oid FROM worktree");
    repository.commit("Go on");
    repository.git({"branch", "another"});
    fs::last_write_time(root_ / ".git/worktrees/some-task/HEAD", fs::file_time_type::clock::now());
    store_.connection().execute("DELETE FROM mirror_state WHERE name = 'git'");
    machine_.on_run = [](const Command&) {
        return CommandResult{.trouble = "it took longer than 10 s"};
    };

    const SyncReport report = sync_now();

    EXPECT_EQ(text("SELECT head_oid || stale FROM worktree"), head + "1");
    ASSERT_EQ(report.problems.size(), 1u);
    EXPECT_THAT(report.problems[0].message, HasSubstr("it took longer than 10 s"));

    machine_.on_run = nullptr;

    EXPECT_THAT(sync_now().problems, IsEmpty());
    EXPECT_EQ(text("SELECT stale FROM worktree"), "0");
}

TEST_F(SyncAction, KeepsTheWorktreesOfARepositoryThatCannotBeRead)
{
    const GitRepository repository(root_);
    repository.commit("Begin");
    repository.git({"worktree", "add", "--quiet", "-b", "topic", directory_.path() / "elsewhere"});
    sync_now();
    fails(".git/worktrees", EACCES);

    EXPECT_EQ(sync_now().problems.size(), 1u);

    EXPECT_EQ(text("SELECT branch || in_git || on_disk || stale FROM worktree"), "topic111");
}

TEST_F(SyncAction, IsOneTransaction)
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    store_.connection().execute("CREATE TEMP TRIGGER full_disk BEFORE UPDATE ON main.run"
                                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");

    EXPECT_THROW(sync_now(), Error);

    EXPECT_EQ(text("SELECT COUNT(*) FROM task"), "0");
    EXPECT_EQ(text("SELECT COUNT(*) FROM run"), "0");
}

TEST_F(SyncAction, TellsHowFarItIs)
{
    write_file(root_ / task_path_, "---\nstatus: ready\n---\n");
    std::vector<std::string> phases;

    sync(store_, machine_, workspace_,
         {.progress = [&](std::string_view phase, std::size_t done, std::size_t total) {
             phases.push_back(std::string(phase) + " " + std::to_string(done) + "/" +
                              std::to_string(total));
         }});

    EXPECT_THAT(phases, ElementsAre("task files 0/1"));
}

}   // namespace
}   // namespace tmdb
