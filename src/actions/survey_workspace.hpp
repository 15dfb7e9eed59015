#pragma once

#include "actions/stopwatch.hpp"
#include "actions/survey.hpp"
#include "actions/survey_commits.hpp"
#include "actions/survey_git.hpp"
#include "actions/trace.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"

#include <map>
#include <optional>
#include <string>

namespace tmdb {

/// What hangs together: registers, worktrees, and what git knows of both.
struct LinkedSurvey {
    RegisterSurvey registers;
    GitLook git;
    WorktreeSurvey worktrees;
    CommitSurvey commits;
};

/// Whether all that git was asked has been answered.
bool is_whole(const LinkedSurvey& linked);

/// Everything that one look at the workspace gave. A part that would find what it found last time
/// is left out: the mirror has it.
struct Survey {
    TaskSurvey tasks;
    std::optional<LinkedSurvey> linked;
    std::optional<TaskSurvey> copies;
    std::optional<DispatchSurvey> dispatches;
    std::optional<PullRequestSurvey> pull_requests;
    std::optional<TeamSurvey> roles;
    std::optional<TeamSurvey> people;
    OptionalText head_oid;   // the root checkout's HEAD, as far as git told
    NewTraces traces;
};

/// Takes what is read of task files and of their copies while others are still being read: all at
/// once would fill the memory. It is given one folder's at a time, from whatever thread.
class TaskSink {
public:
    virtual ~TaskSink() = default;
    virtual void take(SourceKind kind, const TaskSurvey& part) = 0;
    /// All root task files have been taken: from here on the mirror is asked for them.
    virtual void end() = 0;
};

struct SurveyChoices {
    bool believe_stamps = true;
    bool fetch = false;   // ask gh for pull requests
    /// Rest on no row of the mirror but the last good one of what cannot be read.
    bool anew = false;
    /// Takes all that is read of task files and of their copies; the survey then has none.
    TaskSink* sink = nullptr;
};

/// Of the folders of root task files those in which something has changed.
TaskSurvey survey_task_folders(const SurveyContext& context, MirrorReader& mirror,
                               const SurveyChoices& choices, Traces& before, NewTraces& traces);

/// Looks at every ledger; writes nothing.
Survey survey_workspace(const SurveyContext& context, MirrorReader& mirror, History& history,
                        const SurveyChoices& choices, Stopwatch& stopwatch);

}   // namespace tmdb
