#include "store/store.hpp"

#include "support/end_to_end.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

namespace {

namespace fs = std::filesystem;

/// The database file as users find it, through the real binary.
class StoreFile : public EndToEnd {
protected:
    StoreFile() { task("some-task", {{"status", "ready"}}); }

    std::string bytes() const
    {
        std::ifstream stream(database(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    std::string sqlite(const std::string& script)
    {
        const Answer answer = run({"sqlite3", "-bail", database(), script});
        EXPECT_EQ(answer.status, 0) << answer.err;
        return answer.out;
    }

    /// Every command must refuse it with a reason and a hint, and leave every byte as it was.
    void expect_unusable(const std::string& reason)
    {
        const std::string before = bytes();
        for (const std::string command : {"sync", "reconcile", "status", "signals"}) {
            const Answer answer = tm_db({command});
            EXPECT_EQ(answer.status, 6) << command;
            EXPECT_THAT(answer.err, AllOf(HasSubstr(reason), HasSubstr("hint: "))) << command;
        }
        EXPECT_EQ(bytes(), before);
        EXPECT_EQ(tm_db({"doctor"}).status, 1);
        EXPECT_EQ(bytes(), before);
    }
};

TEST_F(StoreFile, IsMarkedAsOursAndReadableByItsOwnerAlone)
{
    sync();

    EXPECT_EQ(value("PRAGMA application_id"), "1953326178");
    EXPECT_EQ(value("PRAGMA user_version"), "5");
    EXPECT_EQ(value("PRAGMA journal_mode"), "delete");
    EXPECT_EQ(fs::status(database()).permissions(), fs::perms(0600));
}

TEST_F(StoreFile, ThatIsEmptyIsTaken)   // D01
{
    write_file(database(), "");

    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "1");
}

TEST_F(StoreFile, ThatIsEmptyCannotBeReadBeforeTheFirstSync)
{
    write_file(database(), "");

    const Answer answer = tm_db({"status"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("run 'tm-db sync' first"));
    EXPECT_EQ(bytes(), "");
}

TEST_F(StoreFile, ThatIsTextIsRefused)   // D01
{
    write_file(database(), "These are somebody's notes, and not a database at all.\n");

    expect_unusable("tm.db': file is not a database");
}

TEST_F(StoreFile, ThatIsTruncatedIsRefused)   // D01
{
    sync();
    fs::resize_file(database(), 5'000);

    expect_unusable("tm.db': database disk image is malformed");
}

TEST_F(StoreFile, ThatIsADirectoryIsRefused)   // D01
{
    fs::create_directories(database());

    for (const std::string command : {"sync", "status"}) {
        const Answer answer = tm_db({command});
        EXPECT_EQ(answer.status, 6);
        EXPECT_THAT(answer.err, HasSubstr("it is not a regular file"));
    }
    EXPECT_TRUE(fs::is_empty(database()));
}

TEST_F(StoreFile, ThatIsALinkIsRefused)   // D14
{
    fs::create_symlink(outside("elsewhere.db"), database());

    EXPECT_EQ(tm_db({"sync"}).status, 6);
    EXPECT_FALSE(fs::exists(outside("elsewhere.db")));
}

TEST_F(StoreFile, OfAnotherProgramIsRefused)   // D03
{
    sqlite("CREATE TABLE bookmark (url TEXT)");

    expect_unusable("it is not a tm-db database");
}

TEST_F(StoreFile, OfAnotherProgramGetsNoLockBesideIt)
{
    sqlite("CREATE TABLE bookmark (url TEXT)");

    tm_db({"sync"});

    EXPECT_FALSE(fs::exists(database() + ".lock"));
}

TEST_F(StoreFile, OfANewerProgramIsRefused)   // D04
{
    sync();
    sqlite("PRAGMA user_version = 99");

    expect_unusable("it was written by a newer tm-db (schema 99, this one knows 5)");
}

TEST_F(StoreFile, WithAForeignJournalIsNotHarmed)   // D08
{
    sync();
    write_file(database() + "-journal", "not a journal");

    EXPECT_EQ(tm_db({"sync"}).status, 0);

    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), "2");
}

TEST_F(StoreFile, D13WithAHostileTriggerRunsNoneOfItsFunctions)
{
    sync();
    sqlite("CREATE TRIGGER trap AFTER INSERT ON run BEGIN"
           " SELECT fts3_tokenizer('zz', x'4141414141414141'); END");
    task("another-task", {});

    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("unsafe use of fts3_tokenizer()"));
    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), "1");
}

