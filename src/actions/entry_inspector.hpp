#pragma once

#include "actions/hands.hpp"
#include "actions/task_finder.hpp"
#include "base/machine.hpp"
#include "model/evidence.hpp"
#include "model/prune.hpp"
#include "model/register.hpp"
#include "sources/git.hpp"
#include "sources/workspace.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// What the database knows, by slug. Where things lie is where the inspector looks, and it believes
/// none of it; what was restored nobody else remembers.
struct KnownPlaces {
    std::multimap<std::string, std::string> task_paths;       // of root task files
    std::multimap<std::string, std::string> dispatch_paths;   // of records
    std::multimap<std::string, PrunedEntry> restored;
    /// Git's worktrees where an inspector of this run has read them already: there may be
    /// thousands.
    std::optional<Looked<std::vector<AdminDirectory>>> admin_directories;
};

/// Looks at what a register entry rests on: now, on the disk, in three values.
///
/// A worktree is absent when the entry names none, or lstat says ENOENT and the place can be seen:
/// below the root no folder on the way is a link that leads nowhere; elsewhere the parent folder
/// opens. A path of another machine, a worktree that git has locked or moved, any other error:
/// unknown. A task file is absent when lstat says ENOENT, its folder holds other task files, no
/// other root task file has the slug, and git is not in the middle of a checkout, merge or rebase.
/// While a folder of task files cannot be read, another file may have the slug: unknown.
///
/// What is expensive (the list of processes, git's admin directories) is looked at once, when first
/// needed. Make a new inspector to look again.
class EntryInspector {
public:
    EntryInspector(Machine& machine, const Workspace& workspace, const KnownPlaces& known);

    EntryLook inspect(const RegisterEntry& entry, const std::string& owner,
                      const std::string& register_path);

    /// What it has read of git's worktrees, if it had to.
    const std::optional<Looked<std::vector<AdminDirectory>>>& read_admin_directories() const
    {
        return admin_directories_;
    }

private:
    struct Sight {
        Presence presence = Presence::unknown;
        std::string reason;   // why it is unknown
        OptionalText status;
    };

    /// When these very bytes were put back, if they were.
    OptionalText restored_at(const RegisterEntry& entry, const std::string& register_path) const;

    Sight look_at_worktree(const RegisterEntry& entry);
    Sight look_at_missing_worktree(const std::string& path);
    /// Why git says that a missing worktree is not simply gone; empty when it does not.
    std::string git_objection(const std::string& place);
    /// Git locks a worktree by a file, and may have done so since the list was read.
    bool is_locked(const AdminDirectory& admin);

    Sight look_at_task(const RegisterEntry& entry);
    Sight look_at_missing_task(const RegisterEntry& entry);
    Sight read_status(const std::string& path);
    std::set<std::string> known_task_files(const std::string& slug) const;
    /// A hand that is or may be at work on the task; empty when there is none.
    std::string protection_of(const RegisterEntry& entry);

    /// Whether something at `place` would be seen if it were there.
    bool is_visible(const std::string& place);
    const Looked<std::vector<AdminDirectory>>& admin_directories();
    const Looked<std::string>& git_operation();

    Machine& machine_;
    const Workspace& workspace_;
    const KnownPlaces& known_;
    TaskFinder tasks_;
    Hands hands_;
    std::map<std::string, bool> visible_;   // by folder
    std::optional<Looked<std::vector<AdminDirectory>>> admin_directories_;
    std::optional<Looked<std::string>> git_operation_;
};

}   // namespace tmdb
