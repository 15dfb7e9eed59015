#include "store/mirror.hpp"

#include "store/connection.hpp"
#include "support/fake_machine.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

namespace {

class Mirror : public ::testing::Test {
protected:
    std::string text(const std::string& sql)
    {
        Query query(store_.connection().database(), sql);
        return query.step() ? query.text(0) : "no row";
    }

    static Task task_named(const std::string& slug, const std::string& status)
    {
        return {.path = "tasks/" + slug + ".md",
                .slug = slug,
                .fields = {.status = status, .status_raw = status},
                .front_matter = "{}"};
    }

    TemporaryDirectory directory_;
    FakeMachine machine_;
    Store store_ = Store::open_for_writing(machine_, directory_.path() / "tm.db");
    MirrorReader reader_{store_};
    MirrorWriter writer_{store_};
};

TEST_F(Mirror, GivesBackAWorktreeAsItWasPut)
{
    const Worktree full{.path = ".worktrees/a",
                        .slug = "a",
                        .branch = "feature",
                        .head_oid = "abc",
                        .on_disk = true,
                        .in_git = true,
                        .locked = true,
                        .lock_reason = "mine",
                        .prunable = true,
                        .admin_dir = "/r/.git/worktrees/a",
                        .matches_layout = true,
                        .mtime_ns = 1,
                        .gitdir_mtime_ns = 2,
                        .head_mtime_ns = 3,
                        .index_mtime_ns = 4,
                        .stale = true};
    const Worktree bare{.path = "/elsewhere/b", .slug = "b"};

    writer_.set_worktrees({full, bare});

    EXPECT_THAT(reader_.worktrees(), ElementsAre(full, bare));
}

TEST_F(Mirror, GivesBackADispatchAsItWasPut)
{
    const Dispatch full{.record = {.slug = "a",
                                   .path = "logs/a",
                                   .state_raw = "going",
                                   .exit_code = 3,
                                   .pid = 42,
                                   .started_at = "then",
                                   .finished_at = "now",
                                   .updated_at = "later"},
                        .state = WorkerState::worker_gone,
                        .log_path = "logs/a.log",
                        .mtime_ns = 1,
                        .log_mtime_ns = 2,
                        .newest_ns = 3,
                        .stale = true};
    const Dispatch bare{.record = {.slug = "b", .path = "logs/b"}};

    writer_.set_dispatches({bare, full});

    EXPECT_THAT(reader_.dispatches(), ElementsAre(full, bare));
}

TEST_F(Mirror, GivesBackRegistersAndTheirEntriesInOrder)
{
    const RegisterFile file{.path = "dave.json",
                            .owner = "Dave",
                            .owner_key = "dave",
                            .stale = true,
                            .ever_read = true};
    const MirroredEntry second{.entry = {.slug = "a",
                                         .task_path = "tasks/a.md",
                                         .worktree_path = ".worktrees/a",
                                         .registered_at = "then",
                                         .launched_at = "soon",
                                         .started_at = "now",
                                         .raw = "{}",
                                         .problem = "odd",
                                         .position = 1},
                               .register_path = "dave.json",
                               .owner = "Dave",
                               .owner_key = "dave",
                               .occurrence = 1,
                               .worktree = ".worktrees/a",
                               .stale = true};
    const MirroredEntry first{.entry = {.slug = "b", .raw = "null"},
                              .register_path = "dave.json",
                              .owner = "Dave",
                              .owner_key = "dave"};

    writer_.set_registers({file}, {second, first});

    EXPECT_THAT(reader_.register_files(), ElementsAre(file));
    EXPECT_THAT(reader_.entries(), ElementsAre(first, second));
}

TEST_F(Mirror, GivesBackTheSourcesOfAKind)
{
    const Source source{
        .kind = SourceKind::dispatch_log,
        .path = "logs/a.log",
        .stamp = {.device = ~std::uint64_t{0}, .inode = 2, .size = 3, .mtime_ns = 4, .ctime_ns = 5},
        .racy = true};

    writer_.put_source(source);

    EXPECT_THAT(reader_.sources(SourceKind::dispatch_log), ElementsAre(source));
    EXPECT_THAT(reader_.sources(SourceKind::dispatch), IsEmpty());

    writer_.remove_source(SourceKind::dispatch_log, "logs/a.log");

    EXPECT_THAT(reader_.sources(SourceKind::dispatch_log), IsEmpty());
}

TEST_F(Mirror, ReplacesWhatIsWrongWithASourceOfItsKindOnly)
{
    const Problem first{.path = "p", .line = 1, .column = 2, .message = "odd", .slug = "a"};
    const Problem second{.path = "p", .message = "gone"};
    writer_.set_problems("task", "p", {first});
    writer_.set_problems("dispatch", "p", {second});

    EXPECT_THAT(reader_.problems(), ElementsAre(second, first));
    EXPECT_THAT(reader_.problem_paths("task"), ElementsAre("p"));

    writer_.set_problems("task", "p", {});

    EXPECT_THAT(reader_.problems(), ElementsAre(second));
}

TEST_F(Mirror, ReplacesTheDependenciesOfATask)
{
    Task task = task_named("a", "ready");
    task.fields.depends_on = {"x", "y", "z"};
    writer_.put_task(task);
    task.fields.depends_on = {"b"};
    writer_.put_task(task);
    writer_.put_task(task_named("b", "ready"));

    EXPECT_EQ(text("SELECT group_concat(depends_on) FROM task_dependency"), "b");
    EXPECT_THAT(reader_.dependency_edges(), ElementsAre(Pair("a", "b")));
}

TEST_F(Mirror, BelievesNoStampOfARowThatIsStale)
{
    writer_.put_task(task_named("a", "ready"));
    writer_.put_source({.kind = SourceKind::task, .path = "tasks/a.md"});

    writer_.mark_stale(SourceKind::task, "tasks/a.md");

    EXPECT_EQ(text("SELECT status || stale FROM task"), "ready1");
    EXPECT_TRUE(reader_.sources(SourceKind::task)[0].racy);
}

TEST_F(Mirror, RemembersSinceWhenAStatusIsSeen)
{
    writer_.put_task(task_named("a", "ready"));
    writer_.put_task(task_named("b", "ready"));
    writer_.remember_status_since("monday");
    writer_.put_task(task_named("b", "done"));
    writer_.remember_status_since("tuesday", std::set<std::string>{"b", "nobody"});

    EXPECT_EQ(text("SELECT group_concat(slug || ' ' || since) FROM status_since"),
              "a monday,b tuesday");

    writer_.remove_task(SourceKind::task, "tasks/a.md");
    writer_.remember_status_since("wednesday");
    writer_.forget_status_since(std::set<std::string>{"a", "b"});

    EXPECT_EQ(text("SELECT group_concat(slug) FROM status_since"), "b");
}

TEST_F(Mirror, CountsRowsAndUnreadableSources)
{
    writer_.put_task(task_named("a", "ready"));
    writer_.set_problems("task", "p", {{.path = "p", .message = "x"}, {.path = "p", .line = 2}});

    const auto totals = reader_.totals();

    EXPECT_EQ(totals.at("task"), (LedgerCounts{.unreadable = 1, .total = 1}));
    EXPECT_EQ(totals.at("dispatch"), LedgerCounts{});
}

TEST_F(Mirror, KeepsAStateUntilItIsAnother)
{
    EXPECT_EQ(reader_.state("git"), std::nullopt);
    writer_.set_state("git", "one");
    writer_.set_state("git", "two");

    EXPECT_EQ(reader_.state("git"), "two");
}

}   // namespace
}   // namespace tmdb
