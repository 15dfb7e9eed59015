#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::HasSubstr;

namespace {

class Doctor : public EndToEnd {
protected:
    /// Health and finding of one thing that it looks at.
    std::vector<std::string> finding_about(const std::string& what, int expected_status = 0)
    {
        const Answer answer = tm_db({"doctor", "--json"});
        EXPECT_EQ(answer.status, expected_status);
        std::vector<std::string> found;
        for (const auto& checkup : answer.json()) {
            if (checkup.at("what") == what) {
                found = {checkup.at("health"), checkup.at("finding")};
            }
        }
        return found;
    }

    using Words = std::vector<std::string>;
};

TEST_F(Doctor, FindsASoundWorkspaceSound)
{
    git();
    reconcile();

    for (const auto& checkup : tm_db({"doctor", "--json"}).json()) {
        EXPECT_EQ(checkup.at("health"), "ok") << checkup;
    }
    EXPECT_EQ(finding_about("git"), (Words{"ok", "1 worktree with the main one"}));
    EXPECT_EQ(finding_about("configuration"), (Words{"ok", "none: the defaults hold"}));
    EXPECT_EQ(finding_about("last sync"), (Words{"ok", "just now, at " + now}));
}

TEST_F(Doctor, TellsHowRegistersWouldBeReplaced)
{
    sync();

    EXPECT_THAT(finding_about("pruning").at(1), HasSubstr("by exchange"));
    EXPECT_EQ(finding_about("temporary files"), (Words{"ok", "none"}));
}

TEST_F(Doctor, NotesThatThereIsNothingYet)
{
    EXPECT_EQ(finding_about("database"), (Words{"note", "there is none at " + database()}));
    EXPECT_EQ(finding_about("git").at(0), "note");
    EXPECT_FALSE(exists(".tasks/task_manager/tm.db"));
}

TEST_F(Doctor, NotesSourcesThatCannotBeRead)
{
    file("tasks/workstreams/core/tasks/torn.md", "---\n");
    sync();

    EXPECT_EQ(finding_about("sources"), (Words{"note", "1 source could not be read, the first is "
                                                       "tasks/workstreams/core/tasks/torn.md"}));
}

TEST_F(Doctor, FindsADatabaseBroken)
{
    write_file(database(), "no database");

    EXPECT_EQ(finding_about("database", 1).at(0), "broken");
}

TEST_F(Doctor, FindsADatabaseThatEverybodyMayWriteTo)
{
    sync();
    std::filesystem::permissions(database(), std::filesystem::perms(0666));

    EXPECT_EQ(finding_about("permissions", 1),
              (Words{"broken", "everybody may write to " + database()}));
}

TEST_F(Doctor, FindsARepositoryThatMakesNoSense)
{
    file(".git", "gitdir: /nonexistent\n");
    sync();

    EXPECT_EQ(finding_about("git", 1).at(0), "broken");
}

TEST_F(Doctor, NotesARegisterThatIsNeverPruned)   // R19
{
    const std::string path = registers("dave", nlohmann::ordered_json::object());
    std::filesystem::create_hard_link(root() / path, outside("second name"));
    sync();

    EXPECT_THAT(finding_about("registers").at(1), HasSubstr("more than one hard link"));
}

TEST_F(Doctor, NotesATemporaryFileOfADeadRun)   // R37
{
    const std::string path = registers("dave", nlohmann::ordered_json::object());
    file(".tasks/task_manager/.tmdb-1.tmp", "");
    sync();

    EXPECT_THAT(finding_about("temporary files").at(1), HasSubstr(".tmdb-1.tmp was left behind"));
}

TEST_F(Doctor, SaysHowMuchIsRemembered)
{
    task("fix-login", {{"status", "ready"}});
    sync();

    const std::string changes =
        value("SELECT (SELECT COUNT(*) FROM change) + (SELECT COUNT(*) FROM quiet_change)");
    const std::string bytes = std::to_string(std::filesystem::file_size(database()));
    EXPECT_EQ(finding_about("history"),
              (Words{"ok", "1 run, 0 signals and " + changes + " changes, back to " + now +
                               "; the file has " + bytes + " bytes"}));
}

TEST_F(Doctor, NotesAHistoryThatGrowsForEver)
{
    sync();
    run({"sqlite3", database(),
         "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 1000001)"
         "INSERT INTO quiet_change (run_id, ledger, row_key, field)"
         " SELECT 1, 'task', n, 'mtime_ns' FROM number"});
    EXPECT_EQ(finding_about("history").at(0), "note");

    file(".tasks/task_manager/tm-db.toml", "[history]\ndays = 365\n");
    EXPECT_EQ(finding_about("history").at(0), "ok");
}

TEST_F(Doctor, AnswersAsATable)
{
    EXPECT_THAT(tm_db({"doctor", "--format", "csv"}).out,
                HasSubstr("what,health,finding,advice\r\nworkspace,ok,"));
}

}   // namespace
}   // namespace tmdb
