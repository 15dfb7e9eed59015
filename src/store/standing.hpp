#pragma once

#include "model/reconcile_report.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// What the answers of a reconcile rest on besides the database, and how many signals they left
/// open.
struct StandingAnswers {
    std::string question;     // the program, its configuration, and the passes that were asked
    std::string asked_at;     // an instant
    std::string hold_until;   // when the first may turn out otherwise by time alone
    std::string sights;       // what was looked at, as TracingMachine::trace writes it
    OpenSignals open;
};

/// The newest answers, as long as nothing that they might rest on has been committed since, by
/// whatever program: every commit counts, and only ours can say of one that it changed nothing.
std::optional<StandingAnswers> read_standing(Store& store);

/// In the transaction that keeps the answers as signals.
void write_standing(Store& store, const StandingAnswers& answers);
void forget_standing(Store& store);

/// In a transaction that has changed these tables: what stands before it stands after it, unless
/// answers may rest on one of them.
void keep_standing(Store& store, const std::set<std::string, std::less<>>& changed);

/// To these a sync writes even if it finds nothing new, as when it reads a file again that says
/// what it said. No answer rests on them.
const std::set<std::string>& tables_without_answers();

/// What the last reconcile could not judge, and which entries it kept.
void write_unjudged(Store& store, const std::vector<NotEvaluated>& not_evaluated,
                    const std::vector<KeptEntry>& kept);
std::vector<NotEvaluated> read_not_evaluated(Store& store);
std::vector<KeptEntry> read_kept(Store& store);

}   // namespace tmdb
