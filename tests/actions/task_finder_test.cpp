#include "actions/task_finder.hpp"

#include "support/fake_machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

#include <cerrno>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

class FindingTasks : public ::testing::Test {
protected:
    FindingTasks() { workspace.root = std::filesystem::canonical(directory.path()); }

    std::string at(const std::string& path) const { return workspace.root + "/" + path; }
    void file(const std::string& path, const std::string& text = "---\n---\n")
    {
        write_file(at(path), text);
    }
    void layout(const std::string& glob) { workspace.config.layout.tasks = {glob}; }

    TaskFiles files_of(const std::string& slug, const std::set<std::string>& known = {})
    {
        return TaskFinder(machine, workspace).files_of(slug, known);
    }
    bool holds_any(const std::string& folder)
    {
        return TaskFinder(machine, workspace).holds_any(folder);
    }

    TemporaryDirectory directory;
    FakeMachine machine;
    Workspace workspace;
};

TEST_F(FindingTasks, GivesTheFilesOfThatStemInEveryFolder)
{
    file("tasks/workstreams/core/tasks/fix-login.md");
    file("tasks/workstreams/web/tasks/fix-login.md");
    file("tasks/workstreams/web/tasks/fix-login.txt");
    file("tasks/workstreams/web/tasks/fix-login.v2.md");

    EXPECT_THAT(files_of("fix-login").paths,
                ElementsAre("tasks/workstreams/core/tasks/fix-login.md",
                            "tasks/workstreams/web/tasks/fix-login.md"));
    EXPECT_THAT(files_of("fix-login.v2").paths,
                ElementsAre("tasks/workstreams/web/tasks/fix-login.v2.md"));
}

TEST_F(FindingTasks, HeedsWhatTheGlobSaysOfNames)
{
    file("notes/task-1.md");
    file("notes/draft-1.md");
    layout("notes/task-*.md");

    EXPECT_THAT(files_of("task-1").paths, ElementsAre("notes/task-1.md"));
    EXPECT_THAT(files_of("draft-1").paths, IsEmpty());
}

TEST_F(FindingTasks, ListsAFolderWhereTheGlobLeavesTheExtensionOpen)
{
    file("notes/one.md");
    file("notes/one.markdown");
    file("notes/two.md");
    layout("notes/*.m*");

    EXPECT_THAT(files_of("one").paths, ElementsAre("notes/one.markdown", "notes/one.md"));
}

TEST_F(FindingTasks, ListsNoFolderOfTasksWhereItNeedNot)
{
    file("tasks/workstreams/core/tasks/fix-login.md");
    machine.failing[at("tasks/workstreams/core/tasks/other.md")] = EIO;   // nobody asks

    const TaskFiles found = files_of("fix-login");

    EXPECT_THAT(found.paths, ElementsAre("tasks/workstreams/core/tasks/fix-login.md"));
    EXPECT_EQ(found.hidden_folder, std::nullopt);
}

TEST_F(FindingTasks, NeverLeavesTheFolderThatItLooksInto)
{
    file("tasks/workstreams/core/other.md");
    file("tasks/workstreams/core/tasks/fix-login.md");

    EXPECT_THAT(files_of("../other").paths, IsEmpty());
}

TEST_F(FindingTasks, TakesAFileThatCannotBeLookedAtForOneThatIsThere)
{
    file("tasks/workstreams/core/tasks/fix-login.md");
    machine.failing[at("tasks/workstreams/core/tasks/fix-login.md")] = EIO;

    EXPECT_THAT(files_of("fix-login").paths,
                ElementsAre("tasks/workstreams/core/tasks/fix-login.md"));
}

TEST_F(FindingTasks, SaysWhichFolderMayHoldMore)
{
    file("tasks/workstreams/core/tasks/other.md");
    machine.failing[at("tasks/workstreams/core/tasks/fix-login.md")] = EACCES;

    EXPECT_EQ(files_of("fix-login").hidden_folder, "tasks/workstreams/core/tasks");
}

