#include "actions/restore.hpp"

#include "actions/write_register.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "sources/register_file.hpp"
#include "sources/register_splice.hpp"

#include <algorithm>
#include <map>

namespace tmdb {

namespace {

constexpr int attempts = 5;

Cut cut_of(const PrunedEntry& entry)
{
    return {.slug = entry.slug,
            .offset = static_cast<std::size_t>(entry.position),
            .text = entry.removed_text,
            .previous = entry.previous_slug,
            .next = entry.next_slug};
}

std::vector<Cut> cuts_of(const std::vector<PrunedEntry>& entries)
{
    std::vector<Cut> cuts;
    std::transform(entries.begin(), entries.end(), std::back_inserter(cuts), cut_of);
    return cuts;
}

bool contains(const std::vector<PrunedEntry>& entries, std::int64_t id)
{
    return std::any_of(entries.begin(), entries.end(),
                       [&](const PrunedEntry& entry) { return entry.id == id; });
}

/// A register's bytes with entries put back, and how.
struct Insertion {
    std::string bytes;
    RestoredEntry::Outcome outcome = RestoredEntry::Outcome::identical;
};

/// Where nothing else has touched the register since: with everything that one prune took out it is
/// the file from before, and that file without what stays out is the answer.
std::optional<Insertion> insert_identically(const std::string& bytes,
                                            const std::vector<PrunedEntry>& out,
                                            const std::vector<PrunedEntry>& wanted)
{
    const std::string base = unsplice(bytes, cuts_of(out));
    if (content_hash(base) != wanted.front().base_hash) {
        return std::nullopt;
    }
    std::vector<std::string> stay_out;
    for (const auto& entry : out) {
        if (!contains(wanted, entry.id)) {
            stay_out.push_back(entry.slug);
        }
    }
    return Insertion{stay_out.empty() ? base : splice_out(base, stay_out).bytes,
                     RestoredEntry::Outcome::identical};
}

std::optional<Insertion> insert_beside(std::string bytes, const std::vector<PrunedEntry>& wanted)
{
    for (const auto& entry : wanted) {
        auto inserted = insert_beside_neighbour(bytes, cut_of(entry));
        if (!inserted) {
            return std::nullopt;
        }
        bytes = std::move(*inserted);
    }
    return Insertion{std::move(bytes), RestoredEntry::Outcome::beside};
}

/// Restores what one write took out of one register.
class WriteRestore {
public:
    WriteRestore(Store& store, Machine& machine, const Workspace& workspace, std::int64_t run_id)
        : store_(store), machine_(machine), workspace_(workspace), history_(store), run_id_(run_id)
    {}

    std::vector<RestoredEntry> run(std::vector<PrunedEntry> wanted)
    {
        const std::string path = wanted.front().register_path;
        for (int attempt = 1; attempt <= attempts; ++attempt) {
            const RegisterLook look = open_register(machine_, workspace_, path);
            if (!look.opened) {
                refuse(wanted, look.reason);
                break;
            }
            const std::string& bytes = look.opened->content.bytes;
            const ParsedRegister parsed = parse_register(bytes, path);
            if (!parsed.readable) {
                refuse(wanted,
                       parsed.problems.empty() ? "it is no register" : parsed.problems[0].message);
                break;
            }
            refuse_registered_again(wanted, parsed);
            if (wanted.empty()) {
                break;
            }
            auto insertion =
                insert_identically(bytes, history_.still_pruned(wanted.front().write_id), wanted);
            if (!insertion) {
                insertion = insert_beside(bytes, wanted);
            }
            if (!insertion) {
                refuse(wanted, "the register cannot take it");
                break;
            }
            if (publish(*look.opened, *insertion, wanted)) {
                break;
            }
            machine_.sleep(std::chrono::milliseconds(10 << attempt));
            if (attempt == attempts) {
                throw Error("cannot restore into '" + path + "': it keeps changing",
                            "try again; nothing has changed", ExitStatus::busy);
            }
        }
        return std::move(restored_);
    }

private:
    void refuse(std::vector<PrunedEntry>& wanted, const std::string& reason)
    {
        for (auto& entry : wanted) {
            restored_.push_back({std::move(entry), RestoredEntry::Outcome::refused, reason});
        }
        wanted.clear();
    }

