#pragma once

#include "actions/known_sources.hpp"
#include "actions/volumes.hpp"
#include "base/machine.hpp"
#include "model/dispatch.hpp"
#include "model/problem.hpp"
#include "model/pull_request.hpp"
#include "model/register.hpp"
#include "model/source.hpp"
#include "model/task.hpp"
#include "model/team.hpp"
#include "model/worktree.hpp"
#include "sources/scanner.hpp"
#include "sources/workspace.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tmdb {

/// Called while a long look goes on: which phase, how many are done, of how many.
using Progress = std::function<void(std::string_view phase, std::size_t done, std::size_t total)>;

/// What every part of a look at the workspace needs to know.
struct SurveyContext {
    Machine& machine;
    const Workspace& workspace;
    Nanoseconds began = 0;   // by the system's clock
    Progress progress;       // never empty
};

/// What is wrong with the sources of one kind: for each path, all of it. A path with no problems is
/// one that has just been found to be sound, or gone.
using ProblemsByPath = std::map<std::string, std::vector<Problem>>;

/// Sources whose stamps mean nothing any more: they are gone, or the last look at them failed.
using ForgottenSources = std::vector<std::pair<SourceKind, std::string>>;

/// What changed among task files, or among their copies.
struct TaskSurvey {
    std::vector<Task> read;
    std::vector<Source> sources;        // of what was read
    std::vector<std::string> stale;     // rows that stay although their files cannot be read
    std::vector<std::string> removed;   // rows that go
    ProblemsByPath problems;
    std::vector<Problem> folder_problems;
};

/// A place where the copy of a task file may lie.
struct CopyPlace {
    std::string path;   // of the file, below the root or absolute
    std::string slug;
    std::string worktree_path;
    std::string root_path;   // of the root file that it is a copy of
    bool in_sight = true;    // else no copy means nothing
};

/// `scan`: of the folders that `known` and `with_problems` are of.
TaskSurvey survey_tasks(const SurveyContext& context, const Scan& scan, const KnownSources& known,
                        const std::set<std::string>& with_problems);
TaskSurvey survey_task_copies(const SurveyContext& context, const std::vector<CopyPlace>& places,
                              const KnownSources& known,
                              const std::set<std::string>& with_problems);

/// The registers as they are to stand in the mirror.
struct RegisterSurvey {
    std::vector<RegisterFile> files;
    std::vector<MirroredEntry> entries;   // `worktree` is not yet filled
    std::vector<Source> sources;
    ForgottenSources forgotten;
    ProblemsByPath problems;
    std::vector<Problem> folder_problems;
};

RegisterSurvey survey_registers(const SurveyContext& context, const KnownSources& known,
                                const std::vector<RegisterFile>& files_before,
                                const std::vector<MirroredEntry>& entries_before);

/// The worktrees as they are to stand in the mirror. Fills the entries' `worktree`.
struct WorktreeSurvey {
    std::vector<Worktree> worktrees;
    Volumes volumes;                        // that hold some of them
    std::vector<Problem> folder_problems;   // kind worktree_folder
};

struct GitLook;
WorktreeSurvey survey_worktrees(const SurveyContext& context, const GitLook& git,
                                std::vector<MirroredEntry>& entries,
                                const std::vector<Worktree>& before);

/// The dispatch records as they are to stand in the mirror.
struct DispatchSurvey {
    std::vector<Dispatch> dispatches;
    std::vector<Source> sources;   // kinds dispatch and dispatch_log
    ForgottenSources forgotten;
    ProblemsByPath problems;
    std::vector<Problem> folder_problems;
};

DispatchSurvey survey_dispatches(const SurveyContext& context, const KnownSources& known_records,
                                 const KnownSources& known_logs,
                                 const std::vector<Dispatch>& before,
                                 const std::set<std::string>& with_problems);

/// Where the pull requests come from, and when they were so.
struct PullRequestOrigin {
    enum class From { nowhere, file, program };

    From from = From::nowhere;
    OptionalText as_of;   // UTC: the file's mtime, or when gh answered
    bool stale = false;   // the file has changed since and cannot be read

    bool operator==(const PullRequestOrigin&) const = default;
};

/// The pull requests as they are to stand in the mirror.
struct PullRequestSurvey {
    std::vector<PullRequest> pull_requests;
    PullRequestOrigin origin;
    std::vector<Source> sources;
    ForgottenSources forgotten;
    ProblemsByPath problems;         // of the file
    std::vector<Problem> troubles;   // of gh: the last answer stays
};

/// `fetch`: ask gh.
PullRequestSurvey survey_pull_requests(const SurveyContext& context, const KnownSources& known,
                                       std::vector<PullRequest> before,
                                       const PullRequestOrigin& origin_before, bool fetch);

/// The files of roles or of people as they are to stand in the mirror.
struct TeamSurvey {
    std::vector<TeamFile> files;
    std::vector<Source> sources;
    ForgottenSources forgotten;
    ProblemsByPath problems;
    std::vector<Problem> folder_problems;
};

/// `kind`: role or person.
TeamSurvey survey_team(const SurveyContext& context, SourceKind kind, const KnownSources& known,
                       const std::vector<TeamFile>& before,
                       const std::set<std::string>& with_problems);

/// One problem a folder that cannot be listed.
std::vector<Problem> folder_problems(const std::vector<UnreadableFolder>& folders);

/// Whether a path lies in one of the folders that cannot be listed.
bool is_out_of_sight(const Scan& scan, const std::string& path);

}   // namespace tmdb
