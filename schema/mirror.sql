-- The mirror: a copy of what the ledgers say. It may be dropped and imported again at any time.
-- It accepts what files say, even nonsense; judging is a pass's work.
--
-- Paths below the root are relative to it, others absolute. Times that a ledger wrote are UTC
-- ISO-8601 text where they could be read, else as written; *_ns are nanoseconds since 1970.
-- stale = 1: the row is not what a good read of the present source says (the last good values, or
-- what could be made of a bad file). Nothing is judged by a stale row.

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

CREATE TABLE trace (                     -- all that a part of the last sync looked at, and what it gave
    part         TEXT NOT NULL PRIMARY KEY,
    sights       TEXT NOT NULL           -- empty: the part is not to be believed unchanged
) STRICT;

CREATE TABLE source_look (               -- when the sources of one kind could last be listed
    ledger       TEXT NOT NULL PRIMARY KEY,
    read_at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_state (              -- what the mirror was made with
    name         TEXT NOT NULL PRIMARY KEY,
    value        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX task_by_slug ON task (slug, path, status, stale);
CREATE INDEX task_by_id ON task (id) WHERE id IS NOT NULL;
CREATE INDEX task_by_status ON task (status);
CREATE INDEX task_by_owner ON task (owner_key);
CREATE INDEX task_with_pull_request ON task (slug, path, pull_request) WHERE pull_request IS NOT NULL;

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

CREATE INDEX task_copy_by_slug ON task_copy (slug, worktree_path);

CREATE TABLE task_dependency (           -- one dependency of a root task file
    path         TEXT NOT NULL,          -- of that file
    position     INTEGER NOT NULL,
    slug         TEXT NOT NULL,
    depends_on   TEXT NOT NULL,          -- as written: a slug, or a task's id
    PRIMARY KEY (path, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_dependency_by_slug ON task_dependency (slug, depends_on);

CREATE TABLE register_file (             -- a register, readable or not
    path         TEXT NOT NULL PRIMARY KEY,
    owner        TEXT NOT NULL,          -- from the file's name
    owner_key    TEXT NOT NULL,
    stale        INTEGER NOT NULL,
    ever_read    INTEGER NOT NULL        -- 1: its rows of register_entry are the last good ones
) STRICT, WITHOUT ROWID;

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

CREATE INDEX register_entry_by_slug ON register_entry (slug, owner);
CREATE INDEX register_entry_by_worktree ON register_entry (worktree);

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

CREATE INDEX worktree_by_slug ON worktree (slug);

CREATE TABLE task_base (                 -- a task file at the merge base of a worktree
    worktree_path TEXT NOT NULL,
    path         TEXT NOT NULL,          -- of the root file
    slug         TEXT NOT NULL,
    base_oid     TEXT NOT NULL,          -- the commit
    frontmatter  TEXT,                   -- JSON object; NULL: the file is not in it, or cannot be parsed
    content_hash TEXT,
    PRIMARY KEY (worktree_path, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_base_by_slug ON task_base (slug);

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

CREATE INDEX dispatch_by_slug ON dispatch (slug, newest_ns);

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

CREATE INDEX pull_request_by_head ON pull_request (head_oid);

CREATE TABLE role (                      -- a role's file; a task's owner may be a role
    path         TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL,
    owner_key    TEXT NOT NULL,          -- of the slug
    owner        TEXT,                   -- who manages it
    filled_by    TEXT,                   -- who does the work
    next_key     TEXT,                   -- the owner_key of filled_by, else of owner
    stale        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX role_by_key ON role (owner_key, path);

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

-- What the last reconcile answered, and what that rests on; a reconcile that finds all of it as it
-- was answers the same. Other than the ledgers' tables these are written by reconcile.
CREATE TABLE standing (                  -- at most one row
    question     TEXT NOT NULL,          -- the program, its configuration, and the passes that were asked
    commit_number INTEGER NOT NULL,      -- of the newest commit of this database that changed no answer
    asked_at     TEXT NOT NULL,
    hold_until   TEXT NOT NULL,          -- when the first answer may turn out otherwise by time alone
    sights       TEXT NOT NULL,          -- all that reconcile itself looked at, as in trace
    errors       INTEGER NOT NULL,       -- open signals
    warnings     INTEGER NOT NULL,
    infos        INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL        -- of these
) STRICT;

CREATE TABLE not_evaluated (             -- what the last reconcile could not judge
    code         TEXT NOT NULL,
    subject      TEXT NOT NULL,          -- empty: the whole pass
    reason       TEXT NOT NULL
) STRICT;

CREATE TABLE kept_entry (                -- an entry that it kept although its worktree is not there for sure
    owner        TEXT NOT NULL,
    slug         TEXT NOT NULL,
    register_path TEXT NOT NULL,
    reason       TEXT NOT NULL,
    unknown      INTEGER NOT NULL        -- 1: rather than too young
) STRICT;
