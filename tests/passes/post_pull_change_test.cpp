#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class PostPullChange : public PassTest {
protected:
    PostPullChange() : PassTest("post_pull_change")
    {
        task("fix-login", {{"status", "in_progress"}, {"priority", "p1"}});
        register_tasks({"fix-login"});
        linked_worktree("fix-login");
        work("fix-login");
        sync();
    }

    std::string raise_priority(const std::string& priority = "p0")
    {
        task("fix-login", {{"status", "in_progress"}, {"priority", priority}});
        return commit("priority " + priority);
    }
    void merge_into_worktree()
    {
        git().git({"-C", ".worktrees/fix-login", "merge", "--quiet", "--no-edit", "main"});
    }
};

TEST_F(PostPullChange, SpeaksOfCommitsThatChangeARegisteredTask)
{
    const std::string before = oid("main");
    const std::string first = raise_priority();
    file("other", "text");
    commit("something else");
    const std::string second = raise_priority("p2");

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_EQ(detail(), "commits on main have changed priority");
    EXPECT_EQ(evidence(), Json({{"changes",
                                 {{{"path", task_path("fix-login")},
                                   {"old", before},
                                   {"new", second},
                                   {"commits", {second, first}},
                                   {"fields", {{"priority", {{"old", "p1"}, {"new", "p2"}}}}}}}}}));
}

TEST_F(PostPullChange, SpeaksOfWhatAMergeBrings)
{
    git().git({"checkout", "--quiet", "-b", "side"});
    const std::string changed = raise_priority();
    git().git({"checkout", "--quiet", "main"});
    git().git({"merge", "--quiet", "--no-ff", "--no-edit", "side"});

    ask();

    EXPECT_EQ(evidence().at("changes").at(0).at("commits"), Json({changed}));
}

TEST_F(PostPullChange, GathersWhatCameInSeveralPulls)
{
    raise_priority();
    ask();
    raise_priority("p2");

    ask();

    EXPECT_EQ(evidence().at("changes").size(), 2);
    EXPECT_THAT(events(), ElementsAre("opened", "changed"));
}

TEST_F(PostPullChange, HoldsUntilTheWorktreeHasTheCommits)
{
    raise_priority();
    ask();
    ask();
    EXPECT_EQ(signals(), about("fix-login", "warning"));
    merge_into_worktree();

    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(PostPullChange, HoldsUntilTheWorktreeHasTheSameFile)
{
    raise_priority();
    ask();
    file(copy_path("fix-login"), read(task_path("fix-login")));
    work("fix-login", "took it over");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PostPullChange, HoldsUntilTheEntryIsGone)
{
    raise_priority();
    ask();
    registers("dave", Json::object());
    ask();
    EXPECT_THAT(signals(), IsEmpty());
    register_tasks({"fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());   // that was another life
}

TEST_F(PostPullChange, SpeaksOfARewrittenHistorySinceTheLastCommonCommit)
{
    const std::string before = oid("main");
    raise_priority("p2");
    sync();
    git().git({"reset", "--quiet", "--hard", before});
    const std::string rewritten = raise_priority("p0");

    ask();

    const Json change = evidence().at("changes").back();
    EXPECT_EQ(change.at("old"), before);
    EXPECT_EQ(change.at("commits"), Json({rewritten}));
    EXPECT_EQ(change.at("fields").at("priority"), Json({{"old", "p1"}, {"new", "p0"}}));
}

TEST_F(PostPullChange, IsSilentAboutTheBody)
{
    file(task_path("fix-login"), read(task_path("fix-login")) + "More words.\n");
    commit("words");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PostPullChange, IsSilentAboutAnEditThatIsNotCommitted)
{
    task("fix-login", {{"status", "ready"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PostPullChange, IsSilentWhenTheWorktreeMadeTheChange)
{
    file(copy_path("fix-login"), markdown({{"status", "completed"}}));
    work("fix-login", "done");
    git().git({"merge", "--quiet", "--no-ff", "--no-edit", "fix-login"});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PostPullChange, IsSilentAboutATaskThatWasNotRegisteredAtTheLastSync)
{
    task("add-index", {{"status", "ready"}});
    commit("another task");
    sync();
    register_tasks({"fix-login", "add-index"});
    task("add-index", {{"status", "in_progress"}});
    commit("at work");

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(PostPullChange, KeepsItsSignalWhileTheRegisterIsTorn)
{
    raise_priority();
    ask();
    file(dave, torn_json);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "warning"));
    EXPECT_THAT(not_evaluated(), ElementsAre("fix-login"));
}

}   // namespace
}   // namespace tmdb
