#include "store/console.hpp"

#include "base/watchdog.hpp"
#include "store/console_fixture.hpp"

namespace tmdb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Console = ConsoleFixture;

const std::string endless =
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) ";

/// Each look at its clock takes a second.
class SlowMachine : public FakeMachine {
public:
    Nanoseconds monotonic() override { return spent_ += one_second; }

private:
    Nanoseconds spent_ = 0;
};

std::string repeated(const std::string& part, int times)
{
    std::string whole;
    for (int time = 0; time < times; ++time) {
        whole += part;
    }
    return whole;
}

// --- answers ------------------------------------------------------------------------------------

TEST_F(Console, AnswersWithColumnsAndRows)
{
    const Table table = run("SELECT id, kind AS what FROM run");

    EXPECT_THAT(table.columns, ElementsAre("id", "what"));
    EXPECT_THAT(table.rows, ElementsAre(Row{std::int64_t{1}, text("sync")}));
    EXPECT_FALSE(table.truncated);
    EXPECT_THAT(table.notice, IsEmpty());
}

TEST_F(Console, NamesTheColumnsOfAnEmptyAnswer)
{
    const Table table = run("SELECT slug, path FROM task");

    EXPECT_THAT(table.columns, ElementsAre("slug", "path"));
    EXPECT_THAT(table.rows, IsEmpty());
}

TEST_F(Console, KeepsEveryKindOfValue)   // S07
{
    const Table table = run("SELECT NULL, 9223372036854775807, 0.5, 'ä', x'00ff', '', x''");

    EXPECT_THAT(table.rows,
                ElementsAre(Row{std::monostate{}, std::int64_t{9223372036854775807}, 0.5, text("ä"),
                                Blob{std::string("\x00\xff", 2)}, text(""), Blob{}}));
}

TEST_F(Console, KeepsTextBeyondANul)   // S07
{
    const Table table = run("SELECT CAST(x'610062' AS TEXT)");

    EXPECT_THAT(table.rows, ElementsAre(Row{text(std::string("a\0b", 3))}));
}

TEST_F(Console, LooksIntoJson)
{
    const Table table = run("SELECT value FROM json_each('[3, 4]') UNION ALL "
                            "SELECT atom FROM json_tree('[5]') WHERE type = 'integer'");

    EXPECT_THAT(table.rows,
                ElementsAre(Row{std::int64_t{3}}, Row{std::int64_t{4}}, Row{std::int64_t{5}}));
}

TEST_F(Console, ShowsTheSchema)
{
    EXPECT_THAT(run("SELECT name FROM pragma_table_info('run') WHERE pk").rows,
                ElementsAre(Row{text("id")}));
    EXPECT_THAT(run("SELECT name FROM sqlite_schema WHERE name = 'ledgers'").rows, SizeIs(1));
    EXPECT_THAT(run("PRAGMA table_info(run)").rows, SizeIs(6));
    EXPECT_THAT(run("pragma USER_VERSION").rows, ElementsAre(Row{schema_version()}));
    EXPECT_THAT(run("PRAGMA integrity_check").rows, ElementsAre(Row{text("ok")}));
}

TEST_F(Console, ExplainsAQueryPlan)
{
    EXPECT_THAT(run("EXPLAIN QUERY PLAN SELECT * FROM run WHERE id = 1").rows, SizeIs(1));
}

TEST_F(Console, TakesASemicolonAndCommentsForNothing)   // S06
{
    EXPECT_THAT(run(" ; -- the first\n SELECT 1 /* and */ ; ; \n -- the last").rows, SizeIs(1));
    EXPECT_THAT(run("SELECT 1; /* never closed").rows, SizeIs(1));
}

class PublicName : public Console, public ::testing::WithParamInterface<const char*> {};

