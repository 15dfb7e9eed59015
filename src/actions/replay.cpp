#include "actions/replay.hpp"

#include "actions/settle.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "store/log.hpp"
#include "store/past.hpp"

#include <algorithm>
#include <memory>

namespace tmdb {

namespace {

/// What the pass said after one run. Most runs share theirs with the one before.
struct Said {
    RunLine run;
    std::shared_ptr<const PassResult> result;
};

std::set<std::string> require_tables(const Pass& pass)
{
    auto tables = tables_read(pass.sql);
    if (tables.empty()) {
        throw Error("cannot replay the pass '" + pass.code + "': it reads no table with a past",
                    "what a reconcile sees on disk (entry_look, dependency_circle, worktree_loss) "
                    "is not kept",
                    ExitStatus::usage);
    }
    tables.merge(tables_read("SELECT * FROM unknown_fact"));
    return tables;
}

/// Wrong in whatever state: said before any work.
void require_answer(Store& present, Machine& machine, const Pass& pass,
                    const PassParameters& parameters, std::chrono::milliseconds limit)
{
    if (!pass.trouble.empty()) {
        throw Error("cannot replay the pass: " + pass.trouble, {}, ExitStatus::usage);
    }
    lay_out(present, {});
    run_guarded_pass_query(present, machine, pass.sql, parameters, limit);
}

/// The evidence is not shown, and takes most of the room.
std::shared_ptr<const PassResult> without_evidence(PassResult result)
{
    for (auto& finding : result.findings) {
        finding.evidence.clear();
    }
    return std::make_shared<const PassResult>(std::move(result));
}

/// Asks from the last reconcile back to the first one; the answers in order of time.
std::vector<Said> ask_all(Store& present, Machine& machine, const Pass& pass, const Config& config,
                          const std::vector<RunLine>& runs,
                          const std::function<void(std::size_t, std::size_t)>& progress)
{
    const bool heeds_time = pass.sql.find(":now") != std::string::npos;
    Past past(present, require_tables(pass), runs.back().id);
    const auto changed = past.runs_that_changed(runs.front().id);   // the newest first
    std::vector<Said> said;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        const bool same =
            !said.empty() && !heeds_time && std::ranges::none_of(changed, [&](std::int64_t id) {
                return run->id < id && id <= said.back().run.id;
            });
        if (same) {
            said.push_back({*run, said.back().result});
            continue;
        }
        past.go_back_to(run->id);
        const PassParameters parameters{parse_instant(run->started_at).value_or(0),
                                        config.thresholds, config.drift};
        said.push_back(
            {*run, without_evidence(
                       run_pass(past.store(), machine, pass, parameters,
                                unknown_facts(past.store(), {pass.needs.begin(), pass.needs.end()}),
                                config.pass_time_limit))});
        progress(said.size(), runs.size());
    }
    std::ranges::reverse(said);
    return said;
}

}   // namespace

Replay replay_pass(Store& present, Machine& machine, const Pass& pass, const Config& config,
                   const std::string& since,
                   const std::function<void(std::size_t, std::size_t)>& progress)
{
    require_answer(present, machine, pass, {machine.now(), config.thresholds, config.drift},
                   config.pass_time_limit);
    const auto runs = reconciles_since(present, since);
    if (runs.empty()) {
        throw Error("there was no reconcile since " + since, "name an earlier --since");
    }
    Replay replay{.code = pass.code,
                  .first = runs.front(),
                  .last = runs.back(),
                  .runs = runs.size(),
                  .signals = {},
                  .not_evaluated = {}};
    std::vector<Signal> open;   // by their place among the replayed
    for (const auto& [run, result] : ask_all(present, machine, pass, config, runs, progress)) {
        for (const auto& unknown : result->not_evaluated) {
            ++replay.not_evaluated[unknown.reason];
        }
        const SignalChanges changes = settle(open, {*result});
        for (const auto& seen : changes.seen) {
            ++replay.signals[static_cast<std::size_t>(seen.signal.id)].times_seen;
        }
        for (const auto& signal : changes.cleared) {
            replay.signals[static_cast<std::size_t>(signal.id)].cleared_at = run.started_at;
            std::erase_if(open, [&](const Signal& one) { return one.id == signal.id; });
        }
        for (const auto& finding : changes.opened) {
            open.push_back({.id = std::ssize(replay.signals),
                            .finding = finding,
                            .opened_at = run.started_at,
                            .last_seen_at = run.started_at,
                            .cleared_at = std::nullopt});
            replay.signals.push_back({.subject = finding.subject,
                                      .slug = finding.slug,
                                      .detail = finding.detail,
                                      .opened_at = run.started_at,
                                      .cleared_at = std::nullopt});
        }
    }
    return replay;
}

}   // namespace tmdb
