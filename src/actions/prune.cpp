#include "actions/prune.hpp"

#include "actions/write_register.hpp"
#include "sources/register_file.hpp"
#include "sources/register_splice.hpp"

#include <unordered_map>

namespace tmdb {

namespace {

constexpr int attempts = 5;
constexpr std::size_t guard_count = 5;      // entries
constexpr std::size_t guard_percent = 30;   // of one register

bool is_task_file_absent(const PruneCandidate& candidate)
{
    return candidate.reason == "task_file_absent";
}

/// Nothing of it was seen, it is not known to be new, and nobody has asked for it to stay.
bool may_be_abandoned(const EntryLook& look)
{
    const bool is_new = look.young && !look.age_unknown;
    return look.worktree != Presence::present && look.task != Presence::present && !is_new &&
           !look.restored_at;
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
    std::unordered_map<std::string_view, const PruneCandidate*> by_slug;
    for (const auto& candidate : candidates) {
        by_slug.emplace(candidate.slug, &candidate);
    }
    Decision decision;
    for (const auto& entry : parsed.entries) {
        const auto found = by_slug.find(entry.slug);
        if (found == by_slug.end()) {
            continue;
        }
        const PruneCandidate& candidate = *found->second;
        EntryLook look = inspector.inspect(entry, candidate.owner, register_path);
        const Judgement judgement = judge(look);
        if (judgement.verdict == Verdict::prunable && judgement.reason != candidate.reason) {
            continue;   // the guard has not seen it so: the next run will
        }
        if (judgement.verdict == Verdict::prunable) {
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
    case Replaced::displaced: return RegisterPrune::Outcome::displaced;
    case Replaced::failed: break;
    }
    return RegisterPrune::Outcome::failed;
}

/// One attempt at pruning one register.
class Attempt {
public:
    Attempt(Store& store, Machine& machine, const Workspace& workspace, const KnownPlaces& known,
            const std::string& register_path, const std::vector<PruneCandidate>& candidates)
        : store_(store),
          machine_(machine),
          workspace_(workspace),
          known_(known),
          candidates_(candidates),
          result_{.register_path = register_path}
    {}

    RegisterPrune run(std::int64_t run_id, Write write, PlainRename plain_rename)
    {
        const RegisterLook look = open_register(machine_, workspace_, result_.register_path);
        if (!look.opened) {
            return ended(look.changing ? Outcome::busy : Outcome::refused, look.reason);
        }
        const std::string& base = look.opened->content.bytes;
        const RegisterLayout layout = layout_of_register(base);
        const ParsedRegister parsed = parse_register(layout, result_.register_path);
        if (!parsed.readable) {   // a writer may be in the middle of it
            return ended(Outcome::busy, parsed.problems.front().message);
        }
        const Decision decision = decide(parsed);
        result_.kept = decision.kept;
        if (!decision.slugs.empty() && write == Write::yes) {
            const Splice splice = splice_out(layout, decision.slugs);
            const auto written = write_register(
                store_, machine_, *look.opened, intended_write(splice, decision, run_id),
                splice.bytes, plain_rename, [&] { return decide(parsed).slugs == decision.slugs; });
            const Outcome outcome = outcome_of(written.result.replaced);
            if (outcome != Outcome::done) {
                return ended(outcome, written.result.reason);
            }
            result_.write_id = written.write_id;
            result_.by_plain_rename = written.result.by_plain_rename;
        }
        result_.pruned = verified(decision);
        return ended(Outcome::done, "");
    }

private:
    using Outcome = RegisterPrune::Outcome;

    /// Looks again at the disk.
    Decision decide(const ParsedRegister& parsed)
    {
        EntryInspector inspector(machine_, workspace_, known_);
        return tmdb::decide(inspector, parsed, result_.register_path, candidates_);
    }

    RegisterPrune ended(Outcome outcome, const std::string& reason)
    {
        result_.outcome = outcome;
        result_.reason = reason;
        return std::move(result_);
    }

    Store& store_;
    Machine& machine_;
    const Workspace& workspace_;
    const KnownPlaces& known_;
    const std::vector<PruneCandidate>& candidates_;
    RegisterPrune result_;
};

}   // namespace

std::map<std::string, RegisterMass> register_masses(const std::vector<EntryLook>& looks)
{
    std::map<std::string, RegisterMass> masses;
    for (const auto& look : looks) {
        RegisterMass& mass = masses[look.register_path];
        ++mass.entries;
        mass.without_task += may_be_abandoned(look) ? 1u : 0u;
    }
    return masses;
}

PrunePlan plan_pruning(const std::vector<PruneCandidate>& candidates,
                       const std::map<std::string, RegisterMass>& masses,
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
    PrunePlan plan;
    for (const auto& candidate : candidates) {
        const RegisterMass& mass = masses.at(candidate.register_path);
        const bool guarded = is_task_file_absent(candidate) && mass.without_task > guard_count &&
                             100 * mass.without_task > guard_percent * mass.entries;
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
                             Write write, PlainRename plain_rename)
{
    const auto attempt = [&] {
        return Attempt(store, machine, workspace, known, register_path, candidates)
            .run(run_id, write, plain_rename);
    };
    RegisterPrune result = attempt();
    for (int i = 1; i < attempts && result.outcome == RegisterPrune::Outcome::busy; ++i) {
        machine.sleep(std::chrono::milliseconds(10 << i));
        result = attempt();
    }
    return result;
}

}   // namespace tmdb
