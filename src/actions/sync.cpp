#include "actions/sync.hpp"

#include "actions/survey_workspace.hpp"
#include "base/error.hpp"
#include "sources/team_file.hpp"
#include "store/connection.hpp"
#include "store/history.hpp"
#include "store/indexes.hpp"
#include "store/mirror.hpp"
#include "store/recorder.hpp"
#include "store/retention.hpp"
#include "store/standing.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tmdb {

namespace {

constexpr std::size_t few_tasks = 64;   // what one has changed is some ten pages of the database

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

/// Git is asked again next time unless all that was asked has been answered.
std::string git_state(const LinkedSurvey& linked)
{
    if (linked.git.is_absent()) {
        return "none";
    }
    return is_whole(linked) ? linked.git.fingerprint : "";
}

void write_git(MirrorReader& before, MirrorWriter& mirror, const LinkedSurvey& linked)
{
    std::vector<Problem> problems;
    for (const auto& trouble : {linked.git.trouble, linked.commits.trouble}) {
        if (!trouble.empty()) {
            problems.push_back({.path = ".git", .message = trouble});
        }
    }
    write_folder_problems(before, mirror, "git", problems);
    mirror.set_state("git", git_state(linked));
    mirror.set_task_bases(linked.commits.bases);
    if (linked.git.has_moved && !linked.git.mains.empty()) {
        mirror.forget_git_answers(linked.git.mains);
    }
    for (const auto& [question, answer] : linked.commits.answers) {
        mirror.put_git_answer(question.kind, question.left, question.right, answer);
    }
}

void write_arrivals(History& history, std::int64_t run, const CommitSurvey& survey,
                    const std::string& now)
{
    for (const auto id : survey.settled) {
        history.settle_arrival(id, now);
    }
    for (const auto& arrival : survey.arrivals) {
        history.add_arrival(run, arrival, now);
    }
}

void write_origin(MirrorWriter& mirror, const PullRequestOrigin& origin)
{
    using From = PullRequestOrigin::From;
    mirror.set_state("pull_requests_from", origin.from == From::nowhere ? ""
                                           : origin.from == From::file  ? "file"
                                                                        : "gh");
    mirror.set_state("pull_requests_as_of", origin.as_of.value_or(""));
    mirror.set_state("pull_requests_stale", origin.stale ? "yes" : "");
}

void write_team(MirrorReader& before, MirrorWriter& mirror, SourceKind kind,
                const TeamSurvey& survey)
{
    mirror.set_team(kind, survey.files);
    write_sources(mirror, survey.forgotten, survey.sources);
    write_problems(mirror, kind_name(kind), survey.problems);
    write_folder_problems(before, mirror, kind_name(kind) + "_folder", survey.folder_problems);
}

void write_linked(MirrorReader& before, MirrorWriter& mirror, const LinkedSurvey& linked)
{
    const RegisterSurvey& registers = linked.registers;
    mirror.set_registers(registers.files, registers.entries);
    write_sources(mirror, registers.forgotten, registers.sources);
    write_problems(mirror, "register_entry", registers.problems);
    write_folder_problems(before, mirror, "register_folder", registers.folder_problems);

    mirror.set_worktrees(linked.worktrees.worktrees);
    mirror.set_state("volumes", text_of_volumes(linked.worktrees.volumes));
    write_folder_problems(before, mirror, "worktree_folder", linked.worktrees.folder_problems);
    write_git(before, mirror, linked);
}

void write_dispatches(MirrorReader& before, MirrorWriter& mirror, const DispatchSurvey& dispatches)
{
    mirror.set_dispatches(dispatches.dispatches);
    write_sources(mirror, dispatches.forgotten, dispatches.sources);
    write_problems(mirror, "dispatch", dispatches.problems);
    write_folder_problems(before, mirror, "dispatch_folder", dispatches.folder_problems);
}

void write_pull_requests(MirrorWriter& mirror, const PullRequestSurvey& pull_requests)
{
    mirror.set_pull_requests(pull_requests.pull_requests);
    write_origin(mirror, pull_requests.origin);
    write_sources(mirror, pull_requests.forgotten, pull_requests.sources);
    write_problems(mirror, "pull_request", pull_requests.problems);
}

/// The transaction of one sync, and who writes in it.
class Writing {
public:
    Writing(Store& store, RunKind kind, std::string now)
        : transaction(store),
          recorder(store),
          mirror(store),
          history(store),
          started_at(std::move(now)),
          run_id(history.begin_run(kind, started_at))
    {}

