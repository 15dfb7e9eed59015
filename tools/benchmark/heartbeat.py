#!/usr/bin/env python3
"""One heartbeat of the original's shape: it reads every ledger from nothing, on every run.

Prints the counts of what it read and found as one line of JSON. Writes only with --prune.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import yaml

COMPLETED = ("completed", "done")


@dataclass
class TaskFile:
    """A root task file or a worktree's copy of one; no fields when it cannot be read."""

    path: Path
    mtime: float
    fields: dict | None


@dataclass
class Task:
    root: TaskFile
    copy: TaskFile | None = None
    dispatch: dict | None = None

    @property
    def completed(self):
        return bool(self.root.fields) and self.root.fields.get("status") in COMPLETED


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", metavar="WORKSPACE", type=Path)
    parser.add_argument("--prune", action="store_true", help="rewrite registers that have orphans")
    options = parser.parse_args()
    root = options.workspace
    files = [read_task_file(path) for path in sorted(root.glob("tasks/workstreams/*/tasks/*.md"))]
    tasks = {file.path.stem: Task(file) for file in files}
    registers = read_objects(root.glob(".tasks/task_manager/task-manager-*.register.json"))
    records = read_objects(root.glob("tasks/logs/dispatch-*.status.json"))
    attach(root, tasks, registers, records)
    pruned = [reconcile_register_orphans(root, path, entries or {}, tasks, options.prune)
              for path, entries in registers.items()]

    copies = [task.copy for task in tasks.values() if task.copy]
    contents = [file.fields for file in files + copies] + [*registers.values(), *records.values()]
    print(json.dumps({
        "files": len(contents),
        "unreadable": contents.count(None),
        "register_orphans": sum(map(len, pruned)),
        "metadata_drift": len(detect_metadata_drift(tasks)),
        "dispatch_completed_unreconciled": len(detect_dispatch_completed_unreconciled(tasks)),
    }))


def read_task_file(path):
    return TaskFile(path, path.stat().st_mtime, read_front_matter(path))


def read_front_matter(path):
    """The fields; None when there are none, or what stands there is no YAML mapping."""
    try:
        text = path.read_text(encoding="utf-8")
        end = text.find("\n---\n", 3)
        if not text.startswith("---\n") or end < 0:
            return None
        fields = yaml.load(text[4:end], Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    return fields if isinstance(fields, dict) else None


def read_objects(paths):
    return {path: read_object(path) for path in sorted(paths)}


def read_object(path):
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def attach(root, tasks, registers, records):
    """Gives every task its copy in the registered worktree and its dispatch record."""
    entries = {slug: entry for each in registers.values() for slug, entry in (each or {}).items()}
    for slug in entries.keys() & tasks.keys():
        worktree = entries[slug].get("worktree_path")
        path = root / (worktree or "") / tasks[slug].root.path.relative_to(root)
        if worktree and path.exists():
            tasks[slug].copy = read_task_file(path)
    for record in records.values():
        if record and record.get("slug") in tasks:
            tasks[record["slug"]].dispatch = record


def reconcile_register_orphans(root, path, entries, tasks, prune):
    """The slugs of entries without a worktree whose task is completed or gone."""
    orphans = {
        slug for slug, entry in entries.items()
        if entry.get("worktree_path") and not (root / entry["worktree_path"]).exists()
        and (slug not in tasks or tasks[slug].completed)
    }
    if orphans and prune:
        kept = {slug: entry for slug, entry in entries.items() if slug not in orphans}
        path.write_text(json.dumps(kept, indent=2), encoding="utf-8")
    return orphans


def detect_metadata_drift(tasks):
    """The slugs whose copy in the worktree is newer than the root's file and says otherwise."""
    return [
        slug for slug, task in tasks.items()
        if task.copy and task.copy.fields and task.root.fields
        and task.copy.mtime > task.root.mtime and task.copy.fields != task.root.fields
    ]


def detect_dispatch_completed_unreconciled(tasks):
    """The slugs whose worker has exited with 0 while the task is not completed."""
    return [
        slug for slug, task in tasks.items()
        if task.dispatch and task.root.fields and not task.completed
        and task.dispatch.get("state") == "exited" and task.dispatch.get("exit_code") == 0
    ]


if __name__ == "__main__":
    main()
