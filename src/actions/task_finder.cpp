#include "actions/task_finder.hpp"

#include "base/glob.hpp"
#include "base/path.hpp"
#include "sources/front_matter.hpp"
#include "sources/task_file.hpp"

#include <algorithm>
#include <cerrno>

namespace tmdb {

namespace {

/// The extension of every name that matches; nothing where the pattern leaves it open.
OptionalText extension_of(const std::string& pattern)
{
    const auto dot = pattern.rfind('.');
    const bool is_open =
        dot == std::string::npos || pattern.find_first_of("*?[]\\", dot) != std::string::npos;
    return is_open ? std::nullopt : OptionalText(pattern.substr(dot));
}

bool takes_slug_from_stem(const Config& config)
{
    const auto field = config.fields.find("slug");
    return field == config.fields.end() || field->second.empty();
}

}   // namespace

TaskFinder::TaskFinder(Machine& machine, const Workspace& workspace)
    : machine_(machine),
      workspace_(workspace),
      slug_is_stem_(takes_slug_from_stem(workspace.config))
{}

TaskFiles TaskFinder::files_of(const std::string& slug, const std::set<std::string>& known)
{
    TaskFiles found;
    if (!folders().unreadable.empty()) {
        found.hidden_folder = folders().unreadable.front().path;
    }
    std::set<std::string> may_be_its = known;
    if (slug_is_stem_) {
        for (const auto& folder : folders().folders) {
            look_for_stem(folder, slug, found);
        }
    } else {
        for (const auto& [path, read] : slugs(found)) {
            if (read == slug) {
                found.paths.insert(path);
            } else if (read) {
                may_be_its.erase(path);
            }
        }
    }
    for (const auto& path : may_be_its) {
        if (machine_.lstat(join_path(workspace_.root, path)).error != ENOENT) {
            found.paths.insert(path);
        }
    }
    return found;
}

bool TaskFinder::holds_any(const std::string& folder)
{
    const auto [answer, is_new] = company_.try_emplace(folder, false);
    if (is_new) {
        const auto& all = folders().folders;
        answer->second = std::any_of(all.begin(), all.end(), [&](const GlobFolder& one) {
            return (folder.empty() || one.path == folder) && holds_task_file(one);
        });
    }
    return answer->second;
}

bool TaskFinder::holds_task_file(const GlobFolder& folder)
{
    TaskFiles ignored;
    const auto names = list(folder, ignored);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        const auto stat = machine_.stat(join_path(workspace_.root, join_path(folder.path, name)));
        return stat && stat->kind == FileKind::regular;
    });
}

const GlobFolders& TaskFinder::folders()
{
    if (!folders_) {
        folders_ = glob_folders(machine_, workspace_.root, workspace_.config.layout.tasks);
    }
    return *folders_;
}

void TaskFinder::look_for_stem(const GlobFolder& folder, const std::string& slug, TaskFiles& found)
{
    const auto extension = extension_of(folder.pattern);
    if (!extension) {
        for (const auto& name : list(folder, found)) {
            if (file_stem(name) == slug) {
                found.paths.insert(join_path(folder.path, name));
            }
        }
        return;
    }
    const std::string name = slug + *extension;
    const std::string path = join_path(folder.path, name);
    if (file_name(path) != name || !matches_segment(folder.pattern.c_str(), name.c_str())) {
        return;
    }
    const auto look = machine_.lstat(join_path(workspace_.root, path));
    if (look.error == EACCES) {
        found.hidden_folder = folder.path;
    } else if (look.error != ENOENT) {
        found.paths.insert(path);
    }
}

std::vector<std::string> TaskFinder::list(const GlobFolder& folder, TaskFiles& found)
{
    const auto entries = machine_.list(absolute_path(workspace_.root, folder.path), Look::names);
    if (!entries && entries.error != ENOENT) {
        found.hidden_folder = folder.path;
    }
    std::vector<std::string> names;
    for (const auto& entry : entries.value.value_or(std::vector<DirectoryEntry>())) {
        if (matches_segment(folder.pattern.c_str(), entry.name.c_str())) {
            names.push_back(entry.name);
        }
    }
    return names;
}

const std::map<std::string, OptionalText>& TaskFinder::slugs(TaskFiles& found)
{
    if (!slugs_) {
        slugs_.emplace();
        TaskFiles all;
        for (const auto& folder : folders().folders) {
            for (const auto& name : list(folder, all)) {
                const std::string path = join_path(folder.path, name);
                slugs_->emplace(path, slug_in(path));
            }
        }
        hidden_from_slugs_ = all.hidden_folder;
    }
    if (hidden_from_slugs_) {
        found.hidden_folder = hidden_from_slugs_;
    }
    return *slugs_;
}

OptionalText TaskFinder::slug_in(const std::string& path)
{
    const auto head = machine_.read(join_path(workspace_.root, path), front_matter_limit);
    if (!head) {
        return std::nullopt;
    }
    const auto parsed = parse_task_file(head->bytes, path, workspace_.config);
    return parsed.problems.empty() ? OptionalText(parsed.task->slug) : std::nullopt;
}

}   // namespace tmdb
