#include "support/end_to_end.hpp"
#include "support/hostile_statements.hpp"
#include "support/peak_memory.hpp"

#include <gmock/gmock.h>
#include <span>

namespace tmdb {

using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

class Sql : public EndToEnd {
protected:
    Sql()
    {
        task("a", {{"status", "ready"}, {"title", "\"=1+1\""}});
        task("b", {{"status", "done"}, {"title", "\"red \\e[31m\""}});
        sync();
    }

    std::string answer_as(const std::string& format)
    {
        return tm_db({"sql", "--format", format,
                      "SELECT slug, status, NULL AS empty, 7 AS number FROM task ORDER BY slug"})
            .out;
    }
};

TEST_F(Sql, AnswersInEveryFormat)
{
    EXPECT_EQ(answer_as("table"), "slug  status     empty  number\n"
                                  "a     ready                  7\n"
                                  "b     completed              7\n");
    EXPECT_EQ(nlohmann::json::parse(answer_as("json")),
              nlohmann::json::parse(
                  R"([{"slug": "a", "status": "ready", "empty": null, "number": 7},
                      {"slug": "b", "status": "completed", "empty": null, "number": 7}])"));
    EXPECT_THAT(answer_as("ndjson"), StartsWith("{\"slug\":\"a\","));
    EXPECT_EQ(answer_as("csv"), "slug,status,empty,number\r\na,ready,,7\r\nb,completed,,7\r\n");
    EXPECT_THAT(answer_as("markdown"), StartsWith("| slug"));
}

TEST_F(Sql, EscapesControlCharactersInEveryFormat)   // F60, F64
{
    for (const std::string format : {"table", "json", "ndjson", "csv", "markdown"}) {
        const Answer answer = tm_db({"sql", "--format", format, "SELECT title, x'1b' FROM task"});
        EXPECT_THAT(answer.out, HasSubstr(R"(\u001b[31m)")) << format;
        EXPECT_EQ(answer.out.find('\x1b'), std::string::npos) << format;
    }
}

TEST_F(Sql, DefusesFormulasInCsv)   // F65
{
    EXPECT_EQ(tm_db({"sql", "--format", "csv", "SELECT title FROM task WHERE slug = 'a'"}).out,
              "title\r\n'=1+1\r\n");
}

TEST_F(Sql, ReadsItsQuestionFromStandardInput)
{
    const Answer answer =
        run({"sh", "-c", "echo 'SELECT COUNT(*) AS n FROM task' | " TM_DB_BINARY " sql -"});

    EXPECT_EQ(answer.out, "n\n2\n");
}

/// What both consoles, of now and of a run, answer to statements that do more than read.
class HostileSql : public Sql {
protected:
    /// One line for each statement that is not refused as wrong usage by both.
    std::string not_refused(std::span<const char* const> statements)
    {
        std::string script;
        for (const std::string statement : statements) {
            for (const std::string console : {"sql", "sql --as-of 1"}) {
                script += "\"$0\" " + console + " - > /dev/null 2>&1 <<'end'\n" + statement +
                          "\nend\nstatus=$?; [ $status = 64 ] || echo \"$status " + console +
                          "\" '" + quoted_in_shell(statement) + "'\n";
            }
        }
        nothing_may_change();
        return run({"sh", "-c", script, TM_DB_BINARY}).out;
    }

private:
    static std::string quoted_in_shell(const std::string& text)
    {
        std::string quoted;
        for (const char letter : text) {
            quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
        }
        return quoted;
    }
};

TEST_F(HostileSql, ThatWritesRowsIsRefusedInEveryConsole)   // S01
{
    EXPECT_EQ(not_refused(statements_that_write_rows), "");
}

TEST_F(HostileSql, ThatWritesTheSchemaIsRefusedInEveryConsole)   // S01
{
    EXPECT_EQ(not_refused(statements_that_write_the_schema), "");
}

TEST_F(HostileSql, ThatReachesForFilesAndLocksIsRefusedInEveryConsole)   // S01
{
    EXPECT_EQ(not_refused(statements_that_reach_for_files_and_locks), "");
}

TEST_F(HostileSql, ThatSetsAPragmaIsRefusedInEveryConsole)   // S01
{
    EXPECT_EQ(not_refused(statements_that_set_a_pragma), "");
}

TEST_F(HostileSql, ThatCallsOutIsRefusedInEveryConsole)   // S01, S02
{
    EXPECT_EQ(not_refused(statements_that_call_out), "");
}

TEST_F(HostileSql, KnowsNoneOfTheFunctionsAndTablesThatReachOutside)   // S02
{
    nothing_may_change();
    for (const std::string statement :
         {"SELECT writefile('mine', 'x')", "SELECT readfile('/etc/hostname')", "SELECT edit('x')",
          "SELECT * FROM fsdir('/')", "SELECT * FROM zipfile('x')",
          "SELECT * FROM csv('/etc/passwd')", "SELECT * FROM sqlite_dbpage"}) {
        const Answer answer = tm_db({"sql", statement});
        EXPECT_EQ(answer.status, 1) << statement;
        EXPECT_THAT(answer.err, HasSubstr("no such ")) << statement;
    }
}

TEST_F(Sql, SaysWhereAQuestionIsWrong)
{
    const Answer answer = tm_db({"sql", "SELECT * FROM taks"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("no such table: taks"));
}

/// Questions that would run for hours, or fill the memory. The watchdog ends what SQLite cannot
/// interrupt, so that no clock is needed here but the one that all commands of tests run under.
class RunawaySql : public Sql, public ::testing::WithParamInterface<const char*> {
protected:
    struct Ending {
        int status;
        std::string said;
        long peak_kib;
    };

    Ending ending_of(const std::string& question, const std::string& seconds)
    {
        const Answer answer =
            run(with_peak_memory({TM_DB_BINARY, "sql", "--timeout", seconds, question}));
        return {answer.status, answer.err, std::stol(answer.out)};
    }

#ifdef __SANITIZE_ADDRESS__   // it keeps what was freed, up to 256 MiB
    static constexpr long most_kib = 900 << 10;
#else
    static constexpr long most_kib = 300 << 10;
#endif
};

class EndlessSql : public RunawaySql {};

TEST_P(EndlessSql, IsOutOfTime)   // S03, S04
{
    const Ending ending = ending_of(GetParam(), "0.1");

    EXPECT_EQ(ending.status, 4);
    EXPECT_THAT(ending.said, HasSubstr("tm-db: out of time"));
    EXPECT_LT(ending.peak_kib, most_kib);
}

INSTANTIATE_TEST_SUITE_P(
    Of, EndlessSql,
    ::testing::Values(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
        "SELECT COUNT(*) FROM n AS a, n AS b",
        "SELECT printf('%.*c', 2000000000, 'x')",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT MAX(length(replace(hex(zeroblob(4000000)), '0', '1'))) FROM n",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT MAX(hex(randomblob(4000000))) FROM n"));

class FillingSql : public RunawaySql {};

TEST_P(FillingSql, IsRefused)   // S04
{
    const Ending ending = ending_of(GetParam(), "30");

    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.said, HasSubstr("tm-db: cannot run the query: "));
    EXPECT_LT(ending.peak_kib, most_kib);
}

INSTANTIATE_TEST_SUITE_P(
    Of, FillingSql,
    ::testing::Values("SELECT hex(zeroblob(400000000))", "SELECT randomblob(1000000000)",
                      "SELECT replace(hex(zeroblob(4000000)), '0', hex(zeroblob(4000)))",
                      "WITH RECURSIVE n (s) AS (SELECT 'x' UNION ALL SELECT s || s FROM n) "
                      "SELECT COUNT(*) FROM n"));

TEST_F(Sql, GivesUpOnAQuestionWithoutEndAboutThePast)   // S03
{
    const Answer answer = tm_db({"sql", "--as-of", "1", "--timeout", "0.05",
                                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                 " SELECT COUNT(*) FROM n, task"});

    EXPECT_EQ(answer.status, 4);
    EXPECT_EQ(answer.out, "");
}

}   // namespace
}   // namespace tmdb