TEST_F(StoreFile, IsTheSameAfterEveryReadCommand)
{
    task("done-task", {{"status", "completed"}});
    reconcile();
    const std::string before = bytes();

    tm_db({"status", "--all"});
    tm_db({"signals", "--all"});
    tm_db({"sql", "SELECT * FROM ledgers"});
    tm_db({"doctor"});
    tm_db({"reconcile", "--dry-run"});

    EXPECT_EQ(bytes(), before);
    EXPECT_FALSE(exists(".tasks/task_manager/tm.db-journal"));
}

TEST_F(StoreFile, TakesEightSyncsAtOnce)   // D10
{
    const Answer answer = run({"sh", "-c",
                               "for n in 1 2 3 4 5 6 7 8; do"
                               "  { " TM_DB_BINARY " sync > /dev/null; echo $?; } & "
                               "done; wait"});

    EXPECT_THAT(answer.out, MatchesRegex("([04]\n)+"));
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "1");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run WHERE outcome = 'ok'"),
              std::to_string(std::count(answer.out.begin(), answer.out.end(), '0')));
}

TEST_F(StoreFile, IsUndoneByTheNextSyncWhenOneIsKilled)   // D07
{
    sync();
    task("another-task", {});
    run({"sh", "-c",
         "strace -f -qq -o /dev/null -e inject=unlink:signal=KILL:when=1 " TM_DB_BINARY
         " sync; true"});
    ASSERT_TRUE(exists(".tasks/task_manager/tm.db-journal"));

    const Answer reading = tm_db({"status"});
    EXPECT_EQ(reading.status, 6);
    EXPECT_THAT(reading.err, HasSubstr("run 'tm-db sync' once"));

    sync();
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), "2");
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "2");
}

// --- a database of every released version -------------------------------------------------------

/// Every file of released/, by its name without the extension.
std::vector<std::string> released_versions()
{
    std::vector<std::string> versions;
    for (const auto& file : fs::directory_iterator(TM_DB_SOURCE_DIR "/tests/store/released")) {
        versions.push_back(file.path().stem());
    }
    std::sort(versions.begin(), versions.end());
    return versions;
}

class ReleasedDatabase : public StoreFile, public ::testing::WithParamInterface<std::string> {
protected:
    ReleasedDatabase()
    {
        run({"sqlite3", "-bail", database(),
             ".read '" TM_DB_SOURCE_DIR "/tests/store/released/" + GetParam() + ".sql'"});
        runs_ = value("SELECT MAX(id) FROM run");
        const std::string so_far = " <= " + runs_ + "', '') || ";
        questions_ = sqlite(   // an arrival is settled as soon as its entry is gone
            "SELECT 'SELECT ' || quote(part.name) || ', ' || group_concat(field.name, ', ') ||"
            "       ' FROM ' || part.name ||"
            "       iif(part.name = 'run', ' WHERE id" +
            so_far + "       iif(max(field.name = 'run_id'), ' WHERE run_id" + so_far +
            "';'"
            "  FROM sqlite_schema AS part, pragma_table_info(part.name) AS field"
            " WHERE part.name IN ('run', 'signal', 'signal_event', 'register_write',"
            "                     'register_write_member', 'prune', 'change', 'arrival')"
            "   AND field.name <> 'settled_at'"
            " GROUP BY part.name");
    }

    /// All that it remembered when it was released, in the columns that it had then.
    std::string history() { return sqlite(questions_); }

    /// As the next command that writes does, and nothing else.
    void migrate_only()
    {
        const auto machine = make_machine();
        Store::open_for_writing(*machine, database());
    }

