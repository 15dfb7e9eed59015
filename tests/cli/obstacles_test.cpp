#include "support/end_to_end.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

namespace fs = std::filesystem;

/// What stands in the way of a tm-db: rights, mounts, marks of the file system. Where this machine
/// lets nobody put it there, strace says what the kernel would.
class Obstacle : public EndToEnd {
protected:
    Obstacle()
    {
        task("done-task", {{"status", "completed"}});
        registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")}});
    }

    /// A shell script in which $0 is tm-db, and whose mounts nobody else sees.
    Answer with_mounts(const std::string& script, const std::string& instead)
    {
        return can_mount() ? run({"unshare", "--mount", "sh", "-euc", script, TM_DB_BINARY})
                           : shell(instead);
    }

    bool can_mount() { return is_possible("unshare --mount sh -c 'mount -t tmpfs none /mnt'"); }

    /// The same while nobody, not even root, may replace a file.
    Answer with_immutable(const std::string& path, const std::string& script,
                          const std::string& instead)
    {
        const std::string file = quoted(path);
        const bool can = is_possible("chattr +i " + file + " && chattr -i " + file);
        return shell(can ? "chattr +i " + file + "; trap 'chattr -i " + file + "' EXIT; " + script
                         : instead);
    }

    /// As somebody whom modes and owners stop, as they stop all but root.
    Answer without_rights(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), TM_DB_BINARY);
        if (::geteuid() == 0) {
            const std::string rights = "-chown,-fowner,-dac_override,-dac_read_search";
            const std::vector<std::string> setpriv = {"setpriv", "--inh-caps=" + rights,
                                                      "--bounding-set=" + rights};
            arguments.insert(arguments.begin(), setpriv.begin(), setpriv.end());
        }
        return run(std::move(arguments));
    }

    void set_mode(const std::string& path, mode_t mode)
    {
        ASSERT_EQ(::chmod((root() / path).c_str(), mode), 0);
    }

    /// To the user "nobody"; false where we may not.
    bool give_away(const std::string& path)
    {
        constexpr uid_t nobody = 65534;
        return ::lchown(path.c_str(), nobody, nobody) == 0;
    }

    std::string quoted(const std::string& path) const
    {
        return "'" + (root() / path).string() + "'";
    }
    std::string state() const { return quoted(".tasks/task_manager"); }
    std::string lock_file() const { return quoted(".tasks/task_manager/tm.db.lock"); }
    std::string read_only_state() const
    {
        return "mount --bind " + state() + " " + state() + "; mount -o remount,ro,bind " + state() +
               "; ";
    }

    Rows pruned() const { return rows("SELECT slug FROM prune"); }

    /// tm-db in a script, with this error for whatever it asks of these kinds (of these paths).
    static std::string with_injected(const std::string& calls, const std::string& error,
                                     const std::vector<std::string>& paths = {})
    {
        std::string words = "strace -f -qq -o /dev/null -e trace=" + calls + " -e inject=" + calls +
                            ":error=" + error;
        for (const auto& path : paths) {
            words += " -P " + path;
        }
        return words + " \"$0\" ";
    }

    Answer shell(const std::string& script) { return run({"sh", "-euc", script, TM_DB_BINARY}); }

private:
    bool is_possible(const std::string& probe)
    {
        const bool possible = run({"sh", "-c", probe}).status == 0;
        if (!possible) {
            std::cout << "not possible here, something else stands in: " << probe << "\n";
        }
        return possible;
    }
};

// --- registers -----------------------------------------------------------------------------------

