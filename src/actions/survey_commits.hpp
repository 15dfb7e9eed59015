#pragma once

#include "actions/survey_git.hpp"
#include "model/arrival.hpp"
#include "model/register.hpp"
#include "model/worktree.hpp"
#include "sources/object_answers.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// What a look at commits has to go by.
struct CommitsBefore {
    std::vector<TaskBase> bases;
    std::vector<Arrival> arrivals;      // that have not reached their worktrees
    OptionalText head_oid;              // the root checkout's HEAD at the last sync
    std::set<std::string> registered;   // slugs at the last sync
    std::function<std::vector<std::string>()> past_heads;   // of the root checkout
    GitMemory memory;
};

/// What commits tell of tasks.
struct CommitSurvey {
    std::vector<TaskBase> bases;
    std::vector<Arrival> arrivals;                // new ones
    std::vector<std::int64_t> settled;            // of those before: the worktree has it now
    std::map<GitQuestion, std::string> answers;   // found out, to be remembered
    std::string trouble;                          // why git could not tell all of it
    bool is_whole = true;   // else an object is missing, which may come back unnoticed
};

/// Fills what became of the commits of every worktree of git's; where nothing has moved that stands
/// there already. `places` are where copies of root files may lie; `registered` maps each
/// registered slug to its root files, present or past.
CommitSurvey survey_commits(const SurveyContext& context, const GitLook& git,
                            std::vector<Worktree>& worktrees, const std::vector<CopyPlace>& places,
                            const std::map<std::string, std::set<std::string>>& registered,
                            CommitsBefore before);

}   // namespace tmdb
