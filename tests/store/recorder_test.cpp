#include "store/recorder.hpp"

#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/rows.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace {

/// One transaction, watched from its beginning, on a mirror that holds one row of some tables.
class RecorderTest : public ::testing::Test {
protected:
    RecorderTest()
    {
        add_task("a.md", "fix-login", "Fix the login");
        execute("INSERT INTO pull_request (number, title, is_draft) VALUES (7, 'Fix it', 0)");
        execute("INSERT INTO dispatch (path, slug, state, mtime_ns, newest_ns, stale)"
                " VALUES ('d.json', 'fix-login', 'running', 1, 1, 0)");
        add_entry("fix-login", 0);
        execute("INSERT INTO task_dependency VALUES ('a.md', 0, 'fix-login', 'add-index')");
    }

    void execute(const std::string& sql) { store_.connection().execute(sql); }

    void add_task(const std::string& path, const std::string& slug, const std::string& title)
    {
        execute("INSERT OR REPLACE INTO task"
                " (path, slug, title, tags, frontmatter, content_hash, mtime_ns, stale)"
                " VALUES ('" +
                path + "', '" + slug + "', '" + title + "', '[]', '{}', 'hash', 1, 0)");
    }

    void add_entry(const std::string& slug, int occurrence)
    {
        execute("INSERT OR REPLACE INTO register_entry"
                " (register_path, slug, occurrence, position, owner, owner_key, raw, stale)"
                " VALUES ('r.json', '" +
                slug + "', " + std::to_string(occurrence) + ", 0, 'Dave', 'dave', '{}', 0)");
    }

    /// What these statements come to.
    void record(const std::vector<std::string>& statements)
    {
        Transaction transaction(store_);
        Recorder recorder(store_);
        for (const auto& statement : statements) {
            execute(statement);
        }
        recorder.write(run_, "monday");
        transaction.commit();
    }

    std::vector<std::string> texts(const std::string& sql)
    {
        std::vector<std::string> texts;
        Query query(store_.connection().database(), sql);
        while (query.step()) {
            texts.push_back(query.text(0));
        }
        return texts;
    }

    std::vector<std::string> spoken()
    {
        return texts("SELECT ledger || row_key || ' ' || field || ': ' || ifnull(old_value, '-') ||"
                     "       ' > ' || ifnull(new_value, '-')"
                     "  FROM change ORDER BY id");
    }

