#include "support/past_test.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

namespace tmdb {

namespace {

using ::testing::HasSubstr;

class AsOf : public PastTest {
protected:
    Answer ask_as_of(const std::string& moment, const std::string& sql)
    {
        return tm_db({"sql", "--format", "csv", "--as-of", moment, sql});
    }
    std::string status_as_of(const std::string& moment)
    {
        return ask_as_of(moment, "SELECT status FROM task WHERE slug = 'fix-login'").out;
    }
};

TEST_F(AsOf, AnInstantIsTheLastRunThatHadEndedByThen)
{
    EXPECT_EQ(status_as_of("2026-03-24T09:00:00Z"), "status\r\nready\r\n");
    EXPECT_EQ(status_as_of("2026-03-24T10:59:59Z"), "status\r\nin_progress\r\n");
    EXPECT_EQ(status_as_of("2026-03-24T11:00:00Z"), "status\r\ncompleted\r\n");
}

TEST_F(AsOf, ManyWordsForAnInstantAreUnderstood)
{
    at("11:30");

    EXPECT_EQ(status_as_of("2 hours ago"), "status\r\nready\r\n");
    EXPECT_EQ(status_as_of("today 10:15"), "status\r\nin_progress\r\n");
    EXPECT_EQ(status_as_of("now"), "status\r\ncompleted\r\n");
}

TEST_F(AsOf, ANumberIsARun)
{
    EXPECT_EQ(status_as_of("2"), "status\r\nready\r\n");
    EXPECT_EQ(status_as_of("3"), "status\r\nin_progress\r\n");
}

TEST_F(AsOf, TheRunThatAnswersIsNamed)
{
    EXPECT_EQ(ask_as_of("4", "SELECT 1 FROM task").err,
              "as of run 4, the reconcile that ended at 2026-03-24T10:00:00Z");
}

TEST_F(AsOf, SignalsAndPruningsAreThoseOfThen)
{
    const std::string open = "SELECT code, subject FROM open_signal ORDER BY code";

    EXPECT_EQ(ask_as_of("2", open).out, "code,subject\r\n");
    EXPECT_EQ(ask_as_of("4", open).out,
              "code,subject\r\nworktree_missing,fix-login\r\nworktree_missing,other\r\n");
    EXPECT_EQ(ask_as_of("6", open).out, "code,subject\r\nworktree_missing,other\r\n");
    EXPECT_EQ(ask_as_of("5", "SELECT COUNT(*) AS n FROM prune").out, "n\r\n0\r\n");
    EXPECT_EQ(ask_as_of("6", "SELECT COUNT(*) AS n FROM prune").out, "n\r\n1\r\n");
}

TEST_F(AsOf, ViewsAreOfThen)
{
    EXPECT_EQ(ask_as_of("3", "SELECT registered FROM ledgers WHERE slug = 'fix-login'").out,
              "registered\r\n1\r\n");
    EXPECT_EQ(ask_as_of("6", "SELECT registered FROM ledgers WHERE slug = 'fix-login'").out,
              "registered\r\n0\r\n");
}

TEST_F(AsOf, ARestoreIsNotKnownBeforeItHappened)
{
    tm_db({"restore", "fix-login"});

    EXPECT_EQ(ask_as_of("6", "SELECT restored_at IS NULL AS gone FROM prune").out, "gone\r\n1\r\n");
    EXPECT_EQ(ask_as_of("7", "SELECT restored_at IS NULL AS gone FROM prune").out, "gone\r\n0\r\n");
}

TEST_F(AsOf, OnlyReadingIsAllowedThere)   // S01
{
    EXPECT_EQ(ask_as_of("2", "DELETE FROM task").status, 64);
}

TEST_F(AsOf, BeforeTheFirstRunThereIsNoAnswer)
{
    const Answer answer = ask_as_of("yesterday", "SELECT 1 FROM task");

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("there was no run yet at 2026-03-23T00:00:00Z"));
    EXPECT_THAT(answer.err, HasSubstr("the first is run 1"));
}

TEST_F(AsOf, ARunThatNeverWasIsAnError)
{
    EXPECT_THAT(ask_as_of("99", "SELECT 1 FROM task").err, HasSubstr("there is no run 99"));
    EXPECT_EQ(ask_as_of("99", "SELECT 1 FROM task").status, 1);
}

TEST_F(AsOf, WordsThatAreNoInstantAreWrongUsage)
{
    const Answer answer = ask_as_of("a while ago", "SELECT 1 FROM task");

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("--as-of is no instant: 'a while ago'"));
}

TEST_F(AsOf, WhatIsForgottenIsSaid)
{
    SQLite::Database(database(), SQLite::OPEN_READWRITE).exec("INSERT INTO horizon VALUES (3)");

    const Answer answer = ask_as_of("2", "SELECT 1 FROM task");

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("what run 2 left has been forgotten"));
    EXPECT_THAT(answer.err, HasSubstr("the oldest that is remembered is run 3"));
    EXPECT_EQ(status_as_of("3"), "status\r\nin_progress\r\n");
}

TEST_F(AsOf, WhatServesOnlyTmDbHasNoPast)
{
    const Answer answer = ask_as_of("2", "SELECT * FROM source");

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("the table 'source' has no past"));
}

TEST_F(AsOf, AWrongQueryIsSaidAsEver)
{
    EXPECT_THAT(ask_as_of("2", "SELECT nonsense FROM task").err, HasSubstr("no such column"));
}

}   // namespace

}   // namespace tmdb
