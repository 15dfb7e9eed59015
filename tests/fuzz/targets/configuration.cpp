#include "base/error.hpp"
#include "base/text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/targets.hpp"
#include "sources/config.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tmdb {
namespace {

void must_stay_below_the_root(const std::vector<std::string>& globs)
{
    for (const auto& glob : globs) {
        const auto parts = split(glob, '/');
        must(!glob.empty() && !glob.starts_with('/'), "a glob is no path below the root");
        must(std::ranges::find(parts, "..") == parts.end(), "a glob leads out of the root");
    }
}

void must_be_in_range(const Config& config)
{
    const auto& minutes = config.thresholds;
    must(std::min({minutes.grace, minutes.stalled_after, minutes.pickup_overdue,
                   minutes.worker_idle, minutes.stuck_in_progress}) >= 0,
         "a time is negative");
    must(std::ranges::all_of(config.grace, [](const auto& one) { return one.second >= 0; }),
         "a grace is negative");
    must(config.history.days >= 0 && config.history.changes >= 0, "the memory is negative");
    must(config.pass_time_limit > std::chrono::milliseconds(0), "no pass has any time");
}

}   // namespace

/// A configuration is within its bounds, or refused by an Error that names file and line.
void fuzz_configuration(std::string_view input)
{
    try {
        const Config config = parse_config(input, "config.toml");
        for (const auto& globs :
             {config.layout.tasks, config.layout.registers, config.layout.worktrees,
              config.layout.dispatch, config.layout.roles, config.layout.people}) {
            must_stay_below_the_root(globs);
        }
        must_be_in_range(config);
    } catch (const Error& error) {
        must(error.status() == ExitStatus::usage, "a wrong configuration is not the user's");
        must(std::string_view(error.what()).starts_with("cannot use 'config.toml': line "),
             "an error does not say where");
    }
}

}   // namespace tmdb
