#include "actions/standing.hpp"

#include "actions/look_around.hpp"
#include "base/hash.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/standing.hpp"

#include <algorithm>

namespace tmdb {

namespace {

std::string question_of(const Workspace& workspace, const std::vector<const Pass*>& passes)
{
    std::string asked;
    for (const Pass* pass : passes) {
        if (!pass->is_ours()) {
            return "";
        }
        asked += pass->sql;
    }
    return made_with(workspace) + " asked " + content_hash(asked);
}

}   // namespace

Standing::Standing(Store& store, Machine& machine, const Workspace& workspace,
                   const std::vector<const Pass*>& passes)
    : store_(store),
      machine_(machine),
      began_(machine.wall_clock()),
      now_(machine.now()),
      question_(question_of(workspace, passes)),
      commit_(store.connection().newest_commit()),
      watched_(machine)
{}

bool Standing::answer(Write write, ReconcileReport& report)
{
    const std::string now = format_instant(now_);
    const auto last = read_standing(store_);
    if (!last || last->question != question_ || now < last->asked_at || now >= last->hold_until ||
        !gives_the_same(machine_, last->sights)) {
        return false;
    }
    std::optional<Transaction> transaction;
    if (write == Write::yes) {
        transaction.emplace(store_);
        if (store_.connection().newest_commit() != commit_) {
            return false;   // somebody has written in the meantime
        }
    }
    report.open = last->open;
    report.not_evaluated = read_not_evaluated(store_);
    report.kept = read_kept(store_);
    if (transaction) {
        History history(store_);
        report.run_id = history.begin_run(RunKind::reconcile, now);
        history.see_open_signals(now);
        history.end_run(*report.run_id, report.outcome(), format_instant(machine_.now()));
        keep_standing(store_, {});
        transaction->commit();
    }
    return true;
}

void Standing::note(const ReconcileReport& report, const std::vector<PassResult>& results,
                    const Looks& looks, const std::optional<std::string>& earliest_return)
{
    const std::string sights = watched_.trace(began_);
    if (sights.empty() || !stands(report, looks)) {
        forget_standing(store_);
        return;
    }
    Nanoseconds until = now_ + PassParameters::horizon;
    for (const auto& result : results) {
        until = std::min(until, result.next_due.value_or(until));
    }
    StandingAnswers answers{.question = question_,
                            .asked_at = format_instant(now_),
                            .hold_until = format_instant(until),
                            .sights = sights,
                            .open = report.open};
    if (earliest_return) {
        answers.hold_until = std::min(answers.hold_until, *earliest_return);
    }
    write_standing(store_, answers);
}

bool Standing::stands(const ReconcileReport& report, const Looks& looks) const
{
    return !question_.empty() && store_.connection().newest_commit() == commit_ &&
           report.pruned.empty() && report.refused.empty() && report.troubles.empty() &&
           report.pending.empty() && is_lasting(looks);
}

}   // namespace tmdb