    void refuse_registered_again(std::vector<PrunedEntry>& wanted, const ParsedRegister& parsed)
    {
        std::vector<PrunedEntry> registered;
        std::erase_if(wanted, [&](const PrunedEntry& entry) {
            const bool again = std::any_of(
                parsed.entries.begin(), parsed.entries.end(),
                [&](const RegisterEntry& present) { return present.slug == entry.slug; });
            if (again) {
                registered.push_back(entry);
            }
            return again;
        });
        refuse(registered, "its slug is registered again");
    }

    /// False when the register changed underneath.
    bool publish(const OpenRegister& target, const Insertion& insertion,
                 std::vector<PrunedEntry>& wanted)
    {
        RegisterWrite write{.run_id = run_id_, .kind = RegisterWriteKind::restore};
        for (const auto& entry : wanted) {
            write.members.push_back({.owner = entry.owner,
                                     .slug = entry.slug,
                                     .reason = entry.reason,
                                     .removed_text = entry.removed_text,
                                     .position = entry.position,
                                     .previous_slug = entry.previous_slug,
                                     .next_slug = entry.next_slug,
                                     .prune_id = entry.id});
        }
        const auto written = write_register(store_, machine_, target, std::move(write),
                                            insertion.bytes, [] { return true; });
        switch (written.result.replaced) {
        case Replaced::changed: return false;
        case Replaced::refused: refuse(wanted, written.result.reason); return true;
        case Replaced::failed:
            throw Error("cannot restore into '" + target.path + "': " + written.result.reason,
                        "check the disk and the permissions; the old content is intact",
                        ExitStatus::write_failed);
        case Replaced::yes: break;
        }
        Transaction transaction(store_);
        history_.settle_done(written.write_id, format_instant(machine_.now()));
        transaction.commit();
        for (auto& entry : wanted) {
            restored_.push_back({std::move(entry), insertion.outcome, ""});
        }
        return true;
    }

    Store& store_;
    Machine& machine_;
    const Workspace& workspace_;
    History history_;
    std::int64_t run_id_;
    std::vector<RestoredEntry> restored_;
};

/// Of one slug that was pruned more than once, the last time is meant.
std::vector<PrunedEntry> select(History& history, const PruneSelection& selection)
{
    std::vector<PrunedEntry> entries = history.pruned(selection);
    if (entries.empty()) {
        throw Error("nothing that was pruned fits",
                    "tm-db sql 'SELECT id, run_id, slug, pruned_at FROM prune' lists what was");
    }
    if (selection.slug) {
        std::map<std::string, std::int64_t> newest;
        for (const auto& entry : entries) {
            newest[entry.register_path] = std::max(newest[entry.register_path], entry.id);
        }
        std::erase_if(entries, [&](const PrunedEntry& entry) {
            return entry.id != newest[entry.register_path];
        });
    }
    return entries;
}

Outcome outcome_of(const RestoreReport& report)
{
    const bool refused =
        std::any_of(report.entries.begin(), report.entries.end(), [](const RestoredEntry& entry) {
            return entry.outcome == RestoredEntry::Outcome::refused;
        });
    return refused ? Outcome::refused : Outcome::ok;
}

}   // namespace

RestoreReport restore(Store& store, Machine& machine, const Workspace& workspace,
                      const PruneSelection& selection)
{
    recover_register_writes(store, machine, workspace);
    History history(store);
    const std::vector<PrunedEntry> entries = select(history, selection);

    RestoreReport report;
    std::map<std::int64_t, std::vector<PrunedEntry>, std::greater<>> by_write;   // the newest first
    for (const auto& entry : entries) {
        if (entry.restored_at) {
            report.entries.push_back(
                {entry, RestoredEntry::Outcome::already, "it came back at " + *entry.restored_at});
        } else {
            by_write[entry.write_id].push_back(entry);
        }
    }
    Transaction begin(store);
    report.run_id = history.begin_run(RunKind::restore, format_instant(machine.now()));
    begin.commit();
    for (auto& [write, wanted] : by_write) {
        auto restored =
            WriteRestore(store, machine, workspace, report.run_id).run(std::move(wanted));
        report.entries.insert(report.entries.end(), restored.begin(), restored.end());
    }
    Transaction end(store);
    history.end_run(report.run_id, outcome_of(report), format_instant(machine.now()));
    end.commit();
    return report;
}

}   // namespace tmdb