TEST_F(Obstacle, R20ThatARegisterIsAMountRefusesItsPrune)
{
    sync();

    const Answer answer = with_mounts(
        "mount --bind " + quoted(dave) + " " + quoted(dave) + "; exec \"$0\" reconcile --exit-code",
        with_injected("renameat2", "EBUSY") + "reconcile --exit-code");

    EXPECT_EQ(answer.status, 5) << answer.err;
    EXPECT_THAT(answer.out, AllOf(HasSubstr(dave), HasSubstr("device or resource busy")));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(Obstacle, R21ThatARegisterIsImmutableRefusesItsPrune)
{
    sync();

    const Answer answer =
        with_immutable(dave, "\"$0\" reconcile --exit-code",
                       with_injected("renameat2", "EPERM") + "reconcile --exit-code");

    EXPECT_EQ(answer.status, 5) << answer.err;
    EXPECT_THAT(answer.out, AllOf(HasSubstr(dave), HasSubstr("operation not permitted")));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(Obstacle, R22ThatRegistersCannotBeWrittenLeavesASyncAlone)
{
    const std::string elsewhere = " --db '" + outside("tm.db") + "'";
    const std::string sync = "\"$0\" sync" + elsewhere + " > /dev/null; ";

    const Answer answer =
        with_mounts(read_only_state() + sync + "\"$0\" reconcile" + elsewhere,
                    sync + with_injected("renameat2", "EROFS") + "reconcile" + elsewhere);

    EXPECT_EQ(answer.status, 7);
    EXPECT_THAT(answer.out, HasSubstr("read-only file system"));
    EXPECT_EQ(SQLite::Database(outside("tm.db")).execAndGet("SELECT COUNT(*) FROM task").getInt(),
              1);
}

TEST_F(Obstacle, R23ThatARegisterMayNotBeReadStopsNoOther)
{
    task("other-task", {{"status", "completed"}});
    may_change(registers("bob", {{"other-task", entry("other-task", ".worktrees/other-task")}}));
    set_mode(dave, 0);

    EXPECT_EQ(without_rights({"sync"}).status, 0);
    const Answer answer = without_rights({"reconcile", "--only", "register_orphan", "--exit-code"});

    EXPECT_EQ(answer.status, 0) << answer.out;
    EXPECT_EQ(value("SELECT message FROM problem WHERE path = '" + dave + "'"),
              "the register cannot be read: permission denied");
    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("other-task")));
    EXPECT_THAT(tm_db({"sync"}).out, HasSubstr("register entries     1      1"));
}

TEST_F(Obstacle, R24ThatNothingMayLieBesideARegisterFailsItsPrune)
{
    const std::string elsewhere = outside("tm.db");
    set_mode(".tasks/task_manager", 0555);

    EXPECT_EQ(without_rights({"sync", "--db", elsewhere}).status, 0);
    const Answer answer = without_rights({"reconcile", "--db", elsewhere});

    EXPECT_EQ(answer.status, 7);
    EXPECT_THAT(answer.out, HasSubstr("cannot create a file beside it: permission denied"));
    SQLite::Database database(elsewhere);
    EXPECT_EQ(database.execAndGet("SELECT COUNT(*) FROM prune").getInt(), 0);
    EXPECT_EQ(database.execAndGet("SELECT state FROM register_write").getString(), "aborted");
}

TEST_F(Obstacle, R25ThatARegisterIsSomebodyElsesRefusesItsPrune)
{
    const bool is_given_away = give_away(root() / dave);
    sync();

    const Answer answer =
        is_given_away
            ? without_rights({"reconcile", "--exit-code"})
            : run({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fchown", "-e",
                   "inject=fchown:error=EPERM", TM_DB_BINARY, "reconcile", "--exit-code"});

    EXPECT_EQ(answer.status, 5) << answer.out;
    EXPECT_THAT(answer.out, HasSubstr("owner"));
    EXPECT_THAT(pruned(), IsEmpty());
}

// --- worktrees and git ---------------------------------------------------------------------------

TEST_F(Obstacle, E04ThatTheFolderOfWorktreesMayNotBeEnteredKeepsTheirEntries)
{
    fs::create_directories(root() / ".worktrees");
    set_mode(".worktrees", 0);

    EXPECT_EQ(without_rights({"sync"}).status, 0);
    const Answer answer = without_rights({"reconcile", "--only", "register_orphan", "--exit-code"});

    EXPECT_EQ(answer.status, 3);
    EXPECT_THAT(answer.out, HasSubstr("its worktree cannot be looked at: permission denied"));
    EXPECT_THAT(pruned(), IsEmpty());
}

