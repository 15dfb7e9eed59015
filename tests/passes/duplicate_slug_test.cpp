#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class DuplicateSlug : public PassTest {
protected:
    DuplicateSlug() : PassTest("duplicate_slug") {}

    const std::string other_path = "tasks/workstreams/web/tasks/fix-login.md";
};

TEST_F(DuplicateSlug, SpeaksOfTwoFilesWithOneSlug)   // T22
{
    task("fix-login", {{"status", "ready"}});
    file(other_path, markdown({{"status", "done"}}));

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_EQ(evidence()["tasks"],
              Json::array({{{"path", task_path("fix-login")}, {"status", "ready"}},
                           {{"path", other_path}, {"status", "completed"}}}));
    EXPECT_EQ(detail(), "2 task files are fix-login");
}

TEST_F(DuplicateSlug, SpeaksEvenWhenBothAgree)
{
    task("fix-login", {{"status", "ready"}});
    file(other_path, markdown({{"status", "ready"}}));

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
}

TEST_F(DuplicateSlug, KnowsASlugFromTheFrontMatter)
{
    configure("[fields]\nslug = [\"id\"]\n");
    task("one", {{"id", "T-1"}});
    task("two", {{"id", "t-1"}});

    ask();

    EXPECT_EQ(signals(), about("t-1", "error"));
}

TEST_F(DuplicateSlug, IsSilentAboutTheCopyInAWorktree)
{
    task("fix-login", {{"status", "ready"}});
    worktree("fix-login", Fields{{"status", "ready"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DuplicateSlug, IsSilentAboutOneTitleOrOneId)
{
    task("fix-login", {{"id", "T-1"}, {"title", "Fix"}});
    task("fix-logout", {{"id", "T-1"}, {"title", "Fix"}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(DuplicateSlug, ClearsWhenOneIsRenamed)
{
    task("fix-login", {{"status", "ready"}});
    file(other_path, markdown({{"status", "ready"}}));
    ask();

    remove(other_path);
    file("tasks/workstreams/web/tasks/fix-web-login.md", markdown({{"status", "ready"}}));
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(DuplicateSlug, NeedsNoStatusAndSpeaksOfATornFileToo)
{
    task("fix-login", {{"status", "ready"}});
    file(other_path, torn_front_matter);

    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
}

TEST_F(DuplicateSlug, KeepsItsSignalWhileOneFolderIsOutOfSight)
{
    task("fix-login", {{"status", "ready"}});
    file(other_path, markdown({{"status", "ready"}}));
    ask();

    hide("tasks/workstreams/web/tasks");
    ask();

    EXPECT_EQ(signals(), about("fix-login", "error"));
    EXPECT_THAT(events(), ElementsAre("opened"));
}

}   // namespace
}   // namespace tmdb
