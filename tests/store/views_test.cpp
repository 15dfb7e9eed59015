#include "support/end_to_end.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace tmdb {

using ::testing::IsSubsetOf;
using ::testing::IsSupersetOf;

namespace {

using Words = std::vector<std::string>;

struct Promised {
    const char* name;
    Words columns;
};

void PrintTo(const Promised& promised, std::ostream* out)
{
    *out << promised.name;
}

const Words task_columns = {"slug",         "path",        "title",        "status",
                            "status_raw",   "priority",    "milestone",    "owner",
                            "pr_number",    "pr_url",      "started_at",   "completed_at",
                            "completed_by", "frontmatter", "content_hash", "mtime_ns"};

Words and_also(Words columns, const std::string& column)
{
    columns.push_back(column);
    return columns;
}

// What users may rely on in any SQLite client: SPEC §4, word by word, and what came after it.
const Promised promises[] = {
    {"task", task_columns},
    {"task_copy", and_also(task_columns, "worktree_path")},
    {"task_dependency", {"slug", "depends_on"}},
    {"register_entry",
     {"owner", "owner_key", "register_path", "slug", "task_path", "worktree_path", "registered_at",
      "launched_at", "started_at", "raw"}},
    {"worktree", {"path", "branch", "head_oid", "on_disk", "in_git", "locked"}},
    {"dispatch", {"slug", "path", "state", "exit_code", "pid", "started_at", "finished_at"}},
    {"pull_request",
     {"number", "url", "state", "head_ref", "head_oid", "merged_at", "mergeable", "ci_state"}},
    {"problem", {"path", "line", "column", "message"}},
    {"signal",
     {"id", "code", "subject", "slug", "severity", "detail", "evidence", "opened_at",
      "last_seen_at", "cleared_at", "times_seen"}},
    {"signal_event", {"signal_id", "run_id", "event", "at", "evidence"}},
    {"prune",
     {"id", "run_id", "owner", "slug", "register_path", "reason", "removed_text", "pruned_at",
      "restored_at"}},
    {"run", {"id", "kind", "started_at", "finished_at", "outcome"}},
    {"change", {"run_id", "ledger", "slug", "field", "old_value", "new_value", "at"}},
    {"ledgers",
     {"slug", "root_status", "worktree_status", "owner", "registered", "worktree_path",
      "dispatch_state", "dispatch_exit_code", "pr_number", "pr_state"}},
    {"completion",
     {"slug", "verdict", "root_completed", "worktree_completed", "dispatch_succeeded",
      "own_commits", "landed", "reverted", "pr_merged", "worktree_gone", "process_gone"}},
    {"bucket", {"slug", "display_group", "needs_attention"}},
    {"role", {"path", "slug", "owner", "filled_by"}},
    {"person", {"path", "slug"}},
    {"task_manager", {"slug", "manager"}},
    {"waiting_for_merge", {"slug", "pr_number", "pr_url", "pr_ci_state", "pr_mergeable"}},
    {"recently_finished", {"slug", "status", "finished_at"}},
    {"source_age", {"ledger", "total", "unreadable", "stale", "read_at"}},
    {"open_signal",
     {"id", "code", "subject", "slug", "severity", "detail", "evidence", "opened_at",
      "last_seen_at", "cleared_at", "times_seen"}},
};

class SqlSurface : public EndToEnd, public ::testing::WithParamInterface<Promised> {};
class Views : public EndToEnd {
protected:
    Words column(const std::string& sql) const
    {
        Words texts;
        for (const auto& row : rows(sql)) {
            texts.push_back(row.at(0));
        }
        return texts;
    }

