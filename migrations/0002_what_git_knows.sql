-- What git knows of branches, and what arrives with commits.

ALTER TABLE run ADD COLUMN head_oid TEXT;

CREATE TABLE arrival (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES run (id),
    slug         TEXT NOT NULL,
    path         TEXT NOT NULL,
    old_oid      TEXT NOT NULL,
    new_oid      TEXT NOT NULL,
    commits      TEXT NOT NULL,
    fields       TEXT NOT NULL,
    arrived_at   TEXT NOT NULL,
    settled_at   TEXT
) STRICT;

CREATE INDEX arrival_unsettled ON arrival (slug) WHERE settled_at IS NULL;
