-- The history of every field, and signals that people can live with.

ALTER TABLE change ADD COLUMN row_key TEXT;

CREATE TABLE quiet_change (
    run_id       INTEGER NOT NULL REFERENCES run (id),
    ledger       TEXT NOT NULL,
    row_key      TEXT NOT NULL,
    field        TEXT NOT NULL,
    old_value    TEXT,
    PRIMARY KEY (run_id, ledger, row_key, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE horizon (
    run_id       INTEGER NOT NULL
) STRICT;

INSERT INTO horizon (run_id) SELECT COALESCE(MAX(id), 0) FROM run;

ALTER TABLE signal ADD COLUMN acknowledged_until TEXT;

ALTER TABLE signal_event ADD COLUMN slug TEXT;
ALTER TABLE signal_event ADD COLUMN severity TEXT;
ALTER TABLE signal_event ADD COLUMN detail TEXT;

UPDATE signal_event
   SET (slug, severity, detail)
     = (SELECT slug, severity, detail FROM signal WHERE signal.id = signal_event.signal_id);

CREATE TABLE signal_gap (
    signal_id    INTEGER NOT NULL REFERENCES signal (id),
    from_run     INTEGER NOT NULL,
    to_run       INTEGER,
    PRIMARY KEY (signal_id, from_run)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_signal (
    code         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    since        TEXT NOT NULL,
    PRIMARY KEY (code, subject)
) STRICT, WITHOUT ROWID;