    /// Each part is let go of as soon as it is written.
    void take(MirrorReader& before, Survey survey, bool fetched)
    {
        write_tasks(mirror, SourceKind::task, survey.tasks);
        write_folder_problems(before, mirror, "task_folder", survey.tasks.folder_problems);
        survey.tasks = {};
        if (survey.copies) {
            write_tasks(mirror, SourceKind::task_copy, *survey.copies);
            survey.copies.reset();
        }
        if (survey.linked) {
            write_linked(before, mirror, *survey.linked);
            write_arrivals(history, run_id, survey.linked->commits, started_at);
            survey.linked.reset();
        }
        if (survey.dispatches) {
            write_dispatches(before, mirror, *survey.dispatches);
            survey.dispatches.reset();
        }
        if (survey.pull_requests) {
            write_pull_requests(mirror, *survey.pull_requests);
        }
        if (fetched) {
            write_folder_problems(before, mirror, "pull_request_fetch",
                                  survey.pull_requests->troubles);
        }
        if (survey.roles) {
            write_team(before, mirror, SourceKind::role, *survey.roles);
        }
        if (survey.people) {
            write_team(before, mirror, SourceKind::person, *survey.people);
        }
        for (const auto& [part, trace] : survey.traces) {
            trace ? mirror.set_trace(part, *trace) : mirror.remove_trace(part);
        }
        history.note_head(run_id, survey.head_oid);
    }

    Transaction transaction;
    Recorder recorder;
    MirrorWriter mirror;
    History history;
    const std::string started_at;
    const std::int64_t run_id;
};

/// Writes what a first sync reads of task files as soon as it is read.
class FirstTasks : public TaskSink {
public:
    FirstTasks(Store& store, MirrorWriter& mirror)
        : mirror_(mirror), load_(store, {"task", "task_dependency"})
    {}

    /// An error may have ended the transaction, for all threads: nothing is written after it.
    void take(SourceKind kind, const TaskSurvey& part) override
    {
        if (!std::exchange(has_failed_, true)) {
            write_tasks(mirror_, kind, part);
            has_failed_ = false;
        }
    }
    void end() override { load_.make_indexes(); }

private:
    MirrorWriter& mirror_;
    FirstLoad load_;
    bool has_failed_ = false;
};

/// Those that the files had, or have now.
std::set<std::string> touched_slugs(MirrorReader& before, const TaskSurvey& tasks)
{
    std::set<std::string> slugs;
    const auto add_former = [&](const std::string& path) {
        if (auto slug = before.slug_of_task(path)) {
            slugs.insert(*std::move(slug));
        }
    };
    for (const auto& task : tasks.read) {
        slugs.insert(task.slug);
        add_former(task.path);
    }
    for (const auto& path : tasks.removed) {
        add_former(path);
    }
    return slugs;
}

/// Once a day: by its first sync.
void forget_old_changes(Store& store, std::int64_t run, const Retention& retention, Nanoseconds now)
{
    constexpr std::size_t date = 10;   // characters of an instant
    if (retention == Retention() ||
        sync_before(store, run).substr(0, date) == format_instant(now).substr(0, date)) {
        return;
    }
    forget_changes(
        store,
        {.ended_before = retention.days == 0 ? "" : format_instant(now - retention.days * one_day),
         .changes = retention.changes});
}

/// The last look before a rebuild is committed.
void require_kept(const HistoryRows& before, const HistoryRows& after)
{
    for (const auto& [table, rows] : before) {
        if (after.at(table) < rows) {
            throw Error("cannot rebuild the mirror: of the " + std::to_string(rows) + " rows of '" +
                            table + "' only " + std::to_string(after.at(table)) + " would be left",
                        "nothing was changed; this is a bug of tm-db", ExitStatus::bug);
        }
    }
}

}   // namespace

