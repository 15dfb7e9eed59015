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

    std::vector<Source> sources_of(const std::vector<SeenFile>& files)
    {
        std::vector<Source> sources;
        for (const auto& file : files) {
            if (auto source = mirror_.source(SourceKind::task, file.path)) {
                sources.push_back(*std::move(source));
            }
        }
        return sources;
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

/// Looks at folders, from several threads.
class FolderSurvey {
public:
    /// All are borrowed.
    FolderSurvey(const SurveyChoices& choices, Traces& before, const GlobFolders& globs,
                 KnownFolders& known)
        : choices_(choices), before_(before), globs_(globs), known_(known)
    {}

    void look_at(const SurveyContext& context, FolderLook& look)
    {
        ListedMachine listed(context.machine, before_);
        TracingMachine machine(listed);
        const SurveyContext traced{machine, context.workspace, context.began, context.progress};
        if (!look_at_changes(traced, look)) {
            look_at_all(traced, machine, look);
        }
        if (!look.patterns.empty()) {
            look.trace = machine.trace(context.began);
        } else if (!look.unreadable.empty() || !globs_.unreadable.empty()) {
            look.trace = "";
        }
        if (choices_.sink) {
            const std::lock_guard lock(database_);
            choices_.sink->take(SourceKind::task, std::exchange(look.survey, {}));
        }
    }

private:
    /// Only at what was not in the last list; false when something of that list is gone.
    bool look_at_changes(const SurveyContext& context, FolderLook& look)
    {
        const auto before = before_.entries_before(part_prefix + look.folder);
        if (!before) {
            return false;
        }
        std::size_t same = 0;
        const Scan changed = scan(context.machine, context.workspace.root, look.patterns,
                                  [&](const DirectoryEntry& entry) {
                                      const bool is_known = before->contains(entry);
                                      same += is_known ? 1 : 0;
                                      return !is_known;
                                  });
        const auto known = known_sources([&] { return known_.sources_of(changed.files); });
        if (!changed.unreadable.empty() || same + known.sources().size() != before->count()) {
            return false;
        }
        std::set<std::string> with_problems;
        for (const auto& file : changed.files) {
            if (look.with_problems.contains(file.path)) {
                with_problems.insert(file.path);
            }
        }
        look.survey = survey_tasks(context, changed, known, with_problems);
        return true;
    }

    void look_at_all(const SurveyContext& context, TracingMachine& machine, FolderLook& look)
    {
        Scan scan = tmdb::scan(machine, context.workspace.root, look.patterns);
        if (!scan.unreadable.empty()) {
            machine.distrust();
        }
        look.unreadable = scan.unreadable;
        scan.unreadable.insert(scan.unreadable.end(), globs_.unreadable.begin(),
                               globs_.unreadable.end());
        const auto known = known_sources([&] { return known_.sources(look.folder); });
        look.survey = survey_tasks(context, scan, known, look.with_problems);
    }

    template <typename Read>
    KnownSources known_sources(Read read)
    {
        const std::lock_guard lock(database_);
        return KnownSources(read(), choices_.believe_stamps);
    }

    const SurveyChoices& choices_;
    Traces& before_;
    const GlobFolders& globs_;
    KnownFolders& known_;
    std::mutex database_;
};

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
    FolderSurvey folder_survey(choices, before, globs, known);
    context.machine.in_parallel(looks.size(), [&](std::size_t i) {
        std::size_t done_here = 0;
        const SurveyContext joint{context.machine, context.workspace, context.began,
                                  [&](auto phase, std::size_t done, std::size_t total) {
                                      progress.add(phase, done - done_here, done == 0 ? total : 0);
                                      done_here = done;
                                  }};
        folder_survey.look_at(joint, looks[i]);
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
