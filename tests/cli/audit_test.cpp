#include "audits/audit.hpp"

#include "support/end_to_end.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

const std::string own_audit = ".tasks/task_manager/audits/tasks_of.sql";

class AuditCommand : public EndToEnd {
protected:
    AuditCommand()
    {
        task("a", {{"status", "ready"}, {"owner", "dave"}});
        task("b", {{"status", "done"}, {"owner", "bob"}});
        sync();
    }

    void own(const std::string& text) { file(own_audit, text); }
    void usual_audit()
    {
        own("-- Whose tasks these are.\n"
            "--\n"
            "-- param: owner text dave\n"
            "-- param: since instant 30d\n"
            "-- param: most number 10\n"
            "-- columns: slug since now\n"
            "\n"
            "SELECT slug, :since AS since, :now AS now FROM task"
            " WHERE owner = :owner ORDER BY slug LIMIT :most\n");
    }
    Answer ask(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), {"audit", "tasks_of", "--format", "csv"});
        return tm_db(std::move(arguments));
    }
};

TEST_F(AuditCommand, ListsTheAuditsWithTheirParameters)
{
    usual_audit();

    const Answer answer = tm_db({"audit", "--format", "csv"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, AllOf(HasSubstr("\r\nready_longest,owner=,tm-db,Which ready task"),
                                  HasSubstr("\r\ntasks_of,owner=dave since=30d most=10," +
                                            own_audit + ",Whose tasks these are.\r\n")));
    EXPECT_EQ(std::count(answer.out.begin(), answer.out.end(), '\n'),
              static_cast<std::ptrdiff_t>(all_audits().size()) + 2);
}

TEST_F(AuditCommand, ListsThemInJsonWithOneDocumentedShape)
{
    usual_audit();

    const auto all = tm_db({"audit", "--json"}).json();

    const auto& one = *std::find_if(all.begin(), all.end(), [](const nlohmann::json& audit) {
        return audit.at("name") == "tasks_of";
    });
    EXPECT_EQ(one.at("parameters").at(1),
              nlohmann::json({{"name", "since"}, {"kind", "instant"}, {"default", "30d"}}));
    EXPECT_EQ(one.at("columns"), nlohmann::json({"slug", "since", "now"}));
    EXPECT_EQ(one.at("from"), own_audit);
    EXPECT_TRUE(one.at("trouble").is_null());
    EXPECT_THAT(one.at("sql"), HasSubstr("SELECT"));
}

TEST_F(AuditCommand, AsksAnAuditWithItsDefaults)
{
    usual_audit();

    EXPECT_EQ(ask({}).out, "slug,since,now\r\na,2026-02-22T18:00:00Z,2026-03-24T18:00:00Z\r\n");
}

TEST_F(AuditCommand, AsksItWithTheValuesThatAreGiven)
{
    usual_audit();

    EXPECT_EQ(ask({"--param", "owner=bob", "--param", "since=2026-03-01"}).out,
              "slug,since,now\r\nb,2026-03-01T00:00:00Z,2026-03-24T18:00:00Z\r\n");
    EXPECT_EQ(ask({"--param", "most=0"}).out, "slug,since,now\r\n");
    EXPECT_EQ(ask({"--param", "owner="}).out, "slug,since,now\r\n");
}

TEST_F(AuditCommand, NamesTheParametersThatThereAre)
{
    usual_audit();

    const Answer answer = ask({"--param", "ower=bob"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_EQ(answer.out, "");
    EXPECT_THAT(answer.err, HasSubstr("hint: it has owner, since, most"));
}

TEST_F(AuditCommand, RefusesAValueOfAnotherKind)
{
    usual_audit();

    const Answer instant = ask({"--param", "since=yesterday"});
    const Answer number = ask({"--param", "most=all"});

    EXPECT_EQ(instant.status, 64);
    EXPECT_THAT(instant.err, HasSubstr("'yesterday' is no instant for the parameter 'since'"));
    EXPECT_EQ(number.status, 64);
    EXPECT_THAT(number.err, HasSubstr("hint: write a whole number"));
    EXPECT_EQ(ask({"--param", "most"}).status, 64);
}

TEST_F(AuditCommand, ShowsTheFile)
{
    EXPECT_EQ(tm_db({"audit", "ready_longest", "--sql"}).out,
              read(TM_DB_SOURCE_DIR "/src/audits/ready_longest.sql"));
}

TEST_F(AuditCommand, NamesTheLineOfAHeadThatIsWrong)
{
    own("-- Whose tasks these are.\n--\n-- param: owner name\nSELECT 1\n");

    const Answer asked = ask({});
    const Answer listed = tm_db({"audit"});

    EXPECT_EQ(asked.status, 64);
    EXPECT_THAT(asked.err, StartsWith("tm-db: cannot ask: " + own_audit + ":3: a parameter is"));
    EXPECT_EQ(listed.status, 0);
    EXPECT_THAT(listed.out, AllOf(HasSubstr("cannot be asked: " + own_audit + ":3: "),
                                  HasSubstr("\nready_longest ")));
}

TEST_F(AuditCommand, ListsAFileThatCannotBeRead)
{
    link_in_a_circle(own_audit);

    EXPECT_THAT(tm_db({"audit"}).out,
                AllOf(HasSubstr("cannot be asked: " + own_audit + ": cannot read it: "),
                      HasSubstr("\nready_longest ")));
}

TEST_F(AuditCommand, LetsNoFileTakeTheNameOfOneOfOurs)
{
    file(".tasks/task_manager/audits/ready_longest.sql", "-- Mine.\nSELECT 'mine' AS mine\n");

    EXPECT_THAT(tm_db({"audit"}).out, HasSubstr("tm-db itself has one of this name"));
    EXPECT_THAT(tm_db({"audit", "ready_longest"}).out, StartsWith("slug "));
}

TEST_F(AuditCommand, LetsNoAuditWrite)
{
    own("-- It writes.\nDELETE FROM task\n");

    EXPECT_EQ(ask({}).status, 64);
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "2");
}

TEST_F(AuditCommand, GivesUpOnAnAuditWithoutEnd)
{
    own("-- It has no end.\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT COUNT(*) FROM n\n");

    EXPECT_EQ(ask({"--timeout", "0.05"}).status, 4);
}

TEST_F(AuditCommand, KnowsWhenThereIsNoSuchAudit)
{
    const Answer answer = tm_db({"audit", "ready_longst"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("'tm-db audit' lists them"));
}

TEST_F(AuditCommand, ListsWithoutAWorkspace)
{
    working_directory = "/";

    EXPECT_EQ(tm_db({"audit"}).status, 0);
}

}   // namespace
}   // namespace tmdb
