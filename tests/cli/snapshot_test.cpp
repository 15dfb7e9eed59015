#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

class Snapshot : public EndToEnd {
protected:
    Snapshot()
    {
        file("tasks/team/dave.md", "# Dave\n");
        file("tasks/team/rj.md", "# RJ\n");
        file("tasks/team/roles/data-viz.md", markdown({{"owner", "dave"}, {"filled_by", "rj"}}));
        file(".tasks/task_manager/tm-db.toml", "[owners]\ndave = [\"davefowler\"]\n");
    }

    Json snapshot(const Words& options = {})
    {
        Words arguments = {"snapshot"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        const Answer answer = tm_db(arguments);
        EXPECT_EQ(answer.status, 0) << answer.err;
        return answer.json();
    }
    Words slugs(const Json& list) const
    {
        Words slugs;
        for (const auto& one : list) {
            slugs.push_back(one.at("slug"));
        }
        return slugs;
    }
    Words tasks_of(const std::string& owner)
    {
        return slugs(snapshot({"--owner", owner}).at("tasks"));
    }
    void given_tasks_of_everybody()
    {
        task("by-name", {{"status", "ready"}, {"owner", "dave"}});
        task("by-alias", {{"status", "ready"}, {"owner", "dave.fowler"}});
        task("by-role", {{"status", "ready"}, {"owner", "data-viz"}});
        task("by-ghost", {{"status", "ready"}, {"owner", "ghost"}});
        registers("dave", {{"by-register", entry("by-register", ".worktrees/by-register")}});
        worktree("by-register");
    }
};

TEST_F(Snapshot, HasTheShapeThatAHeartbeatReads)
{
    task("failed-task", {{"status", "in_progress"}, {"owner", "rj"}, {"pr_number", "7"}});
    dispatch("failed-task", {{"exit_code", 1}});
    pull_requests({pull_request(7, "failed-task", std::string(40, 'a'))});
    reconcile();
    now = "2026-03-24T18:03:00Z";

    const Answer answer = tm_db({"snapshot", "--owner", "rj"});

    EXPECT_EQ(answer.out, R"({
  "generated_at": "2026-03-24T18:03:00Z",
  "owner": "rj",
  "counts": {
    "needs_attention": 1,
    "active": 0,
    "ready": 0,
    "waiting": 0,
    "other": 0,
    "done": 0
  },
  "tasks": [
    {
      "slug": "failed-task",
      "status": "in_progress",
      "registered": false,
      "worktree_path": null,
      "dispatch_state": "failed",
      "needs_attention": true,
      "escalation_reasons": [
        "dispatch_failed: its dispatch exited with 1"
      ],
      "pr_number": 7,
      "pr_ci_state": "none",
      "pr_mergeable": "MERGEABLE",
      "display_group": "needs_attention"
    }
  ],
  "escalation": {
    "required": true,
    "signals": [
      {
        "code": "dispatch_failed",
        "severity": "error",
        "slug": "failed-task",
        "subject": "failed-task",
        "detail": "its dispatch exited with 1",
        "opened_at": "2026-03-24T18:00:00Z",
        "acknowledged": false
      }
    ]
  },
  "waiting_for_merge": [
    {
      "slug": "failed-task",
      "pr_number": 7,
      "pr_url": "https://example.org/o/r/pull/7",
      "pr_ci_state": "none",
      "pr_mergeable": "MERGEABLE"
    }
  ],
  "recently_finished": [],
  "sources": [
    {
      "source": "task",
      "rows": 1,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "task_copy",
      "rows": 0,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "register_entry",
      "rows": 0,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "worktree",
      "rows": 0,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "git",
      "rows": 0,
      "unreadable": 0,
      "stale": 0,
      "read_at": null,
      "age_seconds": null
    },
    {
      "source": "dispatch",
      "rows": 1,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "pull_request",
      "rows": 1,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T17:00:00Z",
      "age_seconds": 3780
    },
    {
      "source": "role",
      "rows": 1,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    },
    {
      "source": "person",
      "rows": 2,
      "unreadable": 0,
      "stale": 0,
      "read_at": "2026-03-24T18:00:00Z",
      "age_seconds": 180
    }
  ]
}
)");
}

TEST_F(Snapshot, CountsTheTasksThatItLists)
{
    given_tasks_of_everybody();
    task("done-task", {{"status", "completed"}});
    reconcile();

    const Json answer = snapshot();

    EXPECT_EQ(answer.at("owner"), nullptr);
    EXPECT_EQ(answer.at("counts"), Json({{"needs_attention", 1},
                                         {"active", 1},
                                         {"ready", 3},
                                         {"waiting", 0},
                                         {"other", 0},
                                         {"done", 1}}));
    EXPECT_THAT(slugs(answer.at("tasks")), ElementsAre("by-ghost", "by-register", "by-alias",
                                                       "by-name", "by-role", "done-task"));
}