    /// The rows of its mirror become those that it would have made of this workspace.
    void be_as_old_and_know_this_workspace()
    {
        ASSERT_EQ(tm_db({"sync", "--db", outside("new.db")}).status, 0);
        const std::string attach = "ATTACH '" + outside("new.db") + "' AS new;";
        sqlite(attach + sqlite("SELECT 'DELETE FROM ' || part.name || '; INSERT INTO ' ||"
                               "       part.name || ' (' || group_concat(field.name) ||"
                               "       ') SELECT ' || group_concat(field.name) || ' FROM new.' ||"
                               "       part.name || ';'"
                               "  FROM sqlite_schema AS part, pragma_table_info(part.name) AS field"
                               " WHERE part.name IN ('task', 'task_copy', 'register_file',"
                               "                     'register_entry', 'worktree', 'dispatch',"
                               "                     'pull_request', 'source')"
                               " GROUP BY part.name"));
    }

    std::string runs_;

private:
    std::string questions_;
};

TEST_P(ReleasedDatabase, IsOfItsVersion)
{
    EXPECT_EQ(std::stoi(value("PRAGMA user_version")), std::stoi(GetParam()));
    EXPECT_EQ(value("PRAGMA application_id"), "1953326178");
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
}

TEST_P(ReleasedDatabase, KeepsEveryRowOfItsHistory)   // D05
{
    const std::string before = history();
    ASSERT_THAT(before, AllOf(HasSubstr("dependency_missing"), HasSubstr("change|"),
                              HasSubstr("prune|"), HasSubstr("register_write_member|")));

    sync();

    EXPECT_EQ(history(), before);
    EXPECT_EQ(std::stoi(value("SELECT MAX(id) FROM run")), std::stoi(runs_) + 1);
}

TEST_P(ReleasedDatabase, D06IsOldOrNewWhereverItsMigrationIsKilled)
{
    const std::string before = history();

    for (const std::string call : {"1", "9", "30", "90"}) {
        run({"sh", "-c",
             "strace -f -qq -o /dev/null -P '" + database() +
                 "' -e trace=pwrite64"
                 " -e inject=pwrite64:signal=KILL:when=" +
                 call + " " TM_DB_BINARY " sync; true"});
        EXPECT_EQ(sqlite("PRAGMA integrity_check"), "ok\n") << call;
        EXPECT_EQ(history(), before) << call;
    }

    sync();
    EXPECT_EQ(history(), before);
    EXPECT_EQ(value("PRAGMA user_version"), std::to_string(schema_version()));
}

TEST_P(ReleasedDatabase, KeepsEveryRowOfItsMirror)
{
    const std::string questions = sqlite(
        "SELECT 'SELECT ' || quote(part.name) || ', ' || group_concat('\"' || field.name || '\"') "
        "||"
        "       ' FROM ' || part.name || ' ORDER BY 1, 2, 3;'"
        "  FROM sqlite_schema AS part, pragma_table_info(part.name) AS field"
        " WHERE part.name IN ('source', 'task', 'task_copy', 'task_dependency', 'register_file',"
        "                     'register_entry', 'worktree', 'task_base', 'git_answer', 'dispatch',"
        "                     'pull_request', 'problem')"
        " GROUP BY part.name");
    const std::string before = sqlite(questions);
    ASSERT_THAT(before, AllOf(HasSubstr("register_entry|"), HasSubstr("task|")));

    migrate_only();

    EXPECT_EQ(sqlite(questions), before);
}

/// Before schema 3 nobody wrote down what changed.
class DatabaseWithoutMemory : public ReleasedDatabase {};

TEST_P(DatabaseWithoutMemory, HasForgottenNoChangeSinceItsLastRun)
{
    migrate_only();

    EXPECT_EQ(value("SELECT run_id FROM horizon"), runs_);
}

TEST_P(DatabaseWithoutMemory, KnowsOfEachSignalsEventWhatTheSignalKnows)
{
    migrate_only();

    EXPECT_EQ(value("SELECT COUNT(*) FROM signal_event JOIN signal ON signal.id = signal_id"
                    " WHERE (signal_event.slug, signal_event.severity, signal_event.detail)"
                    "    IS NOT (signal.slug, signal.severity, signal.detail)"),
              "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM signal_event WHERE detail IS NULL"), "0");
}

