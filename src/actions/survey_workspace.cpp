#include "actions/survey_workspace.hpp"

#include "base/path.hpp"

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
RegisteredPaths registered_paths(RootPaths& roots, const RegisterSurvey& registers)
{
    RegisteredPaths paths;
    for (const auto& mirrored : registers.entries) {
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
std::vector<CopyPlace> copy_places(RootPaths& roots, const Survey& survey,
                                   const RegisteredPaths& registered)
{
    std::vector<CopyPlace> places;
    for (const auto& worktree : survey.worktrees.worktrees) {
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

}   // namespace

Survey survey_workspace(const SurveyContext& context, MirrorReader& mirror, History& history,
                        const SurveyChoices& choices)
{
    const auto known = [&](SourceKind kind) {
        const bool is_task = kind == SourceKind::task || kind == SourceKind::task_copy;
        return KnownSources(choices.anew && is_task ? mirror.task_rows(kind) : mirror.sources(kind),
                            choices.believe_stamps);
    };
    const auto with_problems = [&](const char* kind) {
        const auto paths = mirror.problem_paths(kind);
        return std::set<std::string>(paths.begin(), paths.end());
    };
    Survey survey;
    survey.tasks = survey_tasks(context, known(SourceKind::task), with_problems("task"));
    survey.registers = survey_registers(context, known(SourceKind::register_entry),
                                        mirror.register_files(), mirror.entries());
    survey.git = look_at_git(context, choices.believe_stamps ? mirror.state("git") : std::nullopt);
    survey.worktrees =
        survey_worktrees(context, survey.git, survey.registers.entries, mirror.worktrees());

    RootPaths roots(mirror, survey.tasks);
    const RegisteredPaths registered = registered_paths(roots, survey.registers);
    const auto places = copy_places(roots, survey, registered);
    CommitsBefore before = commits_before(mirror, history);
    survey.head_oid = before.head_oid;
    if (choices.anew) {
        before.memory = {};
        if (survey.git.directory && survey.git.trouble.empty()) {
            before.bases.clear();
        }
    }
    survey.commits = survey_commits(context, survey.git, survey.worktrees.worktrees, places,
                                    registered, std::move(before));
    // What came with commits that could not be asked about is still to be found.
    if (survey.git.has_moved && !survey.git.mains.empty() && survey.commits.trouble.empty()) {
        survey.head_oid = survey.git.mains.front();
    }
    survey.copies = survey_task_copies(context, places, known(SourceKind::task_copy),
                                       with_problems("task_copy"));
    survey.dispatches =
        survey_dispatches(context, known(SourceKind::dispatch), known(SourceKind::dispatch_log),
                          mirror.dispatches(), with_problems("dispatch"));
    survey.pull_requests =
        survey_pull_requests(context, known(SourceKind::pull_request), mirror.pull_requests(),
                             origin_before(mirror), choices.fetch);
    survey.roles = survey_team(context, SourceKind::role, known(SourceKind::role), mirror.roles(),
                               with_problems("role"));
    survey.people = survey_team(context, SourceKind::person, known(SourceKind::person),
                                mirror.people(), with_problems("person"));
    return survey;
}

}   // namespace tmdb