    std::vector<std::string> quiet()
    {
        return texts("SELECT ledger || row_key || ' ' || field || ': ' || ifnull(old_value, '-')"
                     "  FROM quiet_change ORDER BY ledger, row_key, field");
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    Store store_ = Store::open_for_writing(machine_, directory_.path() / "tm.db");
    std::int64_t run_ = History(store_).begin_run(RunKind::sync, "monday");
};

TEST_F(RecorderTest, TellsEveryFieldOfARowThatChanged)
{
    record({"UPDATE task SET title = 'Mend the login', owner = 'dave' WHERE path = 'a.md'"});

    EXPECT_THAT(spoken(), ElementsAre("task[\"a.md\"] title: Fix the login > Mend the login",
                                      "task[\"a.md\"] owner: - > dave"));
    EXPECT_THAT(quiet(), IsEmpty());
}

TEST_F(RecorderTest, SaysInWhichRunOfWhichTaskAndWhen)
{
    record({"UPDATE task SET title = 'Mend the login'"});

    EXPECT_THAT(texts("SELECT run_id || ' ' || slug || ' ' || at FROM change"),
                ElementsAre(std::to_string(run_) + " fix-login monday"));
}

TEST_F(RecorderTest, TellsAFieldThatWasEmptied)
{
    record({"UPDATE task SET title = NULL"});

    EXPECT_THAT(spoken(), ElementsAre("task[\"a.md\"] title: Fix the login > -"));
}

TEST_F(RecorderTest, TellsNothingFromAnEmptyText)
{
    record({"UPDATE task SET owner = ''"});

    EXPECT_THAT(spoken(), ElementsAre("task[\"a.md\"] owner: - > "));
}

TEST_F(RecorderTest, KeepsQuietAboutTimesAndRemembersThem)
{
    record({"UPDATE task SET mtime_ns = 1774375200123456789, content_hash = 'other'"});

    EXPECT_THAT(spoken(), IsEmpty());
    EXPECT_THAT(quiet(),
                ElementsAre("task[\"a.md\"] content_hash: hash", "task[\"a.md\"] mtime_ns: 1"));
}

TEST_F(RecorderTest, KeepsQuietAboutTablesThatOnlyServeOthers)
{
    record({"UPDATE task_dependency SET depends_on = 'drop-index'",
            "INSERT INTO problem (kind, path, line, \"column\", message)"
            " VALUES ('task', 'b.md', 1, 2, 'bad')"});

    EXPECT_THAT(spoken(), IsEmpty());
    EXPECT_THAT(quiet(), ElementsAre("problem[\"b.md\",\"task\",1,2,\"bad\"] row: -",
                                     "task_dependency[\"a.md\",0] depends_on: add-index"));
}

TEST_F(RecorderTest, TellsThatARowAppeared)
{
    record({"INSERT INTO pull_request (number, title) VALUES (8, 'More')"});

    EXPECT_THAT(spoken(), ElementsAre("pull_request[8] row: - > present"));
}

TEST_F(RecorderTest, KeepsTheWholeOfARowThatVanished)
{
    record({"DELETE FROM pull_request"});

    EXPECT_THAT(
        spoken(),
        ElementsAre(
            "pull_request[7] row: "
            "{\"number\":7,\"url\":null,\"state\":null,\"title\":\"Fix it\","
            "\"head_ref\":null,\"head_oid\":null,\"merged_at\":null,\"closed_at\":null,"
            "\"updated_at\":null,\"mergeable\":null,\"ci_state\":null,\"is_draft\":0} > -"));
}

TEST_F(RecorderTest, WritesKeysAndRowsThatCanBeReadBack)
{
    record({"UPDATE task SET path = 'a \"b\"\\c\n\xe9.md', mtime_ns = -9223372036854775808",
            "DELETE FROM task"});
    record({"INSERT INTO dispatch (path, slug, state, mtime_ns, newest_ns, stale)"
            " VALUES ('\"\\\n\x01\xc3\xa9', 'x', 'failed', 9223372036854775807, 1, 0)"});
    record({"DELETE FROM dispatch WHERE slug = 'x'"});

    EXPECT_THAT(texts("SELECT quote(row_key ->> 0) FROM change WHERE slug = 'x'"),
                ElementsAre("'\"\\\n\x01\xc3\xa9'", "'\"\\\n\x01\xc3\xa9'"));
    EXPECT_THAT(texts("SELECT old_value ->> 'mtime_ns' FROM change WHERE slug = 'x' AND old_value"
                      " IS NOT NULL"),
                ElementsAre("9223372036854775807"));
    EXPECT_THAT(texts("SELECT old_value ->> 'path' FROM change WHERE ledger = 'task'"),
                ElementsAre("a.md"));
}

TEST_F(RecorderTest, TellsTheTextsOfAPathThatIsNotUnicode)
{
    record({"INSERT INTO dispatch (path, slug, state, mtime_ns, newest_ns, stale)"
            " VALUES ('caf\xe9.json', 'cafe', 'failed', 1, 1, 0)"});

    EXPECT_THAT(texts("SELECT row_key ->> 0 FROM change"), ElementsAre("caf\xe9.json"));
}

TEST_F(RecorderTest, TellsTheSlugThatAVanishedRowHadBefore)
{
    record({"UPDATE task SET slug = 'renamed'", "DELETE FROM task"});

    EXPECT_THAT(texts("SELECT slug FROM change"), ElementsAre("fix-login"));
}

TEST_F(RecorderTest, TellsTheSlugThatARowHasNow)
{
    record({"UPDATE task SET slug = 'renamed'"});

    EXPECT_THAT(texts("SELECT slug || ' ' || field FROM change"), ElementsAre("renamed slug"));
}

// --- the sum of all writes ----------------------------------------------------------------------

TEST_F(RecorderTest, SaysNothingOfWhatWasWrittenBack)
{
    record({"UPDATE task SET title = 'Mend it'", "UPDATE task SET title = 'Fix the login'"});

    EXPECT_THAT(spoken(), IsEmpty());
    EXPECT_THAT(quiet(), IsEmpty());
}

TEST_F(RecorderTest, SaysNothingOfARowThatCameAndWent)
{
    record({"INSERT INTO pull_request (number) VALUES (8)",
            "UPDATE pull_request SET title = 'More' WHERE number = 8",
            "DELETE FROM pull_request WHERE number = 8"});

    EXPECT_THAT(spoken(), IsEmpty());
}

TEST_F(RecorderTest, TellsTheDifferenceOfARowThatWentAndCame)
{
    record({"DELETE FROM pull_request", "INSERT INTO pull_request (number, title, is_draft)"
                                        " VALUES (7, 'Fix it well', 0)"});

    EXPECT_THAT(spoken(), ElementsAre("pull_request[7] title: Fix it > Fix it well"));
}

TEST_F(RecorderTest, TellsTheDifferenceOfARowThatWasReplaced)
{
    record({"INSERT OR REPLACE INTO pull_request (number, title) VALUES (7, 'Fix it')"});

    EXPECT_THAT(spoken(), ElementsAre("pull_request[7] is_draft: 0 > -"));
}

TEST_F(RecorderTest, TellsOnlyTheFirstAndTheLastOfManyValues)
{
    record({"UPDATE pull_request SET title = 'one'", "UPDATE pull_request SET title = 'two'"});

    EXPECT_THAT(spoken(), ElementsAre("pull_request[7] title: Fix it > two"));
}

TEST_F(RecorderTest, TakesAnotherKeyForAnotherRow)
{
    record({"UPDATE pull_request SET number = 8"});

    EXPECT_THAT(spoken(), ElementsAre(StartsWith("pull_request[7] row: {\"number\":7"),
                                      "pull_request[8] row: - > present"));
}

TEST_F(RecorderTest, SeesEveryRowOfATableThatIsEmptied)
{
    record({"INSERT INTO pull_request (number) VALUES (8)"});
    execute("DELETE FROM change");

    record({"DELETE FROM pull_request"});

    EXPECT_THAT(spoken(), ElementsAre(StartsWith("pull_request[7] row: {"),
                                      StartsWith("pull_request[8] row: {")));
}

// --- two rows of one slug, tables without a rowid -----------------------------------------------

TEST_F(RecorderTest, TellsApartTwoRowsOfOneSlug)
{
    add_task("b.md", "fix-login", "Fix the login");

    record({"UPDATE task SET title = 'Mend it' WHERE path = 'b.md'"});

    EXPECT_THAT(spoken(), ElementsAre("task[\"b.md\"] title: Fix the login > Mend it"));
}

TEST_F(RecorderTest, TellsApartTwoEntriesOfOneSlugInOneRegister)
{
    add_entry("fix-login", 1);

    record({"UPDATE register_entry SET owner = 'Bob' WHERE occurrence = 1"});

    EXPECT_THAT(spoken(),
                ElementsAre("register_entry[\"r.json\",\"fix-login\",1] owner: Dave > Bob"));
}

TEST_F(RecorderTest, TellsTheDifferenceOfAnEntryThatWasReplaced)
{
    record({"INSERT OR REPLACE INTO register_entry"
            " (register_path, slug, occurrence, position, owner, owner_key, raw, stale)"
            " VALUES ('r.json', 'fix-login', 0, 3, 'Dave', 'dave', '{\"a\":1}', 0)"});

    EXPECT_THAT(spoken(),
                ElementsAre("register_entry[\"r.json\",\"fix-login\",0] raw: {} > {\"a\":1}"));
    EXPECT_THAT(quiet(), ElementsAre("register_entry[\"r.json\",\"fix-login\",0] position: 0"));
}

TEST_F(RecorderTest, TellsThatAnEntryVanished)
{
    record({"DELETE FROM register_entry"});

    EXPECT_THAT(spoken(),
                ElementsAre(StartsWith("register_entry[\"r.json\",\"fix-login\",0] row: "
                                       "{\"register_path\":\"r.json\",\"slug\":\"fix-login\""
                                       ",\"occurrence\":0,\"position\":0,")));
}

// --- when it listens ----------------------------------------------------------------------------

TEST_F(RecorderTest, WritesWhatItNoticedOnce)
{
    Transaction transaction(store_);
    Recorder recorder(store_);
    execute("UPDATE task SET title = 'Mend it'");
    recorder.write(run_, "monday");

    recorder.write(run_, "monday");

    EXPECT_THAT(spoken(), ElementsAre("task[\"a.md\"] title: Fix the login > Mend it"));
}

TEST_F(RecorderTest, NoticesNothingAfterItsEnd)
{
    {
        Recorder recorder(store_);
    }
    execute("UPDATE task SET title = 'Mend it'");

    Recorder recorder(store_);
    recorder.write(run_, "monday");

    EXPECT_THAT(spoken(), IsEmpty());
}

TEST_F(RecorderTest, LeavesNothingOfATransactionThatIsNotCommitted)
{
    {
        Transaction transaction(store_);
        Recorder recorder(store_);
        execute("UPDATE task SET title = 'Mend it'");
        recorder.write(run_, "monday");
    }

    EXPECT_THAT(spoken(), IsEmpty());
    EXPECT_THAT(texts("SELECT title FROM task"), ElementsAre("Fix the login"));
}

TEST_F(RecorderTest, KeepsQuietAboutTheFillingOfAColumnThatAMigrationAdded)
{
    execute("INSERT INTO mirror_state (name, value) VALUES ('unfilled task.owner', '')");

    record({"UPDATE task SET owner = 'dave', title = 'Mend it'"});

    EXPECT_THAT(spoken(), ElementsAre("task[\"a.md\"] title: Fix the login > Mend it"));
    EXPECT_THAT(quiet(), ElementsAre("task[\"a.md\"] owner: -"));
}

// --- what it rests on ---------------------------------------------------------------------------

/// old_value is TEXT: a number survives that, as the column gives it back its type; a blob or a
/// real would not, nor could a key or a row of them be JSON.
TEST_F(RecorderTest, MeetsOnlyTextsAndIntegers)
{
    const auto types =
        texts("SELECT DISTINCT field.type"
              "  FROM pragma_table_list AS part, pragma_table_info(part.name) AS field"
              " WHERE part.strict ORDER BY 1");

    EXPECT_THAT(types, ElementsAre("INTEGER", "TEXT"));
}

TEST_F(RecorderTest, FindsAPrimaryKeyInEveryTableThatItWatches)
{
    auto keyed = texts("SELECT part.name"
                       "  FROM sqlite_schema AS part, pragma_table_info(part.name) AS field"
                       " WHERE part.type = 'table' AND field.pk = 1 ORDER BY 1");
    auto watched = recorded_tables();
    std::sort(watched.begin(), watched.end());

    EXPECT_TRUE(std::includes(keyed.begin(), keyed.end(), watched.begin(), watched.end()));
}

}   // namespace
}   // namespace tmdb
