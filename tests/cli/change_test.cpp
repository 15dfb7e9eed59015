#include "support/pass_test.hpp"

namespace tmdb {

namespace {

/// What a run writes down of the difference that it made to the mirror, through the real binary.
class Changes : public EndToEnd {
protected:
    Changes() { add_task("ready"); }

    void add_task(const std::string& status)
    {
        task("fix-login", {{"title", "Fix the login"}, {"status", status}});
    }
    void add_entry(const std::string& worktree)
    {
        registers("dave", {{"fix-login", entry("fix-login", worktree)}});
    }

    /// ledger, slug, field, old and new value of each change that the last run wrote.
    Rows changes() const
    {
        return rows("SELECT ledger, slug, field, old_value, new_value FROM change"
                    " WHERE run_id = (SELECT MAX(id) FROM run) ORDER BY id");
    }
    std::string quiet_changes() const
    {
        return value("SELECT COALESCE(group_concat(ledger || '.' || field), '')"
                     "  FROM (SELECT ledger, field FROM quiet_change"
                     "         WHERE run_id = (SELECT MAX(id) FROM run) ORDER BY ledger, field)");
    }
    static Rows appeared(const std::string& ledger, const std::string& slug = "fix-login")
    {
        return {{ledger, slug, "row", "NULL", "present"}};
    }
    /// What the last run wrote of the only row of a ledger that vanished: it must be all of it.
    nlohmann::json vanished(const std::string& ledger) const
    {
        const Rows found = rows("SELECT old_value FROM change"
                                " WHERE run_id = (SELECT MAX(id) FROM run) AND ledger = '" +
                                ledger + "' AND field = 'row' AND new_value IS NULL");
        return found.size() == 1 ? nlohmann::json::parse(found[0][0]) : nlohmann::json();
    }
    /// The only row of a ledger.
    nlohmann::json row(const std::string& ledger) const
    {
        const std::string columns =
            value("SELECT group_concat('''' || name || ''', \"' || name || '\"')"
                  "  FROM pragma_table_info('" +
                  ledger + "')");
        return nlohmann::json::parse(value("SELECT json_object(" + columns + ") FROM " + ledger));
    }
};

// --- each ledger: a row appears, a field of it changes, it vanishes -----------------------------

TEST_F(Changes, OfATaskBeginWithItsAppearance)
{
    sync();

    EXPECT_EQ(changes(), appeared("task"));
}

TEST_F(Changes, OfATaskAreTheFieldsThatWereEdited)
{
    sync();
    add_task("completed");

    sync();

    EXPECT_EQ(changes(), (Rows{{"task", "fix-login", "status", "ready", "completed"},
                               {"task", "fix-login", "status_raw", "ready", "completed"},
                               {"task", "fix-login", "frontmatter",
                                R"({"title":"Fix the login","status":"ready"})",
                                R"({"title":"Fix the login","status":"completed"})"}}));
}

TEST_F(Changes, OfATaskEndWithAllThatItWas)
{
    sync();
    const auto before = row("task");
    remove("tasks/workstreams/core/tasks/fix-login.md");

    sync();

    EXPECT_EQ(vanished("task"), before);
}

TEST_F(Changes, OfACopyBeginWithItsAppearance)
{
    worktree("fix-login", Fields{{"status", "in_progress"}});
    sync();

    EXPECT_EQ(changes(),
              (Rows{appeared("task")[0], appeared("task_copy")[0], appeared("worktree")[0]}));
}

TEST_F(Changes, OfACopyAreTheFieldsThatWereEdited)
{
    worktree("fix-login", Fields{{"status", "in_progress"}});
    sync();
    worktree("fix-login", Fields{{"status", "completed"}});

    sync();

    EXPECT_EQ(changes()[0], (std::vector<std::string>{"task_copy", "fix-login", "status",
                                                      "in_progress", "completed"}));
    EXPECT_EQ(value("SELECT COUNT(*) FROM change WHERE run_id = 2 AND ledger <> 'task_copy'"), "0");
}

TEST_F(Changes, OfACopyEndWithAllThatItWas)
{
    worktree("fix-login", Fields{{"status", "in_progress"}});
    sync();
    const auto before = row("task_copy");
    remove(".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md");

    sync();

    EXPECT_EQ(vanished("task_copy"), before);
}

TEST_F(Changes, OfAnEntryBeginWithItsAppearance)
{
    worktree("fix-login");
    sync();
    add_entry(".worktrees/fix-login");

    sync();

    EXPECT_EQ(changes(), appeared("register_entry"));
}

TEST_F(Changes, OfAnEntryAreTheFieldsThatWereEdited)
{
    worktree("fix-login");
    worktree("elsewhere");
    add_entry(".worktrees/fix-login");
    sync();
    add_entry(".worktrees/elsewhere");

    sync();

    EXPECT_EQ(changes()[0],
              (std::vector<std::string>{"register_entry", "fix-login", "worktree_path",
                                        ".worktrees/fix-login", ".worktrees/elsewhere"}));
    EXPECT_EQ(value("SELECT group_concat(field) FROM change"
                    " WHERE run_id = 2 AND ledger = 'register_entry'"),
              "worktree_path,raw");
}

TEST_F(Changes, OfAnEntryEndWithAllThatItWas)
{
    add_entry(".worktrees/fix-login");
    sync();
    const auto before = row("register_entry");
    registers("dave", nlohmann::ordered_json::object());

    sync();

    EXPECT_EQ(vanished("register_entry"), before);
}

TEST_F(Changes, OfAWorktreeBeginWithItsAppearance)
{
    sync();
    worktree("fix-login");

    sync();

    EXPECT_EQ(changes(), appeared("worktree"));
}

TEST_F(Changes, OfAWorktreeAreTheCommitsMadeInIt)
{
    linked_worktree("fix-login");
    sync();
    const std::string before = value("SELECT head_oid FROM worktree");
    const std::string after = work("fix-login");

    sync();

    EXPECT_EQ(rows("SELECT ledger, slug, field, old_value, new_value FROM change"
                   " WHERE run_id = 2 AND field IN ('head_oid', 'ahead', 'own_commits')"
                   " ORDER BY id"),
              (Rows{{"worktree", "fix-login", "head_oid", before, after},
                    {"worktree", "fix-login", "ahead", "0", "1"},
                    {"worktree", "fix-login", "own_commits", "no", "yes"}}));
}

TEST_F(Changes, OfAWorktreeEndWithAllThatItWas)
{
    worktree("fix-login");
    sync();
    const auto before = row("worktree");
    remove(".worktrees/fix-login");

    sync();

    EXPECT_EQ(vanished("worktree"), before);
}

TEST_F(Changes, OfADispatchBeginWithItsAppearance)
{
    sync();
    dispatch("fix-login", {{"exit_code", 1}});

    sync();

    EXPECT_EQ(changes(), appeared("dispatch"));
}

TEST_F(Changes, OfADispatchAreTheFieldsThatWereEdited)
{
    dispatch("fix-login", {{"exit_code", 1}});
    sync();
    dispatch("fix-login", {{"exit_code", 0}});

    sync();

    EXPECT_EQ(changes(), (Rows{{"dispatch", "fix-login", "state", "failed", "exited"},
                               {"dispatch", "fix-login", "exit_code", "1", "0"}}));
}

TEST_F(Changes, OfADispatchEndWithAllThatItWas)
{
    dispatch("fix-login", {{"exit_code", 1}});
    sync();
    const auto before = row("dispatch");
    remove("tasks/logs/dispatch-fix-login.status.json");

    sync();

    EXPECT_EQ(vanished("dispatch"), before);
}

TEST_F(Changes, OfAPullRequestBeginWithItsAppearance)
{
    sync();
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});

