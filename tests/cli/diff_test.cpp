#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace {

const std::string root_path = "tasks/workstreams/core/tasks/fix-login.md";
const std::string copy_path = ".worktrees/fix-login/" + root_path;

class Diff : public EndToEnd {
protected:
    Diff()
    {
        task("fix-login", {{"status", "ready"}, {"priority", "p1"}, {"owner", "dave"}});
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
    }

    /// The copy gets other fields, and the root file too, once the worktree has left main.
    void change_both()
    {
        linked_worktree("fix-login");
        file(copy_path, markdown({{"status", "completed"},
                                  {"priority", "p2"},
                                  {"owner", "dave"},
                                  {"milestone", "m1"}}));
        file(root_path,
             markdown(
                 {{"status", "ready"}, {"priority", "p0"}, {"owner", "bob"}, {"milestone", "m1"}}));
    }
    /// The fields of --json, each as "name label".
    std::vector<std::string> fields()
    {
        std::vector<std::string> fields;
        const auto answer = tm_db({"diff", "fix-login", "--json"}).json();
        for (const auto& row : answer) {
            fields.push_back(row.at("name").get<std::string>() + " " +
                             row.at("label").get<std::string>());
        }
        return fields;
    }
    Answer patch() { return tm_db({"diff", "fix-login", "--patch"}); }
};

TEST_F(Diff, ShowsBaseRootAndWorktreeSideBySide)
{
    change_both();
    sync();

    const Answer answer = tm_db({"diff", "fix-login"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.out, "base      " + oid("main") + "\nroot      " + root_path + "\nworktree  " +
                              copy_path +
                              "\n\n"
                              "field      base   root   worktree   label\n"
                              "milestone         m1     m1         converged\n"
                              "owner      dave   bob    dave       root_ahead\n"
                              "priority   p1     p0     p2         both_changed\n"
                              "status     ready  ready  completed  worktree_ahead\n");
    EXPECT_THAT(fields(), ElementsAre("milestone converged", "owner root_ahead",
                                      "priority both_changed", "status worktree_ahead"));
}

TEST_F(Diff, SaysThatNoFieldDiffers)
{
    linked_worktree("fix-login");
    sync();

    EXPECT_THAT(tm_db({"diff", "fix-login"}).out, HasSubstr("no field differs\n"));
    EXPECT_THAT(fields(), IsEmpty());
}

TEST_F(Diff, SaysThatThereIsNoCopy)
{
    sync();

    const Answer answer = tm_db({"diff", "fix-login"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, HasSubstr("fix-login has no two files to compare"));
    EXPECT_EQ(patch().status, 1);
}

TEST_F(Diff, KnowsNoBaseWithoutGit)
{
    worktree("fix-login", Fields{{"status", "completed"}, {"priority", "p1"}, {"owner", "dave"}});
    sync();

    EXPECT_THAT(tm_db({"diff", "fix-login"}).out, StartsWith("base      not known\n"));
    EXPECT_THAT(fields(), ElementsAre("status differs"));
}

TEST_F(Diff, ShowsAWorktreeThatNobodyHasRegistered)
{
    change_both();
    registers("dave", nlohmann::ordered_json::object());
    reconcile();

    EXPECT_EQ(fields().size(), 4u);
    EXPECT_THAT(open("metadata_drift"), IsEmpty());
}

TEST_F(Diff, WritesAPatchThatGitApplies)
{
    change_both();
    sync();

    const Answer answer = patch();

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.err, HasSubstr("priority has changed on both sides"));
    write_file(outside("patch"), answer.out);
    git().git({"apply", "--check", outside("patch")});
    git().git({"apply", outside("patch")});
    EXPECT_EQ(
        read(root_path),
        markdown(
            {{"status", "completed"}, {"priority", "p2"}, {"owner", "bob"}, {"milestone", "m1"}}));
    sync();
    EXPECT_THAT(fields(), ElementsAre("milestone converged", "owner root_ahead",
                                      "priority converged", "status converged"));
}

TEST_F(Diff, WritesNoPatchWhereOnlyTheRootFileHasChanged)
{
    linked_worktree("fix-login");
    file(root_path, markdown({{"status", "blocked"}, {"priority", "p1"}, {"owner", "dave"}}));
    sync();

    const Answer answer = patch();

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, IsEmpty());
    EXPECT_THAT(answer.err, HasSubstr("there is no patch"));
}

TEST_F(Diff, WritesNoPatchForFilesThatHaveChangedSinceTheSync)
{
    change_both();
    sync();
    file(root_path, markdown({{"status", "completed"}}));

    const Answer answer = patch();

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.out, IsEmpty());
    EXPECT_THAT(answer.err, AllOf(HasSubstr(root_path + " has changed since the last sync"),
                                  HasSubstr("run 'tm-db sync'")));
}

TEST_F(Diff, WritesNoPatchForAFileThatIsGone)
{
    change_both();
    sync();
    remove(copy_path);

    const Answer answer = patch();

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("cannot read " + copy_path + ": no such file"));
}

TEST_F(Diff, WritesAPatchInOneFormOnly)
{
    change_both();
    sync();

    EXPECT_EQ(tm_db({"diff", "fix-login", "--patch", "--json"}).status, 64);
}

TEST_F(Diff, RefusesATaskThatNobodyKnows)
{
    sync();

    const Answer answer = tm_db({"diff", "fix-logim"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("there is no task 'fix-logim'"));
}

}   // namespace
}   // namespace tmdb
