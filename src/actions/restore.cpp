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

std::vector<std::string> slugs_of(const std::vector<PrunedEntry>& entries)
{
    std::vector<std::string> slugs;
    std::transform(entries.begin(), entries.end(), std::back_inserter(slugs),
                   [](const PrunedEntry& entry) { return entry.slug; });
    return slugs;
}

auto times_registered(const ParsedRegister& parsed, const std::string& slug)
{
    return std::count_if(parsed.entries.begin(), parsed.entries.end(),
                         [&](const RegisterEntry& entry) { return entry.slug == slug; });
}

/// A register's bytes with entries put back, and how.
struct Insertion {
    std::string bytes;
    RestoredEntry::Outcome outcome = RestoredEntry::Outcome::identical;
};

/// Where nothing else has touched the register since: with everything that the prune took out (all
/// of it, lest its members have come back one by one) it is the file from before, and that file
/// without what stays out is the answer, provided that it holds the present bytes and no others.
std::optional<Insertion> insert_identically(const std::string& bytes, const ParsedRegister& parsed,
                                            const std::vector<PrunedEntry>& taken_out,
                                            const std::vector<PrunedEntry>& wanted)
{
    std::vector<std::string> came_back;
    std::vector<std::string> stay_out;
    const std::vector<std::string> come_back = slugs_of(wanted);
    for (const auto& slug : slugs_of(taken_out)) {
        const auto times = times_registered(parsed, slug);
        if (times > 1) {
            return std::nullopt;
        }
        if (times == 1) {
            came_back.push_back(slug);
        } else if (std::find(come_back.begin(), come_back.end(), slug) == come_back.end()) {
            stay_out.push_back(slug);
        }
    }
    const std::string base = unsplice(splice_out(bytes, came_back).bytes, cuts_of(taken_out));
    if (content_hash(base) != wanted.front().base_hash) {
        return std::nullopt;
    }
    Insertion insertion{splice_out(base, stay_out).bytes, RestoredEntry::Outcome::identical};
    if (splice_out(insertion.bytes, come_back).bytes != bytes) {
        return std::nullopt;
    }
    return insertion;
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
    WriteRestore(Store& store, Machine& machine, const Workspace& workspace, std::int64_t run_id,
                 PlainRename plain_rename)
        : store_(store),
          machine_(machine),
          workspace_(workspace),
          history_(store),
          run_id_(run_id),
          plain_rename_(plain_rename)
    {}

    std::vector<RestoredEntry> run(std::vector<PrunedEntry> wanted)
    {
        bool settled = attempt(wanted);
        for (int i = 1; i < attempts && !settled; ++i) {
            machine_.sleep(std::chrono::milliseconds(10 << i));
            settled = attempt(wanted);
        }
        if (!settled) {
            throw Error("cannot restore into '" + wanted.front().register_path + "': " + trouble_,
                        "try again when nobody is writing it", ExitStatus::busy);
        }
        return std::move(restored_);
    }

private:
    /// False when the register is being written by somebody else.
    bool attempt(std::vector<PrunedEntry>& wanted)
    {
        const std::string path = wanted.front().register_path;
        const RegisterLook look = open_register(machine_, workspace_, path);
        if (look.changing) {
            trouble_ = look.reason;
            return false;
        }
        if (!look.opened) {
            refuse(wanted, look.reason);
            return true;
        }
        const std::string& bytes = look.opened->content.bytes;
        const ParsedRegister parsed = parse_register(bytes, path);
        if (!parsed.readable) {
            trouble_ = parsed.problems.front().message;
            return false;
        }
        refuse_registered_again(wanted, parsed);
        if (wanted.empty()) {
            return true;
        }
        auto insertion =
            insert_identically(bytes, parsed, history_.pruned_by(wanted.front().write_id), wanted);
        if (!insertion) {
            insertion = insert_beside(bytes, wanted);
        }
        if (!insertion) {
            refuse(wanted, "the register cannot take it");
            return true;
        }
        return publish(*look.opened, *insertion, wanted);
    }

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
            const bool again = times_registered(parsed, entry.slug) > 0;
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
                                            insertion.bytes, plain_rename_, [] { return true; });
        switch (written.result.replaced) {
        case Replaced::changed: trouble_ = written.result.reason; return false;
        case Replaced::refused: refuse(wanted, written.result.reason); return true;
        case Replaced::failed:
            throw Error("cannot restore into '" + target.path + "': " + written.result.reason,
                        "check the disk and the permissions; the old content is intact",
                        ExitStatus::write_failed);
        case Replaced::displaced:
            throw Error("cannot restore into '" + target.path + "': " + written.result.reason,
                        "compare that file with the register, then remove it",
                        ExitStatus::displaced);
        case Replaced::yes: break;
        }
        if (written.write_id != 0) {
            Transaction transaction(store_);
            history_.settle_done(written.write_id, format_instant(machine_.now()));
            transaction.commit();
        }
        for (auto& entry : wanted) {
            restored_.push_back(
                {std::move(entry), insertion.outcome, "", written.result.by_plain_rename});
        }
        return true;
    }

    Store& store_;
    Machine& machine_;
    const Workspace& workspace_;
    History history_;
    std::int64_t run_id_;
    PlainRename plain_rename_;
    std::vector<RestoredEntry> restored_;
    std::string trouble_;   // of the last attempt
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
                      const PruneSelection& selection, PlainRename plain_rename)
{
    const Recovery recovery = recover_register_writes(store, machine, workspace);
    if (!recovery.displaced.empty()) {
        const auto& [path, file] = recovery.displaced.front();
        throw Error("a run that was cut short has left another program's version of '" + path +
                        "' in " + file,
                    "compare the two, remove that file, and run this again", ExitStatus::displaced);
    }
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
    const auto end_run = [&](Outcome outcome) {
        Transaction end(store);
        history.end_run(report.run_id, outcome, format_instant(machine.now()));
        end.commit();
    };
    try {
        for (auto& [write, wanted] : by_write) {
            auto restored = WriteRestore(store, machine, workspace, report.run_id, plain_rename)
                                .run(std::move(wanted));
            report.entries.insert(report.entries.end(), restored.begin(), restored.end());
        }
    } catch (...) {
        end_run(Outcome::failed);
        throw;
    }
    end_run(outcome_of(report));
    return report;
}

}   // namespace tmdb
