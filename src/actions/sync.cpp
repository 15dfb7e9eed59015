#include "actions/sync.hpp"

#include "base/hash.hpp"
#include "base/path.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"

#include <algorithm>

namespace tmdb {

namespace {

/// Everything that one look at the workspace gave.
struct Survey {
    TaskSurvey tasks;
    TaskSurvey copies;
    RegisterSurvey registers;
    WorktreeSurvey worktrees;
    DispatchSurvey dispatches;
};

/// Where the root file of each task that has a worktree lies, with what has just been read.
class RootPaths {
public:
    RootPaths(MirrorReader& mirror, const TaskSurvey& tasks)
        : mirror_(mirror), removed_(tasks.removed.begin(), tasks.removed.end())
    {
        for (const auto& task : tasks.read) {
            just_read_.emplace(task.slug, task.path);
            removed_.insert(task.path);   // the mirror may know it by another slug
        }
    }

    std::set<std::string> of(const std::string& slug)
    {
        std::set<std::string> paths;
        for (const auto& name : mirror_.tasks_named(slug)) {
            if (!removed_.contains(name.path)) {
                paths.insert(name.path);
            }
        }
        const auto [first, last] = just_read_.equal_range(slug);
        for (auto read = first; read != last; ++read) {
            paths.insert(read->second);
        }
        return paths;
    }

private:
    MirrorReader& mirror_;
    std::set<std::string> removed_;
    std::multimap<std::string, std::string> just_read_;
};

/// A worktree's copy lies where the root file lies below the root; where there is none, where its
/// register entry says that it did.
std::vector<CopyPlace> copy_places(RootPaths& roots, const Survey& survey)
{
    std::map<std::string, std::string> registered_paths;
    for (const auto& entry : survey.registers.entries) {
        if (entry.entry.task_path) {
            registered_paths.emplace(entry.entry.slug, *entry.entry.task_path);
        }
    }
    std::vector<CopyPlace> places;
    for (const auto& worktree : survey.worktrees.worktrees) {
        if (!worktree.on_disk) {
            continue;
        }
        std::set<std::string> paths = roots.of(worktree.slug);
        const auto registered = registered_paths.find(worktree.slug);
        if (paths.empty() && registered != registered_paths.end()) {
            paths.insert(registered->second);
        }
        for (const auto& path : paths) {
            const std::string top = absolute_path("/", worktree.path);
            if (is_below(top, absolute_path(top, path))) {   // a task_path may lead anywhere
                places.push_back({.path = join_path(worktree.path, path),
                                  .slug = worktree.slug,
                                  .worktree_path = worktree.path,
                                  .in_sight = !worktree.stale});
            }
        }
    }
    return places;
}

Survey look_at(const SurveyContext& context, MirrorReader& mirror, bool believe_stamps)
{
    const auto known = [&](SourceKind kind) {
        return KnownSources(mirror.sources(kind), believe_stamps);
    };
    const auto with_problems = [&](const char* kind) {
        const auto paths = mirror.problem_paths(kind);
        return std::set<std::string>(paths.begin(), paths.end());
    };
    const auto fingerprint = believe_stamps ? mirror.state("git") : std::nullopt;

    Survey survey;
    survey.tasks = survey_tasks(context, known(SourceKind::task), with_problems("task"));
    survey.registers = survey_registers(context, known(SourceKind::register_entry),
                                        mirror.register_files(), mirror.entries());
    survey.worktrees =
        survey_worktrees(context, survey.registers.entries, mirror.worktrees(), fingerprint);
    RootPaths roots(mirror, survey.tasks);
    survey.copies = survey_task_copies(context, copy_places(roots, survey),
                                       known(SourceKind::task_copy), with_problems("task_copy"));
    survey.dispatches =
        survey_dispatches(context, known(SourceKind::dispatch), known(SourceKind::dispatch_log),
                          mirror.dispatches(), with_problems("dispatch"));
    return survey;
}

void write_problems(MirrorWriter& mirror, const std::string& kind, const ProblemsByPath& problems)
{
    for (const auto& [path, all] : problems) {
        mirror.set_problems(kind, path, all);
    }
}

void write_folder_problems(MirrorReader& before, MirrorWriter& mirror, const std::string& kind,
                           const std::vector<Problem>& problems)
{
    ProblemsByPath by_path;
    for (const auto& path : before.problem_paths(kind)) {
        by_path[path] = {};
    }
    for (const auto& problem : problems) {
        by_path[problem.path].push_back(problem);
    }
    write_problems(mirror, kind, by_path);
}

/// What was forgotten may have been read anew: that counts.
void write_sources(MirrorWriter& mirror, const ForgottenSources& forgotten,
                   const std::vector<Source>& sources)
{
    for (const auto& [kind, path] : forgotten) {
        mirror.remove_source(kind, path);
    }
    for (const auto& source : sources) {
        mirror.put_source(source);
    }
}

void write_tasks(MirrorWriter& mirror, SourceKind kind, const TaskSurvey& survey)
{
    for (const auto& task : survey.read) {
        mirror.put_task(task);
    }
    for (const auto& path : survey.stale) {
        mirror.mark_stale(kind, path);
    }
    for (const auto& path : survey.removed) {
        mirror.remove_task(kind, path);
        mirror.remove_source(kind, path);
    }
    for (const auto& source : survey.sources) {
        mirror.put_source(source);
    }
    write_problems(mirror, kind_name(kind), survey.problems);
}

void write_survey(MirrorReader& before, MirrorWriter& mirror, const Survey& survey)
{
    write_tasks(mirror, SourceKind::task, survey.tasks);
    write_tasks(mirror, SourceKind::task_copy, survey.copies);
    write_folder_problems(before, mirror, "task_folder", survey.tasks.folder_problems);

    mirror.set_registers(survey.registers.files, survey.registers.entries);
    write_sources(mirror, survey.registers.forgotten, survey.registers.sources);
    write_problems(mirror, "register_entry", survey.registers.problems);
    write_folder_problems(before, mirror, "register_folder", survey.registers.folder_problems);

    mirror.set_worktrees(survey.worktrees.worktrees);
    mirror.set_state("git", survey.worktrees.git_fingerprint);
    write_folder_problems(before, mirror, "git", survey.worktrees.problems);
    write_folder_problems(before, mirror, "worktree_folder", survey.worktrees.folder_problems);

    mirror.set_dispatches(survey.dispatches.dispatches);
    write_sources(mirror, survey.dispatches.forgotten, survey.dispatches.sources);
    write_problems(mirror, "dispatch", survey.dispatches.problems);
    write_folder_problems(before, mirror, "dispatch_folder", survey.dispatches.folder_problems);
}

}   // namespace

SyncReport sync(Store& store, Machine& machine, const Workspace& workspace,
                const SyncOptions& options)
{
    const Nanoseconds began = machine.monotonic();
    const std::string started_at = format_instant(machine.now());
    MirrorReader before(store);
    // What a source means depends on the configuration and on this program's reading of it.
    const std::string made_with = workspace.config_hash + " tm-db " + TM_DB_VERSION;
    const bool believe_stamps = !options.full && before.state("made_with") == made_with;

    const SurveyContext context{machine, workspace, machine.wall_clock(), options.progress};
    const Survey survey = look_at(context, before, believe_stamps);

    SyncReport report;
    Transaction transaction(store);
    History history(store);
    report.run_id = history.begin_run(RunKind::sync, started_at);
    MirrorWriter mirror(store);
    write_survey(before, mirror, survey);
    mirror.set_state("made_with", made_with);
    if (!survey.tasks.read.empty() || !survey.tasks.removed.empty()) {
        mirror.remember_status_since(started_at);
    }
    report.ledgers = mirror.counts();
    for (const auto& [table, totals] : before.totals()) {
        report.ledgers[table].total = totals.total;
        report.ledgers[table].unreadable = totals.unreadable;
    }
    report.problems = before.problems();
    history.end_run(report.run_id, report.problems.empty() ? Outcome::ok : Outcome::partial,
                    format_instant(machine.now()));
    transaction.commit();
    report.took_ns = machine.monotonic() - began;
    return report;
}

}   // namespace tmdb
