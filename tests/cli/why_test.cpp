#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

class Why : public EndToEnd {
protected:
    nlohmann::json why(const std::string& slug)
    {
        const Answer answer = tm_db({"why", slug, "--json"});
        EXPECT_EQ(answer.status, 0) << answer.err;
        return answer.json();
    }
    static std::vector<std::string> each(const nlohmann::json& list, const std::string& member)
    {
        std::vector<std::string> values;
        for (const auto& one : list) {
            values.push_back(one.at(member));
        }
        return values;
    }
};

TEST_F(Why, ShowsAllLedgersOfATaskSideBySide)
{
    task("fix-login", {{"status", "ready"}});
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    linked_worktree("fix-login");
    file(".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md",
         markdown({{"status", "completed"}, {"pr_number", "7"}}));
    const std::string head = work("fix-login");
    dispatch("fix-login", {{"exit_code", 0}, {"started_at", minutes_ago(90)}});
    pull_requests({pull_request(7, "fix-login", head)});
    reconcile();

    const auto why = this->why("fix-login");

    EXPECT_THAT(each(why.at("ledgers"), "ledger"),
                ElementsAre("root file", "worktree copy", "register", "worktree", "dispatch",
                            "pull request"));
    EXPECT_THAT(each(why.at("ledgers"), "says"),
                ElementsAre("ready", "completed, pull request 7",
                            "registered by dave, at " + minutes_ago(120),
                            "on disk, branch fix-login, at " + head.substr(0, 12) +
                                ", 1 ahead, 1 not pushed",
                            "exited, exit code 0", "7 OPEN"));
    EXPECT_THAT(why.at("contradictions"),
                ElementsAre("the root file and the copy in the worktree have different statuses",
                            "the worker ended with exit code 0, and the root file does not say "
                            "completed"));
    EXPECT_THAT(each(why.at("signals"), "code"), Contains("metadata_drift"));
    EXPECT_THAT(each(why.at("next"), "command"),
                ElementsAre("tm-db diff fix-login --patch | git apply", "gh pr view 7"));
}

TEST_F(Why, SaysTheSameToAPerson)
{
    task("fix-login", {{"status", "ready"}});
    reconcile();

    const Answer answer = tm_db({"why", "fix-login"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, StartsWith("fix-login: not_started\n"));
    EXPECT_THAT(answer.out,
                HasSubstr("\nwhat to do next\ndispatch it\n    scripts/dispatch fix-login\n"));
}

TEST_F(Why, TellsARestartFromWhereTheWorkerStopped)
{
    task("fix-login", {{"status", "in_progress"}});
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    linked_worktree("fix-login");
    work("fix-login");
    dispatch("fix-login", {{"exit_code", 1}, {"started_at", minutes_ago(90)}});
    reconcile();

    EXPECT_THAT(each(why("fix-login").at("next"), "command"),
                ElementsAre("tail -n 50 tasks/logs/dispatch-fix-login.status.json",
                            "scripts/dispatch --path .worktrees/fix-login fix-login",
                            "cd .worktrees/fix-login", "git push --set-upstream origin fix-login",
                            "gh pr create --head fix-login"));
}

TEST_F(Why, TellsWhatAFinishedTaskLeavesBehind)
{
    task("fix-login", {{"status", "completed"}});
    linked_worktree("fix-login");
    reconcile();

    const auto why = this->why("fix-login");

    EXPECT_EQ(why.at("verdict"), "finished");
    EXPECT_THAT(why.at("layers"), IsEmpty());
    EXPECT_THAT(each(why.at("next"), "command"),
                ElementsAre("tm-db certify .worktrees/fix-login && "
                            "git worktree remove .worktrees/fix-login"));
}

/// What tm-db says is to be typed is typed here.
TEST_F(Why, NamesACommandThatCompletesTheRootFile)
{
    task("fix-login", {{"status", "in_progress"}});
    file("tasks/workstreams/core/tasks/fix-login.md",
         "---\nstatus: in_progress\ntags: [a]\n---\nstatus: of the body\n");
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    linked_worktree("fix-login");
    work("fix-login");
    squash("fix-login");
    reconcile();
    const auto next = why("fix-login").at("next");
    ASSERT_EQ(next.at(0).at("what"), "say in the root file that it is completed");

    may_change("tasks/workstreams/core/tasks/fix-login.md");
    EXPECT_EQ(run({"sh", "-c", next.at(0).at("command")}).status, 0);

    EXPECT_EQ(read("tasks/workstreams/core/tasks/fix-login.md"),
              "---\nstatus: completed\ntags: [a]\n---\nstatus: of the body\n");
    sync();
    EXPECT_EQ(why("fix-login").at("verdict"), "completed");
}

TEST_F(Why, KnowsATaskThatOnlyARegisterNames)
{
    registers("dave", {{"no-such-file", entry("no-such-file", std::nullopt)}});
    sync();

    const auto why = this->why("no-such-file");

    EXPECT_THAT(each(why.at("ledgers"), "ledger"), ElementsAre("register"));
}

TEST_F(Why, SaysThatGitCouldNotBeAsked)
{
    task("fix-login", {{"status", "in_progress"}});
    registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    worktree("fix-login");
    sync();

    const auto why = this->why("fix-login");

    for (const auto& layer : why.at("layers")) {
        if (layer.at("layer") == "landed") {
            EXPECT_EQ(layer.at("answer"), "unknown");
            EXPECT_EQ(layer.at("proof"), "git knows of no worktree");
        }
    }
    EXPECT_NE(why.at("verdict"), "completed");
}

TEST_F(Why, RefusesATaskThatNobodyKnows)
{
    task("fix-login", {{"status", "ready"}});
    sync();

    const Answer answer = tm_db({"why", "fix-logim"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.out, IsEmpty());
    EXPECT_THAT(answer.err, AllOf(HasSubstr("there is no task 'fix-logim'"),
                                  HasSubstr("'tm-db status --all' lists them")));
}

TEST_F(Why, PutsNothingOfAFileOnTheTerminalUnescaped)
{
    task("fix-login", {{"status", "\"\\e[31mred\""}});
    sync();

    EXPECT_THAT(tm_db({"why", "fix-login"}).out, Not(HasSubstr("\x1b")));
}

}   // namespace
}   // namespace tmdb
