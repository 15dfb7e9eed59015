-- A database of schema 2, as it was released. Made in a repository with two linked worktrees by a
-- sync, a reconcile that pruned, a sync with an arrival and a merged pull request, a reconcile, a
-- restore, a sync that settled that arrival and saw another, and a reconcile; then one row of
-- `change` by hand, since nothing wrote them yet, and `sqlite3 tm.db .dump`. Never edited since.
PRAGMA application_id = 1953326178;
PRAGMA user_version = 2;
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
INSERT INTO source VALUES('dispatch','tasks/logs/dispatch-fix-login.status.json',65024,1098024,138,1795639392740746411,1795639392740746411,0);
INSERT INTO source VALUES('pull_request','.tasks/task_manager/pull-requests.json',65024,1098070,360,1795639393007482833,1795639393007482833,0);
INSERT INTO source VALUES('register_entry','.tasks/task_manager/task-manager-dave.register.json',65024,1098071,435,1795639393205912442,1795639393208069271,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/add-cache.md',65024,1097948,50,1795639393230252088,1795639393230252088,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/done-task.md',65024,1097945,35,1795639392697728458,1795639392697728458,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/fix-login.md',65024,1097947,93,1795639392924670439,1795639392924670439,0);
INSERT INTO source VALUES('task','tasks/workstreams/core/tasks/ready-task.md',65024,1097946,55,1795639392924670439,1795639392924670439,0);
INSERT INTO source VALUES('task_copy','.worktrees/add-cache/tasks/workstreams/core/tasks/add-cache.md',65024,1098019,37,1795639392735321806,1795639392735321806,0);
INSERT INTO source VALUES('task_copy','.worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md',65024,1098000,93,1795639393224961675,1795639393224961675,0);
CREATE TABLE mirror_state (              -- what the mirror was made with
    name         TEXT NOT NULL PRIMARY KEY,
    value        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mirror_state VALUES('git','34b9ee78d32817ea6c70b03695d2b5e7');
INSERT INTO mirror_state VALUES('made_with',' tm-db 0.1.0');
INSERT INTO mirror_state VALUES('pull_requests_as_of','2026-11-25T20:43:13Z');
INSERT INTO mirror_state VALUES('pull_requests_from','file');
INSERT INTO mirror_state VALUES('pull_requests_stale','');
INSERT INTO mirror_state VALUES('views','10d9b92530cd79357e7a762ec1e8b3e2');
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
INSERT INTO task VALUES('tasks/workstreams/core/tasks/done-task.md','done-task',NULL,NULL,'completed','completed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"completed"}','526fe40dcb6d376788f8764e24ece830',1795639392697728458,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/fix-login.md','fix-login',NULL,'Fix the login form','in_progress','in_progress',NULL,NULL,'dave',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'["web","auth"]','{"title":"Fix the login form","status":"in_progress","owner":"dave","tags":["web","auth"]}','566dec6405d8bf430360060c8c21a134',1795639392924670439,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/ready-task.md','ready-task',NULL,NULL,'ready','ready',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"ready","depends_on":["done-task"]}','c9869623047852decdc7356592ac4cb7',1795639392924670439,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/add-cache.md','add-cache',NULL,NULL,'in_progress','in_progress','p1',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"in_progress","priority":"p1"}','55990a4af9d389239fcf752b67e95039',1795639393230252088,0);
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
INSERT INTO task_copy VALUES('.worktrees/add-cache/tasks/workstreams/core/tasks/add-cache.md','.worktrees/add-cache','add-cache',NULL,NULL,'in_progress','in_progress',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"in_progress"}','910dcbf4c75e344edacf54be5e0dde2a',1795639392735321806,0);
INSERT INTO task_copy VALUES('.worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md','.worktrees/fix-login','fix-login',NULL,'Fix the login form','in_progress','in_progress',NULL,NULL,'dave',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'["web","auth"]','{"title":"Fix the login form","status":"in_progress","owner":"dave","tags":["web","auth"]}','566dec6405d8bf430360060c8c21a134',1795639393224961675,0);
CREATE TABLE task_dependency (           -- one dependency of a root task file
    path         TEXT NOT NULL,          -- of that file
    position     INTEGER NOT NULL,
    slug         TEXT NOT NULL,
    depends_on   TEXT NOT NULL,          -- as written: a slug, or a task's id
    PRIMARY KEY (path, position)
) STRICT, WITHOUT ROWID;
INSERT INTO task_dependency VALUES('tasks/workstreams/core/tasks/ready-task.md',0,'ready-task','done-task');
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
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','add-cache',0,2,'dave','dave',NULL,'.worktrees/add-cache','2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "add-cache", "worktree_path": ".worktrees/add-cache", "registered_at": "2026-03-24T16:00:00Z"}','.worktrees/add-cache',NULL,0);
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','done-task',0,0,'dave','dave',NULL,'.worktrees/done-task','2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"}','.worktrees/done-task',NULL,0);
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','fix-login',0,1,'dave','dave','tasks/workstreams/core/tasks/fix-login.md','.worktrees/fix-login','2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "fix-login", "task_path": "tasks/workstreams/core/tasks/fix-login.md", "worktree_path": ".worktrees/fix-login", "registered_at": "2026-03-24T16:00:00Z", "note": 1.50}','.worktrees/fix-login',NULL,0);
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
INSERT INTO worktree VALUES('.worktrees/add-cache','add-cache','add-cache','23ecafdcbd92d0e3c687c4231d48c64666c9b9dd',1,1,0,NULL,0,'/srv/workspace/.git/worktrees/add-cache',1,1795639392956824739,1795639392720670440,1795639392729219022,1795639392965336329,NULL,NULL,'36ac737a7fb3a2f47ab9aec41f76e3594c692f70',1,1,NULL,'yes','1 commit that main lacks','yes','merging it changes nothing in main','no','main has what it changes',NULL,0);
INSERT INTO worktree VALUES('.worktrees/done-task','done-task',NULL,NULL,0,0,0,NULL,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'unknown','','unknown','','unknown','',NULL,0);
INSERT INTO worktree VALUES('.worktrees/fix-login','fix-login','fix-login','caa438c7d30caf35b9f0003203d6084dd14085ab',1,1,0,NULL,0,'/srv/workspace/.git/worktrees/fix-login',1,1795639393224961675,1795639392710693074,1795639392714968605,1795639393226081336,NULL,NULL,'e0d8780650add74ed4a45e4ad49e94794382775e',2,2,NULL,'yes','2 commits that main lacks','no','main has no such change','no','nothing has landed',NULL,0);
CREATE TABLE task_base (                 -- a task file at the merge base of a worktree
    worktree_path TEXT NOT NULL,
    path         TEXT NOT NULL,          -- of the root file
    slug         TEXT NOT NULL,
    base_oid     TEXT NOT NULL,          -- the commit
    frontmatter  TEXT,                   -- JSON object; NULL: the file is not in it, or cannot be parsed
    content_hash TEXT,
    PRIMARY KEY (worktree_path, path)
) STRICT, WITHOUT ROWID;
INSERT INTO task_base VALUES('.worktrees/add-cache','tasks/workstreams/core/tasks/add-cache.md','add-cache','36ac737a7fb3a2f47ab9aec41f76e3594c692f70','{"status":"in_progress"}','910dcbf4c75e344edacf54be5e0dde2a');
INSERT INTO task_base VALUES('.worktrees/fix-login','tasks/workstreams/core/tasks/fix-login.md','fix-login','e0d8780650add74ed4a45e4ad49e94794382775e','{"title":"Fix the login form","status":"in_progress","owner":"dave","tags":["web","auth"]}','566dec6405d8bf430360060c8c21a134');
CREATE TABLE git_answer (                -- what was found out about objects, which never change
    kind         TEXT NOT NULL,
    "left"       TEXT NOT NULL,
    "right"      TEXT NOT NULL,
    answer       TEXT NOT NULL,
    PRIMARY KEY (kind, "left", "right")
) STRICT, WITHOUT ROWID;
INSERT INTO git_answer VALUES('absorbed in 73fce44d6e3fe22d77347e844afaa04831b3b8b4','c8938ff3006a9aed8008a6487a35c72a43c34747','9bc196e06dfcde4b06cd20de229b5c17ddf946a8','yes');
INSERT INTO git_answer VALUES('shape','7881246d5fae1c6ae6f7f60e92ed3bc9e160ab30','c60bd0e2f2b9dbfad85d980253f3c25397998183','0fb8c0cab6debce7c8767d796d1386c0 0000000000000000000000000000000000000000 cache');
INSERT INTO git_answer VALUES('shape','c60bd0e2f2b9dbfad85d980253f3c25397998183','169a9fc1d24a74d25142c2f70f48ea87883c8c3b','edfe89de1f075387786441ff168829b5 0000000000000000000000000000000000000000 work');
INSERT INTO git_answer VALUES('shape','c60bd0e2f2b9dbfad85d980253f3c25397998183','3991ccee83ea4bcc887814bde10d7b339e36706e','18e55598eca0fff1f5f6fa2102434ffc eee88fbe215b085548f3d70615b36c5e1612a312 tasks/workstreams/core/tasks/add-cache.md');
INSERT INTO git_answer VALUES('shape','c8938ff3006a9aed8008a6487a35c72a43c34747','7769c47e05621244b97a7f1096a67151d7c11a19','edfe89de1f075387786441ff168829b5 0000000000000000000000000000000000000000 work');
INSERT INTO git_answer VALUES('shape','c8938ff3006a9aed8008a6487a35c72a43c34747','7881246d5fae1c6ae6f7f60e92ed3bc9e160ab30','b1dd04b2b84e1febd19b2e83ad22eefd 9fe2efc58831c3c182e1f2b9bd767a033fffedfe tasks/workstreams/core/tasks/fix-login.md');
INSERT INTO git_answer VALUES('shape','c8938ff3006a9aed8008a6487a35c72a43c34747','9bc196e06dfcde4b06cd20de229b5c17ddf946a8','0fb8c0cab6debce7c8767d796d1386c0 0000000000000000000000000000000000000000 cache');
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
INSERT INTO dispatch VALUES('tasks/logs/dispatch-fix-login.status.json','fix-login','exited','completed',0,NULL,'2026-03-24T16:30:00Z','2026-03-24T17:30:00Z',NULL,NULL,1795639392740746411,NULL,1795639392740746411,0);
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
INSERT INTO pull_request VALUES(8,'https://example.org/pull/8','MERGED','Add the cache','add-cache','23ecafdcbd92d0e3c687c4231d48c64666c9b9dd','2026-03-24T18:05:00Z','2026-03-24T18:05:00Z','2026-03-24T18:05:00Z','UNKNOWN','none',0);
CREATE TABLE problem (                   -- something in a source that could not be read
    kind         TEXT NOT NULL,          -- as source.kind, git, or what a folder should hold: task_folder …
    path         TEXT NOT NULL,
    line         INTEGER NOT NULL,       -- 0: the whole file
    "column"     INTEGER NOT NULL,       -- 0: unknown
    message      TEXT NOT NULL,
    slug         TEXT                    -- the one task it is about
) STRICT;
CREATE TABLE run (                       -- one sync, reconcile, restore or rebuild
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL CHECK (kind IN ('sync', 'reconcile', 'restore', 'rebuild')),
    started_at   TEXT NOT NULL,
    finished_at  TEXT,
    outcome      TEXT CHECK (outcome IN ('ok', 'partial', 'refused', 'failed')),
    head_oid     TEXT                    -- of a sync: the root checkout's HEAD, as far as git told
) STRICT;
INSERT INTO run VALUES(1,'sync','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','ok','36ac737a7fb3a2f47ab9aec41f76e3594c692f70');
INSERT INTO run VALUES(2,'reconcile','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','ok',NULL);
INSERT INTO run VALUES(3,'sync','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok','e0d8780650add74ed4a45e4ad49e94794382775e');
INSERT INTO run VALUES(4,'reconcile','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok',NULL);
INSERT INTO run VALUES(5,'restore','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok',NULL);
INSERT INTO run VALUES(6,'sync','2026-03-24T18:20:00Z','2026-03-24T18:20:00Z','ok','73fce44d6e3fe22d77347e844afaa04831b3b8b4');
INSERT INTO run VALUES(7,'reconcile','2026-03-24T18:20:00Z','2026-03-24T18:20:00Z','ok',NULL);
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
    times_seen   INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO signal VALUES(1,'dependency_missing','ready-task','ready-task','warning','it depends on missing, which is no task','{"task":"tasks/workstreams/core/tasks/ready-task.md","missing":["missing"]}','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','2026-03-24T18:10:00Z',1);
