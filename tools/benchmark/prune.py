#!/usr/bin/env python3
"""Prunes one register: entries whose worktree is gone and whose task is completed or gone too.

The register is replaced by a temporary file beside it, without fsync. Prints how many went.
"""

import json
import os
import sys

import yaml

COMPLETED = ("completed", "done")


def main():
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} WORKSPACE REGISTER")
    workspace, register = sys.argv[1:]
    if not os.path.isdir(workspace):
        sys.exit(f"error: no such folder: '{workspace}'")
    entries = read_register(register)
    kept = {slug: entry for slug, entry in entries.items() if not is_orphan(workspace, entry)}
    if len(kept) < len(entries):
        replace(register, json.dumps(kept, indent=2))
    print(len(entries) - len(kept))


def read_register(path):
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"error: cannot read '{path}': {error}")
    if not isinstance(entries, dict):
        sys.exit(f"error: cannot prune '{path}': it is not an object keyed by slug")
    return entries


def is_orphan(workspace, entry):
    """An entry that does not say where its worktree and task are is none."""
    worktree, task = entry.get("worktree_path"), entry.get("task_path")
    if not worktree or not task or os.path.exists(os.path.join(workspace, worktree)):
        return False
    return is_finished(os.path.join(workspace, task))


def is_finished(path):
    """The file says completed, or there is none; what cannot be read says nothing."""
    if not os.path.exists(path):
        return True
    fields = read_front_matter(path)
    return fields is not None and fields.get("status") in COMPLETED


def read_front_matter(path):
    """The fields; None when there are none, or what stands there is no YAML mapping."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        end = text.find("\n---\n", 3)
        if not text.startswith("---\n") or end < 0:
            return None
        fields = yaml.load(text[4:end], Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    return fields if isinstance(fields, dict) else None


def replace(path, text):
    temporary = f"{path}.tmp"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
