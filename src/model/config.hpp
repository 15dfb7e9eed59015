#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tmdb {

/// Where the ledgers lie: globs below the root.
struct Layout {
    std::vector<std::string> tasks = {"tasks/workstreams/*/tasks/*.md"};
    std::vector<std::string> registers = {".tasks/task_manager/task-manager-*.register.json"};
    std::vector<std::string> worktrees = {".worktrees/*"};
    std::vector<std::string> dispatch = {"tasks/logs/dispatch-*.status.json"};
    std::vector<std::string> roles = {"tasks/team/roles/*.md"};
    std::vector<std::string> people = {"tasks/team/*.md"};

    bool operator==(const Layout&) const = default;
};

/// Minutes.
struct Thresholds {
    int grace = 10;
    int stalled_after = 15;
    int pickup_overdue = 30;
    int worker_idle = 30;
    int stuck_in_progress = 1440;

    bool operator==(const Thresholds&) const = default;
};

/// How far back changes are remembered; 0: for ever.
struct Retention {
    int days = 0;               // of a run that ended longer ago, its changes are forgotten
    std::int64_t changes = 0;   // and of one that more changes than these came after

    bool operator==(const Retention&) const = default;
};

enum class DriftRule { content, mtime };

struct Config {
    Layout layout;
    /// Mirrored field -> the front-matter names to take it from, in order. "slug" may be empty:
    /// then the slug is the file's stem.
    std::map<std::string, std::vector<std::string>> fields;
    std::map<std::string, std::string> status;   // as written, normalised -> normal form
    std::map<std::string, std::vector<std::string>> owners;   // canonical -> aliases
    Thresholds thresholds;
    Retention history;
    std::map<std::string, int> grace;   // code of a pass -> minutes that a finding must hold
    std::vector<std::string> skipped_passes;
    DriftRule drift = DriftRule::content;
    std::chrono::milliseconds pass_time_limit{5'000};   // of one pass of the user's own

    bool operator==(const Config&) const = default;
};

}   // namespace tmdb
