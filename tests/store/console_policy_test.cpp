#include "store/console_policy.hpp"

#include "store/console_fixture.hpp"

namespace tmdb {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using ::testing::StartsWith;
using ::testing::StrEq;

using Console = ConsoleFixture;

TEST(ConsolePolicy, LetsReadingPass)
{
    EXPECT_EQ(refusal_of(SQLITE_SELECT, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_READ, "task", "slug"), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_RECURSIVE, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_FUNCTION, nullptr, "count"), std::nullopt);
}

TEST(ConsolePolicy, RefusesWhatItDoesNotKnow)   // S01
{
    constexpr int not_yet_invented = 1'000;

    EXPECT_THAT(refusal_of(not_yet_invented, nullptr, nullptr),
                Optional(StrEq("the statement does more")));
}

TEST(ConsolePolicy, NamesAClosedFunction)   // S02
{
    EXPECT_THAT(refusal_of(SQLITE_FUNCTION, nullptr, "Load_Extension"),
                Optional(StrEq("the function 'load_extension' is closed")));
}

TEST(ConsolePolicy, TellsLookingPragmasFromWriting)   // S01
{
    EXPECT_EQ(refusal_of(SQLITE_PRAGMA, "TABLE_INFO", "task"), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_PRAGMA, "user_version", nullptr), std::nullopt);
    EXPECT_THAT(refusal_of(SQLITE_PRAGMA, "user_version", "7"),
                Optional(StrEq("this use of the pragma 'user_version' is closed")));
    EXPECT_NE(refusal_of(SQLITE_PRAGMA, "writable_schema", nullptr), std::nullopt);
}

TEST(ConsolePolicy, TakesAMissingNameForAnUnknownOne)
{
    EXPECT_NE(refusal_of(SQLITE_PRAGMA, nullptr, nullptr), std::nullopt);
    EXPECT_EQ(refusal_of(SQLITE_FUNCTION, nullptr, nullptr), std::nullopt);
}

TEST(ConsolePolicy, OpensTheTablesOfItsPragmas)
{
    EXPECT_THAT(open_table_functions(), Contains("json_each"));
    EXPECT_THAT(open_table_functions(), Contains("pragma_table_info"));
    EXPECT_THAT(open_table_functions(), Not(Contains("pragma_journal_mode")));
}

class HostileStatement : public Console, public ::testing::WithParamInterface<const char*> {};

TEST_P(HostileStatement, IsRefusedAndLeavesEveryByte)   // S01, S02
{
    const auto before = files();

    const Error error = error_of(GetParam());

    EXPECT_EQ(error.status(), ExitStatus::usage);
    EXPECT_THAT(error.what(), StartsWith("only reading is allowed: "));
    EXPECT_EQ(files(), before);
    EXPECT_THAT(run("SELECT id FROM run").rows, ElementsAre(Row{std::int64_t{1}}));
}

INSTANTIATE_TEST_SUITE_P(
    WritesRows, HostileStatement,
    ::testing::Values("INSERT INTO run (kind, started_at) VALUES ('sync', '')",
                      "INSERT INTO run SELECT 9, 'sync', '', NULL, NULL",
                      "REPLACE INTO run (id, kind, started_at) VALUES (1, 'sync', '')",
                      "INSERT INTO run (id, kind, started_at) VALUES (1, 'sync', '') "
                      "ON CONFLICT DO UPDATE SET kind = 'restore'",
                      "INSERT INTO run (kind, started_at) VALUES ('sync', '') RETURNING id",
                      "WITH one AS (SELECT 1) INSERT INTO run (id) SELECT * FROM one",
                      "UPDATE run SET kind = 'restore'",
                      "WITH one AS (SELECT 1 AS id) UPDATE run SET kind = 'x' FROM one",
                      "DELETE FROM run", "DELETE FROM run WHERE 0", "EXPLAIN DELETE FROM run",
                      "EXPLAIN QUERY PLAN UPDATE run SET kind = 'restore'",
                      "UPDATE sqlite_sequence SET seq = 0"));

