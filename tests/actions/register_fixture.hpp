#pragma once

#include "actions/entry_inspector_fixture.hpp"
#include "actions/prune.hpp"
#include "base/hash.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tmdb {

inline const std::string register_path = ".tasks/task_manager/task-manager-dave.register.json";

/// A machine on which a new file can be made, but not written.
class MachineWithoutRoom : public FakeMachine {
public:
    int write(int, std::string_view) override { return ENOSPC; }
};

/// A machine on which no temporary file can be removed.
class ObstinateMachine : public FakeMachine {
public:
    explicit ObstinateMachine(const FakeMachine& other)
    {
        fixed_now = other.fixed_now;
        cwds = other.cwds;
        on_reached = other.on_reached;
    }
    int remove(const std::string& path) override
    {
        return path.find(".tmdb-") != std::string::npos ? EIO : FakeMachine::remove(path);
    }
};

/// Dave's register in that workspace, and the database. The tasks fix-login, rename-key and
/// add-index are completed, and nothing is left of their worktrees.
class RegisterTest : public EntryInspectorTest {
protected:
    RegisterTest()
    {
        for (const auto* slug : {"rename-key", "add-index"}) {
            task(slug, "completed");
        }
        task("keep", "in_progress");
        Transaction transaction(store);
        run_id = history.begin_run(RunKind::reconcile, "2026-03-24T18:00:00Z");
        transaction.commit();
    }

    // --- given ------------------------------------------------------------------------------
    static std::string member(const std::string& slug)
    {
        return "\"" + slug + "\": {\"slug\": \"" + slug + "\", \"task_path\": \"" +
               task_path(slug) + "\", \"worktree_path\": \".worktrees/" + slug + "\", \"n\": 1e2}";
    }
    static std::string register_of(const std::vector<std::string>& slugs)
    {
        std::string text;
        for (const auto& slug : slugs) {
            text += (text.empty() ? "{\n  " : ",\n  ") + member(slug);
        }
        return text + "\n}\n";
    }
    void given_register(const std::string& text) { file(register_path, text); }
    /// Calls `act` when this step has been reached, every time.
    void on(const std::string& step, std::function<void()> act)
    {
        machine.on_reached = [step, act = std::move(act)](std::string_view reached) {
            if (reached == step) {
                act();
            }
        };
    }

    void once_on(const std::string& step, std::function<void()> act)
    {
        on(step, [act = std::move(act), done = false]() mutable {
            if (!std::exchange(done, true)) {
                act();
            }
        });
    }

    // --- when -------------------------------------------------------------------------------
    RegisterPrune prune(const std::vector<std::string>& slugs,
                        const std::string& reason = "completed")
    {
        return prune_on(machine, slugs, reason);
    }
    RegisterPrune prune_on(Machine& chosen, const std::vector<std::string>& slugs,
                           const std::string& reason = "completed")
    {
        std::vector<PruneCandidate> candidates;
        for (const auto& slug : slugs) {
            candidates.push_back({register_path, "dave", slug, reason});
        }
        return prune_register(store, chosen, workspace, known, register_path, candidates, run_id,
                              Write::yes, PlainRename::refused);
    }
    void settle(const RegisterPrune& result)
    {
        Transaction transaction(store);
        history.settle_done(result.write_id, "2026-03-24T18:00:00Z");
        transaction.commit();
    }

    // --- then -------------------------------------------------------------------------------
    std::string text() const { return read(at(register_path)); }
    static std::string read(const std::string& path)
    {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    std::vector<std::string> column(const std::string& sql)
    {
        std::vector<std::string> values;
        Query& query = store.connection().query(sql);
        while (query.step()) {
            values.push_back(query.text(0));
        }
        return values;
    }
    std::vector<std::string> write_states()
    {
        return column("SELECT state FROM register_write ORDER BY id");
    }
    std::vector<std::string> temporaries() const
    {
        std::vector<std::string> found;
        for (const auto& item : std::filesystem::directory_iterator(at(".tasks/task_manager"))) {
            const std::string name = item.path().filename();
            if (name.starts_with(".tmdb-")) {
                found.push_back(name);
            }
        }
        return found;
    }
    std::string archive() const { return read(store.path() + ".prunes.jsonl"); }

    Store store = Store::open_for_writing(machine, at(".tasks/task_manager/tm.db"));
    History history{store};
    std::int64_t run_id = 0;
};

}   // namespace tmdb
