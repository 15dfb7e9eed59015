#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

/// How the program is called: the workspace that it finds, wrong usage, and its three streams.
class Program : public EndToEnd {
protected:
    /// Runs tm-db in a shell that has `redirections` for it.
    Answer redirected(const std::string& arguments, const std::string& redirections)
    {
        return run({"sh", "-c",
                    std::string("exec ") + TM_DB_BINARY + " " + arguments + " " + redirections});
    }

    void expect_usage_error(const Words& arguments, const std::string& message)
    {
        const Answer answer = tm_db(arguments);
        EXPECT_EQ(answer.status, 64);
        EXPECT_EQ(answer.out, "");
        EXPECT_THAT(answer.err, StartsWith("tm-db: " + message));
    }

    std::string root_of(const Answer& doctor) const { return doctor.json().at(0).at("finding"); }
};

const Words commands = {"sync",    "rebuild", "reconcile", "status", "snapshot", "log",   "bisect",
                        "signals", "sql",     "audit",     "passes", "restore",  "doctor"};

// --- the workspace -------------------------------------------------------------------------------

TEST_F(Program, FindsTheWorkspaceFromAFolderInIt)
{
    task("some-task", {});
    working_directory = "tasks/workstreams";

    EXPECT_EQ(root_of(tm_db({"doctor", "--json"})), root());
}

TEST_F(Program, UsesTheOneDatabaseFromInsideALinkedWorktree)
{
    task("some-task", {});
    linked_worktree("some-task");
    sync();
    working_directory = ".worktrees/some-task/tasks";

    EXPECT_EQ(root_of(tm_db({"doctor", "--json"})), root());
    EXPECT_EQ(tm_db({"sync"}).status, 0);
    EXPECT_EQ(value("SELECT COUNT(*) FROM run"), "2");
    EXPECT_FALSE(exists(".worktrees/some-task/.tasks"));
}

TEST_F(Program, TakesAWorktreeThatIsNamedForTheMainCheckout)
{
    task("some-task", {});
    linked_worktree("some-task");
    working_directory = "/";

    EXPECT_EQ(root_of(tm_db({"doctor", "--json", "-C", root() / ".worktrees/some-task"})), root());
}

TEST_F(Program, TakesTheWorkspaceThatIsNamed)
{
    working_directory = "/";

    EXPECT_EQ(root_of(tm_db({"doctor", "--json", "-C", root()})), root());
    EXPECT_EQ(root_of(tm_db({"--root", root(), "doctor", "--json"})), root());
    environment = {"TM_DB_ROOT=" + root().string()};
    EXPECT_EQ(root_of(tm_db({"doctor", "--json"})), root());
}

TEST_F(Program, TakesTheDatabaseThatIsNamed)
{
    EXPECT_EQ(tm_db({"sync", "--db", outside("named.db")}).status, 0);
    environment = {"TM_DB_PATH=" + outside("deep/er.db")};
    EXPECT_EQ(tm_db({"sync"}).status, 0);

    EXPECT_TRUE(fs::is_regular_file(outside("named.db")));
    EXPECT_TRUE(fs::is_regular_file(outside("deep/er.db")));
    EXPECT_FALSE(fs::is_regular_file(database()));
}

TEST_F(Program, TakesTheConfigurationThatIsNamed)
{
    write_file(outside("named.toml"), "[layout]\ntasks = [\"notes/*.md\"]\n");
    file("notes/some-task.md", "---\nstatus: ready\n---\n");

    EXPECT_EQ(tm_db({"sync", "--config", outside("named.toml")}).status, 0);

    EXPECT_EQ(value("SELECT slug FROM task"), "some-task");
}

TEST_F(Program, WorksWithoutGitAndInARepositoryWithoutACommit)
{
    task("some-task", {});
    sync();
    run({"git", "init", "--quiet", outside("empty")});
    fs::rename(outside("empty/.git"), root() / ".git");

    EXPECT_EQ(tm_db({"sync"}).status, 0);
    EXPECT_EQ(tm_db({"reconcile"}).status, 0);
    EXPECT_EQ(value("SELECT COUNT(*) FROM problem"), "0");
}

TEST_F(Program, FindsNoWorkspaceInAFolderWithoutMarkersAndCreatesNothing)
{
    fs::create_directory(outside("elsewhere"));
    working_directory = outside("elsewhere");

    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, AllOf(HasSubstr("no workspace here"), HasSubstr("hint: ")));
    EXPECT_TRUE(fs::is_empty(outside("elsewhere")));
}

TEST_F(Program, SaysWhatToRunBeforeTheFirstSyncAndCreatesNothing)
{
    for (const Words& arguments :
         {Words{"status"}, Words{"signals"}, Words{"sql", "SELECT 1"}, Words{"reconcile"},
          Words{"reconcile", "--dry-run"}, Words{"restore", "some-task"}}) {
        const Answer answer = tm_db(arguments);
        EXPECT_EQ(answer.status, 1) << arguments.front();
        EXPECT_THAT(answer.err, HasSubstr("run 'tm-db sync' first")) << arguments.front();
    }
    EXPECT_TRUE(fs::is_empty(root() / ".tasks/task_manager"));
}

