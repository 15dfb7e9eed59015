#include "actions/survey_workspace.hpp"

#include "base/path.hpp"

#include <iterator>
#include <mutex>
#include <utility>

namespace tmdb {

namespace {

const std::string part_prefix = "tasks in ";

/// What is known of each folder, read when it is asked for.
class KnownFolders {
public:
    /// `whole`: of every folder at once, those among them that no trace names.
    KnownFolders(MirrorReader& mirror, bool rows_count, bool whole) : mirror_(mirror), whole_(whole)
    {
        if (whole) {
            for (auto& source : rows_count ? mirror.task_rows(SourceKind::task)
                                           : mirror.sources(SourceKind::task)) {
                sources_[parent_path(source.path)].push_back(std::move(source));
            }
        }
        for (auto& path : mirror.problem_paths("task")) {
            const std::string folder = parent_path(path);
            problems_[folder].insert(std::move(path));
        }
    }

    std::set<std::string> names() const
    {
        std::set<std::string> names;
        for (const auto& [folder, sources] : sources_) {
            names.insert(folder);
        }
        for (const auto& [folder, paths] : problems_) {
            names.insert(folder);
        }
        return names;
    }

    std::vector<Source> sources(const std::string& folder)
    {
        return whole_ ? sources_[folder] : mirror_.sources_in(SourceKind::task, folder);
    }

    const std::set<std::string>& problems(const std::string& folder) { return problems_[folder]; }

private:
    MirrorReader& mirror_;
    bool whole_;
    std::map<std::string, std::vector<Source>> sources_;
    std::map<std::string, std::set<std::string>> problems_;
};

void append(TaskSurvey& whole, TaskSurvey part)
{
    const auto move_all = [](auto& from, auto& to) {
        to.insert(to.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
    };
    move_all(part.read, whole.read);
    move_all(part.sources, whole.sources);
    move_all(part.stale, whole.stale);
    move_all(part.removed, whole.removed);
    whole.problems.merge(part.problems);
}

/// The sum of what several folders tell of their progress, from whatever thread.
class JointProgress {
public:
    explicit JointProgress(const Progress& whole) : whole_(whole) {}

    void add(std::string_view phase, std::size_t done, std::size_t total)
    {
        const std::lock_guard lock(door_);
        done_ += done;
        total_ += total;
        whole_(phase, done_, total_);
    }

private:
    const Progress& whole_;
    std::mutex door_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
};

/// One folder: what is known of it, and what was seen.
struct FolderLook {
    std::string folder;
    std::vector<GlobFolder> patterns;   // none: it is not there any more, or out of sight
    std::set<std::string> with_problems;

    TaskSurvey survey;
    std::vector<UnreadableFolder> unreadable;
    std::optional<std::string> trace;
};

void look_at(const SurveyContext& context, Traces& before, const GlobFolders& globs,
             const KnownSources& known, FolderLook& look)
{
    ListedMachine listed(context.machine, before);
    TracingMachine machine(listed);
    const SurveyContext traced{machine, context.workspace, context.began, context.progress};
    Scan scan = tmdb::scan(machine, context.workspace.root, look.patterns);
    if (!scan.unreadable.empty()) {
        machine.distrust();
    }
    look.unreadable = scan.unreadable;
    scan.unreadable.insert(scan.unreadable.end(), globs.unreadable.begin(), globs.unreadable.end());
    look.survey = survey_tasks(traced, scan, known, look.with_problems);
    if (!look.patterns.empty()) {
        look.trace = machine.trace(context.began);
    } else if (!scan.unreadable.empty()) {
        look.trace = "";
    }
}

}   // namespace

TaskSurvey survey_task_folders(const SurveyContext& context, MirrorReader& mirror,
                               const SurveyChoices& choices, Traces& before, NewTraces& traces)
{
    const std::string& root = context.workspace.root;
    const GlobFolders globs =
        glob_folders(context.machine, root, context.workspace.config.layout.tasks);
    std::map<std::string, std::vector<GlobFolder>> folders;
    for (const auto& folder : globs.folders) {
        folders[folder.path].push_back(folder);
    }
    const auto parts = before.parts(part_prefix);
    const bool whole = choices.anew || !choices.believe_stamps || parts.empty();
    KnownFolders known(mirror, choices.anew, whole);
    for (const auto& part : parts) {
        folders.try_emplace(part.substr(part_prefix.size()));   // one that may be gone
    }
    for (const auto& name : known.names()) {
        folders.try_emplace(name);
    }

    std::vector<FolderLook> looks;
    for (const auto& [folder, patterns] : folders) {
        if (patterns.empty() || !before.unchanged(part_prefix + folder)) {
            looks.push_back({folder, patterns, known.problems(folder), {}, {}, {}});
        }
    }
    JointProgress progress(context.progress);
    std::mutex database;
    const auto known_in = [&](const std::string& folder) {
        const std::lock_guard lock(database);
        return KnownSources(known.sources(folder), choices.believe_stamps);
    };
    context.machine.in_parallel(looks.size(), [&](std::size_t i) {
        std::size_t done_here = 0;
        const SurveyContext joint{context.machine, context.workspace, context.began,
                                  [&](auto phase, std::size_t done, std::size_t total) {
                                      progress.add(phase, done - done_here, done == 0 ? total : 0);
                                      done_here = done;
                                  }};
        look_at(joint, before, globs, known_in(looks[i].folder), looks[i]);
        if (choices.sink) {
            const std::lock_guard lock(database);
            choices.sink->take(SourceKind::task, std::exchange(looks[i].survey, {}));
        }
    });
    if (choices.sink) {
        choices.sink->end();
    }
    TaskSurvey survey;
    Scan trouble{.files = {}, .unreadable = globs.unreadable};
    for (auto& look : looks) {
        trouble.unreadable.insert(trouble.unreadable.end(), look.unreadable.begin(),
                                  look.unreadable.end());
        append(survey, std::move(look.survey));
        traces[part_prefix + look.folder] = std::move(look.trace);
    }
    survey.folder_problems = folder_problems(trouble.unreadable);
    return survey;
}

}   // namespace tmdb
