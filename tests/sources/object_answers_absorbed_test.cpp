#include "sources/object_answers_fixture.hpp"

namespace tmdb {
namespace {

using namespace std::string_literals;

const std::string one_submodule(40, '1');
const std::string other_submodule(40, '2');

/// Whether merging a branch into main would change nothing.
class Absorbed : public AnswersTest {
protected:
    /// Stages without a look at the disk, and commits.
    void stage(const std::string& branch, std::vector<std::string> arguments)
    {
        on(branch);
        arguments.insert(arguments.begin(), "update-index");
        git(std::move(arguments));
        repository.commit("staged");
        git({"reset", "--quiet", "--hard"});
    }
    void remove_on(const std::string& branch, const std::string& name)
    {
        on(branch);
        git({"rm", "--quiet", "--cached", name});
        repository.commit("removed");
        git({"clean", "--quiet", "--force"});
    }
    /// On both sides, before they part.
    void before_they_part(std::vector<std::string> arguments)
    {
        stage("main", std::move(arguments));
        base = oid("main");
        git({"branch", "--quiet", "--force", "task", "main"});
    }
    static std::vector<std::string> entry(const std::string& mode, const std::string& blob,
                                          const std::string& path)
    {
        return {"--add", "--cacheinfo", mode + "," + blob + "," + path};
    }
    std::string blob(const std::string& text)
    {
        write("../blob", text);
        return git({"hash-object", "-w", "../blob"});
    }
};

// --- one side or both ---------------------------------------------------------------------------

TEST_F(Absorbed, IsWhatMainHasWordForWord)
{
    on_task_write("story", lines("three"));
    on_main_write("story", lines("three"));

    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsWhatMainHasAmongOtherChanges)
{
    on_task_write("story", lines("three"));
    on_main_write("story", lines("three", "eight"));

    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotWhatMainLacks)
{
    on_task_write("story", lines("three"));

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsNotWhatMainHasChangedOtherwise)
{
    on_task_write("story", lines("three"));
    on_main_write("story", lines("drei"));

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsNotHalfOfIt)
{
    on_task_write("story", lines("three"));
    on_task_write("other", "changed\n");
    on_main_write("story", lines("three"));

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsAPairThatDoesNotDiffer)
{
    EXPECT_TRUE(is_absorbed());
}

// --- files that come and go ---------------------------------------------------------------------

TEST_F(Absorbed, IsTheSameFileThatBothHaveAdded)
{
    on_task_write("folder/new", "text\n");
    on_main_write("folder/new", "text\n");

    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotAFileThatBothHaveAddedEachInItsOwnWay)
{
    on_task_write("new", "text\n");
    on_main_write("new", "text\nand more\n");

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsAFileThatBothHaveDeleted)
{
    remove_on("task", "story");
    remove_on("main", "story");

    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotAFileThatOneHasDeleted)
{
    remove_on("task", "story");
    EXPECT_FALSE(is_absorbed());

    on_main_write("story", lines("three"));
    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsNotAChangeOfAFileThatMainHasDeleted)
{
    on_task_write("story", lines("three"));
    remove_on("main", "story");

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsNotAFileWhereMainHasAFolder)
{
    on_task_write("new", "text\n");
    on_main_write("new/text", "text\n");

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsNotAFolderWhereMainHasAFile)
{
    on_task_write("new/text", "text\n");
    on_main_write("new", "text\n");

    EXPECT_FALSE(is_absorbed());
}

TEST_F(Absorbed, IsAFileWithAnOddName)   // T20
{
    on_task_write("a \"b\"\n\xff", "text\n");
    EXPECT_FALSE(is_absorbed());

    on_main_write("a \"b\"\n\xff", "text\n");
    EXPECT_TRUE(is_absorbed());
}

// --- what is no text ----------------------------------------------------------------------------

TEST_F(Absorbed, IsOfBytesOnlyTheSame)
{
    on_task_write("bytes", "\0one"s);
    git({"branch", "--quiet", "--force", "main", "task"});
    base = oid("task");
    on_task_write("bytes", "\0two"s);
    on_main_write("bytes", "\0three"s);
    EXPECT_FALSE(is_absorbed());

    on_main_write("bytes", "\0two"s);
    EXPECT_TRUE(is_absorbed());
}

// --- modes --------------------------------------------------------------------------------------

TEST_F(Absorbed, IsAModeThatBothHaveSet)
{
    stage("task", {"--chmod=+x", "story"});
    EXPECT_FALSE(is_absorbed());

    stage("main", {"--chmod=+x", "story"});
    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotAModeThatMainLacksBesideTheText)
{
    on_task_write("story", lines("three"));
    stage("task", {"--chmod=+x", "story"});
    on_main_write("story", lines("three"));
    EXPECT_FALSE(is_absorbed());

    on_main_write("story", lines("three", "eight"));
    EXPECT_FALSE(is_absorbed());

    stage("main", {"--chmod=+x", "story"});
    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotTheModeOfANewFileThatMainLacks)
{
    const auto script = blob("#!/bin/sh\n");
    stage("task", entry("100755", script, "run"));
    stage("main", entry("100644", script, "run"));
    EXPECT_FALSE(is_absorbed());

    stage("main", {"--chmod=+x", "run"});
    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotALinkWhereMainHasAFileOfTheSameText)
{
    const auto text = blob("story");
    stage("task", entry("120000", text, "new"));
    stage("main", entry("100644", text, "new"));
    EXPECT_FALSE(is_absorbed());

    stage("main", entry("120000", text, "new"));
    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotALinkThatBothHaveTurnedElsewhere)
{
    before_they_part(entry("120000", blob("1\n2\n3\n"), "link"));
    stage("task", entry("120000", blob("1\n2\nthree\n"), "link"));
    stage("main", entry("120000", blob("one\n2\nthree\n"), "link"));

    EXPECT_FALSE(is_absorbed());
}

// --- submodules ---------------------------------------------------------------------------------

TEST_F(Absorbed, IsASubmoduleThatBothHaveMovedToTheSameCommit)
{
    before_they_part(entry("160000", one_submodule, "sub"));
    stage("task", entry("160000", other_submodule, "sub"));
    EXPECT_FALSE(is_absorbed());

    stage("main", entry("160000", other_submodule, "sub"));
    EXPECT_TRUE(is_absorbed());
}

TEST_F(Absorbed, IsNotASubmoduleThatMainStillHas)
{
    before_they_part(entry("160000", one_submodule, "sub"));
    remove_on("task", "sub");
    EXPECT_FALSE(is_absorbed());

    remove_on("main", "sub");
    EXPECT_TRUE(is_absorbed());
}

}   // namespace
}   // namespace tmdb
