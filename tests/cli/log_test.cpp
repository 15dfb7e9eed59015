#include "support/past_test.hpp"

#include <gmock/gmock.h>

namespace tmdb {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Log : public PastTest {
protected:
    std::string log_of(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "log");
        return tm_db(std::move(arguments)).out;
    }
};

TEST_F(Log, TellsOneTasksStoryTheNewestFirst)
{
    const std::string missing = "its worktree .worktrees/fix-login is gone, its status is "
                                "in_progress";
    const std::string orphan = "its task is completed and its worktree is gone";
    EXPECT_EQ(log_of({"fix-login", "--format", "csv"}),
              "at,run,what,detail\r\n"
              "2026-03-24T11:00:00Z,6,signal register_orphan,cleared: " +
                  orphan + "\r\n2026-03-24T11:00:00Z,6,signal register_orphan,opened: " + orphan +
                  "\r\n2026-03-24T11:00:00Z,6,signal worktree_missing,\"cleared: " + missing +
                  "\"\r\n2026-03-24T11:00:00Z,6,register_entry,pruned from " + dave +
                  ": completed\r\n"
                  "2026-03-24T11:00:00Z,6,worktree,vanished\r\n"
                  "2026-03-24T11:00:00Z,6,register_entry,vanished\r\n"
                  "2026-03-24T11:00:00Z,5,task status,in_progress → completed\r\n"
                  "2026-03-24T10:00:00Z,4,signal worktree_missing,\"opened: " +
                  missing +
                  "\"\r\n2026-03-24T10:00:00Z,3,worktree,appeared\r\n"
                  "2026-03-24T10:00:00Z,3,register_entry,appeared\r\n"
                  "2026-03-24T10:00:00Z,3,task status,ready → in_progress\r\n"
                  "2026-03-24T09:00:00Z,1,task,appeared\r\n");
}

TEST_F(Log, OfAllTasksNamesEach)
{
    EXPECT_THAT(log_of({"--format", "csv"}), StartsWith("at,run,task,what,detail\r\n"));
    EXPECT_THAT(log_of({"--format", "csv"}),
                HasSubstr("2026-03-24T10:00:00Z,4,other,signal worktree_missing"));
}

TEST_F(Log, BeginsWhereItIsAskedTo)
{
    const std::string log = log_of({"fix-login", "--since", "2026-03-24T11:00:00Z"});

    EXPECT_THAT(log, HasSubstr("in_progress → completed"));
    EXPECT_THAT(log, Not(HasSubstr("ready → in_progress")));
}

TEST_F(Log, SaysThatThereIsMore)
{
    const Answer answer = tm_db({"log", "--limit", "2", "--json"});

    EXPECT_EQ(answer.json().size(), 2);
    EXPECT_EQ(answer.err, "only the newest 2 entries are shown; --limit shows more");
}

TEST_F(Log, OfOneTaskIsTheBeginningOfItsStoryHoweverShort)
{
    const auto story = tm_db({"log", "fix-login", "--json"}).json();
    ASSERT_GT(story.size(), 8u);

    for (std::size_t limit = 1; limit <= story.size() + 1; ++limit) {
        const auto part = tm_db({"log", "fix-login", "--json", "--limit", std::to_string(limit)});
        const auto end = story.begin() + static_cast<std::ptrdiff_t>(std::min(limit, story.size()));
        EXPECT_EQ(part.json(), nlohmann::json(std::vector(story.begin(), end))) << limit;
    }
}

TEST_F(Log, TellsProgramsEveryField)
{
    const auto log = tm_db({"log", "fix-login", "--json"}).json();

    const nlohmann::json last = log.back();
    EXPECT_EQ(last["run_id"], 1);
    EXPECT_EQ(last["kind"], "change");
    EXPECT_EQ(last["subject"], "task");
    EXPECT_EQ(last["event"], "row");
    EXPECT_EQ(last["new_value"], "present");
    EXPECT_EQ(last["detail"], R"(["tasks/workstreams/core/tasks/fix-login.md"])");
}

TEST_F(Log, TellsOfARestore)
{
    tm_db({"restore", "fix-login"});

    EXPECT_THAT(log_of({"fix-login", "--format", "csv"}),
                HasSubstr("7,register_entry,restored to " + dave));
}

TEST_F(Log, TellsOfFieldsThatNoColumnHas)
{
    task("fix-login", {{"title", "Fix the login"}, {"status", "completed"}, {"reviewer", "eve"}});
    sync();

    EXPECT_THAT(log_of({"fix-login", "--format", "csv"}), HasSubstr("7,task frontmatter,"));
}

TEST_F(Log, OfATaskThatIsGoneIsStillTold)
{
    remove("tasks/workstreams/core/tasks/fix-login.md");
    sync();

    EXPECT_THAT(log_of({"fix-login", "--format", "csv"}), HasSubstr("7,task,vanished"));
}

TEST_F(Log, OfATaskThatNeverWasIsAnError)
{
    EXPECT_EQ(tm_db({"log", "no-such-task"}).status, 1);
}

}   // namespace

}   // namespace tmdb
