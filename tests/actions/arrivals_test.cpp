#include "actions/arrivals.hpp"

#include "actions/arrivals_fixture.hpp"

namespace tmdb {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

auto fields_are(const std::string& json)
{
    return ElementsAre(Field(&Arrival::fields, json));
}

const std::string ready_to_done = R"({"status":{"new":"done","old":"ready"}})";

// --- what arrives -------------------------------------------------------------------------------

using AnArrival = ArrivalsTest;

TEST_F(AnArrival, NamesTheFieldsAndTheCommitsTheNewestFirst)
{
    const auto first = set("status: in_progress");
    write_file(repository.path() / "code", "text\n");
    commit("something else");
    const auto second = set("status: done");

    const auto found = arrivals_since(before);

    const Arrival expected{.slug = "task",
                           .path = task_file,
                           .old_oid = before,
                           .new_oid = second,
                           .commits = {second, first},
                           .fields = ready_to_done};
    EXPECT_EQ(trouble, "");
    EXPECT_THAT(found, ElementsAre(expected));
}

TEST_F(AnArrival, IsNoneWhenNothingCame)
{
    EXPECT_THAT(arrivals_since(head()), IsEmpty());
    EXPECT_EQ(trouble, "");
}

TEST_F(AnArrival, IsNoneOfTheBodyOrOfTheWayItIsWritten)
{
    set("status:   'ready'");
    write_file(repository.path() / task_file, "---\nstatus: ready\n---\nAnother body.\n");
    commit("body");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
}

TEST_F(AnArrival, IsNoneOfWhatWasTakenBack)
{
    set("status: done");
    set("status: ready");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
}

TEST_F(AnArrival, IsNoneOfOtherTasks)
{
    set("status: done", "tasks/other.md");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
}

TEST_F(AnArrival, IsOneOfANewFile)
{
    registered = {{"new", {"tasks/new.md"}}};
    const auto commit_of_new = set("status: ready", "tasks/new.md");

    const auto found = arrivals_since(before);

    EXPECT_THAT(found, fields_are(R"({"status":{"new":"ready","old":null}})"));
    EXPECT_THAT(found.at(0).commits, ElementsAre(commit_of_new));
}

TEST_F(AnArrival, IsOneOfADeletedFile)
{
    git({"rm", "--quiet", task_file});
    commit("gone");

    EXPECT_THAT(arrivals_since(before), fields_are(R"({"status":{"new":null,"old":"ready"}})"));
}

TEST_F(AnArrival, FollowsNoRename)   // a moved file is a new one at its new place
{
    registered = {{"task", {"elsewhere/task.md"}}};
    std::filesystem::create_directory(repository.path() / "elsewhere");
    git({"mv", task_file, "elsewhere/task.md"});
    commit("move");

    EXPECT_THAT(arrivals_since(before), fields_are(R"({"status":{"new":"ready","old":null}})"));
}

TEST_F(AnArrival, IsOneForEachFileOfATask)
{
    registered = {{"task", {task_file, "tasks/twin.md"}}, {"other", {"tasks/other.md"}}};
    set("status: done");
    set("status: done", "tasks/twin.md");
    set("status: done", "tasks/other.md");

    EXPECT_THAT(arrivals_since(before), ElementsAre(Field(&Arrival::path, "tasks/other.md"),
                                                    Field(&Arrival::path, task_file),
                                                    Field(&Arrival::path, "tasks/twin.md")));
}

TEST_F(AnArrival, MayHaveAnOddPath)   // T20
{
    const std::string odd = "tasks/a \"b\"\n\xff.md";
    registered = {{"task", {odd}}};
    set("status: done", odd);

    EXPECT_THAT(arrivals_since(before), ElementsAre(Field(&Arrival::path, odd)));
}

TEST_F(AnArrival, IsNotJudgedWhenEitherFileCannotBeParsed)
{
    const auto torn = set("status: [");
    EXPECT_THAT(arrivals_since(before), IsEmpty());

    set("status: done");
    EXPECT_THAT(arrivals_since(torn), IsEmpty());
    EXPECT_EQ(trouble, "");
}

// --- by what way --------------------------------------------------------------------------------

TEST_F(AnArrival, ByAMergeNamesTheCommitsThatWereMerged)
{
    git({"checkout", "--quiet", "-b", "side"});
    const auto work = set("status: done");
    on("main");
    git({"merge", "--quiet", "--no-ff", "side"});

    const auto found = arrivals_since(before);

    EXPECT_THAT(found, fields_are(ready_to_done));
    EXPECT_THAT(found.at(0).commits, ElementsAre(work));
}

TEST_F(AnArrival, OfARewrittenHistoryIsWhatCameSinceBothWereOne)
{
    const auto rewritten = set("status: in_progress");
    git({"reset", "--quiet", "--hard", before});
    const auto work = set("status: done");

    const auto found = arrivals_since(rewritten);

    EXPECT_THAT(found, fields_are(ready_to_done));
    EXPECT_EQ(found.at(0).old_oid, before);
    EXPECT_THAT(found.at(0).commits, ElementsAre(work));
}

TEST_F(AnArrival, IsNoneWhenHistoryWasOnlyTakenBack)
{
    const auto taken_back = set("status: done");
    git({"reset", "--quiet", "--hard", before});

    EXPECT_THAT(arrivals_since(taken_back), IsEmpty());
}

TEST_F(AnArrival, IsNoneOfAnUnrelatedHistory)
{
    git({"checkout", "--quiet", "--orphan", "island"});
    set("status: done");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
    EXPECT_EQ(trouble, "");
}

TEST_F(AnArrival, IsNoneSinceACommitThatIsNotThere)
{
    set("status: done");

    EXPECT_THAT(arrivals_since(std::string(40, '1')), IsEmpty());
    EXPECT_EQ(trouble, "");
}

// --- where the worktree stands ------------------------------------------------------------------

TEST_F(AnArrival, IsNoneWhereTheWorktreeHasTheSameFile)
{
    set("status: done");
    on("task");
    set("status: done");
    on("main");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
}

TEST_F(AnArrival, IsNoneWhereTheWorktreeLacksTheFileToo)
{
    git({"rm", "--quiet", task_file});
    commit("gone");
    git({"branch", "--quiet", "--force", "task", "main"});

    EXPECT_THAT(arrivals_since(before), IsEmpty());
}

TEST_F(AnArrival, IsOneOfATaskWithoutAWorktree)
{
    set("status: done");
    GitObjects git_objects = objects();

    EXPECT_THAT(find_arrivals(git_objects, {before, {}}, head(), registered, {}), SizeIs(1));
}

TEST_F(AnArrival, CostsNothingWhenNothingIsRegistered)
{
    int processes = 0;
    machine.on_run = [&](const Command&) -> std::optional<CommandResult> {
        ++processes;
        return std::nullopt;
    };
    registered.clear();
    set("status: done");

    EXPECT_THAT(arrivals_since(before), IsEmpty());
    EXPECT_EQ(processes, 0);
}

TEST_F(AnArrival, IsUnknownWhenGitIsCutShort)   // G08
{
    set("status: done");
    machine.on_run = [](const Command& command) {
        return command.arguments.at(5) == "diff-tree"
                   ? std::optional(CommandResult{false, -1, "", "timed out"})
                   : std::nullopt;
    };

    EXPECT_THAT(arrivals_since(before), IsEmpty());
    EXPECT_EQ(trouble, "git: timed out");
}

}   // namespace
}   // namespace tmdb
