#pragma once

#include "actions/survey.hpp"
#include "actions/survey_commits.hpp"
#include "actions/survey_git.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"

namespace tmdb {

/// Everything that one look at the workspace gave.
struct Survey {
    TaskSurvey tasks;
    TaskSurvey copies;
    RegisterSurvey registers;
    GitLook git;
    WorktreeSurvey worktrees;
    CommitSurvey commits;
    DispatchSurvey dispatches;
    PullRequestSurvey pull_requests;
    TeamSurvey roles;
    TeamSurvey people;
    OptionalText head_oid;   // the root checkout's HEAD, as far as git told
};

struct SurveyChoices {
    bool believe_stamps = true;
    bool fetch = false;   // ask gh for pull requests
    bool anew =
        false;   // rest on no row of the mirror but the last good one of what cannot be read
};

/// Looks at every ledger; writes nothing.
Survey survey_workspace(const SurveyContext& context, MirrorReader& mirror, History& history,
                        const SurveyChoices& choices);

}   // namespace tmdb
