#include "support/past_test.hpp"

#include <gmock/gmock.h>

namespace tmdb {

namespace {

using ::testing::HasSubstr;

class ReplayedPass : public PastTest {
protected:
    std::string own_pass(const std::string& sql)
    {
        const std::string path = outside("at_work.sql");
        write_file(path, "-- A task is at work.\n--\n-- severity: warning\n"
                         "-- remedy:   look at it\n-- needs:    task\n--\n-- Why not.\n\n" +
                             sql);
        return path;
    }
    std::string in_progress()
    {
        return own_pass(
            "SELECT slug, slug AS subject, 'it is ' || status AS detail, '{}' AS evidence"
            " FROM task WHERE status = 'in_progress'");
    }
    Answer replay(const std::string& path, const std::string& since = "2026-03-24")
    {
        return tm_db({"passes", "test", path, "--since", since, "--json"});
    }
};

TEST_F(ReplayedPass, TellsWhenItWouldHaveOpenedAndCleared)
{
    const auto told = replay(in_progress()).json();

    EXPECT_EQ(told["code"], "at_work");
    EXPECT_EQ(told["runs"], 3);
    EXPECT_EQ(told["signals"], nlohmann::json::parse(R"([{"subject": "fix-login",
        "slug": "fix-login", "detail": "it is in_progress", "opened_at": "2026-03-24T10:00:00Z",
        "cleared_at": "2026-03-24T11:00:00Z", "times_seen": 1, "minutes": 60}])"));
}

TEST_F(ReplayedPass, HasTheClockOfThen)
{
    const auto told =
        replay(own_pass("SELECT slug, slug AS subject, 'x' AS detail, '{}' AS evidence"
                        " FROM task WHERE slug = 'other' AND :now >="
                        " unixepoch('2026-03-24T10:00:00Z') * 1000000000"))
            .json();

    EXPECT_EQ(told["signals"][0]["opened_at"], "2026-03-24T10:00:00Z");
    EXPECT_EQ(told["signals"][0]["cleared_at"], nullptr);
    EXPECT_EQ(told["signals"][0]["times_seen"], 2);
}

TEST_F(ReplayedPass, BeginsWhereItIsAskedTo)
{
    EXPECT_EQ(replay(in_progress(), "2026-03-24T10:30:00Z").json()["runs"], 1);
    EXPECT_EQ(replay(in_progress(), "2026-03-25").status, 1);
}

TEST_F(ReplayedPass, LeavesASignalAsItIsWhileNobodyCanTell)
{
    at("12:00");
    move_on("in_progress");
    at("13:00");
    file("tasks/workstreams/core/tasks/fix-login.md", "---\nstatus: [\n---\n");
    reconcile();

    const auto told = replay(in_progress(), "2026-03-24T12:00:00Z").json();

    EXPECT_EQ(told["signals"].size(), 1);
    EXPECT_EQ(told["signals"][0]["cleared_at"], nullptr);
    EXPECT_EQ(told["signals"][0]["times_seen"], 1);
    EXPECT_EQ(told["not_evaluated"][0]["runs"], 1);
}

TEST_F(ReplayedPass, ReadsLikeAReport)
{
    const std::string told = tm_db({"passes", "test", in_progress()}).out;

    EXPECT_THAT(told, HasSubstr("at_work: 3 reconciles from 2026-03-24T09:00:00Z"));
    EXPECT_THAT(told, HasSubstr("it would have opened 1 signal of 1 subject, 0 still open; "
                                "half of them lived 60 min or less, the longest 60 min"));
}

TEST_F(ReplayedPass, IsRefusedWhenItIsWrong)
{
    EXPECT_EQ(replay(outside("nowhere.sql")).status, 64);
    EXPECT_EQ(replay(own_pass("DELETE FROM task")).status, 64);
    EXPECT_EQ(replay(own_pass("SELECT slug FROM task")).status, 1);
}

TEST_F(ReplayedPass, IsRefusedWhenItAsksForWhatOnlyAReconcileSees)
{
    const Answer answer = replay(own_pass("SELECT slug, slug AS subject, 'x' AS detail,"
                                          " '{}' AS evidence FROM entry_look"));

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("it reads no table with a past"));
}

}   // namespace

}   // namespace tmdb
