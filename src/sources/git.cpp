#include "sources/git.hpp"

#include "base/hash.hpp"
#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t note_limit = 64 << 10;
constexpr std::string_view branch_prefix = "refs/heads/";

std::string_view without_prefix(std::string_view text, std::string_view prefix)
{
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

OptionalText unless_empty(std::string_view text)
{
    return text.empty() ? std::nullopt : OptionalText(text);
}

/// One of git's files of a line or two, and when it was written; a missing one was not.
struct Note {
    std::string text;
    std::optional<Nanoseconds> mtime_ns;
};

Looked<Note> read_note(Machine& machine, const std::string& path)
{
    const auto file = machine.read(path, note_limit);
    if (file) {
        return {Note{std::string(trim(file->bytes)), file->stat.mtime_ns}};
    }
    return file.error == ENOENT ? Looked<Note>{Note{}} : Looked<Note>::failed(file.error);
}

/// Of a folder that git names: one that is not there is nonsense, not "no git here".
Looked<std::string> real_path_of_named(Machine& machine, const std::string& path)
{
    auto real = machine.real_path(path);
    return real.error == ENOENT ? Looked<std::string>::failed(EINVAL) : std::move(real);
}

/// The folder that a ".git" file names ("gitdir: <path>").
Looked<std::string> follow_git_file(Machine& machine, const std::string& path)
{
    constexpr std::string_view label = "gitdir:";
    const auto note = read_note(machine, path);
    if (!note) {
        return Looked<std::string>::failed(note.error);
    }
    const auto target = trim(without_prefix(note->text, label));
    if (!note->text.starts_with(label) || target.empty()) {
        return Looked<std::string>::failed(EINVAL);
    }
    return real_path_of_named(machine, target.starts_with('/')
                                           ? std::string(target)
                                           : join_path(parent_path(path), target));
}

/// `gitdir` is the text of the file of that name: the path of the worktree's ".git".
std::string worktree_path_in(std::string_view gitdir, const std::string& admin_directory)
{
    const auto path = absolute_path(admin_directory, gitdir);
    return file_name(path) == ".git" ? parent_path(path) : path;
}

OptionalText branch_in(std::string_view head)
{
    constexpr std::string_view label = "ref:";
    constexpr std::string_view elsewhere = "refs/heads/.invalid";   // reftable: not in this file
    const auto reference = trim(without_prefix(head, label));
    const bool is_branch = head.starts_with(label) && reference != elsewhere;
    return is_branch ? unless_empty(without_prefix(reference, branch_prefix)) : std::nullopt;
}

OptionalText oid_in(std::string_view head)
{
    const bool is_long_enough = head.size() == 40 || head.size() == 64;   // SHA-1, SHA-256
    const bool is_oid =
        is_long_enough && head.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return is_oid ? OptionalText(head) : std::nullopt;
}

constexpr std::array operation_marks = {"MERGE_HEAD",   "CHERRY_PICK_HEAD", "REVERT_HEAD",
                                        "rebase-merge", "rebase-apply",     "BISECT_LOG"};

OptionalText operation_among(const std::set<std::string>& names)
{
    for (const auto* mark : operation_marks) {
        if (names.contains(mark)) {
            return mark;
        }
    }
    return std::nullopt;
}

/// What is checked out in it, and what git is in the middle of; 0 or the errno.
int read_checkout(Machine& machine, const std::set<std::string>& names, AdminDirectory& admin)
{
    const auto head = read_note(machine, join_path(admin.path, "HEAD"));
    const auto index = machine.stat(join_path(admin.path, "index"));
    if (!head) {
        return head.error;
    }
    admin.branch = branch_in(head->text);
    admin.detached_oid = oid_in(head->text);
    admin.head_mtime_ns = head->mtime_ns;
    admin.index_mtime_ns = index ? std::optional(index->mtime_ns) : std::nullopt;
    admin.operation = operation_among(names);
    return 0;
}

/// ENOENT: git does not count the folder as a worktree.
Looked<AdminDirectory> read_admin_directory(Machine& machine, const std::string& path,
                                            AdminDetail detail)
{
    const auto entries = machine.list(path, Look::names);
    if (!entries) {
        return Looked<AdminDirectory>::failed(entries.error);
    }
    std::set<std::string> names;
    for (const auto& entry : *entries) {
        names.insert(entry.name);
    }
    const auto gitdir = read_note(machine, join_path(path, "gitdir"));
    const auto lock = names.contains("locked") ? read_note(machine, join_path(path, "locked"))
                                               : Looked<Note>{Note{}};
    AdminDirectory admin{.path = path};
    int error = std::max(gitdir.error, lock.error);
    if (detail == AdminDetail::checkout) {
        error = std::max(error, read_checkout(machine, names, admin));
    }
    if (error != 0) {
        return Looked<AdminDirectory>::failed(error);
    }
    if (gitdir->text.empty() && detail == AdminDetail::checkout) {
        return Looked<AdminDirectory>::failed(ENOENT);
    }
    admin.worktree_path = worktree_path_in(gitdir->text, path);
    admin.torn = file_name(gitdir->text) != ".git";
    admin.locked = lock->mtime_ns.has_value();
    admin.lock_reason = unless_empty(lock->text);
    admin.gitdir_mtime_ns = gitdir->mtime_ns;
    return {std::move(admin)};
}

/// What tells one state of a file from another, its absence included.
std::string stamp_of(const std::string& path, const Looked<FileStat>& stat)
{
    std::string stamp = path + '\0' + std::to_string(stat.error);
    if (stat) {
        for (const auto part :
             {stat->size, stat->mtime_ns, stat->ctime_ns, static_cast<std::int64_t>(stat->inode)}) {
            stamp += ' ' + std::to_string(part);
        }
    }
    return stamp += '\0';
}

std::string stamp_of(Machine& machine, const std::string& path)
{
    return stamp_of(path, machine.stat(path));
}

/// The stamps of all files in a folder and below it.
std::string stamps_in(Machine& machine, const std::string& folder)
{
    const auto entries = machine.list(folder, Look::stats);
    if (!entries) {
        return folder + '\0' + std::to_string(entries.error) + '\0';
    }
    std::string stamps;
    for (const auto& entry : *entries) {
        const auto path = join_path(folder, entry.name);
        stamps += entry.kind == FileKind::directory
                      ? stamps_in(machine, path)
                      : stamp_of(path, Looked<FileStat>{entry.stat, 0});
    }
    return stamps;
}

/// A file that comes and goes; its times do not matter.
std::string presence_of(Machine& machine, const std::string& path)
{
    return path + '\0' + std::to_string(machine.lstat(path).error) + '\0';
}

}   // namespace

