#include "support/pass_test.hpp"

namespace tmdb {
namespace {

class UnreadableSource : public PassTest {
protected:
    UnreadableSource() : PassTest("unreadable_source") {}
};

TEST_F(UnreadableSource, SpeaksOfATornTaskFile)
{
    file(task_path("fix-login"), "---\ntitle: Fix\nstatus: [\n---\n");

    ask();

    EXPECT_EQ(signals(), Rows({{task_path("fix-login"), "fix-login", "error"}}));
    EXPECT_EQ(evidence()["path"], task_path("fix-login"));
    EXPECT_EQ(evidence()["problems"].size(), 1U);
    EXPECT_EQ(evidence()["problems"][0]["line"], 4);
    EXPECT_THAT(detail(), ::testing::StartsWith("line 4: "));
}

TEST_F(UnreadableSource, SpeaksOfEachSourceByItsPath)
{
    file(task_path("torn-task"), torn_front_matter);
    task("torn-copy", {{"status", "ready"}});
    worktree("torn-copy");
    file(copy_path("torn-copy"), torn_front_matter);
    file(dave, torn_json);
    file(dispatch_path("torn-record"), torn_json);

    ask();

    EXPECT_THAT(open("unreadable_source"),
                ElementsAre(dave, copy_path("torn-copy"), dispatch_path("torn-record"),
                            task_path("torn-task")));
}

TEST_F(UnreadableSource, SpeaksOnceOfAFileWithManyProblems)
{
    registers("dave", {{"one", nullptr}, {"two", "a text"}});

    ask();

    EXPECT_EQ(signals(), Rows({{dave, "NULL", "error"}}));
    EXPECT_EQ(evidence()["problems"].size(), 2U);
    EXPECT_THAT(detail(), ::testing::EndsWith("(and 1 more)"));
}

TEST_F(UnreadableSource, SpeaksOfWhatIsNamedLikeATaskFileAndIsNone)
{
    std::filesystem::create_directories(root() / task_path("a-folder"));
    link_in_a_circle(task_path("a-link"));

    ask();

    EXPECT_THAT(open("unreadable_source"), ElementsAre(task_path("a-folder"), task_path("a-link")));
}

TEST_F(UnreadableSource, SpeaksOfAFolderThatCannotBeListed)
{
    task("fix-login", {{"status", "ready"}});
    hide("tasks/workstreams/core/tasks");

    ask();

    EXPECT_THAT(open("unreadable_source"), ElementsAre("tasks/workstreams/core/tasks"));
}

TEST_F(UnreadableSource, IsSilentAboutAnEmptyWorkspace)
{
    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnreadableSource, IsSilentAboutOddButWholeFiles)
{
    file(task_path("empty-mapping"), "---\n---\n# Later\n");
    file(task_path("windows"), "\xEF\xBB\xBF---  \r\nstatus: ready\r\n...\r\n");
    file(dave,
         "\xEF\xBB\xBF{\"version\": 3, \"tasks\": [{\"slug\": \"windows\", \"mood\": null}]}");
    file(bob, "{}");
    dispatch("windows", {{"exit_code", nullptr}, {"note", {{"deep", true}}}});

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnreadableSource, IsSilentAboutFilesThatAreNoSources)
{
    file("tasks/workstreams/core/README.md", "no front matter\n");
    file("tasks/workstreams/core/tasks/notes.txt", "no front matter\n");
    file(".tasks/task_manager/task-manager-dave.snapshot.json", torn_json);
    file("tasks/logs/fix-login.json", torn_json);

    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnreadableSource, ClearsWhenTheFileIsCorrected)
{
    file(task_path("fix-login"), torn_front_matter);
    ask();

    task("fix-login", {{"status", "ready"}});
    ask();

    EXPECT_THAT(signals(), IsEmpty());
    EXPECT_THAT(events(), ElementsAre("opened", "cleared"));
}

TEST_F(UnreadableSource, ClearsWhenTheFileIsRemoved)
{
    file(task_path("fix-login"), torn_front_matter);
    file(dispatch_path("fix-login"), torn_json);
    ask();

    remove(task_path("fix-login"));
    remove(dispatch_path("fix-login"));
    ask();

    EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(UnreadableSource,
       KeepsItsSignalWhileTheFolderIsOutOfSight)   // nobody can say that it was corrected
{
    file(task_path("fix-login"), torn_front_matter);
    ask();

    hide("tasks/workstreams/core/tasks");
    ask();

    EXPECT_THAT(open("unreadable_source"),
                ElementsAre("tasks/workstreams/core/tasks", task_path("fix-login")));
}

}   // namespace
}   // namespace tmdb
