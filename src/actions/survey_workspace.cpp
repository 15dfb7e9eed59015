#include "actions/survey_workspace.hpp"

#include "actions/worker.hpp"
#include "base/path.hpp"

#include <algorithm>

namespace tmdb {

namespace {

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

using RegisteredPaths = std::map<std::string, std::set<std::string>>;

/// Of every registered slug the root files, where there are any; else what its entries say.
RegisteredPaths registered_paths(RootPaths& roots, const std::vector<MirroredEntry>& entries)
{
    RegisteredPaths paths;
    for (const auto& mirrored : entries) {
        const RegisterEntry& entry = mirrored.entry;
        auto [known, is_new] = paths.try_emplace(entry.slug);
        if (is_new) {
            known->second = roots.of(entry.slug);
        }
        if (known->second.empty() && entry.task_path) {
            known->second.insert(*entry.task_path);
        }
    }
    return paths;
}

/// A worktree's copy lies where the root file lies below the root; where there is none, where its
/// register entry says that it did.
std::vector<CopyPlace> copy_places(RootPaths& roots, const std::vector<Worktree>& worktrees,
                                   const RegisteredPaths& registered)
{
    std::vector<CopyPlace> places;
    for (const auto& worktree : worktrees) {
        if (!worktree.on_disk) {
            continue;
        }
        std::set<std::string> paths = roots.of(worktree.slug);
        const auto named = registered.find(worktree.slug);
        if (paths.empty() && named != registered.end()) {
            paths = named->second;
        }
        for (const auto& path : paths) {
            const std::string top = absolute_path("/", worktree.path);
            if (is_below(top, absolute_path(top, path))) {   // a task_path may lead anywhere
                places.push_back({.path = join_path(worktree.path, path),
                                  .slug = worktree.slug,
                                  .worktree_path = worktree.path,
                                  .root_path = path,
                                  .in_sight = !worktree.stale});
            }
        }
    }
    return places;
}

PullRequestOrigin origin_before(MirrorReader& mirror)
{
    PullRequestOrigin origin{.stale = mirror.state("pull_requests_stale") == "yes"};
    const auto from = mirror.state("pull_requests_from").value_or("");
    if (!from.empty()) {
        origin.from =
            from == "gh" ? PullRequestOrigin::From::program : PullRequestOrigin::From::file;
        origin.as_of = mirror.state("pull_requests_as_of");
    }
    return origin;
}

CommitsBefore commits_before(MirrorReader& mirror, History& history)
{
    CommitsBefore before{.bases = mirror.task_bases(),
                         .arrivals = history.unsettled_arrivals(),
                         .head_oid = history.last_head(),
                         .registered = {},
                         .past_heads = [&history] { return history.past_heads(); },
                         .memory = {}};
    for (const auto& entry : mirror.entries()) {
        before.registered.insert(entry.entry.slug);
    }
    before.memory.look_up = [&mirror](const GitQuestion& question) {
        return mirror.git_answer(question.kind, question.left, question.right);
    };
    return before;
}

/// Whether root files have come, gone or changed their slugs: then copies lie elsewhere.
bool have_moved(MirrorReader& mirror, const TaskSurvey& tasks)
{
    return !tasks.removed.empty() || std::ranges::any_of(tasks.read, [&](const Task& task) {
        const auto known = mirror.tasks_named(task.slug);
        return std::ranges::none_of(known,
                                    [&](const SlugPath& name) { return name.path == task.path; });
    });
}

class WorkspaceSurvey {
public:
    WorkspaceSurvey(const SurveyContext& context, MirrorReader& mirror, History& history,
                    const SurveyChoices& choices, Stopwatch& stopwatch)
        : context_(context),
          mirror_(mirror),
          history_(history),
          choices_(choices),
          stopwatch_(stopwatch),
          before_(context.machine,
                  choices.believe_stamps ? mirror.traces() : std::map<std::string, std::string>())
    {
        stopwatch_.lap("looking again");
    }

    Survey take()
    {
        survey_.tasks = survey_task_folders(context_, mirror_, choices_, before_, survey_.traces);
        stopwatch_.lap("task files");
        survey_.head_oid = history_.last_head();
        const bool moved = have_moved(mirror_, survey_.tasks);
        RootPaths roots(mirror_, survey_.tasks);
        if (moved || !before_.unchanged("worktrees")) {
            survey_linked(roots);
        }
        stopwatch_.lap("registers, worktrees, git");
        if (survey_.linked || !before_.unchanged("copies")) {
            survey_copies(roots);
        }
        stopwatch_.lap("task copies");
        if (!before_.unchanged("dispatches") || workers_have_moved()) {
            survey_dispatches();
        }
        stopwatch_.lap("dispatch records");
        if (choices_.fetch || !before_.unchanged("pull requests")) {
            survey_pull_requests();
        }
        survey_team("roles", SourceKind::role, survey_.roles);
        survey_team("people", SourceKind::person, survey_.people);
        stopwatch_.lap("pull requests, team");
        return std::move(survey_);
    }

private:
    KnownSources known(SourceKind kind)
    {
        const bool by_rows = choices_.anew && kind == SourceKind::task_copy;
        return KnownSources(by_rows ? mirror_.task_rows(kind) : mirror_.sources(kind),
                            choices_.believe_stamps);
    }

