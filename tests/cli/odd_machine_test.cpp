#include "support/end_to_end.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

namespace fs = std::filesystem;

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

TEST_F(OddMachine, V07LeavesNothingHalfDoneWhenItIsAskedToStop)
{
    sync();
    for (const auto* signal : {"INT", "TERM"}) {
        for (int number = 0; number < 10; ++number) {
            task("fix-login", {{"status", "in_progress"}, {"title", std::to_string(number)}});
            shell("\"$0\" sync & kill -" + std::string(signal) + " $!; wait $!; true");
        }
    }
    expect_sound();
    EXPECT_EQ(value("SELECT title FROM task WHERE slug = 'fix-login'"), "9");
}

// --- hostile words
// ------------------------------------------------------------------------------------

TEST_F(OddMachine, F66RunsNoWordOfAFile)
{
    const std::string words = "\"$(touch pwned) `touch pwned`; touch pwned | touch pwned\"";
    task("fix-login", {{"status", "in_progress"}, {"title", words}, {"owner", words}});

    reconcile();
    tm_db({"status"});
    tm_db({"why", "fix-login"});
    tm_db({"diff", "fix-login"});

    EXPECT_FALSE(exists("pwned"));
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
