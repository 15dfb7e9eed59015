#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

class Sync : public EndToEnd {
protected:
    /// The normal form of a status that is written so.
    std::string normal_status_of(const std::string& written)
    {
        task("some-task", {{"status", written}});
        sync();
        return value("SELECT status FROM task");
    }

    /// The slugs and worktree paths of a register with this text.
    Rows entries_of(const std::string& text)
    {
        file(dave, text);
        sync();
        return rows("SELECT slug, worktree_path FROM register_entry ORDER BY position");
    }
};

// --- task files ----------------------------------------------------------------------------------

TEST_F(Sync, MirrorsScalarsAsTheyAreWritten)   // T08
{
    task("some-task", {{"id", "007"},
                       {"title", "\"A: title\""},
                       {"priority", "p1"},
                       {"milestone", "2026-03-24"},
                       {"owner", "yes"},
                       {"pr_number", "1e3"}});

    sync();

    EXPECT_EQ(rows("SELECT slug, path, id, title, priority, milestone, owner, pr_number FROM task"),
              (Rows{{"some-task", "tasks/workstreams/core/tasks/some-task.md", "007", "A: title",
                     "p1", "2026-03-24", "yes", "1e3"}}));
}

TEST_F(Sync, KeepsTheWholeFrontMatterAsJson)
{
    task("some-task", {{"status", "ready"}, {"estimate", "0.10"}, {"notes", "{deep: [a, b]}"}});

    sync();

    EXPECT_EQ(nlohmann::json::parse(value("SELECT frontmatter FROM task")),
              nlohmann::json::parse(
                  R"({"status": "ready", "estimate": "0.10", "notes": {"deep": ["a", "b"]}})"));
}

TEST_F(Sync, TakesSynonymsOfFields)
{
    file("tasks/workstreams/core/tasks/some-task.md",
         "---\nblocked_by: [a, b]\nlabels:\n  - x\n  - y\ncompleted: 2026-03-24\n---\n");

    sync();

    EXPECT_EQ(rows("SELECT slug, depends_on FROM task_dependency ORDER BY position"),
              (Rows{{"some-task", "a"}, {"some-task", "b"}}));
    EXPECT_EQ(rows("SELECT tags, completed_at FROM task"), (Rows{{R"(["x","y"])", "2026-03-24"}}));
}

TEST_F(Sync, KeepsAStatusAsWrittenBesideItsNormalForm)
{
    task("some-task", {{"status", "In Progress"}});

    sync();

    EXPECT_EQ(rows("SELECT status, status_raw FROM task"), (Rows{{"in_progress", "In Progress"}}));
}

TEST_F(Sync, NormalisesTheWordsForAStatus)
{
    EXPECT_EQ(normal_status_of("Done"), "completed");
    EXPECT_EQ(normal_status_of("complete"), "completed");
    EXPECT_EQ(normal_status_of("to-do"), "not_started");
    EXPECT_EQ(normal_status_of("WIP"), "in_progress");
    EXPECT_EQ(normal_status_of("Blocked on Bob"), "blocked_on_bob");
}

TEST_F(Sync, ReadsAnotherTrackersLayoutByConfiguration)
{
    file(".tasks/task_manager/tm-db.toml", "[layout]\ntasks = [\"backlog/tasks/*.md\"]\n"
                                           "[fields]\nslug = [\"id\"]\nowner = [\"assignee\"]\n"
                                           "[status]\n\"In Review\" = \"in_progress\"\n");
    file("backlog/tasks/task-7 - Fix it.md",
         "---\nid: TASK-7\nstatus: in review\nassignee: ['@x', '@y']\ndependencies: []\n---\n");

    sync();

    EXPECT_EQ(rows("SELECT slug, status, owner FROM task"),
              (Rows{{"task-7", "in_progress", "@x"}}));
}

TEST_F(Sync, ReadsNothingOfABody)
{
    file("tasks/workstreams/core/tasks/some-task.md",
         "---\nstatus: ready\n---\n" + std::string(3'000'000, 'x') + "\n---\nstatus: done\n---\n");

    sync();

    EXPECT_EQ(value("SELECT status FROM task WHERE stale = 0"), "ready");
}

// --- registers -----------------------------------------------------------------------------------

TEST_F(Sync, ReadsARegisterOfEveryShape)
{
    const Rows expected = {{"a", ".worktrees/a"}, {"b", "NULL"}};
    const std::string members = R"({"a": {"worktree_path": ".worktrees/a"}, "b": {}})";
    const std::string list = R"([{"slug": "a", "worktree_path": ".worktrees/a"}, {"slug": "b"}])";

    EXPECT_EQ(entries_of(members), expected);
    EXPECT_EQ(entries_of(list), expected);
    EXPECT_EQ(entries_of(R"({"version": 1, "entries": )" + members + "}"), expected);
    EXPECT_EQ(entries_of(R"({"tasks": )" + members + "}"), expected);
    EXPECT_EQ(entries_of(R"({"register": )" + list + "}"), expected);
    EXPECT_EQ(entries_of(R"({"registered": )" + list + "}"), expected);
}

