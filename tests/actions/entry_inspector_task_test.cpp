#include "actions/entry_inspector_fixture.hpp"

#include <cerrno>

namespace tmdb {
namespace {

namespace fs = std::filesystem;

class ATaskOfAnEntry : public EntryInspectorTest {
protected:
    ATaskOfAnEntry() { known.task_paths.emplace("fix-login", task_path("fix-login")); }
};

// --- there ----------------------------------------------------------------------------------

struct Status {
    const char* name;
    const char* written;
    Verdict verdict;
};

void PrintTo(const Status& status, std::ostream* out)
{
    *out << status.name;
}

class ATaskWithStatus : public EntryInspectorTest, public testing::WithParamInterface<Status> {};

TEST_P(ATaskWithStatus, IsJudgedByItsNormalForm)   // E03, E27
{
    task("fix-login", GetParam().written);

    EXPECT_EQ(judged().verdict, GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(Values, ATaskWithStatus,
                         testing::Values(Status{"completed", "completed", Verdict::prunable},
                                         Status{"capital", "Completed", Verdict::prunable},
                                         Status{"quoted", "'completed '", Verdict::prunable},
                                         Status{"complete", "complete", Verdict::prunable},
                                         Status{"done", "done", Verdict::prunable},
                                         Status{"cancelled", "cancelled", Verdict::kept},
                                         Status{"in_progress", "in_progress", Verdict::kept},
                                         Status{"merged", "merged", Verdict::kept},
                                         Status{"none", "", Verdict::kept}),
                         [](const testing::TestParamInfo<Status>& one) { return one.param.name; });

TEST_F(ATaskOfAnEntry, IsJudgedByTheConfiguredWords)
{
    workspace.config.status["shipped"] = "completed";
    task("fix-login", "shipped");

    EXPECT_THAT(judged(), IsPrunable());
}

TEST_F(ATaskOfAnEntry, IsReadAnewAndNotAsTheMirrorRemembersIt)
{
    EXPECT_THAT(judged(), IsPrunable());

    task("fix-login", "in_progress");

    EXPECT_THAT(judged(), IsKept(""));
}

TEST_F(ATaskOfAnEntry, IsFoundByItsSlugWhenTheEntryNamesNoPath)
{
    entry.task_path = std::nullopt;

    EXPECT_THAT(judged(), IsPrunable());
    EXPECT_EQ(judged().reason, "completed");
}

TEST_F(ATaskOfAnEntry, IsFoundByAnAbsolutePathBelowTheRoot)
{
    entry.task_path = at(task_path("fix-login"));

    EXPECT_EQ(judged().reason, "completed");
}

TEST_F(ATaskOfAnEntry, IsFoundElsewhereWhenItsPathIsGone)
{
    remove(task_path("fix-login"));
    task("fix-login", "in_progress", "archive");

    EXPECT_THAT(judged(), IsKept(""));
}

TEST_F(ATaskOfAnEntry, ElsewhereSaysWhetherItIsCompleted)
{
    remove(task_path("fix-login"));
    task("fix-login", "completed", "archive");

    EXPECT_EQ(judged().reason, "completed");
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenTwoFilesHaveItsSlug)   // T22
{
    task("fix-login", "completed", "archive");

    EXPECT_THAT(judged(), IsUnknown("more than one task file"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItsPathAndItsSlugNameTwoFiles)
{
    file("notes/login.md", "---\nstatus: completed\n---\n");
    task("fix-login", "in_progress");
    entry.task_path = "notes/login.md";

    EXPECT_THAT(judged(), IsUnknown("more than one task file"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenAnotherFolderMayHoldItsSlug)
{
    task("later", "ready", "hidden");
    machine.failing[at("tasks/workstreams/hidden/tasks")] = EACCES;

    EXPECT_THAT(judged(), IsUnknown("a folder of task files cannot be read"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItsPathLiesOutsideTheRoot)   // T15
{
    write_file(outside("fix-login.md"), "---\nstatus: completed\n---\n");
    entry.task_path = outside("fix-login.md");

    EXPECT_THAT(judged(), IsUnknown("outside the workspace"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItsPathIsAnotherMachines)
{
    entry.task_path = "~/fix-login.md";

    EXPECT_THAT(judged(), IsUnknown("outside the workspace"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItLeadsOutOfTheRoot)   // T15
{
    write_file(outside("fix-login.md"), "---\nstatus: completed\n---\n");
    remove(task_path("fix-login"));
    link(outside("fix-login.md"), at(task_path("fix-login")));

    EXPECT_THAT(judged(), IsUnknown("out of the workspace"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItLeadsNowhere)   // E07
{
    remove(task_path("fix-login"));
    link("nowhere.md", at(task_path("fix-login")));

    EXPECT_THAT(judged(), IsUnknown("leads nowhere"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItIsAFolder)
{
    remove(task_path("fix-login"));
    fs::create_directories(at(task_path("fix-login")));

    EXPECT_THAT(judged(), IsUnknown("cannot be read"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItCannotBeLookedAt)
{
    machine.failing[at(task_path("fix-login"))] = EIO;

    EXPECT_THAT(judged(), IsUnknown("input/output error"));
}

TEST_F(ATaskOfAnEntry, IsUnknownWhenItCannotBeLookedAtAndNoGlobFindsIt)
{
    remove(task_path("fix-login"));
    entry.task_path = "tasks/workstreams/core/tasks/fix-login.txt";
    machine.failing[at(*entry.task_path)] = EIO;

    EXPECT_THAT(judged(), IsUnknown("input/output error"));
}

class ATaskWithABrokenHead : public EntryInspectorTest,
                             public testing::WithParamInterface<std::string> {};

TEST_P(ATaskWithABrokenHead, IsUnknown)
{
    file(task_path("fix-login"), GetParam());

    EXPECT_THAT(judged(), IsUnknown("cannot be judged"));
}

INSTANTIATE_TEST_SUITE_P(Heads, ATaskWithABrokenHead,
                         testing::Values("", "---\nstatus: completed\n",
                                         "---\nstatus: [completed\n---\n",
                                         "---\nstatus: completed\nstatus: completed\n---\n",
                                         "---\nstatus: &x completed\n---\n",
                                         "status: completed\n"));

// --- not there ------------------------------------------------------------------------------

class AMissingTask : public ATaskOfAnEntry {
protected:
    AMissingTask() { remove(task_path("fix-login")); }
};

TEST_F(AMissingTask, MakesAnEntryPrunable)   // E02
{
    EXPECT_THAT(judged(), IsPrunable());
    EXPECT_EQ(judged().reason, "task_file_absent");
}

TEST_F(AMissingTask, MakesAnEntryWithoutAPathPrunable)
{
    entry.task_path = std::nullopt;

    EXPECT_EQ(judged().reason, "task_file_absent");
}

TEST_F(AMissingTask, IsUnknownWhenItsFolderIsEmpty)
{
    remove(task_path("another-task"));

    EXPECT_THAT(judged(), IsUnknown("missing or empty"));
}

TEST_F(AMissingTask, IsUnknownWhenItsFolderIsMissing)
{
    remove("tasks/workstreams/core");
    task("later", "ready", "next");

    EXPECT_THAT(judged(), IsUnknown("missing or empty"));
}

TEST_F(AMissingTask, IsUnknownWhenItsFolderHoldsOnlyAFolder)
{
    remove(task_path("another-task"));
    fs::create_directories(at(task_path("drafts")));

    EXPECT_THAT(judged(), IsUnknown("missing or empty"));
}

TEST_F(AMissingTask, IsUnknownWithoutAnyTaskFile)
{
    remove("tasks");
    entry.task_path = std::nullopt;

    EXPECT_THAT(judged(), IsUnknown("missing or empty"));
}

class DuringAnOperationOfGit : public EntryInspectorTest,
                               public testing::WithParamInterface<std::string> {};

TEST_P(DuringAnOperationOfGit, AMissingTaskIsUnknown)   // E22
{
    remove(task_path("fix-login"));
    repository();
    file(".git/" + GetParam(), "");

    EXPECT_THAT(judged(), IsUnknown("git is in the middle of something (" + GetParam() + ")"));
}

INSTANTIATE_TEST_SUITE_P(Marks, DuringAnOperationOfGit,
                         testing::Values("index.lock", "MERGE_HEAD", "CHERRY_PICK_HEAD",
                                         "rebase-merge", "rebase-apply"));

TEST_F(AMissingTask, IsUnknownWhenGitCannotBeLookedAt)
{
    repository();
    machine.failing[at(".git/MERGE_HEAD")] = EACCES;

    EXPECT_THAT(judged(), IsUnknown("git cannot be looked at"));
}

// --- slugs from a field ---------------------------------------------------------------------

class ATaskWithASlugField : public ATaskOfAnEntry {
protected:
    ATaskWithASlugField()
    {
        remove(task_path("fix-login"));
        workspace.config.fields["slug"] = {"id"};
        entry.task_path = std::nullopt;
    }

    void numbered(const std::string& slug, const std::string& status)
    {
        file(task_path("0042"), "---\nid: " + slug + "\nstatus: " + status + "\n---\n");
    }
};

TEST_F(ATaskWithASlugField, IsFoundAlthoughTheMirrorDoesNotKnowItYet)
{
    numbered("fix-login", "in_progress");

    EXPECT_THAT(judged(), IsKept(""));
}

TEST_F(ATaskWithASlugField, IsNoLongerMeantWhenItHasGotAnotherSlug)
{
    known.task_paths = {{"fix-login", task_path("0042")}};
    numbered("other", "completed");

    EXPECT_EQ(judged().reason, "task_file_absent");
}

TEST_F(ATaskWithASlugField, IsUnknownWhenItMayStillHaveTheSlug)
{
    known.task_paths = {{"fix-login", task_path("0042")}};
    file(task_path("0042"), "---\nid: fix-log");

    EXPECT_THAT(judged(), IsUnknown("cannot be judged"));
}

}   // namespace
}   // namespace tmdb