SyncReport sync(Store& store, Machine& machine, const Workspace& workspace,
                const SyncOptions& options)
{
    const Nanoseconds began = machine.monotonic();
    Stopwatch stopwatch(machine);
    const std::string started_at = format_instant(machine.now());
    const RunKind kind = options.rebuild ? RunKind::rebuild : RunKind::sync;
    MirrorReader before(store);
    const bool believe_stamps =
        !options.full && !options.rebuild && before.state("made_with") == made_with(workspace);

    VolumeMachine sighted(machine, volumes_from(before.state("volumes").value_or("")));
    const SurveyContext context{sighted, workspace, machine.wall_clock(), options.progress};
    History history(store);
    SurveyChoices choices{
        .believe_stamps = believe_stamps, .fetch = options.fetch, .anew = options.rebuild};
    std::optional<Writing> writing;
    std::optional<FirstTasks> first_tasks;
    if (!believe_stamps && !before.any_task()) {
        store.connection().expect_many_writes();
        writing.emplace(store, kind, started_at);
        choices.sink = &first_tasks.emplace(store, writing->mirror);
    }
    Survey survey;
    std::optional<std::set<std::string>> touched;
    {
        std::optional<Reading> reading;
        if (!writing) {
            reading.emplace(store);
        }
        survey = survey_workspace(context, before, history, choices, stopwatch);
        if (believe_stamps) {
            touched = touched_slugs(before, survey.tasks);
        }
    }
    if (survey.linked) {
        WorktreeSurvey& surveyed = survey.linked->worktrees;
        surveyed.volumes = volumes_to_remember(workspace.root, std::move(surveyed.volumes),
                                               sighted.missing(), surveyed.worktrees);
    }
    if (survey.tasks.read.size() > few_tasks) {
        store.connection().expect_many_writes();
    }
    const HistoryRows rows_before = options.rebuild ? history.rows() : HistoryRows();
    if (!writing) {
        writing.emplace(store, kind, started_at);
    }
    MirrorWriter& mirror = writing->mirror;
    SyncReport report{.run_id = writing->run_id};
    if (options.rebuild) {
        mirror.forget_git_answers();
    }
    writing->take(before, std::move(survey), options.fetch);
    if (options.rebuild) {
        mirror.remove_strays();
    }
    history.settle_unregistered_arrivals(started_at);
    mirror.set_owner_names(owner_names(workspace.config));
    mirror.set_state("made_with", made_with(workspace));
    mirror.forget_unfilled();
    mirror.note_looks(started_at);
    mirror.remember_status_since(started_at, touched);
    if (!options.rebuild) {
        mirror.forget_status_since(touched);
    }
    stopwatch.lap("mirror");
    FirstLoad first_changes(store, {"change"});
    writing->recorder.write(report.run_id, started_at);
    first_changes.make_indexes();
    stopwatch.lap("changes");
    report.ledgers = mirror.counts();
    for (const auto& [table, totals] : before.totals()) {
        report.ledgers[table].total = totals.total;
        report.ledgers[table].unreadable = totals.unreadable;
    }
    report.problems = before.problems();
    if (const auto as_of = before.state("pull_requests_as_of").value_or(""); !as_of.empty()) {
        report.pull_requests_as_of = as_of;
    }
    history.end_run(report.run_id, report.problems.empty() ? Outcome::ok : Outcome::partial,
                    format_instant(machine.now()));
    if (options.rebuild) {
        report.history = history.rows();
        require_kept(rows_before, report.history);
    } else {
        forget_old_changes(store, report.run_id, workspace.config.history, machine.now());
    }
    keep_standing(store, writing->recorder.changed());
    stopwatch.lap("counts");
    writing->transaction.commit();
    stopwatch.lap("commit");
    report.phases = stopwatch.phases();
    report.took_ns = machine.monotonic() - began;
    return report;
}

}   // namespace tmdb
