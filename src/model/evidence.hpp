#pragma once

#include "model/task.hpp"

#include <string>
#include <string_view>

namespace tmdb {

/// The three answers of a look. A failed look is not an absence.
enum class Presence { present, absent, unknown };

std::string_view name_of(Presence presence);

/// What was seen of a register entry, just now and on the disk.
struct EntryLook {
    std::string register_path;
    std::string slug;
    int occurrence = 0;
    std::string owner;
    OptionalText task_path;       // as the entry says
    OptionalText worktree_path;   // as the entry says
    OptionalText registered_at;

    Presence worktree = Presence::unknown;
    std::string worktree_reason;   // why it is unknown
    Presence task = Presence::unknown;
    std::string task_reason;    // why it is unknown
    OptionalText task_status;   // read whole in this run
    bool young = false;         // within the grace, or of a time that cannot be told
    bool age_unknown = false;   // the latter
    std::string age_reason;
    std::string protection;     // a hand that is or may be at work on it
    OptionalText restored_at;   // these very bytes, by 'tm-db restore'
    OptionalText problem;       // of the entry itself
};

enum class Verdict {
    prunable,
    kept,      // there is no reason to prune it, it is too young, or somebody wanted it back
    unknown,   // something could not be seen: kept, and said so
};

std::string_view name_of(Verdict verdict);

/// `reason` of a prunable entry is prune.reason; of others why they are kept, for people; empty for
/// an entry that nobody would think of pruning.
struct Judgement {
    Verdict verdict = Verdict::unknown;
    std::string reason;
};

/// The one question that the pass register_orphan and the prune both ask.
Judgement judge(const EntryLook& look);

}   // namespace tmdb
