#!/usr/bin/env python3
"""Copies the tasks of a workspace into a project of Backlog.md, to list them with its program."""

import re
import subprocess
import sys
from pathlib import Path

STATUS = {"completed": "Done", "cancelled": "Done", "in_progress": "In Progress"}


def main():
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} BACKLOG WORKSPACE PROJECT")
    program, workspace, project = sys.argv[1:]
    Path(project).mkdir()
    subprocess.run([program, "init", "bench", "--defaults", "--no-git", "--agent-instructions", "none"],
                   cwd=project, check=True, stdout=subprocess.DEVNULL)
    tasks = Path(project, "backlog/tasks")
    tasks.mkdir(exist_ok=True)
    files = sorted(Path(workspace, "tasks/workstreams").glob("*/tasks/*.md"))
    for number, file in enumerate(files, 1):
        Path(tasks, f"task-{number} - {file.stem}.md").write_text(task_of(number, file))


def task_of(number, file):
    text = file.read_text(errors="replace")
    status = re.search("^status: *(.*)", text, re.MULTILINE)
    owner = re.search("^owner: *(.*)", text, re.MULTILINE)
    body = text.split("\n---\n", 1)[-1]
    return f"""---
id: TASK-{number}
title: {file.stem}
status: {STATUS.get(status[1] if status else "", "To Do")}
assignee:
  - '@{owner[1] if owner else "nobody"}'
created_date: '2026-03-24 18:00'
labels: []
dependencies: []
ordinal: {number * 1000}
---

{body}"""


if __name__ == "__main__":
    main()
