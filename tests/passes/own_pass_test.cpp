#include "support/pass_test.hpp"

namespace tmdb {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Not;
using ::testing::StartsWith;

const std::string own_folder = ".tasks/task_manager/passes/";
const std::string own_path = own_folder + "no_title.sql";
const std::string own_head = "-- A task has no title.\n"
                             "--\n"
                             "-- severity: warning\n"
                             "-- remedy:   give it one\n"
                             "-- needs:    task\n"
                             "\n";

/// A pass of the user's own, about tasks without a title.
class OwnPass : public PassTest {
protected:
    OwnPass() : PassTest("no_title") { task("fix-login", {{"status", "ready"}}); }

    void pass(const std::string& text) { file(own_path, text); }
    void query(const std::string& sql) { pass(own_head + sql + "\n"); }
    void usual_query()
    {
        query("SELECT slug, slug AS subject, 'it has no title' AS detail,"
              " json_object('path', path) AS evidence FROM task WHERE title IS NULL");
    }
    /// Asks, and expects that the pass could not be asked.
    std::string trouble()
    {
        ask();
        EXPECT_THAT(not_evaluated(), ElementsAre("all"));
        return why_not();
    }
};

TEST_F(OwnPass, OpensItsSignalAndClearsIt)
{
    usual_query();
    ask();
    const Rows opened = signals();

    task("fix-login", {{"status", "ready"}, {"title", "Fix it"}});
    ask();

    EXPECT_EQ(opened, about("fix-login", "warning"));
    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(OwnPass, IsAskedWithAllTheOthers)
{
    usual_query();

    reconcile();

    EXPECT_THAT(open("no_title"), ElementsAre("fix-login"));
    EXPECT_THAT(tm_db({"signals", "--code", "no_title"}).out, HasSubstr("it has no title"));
    EXPECT_THAT(tm_db({"why", "fix-login"}).out, HasSubstr("it has no title"));
}

TEST_F(OwnPass, AsksWithTheThresholdsAndWhatReconcileHasLookedAt)
{
    query(
        "SELECT NULL AS slug, 'grace' AS subject, 'a look' AS detail, json_object('grace', :grace,"
        " 'now', instant(:now), 'looks', (SELECT COUNT(*) FROM entry_look)) AS evidence");

    ask();

    EXPECT_EQ(evidence(),
              Json({{"grace", 600'000'000'000}, {"now", "2026-03-24T18:00:00Z"}, {"looks", 0}}));
}

TEST_F(OwnPass, IsNotEvaluatedOfATaskThatCannotBeJudged)
{
    usual_query();
    file(task_path("fix-login"), torn_front_matter);

    ask();

    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

TEST_F(OwnPass, SaysOnceWhatItSaysTwice)
{
    query("SELECT slug, slug AS subject, 'it has no title' AS detail, '{}' AS evidence FROM task"
          " UNION ALL SELECT slug, slug, 'it has no title either', '{}' FROM task");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(OwnPass, IsSkippedByItsCode)
{
    usual_query();

    environment = {"TM_DB_SKIP=no_title"};
    const Json report = reconcile({"--json"}).json();

    EXPECT_THAT(report.at("skipped"), Contains("no_title"));
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OwnPass, KeepsItsSignalsWhileItIsBroken)
{
    usual_query();
    ask();

    pass("-- A task has no title.\nSELECT 1;\n");

    EXPECT_EQ(trouble(), own_path + ":1: its head has no line 'severity: …'");
    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(OwnPass, ThatIsBrokenStopsNoOther)
{
    pass("");
    dispatch("fix-login", {{"exit_code", 1}});

    const Answer answer = reconcile({"--exit-code"});

    EXPECT_EQ(answer.status, 2);
    EXPECT_THAT(open("dispatch_failed"), ElementsAre("fix-login"));
    EXPECT_THAT(answer.out, HasSubstr(own_path + ":1: it does not begin with a comment"));
}

TEST_F(OwnPass, ClearsItsSignalsWhenItsFileIsGone)
{
    usual_query();
    ask();

    remove(own_path);
    reconcile();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(OwnPass, KeepsItsSignalsWhileNobodyCanSeeWhetherItsFileIsGone)
{
    usual_query();
    ask();

    link_in_a_circle(own_folder.substr(0, own_folder.size() - 1));
    const Json report = reconcile({"--json"}).json();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(report.at("not_evaluated").at(0).at("reason"), HasSubstr("cannot look into it"));
}

TEST_F(OwnPass, KeepsItsSignalsWhileItsFileCannotBeRead)
{
    usual_query();
    ask();

    link_in_a_circle(own_path);

    EXPECT_THAT(trouble(), StartsWith(own_path + ": cannot read it: "));
    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(OwnPass, MayNotWrite)
{
    query("DELETE FROM task");

    EXPECT_THAT(trouble(), HasSubstr("only reading is allowed"));
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "1");
}

TEST_F(OwnPass, MayNotPrune)
{
    pass("-- A task has no title.\n-- severity: warning\n-- remedy: prune\nSELECT 1;\n");

    EXPECT_THAT(trouble(), StartsWith(own_path + ":3: only tm-db itself prunes"));
}

TEST_F(OwnPass, WithoutEndIsStopped)
{
    configure("[passes]\ntime_limit = 0.05\n");
    query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
          " SELECT NULL AS slug, COUNT(*) AS subject, '' AS detail, '' AS evidence FROM n");

    EXPECT_THAT(trouble(), StartsWith(own_path + ": out of time after 50 ms"));
}

TEST_F(OwnPass, ThatNeedsTooMuchMemoryLeavesThePruningWhole)
{
    query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
          " SELECT NULL AS slug, group_concat(big) AS subject, 'big' AS detail, '{}' AS evidence"
          "   FROM (SELECT zeroblob(5000000) AS big FROM n ORDER BY big)");
    task("pruned", {{"status", "completed"}});
    registers("dave", {{"pruned", entry("pruned", ".worktrees/pruned")}});
    may_change(dave);

    const Answer answer = reconcile({"--json"});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(answer.json().at("pruned").size(), 1U);
    EXPECT_THAT(answer.json().at("not_evaluated").dump(),
                HasSubstr(own_path + ": cannot run the query: it needs more than"));
    EXPECT_EQ(value("SELECT COUNT(*) FROM prune"), "1");
}

TEST_F(OwnPass, FindsWhatIsDue)
{
    query("SELECT slug, slug AS subject, 'it has no title' AS detail, '{}' AS evidence,"
          "       unixepoch('" +
          minutes_ago(-30) + "') * 1000000000 AS due_ns FROM task");
    ask();
    const Rows before = signals();

    now = minutes_ago(-31);
    ask();

    EXPECT_THAT(before, IsEmpty());
    EXPECT_EQ(signals(), about("fix-login", "warning"));
}

TEST_F(OwnPass, SaysInNanosecondsWhenItIsDue)
{
    query("SELECT slug, slug AS subject, 'it has no title' AS detail, '{}' AS evidence,"
          "       'tomorrow' AS due_ns FROM task");

    EXPECT_THAT(trouble(), HasSubstr("in row 1 'due_ns' is no integer"));
}

TEST_F(OwnPass, MustAnswerWithTheAgreedColumns)
{
    query("SELECT slug, title FROM task");

    EXPECT_THAT(trouble(), AllOf(StartsWith(own_path + ": "), HasSubstr("they are slug, title")));
}

TEST_F(OwnPass, MustGiveEvidenceInJson)
{
    query("SELECT slug, slug AS subject, 'it has no title' AS detail, path AS evidence FROM task");

    EXPECT_THAT(trouble(), HasSubstr("in row 1 'evidence' is no JSON object"));
}

TEST_F(OwnPass, MustNameASubject)
{
    query("SELECT slug, title AS subject, 'it has no title' AS detail, '{}' AS evidence FROM task");

    EXPECT_THAT(trouble(), HasSubstr("in row 1 'subject' is empty"));
}

TEST_F(OwnPass, MustNotAnswerMoreThanAnyoneCanRead)
{
    query(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10001)"
        " SELECT NULL AS slug, 'n' || i AS subject, 'a number' AS detail, '{}' AS evidence FROM n");

    EXPECT_THAT(trouble(), HasSubstr("only the first 10,000 rows"));
    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(OwnPass, SaysWhereItsSqlIsWrong)
{
    query("SELECT * FROM taks");

    EXPECT_THAT(trouble(), AllOf(HasSubstr("no such table: taks")));
}

TEST_F(OwnPass, MustNotNeedWhatNobodyKnows)
{
    pass("-- A task has no title.\n-- severity: warning\n-- remedy: one\n-- needs: tasks\nSELECT "
         "1\n");

    EXPECT_EQ(trouble(), own_path + ":4: nothing is known of the need 'tasks'");
}

TEST_F(OwnPass, DoesNotTakeTheNameOfOneOfOurs)
{
    const std::string same_name = own_folder + "dispatch_failed.sql";
    file(same_name, own_head + "SELECT 1\n");
    dispatch("fix-login", {{"exit_code", 1}});

    const Json report = reconcile({"--json"}).json();

    EXPECT_THAT(open("dispatch_failed"), ElementsAre("fix-login"));
    EXPECT_EQ(report.at("not_evaluated").at(0).at("reason"),
              same_name + ": tm-db itself has one of this name");
}

TEST_F(OwnPass, HasANameThatIsAWord)
{
    file(own_folder + "No Title.sql", own_head + "SELECT 1\n");

    EXPECT_THAT(reconcile().out, HasSubstr("its name must be made of a-z, 0-9 and _"));
}

TEST_F(OwnPass, IsListedWithItsFile)
{
    usual_query();
    file(own_folder + "broken.sql", "-- It is broken.\n-- severity: hard\n");

    const std::string list = tm_db({"passes", "--format", "csv"}).out;
    const Json one = tm_db({"passes", "no_title", "--json"}).json();

    EXPECT_THAT(list,
                HasSubstr("no_title,warning,give it one," + own_path + ",A task has no title."));
    EXPECT_THAT(list,
                HasSubstr("not evaluated: " + own_folder + "broken.sql:2: there is no severity"));
    EXPECT_EQ(one.at("from"), own_path);
    EXPECT_EQ(tm_db({"passes", "no_title"}).out, read(own_path));
}

}   // namespace
}   // namespace tmdb
