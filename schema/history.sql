-- The history: what only this database knows. It survives every rebuild and every migration.
-- Instants are UTC ISO-8601 text; evidence is JSON (a CHECK could not say so: with an untrusted schema
-- SQLite refuses its JSON functions in one).

CREATE TABLE run (                       -- one sync, reconcile, restore or rebuild
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL CHECK (kind IN ('sync', 'reconcile', 'restore', 'rebuild')),
    started_at   TEXT NOT NULL,
    finished_at  TEXT,
    outcome      TEXT CHECK (outcome IN ('ok', 'partial', 'refused', 'failed')),
    head_oid     TEXT                    -- of a sync: the root checkout's HEAD, as far as git told
) STRICT;

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

CREATE UNIQUE INDEX signal_open ON signal (code, subject) WHERE cleared_at IS NULL;
CREATE INDEX signal_open_by_slug ON signal (slug, severity) WHERE cleared_at IS NULL;
CREATE INDEX signal_by_subject ON signal (code, subject);
CREATE INDEX signal_by_slug ON signal (slug);

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

CREATE INDEX signal_event_by_signal ON signal_event (signal_id);
CREATE INDEX signal_event_by_run ON signal_event (run_id);

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

-- One write to a register: recorded as intended before a byte moves, settled afterwards. An
-- intended one that is still here when a run starts was cut short, and is settled then.
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

CREATE INDEX register_write_unsettled ON register_write (register_path) WHERE state = 'intended';

-- What is to leave a register (becomes rows of prune when the write is done), or what is to come
-- back to it (prune_id).
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

CREATE INDEX prune_by_slug ON prune (slug);
CREATE INDEX prune_by_write ON prune (write_id);

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

CREATE INDEX change_by_slug ON change (slug, id);
CREATE INDEX change_by_run ON change (run_id);

CREATE TABLE quiet_change (              -- what else changed: times, and tables that serve others
    run_id       INTEGER NOT NULL REFERENCES run (id),
    ledger       TEXT NOT NULL,
    row_key      TEXT NOT NULL,
    field        TEXT NOT NULL,
    old_value    TEXT,
    PRIMARY KEY (run_id, ledger, row_key, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE horizon (                   -- no change after this run has been forgotten; no row: 0
    run_id       INTEGER NOT NULL
) STRICT;

CREATE TABLE status_since (              -- since when a task has been seen in its status
    slug         TEXT NOT NULL PRIMARY KEY,
    status       TEXT NOT NULL,
    since        TEXT NOT NULL           -- of the first run that saw it so
) STRICT, WITHOUT ROWID;

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

CREATE INDEX arrival_unsettled ON arrival (slug) WHERE settled_at IS NULL;
