#include "support/past_test.hpp"

#include <gmock/gmock.h>

namespace tmdb {

namespace {

using ::testing::HasSubstr;

class Bisect : public PastTest {
protected:
    nlohmann::json first_with(const std::string& sql) { return bisect(sql)["first"]; }
    nlohmann::json bisect(const std::string& sql)
    {
        return tm_db({"bisect", "--json", sql}).json();
    }
    static std::string task_is(const std::string& status)
    {
        return "SELECT slug FROM task WHERE slug = 'fix-login' AND status = '" + status + "'";
    }
};

TEST_F(Bisect, NamesTheFirstRunWithRowsAndWhatChangedInIt)
{
    const auto found = bisect(task_is("in_progress"));

    EXPECT_EQ(found["first"]["id"], 3);
    EXPECT_EQ(found["first"]["kind"], "sync");
    EXPECT_EQ(found["rows"], nlohmann::json::parse(R"([{"slug": "fix-login"}])"));
    std::vector<std::string> events;
    for (const auto& change : found["changes"]) {
        events.push_back(change["subject"].get<std::string>() + "." +
                         change["event"].get<std::string>());
    }
    EXPECT_THAT(events, testing::Contains("task.status"));
    EXPECT_THAT(events, testing::Contains("register_entry.row"));
}

TEST_F(Bisect, FindsRowsThatWentAgain)
{
    EXPECT_EQ(first_with("SELECT * FROM register_entry WHERE slug = 'fix-login'")["id"], 3);
}

TEST_F(Bisect, AsksOfSignalsToo)
{
    EXPECT_EQ(first_with("SELECT * FROM open_signal")["id"], 4);
    EXPECT_EQ(first_with("SELECT * FROM open_signal WHERE times_seen > 1")["id"], 6);
}

TEST_F(Bisect, SaysWhenNothingIsOlder)
{
    const auto found = bisect(task_is("ready"));

    EXPECT_EQ(found["first"]["id"], 1);
    EXPECT_EQ(found["oldest"]["id"], 1);
    EXPECT_EQ(found["changes"], nlohmann::json::array());
    EXPECT_THAT(tm_db({"bisect", task_is("ready")}).out,
                HasSubstr("rows already in run 1 (sync, 2026-03-24T09:00:00Z), the oldest"));
}

TEST_F(Bisect, SaysThatThereNeverWereRows)
{
    EXPECT_EQ(first_with(task_is("cancelled")), nullptr);
    EXPECT_EQ(tm_db({"bisect", task_is("cancelled")}).out,
              "no rows in any run since run 1 (sync, 2026-03-24T09:00:00Z)\n");
}

TEST_F(Bisect, SaysWhenTheLogTellsNothingOfTheRun)
{
    file("tasks/workstreams/core/tasks/fix-login.md", "---\nstatus: [\n---\n");
    sync();

    EXPECT_THAT(tm_db({"bisect", "SELECT path FROM problem"}).out,
                HasSubstr("nothing that the log speaks of happened in it\n"));
}

TEST_F(Bisect, RefusesAQueryThatWritesOrReadsNothing)
{
    EXPECT_EQ(tm_db({"bisect", "DELETE FROM task"}).status, 64);
    EXPECT_EQ(tm_db({"bisect", "SELECT 1"}).status, 64);
    EXPECT_EQ(tm_db({"bisect", "SELECT nonsense FROM task"}).status, 1);
}

}   // namespace

}   // namespace tmdb