INSTANTIATE_TEST_SUITE_P(
    WritesTheSchema, HostileStatement,
    ::testing::Values("CREATE TABLE mine (a)", "CREATE TABLE mine AS SELECT * FROM run",
                      "CREATE TEMP TABLE mine (a)", "CREATE TEMPORARY TABLE mine AS SELECT 1",
                      "CREATE INDEX mine ON run (kind)", "CREATE VIEW mine AS SELECT 1",
                      "CREATE TEMP VIEW mine AS SELECT 1",
                      "CREATE TRIGGER mine AFTER INSERT ON run BEGIN SELECT 1; END",
                      "CREATE TEMP TRIGGER mine AFTER INSERT ON run BEGIN SELECT 1; END",
                      "CREATE VIRTUAL TABLE mine USING fts5(a)",
                      "CREATE VIRTUAL TABLE mine USING fts3(a, tokenize=zz)",
                      "CREATE VIRTUAL TABLE temp.mine USING rtree(id, a, b)", "DROP TABLE run",
                      "DROP VIEW ledgers", "DROP INDEX change_by_run",
                      "DROP TABLE IF EXISTS signal", "ALTER TABLE run RENAME TO runs",
                      "ALTER TABLE run ADD COLUMN mine", "ALTER TABLE run DROP COLUMN outcome",
                      "ALTER TABLE run RENAME COLUMN kind TO sort", "ANALYZE", "ANALYZE run",
                      "REINDEX", "REINDEX change"));

INSTANTIATE_TEST_SUITE_P(
    ReachesForFilesAndLocks, HostileStatement,
    ::testing::Values("VACUUM", "VACUUM INTO 'copy.db'", "VACUUM main INTO 'copy.db'",
                      "EXPLAIN VACUUM INTO 'copy.db'", "ATTACH 'other.db' AS other",
                      "ATTACH ':memory:' AS other", "ATTACH DATABASE '' AS other",
                      "ATTACH 'file:other.db?mode=rwc' AS other", "DETACH main", "BEGIN",
                      "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "COMMIT", "ROLLBACK", "SAVEPOINT mine",
                      "RELEASE mine", "ROLLBACK TO mine"));

INSTANTIATE_TEST_SUITE_P(
    SetsAPragma, HostileStatement,
    ::testing::Values("PRAGMA user_version = 7", "PRAGMA application_id(7)",
                      "PRAGMA main.schema_version = 7", "PRAGMA journal_mode = WAL",
                      "PRAGMA journal_mode", "PRAGMA query_only = OFF",
                      "PRAGMA writable_schema = ON", "PRAGMA trusted_schema = ON",
                      "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA incremental_vacuum",
                      "PRAGMA optimize", "PRAGMA temp_store_directory = 'x'",
                      "PRAGMA hard_heap_limit = 0", "PRAGMA locking_mode = EXCLUSIVE",
                      "PRAGMA mmap_size = 1000000000", "PRAGMA no_such_pragma",
                      "SELECT * FROM pragma_journal_mode('wal')", "PRAGMA wal_autocheckpoint = 1"));

INSTANTIATE_TEST_SUITE_P(
    CallsOut, HostileStatement,
    ::testing::Values("SELECT load_extension('./mine.so')",
                      "SELECT load_extension('./mine.so', 'start') FROM run",
                      "SELECT fts3_tokenizer('zz', x'4141414141414141')",
                      "SELECT FTS3_TOKENIZER('simple')",
                      "SELECT 1 WHERE EXISTS (SELECT load_extension('x'))",
                      "WITH evil AS (SELECT load_extension('x')) SELECT * FROM evil"));

TEST_F(Console, DoesNotKnowTheFunctionsOfTheShell)   // S02
{
    EXPECT_THAT(error_of("SELECT writefile('mine', 'x')").what(),
                HasSubstr("no such function: writefile"));
    EXPECT_THAT(error_of("SELECT readfile('/etc/hostname')").what(),
                HasSubstr("no such function: readfile"));
}

TEST_F(Console, RefusesAViewThatDoesMore)   // S02, D13
{
    write("CREATE VIEW trap AS SELECT load_extension('./mine.so') AS loaded");

    EXPECT_STREQ(error_of("SELECT * FROM trap").what(),
                 "cannot run the query: unsafe use of load_extension()");
}

TEST_F(Console, StaysOnGuardWhenTheSchemaChangesUnderAStatement)   // S09
{
    trust_the_schema();
    write("CREATE VIEW turncoat AS SELECT 'harmless' AS journal_mode");
    machine_.on_reached = [&](std::string_view) {
        write("DROP VIEW turncoat; CREATE VIEW turncoat AS SELECT * FROM pragma_journal_mode");
    };

    EXPECT_STREQ(error_of("SELECT journal_mode FROM turncoat").what(),
                 "only reading is allowed: this use of the pragma 'journal_mode' is closed");
}

TEST_F(Console, AnswersAcrossAHarmlessChangeOfTheSchema)   // S09
{
    machine_.on_reached = [&](std::string_view) { write("CREATE VIEW new AS SELECT 1"); };

    const Table table = run("SELECT kind, value FROM run, json_each('[7]')");

    EXPECT_THAT(table.rows, ElementsAre(Row{text("sync"), std::int64_t{7}}));
}

}   // namespace
}   // namespace tmdb