TEST_F(FindingTasks, RemembersAFileThatHadTheSlugAndIsStillThere)
{
    file("elsewhere/fix-login.md");

    EXPECT_THAT(files_of("fix-login", {"elsewhere/fix-login.md", "elsewhere/gone.md"}).paths,
                ElementsAre("elsewhere/fix-login.md"));
}

TEST_F(FindingTasks, KnowsWhetherAFolderHoldsAny)
{
    file("tasks/workstreams/core/tasks/fix-login.md");
    file("tasks/workstreams/web/tasks/notes.txt");

    EXPECT_TRUE(holds_any("tasks/workstreams/core/tasks"));
    EXPECT_FALSE(holds_any("tasks/workstreams/web/tasks"));
    EXPECT_TRUE(holds_any(""));
}

TEST_F(FindingTasks, ListsAFolderWhereTheGlobSaysNothingOfAnExtension)
{
    file("notes/fix-login");
    file("notes/fix-login.md");
    layout("notes/*");

    EXPECT_THAT(files_of("fix-login").paths, ElementsAre("notes/fix-login", "notes/fix-login.md"));
}

TEST_F(FindingTasks, MissesNothingInAFolderThatIsNotThere)
{
    layout("notes/*.m*");

    EXPECT_EQ(files_of("one").hidden_folder, std::nullopt);
    EXPECT_THAT(files_of("one").paths, IsEmpty());
}

/// Where the slug is a field of the front matter, every file has to be asked.
class FindingTasksByAField : public FindingTasks {
protected:
    FindingTasksByAField() { workspace.config.fields["slug"] = {"id"}; }

    const std::string one = "tasks/workstreams/core/tasks/one.md";
};

TEST_F(FindingTasksByAField, GivesTheFilesThatSaySo)
{
    file(one, "---\nid: Fix login\n---\n");
    file("tasks/workstreams/core/tasks/fix-login.md", "---\nid: other\n---\n");

    EXPECT_THAT(files_of("fix-login").paths, ElementsAre(one));
}

TEST_F(FindingTasksByAField, ReadsThemOnce)
{
    file(one, "---\nid: Fix login\n---\n");
    TaskFinder finder(machine, workspace);
    finder.files_of("fix-login", {});
    file(one, "---\nid: other\n---\n");

    EXPECT_THAT(finder.files_of("fix-login", {}).paths, ElementsAre(one));
}

TEST_F(FindingTasksByAField, ForgetsNoneThatHadTheSlugAndCannotBeReadNow)
{
    file(one, "---\nid: Fix login\n");
    EXPECT_THAT(files_of("fix-login", {one}).paths, ElementsAre(one));

    machine.failing[at(one)] = EIO;
    EXPECT_THAT(files_of("fix-login", {one}).paths, ElementsAre(one));
}

TEST_F(FindingTasksByAField, SaysWhichFolderMayHoldMore)
{
    const std::string folder = "tasks/workstreams/core/tasks";
    file(one);
    TaskFinder finder(machine, workspace);
    ASSERT_TRUE(finder.holds_any(folder));
    machine.failing[at(folder)] = EACCES;

    EXPECT_EQ(finder.files_of("fix-login", {}).hidden_folder, folder);
    EXPECT_EQ(finder.files_of("other", {}).hidden_folder, folder);
}

TEST_F(FindingTasksByAField, MissesNothingInAFolderThatHasVanished)
{
    const std::string folder = "tasks/workstreams/core/tasks";
    file(one);
    TaskFinder finder(machine, workspace);
    ASSERT_TRUE(finder.holds_any(folder));
    machine.failing[at(folder)] = ENOENT;

    EXPECT_EQ(finder.files_of("fix-login", {}).hidden_folder, std::nullopt);
}

TEST_F(FindingTasksByAField, TakesTheStemWhereNoFieldIsNamed)
{
    workspace.config.fields["slug"] = {};
    file("tasks/workstreams/core/tasks/fix-login.md", "---\nid: other\n---\n");

    EXPECT_THAT(files_of("fix-login").paths,
                ElementsAre("tasks/workstreams/core/tasks/fix-login.md"));
}

}   // namespace
}   // namespace tmdb
