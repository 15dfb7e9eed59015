#include "support/end_to_end.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <set>
#include <sys/stat.h>

namespace tmdb {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__   // it reserves terabytes for itself
constexpr const char* small_memory = "";
#else
constexpr const char* small_memory = "ulimit -v 200000; ";
#endif

/// A usual workspace on an unusual machine.
class OddMachine : public EndToEnd {
protected:
    OddMachine()
    {
        task("fix-login", {{"status", "in_progress"}, {"title", "Fix it"}});
        task("add-cache", {{"status", "ready"}, {"depends_on", "[never-heard-of]"}});
        worktree("fix-login", Fields{{"status", "completed"}});
        registers("dave", {{"fix-login", entry("fix-login", ".worktrees/fix-login")}});
        dispatch("fix-login", {{"exit_code", 1}});
    }

    /// Runs these words of a shell, with $tm_db for the program.
    Answer shell(const std::string& words) { return run({"sh", "-c", words, TM_DB_BINARY}); }

    void expect_sound()
    {
        EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
        EXPECT_EQ(tm_db({"sync"}).status, 0);
        EXPECT_EQ(tm_db({"reconcile"}).status, 0);
    }

    std::string open_signals() const
    {
        return value("SELECT group_concat(code || ' ' || subject, '; ')"
                     "  FROM (SELECT * FROM open_signal ORDER BY code, subject)");
    }
};

// --- clocks
// ---------------------------------------------------------------------------------------

TEST_F(OddMachine, V01GoesOnWhenTheClockGoesBack)
{
    reconcile();
    const std::string before = open_signals();

    now = minutes_ago(60);
    reconcile();

    EXPECT_EQ(open_signals(), before);
    EXPECT_EQ(tm_db({"status"}).status, 0);
    EXPECT_EQ(value("SELECT COUNT(*) FROM prune"), "0");
    EXPECT_EQ(value("SELECT group_concat(kind, ' ') FROM (SELECT kind FROM run ORDER BY id)"),
              "sync reconcile sync reconcile");
}

TEST_F(OddMachine, V01ForgetsAndPrunesNothingWhenTheClockGoesAYearAhead)
{
    reconcile();
    const std::string changes = value("SELECT COUNT(*) FROM change");

    now = "2027-03-24T18:00:00Z";
    reconcile();

    EXPECT_EQ(value("SELECT COUNT(*) FROM prune"), "0");
    EXPECT_EQ(value("SELECT COUNT(*) FROM change"), changes);
    EXPECT_EQ(tm_db({"status"}).status, 0);
}

// --- languages, homes and folders
// -------------------------------------------------------------------

TEST_F(OddMachine, V03SpeaksTheSameInEveryLanguage)
{
    reconcile();
    const auto said = [this](const std::string& language) {
        environment = {"LANG=" + language, "LC_ALL=" + language};
        return tm_db({"snapshot"}).out + tm_db({"status"}).out + tm_db({"signals", "--json"}).out;
    };

    const std::string in_c = said("C");

    EXPECT_EQ(said("de_DE.UTF-8"), in_c);
    EXPECT_EQ(said("tr_TR.UTF-8"), in_c);
    EXPECT_EQ(said("no_such_language"), in_c);
}

TEST_F(OddMachine, V04NeedsNoHome)
{
    EXPECT_EQ(run({"env", "-u", "HOME", TM_DB_BINARY, "sync"}).status, 0);
    EXPECT_EQ(run({"env", "-u", "HOME", TM_DB_BINARY, "reconcile"}).status, 0);
}

TEST_F(OddMachine, V04NeedsNoPlaceForTemporaryFiles)
{
    environment = {"TMPDIR=/nowhere"};

    EXPECT_EQ(tm_db({"sync"}).status, 0);
    EXPECT_EQ(tm_db({"reconcile"}).status, 0);
}

TEST_F(OddMachine, V04SaysSoWhereItsWorkingDirectoryIsGone)
{
    const auto answer = shell("mkdir '" + outside("gone") + "' && cd '" + outside("gone") +
                              "' && rmdir '" + outside("gone") + "' && exec \"$0\" status");

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err, HasSubstr("hint: "));
}

// --- limits
// -----------------------------------------------------------------------------------------

TEST_F(OddMachine, V08GetsAlongWithFewDescriptors)
{
    EXPECT_EQ(shell("ulimit -n 16; exec \"$0\" sync").status, 0);
    EXPECT_EQ(shell("ulimit -n 16; exec \"$0\" reconcile").status, 0);
}

TEST_F(OddMachine, V08LeavesNothingHalfDoneWithTooFewDescriptors)
{
    sync();
    for (int descriptors = 7; descriptors < 14; ++descriptors) {   // with fewer nothing starts
        const auto answer =
            shell("ulimit -n " + std::to_string(descriptors) + "; exec \"$0\" sync");
        EXPECT_THAT(answer.status, AnyOf(0, 1, 6, 7)) << descriptors;
    }
    expect_sound();
}

