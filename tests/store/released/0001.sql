-- A database of schema 1, as it was released. Made by a sync, a reconcile that pruned, a sync, a
-- reconcile that cleared and a restore, then `sqlite3 tm.db .dump`, and never edited since.
PRAGMA application_id = 1953326178;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE source (                    -- a file as it was when it was last read
    kind         TEXT NOT NULL,          -- task, task_copy, register_entry, dispatch
    path         TEXT NOT NULL,
    device       INTEGER NOT NULL,
    inode        INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    ctime_ns     INTEGER NOT NULL,
    racy         INTEGER NOT NULL,       -- 1: stamped too close to the look to be trusted next time
    PRIMARY KEY (kind, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_state (              -- what the mirror was made with
    name         TEXT NOT NULL PRIMARY KEY,
    value        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mirror_state VALUES('git','');
INSERT INTO mirror_state VALUES('made_with',' schema 1');
INSERT INTO mirror_state VALUES('views','9a6568c802024c0692bf0c5e5165f5bb');
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
    started_at   TEXT,
    completed_at TEXT,
    completed_by TEXT,
    tags         TEXT NOT NULL,          -- JSON array
    frontmatter  TEXT NOT NULL,          -- JSON object
    content_hash TEXT NOT NULL,          -- of the front matter's bytes
    mtime_ns     INTEGER NOT NULL,
    stale        INTEGER NOT NULL
) STRICT;
INSERT INTO task VALUES('tasks/workstreams/core/tasks/done-task.md','done-task',NULL,NULL,'completed','completed',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"completed"}','526fe40dcb6d376788f8764e24ece830',1795357454372531397,0);
INSERT INTO task VALUES('tasks/workstreams/core/tasks/ready-task.md','ready-task',NULL,NULL,'ready','ready',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'[]','{"status":"ready","depends_on":["done-task"]}','c9869623047852decdc7356592ac4cb7',1795357454583401833,0);
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
    started_at   TEXT,
    completed_at TEXT,
    completed_by TEXT,
    tags         TEXT NOT NULL,
    frontmatter  TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    stale        INTEGER NOT NULL
) STRICT;
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
INSERT INTO register_entry VALUES('.tasks/task_manager/task-manager-dave.register.json','ready-task',0,0,'dave','dave',NULL,NULL,'2026-03-24T16:00:00Z',NULL,NULL,'{"slug": "ready-task", "worktree_path": null, "registered_at": "2026-03-24T16:00:00Z"}',NULL,NULL,0);
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
    stale        INTEGER NOT NULL
) STRICT;
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
CREATE TABLE problem (                   -- something in a source that could not be read
    kind         TEXT NOT NULL,          -- as source.kind; config-independent
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
    outcome      TEXT CHECK (outcome IN ('ok', 'partial', 'refused', 'failed'))
) STRICT;
INSERT INTO run VALUES(1,'sync','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','ok');
INSERT INTO run VALUES(2,'reconcile','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','ok');
INSERT INTO run VALUES(3,'sync','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok');
INSERT INTO run VALUES(4,'reconcile','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok');
INSERT INTO run VALUES(5,'restore','2026-03-24T18:10:00Z','2026-03-24T18:10:00Z','ok');
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
INSERT INTO signal VALUES(2,'register_orphan','dave/done-task','done-task','warning','its task is completed and its worktree is gone','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z','2026-03-24T18:00:00Z',1);
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
INSERT INTO signal_event VALUES(2,2,2,'opened','2026-03-24T18:00:00Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}');
INSERT INTO signal_event VALUES(3,2,2,'cleared','2026-03-24T18:00:00Z','{"register":".tasks/task_manager/task-manager-dave.register.json","task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}');
INSERT INTO signal_event VALUES(4,1,4,'cleared','2026-03-24T18:10:00Z','{"task":"tasks/workstreams/core/tasks/ready-task.md","missing":["missing"]}');
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
INSERT INTO register_write VALUES(1,2,'prune','.tasks/task_manager/task-manager-dave.register.json','26ba637deb636d210e19779a365b485c','3ac381a31c76d9ad0f23b087a0bf6422','.tmdb-1-3ac381a3.tmp','done');
INSERT INTO register_write VALUES(2,5,'restore','.tasks/task_manager/task-manager-dave.register.json','3ac381a31c76d9ad0f23b087a0bf6422','26ba637deb636d210e19779a365b485c','.tmdb-2-26ba637d.tmp','done');
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
INSERT INTO register_write_member VALUES(1,'dave','done-task','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','ready-task','{"task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z',NULL);
INSERT INTO register_write_member VALUES(2,'dave','done-task','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','ready-task','{"task_path":null,"task":"unknown","status":null,"worktree_path":null,"worktree":"unknown","registered_at":null}','2026-03-24T18:10:00Z',1);
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
INSERT INTO prune VALUES(1,2,1,'dave','done-task','.tasks/task_manager/task-manager-dave.register.json','completed',replace('"done-task": {"slug": "done-task", "worktree_path": ".worktrees/done-task", "registered_at": "2026-03-24T16:00:00Z"},\n  ','\n',char(10)),4,'','ready-task','26ba637deb636d210e19779a365b485c','3ac381a31c76d9ad0f23b087a0bf6422','{"task_path":null,"task":"present","status":"completed","worktree_path":".worktrees/done-task","worktree":"absent","registered_at":"2026-03-24T16:00:00Z"}','2026-03-24T18:00:00Z','2026-03-24T18:10:00Z');
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
INSERT INTO status_since VALUES('done-task','completed','2026-03-24T18:00:00Z');
INSERT INTO status_since VALUES('ready-task','ready','2026-03-24T18:00:00Z');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',5);
INSERT INTO sqlite_sequence VALUES('register_write',2);
INSERT INTO sqlite_sequence VALUES('prune',1);
INSERT INTO sqlite_sequence VALUES('signal',2);
INSERT INTO sqlite_sequence VALUES('signal_event',4);
INSERT INTO sqlite_sequence VALUES('change',1);
CREATE INDEX task_by_slug ON task (slug, path, status, stale);
CREATE INDEX task_by_id ON task (id) WHERE id IS NOT NULL;
CREATE INDEX task_by_status ON task (status);
CREATE INDEX task_copy_by_slug ON task_copy (slug, worktree_path);
CREATE INDEX task_dependency_by_slug ON task_dependency (slug, depends_on);
CREATE INDEX register_entry_by_slug ON register_entry (slug, owner);
CREATE INDEX register_entry_by_worktree ON register_entry (worktree);
CREATE INDEX worktree_by_slug ON worktree (slug);
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
CREATE VIEW root_task AS
SELECT task.slug, task.path, task.status, task.title, task.owner, task.priority,
       task.pr_number, task.content_hash, task.mtime_ns, task.frontmatter,
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
CREATE VIEW task_pull_request AS
SELECT slug.slug,
       COALESCE(bound.number,
                CAST(COALESCE(copy.pr_number, root_task.pr_number) AS INTEGER)) AS number,
       COALESCE(bound.state, named.state)                                       AS state,
       bound.number IS NOT NULL                                                 AS bound,
       COALESCE(bound.merged_at, named.merged_at)                               AS merged_at
  FROM (SELECT slug FROM task UNION SELECT slug FROM worktree) AS slug
  LEFT JOIN root_task ON root_task.slug = slug.slug
  LEFT JOIN task_worktree ON task_worktree.slug = slug.slug
  LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = task_worktree.path
  LEFT JOIN pull_request AS bound
    ON bound.number = (SELECT MAX(number)
                         FROM pull_request
                        WHERE pull_request.head_oid = task_worktree.head_oid
                          AND pull_request.state IN ('OPEN', 'MERGED'))
  LEFT JOIN pull_request AS named
    ON named.number = CAST(COALESCE(copy.pr_number, root_task.pr_number) AS INTEGER)
 WHERE COALESCE(bound.number, copy.pr_number, root_task.pr_number) IS NOT NULL;
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
SELECT 'no_dispatch', NULL, 'a folder of dispatch records cannot be read: ' || problem.path
  FROM problem
 WHERE problem.kind = 'dispatch_folder'
