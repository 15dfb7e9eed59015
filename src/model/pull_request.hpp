#pragma once

#include "model/problem.hpp"
#include "model/task.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// A pull request as `gh` tells of it. Times are in UTC where they could be read, else as written.
struct PullRequest {
    std::int64_t number = 0;
    OptionalText url;
    OptionalText state;   // OPEN CLOSED MERGED
    OptionalText title;
    OptionalText head_ref;
    OptionalText head_oid;   // lower case
    OptionalText merged_at;
    OptionalText closed_at;
    OptionalText updated_at;
    OptionalText mergeable;   // MERGEABLE CONFLICTING UNKNOWN
    std::string ci_state;     // failed pending passed none
    std::optional<bool> is_draft;

    bool operator==(const PullRequest&) const = default;
};

struct ParsedPullRequests {
    bool readable = false;                    // else it is no list of pull requests: no rows,
    std::vector<PullRequest> pull_requests;   // and that means nothing
    std::vector<Problem> problems;
};

}   // namespace tmdb
