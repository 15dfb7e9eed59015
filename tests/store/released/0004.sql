-- A database of schema 4, as it was released. Made in a repository with a linked worktree by a sync,
-- a reconcile that pruned, a sync that saw a task and a copy change, an acknowledgement, a reconcile,
-- a restore, a sync, a rebuild, a sync and a reconcile. Never edited since.
PRAGMA application_id = 1953326178;
PRAGMA user_version = 4;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE source (                    -- a file as it was when it was last read
    kind         TEXT NOT NULL,          -- task, task_copy, register_entry, dispatch, …
    path         TEXT NOT NULL,
    device       INTEGER NOT NULL,
    inode        INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    ctime_ns     INTEGER NOT NULL,
    racy         INTEGER NOT NULL,       -- 1: stamped too close to the look to be trusted next time
    PRIMARY KEY (kind, path)
) STRICT, WITHOUT ROWID;
INSERT INTO source VALUES('dispatch','tasks/logs/dispatch-fix-login.status.json',65024,11583855,91,1795667214278814338,1795667214278814338,0);
INSERT INTO source VALUES('register_entry','.tasks/task_manager/task-manager-dave.register.json',65024,11583830,441,1795667214407956338,1795667214409234417,0);
INSERT INTO source VALUES('role','tasks/team/roles/dave.md',65024,11583832,31,1795667214257412582,1795667214257412582,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/add-cache.md',65024,11583853,92,1795667214344345405,1795667214344345405,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/done-task.md',65024,11583831,41,1795667214257412582,1795667214257412582,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/fix-login.md',65024,11583829,76,1795667214257412582,1795667214257412582,0);
INSERT INTO source VALUES('task_copy','.worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md',65024,11608321,72,1795667214345787260,1795667214345787260,0);
CREATE TABLE trace (                     -- all that a part of the last sync looked at, and what it gave
    part         TEXT NOT NULL PRIMARY KEY,
    sights       TEXT NOT NULL           -- empty: the part is not to be believed unchanged
) STRICT;
INSERT INTO trace VALUES('copies',replace('a2bc340271331b7e860c877d0620441d\nl//srv/workspace/.worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md','\n',char(10)));
INSERT INTO trace VALUES('dispatches',replace('c632291540e8901264080e42d89c701e\nl//srv/workspace/tasks\nl//srv/workspace/tasks/logs\ns//srv/workspace/tasks/logs/dispatch-fix-login.log\ntdispatch-*.status.json//srv/workspace/tasks/logs','\n',char(10)));
INSERT INTO trace VALUES('people',replace('3335bd12aa8102227a15d262c7251e4c\nl//srv/workspace/tasks\nl//srv/workspace/tasks/team\nt*.md//srv/workspace/tasks/team','\n',char(10)));
INSERT INTO trace VALUES('pull requests',replace('f2041c18c0ec023f6c004db2dbf764a0\ns//srv/workspace/.tasks/task_manager/pull-requests.json','\n',char(10)));
INSERT INTO trace VALUES('roles',replace('e3f3d47243fdafaa1409046fb53de6ec\nl//srv/workspace/tasks\nl//srv/workspace/tasks/team\nl//srv/workspace/tasks/team/roles\nt*.md//srv/workspace/tasks/team/roles','\n',char(10)));
INSERT INTO trace VALUES('tasks in tasks/workstreams/core/tasks',replace('87cf1045f2bc0d6a985f20737aa75c18\nt*.md//srv/workspace/tasks/workstreams/core/tasks','\n',char(10)));
INSERT INTO trace VALUES('worktrees',replace('90238b1a85b47ab8e361b1033e6b1b58\nf//srv/workspace/.git/worktrees\nf//srv/workspace/.git/worktrees/fix-login\nl//tmp\nl//tmp/s5\nl//tmp/s5/rel\nl//srv/workspace\nl//srv/workspace/.git\nl//srv/workspace/.tasks\nl//srv/workspace/.tasks/task_manager\nl//srv/workspace/.worktrees\nl//srv/workspace/.worktrees/fix-login/.git\ns//srv/workspace/.git\ns//srv/workspace/.git/HEAD\ns//srv/workspace/.git/commondir\ns//srv/workspace/.git/config\ns//srv/workspace/.git/packed-refs\ns//srv/workspace/.git/reftable/tables.list\ns//srv/workspace/.git/shallow\ns//srv/workspace/.git/worktrees/fix-login/HEAD\ns//srv/workspace/.git/worktrees/fix-login/gitdir\ns//srv/workspace/.git/worktrees/fix-login/index\nt//srv/workspace/.git/refs\nt//srv/workspace/.git/refs/heads\nt//srv/workspace/.git/refs/heads/task\nt//srv/workspace/.git/refs/tags\nttask-manager-*.register.json//srv/workspace/.tasks/task_manager\nt*//srv/workspace/.worktrees','\n',char(10)));
CREATE TABLE source_look (               -- when the sources of one kind could last be listed
    ledger       TEXT NOT NULL PRIMARY KEY,
    read_at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO source_look VALUES('dispatch','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('git','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('person','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('register_entry','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('role','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('task','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('task_copy','2026-11-26T04:26:54Z');
INSERT INTO source_look VALUES('worktree','2026-11-26T04:26:54Z');
CREATE TABLE mirror_state (              -- what the mirror was made with
    name         TEXT NOT NULL PRIMARY KEY,
    value        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mirror_state VALUES('git','d635190f6722d0d3be2a72eb7496677e');
INSERT INTO mirror_state VALUES('made_with',' tm-db 0.1.0 in /srv/workspace');
INSERT INTO mirror_state VALUES('pull_requests_as_of','');
INSERT INTO mirror_state VALUES('pull_requests_from','');
INSERT INTO mirror_state VALUES('pull_requests_stale','');
INSERT INTO mirror_state VALUES('views','c1d289898d48800d214aeff86bd93e67');
CREATE TABLE task (                      -- a root task file
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,
    id           TEXT,
    title        TEXT,
    status       TEXT,                   -- normal form
    status_raw   TEXT,                   -- as written
    priority     TEXT,
    milestone    TEXT,
    owner        TEXT,
    owner_key    TEXT,                   -- by which all spellings of the owner are one
    pr_number    TEXT,
    pr_url       TEXT,
    pr_created_at TEXT,
    pull_request INTEGER,                -- the number that pr_number or pr_url names
    started_at   TEXT,
    completed_at TEXT,
    completed_by TEXT,
    tags         TEXT NOT NULL,          -- JSON array
    frontmatter  TEXT NOT NULL,          -- JSON object
    content_hash TEXT NOT NULL,          -- of the front matter's bytes
    mtime_ns     INTEGER NOT NULL,
    stale        INTEGER NOT NULL
) STRICT;
INSERT INTO task VALUES('tasks/workstreams/core/tasks/done-task.md','done-task',NULL,'Done','completed','completed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"title":"Done","status":"completed"}','ee8f46f51409afa9e041a20d9188529c',1795667214257412582,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/fix-login.md','fix-login',NULL,'Fix login','in_progress','in_progress','2',NULL,'dave','dave',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"title":"Fix login","status":"in_progress","owner":"dave","priority":"2"}','807d5275cc5235c52f98fb9c202952d7',1795667214257412582,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/add-cache.md','add-cache',NULL,'Add cache','in_progress','in_progress',NULL,NULL,'dave','dave',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"title":"Add cache","status":"in_progress","owner":"dave","depends_on":["fix-login","long-gone"]}','275a987468884fba5edae630d9572c26',1795667214344345405,0);
CREATE TABLE task_copy (                 -- the task file in one worktree
    path         TEXT NOT NULL PRIMARY KEY,
    worktree_path TEXT NOT NULL,
    slug         TEXT NOT NULL,
    id           TEXT,
    title        TEXT,
    status       TEXT,
    status_raw   TEXT,
    priority     TEXT,
    milestone    TEXT,
    owner        TEXT,
    owner_key    TEXT,
    pr_number    TEXT,
    pr_url       TEXT,
    pr_created_at TEXT,
    pull_request INTEGER,                -- the number that pr_number or pr_url names
    started_at   TEXT,
    completed_at TEXT,
    completed_by TEXT,
    tags         TEXT NOT NULL,
    frontmatter  TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    stale        INTEGER NOT NULL
) STRICT;
INSERT INTO task_copy VALUES('.worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md','.worktrees/fix-login','fix-login',NULL,'Fix login','blocked','blocked','2',NULL,'dave','dave',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"title":"Fix login","status":"blocked","owner":"dave","priority":"2"}','b12e19f55d8336b9a013fc02ce3ce88e',1795667214345787260,0);
CREATE TABLE task_dependency (           -- one dependency of a root task file
    path         TEXT NOT NULL,          -- of that file
    position     INTEGER NOT NULL,
    slug         TEXT NOT NULL,
    depends_on   TEXT NOT NULL,          -- as written: a slug, or a task's id
    PRIMARY KEY (path, position)
) STRICT, WITHOUT ROWID;
INSERT INTO task_dependency VALUES('tasks/workstreams/core/tasks/add-cache.md',0,'add-cache','fix-login');
INSERT INTO task_dependency VALUES('tasks/workstreams/core/tasks/add-cache.md',1,'add-cache','long-gone');
CREATE TABLE register_file (             -- a register, readable or not
    path         TEXT NOT NULL PRIMARY KEY,
    owner        TEXT NOT NULL,          -- from the file's name
    owner_key    TEXT NOT NULL,
    stale        INTEGER NOT NULL,
    ever_read    INTEGER NOT NULL        -- 1: its rows of register_entry are the last good ones
) STRICT, WITHOUT ROWID;
INSERT INTO register_file VALUES('.tasks/task_manager/task-manager-dave.register.json','dave','dave',0,1);
CREATE TABLE register_entry (            -- one entry of a register
    register_path TEXT NOT NULL,
    slug         TEXT NOT NULL,
    occurrence   INTEGER NOT NULL,       -- among the entries of this register with the same slug
    position     INTEGER NOT NULL,       -- its place among the register's entries
    owner        TEXT NOT NULL,
    owner_key    TEXT NOT NULL,
    task_path    TEXT,
    worktree_path TEXT,
    registered_at TEXT,
    launched_at  TEXT,
    started_at   TEXT,
    raw          TEXT NOT NULL,          -- the member's value, byte for byte
    worktree     TEXT,                   -- the worktree.path that worktree_path means
    problem      TEXT,                   -- why the entry is left alone
    stale        INTEGER NOT NULL,
    PRIMARY KEY (register_path, slug, occurrence)
) STRICT, WITHOUT ROWID;
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','done-task',0,1,'dave','dave','tasks/workstreams/core/tasks/done-task.md','.worktrees/done-task','2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "done-task", "task_path": "tasks/workstreams/core/tasks/done-task.md", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z", "launched_at": null, "started_at": null}','.worktrees/done-task',NULL,0);
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','fix-login',0,0,'dave','dave','tasks/workstreams/core/tasks/fix-login.md','.worktrees/fix-login','2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "fix-login", "task_path": "tasks/workstreams/core/tasks/fix-login.md", "worktree_path": ".worktrees/fix-login", "registered_at": "2026-03-24T16:00:00Z", "launched_at": null, "started_at": null}','.worktrees/fix-login',NULL,0);
CREATE TABLE worktree (                  -- one linked worktree, or a folder that passes for one
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,          -- the task it belongs to: by its entry, else by its name
    branch       TEXT,
    head_oid     TEXT,
    on_disk      INTEGER NOT NULL,       -- a folder
    in_git       INTEGER NOT NULL,
    locked       INTEGER NOT NULL,
    lock_reason  TEXT,
    prunable     INTEGER NOT NULL,       -- by git's own word
    admin_dir    TEXT,                   -- git's directory for it
    matches_layout INTEGER NOT NULL,     -- a folder matching [layout] worktrees
    mtime_ns     INTEGER,                -- of the folder
    gitdir_mtime_ns INTEGER,             -- of admin_dir/gitdir: when git made or moved it
    head_mtime_ns INTEGER,
    index_mtime_ns INTEGER,
    operation    TEXT,                   -- the file by which git marks that it is in the middle of one
    upstream     TEXT,                   -- the ref that the branch follows
    merge_base   TEXT,                   -- with the root checkout's HEAD
    ahead        INTEGER,                -- commits that main lacks
    unpushed     INTEGER,                -- of those, the ones that no remote has
    unnamed      INTEGER,                -- of a detached HEAD: commits that no ref leads to
    own_commits  TEXT NOT NULL,          -- yes no unknown, and what shows it
    own_commits_proof TEXT NOT NULL,
    landed       TEXT NOT NULL,
    landed_proof TEXT NOT NULL,
    reverted     TEXT NOT NULL,
    reverted_proof TEXT NOT NULL,
    git_trouble  TEXT,                   -- why git could not tell
    stale        INTEGER NOT NULL
) STRICT;
INSERT INTO worktree VALUES('.worktrees/fix-login','fix-login','task/fix-login','a1768aa25bec14a438604effe00373ca905aebca',1,1,0,NULL,0,'/srv/workspace/.git/worktrees/fix-login',1,1795667214275473741,1795667214268474735,1795667214273301139,1795667214276329055,NULL,NULL,'a1768aa25bec14a438604effe00373ca905aebca',0,0,NULL,'no','its reflog shows no commit','no','it has no commits of its own','no','nothing has landed',NULL,0);
INSERT INTO worktree VALUES('.worktrees/done-task','done-task',NULL,NULL,0,0,0,NULL,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'unknown','','unknown','','unknown','',NULL,0);
CREATE TABLE task_base (                 -- a task file at the merge base of a worktree
    worktree_path TEXT NOT NULL,
    path         TEXT NOT NULL,          -- of the root file
    slug         TEXT NOT NULL,
    base_oid     TEXT NOT NULL,          -- the commit
    frontmatter  TEXT,                   -- JSON object; NULL: the file is not in it, or cannot be parsed
    content_hash TEXT,
    PRIMARY KEY (worktree_path, path)
) STRICT, WITHOUT ROWID;
INSERT INTO task_base VALUES('.worktrees/fix-login','tasks/workstreams/core/tasks/fix-login.md','fix-login','a1768aa25bec14a438604effe00373ca905aebca','{"title":"Fix login","status":"in_progress","owner":"dave","priority":"2"}','807d5275cc5235c52f98fb9c202952d7');
CREATE TABLE git_answer (                -- what was found out about objects, which never change
    kind         TEXT NOT NULL,
    "left"       TEXT NOT NULL,
    "right"      TEXT NOT NULL,
    answer       TEXT NOT NULL,
    PRIMARY KEY (kind, "left", "right")
) STRICT, WITHOUT ROWID;
CREATE TABLE dispatch (                  -- one dispatch record
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,
    state        TEXT NOT NULL,          -- derived: exited failed running stalled worker_gone unknown
    state_raw    TEXT,                   -- as written, not believed
    exit_code    INTEGER,
    pid          INTEGER,
    started_at   TEXT,
    finished_at  TEXT,
    updated_at   TEXT,
    log_path     TEXT,
    mtime_ns     INTEGER NOT NULL,
    log_mtime_ns INTEGER,
    newest_ns    INTEGER NOT NULL,       -- the newest of all its times
    stale        INTEGER NOT NULL
) STRICT;
INSERT INTO dispatch VALUES('tasks/logs/dispatch-fix-login.status.json','fix-login','exited',NULL,0,4194000,'2026-03-24T16:01:00Z',NULL,NULL,NULL,1795667214278814338,NULL,1795667214278814338,0);
CREATE TABLE pull_request (              -- one pull request
    number       INTEGER NOT NULL PRIMARY KEY,
    url          TEXT,
    state        TEXT,
    title        TEXT,
    head_ref     TEXT,
    head_oid     TEXT,
    merged_at    TEXT,
    closed_at    TEXT,
    updated_at   TEXT,
    mergeable    TEXT,
    ci_state     TEXT,                   -- failed pending passed none
    is_draft     INTEGER
) STRICT;
CREATE TABLE role (                      -- a role's file; a task's owner may be a role
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,
    owner_key    TEXT NOT NULL,          -- of the slug
    owner        TEXT,                   -- who manages it
    filled_by    TEXT,                   -- who does the work
    next_key     TEXT,                   -- the owner_key of filled_by, else of owner
    stale        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO role VALUES('tasks/team/roles/dave.md','dave','dave','dave',NULL,'dave',0);
CREATE TABLE person (                    -- a person's file
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,
    owner_key    TEXT NOT NULL,
    stale        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE owner_name (                -- a person by the configuration's [owners]
    owner_key    TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE problem (                   -- something in a source that could not be read
    kind         TEXT NOT NULL,          -- as source.kind, git, or what a folder should hold: task_folder …
    path         TEXT NOT NULL,
    line         INTEGER NOT NULL,       -- 0: the whole file
    "column"     INTEGER NOT NULL,       -- 0: unknown
    message      TEXT NOT NULL,
    slug         TEXT,                   -- the one task it is about
    PRIMARY KEY (path, kind, line, "column", message)
) STRICT, WITHOUT ROWID;
CREATE TABLE run (                       -- one sync, reconcile, restore or rebuild
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL CHECK (kind IN ('sync', 'reconcile', 'restore', 'rebuild')),
    started_at   TEXT NOT NULL,
    finished_at  TEXT,
    outcome      TEXT CHECK (outcome IN ('ok', 'partial', 'refused', 'failed')),
    head_oid     TEXT                    -- of a sync: the root checkout's HEAD, as far as git told
) STRICT;
INSERT INTO run VALUES(1,'sync','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok','a1768aa25bec14a438604effe00373ca905aebca');
INSERT INTO run VALUES(2,'reconcile','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok',NULL);
INSERT INTO run VALUES(3,'sync','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok','a1768aa25bec14a438604effe00373ca905aebca');
INSERT INTO run VALUES(4,'reconcile','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok',NULL);
INSERT INTO run VALUES(5,'restore','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok',NULL);
INSERT INTO run VALUES(6,'sync','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok','a1768aa25bec14a438604effe00373ca905aebca');
INSERT INTO run VALUES(7,'rebuild','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok','a1768aa25bec14a438604effe00373ca905aebca');
INSERT INTO run VALUES(8,'sync','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok','a1768aa25bec14a438604effe00373ca905aebca');
INSERT INTO run VALUES(9,'reconcile','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','ok',NULL);
CREATE TABLE signal (                    -- one disagreement, from its opening to its clearing
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    code         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    slug         TEXT,                   -- filled wherever one task is meant
    severity     TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    detail       TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    cleared_at   TEXT,
    times_seen   INTEGER NOT NULL DEFAULT 1,
    acknowledged_until TEXT              -- somebody knows of it; forgotten when its evidence changes
) STRICT;
INSERT INTO signal VALUES(1,'dependency_missing','add-cache','add-cache','warning','it depends on long-gone, which is no task','{"task":"tasks/workstreams/core/tasks/add-cache.md","missing":["long-gone"]}','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z',NULL,3,'2026-11-28T04:26:54Z');
INSERT INTO signal VALUES(2,'dispatch_completed_unreconciled','fix-login','fix-login','warning','its dispatch exited with 0, its status is in_progress','{"dispatch":"tasks/logs/dispatch-fix-login.status.json","exit_code":0,"finished_at":null,"task":"tasks/workstreams/core/tasks/fix-login.md","status":"in_progress"}','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z',NULL,3,NULL);
INSERT INTO signal VALUES(3,'register_orphan','dave/done-task','done-task','warning','its task is completed and its worktree is gone','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":"tasks/workstreams/core/tasks/done-task.md","task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z',1,NULL);
INSERT INTO signal VALUES(4,'metadata_drift','fix-login','fix-login','warning','the worktree differs in status','{"root":"tasks/workstreams/core/tasks/fix-login.md","worktree":".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md","base":"a1768aa25bec14a438604effe00373ca905aebca","root_mtime":"2026-11-26T04:26:54Z","worktree_mtime":"2026-11-26T04:26:54Z","fields":{"status":{"label":"worktree_ahead","base":"in_progress","root":"in_progress","worktree":"blocked"}}}','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z',NULL,2,NULL);
CREATE TABLE signal_event (              -- a change in a signal's life
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    signal_id    INTEGER NOT NULL REFERENCES signal (id),
    run_id       INTEGER NOT NULL REFERENCES run (id),
    event        TEXT NOT NULL
                 CHECK (event IN ('opened', 'changed', 'cleared', 'reopened', 'acknowledged')),
    at           TEXT NOT NULL,
    evidence     TEXT NOT NULL,          -- of an acknowledged one: {until, why}
    slug         TEXT,                   -- as the signal had them after it, as evidence, too
    severity     TEXT,
    detail       TEXT
) STRICT;
INSERT INTO signal_event VALUES(1,1,2,'opened','2026-11-26T04:26:54Z','{"task":"tasks/workstreams/core/tasks/add-cache.md","missing":["long-gone"]}','add-cache','warning','it depends on long-gone, which is no task');
INSERT INTO signal_event VALUES(2,2,2,'opened','2026-11-26T04:26:54Z','{"dispatch":"tasks/logs/dispatch-fix-login.status.json","exit_code":0,"finished_at":null,"task":"tasks/workstreams/core/tasks/fix-login.md","status":"in_progress"}','fix-login','warning','its dispatch exited with 0, its status is in_progress');
INSERT INTO signal_event VALUES(3,3,2,'opened','2026-11-26T04:26:54Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":"tasks/workstreams/core/tasks/done-task.md","task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','done-task','warning','its task is completed and its worktree is gone');
INSERT INTO signal_event VALUES(4,3,2,'cleared','2026-11-26T04:26:54Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":"tasks/workstreams/core/tasks/done-task.md","task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','done-task','warning','its task is completed and its worktree is gone');
INSERT INTO signal_event VALUES(5,1,3,'acknowledged','2026-11-26T04:26:54Z','{"until":"2026-11-28T04:26:54Z","why":"Dave knows"}','add-cache','warning','Dave knows');
INSERT INTO signal_event VALUES(6,4,4,'opened','2026-11-26T04:26:54Z','{"root":"tasks/workstreams/core/tasks/fix-login.md","worktree":".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md","base":"a1768aa25bec14a438604effe00373ca905aebca","root_mtime":"2026-11-26T04:26:54Z","worktree_mtime":"2026-11-26T04:26:54Z","fields":{"status":{"label":"worktree_ahead","base":"in_progress","root":"in_progress","worktree":"blocked"}}}','fix-login','warning','the worktree differs in status');
CREATE TABLE signal_gap (                -- runs that could not judge an open signal, or were not asked to
    signal_id    INTEGER NOT NULL REFERENCES signal (id),
    from_run     INTEGER NOT NULL,       -- the first of them
    to_run       INTEGER,                -- the first that judged it again; NULL: none yet
    PRIMARY KEY (signal_id, from_run)
) STRICT, WITHOUT ROWID;
CREATE TABLE pending_signal (            -- holds, but for less than its grace
    code         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    since        TEXT NOT NULL,          -- the first run that saw it
    PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE register_write (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    kind         TEXT NOT NULL CHECK (kind IN ('prune', 'restore')),
    register_path TEXT NOT NULL,
    base_hash    TEXT NOT NULL,          -- of the bytes that were read
    new_hash     TEXT NOT NULL,          -- of the bytes that were to take their place
    temporary    TEXT NOT NULL,          -- the name of the new file before it took its place
    state        TEXT NOT NULL CHECK (state IN ('intended', 'done', 'aborted'))
) STRICT;
INSERT INTO register_write VALUES(1,2,'prune','.tasks/task_manager/task-manager-dave.register.json','c2101ce5b90e6a7b8aecdd45aa417e84','460d1b7517ba4c443e79c8e259c82d2f','.tmdb-1-460d1b75.tmp','done');
INSERT INTO register_write VALUES(2,5,'restore','.tasks/task_manager/task-manager-dave.register.json','460d1b7517ba4c443e79c8e259c82d2f','c2101ce5b90e6a7b8aecdd45aa417e84','.tmdb-2-c2101ce5.tmp','done');
CREATE TABLE register_write_member (
    write_id     INTEGER NOT NULL REFERENCES register_write (id),
    owner        TEXT NOT NULL,
    slug         TEXT NOT NULL,
    reason       TEXT NOT NULL,
    removed_text TEXT NOT NULL,
    position     INTEGER NOT NULL,
    previous_slug TEXT NOT NULL,
    next_slug    TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    at           TEXT NOT NULL,
    prune_id     INTEGER REFERENCES prune (id),
    PRIMARY KEY (write_id, position, slug)
) STRICT, WITHOUT ROWID;
INSERT INTO register_write_member VALUES(1,'dave','done-task','completed',replace(',\n  "done-task": {"slug": "done-task", "task_path": "tasks/workstreams/core/tasks/done-task.md", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z", "launched_at": null, "started_at": null}','\n',char(10)),219,'fix-login','','{"task_path":"tasks/workstreams/core/tasks/done-task.md","task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-11-26T04:26:54Z',NULL);
INSERT INTO register_write_member VALUES(2,'dave','done-task','completed',replace(',\n  "done-task": {"slug": "done-task", "task_path": "tasks/workstreams/core/tasks/done-task.md", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z", "launched_at": null, "started_at": null}','\n',char(10)),219,'fix-login','','{"task_path":null,"task":"unknown","status":null,"worktree_path":null,"worktree":"unknown","registered_at":null}','2026-11-26T04:26:54Z',1);
CREATE TABLE prune (                     -- one pruned entry
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    write_id     INTEGER NOT NULL REFERENCES register_write (id),
    owner        TEXT NOT NULL,
    slug         TEXT NOT NULL,
    register_path TEXT NOT NULL,
    reason       TEXT NOT NULL CHECK (reason IN ('completed', 'task_file_absent')),
    removed_text TEXT NOT NULL,          -- exactly the bytes that left
    position     INTEGER NOT NULL,       -- their offset in the register as it was
    previous_slug TEXT NOT NULL,         -- its neighbours; empty: none
    next_slug    TEXT NOT NULL,
    base_hash    TEXT NOT NULL,          -- of the register before
    new_hash     TEXT NOT NULL,          -- of the register after
    evidence     TEXT NOT NULL,
    pruned_at    TEXT NOT NULL,
    restored_at  TEXT
) STRICT;
INSERT INTO prune VALUES(1,2,1,'dave','done-task','.tasks/task_manager/task-manager-dave.register.json','completed',replace(',\n  "done-task": {"slug": "done-task", "task_path": "tasks/workstreams/core/tasks/done-task.md", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z", "launched_at": null, "started_at": null}','\n',char(10)),219,'fix-login','','c2101ce5b90e6a7b8aecdd45aa417e84','460d1b7517ba4c443e79c8e259c82d2f','{"task_path":"tasks/workstreams/core/tasks/done-task.md","task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-11-26T04:26:54Z','2026-11-26T04:26:54Z');
CREATE TABLE change (                    -- one field that changed in any ledger
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    ledger       TEXT NOT NULL,          -- the table's name
    slug         TEXT,
    field        TEXT NOT NULL,          -- row: the whole of it appeared, or vanished
    old_value    TEXT,                   -- of a row that vanished: all of it, a JSON object
    new_value    TEXT,                   -- of a row that appeared: present
    at           TEXT NOT NULL,
    row_key      TEXT                    -- JSON array: the row's primary key
) STRICT;
INSERT INTO change VALUES(1,1,'task','add-cache','row',NULL,'present','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/add-cache.md"]');
INSERT INTO change VALUES(2,1,'task','done-task','row',NULL,'present','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/done-task.md"]');
INSERT INTO change VALUES(3,1,'task','fix-login','row',NULL,'present','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/fix-login.md"]');
INSERT INTO change VALUES(4,1,'task_copy','fix-login','row',NULL,'present','2026-11-26T04:26:54Z','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]');
INSERT INTO change VALUES(5,1,'register_entry','done-task','row',NULL,'present','2026-11-26T04:26:54Z','[".tasks/task_manager/task-manager-dave.register.json","done-task",0]');
INSERT INTO change VALUES(6,1,'register_entry','fix-login','row',NULL,'present','2026-11-26T04:26:54Z','[".tasks/task_manager/task-manager-dave.register.json","fix-login",0]');
INSERT INTO change VALUES(7,1,'worktree','done-task','row',NULL,'present','2026-11-26T04:26:54Z','[".worktrees/done-task"]');
INSERT INTO change VALUES(8,1,'worktree','fix-login','row',NULL,'present','2026-11-26T04:26:54Z','[".worktrees/fix-login"]');
INSERT INTO change VALUES(9,1,'dispatch','fix-login','row',NULL,'present','2026-11-26T04:26:54Z','["tasks/logs/dispatch-fix-login.status.json"]');
INSERT INTO change VALUES(10,2,'register_entry','done-task','row','{"register_path":".tasks/task_manager/task-manager-dave.register.json","slug":"done-task","occurrence":0,"position":1,"owner":"dave","owner_key":"dave","task_path":"tasks/workstreams/core/tasks/done-task.md","worktree_path":".worktrees/done-task","registered_at":"2026-03-24T16:00:00Z","launched_at":null,"started_at":null,"raw":"{\"slug\": \"done-task\", \"task_path\": \"tasks/workstreams/core/tasks/done-task.md\", \"worktree_path\": \".worktrees/done-task\", \"registered_at\": \"2026-03-24T16:00:00Z\", \"launched_at\": null, \"started_at\": null}","worktree":".worktrees/done-task","problem":null,"stale":0}',NULL,'2026-11-26T04:26:54Z','[".tasks/task_manager/task-manager-dave.register.json","done-task",0]');
INSERT INTO change VALUES(11,2,'worktree','done-task','row','{"path":".worktrees/done-task","slug":"done-task","branch":null,"head_oid":null,"on_disk":0,"in_git":0,"locked":0,"lock_reason":null,"prunable":0,"admin_dir":null,"matches_layout":0,"mtime_ns":null,"gitdir_mtime_ns":null,"head_mtime_ns":null,"index_mtime_ns":null,"operation":null,"upstream":null,"merge_base":null,"ahead":null,"unpushed":null,"unnamed":null,"own_commits":"unknown","own_commits_proof":"","landed":"unknown","landed_proof":"","reverted":"unknown","reverted_proof":"","git_trouble":null,"stale":0}',NULL,'2026-11-26T04:26:54Z','[".worktrees/done-task"]');
INSERT INTO change VALUES(12,3,'task','add-cache','status','ready','in_progress','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/add-cache.md"]');
INSERT INTO change VALUES(13,3,'task','add-cache','status_raw','ready','in_progress','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/add-cache.md"]');
INSERT INTO change VALUES(14,3,'task','add-cache','frontmatter','{"title":"Add cache","status":"ready","owner":"dave","depends_on":["fix-login","long-gone"]}','{"title":"Add cache","status":"in_progress","owner":"dave","depends_on":["fix-login","long-gone"]}','2026-11-26T04:26:54Z','["tasks/workstreams/core/tasks/add-cache.md"]');
INSERT INTO change VALUES(15,3,'task_copy','fix-login','status','in_progress','blocked','2026-11-26T04:26:54Z','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]');
INSERT INTO change VALUES(16,3,'task_copy','fix-login','status_raw','in_progress','blocked','2026-11-26T04:26:54Z','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]');
INSERT INTO change VALUES(17,3,'task_copy','fix-login','frontmatter','{"title":"Fix login","status":"in_progress","owner":"dave","priority":"2"}','{"title":"Fix login","status":"blocked","owner":"dave","priority":"2"}','2026-11-26T04:26:54Z','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]');
INSERT INTO change VALUES(18,6,'register_entry','done-task','row',NULL,'present','2026-11-26T04:26:54Z','[".tasks/task_manager/task-manager-dave.register.json","done-task",0]');
INSERT INTO change VALUES(19,6,'worktree','done-task','row',NULL,'present','2026-11-26T04:26:54Z','[".worktrees/done-task"]');
CREATE TABLE quiet_change (              -- what else changed: times, and tables that serve others
    run_id       INTEGER NOT NULL REFERENCES run (id),
    ledger       TEXT NOT NULL,
    row_key      TEXT NOT NULL,
    field        TEXT NOT NULL,
    old_value    TEXT,
    PRIMARY KEY (run_id, ledger, row_key, field)
) STRICT, WITHOUT ROWID;
INSERT INTO quiet_change VALUES(1,'mirror_state','["git"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'mirror_state','["made_with"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'mirror_state','["pull_requests_as_of"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'mirror_state','["pull_requests_from"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'mirror_state','["pull_requests_stale"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'register_file','[".tasks/task_manager/task-manager-dave.register.json"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'role','["tasks/team/roles/dave.md"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'status_since','["add-cache"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'status_since','["done-task"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'status_since','["fix-login"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'task_base','[".worktrees/fix-login","tasks/workstreams/core/tasks/fix-login.md"]','row',NULL);
INSERT INTO quiet_change VALUES(1,'task_dependency','["tasks/workstreams/core/tasks/add-cache.md",0]','row',NULL);
INSERT INTO quiet_change VALUES(1,'task_dependency','["tasks/workstreams/core/tasks/add-cache.md",1]','row',NULL);
INSERT INTO quiet_change VALUES(3,'status_since','["add-cache"]','status','ready');
INSERT INTO quiet_change VALUES(3,'task','["tasks/workstreams/core/tasks/add-cache.md"]','content_hash','ddd976f1334cadbddfbdee0ab3adc143');
INSERT INTO quiet_change VALUES(3,'task','["tasks/workstreams/core/tasks/add-cache.md"]','mtime_ns','1795667214257412582');
INSERT INTO quiet_change VALUES(3,'task_copy','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]','content_hash','807d5275cc5235c52f98fb9c202952d7');
INSERT INTO quiet_change VALUES(3,'task_copy','[".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md"]','mtime_ns','1795667214276329055');
CREATE TABLE horizon (                   -- no change after this run has been forgotten; no row: 0
    run_id       INTEGER NOT NULL
) STRICT;
CREATE TABLE status_since (              -- since when a task has been seen in its status
    slug         TEXT NOT NULL PRIMARY KEY,
    status       TEXT NOT NULL,
    since        TEXT NOT NULL           -- of the first run that saw it so
) STRICT, WITHOUT ROWID;
INSERT INTO status_since VALUES('add-cache','in_progress','2026-11-26T04:26:54Z');
INSERT INTO status_since VALUES('done-task','completed','2026-11-26T04:26:54Z');
INSERT INTO status_since VALUES('fix-login','in_progress','2026-11-26T04:26:54Z');
CREATE TABLE arrival (                   -- a change of a registered task's file that came with commits
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    slug         TEXT NOT NULL,
    path         TEXT NOT NULL,
    old_oid      TEXT NOT NULL,          -- the root checkout's HEAD before
    new_oid      TEXT NOT NULL,          -- and after
    commits      TEXT NOT NULL,          -- JSON array: those that changed the file
    fields       TEXT NOT NULL,          -- JSON object: name to {old, new}
    arrived_at   TEXT NOT NULL,
    settled_at   TEXT                    -- the worktree has it, or the entry is gone
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',9);
INSERT INTO sqlite_sequence VALUES('change',19);
INSERT INTO sqlite_sequence VALUES('register_write',2);
INSERT INTO sqlite_sequence VALUES('prune',1);
INSERT INTO sqlite_sequence VALUES('signal',4);
INSERT INTO sqlite_sequence VALUES('signal_event',6);
CREATE INDEX task_copy_by_slug ON task_copy (slug, worktree_path);
CREATE INDEX register_entry_by_slug ON register_entry (slug, owner);
CREATE INDEX register_entry_by_worktree ON register_entry (worktree);
CREATE INDEX worktree_by_slug ON worktree (slug);
CREATE INDEX task_base_by_slug ON task_base (slug);
CREATE INDEX dispatch_by_slug ON dispatch (slug, newest_ns);
CREATE INDEX pull_request_by_head ON pull_request (head_oid);
CREATE INDEX role_by_key ON role (owner_key, path);
CREATE UNIQUE INDEX signal_open ON signal (code, subject) WHERE cleared_at IS NULL;
CREATE INDEX signal_open_by_slug ON signal (slug, severity) WHERE cleared_at IS NULL;
CREATE INDEX signal_by_subject ON signal (code, subject);
CREATE INDEX signal_by_slug ON signal (slug);
CREATE INDEX signal_event_by_signal ON signal_event (signal_id);
CREATE INDEX signal_event_by_run ON signal_event (run_id);
CREATE INDEX register_write_unsettled ON register_write (register_path) WHERE state = 'intended';
CREATE INDEX prune_by_slug ON prune (slug);
CREATE INDEX prune_by_write ON prune (write_id);
CREATE INDEX arrival_unsettled ON arrival (slug) WHERE settled_at IS NULL;
CREATE VIEW root_task AS
SELECT task.slug, task.path, task.status, task.title, task.owner, task.priority,
       task.owner_key, task.pull_request, task.completed_at, task.content_hash, task.mtime_ns,
       task.frontmatter,
       task.status IN ('completed', 'cancelled') AS finished,
       task.stale = 0
       AND NOT EXISTS (SELECT 1
                         FROM task AS twin
                        WHERE twin.slug = task.slug
                          AND (twin.stale = 1 OR twin.status IS NOT task.status)) AS judged
  FROM task
 WHERE NOT EXISTS (SELECT 1
                     FROM task AS earlier
                    WHERE earlier.slug = task.slug
                      AND earlier.path < task.path);
CREATE VIEW dependency AS
SELECT task_dependency.slug, task_dependency.path, task_dependency.depends_on,
       COALESCE((SELECT task.slug FROM task WHERE task.slug = task_dependency.depends_on LIMIT 1),
                (SELECT task.slug FROM task WHERE task.id = task_dependency.depends_on LIMIT 1))
           AS target
  FROM task_dependency;
CREATE VIEW unmet_dependency AS
SELECT dependency.slug, dependency.depends_on
  FROM dependency
  LEFT JOIN root_task ON root_task.slug = dependency.target
 WHERE COALESCE(root_task.finished, 0) = 0;
CREATE VIEW latest_dispatch AS
SELECT dispatch.*
  FROM dispatch
 WHERE NOT EXISTS (SELECT 1
                     FROM dispatch AS later
                    WHERE later.slug = dispatch.slug
                      AND (later.newest_ns, later.path) > (dispatch.newest_ns, dispatch.path));
CREATE VIEW current_dispatch AS
SELECT latest_dispatch.*
  FROM latest_dispatch
 WHERE NOT EXISTS (SELECT 1
                     FROM register_entry AS entry
                    WHERE entry.slug = latest_dispatch.slug
                      AND entry.registered_at GLOB '????-??-??T??:??:??Z'
                      AND unixepoch(entry.registered_at) * 1000000000 > latest_dispatch.newest_ns);
CREATE VIEW task_worktree AS
SELECT worktree.*
  FROM worktree
 WHERE NOT EXISTS (SELECT 1
                     FROM worktree AS other
                    WHERE other.slug = worktree.slug
                      AND (-other.on_disk, -other.in_git, other.path)
                        < (-worktree.on_disk, -worktree.in_git, worktree.path));
CREATE VIEW pull_request_claim AS
SELECT claim.*
  FROM (SELECT worktree.slug, pull_request.number, 0 AS rank, 'head' AS source
          FROM task_worktree AS worktree
          JOIN pull_request ON pull_request.head_oid = worktree.head_oid
         WHERE pull_request.state IN ('OPEN', 'MERGED')
           AND (worktree.branch IS NULL
                OR pull_request.head_ref = worktree.branch
                OR worktree.upstream LIKE 'refs/remotes/%/' || pull_request.head_ref)
        UNION ALL
        SELECT copy.slug, copy.pull_request, 1, 'worktree'
          FROM task_copy AS copy
          JOIN task_worktree AS worktree
            ON worktree.slug = copy.slug
           AND worktree.path = copy.worktree_path
         WHERE copy.pull_request IS NOT NULL
        UNION ALL
        SELECT root_task.slug, root_task.pull_request, 2, 'root'
          FROM root_task
         WHERE root_task.pull_request IS NOT NULL) AS claim
 WHERE NOT EXISTS (SELECT 1
                     FROM pull_request AS earlier
                     JOIN register_entry AS entry ON entry.slug = claim.slug
                    WHERE earlier.number = claim.number
                      AND entry.registered_at GLOB '????-??-??T??:??:??Z'
                      AND COALESCE(earlier.merged_at, earlier.closed_at) < entry.registered_at);
CREATE VIEW task_pull_request AS
SELECT claim.slug, claim.number, claim.source,
       pull_request.state, pull_request.url, pull_request.head_oid, pull_request.merged_at,
       pull_request.closed_at, pull_request.mergeable, pull_request.ci_state, pull_request.is_draft
  FROM (SELECT slug, source, MIN(rank * 1000000000 - number) AS best, number
          FROM pull_request_claim
         GROUP BY slug) AS claim
  LEFT JOIN pull_request ON pull_request.number = claim.number;
CREATE VIEW trace_of_work AS
SELECT slug, 'task copy' AS source, mtime_ns AS at_ns FROM task_copy
UNION ALL
SELECT slug, 'dispatch record', mtime_ns FROM current_dispatch
UNION ALL
SELECT slug, 'dispatch log', log_mtime_ns FROM current_dispatch WHERE log_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'worktree HEAD', head_mtime_ns FROM worktree WHERE head_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'worktree index', index_mtime_ns FROM worktree WHERE index_mtime_ns IS NOT NULL
UNION ALL
SELECT slug, 'register entry', unixepoch(stamp) * 1000000000
  FROM (SELECT slug, registered_at AS stamp FROM register_entry
        UNION ALL SELECT slug, launched_at FROM register_entry
        UNION ALL SELECT slug, started_at FROM register_entry)
 WHERE stamp GLOB '????-??-??T??:??:??Z';
CREATE VIEW task_awaiting_pickup AS
SELECT root_task.slug, root_task.path, root_task.status, root_task.owner, root_task.priority,
       status_since.since AS ready_since
  FROM root_task
  JOIN status_since
    ON status_since.slug = root_task.slug
   AND status_since.status = 'ready'
 WHERE root_task.status = 'ready'
   AND NOT EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM register_entry WHERE register_entry.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1 FROM dispatch WHERE dispatch.slug = root_task.slug)
   AND NOT EXISTS (SELECT 1
                     FROM worktree
                    WHERE worktree.slug = root_task.slug
                      AND worktree.on_disk = 1
                      AND worktree.prunable = 0)
   AND root_task.slug NOT IN (SELECT slug FROM task_pull_request);
CREATE VIEW task_moment AS
WITH own_instant (ledger, field, moment) AS (
    VALUES ('register_entry', 'registered_at', 'registered'),
           ('register_entry', 'launched_at',   'dispatched'),
           ('dispatch',       'started_at',    'dispatched'),
           ('task',           'pr_created_at', 'pr'),
           ('task_copy',      'pr_created_at', 'pr'),
           ('task',           'completed_at',  'completed')
),
news AS (
    SELECT *
      FROM change
     WHERE run_id > (SELECT MIN(run_id) FROM change)
),
told (slug, moment, at) AS (
    SELECT slug, 'registered', registered_at FROM register_entry
    UNION ALL
    SELECT slug, 'dispatched', launched_at FROM register_entry
    UNION ALL
    SELECT slug, 'dispatched', started_at FROM dispatch
    UNION ALL
    SELECT slug, 'pr', pr_created_at FROM task
    UNION ALL
    SELECT slug, 'pr', pr_created_at FROM task_copy
    UNION ALL
    SELECT slug, 'merged', merged_at FROM task_pull_request
    UNION ALL
    SELECT slug, 'completed', completed_at FROM task
    UNION ALL
    SELECT change.slug, own_instant.moment,
           iif(change.field = 'row',
               (SELECT value FROM json_each(change.old_value) WHERE key = own_instant.field),
               change.old_value)
      FROM own_instant
      JOIN change
        ON change.ledger = own_instant.ledger
       AND change.field IN ('row', own_instant.field)
     WHERE change.old_value IS NOT NULL
    UNION ALL
    SELECT slug, new_value, at
      FROM news
     WHERE ledger = 'task'
       AND field = 'status'
       AND new_value IN ('ready', 'completed')
    UNION ALL
    SELECT slug, status, at   -- what a file that appeared said: what the next change found there
      FROM (SELECT appeared.slug, appeared.at,
                   COALESCE((SELECT iif(later.field = 'row',
                                        (SELECT value
                                           FROM json_each(later.old_value)
                                          WHERE key = 'status'),
                                        later.old_value)
                               FROM change AS later
                              WHERE later.slug = appeared.slug
                                AND later.ledger = 'task'
                                AND later.field IN ('row', 'status')
                                AND later.id > appeared.id
                              ORDER BY later.id
                              LIMIT 1),
                            (SELECT task.status FROM task WHERE task.slug = appeared.slug)) AS status
              FROM news AS appeared
             WHERE appeared.ledger = 'task'
               AND appeared.field = 'row'
               AND appeared.new_value = 'present')
     WHERE status IN ('ready', 'completed')
    UNION ALL
    SELECT slug, iif(ledger = 'dispatch', 'dispatched', 'registered'), at
      FROM news
     WHERE ledger IN ('register_entry', 'dispatch')
       AND field = 'row'
       AND new_value = 'present'
    UNION ALL
    SELECT slug, 'pr', at
      FROM news
     WHERE ledger IN ('task', 'task_copy')
       AND field = 'pull_request'
       AND new_value IS NOT NULL
    UNION ALL
    SELECT pull.slug, 'pr', news.at
      FROM news
      JOIN task_pull_request AS pull ON news.row_key = '[' || pull.number || ']'
     WHERE news.ledger = 'pull_request'
       AND news.field = 'row'
       AND news.new_value = 'present'
)
SELECT slug, moment, MIN(strftime('%Y-%m-%dT%H:%M:%SZ', at)) AS at
  FROM told
 WHERE at GLOB '????-??-??[T ]??:??*'   -- a date alone is no moment
 GROUP BY slug, moment
HAVING MIN(strftime('%Y-%m-%dT%H:%M:%SZ', at)) IS NOT NULL
;
CREATE VIEW task_timing AS
SELECT moment.slug,
       COALESCE(root_task.owner,
                (SELECT entry.owner
                   FROM register_entry AS entry
                  WHERE entry.slug = moment.slug
                  ORDER BY entry.owner
                  LIMIT 1))                                     AS owner,
       MAX(moment.at) FILTER (WHERE moment.moment = 'ready')      AS ready_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'registered') AS registered_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'dispatched') AS dispatched_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'pr')         AS pr_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'merged')     AS merged_at,
       MAX(moment.at) FILTER (WHERE moment.moment = 'completed')  AS completed_at,
       MAX(moment.at)                                           AS last_at
  FROM task_moment AS moment
  LEFT JOIN root_task ON root_task.slug = moment.slug
 GROUP BY moment.slug;
CREATE VIEW task_step AS
WITH way (step, place, from_moment, to_moment) AS (
    VALUES ('ready_to_registered',      1, 'ready',      'registered'),
           ('registered_to_dispatched', 2, 'registered', 'dispatched'),
           ('dispatched_to_pr',         3, 'dispatched', 'pr'),
           ('pr_to_merged',             4, 'pr',         'merged'),
           ('merged_to_completed',      5, 'merged',     'completed'),
           ('ready_to_completed',       6, 'ready',      'completed')
),
moment AS MATERIALIZED (SELECT * FROM task_moment)
SELECT timing.slug, timing.owner, way.step, way.place, ended.at AS ended_at,
       date(ended.at, 'weekday 0', '-6 days')         AS week,
       (unixepoch(ended.at) - unixepoch(began.at)) / 60 AS minutes
  FROM way
  JOIN moment AS began ON began.moment = way.from_moment
  JOIN moment AS ended ON ended.moment = way.to_moment AND ended.slug = began.slug
  JOIN task_timing AS timing ON timing.slug = began.slug
 WHERE ended.at >= began.at;
CREATE VIEW task_pair AS
SELECT copy.slug, copy.worktree_path, copy.path AS copy_path, root_task.path AS root_path,
       base.base_oid, base.frontmatter AS base_fields, root_task.frontmatter AS root_fields,
       copy.frontmatter AS copy_fields, base.content_hash AS base_hash,
       root_task.content_hash AS root_hash, copy.content_hash AS copy_hash,
       root_task.mtime_ns AS root_mtime_ns, copy.mtime_ns AS copy_mtime_ns,
       EXISTS (SELECT 1
                 FROM register_entry AS entry
                WHERE entry.slug = copy.slug
                  AND entry.worktree = copy.worktree_path) AS registered
  FROM task_copy AS copy
  JOIN root_task ON root_task.slug = copy.slug
  LEFT JOIN task_base AS base
    ON base.worktree_path = copy.worktree_path
   AND base.path = root_task.path
   AND base.frontmatter IS NOT NULL;
CREATE VIEW task_field AS
WITH pair AS MATERIALIZED (
    SELECT * FROM task_pair WHERE copy_hash <> root_hash
),
field AS (
    SELECT pair.copy_path, item.key, 'base' AS side, item.value
      FROM pair, json_each(pair.base_fields) AS item
    UNION ALL
    SELECT pair.copy_path, item.key, 'root', item.value
      FROM pair, json_each(pair.root_fields) AS item
    UNION ALL
    SELECT pair.copy_path, item.key, 'worktree', item.value
      FROM pair, json_each(pair.copy_fields) AS item
),
row AS (
    SELECT copy_path, key,
           MAX(value) FILTER (WHERE side = 'base')     AS base_value,
           MAX(value) FILTER (WHERE side = 'root')     AS root_value,
           MAX(value) FILTER (WHERE side = 'worktree') AS worktree_value
      FROM field
     WHERE value NOT IN ('', '[]', '{}')
     GROUP BY copy_path, key
)
SELECT pair.slug, pair.worktree_path, pair.copy_path, pair.root_path, pair.base_oid, pair.registered,
       row.key AS name, row.base_value, row.root_value, row.worktree_value,
       CASE WHEN pair.base_oid IS NULL
            THEN iif(row.worktree_value IS row.root_value, NULL, 'differs')
            WHEN row.worktree_value IS row.root_value
            THEN iif(row.root_value IS row.base_value, NULL, 'converged')
            WHEN row.root_value IS row.base_value     THEN 'worktree_ahead'
            WHEN row.worktree_value IS row.base_value THEN 'root_ahead'
            ELSE 'both_changed' END AS label
  FROM row
  JOIN pair ON pair.copy_path = row.copy_path;
CREATE VIEW unknown_fact AS
SELECT 'task' AS need, root_task.slug, 'its task file cannot be judged' AS reason
  FROM root_task
 WHERE root_task.judged = 0
UNION
SELECT 'no_task', NULL, 'a folder of task files cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'task_folder'
UNION
SELECT 'task_copy', task_copy.slug, 'its copy in ' || task_copy.worktree_path || ' cannot be judged'
  FROM task_copy
 WHERE task_copy.stale = 1
UNION
SELECT 'register_entry', entry.slug, COALESCE(entry.problem, 'its register cannot be read')
  FROM register_entry AS entry
 WHERE entry.stale = 1
    OR entry.problem IS NOT NULL
UNION
SELECT 'no_register_entry', NULL, 'a register cannot be read: ' || register_file.path
  FROM register_file
 WHERE register_file.stale = 1
   AND register_file.ever_read = 0
UNION
SELECT 'no_register_entry', NULL, 'a folder of registers cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'register_folder'
UNION
SELECT 'dispatch', problem.slug, 'its dispatch record cannot be read'
  FROM problem
 WHERE problem.kind = 'dispatch'
   AND problem.slug IS NOT NULL
UNION
SELECT 'dispatch', dispatch.slug, 'its dispatch record cannot be read'
  FROM dispatch
 WHERE dispatch.stale = 1
UNION
SELECT 'no_dispatch', NULL, 'a folder of dispatch records cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'dispatch_folder'
UNION
SELECT 'worktree', NULL, 'the worktrees cannot be listed: ' || problem.message
  FROM problem
 WHERE problem.kind IN ('git', 'worktree_folder')
UNION
SELECT 'git', NULL, 'there is no git repository'
  FROM mirror_state
 WHERE mirror_state.name = 'git'
   AND mirror_state.value = 'none'
UNION
SELECT 'git', NULL, 'git cannot be asked: ' || problem.message
  FROM problem
 WHERE problem.kind = 'git'
UNION
SELECT 'git', worktree.slug, 'git cannot tell of its commits: ' || worktree.git_trouble
  FROM worktree
 WHERE worktree.git_trouble IS NOT NULL
UNION
SELECT 'team', NULL, 'a folder that tells who is in the team cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind IN ('role_folder', 'person_folder', 'register_folder')
UNION
SELECT 'pull_request', NULL, 'the pull requests cannot be read'
  FROM mirror_state
 WHERE mirror_state.name = 'pull_requests_stale'
   AND mirror_state.value = 'yes'
UNION
SELECT 'worktree', worktree.slug, 'its worktree ' || worktree.path || ' cannot be looked at'
  FROM worktree
 WHERE worktree.stale = 1;
CREATE VIEW last_reconcile AS
SELECT id, started_at
  FROM run
 WHERE kind = 'reconcile'
 ORDER BY id DESC
 LIMIT 1;
CREATE VIEW open_signal AS
SELECT signal.*,
       iif(signal.acknowledged_until IS NULL,
           NULL,
           (SELECT event.detail
              FROM signal_event AS event
             WHERE event.signal_id = signal.id
               AND event.event = 'acknowledged'
             ORDER BY event.id DESC
             LIMIT 1)) AS acknowledged_why,
       signal.acknowledged_until IS NOT NULL
       AND signal.acknowledged_until > (SELECT started_at FROM last_reconcile) AS acknowledged,
       COALESCE((SELECT earlier.opened_at
                   FROM signal AS earlier
                  WHERE earlier.code = signal.code
                    AND earlier.subject = signal.subject
                    AND earlier.cleared_at IS NOT NULL
                  ORDER BY earlier.id DESC
                  LIMIT 1 OFFSET 2)
                >= (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', started_at, '-1 day')
                      FROM last_reconcile), 0) AS unstable
  FROM signal
 WHERE signal.cleared_at IS NULL;
CREATE VIEW ledgers AS
SELECT slug.slug,
       root_task.status                                              AS root_status,
       copy.status                                                   AS worktree_status,
       COALESCE(root_task.owner, copy.owner)                         AS owner,
       EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = slug.slug) AS registered,
       COALESCE(task_worktree.path,
                (SELECT entry.worktree_path
                   FROM register_entry AS entry
                  WHERE entry.slug = slug.slug
                  ORDER BY entry.owner
                  LIMIT 1))                                          AS worktree_path,
       dispatch.state                                                AS dispatch_state,
       dispatch.exit_code                                            AS dispatch_exit_code,
       pull.number                                                   AS pr_number,
       pull.state                                                    AS pr_state,
       pull.ci_state                                                 AS pr_ci_state,
       pull.mergeable                                                AS pr_mergeable
  FROM (SELECT slug FROM task
        UNION SELECT slug FROM register_entry
        UNION SELECT slug FROM dispatch
        UNION SELECT slug FROM worktree WHERE on_disk = 1 OR in_git = 1) AS slug
  LEFT JOIN root_task ON root_task.slug = slug.slug
  LEFT JOIN task_worktree ON task_worktree.slug = slug.slug
  LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = task_worktree.path
  LEFT JOIN latest_dispatch AS dispatch ON dispatch.slug = slug.slug
  LEFT JOIN task_pull_request AS pull ON pull.slug = slug.slug;
CREATE VIEW completion AS
WITH layer AS (
    SELECT slug.slug,
           CASE WHEN root_task.judged IS NOT 1 THEN 'unknown'
                WHEN root_task.status = 'completed' THEN 'yes'
                ELSE 'no' END AS root_completed,
           CASE WHEN copy.slug IS NULL OR copy.stale = 1 THEN 'unknown'
                WHEN copy.status = 'completed' THEN 'yes'
                ELSE 'no' END AS worktree_completed,
           CASE WHEN dispatch.exit_code = 0 THEN 'yes'
                WHEN dispatch.state IN ('failed', 'running', 'stalled', 'worker_gone') THEN 'no'
                ELSE 'unknown' END AS dispatch_succeeded,
           COALESCE(worktree.own_commits, 'unknown') AS own_commits,
           COALESCE(worktree.landed, 'unknown') AS landed,
           COALESCE(worktree.reverted, 'unknown') AS reverted,
           CASE WHEN pull.state IS NULL THEN 'unknown'
                WHEN pull.state <> 'MERGED' THEN 'no'
                WHEN worktree.head_oid IS NULL THEN 'unknown'
                WHEN pull.head_oid = worktree.head_oid THEN 'yes'
                ELSE 'no' END AS pr_merged,   -- at the branch's tip
           CASE WHEN EXISTS (SELECT 1
                               FROM unknown_fact
                              WHERE unknown_fact.need = 'worktree'
                                AND (unknown_fact.slug IS NULL OR unknown_fact.slug = slug.slug))
                THEN 'unknown'
                WHEN worktree.on_disk = 1 THEN 'no'
                ELSE 'yes' END AS worktree_gone,
           CASE WHEN dispatch.state IN ('exited', 'failed', 'worker_gone') THEN 'yes'
                WHEN dispatch.state IN ('running', 'stalled') THEN 'no'
                ELSE 'unknown' END AS process_gone,
           pull.state = 'CLOSED' AS pr_closed,
           worktree.on_disk = 1
               AND copy.content_hash IS NOT COALESCE(base.content_hash, root_task.content_hash)
               AS copy_changed,
           dispatch.state IS NOT NULL AS dispatched
      FROM (SELECT slug FROM root_task WHERE finished IS NOT 1
            UNION SELECT slug FROM register_entry) AS slug
      LEFT JOIN root_task ON root_task.slug = slug.slug
      LEFT JOIN task_worktree AS worktree ON worktree.slug = slug.slug
      LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = worktree.path
      LEFT JOIN task_base AS base
        ON base.worktree_path = worktree.path
       AND base.path = root_task.path
      LEFT JOIN current_dispatch AS dispatch ON dispatch.slug = slug.slug
      LEFT JOIN task_pull_request AS pull ON pull.slug = slug.slug
)
SELECT slug,
       CASE WHEN reverted <> 'yes' AND (landed = 'yes' OR pr_merged = 'yes') THEN 'completed'
            WHEN 'yes' IN (root_completed, worktree_completed)
             AND (reverted = 'yes' OR pr_closed = 1 OR process_gone = 'no') THEN 'contradictory'
            WHEN 'yes' IN (root_completed, worktree_completed, dispatch_succeeded) THEN 'claimed'
            WHEN own_commits = 'yes' OR copy_changed = 1 OR dispatched = 1 THEN 'in_flight'
            WHEN worktree_gone = 'yes' OR own_commits = 'no' THEN 'not_started'
            ELSE 'unknown' END AS verdict,
       root_completed, worktree_completed, dispatch_succeeded, own_commits, landed, reverted,
       pr_merged, worktree_gone, process_gone
  FROM layer
;
CREATE VIEW bucket AS
SELECT task.slug,
       CASE WHEN root_task.finished = 1 THEN 'done'
            WHEN task.needs_attention THEN 'needs_attention'
            WHEN EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = task.slug)
              OR EXISTS (SELECT 1
                           FROM current_dispatch AS dispatch
                          WHERE dispatch.slug = task.slug
                            AND dispatch.state = 'running')
              OR root_task.status = 'in_progress' THEN 'active'
            WHEN EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = task.slug)
            THEN 'waiting'
            WHEN root_task.status = 'ready' THEN 'ready'
            ELSE 'other' END AS display_group,
       task.needs_attention
  FROM (SELECT slug.slug,
               EXISTS (SELECT 1
                         FROM open_signal
                        WHERE open_signal.slug = slug.slug
                          AND open_signal.severity IN ('warning', 'error')
                          AND open_signal.acknowledged = 0) AS needs_attention
          FROM (SELECT slug FROM task UNION SELECT slug FROM register_entry) AS slug) AS task
  LEFT JOIN root_task ON root_task.slug = task.slug;
CREATE VIEW waiting_for_merge AS
SELECT pull.slug, pull.number AS pr_number, pull.url AS pr_url, pull.ci_state AS pr_ci_state,
       pull.mergeable AS pr_mergeable
  FROM task_pull_request AS pull
  LEFT JOIN root_task ON root_task.slug = pull.slug
 WHERE pull.state = 'OPEN'
   AND pull.is_draft IS NOT 1
   AND root_task.finished IS NOT 1
   AND (root_task.slug IS NOT NULL
        OR EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = pull.slug))
   AND NOT EXISTS (SELECT 1
                     FROM current_dispatch AS dispatch
                    WHERE dispatch.slug = pull.slug
                      AND dispatch.state = 'running');
CREATE VIEW recently_finished AS
WITH sync AS (
    SELECT (SELECT started_at FROM run WHERE kind = 'sync' ORDER BY id LIMIT 1)      AS first_at,
           (SELECT started_at FROM run WHERE kind = 'sync' ORDER BY id DESC LIMIT 1) AS last_at
),
finished AS (
    SELECT root_task.slug, root_task.status, sync.last_at,
           CASE WHEN root_task.completed_at GLOB '????-??-??[T ]??:??*'
                THEN strftime('%Y-%m-%dT%H:%M:%SZ', root_task.completed_at)
                WHEN root_task.completed_at GLOB '????-??-??'
                THEN MIN(COALESCE(seen.since, sync.last_at), root_task.completed_at || 'T23:59:59Z')
                ELSE seen.since END AS finished_at
      FROM sync
      JOIN root_task
      LEFT JOIN status_since AS seen
        ON seen.slug = root_task.slug
       AND seen.status = root_task.status
       AND seen.since > sync.first_at
     WHERE root_task.finished = 1
       AND root_task.judged = 1
)
SELECT slug, status, finished_at
  FROM finished
 WHERE finished_at > strftime('%Y-%m-%dT%H:%M:%SZ', last_at, '-1 day')
   AND finished_at <= last_at;
CREATE VIEW manager AS
SELECT owner_key, substr(MIN(rank || name), 2) AS name
  FROM (SELECT owner_key, slug AS name, 1 AS rank FROM person
        UNION ALL SELECT owner_key, name, 2 FROM owner_name
        UNION ALL SELECT owner_key, owner, 3 FROM register_file)
 GROUP BY owner_key;
CREATE VIEW owner_route AS
WITH RECURSIVE
named AS (
    SELECT owner_key FROM task
    UNION SELECT owner_key FROM task_copy
    UNION SELECT owner_key FROM role
    UNION SELECT owner_key FROM manager
),
step AS (                                -- of two files for one role the first path speaks
    SELECT MIN(path) AS path, owner_key, slug, owner, filled_by, next_key, stale
      FROM role
     GROUP BY owner_key
),
walk AS (
    SELECT owner_key, owner_key AS at_key, 0 AS steps, '//' AS files, NULL AS trail, NULL AS unread
      FROM named
     WHERE owner_key IS NOT NULL
    UNION ALL
    SELECT walk.owner_key, step.next_key, walk.steps + 1,
           walk.files || step.path || '//',
           COALESCE(walk.trail, step.slug)
               || COALESCE(' > ' || COALESCE(step.filled_by, step.owner), ''),
           COALESCE(walk.unread, iif(step.stale, step.path, NULL))
      FROM walk
      JOIN step ON step.owner_key = walk.at_key
     WHERE step.next_key IS NOT walk.at_key   -- a role that names itself is somebody's name, too
       AND instr(walk.files, '//' || step.path || '//') = 0
),
walked AS (
    SELECT owner_key, at_key, MAX(steps) AS steps, files, trail, unread
      FROM walk
     GROUP BY owner_key
),
led AS (
    SELECT walked.owner_key, walked.files, walked.trail, walked.unread,
           CASE WHEN walked.at_key IS NULL OR step.next_key IS NOT walked.at_key AND step.path IS NOT NULL
                THEN NULL
                WHEN walked.at_key IN (SELECT owner_key FROM manager) THEN walked.at_key
                WHEN step.path IS NULL AND NOT EXISTS (SELECT 1 FROM person) THEN walked.at_key
                END AS manager
      FROM walked
      LEFT JOIN step ON step.owner_key = walked.at_key
)
SELECT owner_key, manager, files, trail,
       COALESCE(unread,
                iif(manager IS NULL,
                    (SELECT MIN(path)
                       FROM (SELECT path FROM role WHERE stale = 1
                             UNION ALL SELECT path FROM person WHERE stale = 1)),
                    NULL)) AS unread
  FROM led
;
CREATE VIEW task_manager AS
SELECT owned.slug, route.manager
  FROM (SELECT slug.slug,
               COALESCE((SELECT owner_key FROM root_task WHERE root_task.slug = slug.slug),
                        (SELECT MIN(owner_key) FROM task_copy WHERE task_copy.slug = slug.slug),
                        (SELECT MIN(owner_key)
                           FROM register_entry AS entry
                          WHERE entry.slug = slug.slug)) AS owner_key
          FROM (SELECT slug FROM task UNION SELECT slug FROM register_entry) AS slug) AS owned
  LEFT JOIN owner_route AS route ON route.owner_key = owned.owner_key;
CREATE VIEW source_age AS
SELECT ledger.ledger, ledger.total,
       (SELECT COUNT(DISTINCT path) FROM problem WHERE problem.kind = ledger.ledger) AS unreadable,
       COALESCE(ledger.stale, 0) AS stale,
       iif(ledger.ledger = 'pull_request',
           (SELECT NULLIF(value, '') FROM mirror_state WHERE name = 'pull_requests_as_of'),
           (SELECT read_at FROM source_look AS look WHERE look.ledger = ledger.ledger)) AS read_at
  FROM (SELECT 1 AS position, 'task' AS ledger, COUNT(*) AS total, SUM(stale) AS stale FROM task
        UNION ALL SELECT 2, 'task_copy', COUNT(*), SUM(stale) FROM task_copy
        UNION ALL SELECT 3, 'register_entry', COUNT(*), SUM(stale) FROM register_entry
        UNION ALL SELECT 4, 'worktree', COUNT(*), SUM(stale) FROM worktree
        UNION ALL SELECT 5, 'git', COUNT(*), COUNT(git_trouble) FROM worktree WHERE in_git = 1
        UNION ALL SELECT 6, 'dispatch', COUNT(*), SUM(stale) FROM dispatch
        UNION ALL SELECT 7, 'pull_request', COUNT(*),
                         iif((SELECT value FROM mirror_state WHERE name = 'pull_requests_stale') = 'yes',
                             COUNT(*), 0)
                    FROM pull_request
        UNION ALL SELECT 8, 'role', COUNT(*), SUM(stale) FROM role
        UNION ALL SELECT 9, 'person', COUNT(*), SUM(stale) FROM person) AS ledger
 ORDER BY position;
CREATE VIEW log_entry AS
SELECT change.run_id,
       change.at,
       change.slug,
       'change'       AS kind,
       change.ledger  AS subject,
       change.field   AS event,
       change.old_value,
       change.new_value,
       change.row_key AS detail,
       change.id      AS place           -- in its run, among those of its kind
  FROM change
UNION ALL
SELECT signal_event.run_id,
       signal_event.at,
       signal.slug,
       'signal',
       signal.code,
       signal_event.event,
       NULL,
       NULL,
       COALESCE(signal_event.detail, signal.detail),
       signal_event.id
  FROM signal_event
  JOIN signal ON signal.id = signal_event.signal_id
UNION ALL
SELECT prune.run_id,
       prune.pruned_at,
       prune.slug,
       'prune',
       prune.register_path,
       'pruned',
       prune.removed_text,
       NULL,
       prune.reason,
       prune.id
  FROM prune
UNION ALL
SELECT register_write.run_id,
       prune.restored_at,
       prune.slug,
       'restore',
       prune.register_path,
       'restored',
       NULL,
       prune.removed_text,
       NULL,
       prune.id
  FROM register_write
  JOIN register_write_member AS member ON member.write_id = register_write.id
  JOIN prune ON prune.id = member.prune_id
 WHERE register_write.kind = 'restore'
   AND register_write.state = 'done'
   AND prune.restored_at IS NOT NULL
;
CREATE INDEX task_by_slug ON task (slug, path, status, stale);
CREATE INDEX task_by_id ON task (id) WHERE id IS NOT NULL;
CREATE INDEX task_by_status ON task (status);
CREATE INDEX task_by_owner ON task (owner_key);
CREATE INDEX task_dependency_by_slug ON task_dependency (slug, depends_on);
CREATE INDEX change_by_slug ON change (slug, id);
CREATE INDEX change_by_run ON change (run_id);
COMMIT;
