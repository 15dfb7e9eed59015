#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class Status : public EndToEnd {
protected:
    Status()
    {
        task("done-task", {{"status", "completed"}});
        task("ready-task", {{"status", "ready"}, {"owner", "dave"}});
        task("waiting-task", {{"status", "ready"}, {"depends_on", "[ready-task]"}});
        task("failed-task", {{"status", "in_progress"}});
        dispatch("failed-task", {{"exit_code", 1}});
        worktree("nobody");
    }
};

TEST_F(Status, ListsTheGroupsThatNeedALookWithTheirSignals)
{
    reconcile();

    const Answer answer = tm_db({"status"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, StartsWith("1 needs attention, 0 active, 1 ready, 1 waiting, 0 other,"
                                       " 1 done\n\nneeds attention\n"));
    EXPECT_THAT(answer.out,
                HasSubstr("failed-task  in_progress         failed    dispatch_failed"));
    EXPECT_THAT(answer.out, HasSubstr("orphaned_worktree  .worktrees/nobody"));
    EXPECT_THAT(answer.out, Not(HasSubstr("done-task")));
    EXPECT_THAT(answer.out, HasSubstr("last sync: just now; last reconcile: just now\n"));
}

TEST_F(Status, ListsEveryGroupWhenAskedTo)
{
    sync();

    EXPECT_THAT(tm_db({"status", "--all"}).out, HasSubstr("\ndone\n"));
}

TEST_F(Status, SaysHowOldItIs)
{
    sync();
    now = "2026-03-24T21:00:00Z";

    EXPECT_THAT(tm_db({"status"}).out, HasSubstr("last sync: 3 h ago; last reconcile: never\n"));
}

TEST_F(Status, SaysHowOldEachSourceIs)
{
    task("torn", {{"status", "["}});
    pull_requests({});
    sync();
    now = "2026-03-24T21:00:00Z";

    EXPECT_THAT(tm_db({"status"}).out,
                HasSubstr("sources\n"
                          "source            rows  unreadable  stale  read\n"
                          "task files           5           1      1  3 h ago\n"
                          "worktree copies      0           0      0  3 h ago\n"
                          "register entries     0           0      0  3 h ago\n"
                          "worktrees            1           0      0  3 h ago\n"
                          "git                  0           0      0  never\n"
                          "dispatch records     1           0      0  3 h ago\n"
                          "pull requests        0           0      0  4 h ago\n"
                          "roles                0           0      0  3 h ago\n"
                          "people               0           0      0  3 h ago\n"));
}

TEST_F(Status, ListsWhatWaitsForMergeAndWhatIsFinished)
{
    task("open-task", {{"status", "in_progress"}, {"pr_number", "7"}});
    task("new-task", {{"status", "completed"}, {"completed_at", "2026-03-24T15:00:00Z"}});
    pull_requests({pull_request(7, "open-task", std::string(40, 'a'))});
    sync();

    EXPECT_THAT(tm_db({"status"}).out, AllOf(HasSubstr("waiting for merge\n"
                                                       "task       pr  checks  mergeable\n"
                                                       "open-task   7  none    MERGEABLE\n"),
                                             HasSubstr("recently finished\n"
                                                       "task      status     when\n"
                                                       "new-task  completed  3 h ago\n")));
}

TEST_F(Status, NarrowsToAManager)
{
    sync();

    const Answer answer = tm_db({"status", "--owner", "D.a.v.e"});

    EXPECT_THAT(answer.out,
                AllOf(StartsWith("dave: 0 needs attention, 0 active, 1 ready, 0 waiting, 0 other,"
                                 " 0 done\n\nready\n"),
                      HasSubstr("ready-task"), Not(HasSubstr("failed-task"))));
}

TEST_F(Status, SaysWhomThereIsWhenAnOwnerIsNobody)
{
    sync();

    const Answer answer = tm_db({"status", "--owner", "ghost"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("hint: there are dave"));
}

TEST_F(Status, AnswersInJsonWithOneDocumentedShape)
{
    reconcile();

    const auto answer = tm_db({"status", "--json"}).json();

    EXPECT_EQ(answer.at("synced_at"), now);
    EXPECT_EQ(answer.at("reconciled_at"), now);
    EXPECT_EQ(answer.at("counts"), nlohmann::json({{"needs_attention", 1},
                                                   {"active", 0},
                                                   {"ready", 1},
                                                   {"waiting", 1},
                                                   {"other", 0},
                                                   {"done", 1}}));
    EXPECT_EQ(answer.at("tasks").at(0), nlohmann::json({{"slug", "failed-task"},
                                                        {"display_group", "needs_attention"},
                                                        {"status", "in_progress"},
                                                        {"owner", nullptr},
                                                        {"registered", false},
                                                        {"worktree_path", nullptr},
                                                        {"dispatch_state", "failed"},
                                                        {"pr_number", nullptr},
                                                        {"signals", {"dispatch_failed"}},
                                                        {"acknowledged", nlohmann::json::array()},
                                                        {"unstable", nlohmann::json::array()}}));
    EXPECT_EQ(answer.at("owner"), nullptr);
    EXPECT_THAT(answer.at("waiting_for_merge"), IsEmpty());
    EXPECT_THAT(answer.at("recently_finished"), IsEmpty());
    EXPECT_EQ(answer.at("sources").at(0), nlohmann::json({{"source", "task"},
                                                          {"rows", 4},
                                                          {"unreadable", 0},
                                                          {"stale", 0},
                                                          {"read_at", now},
                                                          {"age_seconds", 0}}));
    EXPECT_EQ(answer.at("signals"), nlohmann::json::array({{{"code", "orphaned_worktree"},
                                                            {"subject", ".worktrees/nobody"},
                                                            {"acknowledged", false},
                                                            {"unstable", false}}}));
}

TEST_F(Status, AnswersAsATable)
{
    sync();

    EXPECT_THAT(tm_db({"status", "--format", "csv"}).out,
                AllOf(StartsWith("slug,display_group,status,owner,registered,worktree_path,"
                                 "dispatch_state,pr_number,signals,acknowledged,unstable\r\n"),
                      HasSubstr("\nready-task,ready,ready,dave,0,,,,")));
    EXPECT_THAT(tm_db({"status", "--format", "markdown"}).out, StartsWith("| slug"));
    EXPECT_THAT(tm_db({"status", "--format", "ndjson"}).out, StartsWith("{\"slug\":"));
}

TEST_F(Status, ShowsControlCharactersOfNoField)   // F60, F61, F62
{
    const std::string hostile = "\"\\e]0;title\\a\\u009b31m\\u202e\"";
    task("hostile", {{"status", hostile}, {"owner", hostile}, {"title", hostile}});
    sync();

    const std::string text = tm_db({"status", "--all"}).out;
    EXPECT_THAT(text, HasSubstr(R"(\u001b]0;title\u0007\u009b31m\u202e)"));
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")),
                            Not(HasSubstr("\xc2\x9b")), Not(HasSubstr("\u202e"))));

    const std::string json = tm_db({"status", "--json"}).out;
    EXPECT_THAT(json, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\xc2\x9b")),
                            Not(HasSubstr("\u202e")), HasSubstr(R"(\u202e)")));
}

}   // namespace
}   // namespace tmdb
