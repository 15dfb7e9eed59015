#include "support/end_to_end.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace tmdb {

using ::testing::HasSubstr;

namespace {

/// A workspace with a row in every table of the mirror, through the real binary.
class Rebuild : public EndToEnd {
protected:
    Rebuild()
    {
        task("add-index", {{"title", "Add an index"}, {"status", "ready"}});
        task("fix-login", {{"status", "in_progress"}, {"depends_on", "[add-index]"}});
        file("tasks/workstreams/core/tasks/torn.md", "---\nstatus: [\n---\n");
        git();
        linked_worktree("fix-login");
        work("fix-login");
        worktree("fix-login", Fields{{"status", "completed"}});
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")},
                           {"no-such", entry("no-such", ".worktrees/no-such")}});
        may_change(dave);
        dispatch("fix-login", {{"exit_code", 1}, {"started_at", minutes_ago(50)}});
        pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});
        reconcile();
        sync();
    }

    Answer rebuild()
    {
        Answer answer = tm_db({"rebuild"});
        EXPECT_EQ(answer.status, 0) << answer.err;
        EXPECT_FALSE(exists(backup));
        return answer;
    }
    void sqlite(const std::string& script)
    {
        const Answer answer = run({"sqlite3", "-bail", database(), script});
        ASSERT_EQ(answer.status, 0) << answer.err;
    }
    /// Of these tables, table by table.
    std::map<std::string, Rows> content(const std::vector<std::string>& tables) const
    {
        std::map<std::string, Rows> content;
        for (const auto& table : tables) {
            content[table] = rows("SELECT * FROM " + table);
            std::sort(content[table].begin(), content[table].end());
        }
        return content;
    }
    std::map<std::string, Rows> mirror() const
    {
        return content({"task", "task_copy", "task_dependency", "register_file", "register_entry",
                        "worktree", "task_base", "git_answer", "dispatch", "pull_request",
                        "problem", "mirror_state"});
    }
    std::map<std::string, Rows> history() const
    {
        return content({"signal", "signal_event", "signal_gap", "pending_signal", "register_write",
                        "register_write_member", "prune", "status_since", "arrival", "horizon",
                        "change", "quiet_change"});
    }
    std::string bytes() const
    {
        std::ifstream stream(database(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    /// rebuild, with what strace does to the system calls that name this file.
    Answer rebuild_injected(const std::string& injection, const std::string& path)
    {
        return run({"sh", "-c",
                    "strace -f -qq -o /dev/null -P '" + path + "' -e inject=" + injection +
                        " " TM_DB_BINARY " rebuild; exit $?"});
    }

    const std::string backup = ".tasks/task_manager/tm.db.rebuild.bak";
};

// --- the mirror ---------------------------------------------------------------------------------

TEST_F(Rebuild, ChangesNothingWhereTheMirrorIsRight)
{
    const auto mirror_before = mirror();
    const auto history_before = history();

    rebuild();

    EXPECT_EQ(mirror(), mirror_before);
    EXPECT_EQ(history(), history_before);
    EXPECT_EQ(rows("SELECT kind, outcome FROM run ORDER BY id DESC LIMIT 1"),
              (Rows{{"rebuild", "partial"}}));
}

TEST_F(Rebuild, ReplacesWhatNoLedgerSays)
{
    const auto before = mirror();
    sqlite("UPDATE task SET status = 'wrong' WHERE slug <> 'torn';"
           "UPDATE task_copy SET title = 'wrong', stale = 1;"
           "UPDATE task_dependency SET depends_on = 'wrong';"
           "UPDATE register_entry SET raw = '{}', worktree = NULL;"
           "UPDATE register_file SET owner = 'wrong';"
           "UPDATE worktree SET landed = 'wrong', branch = NULL;"
           "UPDATE task_base SET frontmatter = '{}';"
           "UPDATE git_answer SET answer = 'wrong';"
           "UPDATE dispatch SET state = 'wrong';"
           "UPDATE pull_request SET title = 'wrong';");

    rebuild();

    EXPECT_EQ(mirror(), before);
}

TEST_F(Rebuild, RemovesRowsThatCameFromNowhere)
{
    const auto before = mirror();
    sqlite("CREATE TEMP TABLE file AS SELECT * FROM task LIMIT 1;"
           "UPDATE file SET path = 'nowhere.md', slug = 'add-index', stale = 0;"
           "INSERT INTO task SELECT * FROM file;"
           "INSERT INTO task_dependency VALUES ('nowhere.md', 0, 'nowhere', 'add-index');"
           "INSERT INTO task_dependency VALUES ('elsewhere.md', 0, 'nowhere', 'add-index');"
           "CREATE TEMP TABLE copy AS SELECT * FROM task_copy;"
           "UPDATE copy SET path = 'nowhere.md';"
           "INSERT INTO task_copy SELECT * FROM copy;"
           "INSERT INTO register_file VALUES ('nowhere.json', 'eve', 'eve', 0, 1);"
           "CREATE TEMP TABLE entry AS SELECT * FROM register_entry;"
           "UPDATE entry SET slug = slug || '-two', register_path = 'nowhere.json';"
           "INSERT INTO register_entry SELECT * FROM entry;"
           "CREATE TEMP TABLE tree AS SELECT * FROM worktree;"
           "UPDATE tree SET path = path || '-two';"
           "INSERT INTO worktree SELECT * FROM tree;"
           "INSERT INTO task_base (worktree_path, path, slug, base_oid)"
           "  VALUES ('.worktrees/nowhere', 'nowhere.md', 'nowhere', '0');"
           "INSERT INTO git_answer VALUES ('nothing', '0', '0', 'yes');"
           "CREATE TEMP TABLE record AS SELECT * FROM dispatch;"
           "UPDATE record SET path = 'nowhere.json';"
           "INSERT INTO dispatch SELECT * FROM record;"
           "INSERT INTO pull_request (number) VALUES (8);"
           "INSERT INTO problem VALUES ('task', 'nowhere.md', 0, 0, 'none', NULL),"
           "  ('register_entry', 'gone.json', 0, 0, 'none', NULL),"
           "  ('dispatch', 'gone.json', 0, 0, 'none', NULL),"
           "  ('task_folder', 'gone', 0, 0, 'none', NULL);");

    rebuild();

    EXPECT_EQ(mirror(), before);
}

TEST_F(Rebuild, BringsBackRowsThatWereLost)
{
    const auto before = mirror();
    sqlite("DELETE FROM task; DELETE FROM task_copy;"
           "DELETE FROM task_dependency; DELETE FROM register_file; DELETE FROM register_entry;"
           "DELETE FROM worktree; DELETE FROM task_base; DELETE FROM git_answer;"
           "DELETE FROM dispatch; DELETE FROM pull_request; DELETE FROM problem;");

    rebuild();

    EXPECT_EQ(mirror(), before);
}

TEST_F(Rebuild, KeepsTheLastGoodValuesOfWhatCannotBeRead)
{
    file(dave, "{\"torn\": ");
    file("tasks/workstreams/core/tasks/add-index.md", "---\nstatus: [\n---\n");
    sync();
    const auto before = mirror();

    rebuild();

    EXPECT_EQ(mirror(), before);
    EXPECT_EQ(value("SELECT status || stale FROM task WHERE slug = 'add-index'"), "ready1");
}

TEST_F(Rebuild, KeepsPullRequestsThatOnlyGhHasTold)
{
    remove(".tasks/task_manager/pull-requests.json");
    write_file(
        outside("bin/gh"),
        "#!/bin/sh\necho '" +
            nlohmann::json::array({pull_request(9, "fix-login", std::string(40, 'b'))}).dump() +
            "'\n");
    std::filesystem::permissions(outside("bin/gh"), std::filesystem::perms::owner_all);
    environment = {"PATH=" + outside("bin") + ":" + std::getenv("PATH")};
    ASSERT_EQ(tm_db({"sync", "--gh"}).status, 0);
    const auto before = mirror();

    rebuild();

    EXPECT_EQ(mirror(), before);
    EXPECT_EQ(value("SELECT number FROM pull_request"), "9");
}

TEST_F(Rebuild, SeesWhatHasChangedAsASyncDoes)
{
    task("add-index", {{"title", "Add an index"}, {"status", "completed"}});

    const Answer answer = tm_db({"rebuild", "--json"});

    EXPECT_EQ(answer.json().at("ledgers").at("task").at("changed"), 1) << answer.err;
    EXPECT_EQ(rows("SELECT old_value, new_value FROM change WHERE field = 'status'"
                   "   AND run_id = (SELECT MAX(id) FROM run)"),
              (Rows{{"ready", "completed"}}));
}

// --- the history --------------------------------------------------------------------------------

TEST_F(Rebuild, LeavesSignalsOpenAsTheyAre)
{
    const Rows before = rows("SELECT id, code, subject, opened_at, times_seen FROM open_signal");
    ASSERT_FALSE(before.empty());

    rebuild();
    tm_db({"reconcile"});

    EXPECT_EQ(rows("SELECT id, code, subject, opened_at, times_seen - 1 FROM open_signal"), before);
}

TEST_F(Rebuild, SaysWhatItKept)
{
    const Answer answer = rebuild();

    EXPECT_THAT(answer.out, HasSubstr("task files"));
    EXPECT_THAT(answer.out,
                HasSubstr("kept in the history: runs " + value("SELECT COUNT(*) FROM run") +
                          ", signals " + value("SELECT COUNT(*) FROM signal") + ", changes " +
                          value("SELECT COUNT(*) FROM change") + ", prunings 1\n"));
}

TEST_F(Rebuild, ForgetsNothingOfATaskThatIsGone)
{
    remove("tasks/workstreams/core/tasks/add-index.md");

    rebuild();
    EXPECT_EQ(value("SELECT COUNT(*) FROM status_since WHERE slug = 'add-index'"), "1");
    EXPECT_EQ(value("SELECT COUNT(*) FROM task WHERE slug = 'add-index'"), "0");
}

TEST_F(Rebuild, CountsAsTheLastSync)
{
    now = "2026-03-24T19:00:00Z";

    rebuild();

    EXPECT_THAT(tm_db({"doctor"}).out, HasSubstr("just now, at " + now));
}

TEST_F(Rebuild, IsUndoneWhenItWouldLoseARowOfTheHistory)
{
    sqlite("INSERT INTO pending_signal VALUES ('some_code', 'some subject', '2026-03-24');"
           "CREATE TRIGGER loss AFTER INSERT ON run BEGIN DELETE FROM pending_signal; END;");
    const std::string before = bytes();

    const Answer answer = tm_db({"rebuild"});

    EXPECT_EQ(answer.status, 70);
    EXPECT_THAT(answer.err, HasSubstr("of the 1 rows of 'pending_signal' only 0 would be left"));
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(exists(backup));
}

// --- when it fails ------------------------------------------------------------------------------

TEST_F(Rebuild, LeavesTheOldContentWhenTheDiskFails)
{
    task("add-index", {{"status", "completed"}});
    const std::string before = bytes();

    const Answer answer = rebuild_injected("fsync,fdatasync:error=EIO", database() + "-journal");

    EXPECT_EQ(answer.status, 7) << answer.err;
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(exists(backup));
}

TEST_F(Rebuild, ChangesNothingWhenThereIsNoRoomForACopy)
{
    const std::string before = bytes();

    const Answer answer =
        rebuild_injected("pwrite64:error=ENOSPC", database() + ".rebuild.bak.new");

    EXPECT_EQ(answer.status, 7) << answer.err;
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(exists(backup));
    EXPECT_FALSE(exists(backup + ".new"));
}

TEST_F(Rebuild, IsUndoneByTheNextRunWhenItIsKilled)
{
    const auto before = history();
    task("add-index", {{"status", "completed"}});

    rebuild_injected("unlink:signal=KILL:when=1", database() + "-journal");
    ASSERT_TRUE(exists(".tasks/task_manager/tm.db-journal"));

    EXPECT_EQ(std::filesystem::status(root() / backup).permissions(), std::filesystem::perms(0600));
    EXPECT_EQ(run({"sqlite3", root() / backup, "SELECT MAX(kind = 'rebuild') FROM run"}).out,
              "0\n");
    rebuild();
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run WHERE kind = 'rebuild'"), "1");
    EXPECT_EQ(history().at("signal"), before.at("signal"));
}

TEST_F(Rebuild, SaysWhatIsMissingAndKeepsAll)
{
    sqlite("DROP TABLE task_base");
    const std::string before = bytes();

    const Answer answer = tm_db({"rebuild"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("no such table: task_base"));
    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(exists(backup));
}

TEST_F(Rebuild, KeepsAnOlderCopyWhenTheDatabaseCannotBeCopied)
{
    file(backup, "of an earlier one");
    const auto page = std::stoll(value("SELECT rootpage FROM sqlite_schema WHERE name = 'task'"));
    const auto size = std::stoll(value("PRAGMA page_size"));
    std::fstream(database(), std::ios::in | std::ios::out | std::ios::binary)
        .seekp((page - 1) * size)
        .write("torn page", 9);
    const std::string before = bytes();

    const Answer answer = tm_db({"rebuild"});

    EXPECT_EQ(answer.status, 6) << answer.err;
    EXPECT_EQ(bytes(), before);
    EXPECT_EQ(read(backup), "of an earlier one");
}

TEST_F(Rebuild, TakesTurnsWithOthers)
{
    const Answer answer = run({"sh", "-c",
                               "for n in 1 2 3; do"
                               "  { " TM_DB_BINARY " rebuild > /dev/null; echo $?; } & "
                               "done; wait"});

    EXPECT_EQ(answer.out, "0\n0\n0\n");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run WHERE kind = 'rebuild'"), "3");
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
}

}   // namespace
}   // namespace tmdb
