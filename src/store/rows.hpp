#pragma once

#include "model/dispatch.hpp"
#include "model/pull_request.hpp"
#include "model/register.hpp"
#include "model/task.hpp"
#include "model/team.hpp"
#include "model/worktree.hpp"
#include "store/ledger.hpp"

namespace tmdb {

/// The tables of the mirror, and their rows as structs and back.
extern const Ledger task_ledger;
extern const Ledger task_copy_ledger;
extern const Ledger register_file_ledger;
extern const Ledger register_entry_ledger;
extern const Ledger worktree_ledger;
extern const Ledger dispatch_ledger;
extern const Ledger pull_request_ledger;
extern const Ledger task_base_ledger;
extern const Ledger role_ledger;
extern const Ledger person_ledger;
extern const Ledger owner_name_ledger;

/// The ledger of which a change is spoken, by its table; none for a table that only serves others.
const Ledger* spoken_ledger(std::string_view table);
/// The tables of which every past state can be laid out again.
const std::vector<std::string>& recorded_tables();

Row task_row(const Task& task);
Row task_copy_row(const Task& task);
Row register_file_row(const RegisterFile& file);
Row register_entry_row(const MirroredEntry& entry);
Row worktree_row(const Worktree& worktree);
Row dispatch_row(const Dispatch& dispatch);
Row pull_request_row(const PullRequest& pull_request);
Row task_base_row(const TaskBase& base);
Row role_row(const TeamFile& role);
Row person_row(const TeamFile& person);

/// The columns of a ledger, for a SELECT whose rows the functions below read.
std::string select_from(const Ledger& ledger);
RegisterFile read_register_file(Query& query);
MirroredEntry read_register_entry(Query& query);
Worktree read_worktree(Query& query);
Dispatch read_dispatch(Query& query);
/// Of one without an exit code only pid, started_at, state, mtime_ns and log_mtime_ns.
Dispatch read_worker(Query& query);
PullRequest read_pull_request(Query& query);
TaskBase read_task_base(Query& query);
TeamFile read_role(Query& query);
TeamFile read_person(Query& query);

}   // namespace tmdb
