#include "support/end_to_end.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace tmdb {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

/// What a sync asks of the system, by strace.
class SyncCost : public EndToEnd {
protected:
    SyncCost()
    {
        nlohmann::ordered_json entries;
        for (int number = 0; number < 12; ++number) {
            const std::string slug = "task-" + std::to_string(number);
            task(slug, {{"status", "in_progress"}});
            if (number % 3 == 0) {
                entries[slug] = entry(slug, ".worktrees/" + slug);
                dispatch(slug, {{"state", "running"}, {"pid", 1}});
                file("tasks/logs/dispatch-" + slug + ".log", "started\n");
                age("tasks/logs/dispatch-" + slug + ".log", 1);
            }
        }
        registers("dave", entries);
        git();
        for (const auto& [slug, entry] : entries.items()) {
            linked_worktree(slug);
        }
    }

    static std::string path_of(const std::string& slug)
    {
        return "tasks/workstreams/core/tasks/" + slug + ".md";
    }

    struct Call {
        std::string name;
        std::string path;   // in full
    };

    /// Of the files in the workspace, and what was executed.
    std::vector<Call> calls_of_a_sync()
    {
        const std::string log = outside("calls");
        run({"strace", "-f", "-y", "-qq", "-s", "4096", "-e",
             "trace=execve,openat,statx,newfstatat", "-o", log, TM_DB_BINARY, "sync"});
        std::vector<Call> calls;
        std::ifstream stream(log);
        for (std::string line; std::getline(stream, line);) {
            const auto bracket = line.find('(');
            const auto quote = line.find('"');
            if (bracket == std::string::npos || quote == std::string::npos) {
                continue;
            }
            const auto name_at = line.rfind(' ', bracket) + 1;
            std::string path = line.substr(quote + 1, line.find('"', quote + 1) - quote - 1);
            const auto folder = line.find('<', bracket);
            if (!path.starts_with('/') && folder < quote) {
                path = line.substr(folder + 1, line.find('>', folder) - folder - 1) + "/" + path;
            }
            const std::string name = line.substr(name_at, bracket - name_at);
            if (name == "execve" || path.starts_with(root().string() + "/")) {
                calls.push_back({name, path});
            }
        }
        return calls;
    }

    /// How often each file was asked for, tm-db's own not counted.
    std::map<std::string, int> looks(const std::vector<Call>& calls) const
    {
        std::map<std::string, int> looks;
        for (const auto& call : calls) {
            if (call.name == "statx" && !call.path.starts_with(database())) {
                ++looks[call.path];
            }
        }
        return looks;
    }

    std::vector<std::string> opened(const std::vector<Call>& calls, const std::string& ending) const
    {
        std::vector<std::string> opened;
        for (const auto& call : calls) {
            if (call.name == "openat" && call.path.ends_with(ending)) {
                opened.push_back(call.path);
            }
        }
        return opened;
    }
};

TEST_F(SyncCost, OfNothingNewIsOneLookAtEachFile)
{
    settle();

    const auto calls = calls_of_a_sync();

    const auto looks = this->looks(calls);
    EXPECT_THAT(looks.size(), ::testing::Ge(12 + 4 * 4u));
    for (int number = 0; number < 12; ++number) {
        const std::string slug = "task-" + std::to_string(number);
        EXPECT_EQ(looks.at(root() / path_of(slug)), 1) << slug;
        if (number % 3 == 0) {
            EXPECT_EQ(looks.at(root() / ".worktrees" / slug / path_of(slug)), 1) << slug;
            EXPECT_EQ(looks.at(root() / ("tasks/logs/dispatch-" + slug + ".status.json")), 1);
            EXPECT_EQ(looks.at(root() / ("tasks/logs/dispatch-" + slug + ".log")), 1);
        }
    }
}

TEST_F(SyncCost, OfNothingNewIsNoOpenTaskFileAndNoProcess)
{
    settle();

    const auto calls = calls_of_a_sync();

    EXPECT_THAT(opened(calls, ".md"), IsEmpty());
    EXPECT_THAT(opened(calls, ".json"), IsEmpty());
    EXPECT_EQ(std::ranges::count(calls, std::string("execve"), &Call::name), 1);
    constexpr int folders = 8;   // with task files, logs, registers, worktrees, roles and people
    EXPECT_LE(opened(calls, "").size(), folders + 20u);
}

TEST_F(SyncCost, OfOneChangedFileIsOneOpenTaskFile)
{
    settle();
    task("task-7", {{"status", "completed"}});

    const auto calls = calls_of_a_sync();

    EXPECT_THAT(opened(calls, ".md"), ElementsAre(root() / path_of("task-7")));
    EXPECT_EQ(std::ranges::count(calls, std::string("execve"), &Call::name), 1);
    EXPECT_EQ(value("SELECT status FROM task WHERE slug = 'task-7'"), "completed");
}

TEST_F(SyncCost, OfOneChangedFileIsNoSecondLookAtItsNeighbours)
{
    settle();
    task("task-7", {{"status", "completed"}});

    const auto looks = this->looks(calls_of_a_sync());

    for (const int number : {6, 8, 9}) {
        const std::string slug = "task-" + std::to_string(number);
        EXPECT_EQ(looks.at(root() / path_of(slug)), 1) << slug;
    }
}

TEST_F(SyncCost, IsNoReasonToMissAWorkerThatFellSilent)
{
    settle();
    ASSERT_EQ(value("SELECT DISTINCT state FROM dispatch"), "running");

    now = "2026-03-24T23:00:00Z";
    sync();

    EXPECT_EQ(value("SELECT DISTINCT state FROM dispatch"), "stalled");
}

TEST_F(SyncCost, IsNoReasonToMissAFolderThatWentAndCameBackAsItWas)
{
    settle();
    const auto folder = root() / "tasks/workstreams/core/tasks";

    std::filesystem::rename(folder, outside("tasks"));
    sync();
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "0");
    std::filesystem::rename(outside("tasks"), folder);
    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "12");
}

TEST_F(SyncCost, IsNoReasonToMissItAfterAFullSyncEither)
{
    settle();
    const auto folder = root() / "tasks/workstreams/core/tasks";

    std::filesystem::rename(folder, outside("tasks"));
    ASSERT_EQ(tm_db({"sync", "--full"}).status, 0);
    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "0");
    std::filesystem::rename(outside("tasks"), folder);
    sync();

    EXPECT_EQ(value("SELECT COUNT(*) FROM task"), "12");
}

TEST_F(SyncCost, IsNoReasonToMissAnEditWithTheStampsOfBefore)   // T18
{
    settle();
    const auto file = root() / path_of("task-7");
    const auto stamp = std::filesystem::last_write_time(file);
    std::string text = read(path_of("task-7"));
    text.replace(text.find("in_progress"), 11, "in_progresS");
    write_file(file, text);
    std::filesystem::last_write_time(file, stamp);

    sync();

    EXPECT_EQ(value("SELECT status_raw FROM task WHERE slug = 'task-7'"), "in_progresS");
}

TEST_F(SyncCost, GrowsInOpenFoldersNotWithFiles)
{
    settle();
    const auto few = opened(calls_of_a_sync(), "").size();
    for (int number = 100; number < 140; ++number) {
        task("task-" + std::to_string(number), {{"status", "ready"}});
    }
    settle();

    EXPECT_EQ(opened(calls_of_a_sync(), "").size(), few);
}

}   // namespace
}   // namespace tmdb
