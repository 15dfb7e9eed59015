#include "model/evidence.hpp"

namespace tmdb {

std::string_view name_of(Presence presence)
{
    switch (presence) {
    case Presence::present: return "present";
    case Presence::absent: return "absent";
    case Presence::unknown: break;
    }
    return "unknown";
}

std::string_view name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::prunable: return "prunable";
    case Verdict::kept: return "kept";
    case Verdict::unknown: break;
    }
    return "unknown";
}

Judgement judge(const EntryLook& look)
{
    if (look.problem) {
        return {Verdict::unknown, *look.problem};
    }
    if (look.worktree == Presence::present) {
        return {Verdict::kept, ""};
    }
    if (look.worktree == Presence::unknown) {
        return {Verdict::unknown, look.worktree_reason};
    }
    if (look.task == Presence::unknown) {
        return {Verdict::unknown, look.task_reason};
    }
    if (look.task == Presence::present && look.task_status != "completed") {
        return {Verdict::kept, ""};
    }
    if (!look.protection.empty()) {
        return {Verdict::unknown, look.protection};
    }
    if (look.young) {
        return {Verdict::kept, look.age_reason};
    }
    if (look.restored_at) {
        return {Verdict::kept,
                "it was restored at " + *look.restored_at + "; change or remove it by hand"};
    }
    return {Verdict::prunable, look.task == Presence::absent ? "task_file_absent" : "completed"};
}

}   // namespace tmdb