TEST_F(Sync, TakesTheOwnerFromTheNameOfTheFile)
{
    file(".tasks/task_manager/tm-db.toml", "[owners]\ndave = [\"davefowler\"]\n");
    registers("Dave-Fowler", {{"some-task", entry("some-task", std::nullopt)}});

    sync();

    EXPECT_EQ(rows("SELECT owner, owner_key FROM register_entry"), (Rows{{"Dave-Fowler", "dave"}}));
}

TEST_F(Sync, WritesTimesInUtcAndPathsBelowTheRoot)
{
    file(dave, R"({"some-task": {"registered_at": "2026-03-24T18:00:00+02:00",
                                 "launched_at": "soon",
                                 "worktree_path": ")" +
                   (root() / ".worktrees/./some-task").string() + R"("}})");

    sync();

    EXPECT_EQ(rows("SELECT registered_at, launched_at, started_at, worktree_path"
                   "  FROM register_entry"),
              (Rows{{"2026-03-24T16:00:00Z", "soon", "NULL", ".worktrees/some-task"}}));
}

TEST_F(Sync, KeepsAnEntryWithItsSpellings)   // R08
{
    file(dave, R"({"some-task": {"cost": 1.50, "n": 9007199254740993, "e": "\u00e9"}})");

    sync();

    EXPECT_EQ(value("SELECT raw FROM register_entry"),
              R"({"cost": 1.50, "n": 9007199254740993, "e": "\u00e9"})");
}

// --- worktrees and copies ------------------------------------------------------------------------

TEST_F(Sync, TakesWorktreesFromGitFromRegistersAndFromTheLayout)
{
    task("in-git", {});
    linked_worktree("in-git");
    worktree("a-folder");
    registers("dave", {{"elsewhere", entry("elsewhere", outside("elsewhere"))},
                       {"gone", entry("gone", ".worktrees/gone")}});
    std::filesystem::create_directory(outside("elsewhere"));

    sync();

    EXPECT_EQ(rows("SELECT path, slug, branch, on_disk, in_git FROM worktree ORDER BY slug"),
              (Rows{{".worktrees/a-folder", "a-folder", "NULL", "1", "0"},
                    {outside("elsewhere"), "elsewhere", "NULL", "1", "0"},
                    {".worktrees/gone", "gone", "NULL", "0", "0"},
                    {".worktrees/in-git", "in-git", "in-git", "1", "1"}}));
    EXPECT_EQ(value("SELECT head_oid FROM worktree WHERE in_git = 1"),
              git().git({"rev-parse", "HEAD"}));
}

TEST_F(Sync, KnowsAWorktreeByItsIdentityAndNotByItsSpelling)   // E25
{
    task("some-task", {});
    linked_worktree("some-task");
    std::filesystem::create_directory_symlink(root() / ".worktrees", outside("link"));
    registers("dave", {{"some-task", entry("some-task", outside("link/some-task"))}});

    sync();

    EXPECT_EQ(rows("SELECT path, in_git FROM worktree"), (Rows{{".worktrees/some-task", "1"}}));
    EXPECT_EQ(value("SELECT worktree FROM register_entry"), ".worktrees/some-task");
}

TEST_F(Sync, TakesNeitherTheRootNorAFolderAroundItForAWorktree)   // R13, E14
{
    file(dave, R"({"a": {"worktree_path": "."}, "b": {"worktree_path": "/"},
                   "c": {"worktree_path": ""}, "d": {"worktree_path": ".."},
                   "e": {"worktree_path": "~/e"}, "f": {"worktree_path": "\u0000"}})");
    task("a", {});

    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry"), "6");
    EXPECT_THAT(rows("SELECT path FROM worktree"), IsEmpty());
    EXPECT_THAT(rows("SELECT path FROM task_copy"), IsEmpty());
}

TEST_F(Sync, GivesAWorktreeToTheTaskWhoseEntryNamesIt)
{
    task("some-task", {});
    worktree("another-name");
    registers("dave", {{"some-task", entry("some-task", ".worktrees/another-name")}});

    sync();

    EXPECT_EQ(rows("SELECT path, slug FROM worktree"),
              (Rows{{".worktrees/another-name", "some-task"}}));
}