/// The folder of worktrees is a volume of its own, with one worktree on it, that is not always
/// mounted. Where nothing can be mounted it is a link instead that does not always lead anywhere.
class Volume : public Obstacle {
protected:
    Volume()
    {
        task("live-task", {{"status", "completed"}});
        may_change(registers("dave", {{"done-task", entry("done-task", ".worktrees/done-task")},
                                      {"live-task", entry("live-task", ".worktrees/live-task")}}));
        fs::create_directories(outside("volume/live-task"));
        if (can_mount_) {
            fs::create_directory(root() / ".worktrees");
        } else {
            fs::create_directory_symlink(outside("volume"), root() / ".worktrees");
        }
    }

    /// As a command of tm-db, while the volume is there.
    Answer with_volume(const std::string& command)
    {
        const std::string folder = quoted(".worktrees");
        const std::string mount = "mount -t tmpfs none " + folder + "; cp -a '" +
                                  outside("volume/.") + "' " + folder + "; ";
        return can_mount_ ? run({"unshare", "--mount", "sh", "-euc", mount + "\"$0\" " + command,
                                 TM_DB_BINARY})
                          : shell("\"$0\" " + command);
    }

    Answer without_volume(const std::string& command)
    {
        const std::string volume = "'" + outside("volume") + "'";
        return shell(can_mount_ ? "\"$0\" " + command
                                : "mv " + volume + " " + volume + ".away; trap 'mv " + volume +
                                      ".away " + volume + "' EXIT; \"$0\" " + command);
    }

private:
    const bool can_mount_ = can_mount();
};

TEST_F(Volume, E09ThatIsNotMountedKeepsItsEntriesUntilItIsBack)
{
    ASSERT_EQ(with_volume("sync").status, 0);

    ASSERT_EQ(without_volume("sync").status, 0);
    const Answer answer = without_volume("reconcile --exit-code --skip unreadable_source");

    EXPECT_EQ(answer.status, 3) << answer.out << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("done-task"));
    EXPECT_THAT(pruned(), IsEmpty());
    EXPECT_THAT(open("worktree_missing"), IsEmpty());
    EXPECT_EQ(rows("SELECT on_disk, stale FROM worktree WHERE slug = 'live-task'"),
              (Rows{{"1", "1"}}));

    ASSERT_EQ(with_volume("sync").status, 0);
    ASSERT_EQ(with_volume("reconcile").status, 0);

    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("done-task")));
}

TEST_F(Volume, E09ThatGoesBetweenSyncAndReconcileKeepsItsEntries)
{
    ASSERT_EQ(with_volume("sync").status, 0);

    const Answer answer = without_volume("reconcile");

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_THAT(answer.out, AllOf(HasSubstr("done-task"), HasSubstr("cannot be looked at")));
    EXPECT_THAT(pruned(), IsEmpty());
}

TEST_F(Volume, E09ThatWasGivenUpProtectsNothing)
{
    ASSERT_EQ(with_volume("sync").status, 0);
    remove(".worktrees");
    worktree("live-task");

    reconcile();

    EXPECT_THAT(pruned(), ElementsAre(ElementsAre("done-task")));
}

TEST_F(Obstacle, G04ThatTheRepositoryIsSomebodyElsesIsNoReasonToTrustIt)
{
    git();
    linked_worktree("other-task");
    sync();
    git().git({"branch", "another"});
    const bool is_given_away = give_away(root() / ".git") && give_away(root());
    if (!is_given_away) {   // then a git that says what it would say
        write_file(outside("bin/git"), "#!/bin/sh\nexit 128\n");
        fs::permissions(outside("bin/git"), fs::perms::owner_all);
        environment.push_back("PATH=" + outside("bin"));
    }
    environment.push_back("HOME=" + outside("home"));

    sync();

    EXPECT_FALSE(fs::exists(outside("home/.gitconfig")));
    EXPECT_EQ(value("SELECT stale FROM worktree WHERE slug = 'other-task'"), "1");
}

