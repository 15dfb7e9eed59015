#include "store/connection.hpp"
#include "store/past.hpp"
#include "support/end_to_end.hpp"

#include <filesystem>
#include <functional>
#include <random>

namespace tmdb {

namespace {

/// A workspace that is edited by dice, with a copy of the database after every run.
class TimeTravel : public EndToEnd, public testing::WithParamInterface<unsigned> {
protected:
    TimeTravel()
    {
        may_change(dave);
        may_change(bob);
        for (int i = 0; i < 5; ++i) {
            edit_task();
        }
        edit_registers();
        if (GetParam() % 2 == 0) {
            git();
        }
        sync();
    }

    // --- what happens -----------------------------------------------------------------------
    void edit_something()
    {
        const std::function<void()> edits[] = {
            [&] { edit_task(); },
            [&] { edit_task(); },
            [&] { break_task(); },
            [&] { remove(task_path(slug())); },
            [&] { edit_registers(); },
            [&] { file(bob, "{\"torn\": "); },
            [&] { edit_worktree(); },
            [&] { edit_worktree(); },
            [&] { remove(".worktrees/" + slug()); },
            [&] { edit_dispatch(); },
            [&] { remove("tasks/logs/dispatch-" + slug() + ".status.json"); },
            [&] { edit_pull_requests(); },
            [&] { pass_time(); },
        };
        edits[die(std::size(edits))]();
    }
    void edit_task()
    {
        task(slug(), {{"title", text()},
                      {"status", status()},
                      {"owner", one_of({"dave", "bob"})},
                      {"depends_on", "[" + slug() + "]"},
                      {"reviewer", text()}});
    }
    void break_task() { file(task_path(slug()), "---\nstatus: [\n---\n"); }
    void edit_registers()
    {
        for (const std::string owner : {"dave", "bob"}) {
            nlohmann::ordered_json entries = nlohmann::ordered_json::object();
            for (int i = 0; i < 2; ++i) {
                const auto name = slug();
                entries[name] =
                    entry(name, die(3) == 0 ? std::nullopt : std::optional(".worktrees/" + name));
                entries[name]["note"] = text();
            }
            registers(owner, entries);
        }
    }
    void edit_worktree() { worktree(slug(), Fields{{"status", status()}, {"title", text()}}); }
    void edit_dispatch()
    {
        dispatch(slug(),
                 {{"exit_code", die(2)}, {"started_at", minutes_ago(static_cast<int>(die(90)))}});
    }
    void edit_pull_requests()
    {
        std::vector<nlohmann::json> list;
        for (int number = 1; number < 4; ++number) {
            if (die(3) > 0) {
                list.push_back(
                    pull_request(number, slug(), std::string(40, 'a'),
                                 {{"title", text()}, {"state", one_of({"OPEN", "CLOSED"})}}));
            }
        }
        pull_requests(list);
    }
    void pass_time()
    {
        static const std::string hours[] = {"19", "20", "21", "22", "23"};
        hour_ = std::min(hour_ + 1, std::size(hours));
        now = "2026-03-24T" + hours[hour_ - 1] + ":00:00Z";
    }
    void run_something()
    {
        const std::vector<std::vector<std::string>> choices = {
            {"sync"},
            {"sync"},
            {"reconcile"},
            {"reconcile", "--only", "metadata_drift"},
            {"rebuild"}};
        tm_db(choices[die(choices.size())]);
        std::filesystem::copy_file(database(), copy_after(newest()),
                                   std::filesystem::copy_options::overwrite_existing);
    }

    // --- what is known of it ----------------------------------------------------------------
    std::int64_t newest() const { return std::stoll(value("SELECT MAX(id) FROM run")); }
    std::string copy_after(std::int64_t run) const
    {
        return outside("after-" + std::to_string(run) + ".db");
    }
    static const std::vector<std::string>& tables()
    {
        static const std::vector<std::string> names = {
            "task",          "task_copy",      "task_dependency",
            "register_file", "register_entry", "worktree",
            "task_base",     "dispatch",       "pull_request",
            "problem",       "mirror_state",   "status_since",
            "arrival",       "pending_signal", "signal",
            "signal_event",  "prune",          "run",
            "change"};
        return names;
    }
    static std::vector<std::string> content(Store& store, const std::string& table)
    {
        std::vector<std::string> rows;
        Query query(store.connection().database(),
                    "SELECT * FROM " + table +
                        (table == "mirror_state" ? " WHERE name <> 'views'" : ""));
        while (query.step()) {
            std::string row;
            for (int i = 0; const auto& name : query.column_names()) {
                row += name + "=" + query.optional_text(i++).value_or("NULL") + "|";
            }
            rows.push_back(row);
        }
        std::sort(rows.begin(), rows.end());
        return rows;
    }

    std::size_t die(std::size_t sides) { return dice_() % sides; }
    std::string one_of(std::vector<std::string> words) { return words[die(words.size())]; }
    std::string slug() { return one_of({"add-index", "fix-login", "move-code", "new-page"}); }
    std::string status() { return one_of({"ready", "in_progress", "completed", "not_started"}); }
    std::string text() { return one_of({"one", "two \"quoted\"", "drei ü", "vier\\n"}); }
    static std::string task_path(const std::string& slug)
    {
        return "tasks/workstreams/core/tasks/" + slug + ".md";
    }

    std::unique_ptr<Machine> machine = make_machine();

private:
    std::mt19937 dice_{GetParam()};
    std::size_t hour_ = 0;
};

TEST_P(TimeTravel, FindsEveryRunAsACopyOfItsTimeDoes)
{
    for (int step = 0; step < 25; ++step) {
        edit_something();
        run_something();
    }

    Store present = Store::open_for_reading(*machine, database());
    for (std::int64_t run = newest(); run > 0; --run) {
        if (!std::filesystem::exists(copy_after(run))) {
            continue;   // it ended within a command that made another one
        }
        Store copy = Store::open_for_reading(*machine, copy_after(run));
        Past past(present, {tables().begin(), tables().end()}, run);
        for (const auto& table : tables()) {
            EXPECT_EQ(content(past.store(), table), content(copy, table))
                << table << " as of run " << run;
        }
    }
}

TEST_P(TimeTravel, WalksBackThroughTheSameStates)
{
    for (int step = 0; step < 12; ++step) {
        edit_something();
        run_something();
    }

    Store present = Store::open_for_reading(*machine, database());
    Past walk(present, {tables().begin(), tables().end()}, newest());
    for (std::int64_t run = newest(); run > 0; --run) {
        walk.go_back_to(run);
        Past direct(present, {tables().begin(), tables().end()}, run);
        for (const auto& table : tables()) {
            EXPECT_EQ(content(walk.store(), table), content(direct.store(), table))
                << table << " as of run " << run;
        }
    }
}

TEST_P(TimeTravel, FindsAMirrorThatIsMadeAnewAsTheSyncsLeftIt)
{
    for (int step = 0; step < 25; ++step) {
        edit_something();
        run_something();
    }
    sync();
    std::filesystem::copy_file(database(), outside("synced.db"));

    ASSERT_EQ(tm_db({"rebuild"}).status, 0);

    Store synced = Store::open_for_reading(*machine, outside("synced.db"));
    Store rebuilt = Store::open_for_reading(*machine, database());
    for (const auto& table : tables()) {
        if (table != "run") {
            EXPECT_EQ(content(rebuilt, table), content(synced, table)) << table;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(OfAnyHistory, TimeTravel, testing::Range(1u, 7u));

}   // namespace

}   // namespace tmdb