    sync();

    EXPECT_EQ(changes(), appeared("pull_request", "NULL"));
}

TEST_F(Changes, OfAPullRequestAreTheFieldsThatWereEdited)
{
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});
    sync();
    pull_requests(
        {pull_request(7, "fix-login", std::string(40, 'a'), {{"mergeable", "CONFLICTING"}})});

    sync();

    EXPECT_EQ(changes(), (Rows{{"pull_request", "NULL", "mergeable", "MERGEABLE", "CONFLICTING"}}));
}

TEST_F(Changes, OfAPullRequestEndWithAllThatItWas)
{
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});
    sync();
    const auto before = row("pull_request");
    pull_requests({});

    sync();

    EXPECT_EQ(vanished("pull_request"), before);
}

// --- what is no change --------------------------------------------------------------------------

TEST_F(Changes, AreNoneInAWorkspaceThatStandsStill)
{
    add_entry(".worktrees/fix-login");
    linked_worktree("fix-login");
    dispatch("fix-login", {{"exit_code", 1}});
    pull_requests({pull_request(7, "fix-login", std::string(40, 'a'))});
    sync();

    sync();

    EXPECT_EQ(changes(), Rows());
    EXPECT_EQ(quiet_changes(), "");
}

TEST_F(Changes, AreNoneWhenEverythingIsReadAgain)
{
    add_entry(".worktrees/fix-login");
    linked_worktree("fix-login");
    file("tasks/workstreams/core/tasks/torn.md", torn_front_matter);
    sync();

    EXPECT_EQ(tm_db({"sync", "--full"}).status, 0);

    EXPECT_EQ(changes(), Rows());
    EXPECT_EQ(quiet_changes(), "");
}

TEST_F(Changes, OfAFilesTimeAreNotSpokenOf)
{
    sync();
    age("tasks/workstreams/core/tasks/fix-login.md", 5);

    sync();

    EXPECT_EQ(changes(), Rows());
    EXPECT_EQ(quiet_changes(), "task.mtime_ns");
}

