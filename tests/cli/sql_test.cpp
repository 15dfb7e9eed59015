#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

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

TEST_F(Sql, RefusesToWrite)   // S01
{
    EXPECT_EQ(tm_db({"sql", "DELETE FROM task"}).status, 64);
    EXPECT_EQ(tm_db({"sql", "VACUUM INTO '" + outside("copy.db") + "'"}).status, 64);
    EXPECT_FALSE(std::filesystem::is_regular_file(outside("copy.db")));
}

TEST_F(Sql, SaysWhereAQuestionIsWrong)
{
    const Answer answer = tm_db({"sql", "SELECT * FROM taks"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("no such table: taks"));
}

TEST_F(Sql, GivesUpOnAQuestionWithoutEnd)   // S03
{
    const Answer answer = tm_db({"sql", "--timeout", "0.05",
                                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                 " SELECT COUNT(*) FROM n"});

    EXPECT_EQ(answer.status, 4);
    EXPECT_EQ(answer.out, "");
}

}   // namespace
}   // namespace tmdb