// --- the database --------------------------------------------------------------------------------

TEST_F(Obstacle, D11ThatTheStateFolderCannotBeWrittenStopsNoReading)
{
    sync();
    nothing_may_change();

    const auto behind_it = [&](const std::string& command) {
        return with_mounts(read_only_state() + "\"$0\" " + command,
                           with_injected("openat", "EROFS", {lock_file()}) + command);
    };

    const Answer reading = behind_it("status");
    const Answer writing = behind_it("sync");

    EXPECT_EQ(reading.status, 0) << reading.err;
    EXPECT_THAT(reading.out, HasSubstr("last sync: just now"));
    EXPECT_EQ(writing.status, 7);
    EXPECT_THAT(writing.err, AllOf(HasSubstr("read-only file system"), HasSubstr("hint: ")));
}

TEST_F(Obstacle, D11ThatTheDatabaseMayNotBeWrittenStopsNoReading)
{
    sync();
    set_mode(".tasks/task_manager/tm.db", 0444);
    nothing_may_change();

    EXPECT_EQ(without_rights({"status"}).status, 0);
    for (const std::string command : {"sync", "reconcile"}) {
        const Answer answer = without_rights({command});
        EXPECT_EQ(answer.status, 6) << command;
        EXPECT_THAT(answer.err, AllOf(HasSubstr("readonly"), HasSubstr("hint: "))) << command;
    }
}

TEST_F(Obstacle, D15ThatTheDiskIsFullUndoesTheSync)
{
    sync();
    fs::copy_file(database(), outside("before.db"));
    for (int number = 0; number < 60; ++number) {
        task("new-" + std::to_string(number),
             {{"status", "ready"}, {"title", std::string(2'000, 'x')}});
    }
    const std::string file = quoted(".tasks/task_manager/tm.db");
    const std::string count =
        "sqlite3 " + file + " 'PRAGMA integrity_check; SELECT COUNT(*) FROM task'; ";
    const std::string again = "\"$0\" sync > /dev/null; " + count;
    const std::string before = "'" + outside("before.db") + "'";

    for (const std::string left : {"8", "24", "64", "128"}) {   // KiB
        const Answer answer =
            with_mounts("size=$(( $(stat -c %s " + before + ") / 1024 + " + left + " ));" +
                            " mount -t tmpfs -o size=${size}k none " + state() + "; cp " + before +
                            " " + file + "; \"$0\" sync || echo $?; " + count +
                            "mount -o remount,size=16m " + state() + "; " + again,
                        "cp " + before + " " + file + "; " +
                            with_injected("pwrite64", "ENOSPC:when=" + left + "+", {file}) +
                            "sync || echo $?; " + count + again);

        EXPECT_EQ(answer.out, "7\nok\n1\nok\n61\n") << left << answer.err;
    }
}

TEST_F(Obstacle, V12ThatTheDatabaseIsSomebodyElsesStopsAllWriting)
{
    sync();
    const bool is_given_away = give_away(database());
    nothing_may_change();
    const std::vector<std::string> as_another =
        is_given_away ? std::vector<std::string>{TM_DB_BINARY}
                      : std::vector<std::string>{
                            "strace",    "-qq",           "-o", "/dev/null",
                            "-e",        "trace=geteuid", "-e", "inject=geteuid:retval=65534",
                            TM_DB_BINARY};
    const auto run_as_another = [&](const std::string& command) {
        auto arguments = as_another;
        arguments.push_back(command);
        return run(arguments);
    };

    for (const std::string command : {"sync", "reconcile", "rebuild"}) {
        const Answer answer = run_as_another(command);
        EXPECT_EQ(answer.status, 6) << command;
        EXPECT_THAT(answer.err, AllOf(HasSubstr("it is another user's"), HasSubstr("hint: ")))
            << command;
    }
    EXPECT_EQ(run_as_another("status").status, 0);
}

}   // namespace
}   // namespace tmdb