INSERT INTO signal VALUES(2,'dispatch_completed_unreconciled','fix-login','fix-login','warning','its dispatch exited with 0, its status is in_progress','{"dispatch":"tasks/logs/dispatch-fix-login.status.json","exit_code":0,"finished_at":"2026-03-24T17:30:00Z","task":"tasks/workstreams/core/tasks/fix-login.md","status":"in_progress"}','2026-03-24T18:00:00Z','2026-03-24T18:20:00Z',NULL,3);
INSERT INTO signal VALUES(3,'register_orphan','dave/done-task','done-task','warning','its task is completed and its worktree is gone','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z',1);
INSERT INTO signal VALUES(4,'completion_unreconciled','add-cache','add-cache','warning','its work has landed, its status is in_progress','{"task":"tasks/workstreams/core/tasks/add-cache.md","status":"in_progress","branch":"add-cache","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","landed":"yes","landed_proof":"merging it changes nothing in main","reverted":"no","pr_merged":"yes","pull_request":8}','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z',NULL,2);
INSERT INTO signal VALUES(5,'post_pull_change','fix-login','fix-login','warning','commits on main have changed title','{"changes":[{"path":"tasks/workstreams/core/tasks/fix-login.md","old":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","new":"e0d8780650add74ed4a45e4ad49e94794382775e","commits":["5dd48b1f6ae8f2892c0e602b942c325d958fb0b6"],"fields":{"title":{"new":"Fix the login form","old":"Fix the login"}}}]}','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z',1);
INSERT INTO signal VALUES(6,'pr_merged_unreconciled','add-cache','add-cache','warning','its pull request 8 is merged, its status is in_progress','{"number":8,"url":"https://example.org/pull/8","known_from":"head","merged_at":"2026-03-24T18:05:00Z","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","task":"tasks/workstreams/core/tasks/add-cache.md","status":"in_progress"}','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z',NULL,2);
INSERT INTO signal VALUES(7,'pr_root_stale','add-cache','add-cache','warning','its pull request is 8, the root file names none','{"number":8,"url":"https://example.org/pull/8","known_from":"head","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","task":"tasks/workstreams/core/tasks/add-cache.md","root_names":null}','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z',NULL,2);
INSERT INTO signal VALUES(8,'root_task_edited','fix-login','fix-login','warning','the root file has changed title, the worktree does not know','{"root":"tasks/workstreams/core/tasks/fix-login.md","worktree":".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md","base":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","fields":{"title":{"label":"root_ahead","base":"Fix the login","root":"Fix the login form","worktree":"Fix the login"}}}','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z',1);
INSERT INTO signal VALUES(9,'post_pull_change','add-cache','add-cache','warning','commits on main have changed priority','{"changes":[{"path":"tasks/workstreams/core/tasks/add-cache.md","old":"e0d8780650add74ed4a45e4ad49e94794382775e","new":"73fce44d6e3fe22d77347e844afaa04831b3b8b4","commits":["73fce44d6e3fe22d77347e844afaa04831b3b8b4"],"fields":{"priority":{"new":"p1","old":null}}}]}','2026-03-24T18:20:00Z','2026-03-24T18:20:00Z',NULL,1);
INSERT INTO signal VALUES(10,'root_task_edited','add-cache','add-cache','warning','the root file has changed priority, the worktree does not know','{"root":"tasks/workstreams/core/tasks/add-cache.md","worktree":".worktrees/add-cache/tasks/workstreams/core/tasks/add-cache.md","base":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","fields":{"priority":{"label":"root_ahead","base":null,"root":"p1","worktree":null}}}','2026-03-24T18:20:00Z','2026-03-24T18:20:00Z',NULL,1);
CREATE TABLE signal_event (              -- a change in a signal's life
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    signal_id    INTEGER NOT NULL REFERENCES signal (id),
    run_id       INTEGER NOT NULL REFERENCES run (id),
    event        TEXT NOT NULL
                 CHECK (event IN ('opened', 'changed', 'cleared', 'reopened', 'acknowledged')),
    at           TEXT NOT NULL,
    evidence     TEXT NOT NULL
) STRICT;
INSERT INTO signal_event VALUES(1,1,2,'opened','2026-03-24T18:00:00Z','{"task":"tasks/workstreams/core/tasks/ready-task.md","missing":["missing"]}');
INSERT INTO signal_event VALUES(2,2,2,'opened','2026-03-24T18:00:00Z','{"dispatch":"tasks/logs/dispatch-fix-login.status.json","exit_code":0,"finished_at":"2026-03-24T17:30:00Z","task":"tasks/workstreams/core/tasks/fix-login.md","status":"in_progress"}');
INSERT INTO signal_event VALUES(3,3,2,'opened','2026-03-24T18:00:00Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}');
INSERT INTO signal_event VALUES(4,3,2,'cleared','2026-03-24T18:00:00Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}');
INSERT INTO signal_event VALUES(5,4,4,'opened','2026-03-24T18:10:00Z','{"task":"tasks/workstreams/core/tasks/add-cache.md","status":"in_progress","branch":"add-cache","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","landed":"yes","landed_proof":"merging it changes nothing in main","reverted":"no","pr_merged":"yes","pull_request":8}');
INSERT INTO signal_event VALUES(6,5,4,'opened','2026-03-24T18:10:00Z','{"changes":[{"path":"tasks/workstreams/core/tasks/fix-login.md","old":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","new":"e0d8780650add74ed4a45e4ad49e94794382775e","commits":["5dd48b1f6ae8f2892c0e602b942c325d958fb0b6"],"fields":{"title":{"new":"Fix the login form","old":"Fix the login"}}}]}');
INSERT INTO signal_event VALUES(7,6,4,'opened','2026-03-24T18:10:00Z','{"number":8,"url":"https://example.org/pull/8","known_from":"head","merged_at":"2026-03-24T18:05:00Z","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","task":"tasks/workstreams/core/tasks/add-cache.md","status":"in_progress"}');
INSERT INTO signal_event VALUES(8,7,4,'opened','2026-03-24T18:10:00Z','{"number":8,"url":"https://example.org/pull/8","known_from":"head","head_oid":"23ecafdcbd92d0e3c687c4231d48c64666c9b9dd","task":"tasks/workstreams/core/tasks/add-cache.md","root_names":null}');
INSERT INTO signal_event VALUES(9,8,4,'opened','2026-03-24T18:10:00Z','{"root":"tasks/workstreams/core/tasks/fix-login.md","worktree":".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md","base":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","fields":{"title":{"label":"root_ahead","base":"Fix the login","root":"Fix the login form","worktree":"Fix the login"}}}');
INSERT INTO signal_event VALUES(10,1,4,'cleared','2026-03-24T18:10:00Z','{"task":"tasks/workstreams/core/tasks/ready-task.md","missing":["missing"]}');
INSERT INTO signal_event VALUES(11,9,7,'opened','2026-03-24T18:20:00Z','{"changes":[{"path":"tasks/workstreams/core/tasks/add-cache.md","old":"e0d8780650add74ed4a45e4ad49e94794382775e","new":"73fce44d6e3fe22d77347e844afaa04831b3b8b4","commits":["73fce44d6e3fe22d77347e844afaa04831b3b8b4"],"fields":{"priority":{"new":"p1","old":null}}}]}');
INSERT INTO signal_event VALUES(12,10,7,'opened','2026-03-24T18:20:00Z','{"root":"tasks/workstreams/core/tasks/add-cache.md","worktree":".worktrees/add-cache/tasks/workstreams/core/tasks/add-cache.md","base":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","fields":{"priority":{"label":"root_ahead","base":null,"root":"p1","worktree":null}}}');
INSERT INTO signal_event VALUES(13,5,7,'cleared','2026-03-24T18:20:00Z','{"changes":[{"path":"tasks/workstreams/core/tasks/fix-login.md","old":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","new":"e0d8780650add74ed4a45e4ad49e94794382775e","commits":["5dd48b1f6ae8f2892c0e602b942c325d958fb0b6"],"fields":{"title":{"new":"Fix the login form","old":"Fix the login"}}}]}');
INSERT INTO signal_event VALUES(14,8,7,'cleared','2026-03-24T18:20:00Z','{"root":"tasks/workstreams/core/tasks/fix-login.md","worktree":".worktrees/fix-login/tasks/workstreams/core/tasks/fix-login.md","base":"36ac737a7fb3a2f47ab9aec41f76e3594c692f70","fields":{"title":{"label":"root_ahead","base":"Fix the login","root":"Fix the login form","worktree":"Fix the login"}}}');
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
INSERT INTO register_write VALUES(1,2,'prune','.tasks/task_manager/task-manager-dave.register.json','e7290efa7b3c4f6827f68e7c03798684','1e5529d30fc533fca6c45f6107f1af7c','.tmdb-1-1e5529d3.tmp','done');
INSERT INTO register_write VALUES(2,5,'restore','.tasks/task_manager/task-manager-dave.register.json','1e5529d30fc533fca6c45f6107f1af7c','e7290efa7b3c4f6827f68e7c03798684','.tmdb-2-e7290efa.tmp','done');
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
INSERT INTO register_write_member VALUES(1,'dave','done-task','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','fix-login','{"task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z',NULL);
INSERT INTO register_write_member VALUES(2,'dave','done-task','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','fix-login','{"task_path":null,"task":"unknown","status":null,"worktree_path":null,"worktree":"unknown","registered_at":null}','2026-03-24T18:10:00Z',1);
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
INSERT INTO prune VALUES(1,2,1,'dave','done-task','.tasks/task_manager/task-manager-dave.register.json','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','fix-login','e7290efa7b3c4f6827f68e7c03798684','1e5529d30fc533fca6c45f6107f1af7c','{"task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z','2026-03-24T18:10:00Z');
CREATE TABLE change (                    -- one field that changed in any ledger
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    ledger       TEXT NOT NULL,          -- the table's name
    slug         TEXT,
    field        TEXT NOT NULL,
    old_value    TEXT,
    new_value    TEXT,
    at           TEXT NOT NULL
) STRICT;
INSERT INTO change VALUES(1,3,'task','ready-task','depends_on','missing','done-task','2026-03-24T18:10:00Z');
CREATE TABLE status_since (              -- since when a task has been seen in its status
    slug         TEXT NOT NULL PRIMARY KEY,
    status       TEXT NOT NULL,
    since        TEXT NOT NULL           -- of the first run that saw it so
) STRICT, WITHOUT ROWID;
INSERT INTO status_since VALUES('add-cache','in_progress','2026-03-24T18:00:00Z');
INSERT INTO status_since VALUES('done-task','completed','2026-03-24T18:00:00Z');
INSERT INTO status_since VALUES('fix-login','in_progress','2026-03-24T18:00:00Z');
INSERT INTO status_since VALUES('ready-task','ready','2026-03-24T18:00:00Z');
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
INSERT INTO arrival VALUES(1,3,'fix-login','tasks/workstreams/core/tasks/fix-login.md','36ac737a7fb3a2f47ab9aec41f76e3594c692f70','e0d8780650add74ed4a45e4ad49e94794382775e','["5dd48b1f6ae8f2892c0e602b942c325d958fb0b6"]','{"title":{"new":"Fix the login form","old":"Fix the login"}}','2026-03-24T18:10:00Z','2026-03-24T18:20:00Z');
INSERT INTO arrival VALUES(2,6,'add-cache','tasks/workstreams/core/tasks/add-cache.md','e0d8780650add74ed4a45e4ad49e94794382775e','73fce44d6e3fe22d77347e844afaa04831b3b8b4','["73fce44d6e3fe22d77347e844afaa04831b3b8b4"]','{"priority":{"new":"p1","old":null}}','2026-03-24T18:20:00Z',NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',7);
INSERT INTO sqlite_sequence VALUES('register_write',2);
INSERT INTO sqlite_sequence VALUES('prune',1);
INSERT INTO sqlite_sequence VALUES('signal',10);
INSERT INTO sqlite_sequence VALUES('signal_event',14);
INSERT INTO sqlite_sequence VALUES('arrival',2);
INSERT INTO sqlite_sequence VALUES('change',1);
CREATE INDEX task_by_slug ON task (slug, path, status, stale);
CREATE INDEX task_by_id ON task (id) WHERE id IS NOT NULL;
CREATE INDEX task_by_status ON task (status);
CREATE INDEX task_copy_by_slug ON task_copy (slug, worktree_path);
CREATE INDEX task_dependency_by_slug ON task_dependency (slug, depends_on);
CREATE INDEX register_entry_by_slug ON register_entry (slug, owner);
CREATE INDEX register_entry_by_worktree ON register_entry (worktree);
CREATE INDEX worktree_by_slug ON worktree (slug);
CREATE INDEX task_base_by_slug ON task_base (slug);
CREATE INDEX dispatch_by_slug ON dispatch (slug, newest_ns);
CREATE INDEX pull_request_by_head ON pull_request (head_oid);
CREATE INDEX problem_by_path ON problem (path);
CREATE UNIQUE INDEX signal_open ON signal (code, subject) WHERE cleared_at IS NULL;
CREATE INDEX signal_open_by_slug ON signal (slug, severity) WHERE cleared_at IS NULL;
CREATE INDEX signal_by_subject ON signal (code, subject);
CREATE INDEX signal_by_slug ON signal (slug);
CREATE INDEX signal_event_by_signal ON signal_event (signal_id);
CREATE INDEX signal_event_by_run ON signal_event (run_id);
CREATE INDEX register_write_unsettled ON register_write (register_path) WHERE state = 'intended';
CREATE INDEX prune_by_slug ON prune (slug);
CREATE INDEX prune_by_write ON prune (write_id);
CREATE INDEX change_by_slug ON change (slug, id);
CREATE INDEX change_by_run ON change (run_id);
CREATE INDEX arrival_unsettled ON arrival (slug) WHERE settled_at IS NULL;
CREATE VIEW root_task AS
SELECT task.slug, task.path, task.status, task.title, task.owner, task.priority,
       task.pull_request, task.content_hash, task.mtime_ns, task.frontmatter,
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
       pull_request.closed_at, pull_request.mergeable, pull_request.ci_state
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
CREATE VIEW task_pair AS
SELECT copy.slug, copy.worktree_path, copy.path AS copy_path, root_task.path AS root_path,
       base.base_oid, base.frontmatter AS base_fields, root_task.frontmatter AS root_fields,
       copy.frontmatter AS copy_fields, base.content_hash AS base_hash,
       root_task.content_hash AS root_hash, copy.content_hash AS copy_hash,
       root_task.mtime_ns AS root_mtime_ns, copy.mtime_ns AS copy_mtime_ns
  FROM task_copy AS copy
  JOIN root_task ON root_task.slug = copy.slug
  LEFT JOIN task_base AS base
    ON base.worktree_path = copy.worktree_path
   AND base.path = root_task.path
   AND base.frontmatter IS NOT NULL
 WHERE EXISTS (SELECT 1
                 FROM register_entry AS entry
                WHERE entry.slug = copy.slug
                  AND entry.worktree = copy.worktree_path);
CREATE VIEW task_field AS
WITH field AS (
    SELECT pair.copy_path, item.key, 'base' AS side, item.value
      FROM task_pair AS pair, json_each(pair.base_fields) AS item
     WHERE pair.copy_hash <> pair.root_hash
    UNION ALL
    SELECT pair.copy_path, item.key, 'root', item.value
      FROM task_pair AS pair, json_each(pair.root_fields) AS item
     WHERE pair.copy_hash <> pair.root_hash
    UNION ALL
    SELECT pair.copy_path, item.key, 'worktree', item.value
      FROM task_pair AS pair, json_each(pair.copy_fields) AS item
     WHERE pair.copy_hash <> pair.root_hash
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
SELECT pair.slug, pair.worktree_path, pair.copy_path, pair.root_path, pair.base_oid, row.key AS name,
       row.base_value, row.root_value, row.worktree_value,
       CASE WHEN pair.base_oid IS NULL
            THEN iif(row.worktree_value IS row.root_value, NULL, 'differs')
            WHEN row.worktree_value IS row.root_value
            THEN iif(row.root_value IS row.base_value, NULL, 'converged')
            WHEN row.root_value IS row.base_value     THEN 'worktree_ahead'
            WHEN row.worktree_value IS row.base_value THEN 'root_ahead'
            ELSE 'both_changed' END AS label
  FROM row
  JOIN task_pair AS pair ON pair.copy_path = row.copy_path;
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
SELECT 'pull_request', NULL, 'the pull requests cannot be read'
  FROM mirror_state
 WHERE mirror_state.name = 'pull_requests_stale'
   AND mirror_state.value = 'yes'
UNION
SELECT 'worktree', worktree.slug, 'its worktree ' || worktree.path || ' cannot be looked at'
  FROM worktree
 WHERE worktree.stale = 1;
CREATE VIEW open_signal AS
SELECT *
  FROM signal
 WHERE cleared_at IS NULL;
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
       pull.state                                                    AS pr_state
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
SELECT slug.slug,
       CASE WHEN root_task.finished = 1 THEN 'done'
            WHEN EXISTS (SELECT 1
                           FROM signal
                          WHERE signal.slug = slug.slug
                            AND signal.cleared_at IS NULL
                            AND signal.severity IN ('warning', 'error')) THEN 'needs_attention'
            WHEN EXISTS (SELECT 1 FROM register_entry AS entry WHERE entry.slug = slug.slug)
              OR EXISTS (SELECT 1
                           FROM current_dispatch AS dispatch
                          WHERE dispatch.slug = slug.slug
                            AND dispatch.state = 'running')
              OR root_task.status = 'in_progress' THEN 'active'
            WHEN EXISTS (SELECT 1 FROM unmet_dependency WHERE unmet_dependency.slug = slug.slug)
            THEN 'waiting'
            WHEN root_task.status = 'ready' THEN 'ready'
            ELSE 'other' END AS display_group
  FROM (SELECT slug FROM task UNION SELECT slug FROM register_entry) AS slug
  LEFT JOIN root_task ON root_task.slug = slug.slug;
COMMIT;
