#include "actions/survey.hpp"
#include "base/path.hpp"
#include "sources/front_matter.hpp"
#include "sources/task_file.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace tmdb {

namespace {

constexpr std::size_t progress_step = 256;

std::string why_not_readable(SourceKind kind, int error)
{
    switch (error) {
    case EXDEV:
        return kind == SourceKind::task ? "it is a link that leads out of the workspace"
                                        : "it is a link that leads out of its worktree";
    case ENOENT: return "it is a link that leads nowhere";
    case EAGAIN: return "it kept changing while it was read";
    default: return "it cannot be read: " + describe_errno(error);
    }
}

/// Looks at one file after the other and notes what the mirror is to learn.
class TaskReader {
public:
    TaskReader(const SurveyContext& context, SourceKind kind, const KnownSources& known,
               const std::set<std::string>& with_problems)
        : context_(context), kind_(kind), known_(known), with_problems_(with_problems)
    {}

    void look(const SeenFile& file, const std::string& slug, const std::string& worktree_path)
    {
        if (!file.stat) {
            not_readable(file.path, slug, file.stat.error);
        } else if (file.stat->kind != FileKind::regular) {
            no_task_file(file.path, slug, "it is not a regular file");
        } else if (known_.unchanged(file.path, *file.stat)) {
            return;
        } else {
            read(file, slug, worktree_path);
        }
    }

    void gone(const std::string& path)
    {
        survey_.removed.push_back(path);
        forget_problems(path);
    }

    void out_of_sight(const std::string& path) { survey_.stale.push_back(path); }

    TaskSurvey& survey() { return survey_; }

private:
    void read(const SeenFile& file, const std::string& slug, const std::string& worktree_path)
    {
        const std::string& path = file.path;
        const auto head =
            context_.machine.read(absolute_path(context_.workspace.root, path), front_matter_limit);
        if (!head) {
            not_readable(path, slug, head.error);
            return;
        }
        if (!is_same_file(head->stat, *file.stat) &&
            !lies_where_it_may(path, worktree_path, head->stat)) {
            not_readable(path, slug, EAGAIN);
            return;
        }
        ParsedTask parsed = parse_task_file(head->bytes, path, context_.workspace.config);
        survey_.sources.push_back(source_of(kind_, path, head->stat, context_.began));
        if (parsed.problems.empty()) {
            forget_problems(path);
        } else {
            survey_.problems[path] = std::move(parsed.problems);
        }
        Task& task = *parsed.task;
        task.worktree_path = worktree_path;
        task.slug = worktree_path.empty() ? task.slug : slug;
        task.mtime_ns = head->stat.mtime_ns;
        if (task.stale && known_.contains(path)) {
            survey_.stale.push_back(path);   // its last good values stay
        } else {
            survey_.read.push_back(std::move(task));
        }
    }

    /// What was read is not what was seen: another file may have taken its place, but a link that
    /// took a folder's place may also have led us elsewhere.
    bool lies_where_it_may(const std::string& path, const std::string& worktree_path,
                           const FileStat& read) const
    {
        Machine& machine = context_.machine;
        const std::string& root = context_.workspace.root;
        const auto target = machine.real_path(absolute_path(root, path));
        const auto top = machine.real_path(absolute_path(root, worktree_path));
        if (!target || !top || !is_below(*top, *target)) {
            return false;
        }
        const auto there = machine.stat(*target);
        return there && is_same_file(*there, read);
    }

    /// A look that failed: whatever the mirror has of it stays.
    void not_readable(const std::string& path, const std::string& slug, int error)
    {
        if (error == ENOENT || error == EXDEV || error == EINVAL) {
            no_task_file(path, slug, why_not_readable(kind_, error));
            return;
        }
        survey_.stale.push_back(path);
        survey_.problems[path] = {
            {.path = path, .message = why_not_readable(kind_, error), .slug = slug}};
    }

    /// Something that is named like a task file and is none.
    void no_task_file(const std::string& path, const std::string& slug, const std::string& why)
    {
        survey_.removed.push_back(path);
        survey_.problems[path] = {{.path = path, .message = why, .slug = slug}};
    }

    void forget_problems(const std::string& path)
    {
        if (with_problems_.contains(path)) {
            survey_.problems[path] = {};
        }
    }

