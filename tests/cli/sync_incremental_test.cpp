#include "support/end_to_end.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

const std::string folder = "tasks/workstreams/core/tasks/";

using Words = std::vector<std::string>;

/// The path in a line of strace.
std::string first_quoted(const std::string& line)
{
    const auto begin = line.find('"') + 1;
    return begin == 0 ? "" : line.substr(begin, line.find('"', begin) - begin);
}

/// What a second sync reads, writes and starts.
class IncrementalSync : public EndToEnd {
protected:
    /// A stamp that was taken right after a write is not trusted: sync until there is none.
    void settle()
    {
        do {
            sync();
        } while (value("SELECT COUNT(*) FROM source WHERE racy = 1") != "0");
    }

    /// The files of ledgers that a sync opens, and the programs that it starts.
    Words opened_by_sync(Words arguments = {})
    {
        const std::string trace = outside("trace");
        Words command = {"strace", "-f",  "-qq",        "-e",  "trace=openat,execve",
                         "-o",     trace, TM_DB_BINARY, "sync"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        EXPECT_EQ(run(command).status, 0);

        Words found;
        std::ifstream stream(trace);
        for (std::string line; std::getline(stream, line);) {
            const std::filesystem::path path = first_quoted(line);
            const bool is_ledger = path.extension() == ".md" || path.extension() == ".json" ||
                                   path.extension() == ".log";
            if (line.find("openat(") != std::string::npos && is_ledger) {
                found.push_back(path.filename());
            } else if (line.find("execve(") != std::string::npos && path != TM_DB_BINARY) {
                found.push_back(path);
            }
        }
        return found;
    }

    void given_every_ledger()
    {
        task("first", {{"status", "ready"}, {"title", "One"}});
        task("second", {{"status", "ready"}, {"depends_on", "[first]"}});
        linked_worktree("first");
        registers("dave", {{"first", entry("first", ".worktrees/first")}});
        dispatch("first", {{"exit_code", 0}});
        file("tasks/logs/dispatch-first.log", "dispatch_exit_code=0\n");
        file("tasks/team/dave.md", "# Dave\n");
        file("tasks/team/roles/data-viz.md", markdown({{"owner", "dave"}}));
        file(folder + "torn.md", "---\nstatus: [\n---\n");
    }

    nlohmann::json totals_of_sync()
    {
        nlohmann::json totals = {{"added", 0}, {"changed", 0}, {"removed", 0}};
        const nlohmann::json answer = tm_db({"sync", "--json"}).json();
        for (const auto& counts : answer.at("ledgers")) {
            for (auto& [name, total] : totals.items()) {
                total = total.get<int>() + counts.at(name).get<int>();
            }
        }
        return totals;
    }

    void show_again(const std::string& path)
    {
        remove(path);
        std::filesystem::rename(outside("out of sight"), root() / path);
    }
};

const nlohmann::json nothing = {{"added", 0}, {"changed", 0}, {"removed", 0}};

TEST_F(IncrementalSync, OpensNothingAndStartsNoProgramWhenNothingChanged)
{
    given_every_ledger();
    settle();

    EXPECT_THAT(opened_by_sync(), IsEmpty());
}

TEST_F(IncrementalSync, OpensTheOneFileThatChanged)
{
    given_every_ledger();
    settle();
    task("second", {{"status", "done"}});

    EXPECT_THAT(opened_by_sync(), ElementsAre("second.md"));
    EXPECT_EQ(value("SELECT status FROM task WHERE slug = 'second'"), "completed");
}

TEST_F(IncrementalSync, ReadsEveryFileAgainWhenAskedTo)
{
    given_every_ledger();
    settle();

    EXPECT_THAT(opened_by_sync({"--full"}),
                ::testing::IsSupersetOf(Words{"first.md", "second.md", "torn.md",
                                              "dispatch-first.status.json",
                                              "task-manager-dave.register.json"}));
}

TEST_F(IncrementalSync, ReadsEveryFileAgainWithAnotherConfiguration)
{
    task("some-task", {{"status", "odd"}});
    settle();
    file(".tasks/task_manager/tm-db.toml", "[status]\nodd = \"completed\"\n");

    sync();

    EXPECT_EQ(value("SELECT status FROM task"), "completed");
}

TEST_F(IncrementalSync, FindsAnEditOfTheSameSizeWithItsTimePutBack)   // T18
{
    task("some-task", {{"status", "aaaaa"}});
    settle();
    task("some-task", {{"status", "bbbbb"}});

    sync();

    EXPECT_EQ(value("SELECT status FROM task"), "bbbbb");
}

TEST_F(IncrementalSync, SeesNoChangeInATouchOfEverything)   // T19
{
    given_every_ledger();
    settle();
    age(folder + "first.md", 1);
    age(folder + "second.md", 1);
    age(folder + "torn.md", 1);
    age(dave, 1);
    age(".worktrees/first/" + folder + "first.md", 1);

    EXPECT_EQ(totals_of_sync(), nothing);
}

TEST_F(IncrementalSync, T19SeesNoDriftInACheckoutBackAndForth)
{
    task("first", {{"status", "in_progress"}});
    registers("dave", {{"first", entry("first", ".worktrees/first")}});
    linked_worktree("first");
    reconcile();
    const Rows signals = rows("SELECT code, subject, opened_at FROM open_signal ORDER BY 1, 2");
    const std::string changes = value("SELECT COUNT(*) FROM change");

    git().git({"checkout", "--quiet", "-b", "elsewhere"});
    git().git({"rm", "--quiet", "-r", "tasks"});
    commit("Clear out");
    git().git({"checkout", "--quiet", "main"});   // every root file is younger than its copy now
    reconcile();

    EXPECT_EQ(rows("SELECT code, subject, opened_at FROM open_signal ORDER BY 1, 2"), signals);
    EXPECT_EQ(value("SELECT COUNT(*) FROM change"), changes);
}

TEST_F(IncrementalSync, RemovesTheRowsOfWhatIsGone)
{
    given_every_ledger();
    dispatch("torn", "not a record");
    sync();
    git().git({"worktree", "remove", "--force", ".worktrees/first"});
    remove("tasks");
    remove(dave);

    sync();

    EXPECT_EQ(rows("SELECT (SELECT COUNT(*) FROM task), (SELECT COUNT(*) FROM task_copy),"
                   "       (SELECT COUNT(*) FROM task_dependency),"
                   "       (SELECT COUNT(*) FROM register_entry),"
                   "       (SELECT COUNT(*) FROM worktree), (SELECT COUNT(*) FROM dispatch),"
                   "       (SELECT COUNT(*) FROM problem), (SELECT COUNT(*) FROM source)"),
              (Rows{Words(8, "0")}));
}

TEST_F(IncrementalSync, KeepsTheLastGoodValuesOfAFileThatTurnsBad)
{
    task("some-task", {{"status", "ready"}, {"title", "A title"}});
    settle();
    file(folder + "some-task.md", "---\nstatus: done\n");

    sync();

    EXPECT_EQ(rows("SELECT status, title, stale FROM task"), (Rows{{"ready", "A title", "1"}}));
    EXPECT_EQ(rows("SELECT path, line, message FROM problem"),
              (Rows{{folder + "some-task.md", "1", "front matter is not closed"}}));

    task("some-task", {{"status", "done"}});
    sync();

    EXPECT_EQ(rows("SELECT status, title, stale FROM task"), (Rows{{"completed", "NULL", "0"}}));
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(IncrementalSync, KeepsTheLastGoodEntriesOfARegisterThatIsTorn)   // R01
{
    registers("dave", {{"some-task", entry("some-task", std::nullopt)}});
    settle();
    file(dave, "");

    sync();
    sync();

    EXPECT_EQ(rows("SELECT slug, stale FROM register_entry"), (Rows{{"some-task", "1"}}));
    EXPECT_EQ(value("SELECT path FROM problem"), dave);

    registers("dave", {{"some-task", entry("some-task", std::nullopt)}});
    sync();

    EXPECT_EQ(rows("SELECT slug, stale FROM register_entry"), (Rows{{"some-task", "0"}}));
    EXPECT_THAT(rows("SELECT * FROM problem"), IsEmpty());
}

TEST_F(IncrementalSync, KeepsTheLastGoodRowOfADispatchRecordThatIsTorn)   // G02
{
    dispatch("some-task", {{"exit_code", 3}});
    settle();
    file("tasks/logs/dispatch-some-task.status.json", "{\"exit_code\": 0");

    sync();

    EXPECT_EQ(rows("SELECT state, exit_code, stale FROM dispatch"), (Rows{{"failed", "3", "1"}}));

    dispatch("some-task", {{"exit_code", 0}});
    sync();

    EXPECT_EQ(rows("SELECT state, exit_code, stale FROM dispatch"), (Rows{{"exited", "0", "0"}}));
}

TEST_F(IncrementalSync, KeepsWhatLiesInAFolderOutOfSight)
{
    given_every_ledger();
    settle();
    hide("tasks");

    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task WHERE stale = 1"), "3");
    EXPECT_EQ(value("SELECT COUNT(*) FROM dispatch WHERE stale = 1"), "1");
    EXPECT_EQ(rows("SELECT kind FROM problem WHERE kind LIKE '%folder' ORDER BY kind"),
              (Rows{{"dispatch_folder"}, {"person_folder"}, {"role_folder"}, {"task_folder"}}));
}

TEST_F(IncrementalSync, BelievesAFolderThatComesBackUnchanged)
{
    given_every_ledger();
    settle();
    hide("tasks");
    sync();
    show_again("tasks");

    sync();

    EXPECT_EQ(rows("SELECT slug FROM task WHERE stale = 1"), (Rows{{"torn"}}));
    EXPECT_THAT(rows("SELECT slug FROM dispatch WHERE stale = 1"), IsEmpty());
    EXPECT_EQ(rows("SELECT kind FROM problem"), (Rows{{"task"}}));
}

TEST_F(IncrementalSync, BelievesARegisterThatComesBackUnchanged)
{
    given_every_ledger();
    file(".tasks/task_manager/tm-db.toml", "[layout]\nregisters = [\"registers/*.json\"]\n");
    file("registers/dave.json", R"({"first": {}})");
    settle();
    hide("registers");
    sync();
    ASSERT_EQ(rows("SELECT slug, stale FROM register_entry"), (Rows{{"first", "1"}}));
    show_again("registers");

    sync();

    EXPECT_EQ(rows("SELECT slug, stale FROM register_entry"), (Rows{{"first", "0"}}));
}

TEST_F(IncrementalSync, KeepsTheWorktreesOfAFolderOutOfSight)
{
    given_every_ledger();
    worktree("a-folder");
    settle();
    hide(".worktrees");

    sync();

    EXPECT_EQ(rows("SELECT path, on_disk, stale FROM worktree ORDER BY path"),
              (Rows{{".worktrees/a-folder", "1", "1"}, {".worktrees/first", "1", "1"}}));
    EXPECT_EQ(rows("SELECT slug, stale FROM task_copy"), (Rows{{"first", "1"}}));
}

TEST_F(IncrementalSync, NoticesAWorkerThatEndsWhileItsRecordStaysTheSame)
{
    dispatch("some-task", {{"pid", 2'000'000'000}});
    settle();
    run({"sqlite3", database(), "UPDATE dispatch SET state = 'running'"});

    sync();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "worker_gone");
}

}   // namespace
}   // namespace tmdb
