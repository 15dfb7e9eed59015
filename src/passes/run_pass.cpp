#include "passes/run_pass.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tmdb {

namespace {

/// What this pass needs and nobody could see: the reason for the whole pass (under the empty slug)
/// or for one task.
std::map<std::string, std::string> missing_needs(const Pass& pass,
                                                 const std::vector<UnknownFact>& unknown_facts)
{
    std::map<std::string, std::string> reasons;
    for (const auto& fact : unknown_facts) {
        if (std::find(pass.needs.begin(), pass.needs.end(), fact.need) != pass.needs.end()) {
            reasons.emplace(fact.slug, fact.reason);
        }
    }
    return reasons;
}

Finding finding_from(const Pass& pass, const PassRow& row)
{
    return {.code = pass.code,
            .subject = row.subject,
            .slug = row.slug,
            .severity = pass.severity,
            .detail = row.detail,
            .evidence = row.evidence};
}

/// Nothing where a pass of the user's own cannot be asked; `why` says so then.
std::optional<std::vector<PassRow>> rows_of(Store& store, Machine& machine, const Pass& pass,
                                            const PassParameters& parameters,
                                            std::chrono::milliseconds time_limit, std::string& why)
{
    if (pass.is_ours()) {
        return run_pass_query(store, pass.sql, parameters);
    }
    try {
        return run_guarded_pass_query(store, machine, pass.sql, parameters, time_limit);
    } catch (const Error& error) {
        if (error.status() == ExitStatus::database_unusable ||
            error.status() == ExitStatus::write_failed) {
            throw;   // not the pass's fault
        }
        why = pass.path + ": " + error.what();
        if (!error.hint().empty()) {
            why += "; " + error.hint();
        }
        return std::nullopt;
    }
}

}   // namespace

PassResult run_pass(Store& store, Machine& machine, const Pass& pass,
                    const PassParameters& parameters, const std::vector<UnknownFact>& unknown_facts,
                    std::chrono::milliseconds time_limit)
{
    PassResult result{.code = pass.code, .findings = {}, .not_evaluated = {}};
    if (!pass.trouble.empty()) {
        result.not_evaluated.push_back({pass.code, "", pass.trouble});
        return result;
    }
    const auto missing = missing_needs(pass, unknown_facts);
    if (const auto whole = missing.find(""); whole != missing.end()) {
        result.not_evaluated.push_back({pass.code, "", whole->second});
        return result;
    }
    for (const auto& [slug, reason] : missing) {
        result.not_evaluated.push_back({pass.code, slug, reason});
    }
    std::string why;
    const auto rows = rows_of(store, machine, pass, parameters, time_limit, why);
    if (!rows) {
        result.not_evaluated = {{pass.code, "", why}};
        return result;
    }
    std::set<std::string> subjects;   // a second row about one subject says nothing new
    for (const auto& row : *rows) {
        if (row.due >= parameters.now) {
            result.next_due = std::min(*row.due, result.next_due.value_or(*row.due));
            continue;
        }
        if (missing.contains(row.slug) || !subjects.insert(row.subject).second) {
            continue;
        }
        if (row.unknown) {
            result.not_evaluated.push_back({pass.code, row.subject, *row.unknown});
        } else {
            result.findings.push_back(finding_from(pass, row));
        }
    }
    return result;
}

}   // namespace tmdb