TEST_F(Sync, ReadsTheCopyOfATaskFileInItsWorktree)
{
    task("some-task", {{"status", "ready"}});
    worktree("some-task", Fields{{"status", "Done"}, {"pr_number", "7"}});

    sync();

    EXPECT_EQ(rows("SELECT slug, worktree_path, status, pr_number FROM task_copy"),
              (Rows{{"some-task", ".worktrees/some-task", "completed", "7"}}));
}

TEST_F(Sync, ReadsACopyWhereItsEntrySaysThatTheTaskFileWas)
{
    worktree("some-task", Fields{{"status", "Done"}});
    registers("dave", {{"some-task", entry("some-task", ".worktrees/some-task")}});

    sync();

    EXPECT_EQ(value("SELECT status FROM task_copy"), "completed");
}

TEST_F(Sync, OpensNothingOutsideOfTheWorktreeThatAnEntryLeadsTo)   // T15
{
    file("secret.md", "---\nstatus: secret\n---\n");
    worktree("some-task");
    auto hostile = entry("some-task", ".worktrees/some-task");
    hostile["task_path"] = "../../secret.md";
    registers("dave", {{"some-task", hostile}});
    std::filesystem::create_directories(root() / ".worktrees/linked/tasks/workstreams/core/tasks");
    std::filesystem::create_symlink(
        root() / "secret.md", root() / ".worktrees/linked/tasks/workstreams/core/tasks/linked.md");
    task("linked", {});

    sync();

    EXPECT_THAT(rows("SELECT * FROM task_copy"), IsEmpty());
    EXPECT_EQ(rows("SELECT slug, message FROM problem"),
              (Rows{{"linked", "it is a link that leads out of its worktree"}}));
}

// --- output --------------------------------------------------------------------------------------

TEST_F(Sync, SaysWhatWasAddedChangedAndRemoved)
{
    task("first", {});
    task("second", {{"status", "ready"}});
    sync();
    remove("tasks/workstreams/core/tasks/first.md");
    task("second", {{"status", "done"}});
    task("third", {});

    const auto ledgers = tm_db({"sync", "--json"}).json().at("ledgers");

    EXPECT_EQ(ledgers.at("task"),
              nlohmann::json(
                  {{"added", 1}, {"changed", 1}, {"removed", 1}, {"unreadable", 0}, {"total", 2}}));
}

TEST_F(Sync, AnswersInJsonWithOneDocumentedShape)
{
    file("tasks/workstreams/core/tasks/torn.md", "---\nstatus: [\n---\n");

    const auto answer = tm_db({"sync", "--json"}).json();

    EXPECT_EQ(answer.at("run"), 1);
    EXPECT_TRUE(answer.at("took_ms").is_number());
    EXPECT_EQ(answer.at("ledgers").size(), 8);
    EXPECT_EQ(answer.at("problems").at(0).at("path"), "tasks/workstreams/core/tasks/torn.md");
    EXPECT_EQ(answer.at("problems").at(0).at("line"), 3);
}

TEST_F(Sync, SaysWhereItsTimeWentWhenItIsAsked)
{
    task("some-task", {{"status", "ready"}});

    EXPECT_THAT(tm_db({"sync", "--timings"}).out,
                AllOf(HasSubstr("phase"), HasSubstr("task files"), HasSubstr("commit")));
    const auto answer = nlohmann::json::parse(tm_db({"sync", "--timings", "--json"}).out);
    double sum = 0;
    for (const auto& phase : answer.at("timings")) {
        EXPECT_FALSE(phase.at("phase").get<std::string>().empty());
        sum += phase.at("ms").get<double>();
    }
    EXPECT_GT(sum, 0);
    EXPECT_LE(sum, answer.at("took_ms").get<double>() + 1);
    EXPECT_FALSE(nlohmann::json::parse(tm_db({"sync", "--json"}).out).contains("timings"));
}

TEST_F(Sync, TellsAPersonWithoutColourAndProgressInAPipe)
{
    task("some-task", {});

    const Answer answer = tm_db({"sync"});

    EXPECT_THAT(answer.out,
                AllOf(HasSubstr("task files           1      1        0        0           0\n"),
                      Not(HasSubstr("\x1b"))));
    EXPECT_EQ(answer.err, "");
}

TEST_F(Sync, TellsANewcomerWhereItLookedWhenItFoundNoTaskFile)
{
    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.err, HasSubstr("tasks/workstreams/*/tasks/*.md"));
}

TEST_F(Sync, IsARunInTheHistory)
{
    sync();

    EXPECT_EQ(rows("SELECT id, kind, started_at, finished_at, outcome FROM run"),
              (Rows{{"1", "sync", now, now, "ok"}}));
}

}   // namespace
}   // namespace tmdb
