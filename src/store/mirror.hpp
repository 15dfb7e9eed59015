#pragma once

#include "model/dispatch.hpp"
#include "model/problem.hpp"
#include "model/pull_request.hpp"
#include "model/register.hpp"
#include "model/run.hpp"
#include "model/source.hpp"
#include "model/task.hpp"
#include "model/team.hpp"
#include "model/worktree.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// A file by the slug that it speaks of.
struct SlugPath {
    std::string slug;
    std::string path;
    auto operator<=>(const SlugPath&) const = default;
};

/// What the mirror holds.
class MirrorReader {
public:
    explicit MirrorReader(Store& store);

    /// What the mirror was made with: "config", "git", …
    std::optional<std::string> state(const std::string& name);
    /// By the part of the survey that it is of.
    std::map<std::string, std::string> traces();
    std::optional<Source> source(SourceKind kind, const std::string& path);
    std::vector<Source> sources(SourceKind kind);
    /// Of those the ones in a folder, and not below it.
    std::vector<Source> sources_in(SourceKind kind, const std::string& folder);
    /// The same by the rows that there are of root task files, or of copies; their stamps are
    /// empty.
    std::vector<Source> task_rows(SourceKind kind);
    std::vector<SlugPath> tasks_named(const std::string& slug);
    std::optional<std::string> slug_of_task(const std::string& path);
    /// Of the slugs that a register names.
    std::vector<SlugPath> registered_tasks();
    std::vector<SlugPath> registered_dispatches();
    std::vector<RegisterFile> register_files();
    std::vector<MirroredEntry> entries();
    std::vector<Worktree> worktrees();
    /// Those on disk that a finished task has left behind, or that no register entry names.
    std::vector<Worktree> abandoned_worktrees();
    std::vector<Dispatch> dispatches();
    /// Whether there is such a one among those whose workers may have ended meanwhile. Of each it
    /// is given only what tells of its worker.
    bool any_waiting_dispatch(const std::function<bool(const Dispatch&)>& is_such);
    std::vector<PullRequest> pull_requests();
    std::vector<TaskBase> task_bases();
    std::vector<TeamFile> roles();
    std::vector<TeamFile> people();
    /// What was once found out about objects (table git_answer).
    std::optional<std::string> git_answer(const std::string& kind, const std::string& left,
                                          const std::string& right);
    /// (slug, slug that it depends on), of dependencies that name a task.
    std::vector<std::pair<std::string, std::string>> dependency_edges();
    /// The sources of this kind with problems.
    std::vector<std::string> problem_paths(const std::string& kind);
    std::vector<Problem> problems();
    /// How many rows each ledger has, and how many of its sources have a problem.
    std::map<std::string, LedgerCounts> totals();
    bool any_task();

private:
    Connection& connection_;
};

/// Writes the mirror, inside a transaction of the caller's.
class MirrorWriter {
public:
    explicit MirrorWriter(Store& store);
    ~MirrorWriter();

    void set_state(const std::string& name, const std::string& value);
    void set_trace(const std::string& part, const std::string& sights);
    void remove_trace(const std::string& part);
    /// Every column has been filled that a migration had added.
    void forget_unfilled();
    void put_source(const Source& source);
    void remove_source(SourceKind kind, const std::string& path);
    /// Replaces what was wrong with the source at `path`.
    void set_problems(const std::string& kind, const std::string& path,
                      const std::vector<Problem>& problems);

    /// A root task file, or a copy where task.worktree_path is filled.
    void put_task(const Task& task);
    /// The row of a source that cannot be read now: its last good values stay, and its stamp is not
    /// believed until it has been read again.
    void mark_stale(SourceKind kind, const std::string& path);
    void remove_task(SourceKind kind, const std::string& path);
    void set_registers(const std::vector<RegisterFile>& files,
                       const std::vector<MirroredEntry>& entries);
    /// And the worktree that nothing but this entry has named.
    void remove_entry(const std::string& register_path, const std::string& slug);
    void set_worktrees(const std::vector<Worktree>& worktrees);
    void set_dispatches(const std::vector<Dispatch>& dispatches);
    void set_pull_requests(const std::vector<PullRequest>& pull_requests);
    void set_task_bases(const std::vector<TaskBase>& bases);
    /// `kind`: role or person.
    void set_team(SourceKind kind, const std::vector<TeamFile>& files);
    void set_owner_names(const std::vector<OwnerName>& names);
    void put_git_answer(const std::string& kind, const std::string& left, const std::string& right,
                        const std::string& answer);
    /// Forgets what was found out about main as it was: only `mains` (object ids) are asked again.
    void forget_git_answers(const std::vector<std::string>& mains);

    /// Which kinds of sources could be listed just now, by the problems that are written.
    void note_looks(const std::string& now);
    /// What has been found out about objects.
    void forget_git_answers();
    /// What serves rows that are not there.
    void remove_strays();

    /// Since when each task, or each of these slugs, has been seen in its status, by this history.
    void remember_status_since(const std::string& now,
                               const std::optional<std::set<std::string>>& slugs = std::nullopt);
    /// Of those among all, or among these, that are no tasks any more.
    void forget_status_since(const std::optional<std::set<std::string>>& slugs = std::nullopt);

    /// What was added, changed and removed by this writer; keyed by table.
    std::map<std::string, LedgerCounts> counts() const;

private:
    void set_dependencies(const Task& task);

    struct Writers;
    Connection& connection_;
    std::unique_ptr<Writers> writers_;
};

/// The name of a kind of source in the database.
std::string kind_name(SourceKind kind);

}   // namespace tmdb