// --- usage ---------------------------------------------------------------------------------------

TEST_F(Program, RefusesWhatItDoesNotUnderstand)
{
    expect_usage_error({}, "no command is named");
    expect_usage_error({"synk"}, "there is no 'synk'");
    expect_usage_error({"sync", "--nope"}, "the following argument was not expected: --nope");
    expect_usage_error({"sync", "extra"}, "the following argument was not expected: extra");
    expect_usage_error({"sql"}, "query is required");
    expect_usage_error({"status", "--format", "xml"}, "there is no format 'xml'");
    expect_usage_error({"sync", "--format", "csv"}, "this command has no format 'csv'");
    expect_usage_error({"signals", "--since", "soon"}, "--since is no instant: 'soon'");
    expect_usage_error({"signals", "--code", "nosuch"}, "there is no pass 'nosuch'");
    expect_usage_error({"-C", "/", "sync"}, "cannot use '/' as a workspace");   // V11
}

TEST_F(Program, NamesTheHelpThatIsNearest)
{
    EXPECT_THAT(tm_db({"sync", "--nope"}).err, HasSubstr("hint: see 'tm-db sync --help'"));
    EXPECT_THAT(tm_db({"synk"}).err, HasSubstr("hint: 'tm-db --help' lists the commands"));
}

TEST_F(Program, NamesTheKeyOfAConfigurationThatItDoesNotKnow)   // V11
{
    file(".tasks/task_manager/tm-db.toml", "[layout]\ntaks = []\n");

    const Answer answer = tm_db({"sync"});

    EXPECT_EQ(answer.status, 64);
    EXPECT_THAT(answer.err,
                AllOf(HasSubstr("line 2, column 1: unknown key 'layout.taks'"),
                      HasSubstr("dispatch, people, registers, roles, tasks, worktrees")));
}

TEST_F(Program, RefusesATimeThatIsNone)
{
    now = "teatime";

    expect_usage_error({"status"}, "TM_DB_NOW is no instant: 'teatime'");
}

TEST_F(Program, ShowsExamplesForEveryCommand)
{
    for (const auto& command : commands) {
        const Answer answer = tm_db({command, "--help"});
        EXPECT_EQ(answer.status, 0);
        EXPECT_THAT(answer.out, AllOf(HasSubstr("Examples:\n  tm-db " + command),
                                      HasSubstr("--json and --format")));
    }
}

TEST_F(Program, ListsItsCommandsAndExitStatusInItsHelp)
{
    const Answer answer = tm_db({"--help"});

    EXPECT_EQ(answer.status, 0);
    EXPECT_THAT(answer.out, AllOf(HasSubstr("Exit status: 0 done"), HasSubstr("reconcile")));
    EXPECT_EQ(answer.err, "");
}

TEST_F(Program, TellsItsVersion)
{
    EXPECT_THAT(tm_db({"--version"}).out, MatchesRegex("tm-db [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

// --- the three streams ---------------------------------------------------------------------------

TEST_F(Program, SaysThatItCouldNotWriteItsAnswer)   // V06
{
    sync();

    for (const std::string arguments : {"status", "sync --json", "doctor", "--help"}) {
        const Answer answer = redirected(arguments, "> /dev/full");
        EXPECT_EQ(answer.status, 7) << arguments;
        EXPECT_THAT(answer.err, HasSubstr("cannot write the answer")) << arguments;
    }
}

TEST_F(Program, EndsQuietlyWhenNobodyReadsOn)   // V06
{
    sync();

    const Answer answer =
        run({"sh", "-c", std::string(TM_DB_BINARY) + " passes --json | head -n 1"});

    EXPECT_EQ(answer.out, "[\n");
    EXPECT_EQ(answer.err, "");
}

TEST_F(Program, KeepsItsDatabaseSoundWithItsStreamsClosed)   // V05
{
    task("some-task", {});

    EXPECT_EQ(redirected("sync", "<&- >&- 2>&-").status, 0);
    EXPECT_EQ(redirected("reconcile", "<&- >&- 2>&-").status, 0);
    EXPECT_EQ(redirected("nosuch", "<&- >&- 2>&-").status, 64);

    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "1");
}

TEST_F(Program, ColoursATerminalUnlessItIsAskedNotTo)
{
    sync();
    const Words in_a_terminal = {"script", "-qec", TM_DB_BINARY " status", "/dev/null"};

    environment = {"SHELL=/bin/sh", "TERM=xterm"};
    task("some-task", {{"status", "ready"}});
    sync();
    EXPECT_THAT(run(in_a_terminal).out, HasSubstr("\x1b[1m"));

    environment.push_back("NO_COLOR=1");
    EXPECT_THAT(run(in_a_terminal).out, AllOf(HasSubstr("ready"), Not(HasSubstr("\x1b"))));
}

TEST_F(Program, AnswersOnStandardOutputAndComplainsOnStandardError)
{
    EXPECT_THAT(tm_db({"passes"}).err, IsEmpty());
    EXPECT_THAT(tm_db({"status"}).out, IsEmpty());
}

}   // namespace
}   // namespace tmdb