TEST_P(DatabaseWithoutMemory, RemembersWhenASignalWasSeenThatItsLastReconcileCouldNotJudge)
{
    const std::string first = value("SELECT MIN(started_at) FROM run WHERE kind = 'reconcile'");
    const std::string its = " WHERE id = 1 AND code = 'dependency_missing'";
    sqlite("UPDATE run SET started_at = '2026-03-24T19:00:00Z' WHERE id = "
           "  (SELECT MAX(id) FROM run WHERE kind = 'reconcile');"
           "DELETE FROM signal_event WHERE event = 'cleared' AND signal_id = 1;"
           "UPDATE signal SET cleared_at = NULL, last_seen_at = '" +
           first + "'" + its);
    task("ready-task", {{"status", "ready"}, {"depends_on", "[missing]"}});
    environment = {"TM_DB_NOW=2026-03-24T20:00:00Z"};
    sync();

    ASSERT_EQ(tm_db({"reconcile"}).status, 0);

    const std::string seen = "SELECT last_seen_at FROM signal" + its;
    EXPECT_NE(value(seen), first);
    EXPECT_THAT(tm_db({"sql", "--as-of", runs_, "--format", "csv", seen}).out, HasSubstr(first));
}

TEST_P(ReleasedDatabase, TellsWhatVanishedSinceItsLastRun)
{
    const std::string slugs = "SELECT DISTINCT slug FROM register_entry ORDER BY slug";
    const Rows before = rows(slugs);
    ASSERT_FALSE(before.empty());

    sync();

    EXPECT_EQ(rows("SELECT DISTINCT slug FROM change WHERE ledger = 'register_entry'"
                   "   AND field = 'row' AND new_value IS NULL AND run_id > " +
                   runs_ + " ORDER BY slug"),
              before);
}

TEST_P(ReleasedDatabase, SpeaksOfNoChangeWhereOnlyTheProgramHasChanged)
{
    task("fix-login", {{"status", "in_progress"}, {"pr_number", "7"}});
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    linked_worktree("fix-login");
    work("fix-login");
    be_as_old_and_know_this_workspace();

    sync();

    EXPECT_EQ(
        rows("SELECT ledger, field, old_value, new_value FROM change WHERE run_id > " + runs_),
        Rows());
    sync();
    EXPECT_EQ(value("SELECT COUNT(*) FROM quiet_change WHERE run_id > 1 + " + runs_), "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM mirror_state WHERE name LIKE 'unfilled %'"), "0");
}

TEST_P(ReleasedDatabase, TellsOfItsPastInEveryCommandThatReads)
{
    sync();

    const Answer signals = tm_db({"signals", "--all"});
    EXPECT_EQ(signals.status, 0) << signals.err;
    EXPECT_THAT(signals.out, HasSubstr("register_orphan"));
    EXPECT_EQ(tm_db({"status", "--all"}).status, 0);
    EXPECT_EQ(tm_db({"sql", "SELECT * FROM ledgers, completion, bucket, open_signal"}).status, 0);
    EXPECT_EQ(tm_db({"reconcile"}).status, 0);
}

TEST_P(ReleasedDatabase, HasTheShapeOfANewOne)   // D05
{
    sync();
    ASSERT_EQ(tm_db({"sync", "--db", outside("new.db")}).status, 0);

    const std::string shape =
        "SELECT part.type, part.name, field.* FROM sqlite_schema AS part,"
        "       pragma_table_xinfo(part.name) AS field ORDER BY part.name, field.cid;"
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name;"
        "SELECT part.name, reference.* FROM sqlite_schema AS part,"
        "       pragma_foreign_key_list(part.name) AS reference ORDER BY part.name, reference.id";
    EXPECT_EQ(sqlite(shape), run({"sqlite3", outside("new.db"), shape}).out);
}

INSTANTIATE_TEST_SUITE_P(Schema, ReleasedDatabase, ::testing::ValuesIn(released_versions()),
                         [](const auto& version) { return version.param; });

INSTANTIATE_TEST_SUITE_P(Schema, DatabaseWithoutMemory, ::testing::Values("0001", "0002"),
                         [](const auto& version) { return version.param; });

TEST(ReleasedDatabases, AreThereForEveryVersionBeforeThisOne)
{
    EXPECT_GE(static_cast<std::int64_t>(released_versions().size()), schema_version() - 1);
}

}   // namespace
}   // namespace tmdb
