#pragma once

#include "base/machine.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

using Fields = std::vector<std::pair<std::string, std::string>>;
using Rows = std::vector<std::vector<std::string>>;

inline const std::string dave = ".tasks/task_manager/task-manager-dave.register.json";
inline const std::string bob = ".tasks/task_manager/task-manager-bob.register.json";

/// How the program ended and what it said.
struct Answer {
    int status = -1;
    std::string out;
    std::string err;

    nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// A real workspace in a temporary folder, asked through the real binary.
///
/// Law 1 is watched over here: after every command the whole workspace must be what it was before
/// (names, kinds, contents, modes and times), but for tm-db's own files and the registers that the
/// test has named with may_change().
///
/// The clock stands at `now` (TM_DB_NOW). What a test makes is an hour old, so that no grace hides
/// it.
class EndToEnd : public ::testing::Test {
protected:
    EndToEnd();

    // --- given ------------------------------------------------------------------------------
    /// tasks/workstreams/core/tasks/<slug>.md; returns its path below the root.
    std::string task(const std::string& slug, const Fields& fields);
    std::string file(const std::string& path, const std::string& text);
    /// The register of an owner, with these members written as Python's json.dump(indent=2) does.
    std::string registers(const std::string& owner, const nlohmann::ordered_json& entries);
    /// An entry as the heartbeat writes it, registered two hours ago.
    nlohmann::ordered_json entry(const std::string& slug,
                                 const std::optional<std::string>& worktree_path) const;
    /// A folder .worktrees/<slug>, with a copy of the task file when fields are given.
    void worktree(const std::string& slug, const std::optional<Fields>& copy = std::nullopt);
    /// tasks/logs/dispatch-<slug>.status.json
    std::string dispatch(const std::string& slug, const nlohmann::ordered_json& record);
    /// A real repository with everything so far in its first commit.
    GitRepository& git();
    /// Commits everything in the root checkout; the new HEAD.
    std::string commit(const std::string& message);
    /// A real linked worktree .worktrees/<slug> on a branch of that name, an hour old.
    void linked_worktree(const std::string& slug);
    /// Commits everything in that worktree, and with it a file of that name; its new HEAD.
    std::string work(const std::string& slug, const std::string& file = "work");
    /// Main takes all that the branch changes in one commit.
    std::string squash(const std::string& branch);
    std::string oid(const std::string& name);
    /// .tasks/task_manager/pull-requests.json, as gh prints it.
    std::string pull_requests(const std::vector<nlohmann::json>& list);
    /// One of them: open, without checks, its head a branch of that name at that commit.
    nlohmann::json pull_request(int number, const std::string& branch, const std::string& head,
                                const nlohmann::json& more = nlohmann::json::object()) const;
    /// Sets the times of a file or folder to so many minutes before `now`.
    void age(const std::string& path, int minutes);
    void remove(const std::string& path);
    /// Puts a folder out of sight, as a volume that is not mounted is: a link leads nowhere.
    void hide(const std::string& folder);
    /// A link to itself in place of whatever was there: whoever looks through it gets an error.
    void link_in_a_circle(const std::string& path);
    /// So many minutes before `now`, as ledgers write it.
    std::string minutes_ago(int minutes) const;

    // --- when -------------------------------------------------------------------------------
    Answer tm_db(std::vector<std::string> arguments);
    /// Any program, such as one that runs tm-db: in the workspace, watched in the same way.
    Answer run(std::vector<std::string> arguments);
    /// sync, which must succeed, then reconcile with these arguments.
    Answer reconcile(std::vector<std::string> arguments = {});
    void sync();
    /// sync, until no file's stamp is as young as the look at it.
    void settle();

    // --- then -------------------------------------------------------------------------------
    /// Any query over the database file, by SQLite itself; NULL is "NULL".
    Rows rows(const std::string& sql) const;
    std::string value(const std::string& sql) const;
    /// The subjects of the open signals of a code, sorted.
    std::vector<std::string> open(const std::string& code) const;
    nlohmann::json evidence(const std::string& code) const;
    std::string read(const std::string& path) const;
    bool exists(const std::string& path) const;

    /// Allows the register at this path to differ after the commands that follow.
    void may_change(const std::string& path) { may_change_.push_back(path); }

    /// A place for what must not lie in the workspace.
    std::string outside(const std::string& name) const { return directory_.path() / name; }
    /// Watches tm-db's own files, too, from here on.
    void nothing_may_change() { watches_all_ = true; }

    std::filesystem::path root() const { return directory_.path() / "workspace"; }
    std::string database() const { return (root() / ".tasks/task_manager/tm.db").string(); }

    std::string now = "2026-03-24T18:00:00Z";
    std::vector<std::string> environment;   // more variables for the program
    std::string working_directory;          // below the root

private:
    using Snapshot = std::map<std::string, std::string>;   // path -> all that must not change

    Snapshot snapshot() const;
    bool is_allowed(const std::string& path) const;

    TemporaryDirectory directory_;
    std::unique_ptr<Machine> machine_ = make_machine();
    std::unique_ptr<GitRepository> repository_;
    std::vector<std::string> may_change_;
    bool watches_all_ = false;
};

/// A task file's text.
std::string markdown(const Fields& fields);

}   // namespace tmdb
