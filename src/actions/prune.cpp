#include "actions/prune.hpp"

#include "actions/write_register.hpp"
#include "sources/register_file.hpp"
#include "sources/register_splice.hpp"

#include <algorithm>

namespace tmdb {

namespace {

constexpr int attempts = 5;
constexpr std::size_t guard_count = 5;      // entries
constexpr std::size_t guard_percent = 30;   // of one register

bool is_task_file_absent(const PruneCandidate& candidate)
{
    return candidate.reason == "task_file_absent";
}

/// One reading of a register and what is to leave it.
struct Decision {
    std::vector<std::string> slugs;
    std::map<std::string, EntryLook> looks;   // of those, by slug
    std::vector<EntryLook> kept;
};

Decision decide(EntryInspector& inspector, const ParsedRegister& parsed,
                const std::string& register_path, const std::vector<PruneCandidate>& candidates)
{
    Decision decision;
    for (const auto& entry : parsed.entries) {
        const auto candidate =
            std::find_if(candidates.begin(), candidates.end(),
                         [&](const PruneCandidate& one) { return one.slug == entry.slug; });
        if (candidate == candidates.end()) {
            continue;
        }
        EntryLook look = inspector.inspect(entry, candidate->owner, register_path);
        if (judge(look).verdict == Verdict::prunable) {
            decision.slugs.push_back(entry.slug);
            decision.looks.emplace(entry.slug, std::move(look));
        } else {
            decision.kept.push_back(std::move(look));
        }
    }
    return decision;
}

RegisterWrite intended_write(const Splice& splice, const Decision& decision, std::int64_t run_id)
{
    RegisterWrite write{.run_id = run_id, .kind = RegisterWriteKind::prune};
    for (const auto& cut : splice.cuts) {
        const EntryLook& look = decision.looks.at(cut.slug);
        write.members.push_back({.owner = look.owner,
                                 .slug = cut.slug,
                                 .reason = judge(look).reason,
                                 .removed_text = cut.text,
                                 .position = static_cast<std::int64_t>(cut.offset),
                                 .previous_slug = cut.previous,
                                 .next_slug = cut.next,
                                 .look = look});
    }
    return write;
}

std::vector<PruneCandidate> verified(const Decision& decision)
{
    std::vector<PruneCandidate> pruned;
    for (const auto& slug : decision.slugs) {
        const EntryLook& look = decision.looks.at(slug);
        pruned.push_back({look.register_path, look.owner, slug, judge(look).reason});
    }
    return pruned;
}

RegisterPrune::Outcome outcome_of(Replaced replaced)
{
    switch (replaced) {
    case Replaced::yes: return RegisterPrune::Outcome::done;
    case Replaced::changed: return RegisterPrune::Outcome::busy;
    case Replaced::refused: return RegisterPrune::Outcome::refused;
    case Replaced::failed: break;
    }
    return RegisterPrune::Outcome::failed;
}

}   // namespace

PrunePlan plan_pruning(const std::vector<PruneCandidate>& candidates,
                       const std::map<std::string, std::size_t>& register_sizes,
                       std::optional<std::size_t> expected)
{
    if (expected == candidates.size()) {
        return {.allowed = candidates, .refused = {}, .why_refused = ""};
    }
    if (expected) {
        return {.allowed = {},
                .refused = candidates,
                .why_refused = "--expect-prunes says " + std::to_string(*expected) +
                               ", there are " + std::to_string(candidates.size())};
    }
    std::map<std::string, std::size_t> absent;
    for (const auto& candidate : candidates) {
        absent[candidate.register_path] += is_task_file_absent(candidate) ? 1u : 0u;
    }
    PrunePlan plan;
    for (const auto& candidate : candidates) {
        const std::size_t count = absent[candidate.register_path];
        const std::size_t size = register_sizes.at(candidate.register_path);
        const bool guarded = is_task_file_absent(candidate) && count > guard_count &&
                             100 * count > guard_percent * size;
        (guarded ? plan.refused : plan.allowed).push_back(candidate);
    }
    if (!plan.refused.empty()) {
        plan.why_refused = "too many task files are missing at once; if that is right, run it with "
                           "--expect-prunes " +
                           std::to_string(candidates.size());
    }
    return plan;
}

RegisterPrune prune_register(Store& store, Machine& machine, const Workspace& workspace,
                             const KnownPlaces& known, const std::string& register_path,
                             const std::vector<PruneCandidate>& candidates, std::int64_t run_id,
                             Write write)
{
    RegisterPrune result{.register_path = register_path};
    for (int attempt = 1; attempt <= attempts; ++attempt) {
        const RegisterLook look = open_register(machine, workspace, register_path);
        if (!look.opened) {
            result.outcome = RegisterPrune::Outcome::refused;
            result.reason = look.reason;
            return result;
        }
        const std::string& base = look.opened->content.bytes;
        const ParsedRegister parsed = parse_register(base, register_path);
        if (!parsed.readable) {
            // Torn: a writer may be in the middle of it.
            result.outcome = RegisterPrune::Outcome::busy;
            result.reason =
                parsed.problems.empty() ? "it is no register" : parsed.problems[0].message;
            machine.sleep(std::chrono::milliseconds(10 << attempt));
            continue;
        }
        EntryInspector inspector(machine, workspace, known);
        const Decision decision = decide(inspector, parsed, register_path, candidates);
        result.outcome = RegisterPrune::Outcome::done;
        result.kept = decision.kept;
        result.pruned = verified(decision);
        if (decision.slugs.empty() || write == Write::no) {
            return result;
        }

        const Splice splice = splice_out(base, decision.slugs);
        const auto still_prunable = [&] {
            EntryInspector again(machine, workspace, known);
            return decide(again, parsed, register_path, candidates).slugs == decision.slugs;
        };
        const auto written =
            write_register(store, machine, *look.opened, intended_write(splice, decision, run_id),
                           splice.bytes, still_prunable);
        result.write_id = written.write_id;
        result.outcome = outcome_of(written.result.replaced);
        result.reason = written.result.reason;
        if (written.result.replaced == Replaced::yes) {
            return result;
        }
        result.pruned.clear();
        if (written.result.replaced != Replaced::changed) {
            return result;
        }
        machine.sleep(std::chrono::milliseconds(10 << attempt));
    }
    return result;
}

}   // namespace tmdb
