"""What is there before, and the run that is harmed."""

import calendar
import json
import os
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from arena import STATE

RELEASED = Path(__file__).resolve().parent.parent.parent / "tests/store/released"
TASKS = "tasks/workstreams/core/tasks"
LONG_AGO = calendar.timegm((2026, 3, 24, 16, 0, 0))


@dataclass
class Scenario:
    given: Callable
    command: list[str]
    every: int = 1  # of what follows each call, lest it takes hours


# --- a workspace ----------------------------------------------------------------------------------


def file(arena, path, text):
    place = arena.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    os.utime(place, (LONG_AGO, LONG_AGO))
    return place


def task(arena, slug, status, folder="", **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in {"status": status, **fields}.items())
    file(arena, f"{folder}{TASKS}/{slug}.md", f"---\n{lines}---\n# {slug}\n\nIts body.\n")


def worktree(arena, slug, status):
    task(arena, slug, status, folder=f".worktrees/{slug}/")


def dispatch(arena, slug, exit_code):
    record = {"slug": slug, "state": "exited", "exit_code": exit_code, "started_at": "2026-03-24T16:30:00Z"}
    file(arena, f"tasks/logs/dispatch-{slug}.status.json", json.dumps(record))


def register(arena, owner, slugs):
    """With what must survive a prune: an unknown field, odd spacing, a mode and an attribute."""
    entries = {slug: {"slug": slug, "task_path": f"{TASKS}/{slug}.md", "worktree_path": f".worktrees/{slug}",
                      "registered_at": "2026-03-24T16:00:00Z", "odd": [1, {"é": 2}]} for slug in slugs}
    text = json.dumps(entries, indent=2, ensure_ascii=False).replace('"odd": [', '"odd" :[').replace("]", " ]") + "\n"
    place = file(arena, f"{STATE}/task-manager-{owner}.register.json", text)
    place.chmod(0o640)
    try:
        os.setxattr(place, "user.note", b"kept")
    except OSError:
        pass   # a file system without attributes has none to lose


def settle(arena):
    """What is younger than a moment is not believed to be unchanged."""
    time.sleep(0.05)


def run(arena, *command):
    ended = arena.tm_db(*command)
    if ended.status != 0:
        raise RuntimeError(f"tm-db {' '.join(command)}: {ended.said}")


def usual(arena):
    for slug, status in {"fix-login": "in_progress", "add-search": "ready", "write-docs": "completed",
                         "old-idea": "not_started", "new-idea": "not_started"}.items():
        task(arena, slug, status, owner="dave", priority="p1")
    task(arena, "blocked", "ready", depends_on="[fix-login, nowhere]")
    worktree(arena, "fix-login", "completed")
    worktree(arena, "add-search", "ready")
    worktree(arena, "nobody", "ready")
    register(arena, "dave", ["fix-login", "add-search"])
    dispatch(arena, "fix-login", 0)
    dispatch(arena, "add-search", 3)
    file(arena, f"{STATE}/pull-requests.json", json.dumps([{"number": 7, "state": "OPEN", "headRefName": "fix-login"}]))
    file(arena, "tasks/logs/dispatch-torn.status.json", '{"slug": ')
    settle(arena)


# --- scenarios ------------------------------------------------------------------------------------


def nothing(arena):
    (arena.root / ".tasks").mkdir()


def synced(arena):
    usual(arena)
    run(arena, "sync")


def edited(arena):
    synced(arena)
    task(arena, "fix-login", "completed", owner="erin")
    task(arena, "just-begun", "ready")
    (arena.root / TASKS / "old-idea.md").unlink()
    shutil.rmtree(arena.root / ".worktrees/nobody")
    dispatch(arena, "add-search", 0)
    register(arena, "dave", ["add-search", "just-begun"])
    register(arena, "erin", ["fix-login"])
    settle(arena)


def reconciled(arena):
    """Signals to open, to clear and to change."""
    synced(arena)
    run(arena, "reconcile")
    task(arena, "add-search", "completed")
    dispatch(arena, "fix-login", 1)
    worktree(arena, "nobody-else", "ready")
    settle(arena)
    run(arena, "sync")


def in_git(arena):
    usual(arena)

    def git(*command):
        subprocess.run(["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", *command], check=True,
                       cwd=arena.root, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"}, capture_output=True)

    shutil.rmtree(arena.root / ".worktrees")
    git("init", "--initial-branch=main")
    git("add", "tasks")
    git("commit", "--message", "Plan the work")
    git("worktree", "add", "-b", "fix-login", ".worktrees/fix-login")
    worktree(arena, "fix-login", "completed")
    git("-C", ".worktrees/fix-login", "commit", "--all", "--message", "Do it")
    settle(arena)


def stale(*gone):
    """Of the entries a to e these may go: their worktrees have vanished, and the tasks are completed."""
    def given(arena):
        for slug in "abcde":
            task(arena, slug, "completed" if slug in gone else "in_progress")
            if slug not in gone:
                worktree(arena, slug, "in_progress")
        register(arena, "dave", "abcde")
        settle(arena)
        run(arena, "sync")
    return given


def all_stale(arena):
    """Of two registers; a task file is gone, too."""
    for slug in "abxy":
        task(arena, slug, "completed")
    task(arena, "z", "in_progress")
    worktree(arena, "z", "in_progress")
    register(arena, "dave", "abc")
    register(arena, "erin", "xyz")
    settle(arena)
    run(arena, "sync")


def pruned(arena):
    all_stale(arena)
    run(arena, "reconcile")


def of_release(version):
    return lambda arena: released(arena, version)


def released(arena, version):
    task(arena, "done-task", "completed")
    task(arena, "ready-task", "ready", depends_on="[done-task]")
    register(arena, "dave", ["done-task", "ready-task"])
    settle(arena)
    database = arena.root / STATE / "tm.db"
    connection = sqlite3.connect(database)
    connection.executescript((RELEASED / version).read_text())
    connection.close()
    database.chmod(0o600)


def remembering(arena):
    """Changes of four days, of which only three may be remembered when the next sync comes."""
    usual(arena)
    file(arena, f"{STATE}/tm-db.toml", "[history]\ndays = 3\n")
    for day, status in enumerate(["not_started", "ready", "in_progress", "completed"], start=20):
        arena.now = f"2026-03-{day}T18:00:00Z"
        task(arena, "new-idea", status)
        settle(arena)
        run(arena, "sync")
    arena.now = "2026-03-24T18:00:00Z"


SCENARIOS = {
    "init": Scenario(nothing, ["-C", ".", "sync"]),
    "first_sync": Scenario(usual, ["sync"]),
    "first_sync_git": Scenario(in_git, ["sync"]),
    "sync": Scenario(edited, ["sync"]),
    "reconcile": Scenario(reconciled, ["reconcile"]),
    "prune_first": Scenario(stale("a"), ["reconcile"]),
    "prune_middle": Scenario(stale("c"), ["reconcile"]),
    "prune_last": Scenario(stale("e"), ["reconcile"]),
    "prune_all": Scenario(all_stale, ["reconcile"]),
    "restore": Scenario(pruned, ["restore", "--run", "2"]),
    "migration": Scenario(of_release("0004.sql"), ["sync"]),
    "migrations": Scenario(of_release("0001.sql"), ["sync"], every=7),
    "rebuild": Scenario(edited, ["rebuild"]),
    "retention": Scenario(remembering, ["sync"]),
}
