#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& path)
{
    Lines lines;
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// What tm-db asks of git. The only program that it finds is a git that writes it down.
class GitProcesses : public EndToEnd {
protected:
    GitProcesses()
    {
        const std::string git = run({"which", "git"}).out;
        write_file(outside("programs/git"), "#!/bin/sh\n"
                                            "for word; do\n"
                                            "    case $last$word in\n"
                                            "    -c) last=- ;;\n"
                                            "    -*) last= ;;\n"
                                            "    *) echo \"$word\" >>'" +
                                                outside("asked") +
                                                "'; break ;;\n    esac\ndone\nexec " +
                                                git.substr(0, git.find('\n')) + " \"$@\"\n");
        std::filesystem::permissions(outside("programs/git"), std::filesystem::perms::owner_all);
    }

    // --- given ------------------------------------------------------------------------------
    /// Registered tasks of these numbers, each with a worktree and a commit. Of three, one is
    /// squashed into main, which then changes the same line again, one is merged and reverted, and
    /// one is not there yet.
    void given_worktrees(int from, int to)
    {
        for (int number = from; number < to; ++number) {
            const std::string slug = slug_of(number);
            task(slug, {{"status", "in_progress"}});
            file(story_of(number), "once\nupon\na\ntime\nthere\nwas\n");
            entries_[slug] = entry(slug, ".worktrees/" + slug);
        }
        commit("Plan more work");
        for (int number = from; number < to; ++number) {
            linked_worktree(slug_of(number));
            file(".worktrees/" + slug_of(number) + "/" + story_of(number),
                 "twice\nupon\na\ntime\nthere\nwas\n");
            work(slug_of(number), "work-" + std::to_string(number));
        }
        for (int number = from; number < to; number += 3) {
            squash(slug_of(number));
            file(story_of(number), "thrice\nupon\na\ntime\nthere\nwas\n");
            commit("Go on with the story");
            git().git({"merge", "--quiet", "--no-ff", "--no-edit", slug_of(number + 1)});
            git().git({"revert", "--no-edit", "--mainline", "1", "HEAD"});
        }
        registers("dave", entries_);
    }
    static std::string slug_of(int number) { return "task-" + std::to_string(number); }
    static std::string story_of(int number) { return "story-" + std::to_string(number); }

    // --- when -------------------------------------------------------------------------------
    Lines asked_by(const std::vector<std::string>& command)
    {
        std::filesystem::remove(outside("asked"));
        environment = {"PATH=" + outside("programs")};
        const Answer answer = tm_db(command);
        environment.clear();
        EXPECT_EQ(answer.status, 0) << answer.err;
        EXPECT_EQ(answer.err, "");
        return lines_of(outside("asked"));
    }
    /// By a first sync, by one after a commit to a branch, and by one after a commit to main.
    std::vector<Lines> asked_by_three_syncs(const std::string& new_file)
    {
        remove(".tasks/task_manager/tm.db");
        std::vector<Lines> asked = {asked_by({"sync"})};
        work("task-2", new_file);
        asked.push_back(asked_by({"sync"}));
        file(new_file + "-of-main", "text\n");
        commit("Something else");
        asked.push_back(asked_by({"sync"}));
        return asked;
    }

private:
    nlohmann::ordered_json entries_;
};

TEST_F(GitProcesses, AreAsManyFor30WorktreesAsFor3)
{
    given_worktrees(0, 3);
    const auto for_3 = asked_by_three_syncs("more");
    given_worktrees(3, 30);
    const auto for_30 = asked_by_three_syncs("even-more");

    EXPECT_EQ(for_30, for_3);
    EXPECT_THAT(for_3.front(), IsSupersetOf({"worktree", "for-each-ref", "rev-list", "cat-file",
                                             "diff-tree", "merge-tree", "patch-id"}));
    EXPECT_EQ(rows("SELECT landed, reverted, COUNT(*) FROM worktree GROUP BY 1, 2"),
              (Rows{{"no", "no", "10"}, {"yes", "no", "10"}, {"yes", "yes", "10"}}));
}

TEST_F(GitProcesses, AreNoneWhenNothingHasChanged)
{
    given_worktrees(0, 3);
    ASSERT_THAT(asked_by({"sync"}), Not(IsEmpty()));

    EXPECT_THAT(asked_by({"sync"}), IsEmpty());
    EXPECT_THAT(asked_by({"reconcile"}), IsEmpty());
}

TEST_F(GitProcesses, AreNoneWhenFilesOfLedgersHaveChanged)
{
    given_worktrees(0, 3);
    sync();
    task("task-0", {{"status", "ready"}});
    task("new-task", {{"status", "ready"}});
    registers("bob", {{"new-task", entry("new-task", std::nullopt)}});
    dispatch("task-1", {{"exit_code", 0}});

    EXPECT_THAT(asked_by({"sync"}), IsEmpty());
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "4");
}

TEST_F(GitProcesses, OfCommandsThatReadTheDatabaseAreNone)
{
    given_worktrees(0, 3);
    reconcile();

    EXPECT_THAT(asked_by({"status"}), IsEmpty());
    EXPECT_THAT(asked_by({"why", "task-0"}), IsEmpty());
    EXPECT_THAT(asked_by({"signals"}), IsEmpty());
    EXPECT_THAT(asked_by({"sql", "SELECT * FROM ledgers"}), IsEmpty());
}

TEST_F(GitProcesses, AreTheOnlyOnes)
{
    given_worktrees(0, 3);
    sync();

    run({"strace", "-f", "-qq", "-e", "trace=execve,execveat", "-e", "status=successful", "-o",
         outside("trace"), TM_DB_BINARY, "sync"});

    EXPECT_THAT(lines_of(outside("trace")),
                ElementsAre(HasSubstr("execve(\"" TM_DB_BINARY "\", [")));
}

}   // namespace
}   // namespace tmdb