TEST_F(Changes, OfASyncThatFailsAreNotWritten)
{
    sync();
    const std::string before = value("SELECT COUNT(*) FROM change");
    add_task("completed");

    const Answer answer = run({"strace", "-f", "-qq", "-o", "/dev/null", "-e",
                               "inject=fsync,fdatasync:error=EIO", TM_DB_BINARY, "sync"});

    EXPECT_EQ(answer.status, 7) << answer.err;
    EXPECT_EQ(value("SELECT COUNT(*) FROM change"), before);
    sync();
    EXPECT_EQ(value("SELECT COUNT(*) FROM change WHERE run_id = 2 AND field = 'status'"), "1");
}

// --- what comes with more than one file ---------------------------------------------------------

TEST_F(Changes, TellARenamedFileAsOneThatWentAndOneThatCame)
{
    sync();
    std::filesystem::rename(root() / "tasks/workstreams/core/tasks/fix-login.md",
                            root() / "tasks/workstreams/core/tasks/mend-login.md");

    sync();

    EXPECT_EQ(
        rows("SELECT slug, row_key, field, new_value FROM change WHERE run_id = 2"
             " ORDER BY slug"),
        (Rows{{"fix-login", R"(["tasks/workstreams/core/tasks/fix-login.md"])", "row", "NULL"},
              {"mend-login", R"(["tasks/workstreams/core/tasks/mend-login.md"])", "row",
               "present"}}));
}

TEST_F(Changes, TellAFileThatTurnsUnreadableByItsProblem)
{
    sync();
    file("tasks/workstreams/core/tasks/fix-login.md", torn_front_matter);

    sync();

    EXPECT_EQ(changes(), Rows());
    EXPECT_EQ(value("SELECT old_value FROM quiet_change WHERE field = 'stale'"), "0");
    EXPECT_EQ(rows("SELECT run_id, old_value FROM quiet_change"
                   " WHERE ledger = 'problem' AND field = 'row'"),
              (Rows{{"2", "NULL"}}));
}

TEST_F(Changes, TellTheNewDependenciesOfATask)
{
    task("fix-login", {{"depends_on", "[add-index]"}});
    sync();
    task("fix-login", {{"depends_on", "[drop-index]"}});

    sync();

    EXPECT_EQ(rows("SELECT field, old_value FROM quiet_change"
                   " WHERE run_id = 2 AND ledger = 'task_dependency'"),
              (Rows{{"depends_on", "add-index"}}));
}

// --- what tm-db itself does to a register -------------------------------------------------------

class ChangesOfARegister : public Changes {
protected:
    ChangesOfARegister()
    {
        add_task("completed");
        add_entry(".worktrees/fix-login");
        may_change(dave);
        reconcile();
    }
};

TEST_F(ChangesOfARegister, TellAPrunedEntryInTheRunThatPrunedIt)
{
    EXPECT_EQ(value("SELECT run_id FROM prune"), "2");
    EXPECT_EQ(vanished("register_entry").at("raw"),
              nlohmann::json(value("SELECT substr(removed_text, instr(removed_text, '{'))"
                                   "  FROM prune")));
    EXPECT_EQ(rows("SELECT ledger, slug, field FROM change WHERE run_id = 2 ORDER BY id"),
              (Rows{{"register_entry", "fix-login", "row"}, {"worktree", "fix-login", "row"}}));
}

TEST_F(ChangesOfARegister, AreNotToldOfAPruneASecondTime)
{
    sync();

    EXPECT_EQ(changes(), Rows());
}

TEST_F(ChangesOfARegister, TellARestoredEntryWhenItIsSeenAgain)
{
    ASSERT_EQ(tm_db({"restore", "fix-login"}).status, 0);
    sync();

    EXPECT_EQ(changes(), (Rows{appeared("register_entry")[0], appeared("worktree")[0]}));
}

// --- signals that a run could not judge ---------------------------------------------------------

class SignalGaps : public EndToEnd {
protected:
    SignalGaps()
    {
        task("fix-login", {{"status", "ready"}, {"depends_on", "[nowhere]"}});
        reconcile();
    }

    Rows gaps() const
    {
        return rows("SELECT signal.code, from_run, to_run FROM signal_gap"
                    "  JOIN signal ON signal.id = signal_id ORDER BY code, from_run");
    }
};

TEST_F(SignalGaps, AreNoneWhenEveryPassIsAskedEveryTime)
{
    reconcile();

    EXPECT_EQ(gaps(), Rows());
}

TEST_F(SignalGaps, AreLeftByAReconcileThatAsksOtherPasses)
{
    reconcile({"--only", "duplicate_slug"});

    EXPECT_EQ(gaps(), (Rows{{"dependency_missing", "4", "NULL"}}));
}

TEST_F(SignalGaps, CloseWithTheRunThatJudgesAgain)
{
    reconcile({"--only", "duplicate_slug"});
    reconcile();

    EXPECT_EQ(gaps(), (Rows{{"dependency_missing", "4", "6"}}));
}

TEST_F(SignalGaps, AreLeftWhereTheSourceCannotBeRead)
{
    file("tasks/workstreams/core/tasks/fix-login.md", torn_front_matter);

    reconcile();

    EXPECT_EQ(gaps(), (Rows{{"dependency_missing", "4", "NULL"}}));
}

}   // namespace
}   // namespace tmdb
