#pragma once

#include "model/loss.hpp"
#include "model/task.hpp"

#include <string>

namespace tmdb {

/// Whether a worktree may be removed, as it was seen at one moment.
struct Certificate {
    std::string path;   // absolute
    OptionalText branch;
    OptionalText head_oid;
    LossReport report;
    std::string token;   // another one whenever HEAD, index, status or admin directory is another
    bool has_changed = false;   // it is not what a token was given for

    /// What has changed may go no more until somebody has looked again.
    Truth removable() const
    {
        const Truth answer = report.removable();
        return answer == Truth::yes && has_changed ? Truth::unknown : answer;
    }
};

}   // namespace tmdb