UNION
SELECT 'worktree', NULL, 'the worktrees cannot be listed: ' || problem.message
  FROM problem
 WHERE problem.kind IN ('git', 'worktree_folder')
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
           'unknown' AS own_commits,
           'unknown' AS landed,
           'unknown' AS reverted,
           CASE WHEN pull.bound = 1 AND pull.state = 'MERGED'
                 AND NOT EXISTS (SELECT 1
                                   FROM register_entry AS entry
                                  WHERE entry.slug = slug.slug
                                    AND entry.registered_at GLOB '????-??-??T??:??:??Z'
                                    AND entry.registered_at > pull.merged_at) THEN 'yes'
                WHEN pull.state = 'OPEN' THEN 'no'
                ELSE 'unknown' END AS pr_merged,
           CASE WHEN worktree.slug IS NULL THEN 'yes'
                WHEN worktree.stale = 1 THEN 'unknown'
                WHEN worktree.on_disk = 1 THEN 'no'
                ELSE 'yes' END AS worktree_gone,
           CASE WHEN dispatch.state IN ('exited', 'failed', 'worker_gone') THEN 'yes'
                WHEN dispatch.state IN ('running', 'stalled') THEN 'no'
                ELSE 'unknown' END AS process_gone,
           worktree.on_disk = 1 AND copy.content_hash IS NOT root_task.content_hash AS copy_differs,
           dispatch.state IS NOT NULL AS dispatched
      FROM (SELECT slug FROM root_task WHERE finished IS NOT 1
            UNION SELECT slug FROM register_entry) AS slug
      LEFT JOIN root_task ON root_task.slug = slug.slug
      LEFT JOIN task_worktree AS worktree ON worktree.slug = slug.slug
      LEFT JOIN task_copy AS copy ON copy.slug = slug.slug AND copy.worktree_path = worktree.path
      LEFT JOIN current_dispatch AS dispatch ON dispatch.slug = slug.slug
      LEFT JOIN task_pull_request AS pull ON pull.slug = slug.slug
)
SELECT slug,
       CASE WHEN reverted <> 'yes' AND (landed = 'yes' OR pr_merged = 'yes') THEN 'completed'
            WHEN 'yes' IN (root_completed, worktree_completed)
             AND (reverted = 'yes' OR process_gone = 'no') THEN 'contradictory'
            WHEN 'yes' IN (root_completed, worktree_completed, dispatch_succeeded) THEN 'claimed'
            WHEN own_commits = 'yes' OR copy_differs OR dispatched THEN 'in_flight'
            WHEN worktree_gone = 'yes' OR own_commits = 'no' THEN 'not_started'
            ELSE 'unknown' END AS verdict,
       root_completed, worktree_completed, dispatch_succeeded, own_commits, landed, reverted,
       pr_merged, worktree_gone, process_gone
  FROM layer;
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