TEST_F(OddMachine, V08SaysThatAFileMayNotGrow)
{
    sync();
    for (int number = 0; number < 40; ++number) {
        task("new-" + std::to_string(number), {{"status", "ready"}});
    }

    const auto answer = shell("ulimit -f 8; exec \"$0\" sync");

    EXPECT_EQ(answer.status, 7);
    EXPECT_THAT(answer.err, HasSubstr("hint: "));
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "2");
    expect_sound();
}

TEST_F(OddMachine, V08NeedsLittleStackAndMemory)
{
    for (const std::string limit : {"ulimit -s 256; ", small_memory}) {
        EXPECT_EQ(shell(limit + "exec \"$0\" sync --full").status, 0) << limit;
        EXPECT_EQ(shell(limit + "exec \"$0\" reconcile").status, 0) << limit;
    }
}

TEST_F(OddMachine, V07LeavesNothingHalfDoneWhenItIsAskedToStop)
{
    sync();
    task("new-task", {{"status", "ready"}});
    for (const std::string signal : {"INT", "TERM", "HUP"}) {
        for (const std::string call : {"1", "4", "9"}) {
            const Answer answer = shell("strace -f -qq -o /dev/null -e trace=pwrite64"
                                        " -e inject=pwrite64:signal=" +
                                        signal + ":when=" + call + " \"$0\" sync; echo $?");
            EXPECT_THAT(answer.out, AnyOf("129\n", "130\n", "143\n")) << signal << call;
            EXPECT_THAT(tm_db({"status"}).status, AnyOf(0, 6)) << signal << call;
        }
    }
    expect_sound();
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "3");
    EXPECT_EQ(value("SELECT COUNT(*) FROM run WHERE kind = 'sync' AND outcome IS NULL"), "0");
}

TEST_F(OddMachine, V09DoesNotSeeThatACallWasInterrupted)
{
    for (const std::string call :
         {"openat", "write", "pread64", "pwrite64", "statx", "getdents64"}) {
        task("fix-login", {{"status", "in_progress"}, {"title", call}});
        const Answer answer =
            run({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e",
                 "inject=" + call + ":error=EINTR:when=" + (call == "openat" ? "60+5" : "12+3"),
                 TM_DB_BINARY, "sync"});
        EXPECT_EQ(answer.status, 0) << call << answer.err;
        EXPECT_EQ(value("SELECT title FROM task WHERE slug = 'fix-login'"), call);
    }
    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "0");
}

// --- hostile words
// ------------------------------------------------------------------------------------

TEST_F(OddMachine, F66RunsNoWordOfAFile)
{
    const std::string words = "\"$(touch pwned) `touch pwned`; touch pwned | touch pwned\"";
    task("fix-login", {{"status", "in_progress"}, {"title", words}, {"owner", words}});

    git();
    const std::string log = outside("programs");
    for (const std::string command : {"sync", "reconcile", "status", "why fix-login"}) {
        shell("exec strace -f -qq -A -e trace=execve -e signal=none -o '" + log + "' \"$0\" " +
              command);
    }

    EXPECT_FALSE(exists("pwned"));
    std::set<std::string> programs;
    std::ifstream stream(log);
    for (std::string line; std::getline(stream, line);) {
        const auto begin = line.find("execve(\"") + 8;
        const std::string path = line.substr(begin, line.find('"', begin) - begin);
        if (line.ends_with(" = 0")) {
            programs.insert(fs::path(path).filename());
        }
    }
    EXPECT_THAT(programs, ::testing::IsSubsetOf({"tm-db", "git"}));
    EXPECT_THAT(programs, ::testing::Contains("tm-db"));
}

TEST_F(OddMachine, F67TakesSqlInAFileForText)
{
    const std::string words = "x'); DROP TABLE task; --";
    task("fix-login", {{"status", "in_progress"}, {"title", "\"" + words + "\""}});
    file("tasks/workstreams/core/tasks/" + words + ".md", "---\nstatus: ready\n---\n");

    reconcile();

    EXPECT_EQ(value("SELECT title FROM task WHERE slug = 'fix-login'"), words);
    EXPECT_EQ(rows("SELECT slug FROM task WHERE status = 'ready' ORDER BY slug"),
              (Rows{{"add-cache"}, {words}}));
    EXPECT_EQ(tm_db({"why", words}).status, 0);
}

TEST_F(OddMachine, R36TakesAnOwnersNameByItsBytes)
{
    const std::vector<std::string> owners = {"a b",   "100%", "it's",      "--help",
                                             "naïve", "..",   "two\nlines"};
    for (const auto& owner : owners) {
        registers(owner, {{"of " + owner, entry("of " + owner, ".worktrees/fix-login")}});
    }

    reconcile();

    for (const auto& owner : owners) {
        EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry WHERE owner || '' = '" +
                        (owner == "it's" ? "it''s" : owner) + "'"),
                  "1")
            << owner;
    }
}

