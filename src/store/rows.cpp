#include "store/rows.hpp"

namespace tmdb {

namespace {

std::vector<Ledger::Column> task_columns(std::vector<Ledger::Column> keys)
{
    keys.insert(keys.end(), {{"slug"},
                             {"id"},
                             {"title"},
                             {"status"},
                             {"status_raw"},
                             {"priority"},
                             {"milestone"},
                             {"owner"},
                             {"owner_key", true},
                             {"pr_number"},
                             {"pr_url"},
                             {"pr_created_at"},
                             {"pull_request"},
                             {"started_at"},
                             {"completed_at"},
                             {"completed_by"},
                             {"tags"},
                             {"frontmatter"},
                             {"content_hash", true},
                             {"mtime_ns", true},
                             {"stale", true}});
    return keys;
}

Row task_values(Row keys, const Task& task)
{
    const TaskFields& fields = task.fields;
    keys.insert(keys.end(), {task.slug,
                             cell(fields.id),
                             cell(fields.title),
                             cell(fields.status),
                             cell(fields.status_raw),
                             cell(fields.priority),
                             cell(fields.milestone),
                             cell(fields.owner),
                             cell(fields.owner_key),
                             cell(fields.pr_number),
                             cell(fields.pr_url),
                             cell(fields.pr_created_at),
                             cell(fields.pull_request),
                             cell(fields.started_at),
                             cell(fields.completed_at),
                             cell(fields.completed_by),
                             fields.tags,
                             task.front_matter,
                             task.content_hash,
                             task.mtime_ns,
                             cell(task.stale)});
    return keys;
}

WorkerState state_named(const std::string& name)
{
    for (const auto state : {WorkerState::exited, WorkerState::failed, WorkerState::running,
                             WorkerState::stalled, WorkerState::worker_gone}) {
        if (name == name_of(state)) {
            return state;
        }
    }
    return WorkerState::unknown;
}

}   // namespace

const Ledger task_ledger{"task", 1, task_columns({{"path"}})};
const Ledger task_copy_ledger{"task_copy", 1, task_columns({{"path"}, {"worktree_path"}})};
const Ledger register_file_ledger{
    "register_file", 1, {{"path"}, {"owner"}, {"owner_key"}, {"stale", true}, {"ever_read", true}}};
const Ledger register_entry_ledger{"register_entry",
                                   3,
                                   {{"register_path"},
                                    {"slug"},
                                    {"occurrence"},
                                    {"position", true},
                                    {"owner"},
                                    {"owner_key"},
                                    {"task_path"},
                                    {"worktree_path"},
                                    {"registered_at"},
                                    {"launched_at"},
                                    {"started_at"},
                                    {"raw"},
                                    {"worktree", true},
                                    {"problem"},
                                    {"stale", true}}};
const Ledger worktree_ledger{"worktree",
                             1,
                             {{"path"},
                              {"slug"},
                              {"branch"},
                              {"head_oid"},
                              {"on_disk"},
                              {"in_git"},
                              {"locked"},
                              {"lock_reason"},
                              {"prunable"},
                              {"admin_dir"},
                              {"matches_layout"},
                              {"mtime_ns", true},
                              {"gitdir_mtime_ns", true},
                              {"head_mtime_ns", true},
                              {"index_mtime_ns", true},
                              {"operation"},
                              {"upstream"},
                              {"merge_base"},
                              {"ahead"},
                              {"unpushed"},
                              {"unnamed"},
                              {"own_commits"},
                              {"own_commits_proof", true},
                              {"landed"},
                              {"landed_proof", true},
                              {"reverted"},
                              {"reverted_proof", true},
                              {"git_trouble", true},
                              {"stale", true}}};
const Ledger dispatch_ledger{"dispatch",
                             1,
                             {{"path"},
                              {"slug"},
                              {"state"},
                              {"state_raw"},
                              {"exit_code"},
                              {"pid"},
                              {"started_at"},
                              {"finished_at"},
                              {"updated_at"},
                              {"log_path"},
                              {"mtime_ns", true},
                              {"log_mtime_ns", true},
                              {"newest_ns", true},
                              {"stale", true}}};

const Ledger pull_request_ledger{"pull_request",
                                 1,
                                 {{"number"},
                                  {"url"},
                                  {"state"},
                                  {"title"},
                                  {"head_ref"},
                                  {"head_oid"},
                                  {"merged_at"},
                                  {"closed_at"},
                                  {"updated_at", true},
                                  {"mergeable"},
                                  {"ci_state"},
                                  {"is_draft"}}};
const Ledger task_base_ledger{
    "task_base",
    2,
    {{"worktree_path"}, {"path"}, {"slug"}, {"base_oid"}, {"frontmatter"}, {"content_hash"}}};
const Ledger role_ledger{"role",
                         1,
                         {{"path"},
                          {"slug"},
                          {"owner_key", true},
                          {"owner"},
                          {"filled_by"},
                          {"next_key", true},
                          {"stale", true}}};
const Ledger person_ledger{"person", 1, {{"path"}, {"slug"}, {"owner_key", true}, {"stale", true}}};
const Ledger owner_name_ledger{"owner_name", 1, {{"owner_key"}, {"name"}}};

const Ledger* spoken_ledger(std::string_view table)
{
    for (const auto* ledger : {&task_ledger, &task_copy_ledger, &register_entry_ledger,
                               &worktree_ledger, &dispatch_ledger, &pull_request_ledger}) {
        if (ledger->table == table) {
            return ledger;
        }
    }
    return nullptr;
}

const std::vector<std::string>& recorded_tables()
{
    static const std::vector<std::string> tables = {
        "task",       "task_copy", "task_dependency", "register_file", "register_entry", "worktree",
        "task_base",  "dispatch",  "pull_request",    "problem",       "role",           "person",
        "owner_name", "arrival",   "mirror_state",    "status_since",  "pending_signal"};
    return tables;
}

Row task_row(const Task& task)
{
    return task_values({task.path}, task);
}

Row task_copy_row(const Task& task)
{
    return task_values({task.path, task.worktree_path}, task);
}

Row register_file_row(const RegisterFile& file)
{
    return {file.path, file.owner, file.owner_key, cell(file.stale), cell(file.ever_read)};
}

Row register_entry_row(const MirroredEntry& entry)
{
    return {entry.register_path,
            entry.entry.slug,
            std::int64_t{entry.occurrence},
            static_cast<std::int64_t>(entry.entry.position),
            entry.owner,
            entry.owner_key,
            cell(entry.entry.task_path),
            cell(entry.entry.worktree_path),
            cell(entry.entry.registered_at),
            cell(entry.entry.launched_at),
            cell(entry.entry.started_at),
            entry.entry.raw,
            cell(entry.worktree),
            cell(entry.entry.problem),
            cell(entry.stale)};
}

Row worktree_row(const Worktree& worktree)
{
    return {worktree.path,
            worktree.slug,
            cell(worktree.branch),
            cell(worktree.head_oid),
            cell(worktree.on_disk),
            cell(worktree.in_git),
            cell(worktree.locked),
            cell(worktree.lock_reason),
            cell(worktree.prunable),
            cell(worktree.admin_dir),
            cell(worktree.matches_layout),
            cell(worktree.mtime_ns),
            cell(worktree.gitdir_mtime_ns),
            cell(worktree.head_mtime_ns),
            cell(worktree.index_mtime_ns),
            cell(worktree.operation),
            cell(worktree.upstream),
            cell(worktree.commits.merge_base),
            cell(worktree.commits.ahead),
            cell(worktree.commits.unpushed),
            cell(worktree.commits.unnamed),
            std::string(name_of(worktree.commits.own_commits.answer)),
            worktree.commits.own_commits.proof,
            std::string(name_of(worktree.commits.landed.answer)),
            worktree.commits.landed.proof,
            std::string(name_of(worktree.commits.reverted.answer)),
            worktree.commits.reverted.proof,
            cell(worktree.git_trouble),
            cell(worktree.stale)};
}

Row dispatch_row(const Dispatch& dispatch)
{
    const DispatchRecord& record = dispatch.record;
    return {record.path,
            record.slug,
            std::string(name_of(dispatch.state)),
            cell(record.state_raw),
            cell(record.exit_code),
            cell(record.pid),
            cell(record.started_at),
            cell(record.finished_at),
            cell(record.updated_at),
            cell(dispatch.log_path),
            dispatch.mtime_ns,
            cell(dispatch.log_mtime_ns),
            dispatch.newest_ns,
            cell(dispatch.stale)};
}

Row pull_request_row(const PullRequest& pull_request)
{
    const auto is_draft = pull_request.is_draft ? cell(*pull_request.is_draft) : Value();
    return {
        pull_request.number,          cell(pull_request.url),       cell(pull_request.state),
        cell(pull_request.title),     cell(pull_request.head_ref),  cell(pull_request.head_oid),
        cell(pull_request.merged_at), cell(pull_request.closed_at), cell(pull_request.updated_at),
        cell(pull_request.mergeable), pull_request.ci_state,        is_draft};
}

Row task_base_row(const TaskBase& base)
{
    return {base.worktree_path,     base.path, base.slug, base.base_oid, cell(base.front_matter),
            cell(base.content_hash)};
}

Row role_row(const TeamFile& role)
{
    return {role.path,
            role.slug,
            role.owner_key,
            cell(role.owner),
            cell(role.filled_by),
            cell(role.next_key),
            cell(role.stale)};
}

Row person_row(const TeamFile& person)
{
    return {person.path, person.slug, person.owner_key, cell(person.stale)};
}

std::string select_from(const Ledger& ledger)
{
    std::string sql = "SELECT ";
    for (const auto& column : ledger.columns) {
        sql += (&column == ledger.columns.data() ? "" : ", ") + std::string(column.name);
    }
    return sql + " FROM " + std::string(ledger.table);
}

RegisterFile read_register_file(Query& query)
{
    return {.path = query.text(0),
            .owner = query.text(1),
            .owner_key = query.text(2),
            .stale = query.truth(3),
            .ever_read = query.truth(4)};
}

MirroredEntry read_register_entry(Query& query)
{
    return {.entry = {.slug = query.text(1),
                      .task_path = query.optional_text(6),
                      .worktree_path = query.optional_text(7),
                      .registered_at = query.optional_text(8),
                      .launched_at = query.optional_text(9),
                      .started_at = query.optional_text(10),
                      .raw = query.text(11),
                      .problem = query.optional_text(13),
                      .position = static_cast<std::size_t>(query.integer(3))},
            .register_path = query.text(0),
            .owner = query.text(4),
            .owner_key = query.text(5),
            .occurrence = static_cast<int>(query.integer(2)),
            .worktree = query.optional_text(12),
            .stale = query.truth(14)};
}

Worktree read_worktree(Query& query)
{
    return {.path = query.text(0),
            .slug = query.text(1),
            .branch = query.optional_text(2),
            .head_oid = query.optional_text(3),
            .on_disk = query.truth(4),
            .in_git = query.truth(5),
            .locked = query.truth(6),
            .lock_reason = query.optional_text(7),
            .prunable = query.truth(8),
            .admin_dir = query.optional_text(9),
            .matches_layout = query.truth(10),
            .mtime_ns = query.optional_integer(11),
            .gitdir_mtime_ns = query.optional_integer(12),
            .head_mtime_ns = query.optional_integer(13),
            .index_mtime_ns = query.optional_integer(14),
            .operation = query.optional_text(15),
            .upstream = query.optional_text(16),
            .commits = {.merge_base = query.optional_text(17),
                        .ahead = query.optional_integer(18),
                        .unpushed = query.optional_integer(19),
                        .unnamed = query.optional_integer(20),
                        .own_commits = {truth_named(query.text(21)), query.text(22)},
                        .landed = {truth_named(query.text(23)), query.text(24)},
                        .reverted = {truth_named(query.text(25)), query.text(26)}},
            .git_trouble = query.optional_text(27),
            .stale = query.truth(28)};
}

Dispatch read_dispatch(Query& query)
{
    return {.record = {.slug = query.text(1),
                       .path = query.text(0),
                       .state_raw = query.optional_text(3),
                       .exit_code = query.optional_integer(4),
                       .pid = query.optional_integer(5),
                       .started_at = query.optional_text(6),
                       .finished_at = query.optional_text(7),
                       .updated_at = query.optional_text(8)},
            .state = state_named(query.text(2)),
            .log_path = query.optional_text(9),
            .mtime_ns = query.integer(10),
            .log_mtime_ns = query.optional_integer(11),
            .newest_ns = query.integer(12),
            .stale = query.truth(13)};
}

Dispatch read_worker(Query& query)
{
    Dispatch dispatch;
    dispatch.record.pid = query.optional_integer(0);
    dispatch.record.started_at = query.optional_text(1);
    dispatch.state = state_named(query.text(2));
    dispatch.mtime_ns = query.integer(3);
    dispatch.log_mtime_ns = query.optional_integer(4);
    return dispatch;
}

PullRequest read_pull_request(Query& query)
{
    const auto is_draft = query.optional_integer(11);
    return {.number = query.integer(0),
            .url = query.optional_text(1),
            .state = query.optional_text(2),
            .title = query.optional_text(3),
            .head_ref = query.optional_text(4),
            .head_oid = query.optional_text(5),
            .merged_at = query.optional_text(6),
            .closed_at = query.optional_text(7),
            .updated_at = query.optional_text(8),
            .mergeable = query.optional_text(9),
            .ci_state = query.text(10),
            .is_draft = is_draft ? std::optional(*is_draft != 0) : std::nullopt};
}

TaskBase read_task_base(Query& query)
{
    return {.worktree_path = query.text(0),
            .path = query.text(1),
            .slug = query.text(2),
            .base_oid = query.text(3),
            .front_matter = query.optional_text(4),
            .content_hash = query.optional_text(5)};
}

TeamFile read_role(Query& query)
{
    return {.path = query.text(0),
            .slug = query.text(1),
            .owner_key = query.text(2),
            .owner = query.optional_text(3),
            .filled_by = query.optional_text(4),
            .next_key = query.optional_text(5),
            .stale = query.truth(6)};
}

TeamFile read_person(Query& query)
{
    return {.path = query.text(0),
            .slug = query.text(1),
            .owner_key = query.text(2),
            .stale = query.truth(3)};
}

}   // namespace tmdb