    /// A bit of everything, so that no view is empty for want of rows.
    void given_a_workspace()
    {
        task("done-task", {{"status", "completed"}});
        task("ready-task", {{"status", "ready"}, {"depends_on", "[done-task]"}});
        task("waiting-task", {{"status", "ready"}, {"depends_on", "[ready-task]"}});
        task("active-task", {{"status", "in_progress"}, {"pr_number", "7"}});
        worktree("active-task", Fields{{"status", "completed"}});
        registers("dave", {{"active-task", entry("active-task", ".worktrees/active-task")}});
        dispatch("active-task", {{"exit_code", 0}});
        file("tasks/workstreams/core/tasks/torn.md", "---\nstatus: [\n");
    }
};

TEST_P(SqlSurface, HasTheColumnsThatUsersRelyOn)
{
    task("some-task", {});
    sync();

    Words columns;
    for (const auto& row :
         rows("SELECT name FROM pragma_table_info('" + std::string(GetParam().name) + "')")) {
        columns.push_back(row.at(0));
    }

    EXPECT_THAT(columns, IsSupersetOf(GetParam().columns));
}

INSTANTIATE_TEST_SUITE_P(Spec, SqlSurface, ::testing::ValuesIn(promises),
                         [](const auto& instance) { return instance.param.name; });

TEST_F(Views, EveryOneRunsInAStockShell)
{
    given_a_workspace();
    reconcile();
    const Words views = column("SELECT name FROM sqlite_schema WHERE type = 'view'");
    ASSERT_THAT(views, IsSupersetOf(Words{"ledgers", "completion", "bucket", "open_signal"}));

    std::string script;
    for (const auto& view : views) {
        script += "SELECT '" + view + "', COUNT(*) FROM (SELECT * FROM " + view + ");";
    }
    const Answer answer = run({"sqlite3", "-readonly", "-bail", database(), script});

    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_EQ(std::count(answer.out.begin(), answer.out.end(), '\n'),
              static_cast<std::ptrdiff_t>(views.size()));
}

TEST_F(Views, PutEachTaskIntoTheFirstGroupThatFits)
{
    given_a_workspace();

    reconcile();

    EXPECT_THAT(rows("SELECT slug, display_group FROM bucket WHERE slug <> 'torn' ORDER BY slug"),
                (Rows{{"active-task", "needs_attention"},
                      {"done-task", "done"},
                      {"ready-task", "ready"},
                      {"waiting-task", "waiting"}}));
}

TEST_F(Views, ShowTheLedgersOfATaskSideBySide)
{
    given_a_workspace();
    sync();

    EXPECT_EQ(
        rows("SELECT root_status, worktree_status, registered, worktree_path,"
             "       dispatch_state, dispatch_exit_code, pr_number"
             "  FROM ledgers WHERE slug = 'active-task'"),
        (Rows{{"in_progress", "completed", "1", ".worktrees/active-task", "exited", "0", "7"}}));
}

TEST_F(Views, AnswerEveryLayerOfCompletionWithYesNoOrUnknown)
{
    given_a_workspace();
    sync();

    const Words answers = column("SELECT root_completed FROM completion"
                                 " UNION SELECT worktree_completed FROM completion"
                                 " UNION SELECT dispatch_succeeded FROM completion"
                                 " UNION SELECT own_commits FROM completion"
                                 " UNION SELECT landed FROM completion"
                                 " UNION SELECT reverted FROM completion"
                                 " UNION SELECT pr_merged FROM completion"
                                 " UNION SELECT worktree_gone FROM completion"
                                 " UNION SELECT process_gone FROM completion");

    EXPECT_THAT(answers, IsSubsetOf(Words{"yes", "no", "unknown"}));
    EXPECT_EQ(value("SELECT verdict FROM completion WHERE slug = 'active-task'"), "claimed");
}

TEST_F(Views, ChangeWithTheProgramAndNotWithTheFile)
{
    sync();
    const std::string open_signal =
        value("SELECT sql FROM sqlite_schema WHERE name = 'open_signal'");
    run({"sqlite3", database(),
         "DROP VIEW open_signal; CREATE VIEW open_signal AS SELECT 1 AS old;"
         "UPDATE mirror_state SET value = 'of an older program' WHERE name = 'views'"});

    sync();

    EXPECT_EQ(value("SELECT sql FROM sqlite_schema WHERE name = 'open_signal'"), open_signal);
}

}   // namespace
}   // namespace tmdb