TEST_P(PublicName, CanBeRead)
{
    EXPECT_THAT(run(std::string("SELECT * FROM ") + GetParam()).columns, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(Tables, PublicName,
                         ::testing::Values("task", "task_copy", "task_dependency", "register_entry",
                                           "worktree", "dispatch", "pull_request", "problem",
                                           "signal", "signal_event", "prune", "run", "change",
                                           "role", "person"));
INSTANTIATE_TEST_SUITE_P(Views, PublicName,
                         ::testing::Values("ledgers", "completion", "bucket", "open_signal",
                                           "root_task", "dependency", "unmet_dependency",
                                           "latest_dispatch", "current_dispatch", "task_worktree",
                                           "task_pull_request", "trace_of_work", "unknown_fact",
                                           "task_manager", "owner_route", "waiting_for_merge",
                                           "recently_finished", "source_age"));

// --- wrong queries ------------------------------------------------------------------------------

TEST_F(Console, ShowsWhereTheSyntaxIsWrong)
{
    const Error error = error_of("SELECT kind\n  FORM run\n WHERE 1");

    EXPECT_EQ(error.status(), ExitStatus::failed);
    EXPECT_STREQ(error.what(), "cannot run the query: near \"run\": syntax error");
    EXPECT_EQ(error.hint(), "look at line 2, from 'run' on");
}

TEST_F(Console, ShowsWhereAnUnknownColumnIs)
{
    const Error error = error_of("SELECT nosuch FROM run");

    EXPECT_STREQ(error.what(), "cannot run the query: no such column: nosuch");
    EXPECT_EQ(error.hint(), "look at line 1, from 'nosuch FROM run' on");
}

TEST_F(Console, HasNoHintWhereThePlaceIsUnknown)
{
    const Error error = error_of("SELECT * FROM nosuch");

    EXPECT_STREQ(error.what(), "cannot run the query: no such table: nosuch");
    EXPECT_THAT(error.hint(), IsEmpty());
}

TEST_F(Console, RefusesTwoStatementsAndRunsNeither)   // S06
{
    const Error error = error_of("SELECT 1; SELECT 2");

    EXPECT_EQ(error.status(), ExitStatus::usage);
    EXPECT_STREQ(error.what(), "only one statement is run at a time");
    EXPECT_EQ(error.hint(), "look at line 1, from ' SELECT 2' on");
}

TEST_F(Console, RefusesWhateverFollowsTheStatement)   // S06
{
    EXPECT_STREQ(error_of("SELECT 1; rubbish").what(), "only one statement is run at a time");
    EXPECT_STREQ(error_of("SELECT 1;; -- and\n DROP TABLE run").what(),
                 "only one statement is run at a time");
    EXPECT_EQ(error_of(std::string("SELECT 1\0; DROP TABLE run", 25)).status(), ExitStatus::usage);
}

TEST_F(Console, RefusesAQueryWithoutAStatement)   // S06
{
    EXPECT_STREQ(error_of("").what(), "there is no statement to run");
    EXPECT_STREQ(error_of(" ; \n").what(), "there is no statement to run");
    EXPECT_EQ(error_of("-- only a comment").status(), ExitStatus::usage);
}

TEST_F(Console, NamesAParameterWithoutAValue)
{
    EXPECT_STREQ(error_of("SELECT :now").what(), "the parameter ':now' has no value");
    EXPECT_STREQ(error_of("SELECT ?3").what(), "the parameter '?3' has no value");
    EXPECT_STREQ(error_of("SELECT ?").what(), "the parameter '?' has no value");
    EXPECT_EQ(error_of("SELECT $a, @b").status(), ExitStatus::usage);
}

// --- too much -----------------------------------------------------------------------------------

class RunawayQuery : public Console, public ::testing::WithParamInterface<std::string> {};

TEST_P(RunawayQuery, IsStopped)   // S03
{
    SlowMachine slow;

    const Error error = error_of(slow, GetParam());

    EXPECT_EQ(error.status(), ExitStatus::busy);
    EXPECT_STREQ(error.what(), "out of time after 5 s");
    EXPECT_THAT(error.hint(), HasSubstr("LIMIT"));
}

INSTANTIATE_TEST_SUITE_P(Sql, RunawayQuery,
                         ::testing::Values(endless + "SELECT count(*) FROM number",
                                           endless + "SELECT n FROM number ORDER BY n DESC",
                                           endless + "SELECT n FROM number WHERE n < 0",
                                           endless +
                                               ", million AS (SELECT n FROM number LIMIT 1000000) "
                                               "SELECT count(*) FROM million AS a, million AS b",
                                           endless + "SELECT hex(zeroblob(1000)) FROM number"));

TEST_F(Console, AnswersAfterARunawayQuery)
{
    SlowMachine slow;
    error_of(slow, endless + "SELECT count(*) FROM number");

    EXPECT_THAT(run("SELECT 1").rows, SizeIs(1));
}

TEST_F(Console, LeavesItsConnectionAsItWas)
{
    const int columns = sqlite3_limit(handle(), SQLITE_LIMIT_COLUMN, -1);
    const auto busy_timeout = store().connection().pragma("PRAGMA busy_timeout");

    run("SELECT 1");
    error_of("SELECT * FROM nowhere");

    EXPECT_EQ(sqlite3_limit(handle(), SQLITE_LIMIT_COLUMN, -1), columns);
    EXPECT_EQ(store().connection().pragma("PRAGMA busy_timeout"), busy_timeout);
    EXPECT_EQ(sqlite3_hard_heap_limit64(-1), 0);
}

TEST_F(Console, TellsTheTimeLimitInWords)
{
    SlowMachine slow;

    EXPECT_STREQ(error_of(slow, "SELECT 1", {.time = std::chrono::milliseconds(250)}).what(),
                 "out of time after 250 ms");
}

/// A statement that is made only when its test runs: some are 20 MB long.
struct BombCase {
    const char* name;
    std::string (*statement)();
};

void PrintTo(const BombCase& bomb, std::ostream* out)
{
    *out << bomb.name;
}

class Bomb : public Console, public ::testing::WithParamInterface<BombCase> {};

TEST_P(Bomb, IsRefusedWithinTheMemoryLimit)   // S04, S05
{
    sqlite3_memory_highwater(1);

    const Error error = error_of(GetParam().statement());

    EXPECT_EQ(error.status(), ExitStatus::failed);
    EXPECT_LE(sqlite3_memory_highwater(0), 256 << 20);
}

const BombCase bombs[] = {
    {"HexOfZeroblob", [] { return std::string("SELECT hex(zeroblob(400000000))"); }},
    {"Randomblob", [] { return std::string("SELECT randomblob(1000000000)"); }},
    {"NestedReplace",
     [] {
         return std::string("SELECT replace(hex(zeroblob(4000000)), '0', hex(zeroblob(4000)))");
     }},
    {"LongPattern", [] { return "SELECT 'a' LIKE '" + std::string(101, '%') + "'"; }},
    {"LongText", [] { return "SELECT '" + std::string(20'000'000, 'x') + "'"; }},
    {"ManyUnions", [] { return repeated("SELECT 1 UNION ALL ", 1'000) + "SELECT 1"; }},
    {"DeepExpression",
     [] { return "SELECT " + repeated("(", 10'000) + "1" + repeated(")", 10'000); }},
    {"LongSum", [] { return "SELECT 1" + repeated(" + 1", 10'000); }},
    {"ManyColumns", [] { return "SELECT 1" + repeated(", 1", 1'000); }},
    {"ManyArguments", [] { return "SELECT max(1" + repeated(", 1", 100) + ")"; }},
};

INSTANTIATE_TEST_SUITE_P(Statements, Bomb, ::testing::ValuesIn(bombs),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(Console, IsEndedByTheWatchdogInTheMiddleOfALongStep)   // S04
{
    const auto answer = [&] {
        arm_watchdog(std::chrono::milliseconds(20));
        run("SELECT printf('%.*c', 2000000000, 'x')");
    };

    EXPECT_EXIT(answer(), ::testing::ExitedWithCode(static_cast<int>(ExitStatus::busy)),
                "out of time");
}

TEST_F(Console, RefusesAnAnswerThatNeedsTooMuchMemory)   // S04
{
    const Error error = error_of("SELECT group_concat(n) FROM (" + endless +
                                 "SELECT zeroblob(5000000) AS n FROM number ORDER BY n)");

    EXPECT_EQ(error.status(), ExitStatus::failed);
    EXPECT_STREQ(error.what(),
                 "cannot run the query: it needs more than 268,435,456 bytes of memory");
}

TEST_F(Console, RefusesALongValueThatNobodyIsToSee)   // S04
{
    const std::string sql = "SELECT length(zeroblob(2000))";

    EXPECT_THAT(run(sql, {.value_bytes = 3'000}).rows, ElementsAre(Row{Value(2'000)}));
    EXPECT_THAT(error_of(sql, {.value_bytes = 1'000}).what(), HasSubstr("too big"));
}

TEST_F(Console, CutsTooManyRows)   // S07
{
    const Table table = run(endless + "SELECT n FROM number");

    EXPECT_THAT(table.rows, SizeIs(10'000));
    EXPECT_TRUE(table.truncated);
    EXPECT_EQ(table.notice, "only the first 10,000 rows are shown");
}

TEST_F(Console, ShowsAnAnswerThatJustFits)
{
    const Table table = run("VALUES (1), (2)", {.rows = 2});

    EXPECT_THAT(table.rows, SizeIs(2));
    EXPECT_FALSE(table.truncated);
}

TEST_F(Console, CutsTooManyBytes)   // S07
{
    const Table table = run(endless + "SELECT zeroblob(400) FROM number", {.total_bytes = 1'000});

    EXPECT_THAT(table.rows, SizeIs(2));
    EXPECT_EQ(table.notice, "only the first 2 rows are shown");
}

TEST_F(Console, CutsLongCells)   // S07
{
    const Table table = run("SELECT 'abcdef', x'0102030405', 'abcd'", {.cell_bytes = 4});

    EXPECT_THAT(table.rows, ElementsAre(Row{text("abcd"), Blob{"\x01\x02\x03\x04"}, text("abcd")}));
    EXPECT_TRUE(table.truncated);
    EXPECT_EQ(table.notice, "long values are cut to 4 bytes");
}

TEST_F(Console, CutsBetweenCharacters)   // S07
{
    EXPECT_THAT(run("SELECT 'aää'", {.cell_bytes = 4}).rows, ElementsAre(Row{text("aä")}));
}

TEST_F(Console, SpeaksOfBothCuts)
{
    const Table table = run("VALUES ('abc'), ('abc')", {.rows = 1, .cell_bytes = 2});

    EXPECT_EQ(table.notice, "only the first 1 rows are shown; long values are cut to 2 bytes");
}

// --- beside a writer ----------------------------------------------------------------------------

TEST_F(Console, IsBusyWhileAnotherProgramCommits)   // S08
{
    Connection writer("tm.db", Connection::Mode::write);
    writer.execute("BEGIN EXCLUSIVE");

    const Error error = error_of("SELECT * FROM run", {.time = std::chrono::milliseconds(20)});

    EXPECT_EQ(error.status(), ExitStatus::busy);
}

TEST_F(Console, AnswersWhileAnotherProgramWrites)   // S08
{
    Connection writer("tm.db", Connection::Mode::write);
    writer.execute("BEGIN IMMEDIATE; DELETE FROM run");

    EXPECT_THAT(run("SELECT id FROM run").rows, SizeIs(1));
}

TEST_F(Console, HoldsNoLockAfterACutAnswer)   // S08
{
    run("SELECT * FROM run, json_each('[1, 2]')", {.rows = 1});

    EXPECT_NO_THROW(write("UPDATE run SET outcome = 'ok'"));
}

}   // namespace
}   // namespace tmdb