TEST_F(Snapshot, CountsATaskOnceHoweverManySignalsItHas)
{
    task("troubled", {{"status", "in_progress"}, {"owner", "ghost"}, {"depends_on", "[nothing]"}});
    dispatch("troubled", {{"exit_code", 1}});
    reconcile();

    const Json answer = snapshot();

    EXPECT_EQ(answer.at("counts").at("needs_attention"), 1);
    EXPECT_THAT(answer.at("tasks").at(0).at("escalation_reasons"), SizeIs(3));
    EXPECT_THAT(answer.at("escalation").at("signals"), SizeIs(3));
}

TEST_F(Snapshot, NarrowsToAManagerByNameAliasRoleAndRegister)
{
    given_tasks_of_everybody();
    sync();

    EXPECT_THAT(tasks_of("dave"), ElementsAre("by-register", "by-alias", "by-name"));
    EXPECT_THAT(tasks_of("Dave-Fowler"), ElementsAre("by-register", "by-alias", "by-name"));
    EXPECT_THAT(tasks_of("rj"), ElementsAre("by-role"));
    EXPECT_THAT(tasks_of("data-viz"), ElementsAre("by-role"));
}

TEST_F(Snapshot, ShowsEveryManagerTheSignalsThatAreNobodys)
{
    given_tasks_of_everybody();
    task("failed", {{"status", "in_progress"}, {"owner", "rj"}});
    dispatch("failed", {{"exit_code", 1}});
    worktree("nobodys");
    reconcile();

    const Json escalation = snapshot({"--owner", "dave"}).at("escalation");

    EXPECT_EQ(escalation.at("required"), true);
    Words codes;
    for (const auto& signal : escalation.at("signals")) {
        codes.push_back(signal.at("code"));
    }
    EXPECT_THAT(codes, ElementsAre("orphaned_worktree", "unknown_owner"));
}

TEST_F(Snapshot, RequiresNoEscalationWhereThereIsOnlyInformation)
{
    task("finished", {{"status", "completed"}, {"owner", "dave"}});
    registers("dave", {{"finished", entry("finished", ".worktrees/finished")}});
    worktree("finished");
    reconcile();

    const Json answer = snapshot();

    EXPECT_EQ(answer.at("escalation").at("required"), false);
    EXPECT_EQ(answer.at("escalation").at("signals").at(0).at("severity"), "info");
    EXPECT_EQ(answer.at("tasks").at(0).at("needs_attention"), false);
    EXPECT_THAT(answer.at("tasks").at(0).at("escalation_reasons"), SizeIs(1));
}

