#!/usr/bin/env python3
"""Keeps an SQLite copy of a workspace's ledgers, and reads only files whose time or size changed.

The first run fills the database, later ones update it. Prints counts as one line of JSON.
"""

import glob
import json
import os
import sqlite3
import sys
from collections import Counter

import yaml

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    slug TEXT, status TEXT, title TEXT, owner TEXT, priority TEXT, milestone TEXT,
    pr_number INTEGER, content TEXT);
CREATE INDEX IF NOT EXISTS file_by_slug ON file (slug);
CREATE INDEX IF NOT EXISTS unreadable_file ON file (path) WHERE content IS NULL;
CREATE TABLE IF NOT EXISTS register_entry (
    register TEXT NOT NULL, slug TEXT NOT NULL, task_path TEXT, worktree_path TEXT,
    registered_at TEXT, launched_at TEXT, started_at TEXT, PRIMARY KEY (register, slug));
"""
COLUMNS = ["title", "owner", "priority", "milestone", "pr_number"]


def main():
    if len(sys.argv) != 3 or not os.path.isdir(sys.argv[1]):
        sys.exit(f"usage: {sys.argv[0]} WORKSPACE DB")
    db = sqlite3.connect(sys.argv[2])
    os.chdir(sys.argv[1])  # every path in the database is relative to it
    with db:
        db.executescript(SCHEMA)
        counts = synchronise(db)
    db.close()
    print(json.dumps(counts))


def synchronise(db):
    known = {kind: {} for kind in SOURCES}
    for path, kind, mtime_ns, size in db.execute("SELECT path, kind, mtime_ns, size FROM file"):
        known[kind][path] = (mtime_ns, size)
    counts = Counter()
    for kind, find in SOURCES.items():
        files = dict(find(db))
        changed, gone = update(db, kind, files, known[kind])
        if kind == "register":
            replace_entries(db, changed, gone)
        counts.update(files=len(files), read=len(changed), removed=len(gone))
    unreadable = db.execute("SELECT count(*) FROM file WHERE content IS NULL").fetchone()[0]
    return {**counts, "unreadable": unreadable}


def tasks(_):
    for folder in glob.glob("tasks/workstreams/*/tasks"):
        yield from files_in(folder, "", ".md")


def task_copies(db):
    entries = db.execute("SELECT DISTINCT worktree_path, task_path FROM register_entry")
    for path in ["/".join(entry) for entry in entries if all(entry)]:
        try:
            yield path, stamp(os.stat(path))
        except OSError:
            pass  # no worktree, or none with this task


# In this order: the registers say where the copies are.
SOURCES = {
    "register": lambda _: files_in(".tasks/task_manager", "task-manager-", ".register.json"),
    "task": tasks,
    "copy": task_copies,
    "dispatch": lambda _: files_in("tasks/logs", "dispatch-", ".status.json"),
}


def files_in(folder, prefix, suffix):
    if not os.path.isdir(folder):
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(suffix):
                yield entry.path, stamp(entry.stat())


def stamp(stat):
    return stat.st_mtime_ns, stat.st_size


def update(db, kind, files, known):
    """Makes the rows of a kind what its files are, and returns the paths that changed or went."""
    changed = [path for path, stamp in files.items() if known.get(path) != stamp]
    gone = [path for path in known if path not in files]
    db.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in gone))
    db.executemany(f"INSERT OR REPLACE INTO file VALUES ({', '.join('?' * 12)})",
        (row(kind, path, *files[path]) for path in changed))
    return changed, gone


def row(kind, path, mtime_ns, size):
    try:
        fields = read(path)
        content = json.dumps(fields, default=str, skipkeys=True)
    except (OSError, ValueError, yaml.YAMLError):
        fields, content = {}, None
    if kind == "register":
        fields = {}  # its keys are slugs
    slug = os.path.basename(path)[:-3] if path.endswith(".md") else fields.get("slug")
    values = [slug, fields.get("status", fields.get("state")), *map(fields.get, COLUMNS)]
    texts = [None if value is None else str(value) for value in values]
    return path, kind, mtime_ns, size, *texts, content


def read(path):
    """The front matter or the JSON object; ValueError or YAMLError when it is none."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".md"):
        end = text.find("\n---\n", 3)
        if not text.startswith("---\n") or end < 0:
            raise ValueError("no front matter")
        fields = yaml.load(text[4:end], Loader=yaml.CSafeLoader)
    else:
        fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("not a mapping")
    return fields


def replace_entries(db, changed, gone):
    stale = [(path,) for path in changed + gone]
    db.executemany("DELETE FROM register_entry WHERE register = ?", stale)
    db.executemany(
        "INSERT INTO register_entry SELECT file.path, key, value ->> 'task_path',"
        " value ->> 'worktree_path', value ->> 'registered_at', value ->> 'launched_at',"
        " value ->> 'started_at' FROM file, json_each(content) WHERE file.path = ?"
        " AND json_each.type = 'object'", stale)


if __name__ == "__main__":
    main()
