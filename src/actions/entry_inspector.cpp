#include "actions/entry_inspector.hpp"

#include "actions/place.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "sources/front_matter.hpp"
#include "sources/task_file.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>

namespace tmdb {

namespace {

struct Age {
    bool young = false;     // too young to be judged
    bool unknown = false;   // young only because its time cannot be told
    std::string reason;
};

Age age_of(const RegisterEntry& entry, Nanoseconds now, Nanoseconds grace)
{
    for (const auto& written : {entry.registered_at, entry.launched_at, entry.started_at}) {
        if (!written) {
            continue;
        }
        const auto at = parse_instant(*written);
        if (!at) {
            return {true, true, "its time '" + *written + "' cannot be read"};
        }
        if (*at > now) {
            return {true, true, "its time " + *written + " is in the future"};
        }
        if (*at >= now - grace) {
            return {true, false, "it is younger than the grace of " + format_age(grace)};
        }
    }
    return {};
}

bool is_unusable_path(const std::string& path)
{
    return path.empty() || path.size() >= PATH_MAX || path.find('\0') != std::string::npos;
}

/// Whether the bytes that `restored` put back hold this value, whatever comma came with them.
bool is_value_of(const std::string& raw, const PrunedEntry& restored)
{
    const std::string& text = restored.removed_text;
    return text.substr(0, text.find_last_not_of(" \t\r\n,") + 1).ends_with(raw);
}

}   // namespace

EntryInspector::EntryInspector(Machine& machine, const Workspace& workspace,
                               const KnownPlaces& known)
    : machine_(machine),
      workspace_(workspace),
      known_(known),
      tasks_(machine, workspace),
      hands_(machine, workspace),
      admin_directories_(known.admin_directories)
{}

EntryLook EntryInspector::inspect(const RegisterEntry& entry, const std::string& owner,
                                  const std::string& register_path)
{
    EntryLook look{.register_path = register_path,
                   .slug = entry.slug,
                   .owner = owner,
                   .task_path = entry.task_path,
                   .worktree_path = entry.worktree_path,
                   .registered_at = entry.registered_at,
                   .restored_at = restored_at(entry, register_path),
                   .problem = entry.problem};
    const Sight worktree = look_at_worktree(entry);
    look.worktree = worktree.presence;
    look.worktree_reason = worktree.reason;
    if (look.worktree == Presence::present) {
        return look;   // nothing else is asked of an entry whose worktree is there
    }
    const Sight task = look_at_task(entry);
    look.task = task.presence;
    look.task_reason = task.reason;
    look.task_status = task.status;

    const Nanoseconds grace = workspace_.config.thresholds.grace * one_minute;
    Age age = age_of(entry, machine_.now(), grace);
    look.young = age.young;
    look.age_unknown = age.unknown;
    look.age_reason = std::move(age.reason);
    if (judge(look).verdict == Verdict::prunable) {
        look.protection = protection_of(entry);
    }
    return look;
}

std::set<std::string> EntryInspector::known_task_files(const std::string& slug) const
{
    std::set<std::string> paths;
    const auto [first, last] = known_.task_paths.equal_range(slug);
    for (auto known = first; known != last; ++known) {
        paths.insert(known->second);
    }
    return paths;
}

std::string EntryInspector::protection_of(const RegisterEntry& entry)
{
    std::vector<std::string> records;
    const auto [first, last] = known_.dispatch_paths.equal_range(entry.slug);
    for (auto known = first; known != last; ++known) {
        records.push_back(known->second);
    }
    std::string hand = hands_.dispatch_of(entry.slug, records);
    if (hand.empty() && entry.worktree_path) {
        hand = hands_.process_within(absolute_path(workspace_.root, *entry.worktree_path));
    }
    return hand;
}

OptionalText EntryInspector::restored_at(const RegisterEntry& entry,
                                         const std::string& register_path) const
{
    OptionalText at;
    const auto [first, last] = known_.restored.equal_range(entry.slug);
    for (auto known = first; known != last; ++known) {
        const PrunedEntry& restored = known->second;
        if (restored.register_path == register_path && is_value_of(entry.raw, restored)) {
            at = restored.restored_at;
        }
    }
    return at;
}

// --- the worktree -------------------------------------------------------------------------------

EntryInspector::Sight EntryInspector::look_at_worktree(const RegisterEntry& entry)
{
    if (!entry.worktree_path) {
        return {Presence::absent, ""};
    }
    const std::string& written = *entry.worktree_path;
    if (is_unusable_path(written)) {
        return {Presence::unknown, "its worktree_path is empty or no path"};
    }
    if (is_foreign_path(written)) {
        return {Presence::unknown, "its worktree_path '" + written + "' is another machine's"};
    }
    if (!leads_where_it_says(machine_, workspace_.root, written)) {
        return {Presence::unknown, "its worktree_path '" + written + "' climbs out of a link"};
    }
    const std::string path = absolute_path(workspace_.root, written);
    const auto link = machine_.lstat(path);
    if (link) {
        const auto target = link->kind == FileKind::symlink ? machine_.stat(path) : link;
        return target && target->kind == FileKind::directory
                   ? Sight{Presence::present, ""}
                   : Sight{Presence::unknown, "its worktree_path is not a folder"};
    }
    if (link.error != ENOENT) {
        return {Presence::unknown,
                "its worktree cannot be looked at: " + describe_errno(link.error)};
    }
    return look_at_missing_worktree(path);
}

EntryInspector::Sight EntryInspector::look_at_missing_worktree(const std::string& path)
{
    const auto place = place_of(machine_, path);
    if (!place || !is_visible(*place)) {
        return {Presence::unknown, "the place of its worktree cannot be seen"};
    }
    if (const std::string objection = git_objection(*place); !objection.empty()) {
        return {Presence::unknown, objection};
    }
    return {Presence::absent, ""};
}

std::string EntryInspector::git_objection(const std::string& place)
{
    const auto& admins = admin_directories();
    if (!admins) {
        return admins.error == ENOENT
                   ? ""   // no git here
                   : "git's worktrees cannot be read: " + describe_errno(admins.error);
    }
    const std::string its_name = '/' + file_name(place);
    for (const auto& admin : *admins) {   // there may be thousands
        const bool has_its_name = admin.path.ends_with(its_name);
        const bool is_its =
            admin.worktree_path == place ||
            (admin.locked &&
             (has_its_name || place_of(machine_, admin.worktree_path).value_or(place) == place));
        if (is_its && is_locked(admin)) {
            return "git has its worktree locked" +
                   (admin.lock_reason ? ": " + *admin.lock_reason : "");
        }
        if (has_its_name && admin.torn) {
            return "git's note of where its worktree is cannot be read";
        }
        if (has_its_name && machine_.lstat(admin.worktree_path).error != ENOENT) {
            return "git has moved its worktree to '" + admin.worktree_path + "'";
        }
    }
    return "";
}

bool EntryInspector::is_locked(const AdminDirectory& admin)
{
    return machine_.lstat(join_path(admin.path, "locked")).error != ENOENT;
}

// --- the task file ------------------------------------------------------------------------------

EntryInspector::Sight EntryInspector::look_at_task(const RegisterEntry& entry)
{
    TaskFiles files = tasks_.files_of(entry.slug, known_task_files(entry.slug));
    if (files.hidden_folder) {
        return {Presence::unknown,
                "a folder of task files cannot be read: " + *files.hidden_folder};
    }
    std::set<std::string>& paths = files.paths;
    if (entry.task_path) {
        const std::string path = absolute_path(workspace_.root, *entry.task_path);
        if (is_unusable_path(*entry.task_path) || is_foreign_path(*entry.task_path) ||
            !is_below(workspace_.root, path) ||
            !leads_where_it_says(machine_, workspace_.root, *entry.task_path)) {
            return {Presence::unknown, "its task_path lies outside the workspace"};
        }
        const auto look = machine_.lstat(path);
        if (look) {
            paths.insert(relative_to(workspace_.root, path));
        } else if (look.error != ENOENT) {
            return {Presence::unknown,
                    "its task file cannot be looked at: " + describe_errno(look.error)};
        }
    }
    if (paths.size() > 1) {
        return {Presence::unknown, "more than one task file has its slug"};
    }
    return paths.empty() ? look_at_missing_task(entry)
                         : read_status(join_path(workspace_.root, *paths.begin()));
}

EntryInspector::Sight EntryInspector::look_at_missing_task(const RegisterEntry& entry)
{
    const std::string folder =
        entry.task_path ? relative_to(workspace_.root,
                                      parent_path(absolute_path(workspace_.root, *entry.task_path)))
                        : "";
    if (!tasks_.holds_any(folder)) {
        return {Presence::unknown, "the folder of its task file is missing or empty"};
    }
    const auto& operation = git_operation();
    if (!operation) {
        return {Presence::unknown, "git cannot be looked at: " + describe_errno(operation.error)};
    }
    if (!operation->empty()) {
        return {Presence::unknown, "git is in the middle of something (" + *operation + ")"};
    }
    return {Presence::absent, ""};
}

EntryInspector::Sight EntryInspector::read_status(const std::string& path)
{
    const auto real = machine_.real_path(path);
    if (!real || !is_below(workspace_.root, *real)) {
        return {Presence::unknown, "its task file leads nowhere or out of the workspace"};
    }
    const auto head = machine_.read(path, front_matter_limit);
    if (!head) {
        return {Presence::unknown, "its task file cannot be read: " + describe_errno(head.error)};
    }
    const auto parsed =
        parse_task_file(head->bytes, relative_to(workspace_.root, path), workspace_.config);
    if (!parsed.problems.empty()) {
        return {Presence::unknown, "its task file cannot be judged: " + parsed.problems[0].message};
    }
    return {Presence::present, "", parsed.task->fields.status};
}

// --- looked at once -----------------------------------------------------------------------------

bool EntryInspector::is_visible(const std::string& place)
{
    const auto [visible, is_new] = visible_.try_emplace(parent_path(place), false);
    if (is_new) {
        visible->second = can_be_seen(machine_, workspace_.root, place);
    }
    return visible->second;
}

const Looked<std::vector<AdminDirectory>>& EntryInspector::admin_directories()
{
    if (!admin_directories_) {
        const auto git = find_git_directory(machine_, workspace_.root);
        admin_directories_ = git ? tmdb::read_admin_directories(machine_, *git, AdminDetail::place)
                                 : Looked<std::vector<AdminDirectory>>::failed(git.error);
    }
    return *admin_directories_;
}

const Looked<std::string>& EntryInspector::git_operation()
{
    if (!git_operation_) {
        git_operation_ = operation_under_way(machine_, workspace_.root);
    }
    return *git_operation_;
}

}   // namespace tmdb