TEST_F(Snapshot, SaysWhomThereIsWhenAnOwnerIsNobody)
{
    given_tasks_of_everybody();
    sync();

    const Answer answer = tm_db({"snapshot", "--owner", "ghost"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.out, IsEmpty());
    EXPECT_THAT(answer.err,
                HasSubstr("nobody manages what 'ghost' owns\nhint: there are dave, rj"));
}

TEST_F(Snapshot, TakesNamesAtTheirWordWhereThereAreNoFilesOfPeople)
{
    remove("tasks/team");
    given_tasks_of_everybody();
    sync();

    EXPECT_THAT(tasks_of("ghost"), ElementsAre("by-ghost"));
}

TEST_F(Snapshot, SaysToSyncFirst)
{
    const Answer answer = tm_db({"snapshot"});

    EXPECT_EQ(answer.status, 1);
    EXPECT_THAT(answer.err, HasSubstr("run 'tm-db sync' first"));
}

TEST_F(Snapshot, HasNoFormatButJson)
{
    sync();

    EXPECT_EQ(tm_db({"snapshot", "--format", "csv"}).status, 64);
}

// --- the lists -----------------------------------------------------------------------------------

class SnapshotLists : public Snapshot {
protected:
    Words waiting() { return slugs(snapshot().at("waiting_for_merge")); }
    Json finished() { return snapshot().at("recently_finished"); }
    const std::string oid_ = std::string(40, 'a');
};

TEST_F(SnapshotLists, HaveATaskWaitForMergeWhileItsPullRequestIsOpen)
{
    task("open", {{"status", "in_progress"}, {"pr_number", "1"}});
    task("draft", {{"status", "in_progress"}, {"pr_number", "2"}});
    task("merged", {{"status", "in_progress"}, {"pr_number", "3"}});
    task("finished", {{"status", "completed"}, {"pr_number", "4"}});
    task("running", {{"status", "in_progress"}, {"pr_number", "5"}});
    dispatch("running", {{"pid", ::getpid()}});
    file("tasks/logs/dispatch-running.log", "at work\n");
    age("tasks/logs/dispatch-running.log", 1);
    pull_requests({pull_request(1, "a", oid_), pull_request(2, "b", oid_, {{"isDraft", true}}),
                   pull_request(3, "c", oid_, {{"state", "MERGED"}}), pull_request(4, "d", oid_),
                   pull_request(5, "e", oid_)});

    sync();

    EXPECT_EQ(value("SELECT state FROM dispatch"), "running");
    EXPECT_THAT(waiting(), ElementsAre("open"));
}

TEST_F(SnapshotLists, HaveATaskFinishedWhenItsFileSaysSo)
{
    task("today", {{"status", "completed"}, {"completed_at", "2026-03-24T03:00:00-07:00"}});
    task("long-ago", {{"status", "completed"}, {"completed_at", "2026-03-22T10:00:00Z"}});
    task("some-day", {{"status", "completed"}});

    sync();

    EXPECT_EQ(finished(), Json::array({{{"slug", "today"},
                                        {"status", "completed"},
                                        {"finished_at", "2026-03-24T10:00:00Z"}}}));
}

TEST_F(SnapshotLists, HaveATaskFinishedWhenASyncFirstSawItSo)
{
    task("done", {{"status", "in_progress"}});
    task("dropped", {{"status", "ready"}});
    sync();

    now = "2026-03-25T09:00:00Z";
    task("done", {{"status", "completed"}, {"completed", "2026-03-25"}});
    task("dropped", {{"status", "cancelled"}});
    sync();

    EXPECT_THAT(slugs(finished()), ElementsAre("done", "dropped"));
    EXPECT_EQ(finished().at(0).at("finished_at"), "2026-03-25T09:00:00Z");
}

TEST_F(SnapshotLists, BelieveADayThatLiesBeforeTheSyncThatSawIt)
{
    sync();

    now = "2026-03-25T09:00:00Z";
    task("yesterday", {{"status", "completed"}, {"completed", "2026-03-24"}});
    task("last-year", {{"status", "completed"}, {"completed", "2025-03-24"}});
    sync();

    EXPECT_EQ(finished(), Json::array({{{"slug", "yesterday"},
                                        {"status", "completed"},
                                        {"finished_at", "2026-03-24T23:59:59Z"}}}));
}

TEST_F(SnapshotLists, ForgetATaskADayAfterItWasFinished)
{
    task("today", {{"status", "completed"}, {"completed_at", "2026-03-24T10:00:00Z"}});
    sync();

    now = "2026-03-25T10:00:00Z";
    sync();

    EXPECT_THAT(finished(), IsEmpty());
}

// --- ages ----------------------------------------------------------------------------------------

class SnapshotAges : public Snapshot {
protected:
    Json age_of(const std::string& source)
    {
        Json found;
        const Json answer = snapshot();
        for (const auto& one : answer.at("sources")) {
            if (one.at("source") == source) {
                found = one;
            }
        }
        return found;
    }
};

TEST_F(SnapshotAges, TellSinceWhenAFolderIsOutOfSight)
{
    task("fix-login", {{"status", "ready"}});
    sync();
    hide("tasks/workstreams/core/tasks");

    now = "2026-03-24T21:00:00Z";
    sync();

    EXPECT_EQ(age_of("task"), Json({{"source", "task"},
                                    {"rows", 1},
                                    {"unreadable", 0},
                                    {"stale", 1},
                                    {"read_at", "2026-03-24T18:00:00Z"},
                                    {"age_seconds", 3 * 3600}}));
    EXPECT_EQ(age_of("person").at("age_seconds"), 0);
}

TEST_F(SnapshotAges, TellHowManySourcesCouldNotBeRead)
{
    file("tasks/workstreams/core/tasks/torn.md", "---\nstatus: [\n---\n");

    sync();

    EXPECT_EQ(age_of("task").at("unreadable"), 1);
    EXPECT_EQ(age_of("task").at("stale"), 1);
}

TEST_F(SnapshotAges, KnowGitWhereThereIsARepository)
{
    task("fix-login", {{"status", "ready"}});
    linked_worktree("fix-login");

    sync();

    EXPECT_EQ(age_of("git").at("rows"), 1);
    EXPECT_EQ(age_of("git").at("read_at"), now);
}

}   // namespace
}   // namespace tmdb
