#include "support/end_to_end.hpp"
#include "worlds/disk.hpp"
#include "worlds/world.hpp"

#include <gmock/gmock.h>

#include <map>

namespace tmdb {

namespace {

using Json = nlohmann::json;

/// A few of the worlds, with a real git, through the real program.
class RealWorld : public EndToEnd, public testing::WithParamInterface<unsigned> {
protected:
    RealWorld()
    {
        now = world_time;
        may_change(dave);
        may_change(bob);
        World world = random_world(GetParam());
        world.git = {1};   // none: it is made by git
        change_disk({}, plan_of(world, root()));
        git();
        link_worktrees(world);
        sync();
    }

    // --- given ------------------------------------------------------------------------------
    /// Of what was no worktree every fourth becomes one, in some way.
    void link_worktrees(const World& world)
    {
        for (std::size_t i = 0; i < world.tasks.size(); i += 4) {
            const auto& slug = world.tasks[i].slug;
            if (!exists(".worktrees/" + slug)) {
                linked_worktree(slug);
                ways_[i / 4 % ways_.size()](*this, slug);
            }
        }
    }

    // --- when -------------------------------------------------------------------------------
    Json reconciled(std::vector<std::string> more = {})
    {
        more.insert(more.begin(), {"reconcile", "--json"});
        const Answer answer = tm_db(std::move(more));
        EXPECT_EQ(answer.status, 0) << answer.err;
        return answer.json();
    }
    /// What a new database has of the world, by whoever looks from there.
    Rows seen(const std::string& name)
    {
        const std::string path = outside(name);
        EXPECT_EQ(tm_db({"--db", path, "sync"}).status, 0);
        EXPECT_EQ(tm_db({"--db", path, "reconcile", "--skip", "register_orphan"}).status, 0);
        Rows seen;
        for (const auto* sql :
             {"SELECT path, slug, status, frontmatter, mtime_ns FROM task",
              "SELECT path, slug, status, frontmatter, mtime_ns FROM task_copy",
              "SELECT register_path, slug, worktree_path, raw, problem FROM register_entry",
              "SELECT path, slug, branch, head_oid, own_commits, landed FROM worktree",
              "SELECT path, slug, state, exit_code FROM dispatch",
              "SELECT path, line, message FROM problem",
              "SELECT code, subject, slug, severity, detail, evidence FROM signal"}) {
            const auto answer = tm_db({"--db", path, "sql", sql, "--format", "ndjson"});
            EXPECT_EQ(answer.status, 0) << answer.err;
            seen.push_back({sql, answer.out});
        }
        return seen;
    }

private:
    using Way = std::function<void(RealWorld&, const std::string&)>;
    const std::vector<Way> ways_ = {
        [](RealWorld& given, const std::string& slug) { given.work(slug); },
        [](RealWorld& given, const std::string& slug) { given.remove(".worktrees/" + slug); },
        [](RealWorld& given, const std::string& slug) {
            given.git().git({"worktree", "lock", ".worktrees/" + slug});
            given.remove(".worktrees/" + slug);
        },
        [](RealWorld& given, const std::string& slug) {
            given.git().git({"worktree", "move", ".worktrees/" + slug, given.outside(slug)});
        }};
};

TEST_P(RealWorld, IsPrunedAsAnnouncedAndThenDoneWith)
{
    const Json announced = reconciled({"--dry-run"});
    const Json done = reconciled();
    const Json again = reconciled();

    EXPECT_EQ(announced.at("pruned"), done.at("pruned"));
    EXPECT_EQ(announced.at("kept"), done.at("kept"));
    EXPECT_THAT(again.at("pruned"), testing::IsEmpty());
    EXPECT_THAT(again.at("opened"), testing::IsEmpty());
    EXPECT_THAT(again.at("cleared"), testing::IsEmpty());
}

TEST_P(RealWorld, ComesBackToTheByte)
{
    const auto registers = read(dave) + read(bob);
    const Json done = reconciled();

    const Answer restored = tm_db({"restore", "--run", std::to_string(done.at("run").get<int>())});

    EXPECT_EQ(restored.status, done.at("pruned").empty() ? 1 : 0) << restored.err;
    EXPECT_EQ(read(dave) + read(bob), registers);
}

TEST_P(RealWorld, LooksTheSameFromAnywhere)
{
    const Rows at_home = seen("home.db");
    environment = {"TZ=Pacific/Kiritimati", "LC_ALL=C.UTF-8", "LANG=tr_TR.UTF-8"};
    working_directory = "tasks/workstreams/core";

    EXPECT_EQ(seen("abroad.db"), at_home);
}

TEST_P(RealWorld, IsPrunedOfNoMoreWhileGitDoesNotAnswer)
{
    const Json answered = reconciled({"--dry-run"}).at("pruned");
    write_file(outside("bin/git"), "#!/bin/sh\nexit 128\n");
    std::filesystem::permissions(outside("bin/git"), std::filesystem::perms::owner_all);
    environment = {"PATH=" + outside("bin")};
    sync();

    const Json unanswered = reconciled({"--dry-run"}).at("pruned");
    for (const auto& entry : unanswered) {
        EXPECT_THAT(answered, testing::Contains(entry));
    }
}

INSTANTIATE_TEST_SUITE_P(OfAnySeed, RealWorld, testing::Values(1u, 2u, 3u));

}   // namespace

}   // namespace tmdb
