#include "support/end_to_end.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <regex>
#include <set>

namespace tmdb {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

namespace {

/// Every path that a command, or a program that it starts, opens for writing, makes, renames,
/// removes or gives other times, modes or owners, as strace sees it.
class WrittenPaths : public EndToEnd {
protected:
    WrittenPaths()
    {
        task("done-task", {{"status", "completed"}});
        task("open-task", {{"status", "in_progress"}});
        registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")},
                           {"open-task", entry("open-task", ".worktrees/open-task")}});
        dispatch("open-task", {{"exit_code", 1}});
        git();
        linked_worktree("open-task");
        work("open-task");
        may_change(dave);
    }

    std::set<std::string> written_by(std::vector<std::string> arguments)
    {
        const std::string log = outside("calls");
        const std::string calls =
            "trace=openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,"
            "link,linkat,symlink,symlinkat,chmod,fchmodat,chown,lchown,fchownat,utimensat,truncate,"
            "mknod,mknodat,setxattr,lsetxattr,removexattr";
        arguments.insert(arguments.begin(), {"strace", "-f", "-y", "-qq", "-s", "4096", "-e", calls,
                                             "-o", log, TM_DB_BINARY});
        const Answer answer = run(arguments);
        EXPECT_EQ(answer.status, 0) << answer.err;

        std::set<std::string> paths;
        std::ifstream stream(log);
        for (std::string line; std::getline(stream, line);) {
            if (is_reading(line) || line.find(") = -1 ") != std::string::npos) {
                continue;
            }
            static const std::regex argument("(?:<([^>]*)>, )?\"([^\"]*)\"");
            for (std::sregex_iterator found(line.begin(), line.end(), argument), end; found != end;
                 ++found) {
                const std::string path = (*found)[2];
                paths.insert(path.starts_with('/') ? path : (*found)[1].str() + "/" + path);
            }
        }
        return paths;
    }

    /// Those that law 1 says nothing of taken away: tm-db's own files, temporary files beside a
    /// register, folders among the system's temporary files, devices that keep nothing.
    std::set<std::string> not_its_own(std::set<std::string> paths) const
    {
        const std::string beside_register = root() / ".tasks/task_manager/.tmdb-";
        const std::string scratch = "/tmp/tm-db-";   // it is told of no other place
        std::erase_if(paths, [&](const std::string& path) {
            const bool is_scratch = path.starts_with(scratch) && !path.starts_with(outside(""));
            return path.starts_with(database()) || path.starts_with(beside_register) ||
                   is_scratch || path == "/dev/null" || path == "/dev/tty";
        });
        return paths;
    }

private:
    static bool is_reading(const std::string& line)
    {
        const bool opens =
            line.find(" openat(") != std::string::npos || line.find(" open(") != std::string::npos;
        const bool writes = line.find("O_WRONLY") != std::string::npos ||
                            line.find("O_RDWR") != std::string::npos ||
                            line.find("O_CREAT") != std::string::npos;
        return opens && !writes;
    }
};

TEST_F(WrittenPaths, T23OfASyncAreItsOwn)
{
    const auto paths = written_by({"sync"});

    EXPECT_THAT(not_its_own(paths), IsEmpty());
    EXPECT_THAT(paths, IsSupersetOf({database(), database() + ".lock"}));
}

TEST_F(WrittenPaths, T23OfAReconcileAreItsOwnAndTheRegisterThatItPrunes)
{
    sync();

    const std::set<std::string> the_register = {(root() / dave).string()};
    EXPECT_EQ(not_its_own(written_by({"reconcile"})), the_register);
    EXPECT_EQ(not_its_own(written_by({"restore", "done-task"})), the_register);
}

TEST_F(WrittenPaths, T23OfEveryCommandThatReadsAreNone)
{
    reconcile();

    for (const std::vector<std::string>& command : {std::vector<std::string>{"status", "--all"},
                                                    {"snapshot"},
                                                    {"signals", "--all"},
                                                    {"why", "open-task"},
                                                    {"diff", "open-task"},
                                                    {"log"},
                                                    {"sql", "SELECT * FROM ledgers"},
                                                    {"sql", "--as-of", "1", "SELECT * FROM task"},
                                                    {"audit", "task_timings"},
                                                    {"passes"},
                                                    {"reconcile", "--dry-run"}}) {
        auto paths = written_by(command);
        paths.erase("/dev/null");
        EXPECT_THAT(paths, IsEmpty()) << command.front();
    }
}

}   // namespace
}   // namespace tmdb