TEST_F(OddMachine, R15DoesNotReadARegisterThatIsTooLarge)
{
    const std::string path = ".tasks/task_manager/task-manager-huge.register.json";
    file(path, "{");
    fs::resize_file(root() / path, (16u << 20) + 1);   // sparse

    EXPECT_EQ(reconcile({"--exit-code"}).status, 2);

    EXPECT_THAT(value("SELECT message FROM problem WHERE path = '" + path + "'"),
                HasSubstr("over the limit"));
    EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry"), "1");
}

/// Beside the usual register, which must not suffer.
class OddRegister : public OddMachine {
protected:
    const std::string path_ = ".tasks/task_manager/task-manager-odd.register.json";

    void expect_a_problem(const std::string& message)
    {
        EXPECT_EQ(reconcile({"--only", "register_orphan"}).status, 0);
        EXPECT_THAT(value("SELECT message FROM problem WHERE path = '" + path_ + "'"),
                    HasSubstr(message));
        EXPECT_EQ(value("SELECT COUNT(*) FROM register_entry WHERE NOT stale"), "1");
    }
};

TEST_F(OddRegister, R15OfATerabyteIsNotRead)
{
    file(path_, "{");
    fs::resize_file(root() / path_, std::uintmax_t{1} << 40);

    expect_a_problem("over the limit of 16 MiB");
}

TEST_F(OddRegister, R15R18ThatLeadsToADeviceOrOutOfTheRootIsNotRead)
{
    for (const std::string target : {"/dev/zero", "/proc/self/mem", "/etc/passwd"}) {
        remove(path_);
        fs::create_symlink(target, root() / path_);

        expect_a_problem("the register cannot be read: invalid cross-device link");
    }
}

TEST_F(OddRegister, R16ThatIsNoFileIsNotWaitedFor)
{
    fs::create_directory(root() / path_);
    expect_a_problem("the register cannot be read: invalid argument");

    remove(path_);
    ASSERT_EQ(::mkfifo((root() / path_).c_str(), 0600), 0);
    expect_a_problem("the register cannot be read: invalid argument");
}

TEST_F(OddRegister, R18ThatLeadsNowhereOrInACircleIsAProblem)
{
    fs::create_symlink("nowhere", root() / path_);
    expect_a_problem("the register cannot be read: no such file or directory");

    link_in_a_circle(path_);
    expect_a_problem("the register cannot be read: too many levels of symbolic links");
}

TEST_F(OddRegister, R07IsReadWithoutRecursion)
{
    file(path_, "{\"a\": " + std::string(10'000'000, '['));
    task("deep", {{"status", std::string(30'000, '[')}});   // T05

    const Answer answer = shell("ulimit -s 256; \"$0\" sync");

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(value("SELECT message FROM problem WHERE path = '" + path_ + "'"),
              "nested deeper than 64 levels");
    EXPECT_THAT(value("SELECT message FROM problem WHERE slug = 'deep'"), HasSubstr("32 levels"));
}

// --- the database
// -------------------------------------------------------------------------------------

TEST_F(OddMachine, D17TakesADatabaseBackFromTheWriteAheadLog)
{
    sync();
    run({"sqlite3", database(), "PRAGMA journal_mode = WAL"});

    EXPECT_EQ(tm_db({"status"}).status, 0);
    EXPECT_EQ(tm_db({"sync"}).status, 0);

    EXPECT_EQ(value("PRAGMA journal_mode"), "delete");
    expect_sound();
}

TEST_F(OddMachine, D20FindsTheSameMirrorAfterTheDatabaseWasLost)
{
    reconcile();
    const auto mirror = [this] {
        return rows("SELECT slug, status, title, content_hash FROM task ORDER BY path");
    };
    const Rows before = mirror();
    for (const auto* suffix : {"", ".lock", ".prunes.jsonl"}) {
        fs::remove(database() + suffix);
    }

    reconcile();

    EXPECT_EQ(mirror(), before);
}

TEST_F(OddMachine, D02NeverCrashesOnAFlippedByte)
{
    reconcile();
    std::ifstream stream(database(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    constexpr std::size_t flips = 100;
    const std::string copy = outside("flipped.db");
    for (std::size_t flip = 0; flip < flips; ++flip) {
        std::string flipped = bytes;
        flipped[flip * bytes.size() / flips + flip * 37 % 100] ^= static_cast<char>(1 << flip % 8);
        std::ofstream(copy, std::ios::binary) << flipped;

        const Answer answer = tm_db({"status", "--db", copy});

        EXPECT_THAT(answer.status, AnyOf(0, 1, 6)) << "flip " << flip << ": " << answer.err;
    }
}

}   // namespace

}   // namespace tmdb