Looked<GitDirectory> find_git_directory(Machine& machine, const std::string& root)
{
    using Answer = Looked<GitDirectory>;
    const auto dot_git = join_path(root, ".git");
    const auto stat = machine.stat(dot_git);
    if (!stat) {
        // A link that leads nowhere may lead to a repository that is out of sight.
        const bool dangles = stat.error == ENOENT && machine.lstat(dot_git);
        return Answer::failed(dangles ? EINVAL : stat.error);
    }
    const auto own = stat->kind == FileKind::directory ? machine.real_path(dot_git)
                                                       : follow_git_file(machine, dot_git);
    if (!own) {
        return Answer::failed(own.error);
    }
    const auto commondir = read_note(machine, join_path(*own, "commondir"));
    if (!commondir) {
        return Answer::failed(commondir.error);
    }
    const auto common = real_path_of_named(machine, absolute_path(*own, commondir->text));
    return common ? Answer{GitDirectory{*common, *own}} : Answer::failed(common.error);
}

Looked<std::vector<AdminDirectory>>
read_admin_directories(Machine& machine, const GitDirectory& git, AdminDetail detail)
{
    using Answer = Looked<std::vector<AdminDirectory>>;
    const auto folder = join_path(git.common, "worktrees");
    const auto entries = machine.list(folder, Look::names);
    if (!entries) {
        return entries.error == ENOENT ? Answer{std::vector<AdminDirectory>()}
                                       : Answer::failed(entries.error);
    }
    std::vector<AdminDirectory> admin_directories;
    for (const auto& entry : *entries) {
        if (entry.kind != FileKind::directory) {
            continue;
        }
        auto admin = read_admin_directory(machine, join_path(folder, entry.name), detail);
        if (admin) {
            admin_directories.push_back(std::move(*admin.value));
        } else if (admin.error != ENOENT) {
            return Answer::failed(admin.error);
        }
    }
    return {std::move(admin_directories)};
}

OptionalText head_branch(Machine& machine, const GitDirectory& git)
{
    const auto head = read_note(machine, join_path(git.own, "HEAD"));
    return head ? branch_in(head->text) : std::nullopt;
}

std::string repository_fingerprint(Machine& machine, const GitDirectory& git,
                                   const std::vector<AdminDirectory>& admin_directories)
{
    constexpr std::string_view table_list = "reftable/tables.list";
    std::string stamps;
    for (const auto* name : {"HEAD", "config", "packed-refs", "shallow"}) {
        stamps += stamp_of(machine, join_path(git.common, name));
    }
    stamps += stamp_of(machine, join_path(git.own, "HEAD"));
    const auto tables = machine.stat(join_path(git.common, table_list));
    stamps += stamp_of(join_path(git.common, table_list), tables);
    stamps += stamps_in(machine, join_path(git.common, "refs"));

    for (const auto& admin : admin_directories) {
        for (const auto* name : {"gitdir", "HEAD"}) {
            stamps += stamp_of(machine, join_path(admin.path, name));
        }
        if (admin.locked) {
            stamps += stamp_of(machine, join_path(admin.path, "locked"));
        }
        if (tables) {
            stamps += stamp_of(machine, join_path(admin.path, table_list));
        }
        stamps += presence_of(machine, join_path(admin.worktree_path, ".git"));
    }
    return content_hash(stamps);
}

Looked<std::string> operation_under_way(Machine& machine, const std::string& root)
{
    using Answer = Looked<std::string>;
    const auto git = find_git_directory(machine, root);
    if (!git) {
        return git.error == ENOENT ? Answer{""} : Answer::failed(git.error);
    }
    std::vector<std::string> marks(operation_marks.begin(), operation_marks.end());
    marks.emplace_back("index.lock");
    for (const auto& mark : marks) {
        const auto stat = machine.lstat(join_path(git->own, mark));
        if (stat) {
            return {mark};
        }
        if (stat.error != ENOENT) {
            return Answer::failed(stat.error);
        }
    }
    return {""};
}

}   // namespace tmdb