    const SurveyContext& context_;
    SourceKind kind_;
    const KnownSources& known_;
    const std::set<std::string>& with_problems_;
    TaskSurvey survey_;
};

/// Nothing when there is no copy. Of a link: its target, which must lie in the same worktree.
std::optional<SeenFile> see_copy(const SurveyContext& context, const CopyPlace& place)
{
    Machine& machine = context.machine;
    const std::string& root = context.workspace.root;
    const std::string path = absolute_path(root, place.path);
    auto stat = machine.lstat(path);
    if (stat.error == ENOENT || stat.error == ENOTDIR) {
        return std::nullopt;
    }
    if (!stat || stat->kind != FileKind::symlink) {
        return SeenFile{place.path, stat};
    }
    const auto target = machine.real_path(path);
    const auto worktree = machine.real_path(absolute_path(root, place.worktree_path));
    if (!target || !worktree) {
        return SeenFile{place.path,
                        Looked<FileStat>::failed(target ? worktree.error : target.error)};
    }
    const bool inside = is_below(*worktree, *target);
    return SeenFile{place.path, inside ? machine.stat(*target) : Looked<FileStat>::failed(EXDEV)};
}

const std::string& path_of(const std::string& path)
{
    return path;
}

const std::string& path_of(const Source& source)
{
    return source.path;
}

const std::string& path_of(const SeenFile& file)
{
    return file.path;
}

/// What is known and was not seen any more. `seen` is in the order of its paths.
template <typename Seen>
std::set<std::string> unseen(const KnownSources& known, const std::set<std::string>& with_problems,
                             const Seen& seen)
{
    const auto by_path = [](const auto& one, const auto& other) {
        return path_of(one) < path_of(other);
    };
    std::vector<Source> gone;
    std::set_difference(known.sources().begin(), known.sources().end(), seen.begin(), seen.end(),
                        std::back_inserter(gone), by_path);
    std::set<std::string> paths;
    std::set_difference(with_problems.begin(), with_problems.end(), seen.begin(), seen.end(),
                        std::inserter(paths, paths.end()), by_path);
    for (auto& source : gone) {
        paths.insert(std::move(source.path));
    }
    return paths;
}

}   // namespace

std::vector<Problem> folder_problems(const std::vector<UnreadableFolder>& folders)
{
    std::vector<Problem> problems;
    for (const auto& folder : folders) {
        problems.push_back(
            {.path = folder.path,
             .message = "the folder cannot be listed: " + describe_errno(folder.error)});
    }
    return problems;
}

bool is_out_of_sight(const Scan& scan, const std::string& path)
{
    return std::any_of(scan.unreadable.begin(), scan.unreadable.end(), [&](const auto& folder) {
        return folder.path == "." || is_below(folder.path, path);
    });
}

TaskSurvey survey_tasks(const SurveyContext& context, const Scan& scan, const KnownSources& known,
                        const std::set<std::string>& with_problems)
{
    TaskReader reader(context, SourceKind::task, known, with_problems);
    for (std::size_t i = 0; i < scan.files.size(); ++i) {
        const SeenFile& file = scan.files[i];
        reader.look(file, file_stem(file.path), "");
        if (i % progress_step == 0) {
            context.progress("task files", i, scan.files.size());
        }
    }
    for (const auto& path : unseen(known, with_problems, scan.files)) {
        is_out_of_sight(scan, path) ? reader.out_of_sight(path) : reader.gone(path);
    }
    reader.survey().folder_problems = folder_problems(scan.unreadable);
    return std::move(reader.survey());
}

TaskSurvey survey_task_copies(const SurveyContext& context, const std::vector<CopyPlace>& places,
                              const KnownSources& known, const std::set<std::string>& with_problems)
{
    TaskReader reader(context, SourceKind::task_copy, known, with_problems);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const CopyPlace& place = places[i];
        if (const auto file = see_copy(context, place)) {
            seen.insert(file->path);
            reader.look(*file, place.slug, place.worktree_path);
        } else if (!place.in_sight) {
            seen.insert(place.path);
            reader.out_of_sight(place.path);
        }
        if (i % progress_step == 0) {
            context.progress("task copies", i, places.size());
        }
    }
    for (const auto& path : unseen(known, with_problems, seen)) {
        reader.gone(path);
    }
    return std::move(reader.survey());
}

}   // namespace tmdb
