#pragma once

#include "base/machine.hpp"
#include "model/task.hpp"
#include "sources/scanner.hpp"
#include "sources/workspace.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tmdb {

/// The root task files that have one slug, or may have it.
struct TaskFiles {
    std::set<std::string> paths;   // below the root
    OptionalText hidden_folder;    // one that may hold more of them, and cannot be looked into
};

/// Finds root task files on the disk. What is expensive is looked at once, when first needed.
///
/// Where the slug is the file's stem, each folder is asked for the one name that it can have there,
/// so that the cost does not grow with the number of tasks; else every file has to be read.
class TaskFinder {
public:
    TaskFinder(Machine& machine, const Workspace& workspace);

    /// `known` are files that had the slug once: one that is there and cannot be read may still
    /// have it.
    TaskFiles files_of(const std::string& slug, const std::set<std::string>& known);

    /// Whether there is any task file in `folder`, or anywhere where that is empty.
    bool holds_any(const std::string& folder);

private:
    const GlobFolders& folders();
    bool holds_task_file(const GlobFolder& folder);
    void look_for_stem(const GlobFolder& folder, const std::string& slug, TaskFiles& found);
    std::vector<std::string> list(const GlobFolder& folder, TaskFiles& found);
    /// Of every file; nothing where its front matter cannot be read.
    const std::map<std::string, OptionalText>& slugs(TaskFiles& found);
    OptionalText slug_in(const std::string& path);

    Machine& machine_;
    const Workspace& workspace_;
    bool slug_is_stem_;
    std::optional<GlobFolders> folders_;
    std::optional<std::map<std::string, OptionalText>> slugs_;
    OptionalText hidden_from_slugs_;
    std::map<std::string, bool> company_;   // by folder: holds_any
};

}   // namespace tmdb