    std::set<std::string> with_problems(const std::string& kind)
    {
        const auto paths = mirror_.problem_paths(kind);
        return {paths.begin(), paths.end()};
    }

    SurveyContext seen_by(Machine& machine) const
    {
        return {machine, context_.workspace, context_.began, context_.progress};
    }

    void survey_linked(RootPaths& roots)
    {
        TracingMachine machine(context_.machine);
        const SurveyContext context = seen_by(machine);
        LinkedSurvey& linked = survey_.linked.emplace();
        linked.registers = survey_registers(context, known(SourceKind::register_entry),
                                            mirror_.register_files(), mirror_.entries());
        linked.git =
            look_at_git(context, choices_.believe_stamps ? mirror_.state("git") : std::nullopt);
        linked.worktrees =
            survey_worktrees(context, linked.git, linked.registers.entries, mirror_.worktrees());

        linked.git.admins = std::vector<AdminDirectory>();   // there may be thousands
        linked.git.worktrees.clear();

        const auto registered = registered_paths(roots, linked.registers.entries);
        places_ = copy_places(roots, linked.worktrees.worktrees, registered);
        CommitsBefore before = commits_before(mirror_, history_);
        if (choices_.anew) {
            before.memory = {};
            if (linked.git.directory && linked.git.trouble.empty()) {
                before.bases.clear();
            }
        }
        // What commits tell hangs on nothing but where refs stand, so this look is not traced.
        linked.commits = survey_commits(context_, linked.git, linked.worktrees.worktrees, places_,
                                        registered, std::move(before));
        linked.git.refs = {};
        // What came with commits that could not be asked about is still to be found.
        if (linked.git.has_moved && !linked.git.mains.empty() && linked.commits.trouble.empty()) {
            survey_.head_oid = linked.git.mains.front();
        }
        if (!is_whole(linked)) {
            machine.distrust();
        }
        survey_.traces["worktrees"] = machine.trace(context.began);
    }

    void survey_copies(RootPaths& roots)
    {
        if (!survey_.linked) {
            places_ =
                copy_places(roots, mirror_.worktrees(), registered_paths(roots, mirror_.entries()));
        }
        TracingMachine machine(context_.machine);
        survey_.copies = survey_task_copies(seen_by(machine), places_, known(SourceKind::task_copy),
                                            with_problems("task_copy"));
        survey_.traces["copies"] = machine.trace(context_.began);
        if (choices_.sink) {
            choices_.sink->take(SourceKind::task_copy, *survey_.copies);
            survey_.copies.reset();
        }
    }

    /// Whether any worker is in another state by now.
    bool workers_have_moved()
    {
        ProcessMemory processes(context_.machine);
        return mirror_.any_waiting_dispatch([&](const Dispatch& dispatch) {
            return worker_state(processes, context_.workspace, dispatch) != dispatch.state;
        });
    }

    void survey_dispatches()
    {
        ProcessMemory processes(context_.machine);
        TracingMachine machine(processes);
        survey_.dispatches = tmdb::survey_dispatches(
            seen_by(machine), known(SourceKind::dispatch), known(SourceKind::dispatch_log),
            mirror_.dispatches(), with_problems("dispatch"));
        survey_.traces["dispatches"] = machine.trace(context_.began);
    }

    void survey_pull_requests()
    {
        TracingMachine machine(context_.machine);
        survey_.pull_requests = tmdb::survey_pull_requests(
            seen_by(machine), known(SourceKind::pull_request), mirror_.pull_requests(),
            origin_before(mirror_), choices_.fetch);
        survey_.traces["pull requests"] = machine.trace(context_.began);
    }

    void survey_team(const std::string& part, SourceKind kind, std::optional<TeamSurvey>& survey)
    {
        if (before_.unchanged(part)) {
            return;
        }
        TracingMachine machine(context_.machine);
        survey = tmdb::survey_team(seen_by(machine), kind, known(kind),
                                   kind == SourceKind::role ? mirror_.roles() : mirror_.people(),
                                   with_problems(kind == SourceKind::role ? "role" : "person"));
        survey_.traces[part] = machine.trace(context_.began);
    }

    const SurveyContext& context_;
    MirrorReader& mirror_;
    History& history_;
    const SurveyChoices& choices_;
    Stopwatch& stopwatch_;
    Traces before_;
    std::vector<CopyPlace> places_;
    Survey survey_;
};

}   // namespace

bool is_whole(const LinkedSurvey& linked)
{
    return linked.git.trouble.empty() && linked.commits.trouble.empty() && linked.commits.is_whole;
}

Survey survey_workspace(const SurveyContext& context, MirrorReader& mirror, History& history,
                        const SurveyChoices& choices, Stopwatch& stopwatch)
{
    return WorkspaceSurvey(context, mirror, history, choices, stopwatch).take();
}

}   // namespace tmdb
