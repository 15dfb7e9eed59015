"""What is measured, and the bounds that it must keep."""

import json
import os
import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from measure import TOP, Bound, Case, run

BINARY = TOP / "build/release/tm-db"
FLOOR = TOP / "build/release/floor"
PRUNE_FLOOR = TOP / "build/release/prune_floor"
BACKLOG = TOP / "build/peers/node_modules/.bin/backlog"
HERE = TOP / "tools/benchmark"


@dataclass
class Workspace:
    top: Path
    size: int
    edits: int = 0

    def __post_init__(self):
        shutil.copytree(self.top / ".tasks", self.beside("registers"))

    def beside(self, name):
        return self.top.parent / name


def change_nothing(_):
    pass


def start_anew(workspace):
    """No database, and registers from which nothing has been pruned."""
    shutil.rmtree(workspace.top / ".tasks")
    shutil.copytree(workspace.beside("registers"), workspace.top / ".tasks")


# --- a workspace of any size ----------------------------------------------------------------------


def change_one(workspace):
    edit(workspace, 1)


def change_one_percent(workspace):
    edit(workspace, workspace.size // 100)


def edit(workspace, count):
    workspace.edits += 1
    files = sorted((workspace.top / "tasks/workstreams").glob("*/tasks/*.md"))
    for file in files[:: len(files) // count][:count]:
        estimate = f"estimate: {workspace.edits} points"
        file.write_text(re.sub("^estimate: .*", estimate, file.read_text(), flags=re.MULTILINE))


def forget_incremental(workspace):
    workspace.beside("peer.db").unlink(missing_ok=True)


def of_size(workspace):
    plan = workspace.beside("plan")
    plan.write_text("\n".join(plan_of(workspace)) + "\n")
    sync, reconcile = [BINARY, "sync"], [BINARY, "reconcile"]
    heartbeat = [HERE / "heartbeat.py", "."]
    incremental = [HERE / "incremental.py", ".", workspace.beside("peer.db")]
    faster = {1_000: 20, 10_000: 40, 100_000: 50}.get(workspace.size)
    is_large, is_largest = workspace.size >= 10_000, workspace.size >= 100_000
    return [
        Case("floor", change_nothing, [FLOOR, plan], tells_time=True),
        Case("git status", change_nothing, ["git", "status", "--porcelain"]),
        Case("python heartbeat", change_nothing, heartbeat),
        Case("python incremental, first", forget_incremental, incremental),
        Case("python incremental, unchanged", change_nothing, incremental),
        Case("sync, first", start_anew, sync,
             [Bound("floor", 12), Bound("python incremental, first", 1 / 6)] if is_large else []),
        Case("reconcile, first", change_nothing, reconcile),
        Case("sync, after a pruning", change_nothing, sync),
        Case("reconcile, after a pruning", change_nothing, reconcile),
        Case("sync, unchanged", change_nothing, sync,
             [Bound("floor", 1.2, 8), *([Bound("git status", 1.2)] if is_largest else [])]
             if is_large else []),
        Case("reconcile, nothing new", change_nothing, reconcile,
             [Bound("floor", 1)] if is_largest else []),
        Case("sync and reconcile", change_nothing, ["sh", "-c", f"{BINARY} sync; {BINARY} reconcile"],
             [Bound("python heartbeat", 1 / faster)] if faster else []),
        Case("sync, one file changed", change_one, sync,
             [Bound("floor", 1.25, 12)] if is_largest else []),
        Case("reconcile, one file changed", change_nothing, reconcile),
        Case("sync, 1 % changed", change_one_percent, sync,
             [Bound("floor", 1.8)] if is_largest else []),
        Case("status", change_nothing, [BINARY, "status"]),
        Case("sql", change_nothing, [BINARY, "sql", "SELECT COUNT(*) FROM task WHERE status = 'ready'"]),
        Case("why", change_nothing, [BINARY, "why", a_slug(workspace)]),
        Case("sync, unchanged: memory", change_nothing, sync, [Bound(None, 0, 24)], unit="MB"),
        Case("sync, first: memory", start_anew, sync, [Bound(None, 0, 128)], unit="MB"),
    ]


def with_backlog(workspace):
    """The same tasks, listed by Backlog.md."""
    project = workspace.beside("backlog")
    run([HERE / "backlog.py", BACKLOG, workspace.top, project])
    return [Case("Backlog.md: task list", change_nothing, [BACKLOG, "task", "list", "--plain"],
                 folder=project)]


def plan_of(workspace):
    """The very looks that an unchanged sync takes, as it keeps them; the biggest folders first."""
    database = workspace.beside("plan.db")
    run([BINARY, "sync", "--db", database], cwd=workspace.top)
    folders, files = [], []
    for (sights,) in sqlite3.connect(database).execute("SELECT sights FROM trace"):
        sight = ""
        for line in sights.splitlines()[1:]:
            shared, rest = line.split(" ", 1)   # with the line before
            sight = sight[: int(shared)] + rest
            kind, path = sight[0], sight[sight.index("/") + 1:]
            if kind in "tn":
                size = -len(os.listdir(path)) if os.path.isdir(path) else 0
                folders.append((size, f"{'stats' if kind == 't' else 'names'} {path}"))
            else:
                files.append(f"file {path}")
    return [line for _, line in sorted(folders)] + sorted(files)


def a_slug(workspace):
    return min(path.name for path in (workspace.top / ".worktrees").iterdir())


# --- git ------------------------------------------------------------------------------------------


def commit_to_a_branch(workspace):
    branches = git(workspace, "for-each-ref", "--format=%(refname)", "refs/heads/task").split()
    move(workspace, branches[workspace.edits % len(branches)])


def commit_to_main(workspace):
    move(workspace, "refs/heads/main")


def add_worktrees(workspace):
    """A hundred, on branches of their own, while those of the round before go."""
    remove_added(workspace)
    for number in range(100):
        git(workspace, "worktree", "add", "--quiet", "-b", f"added-{number}", f".worktrees/added-{number}")


def remove_added(workspace):
    for path in (workspace.top / ".worktrees").glob("added-*"):
        shutil.rmtree(path)
    git(workspace, "worktree", "prune")
    added = git(workspace, "for-each-ref", "--format=%(refname:short)", "refs/heads/added-*").split()
    if added:
        git(workspace, "branch", "--quiet", "-D", *added)


def move(workspace, ref):
    workspace.edits += 1
    message = f"Commit number {workspace.edits}"
    commit = git(workspace, "commit-tree", "-p", ref, "-m", message, f"{ref}^{{tree}}").strip()
    git(workspace, "update-ref", ref, commit)


def git(workspace, *arguments):
    name = ["-c", "user.name=tm-db", "-c", "user.email=tm-db@example.org"]
    return run(["git", *name, *arguments], cwd=workspace.top)


OF_GIT = [
    Case("git: first sync without it", start_anew, ["env", "PATH=/nonexistent", BINARY, "sync"]),
    Case("git: first sync", start_anew, [BINARY, "sync"]),
    Case("git: unchanged sync", change_nothing, [BINARY, "sync"]),
    Case("git: sync, a branch moved", commit_to_a_branch, [BINARY, "sync"]),
    Case("git: sync, main moved", commit_to_main, [BINARY, "sync"]),
    Case("git: sync, 100 worktrees added", add_worktrees, [BINARY, "sync"]),
    Case("git: sync, 100 worktrees gone", remove_added, [BINARY, "sync"]),
]


# --- a large register -----------------------------------------------------------------------------

REGISTER = ".tasks/task_manager/task-manager-dave.register.json"


def make_register(top, entries=10_000, stale=100):
    """Entries of completed tasks; the worktrees of the stale ones are gone."""
    tasks = top / "tasks/workstreams/core/tasks"
    tasks.mkdir(parents=True)
    (top / REGISTER).parent.mkdir(parents=True)
    register = {}
    for number in range(entries):
        slug = f"task-{number:05}"
        task, worktree = tasks / f"{slug}.md", f".worktrees/{slug}"
        task.write_text(f"---\ntitle: Task {number}\nstatus: completed\n---\n\nDone.\n")
        register[slug] = {"slug": slug, "task_path": str(task.relative_to(top)),
                          "worktree_path": worktree, "registered_at": "2026-03-24T16:00:00Z",
                          "launched_at": None, "started_at": None}
        if number % (entries // stale):
            (top / worktree).mkdir(parents=True)
    (top / REGISTER).write_text(json.dumps(register, indent=2))
    workspace = Workspace(top, entries)
    run([BINARY, "sync"], cwd=top)
    shutil.copy(top / ".tasks/task_manager/tm.db", workspace.beside("full.db"))
    return workspace


def fill_register(workspace):
    shutil.copy(workspace.beside("registers") / "task_manager" / Path(REGISTER).name,
                workspace.top / REGISTER)
    shutil.copy(workspace.beside("full.db"), workspace.top / ".tasks/task_manager/tm.db")


OF_REGISTER = [
    Case("prune floor", fill_register, [PRUNE_FLOOR, REGISTER]),
    Case("prune 100 entries, python", fill_register, [HERE / "prune.py", ".", REGISTER]),
    Case("prune 100 entries", fill_register, [BINARY, "reconcile", "--only", "register_orphan"],
         [Bound("prune floor", 2), Bound("prune 100 entries, python", 1 / 4)]),
]


# --- a long history -------------------------------------------------------------------------------


def make_history(workspace, changes):
    """Two databases of one workspace: a new one, and one that remembers much."""
    new, old = workspace.beside("new.db"), workspace.beside("old.db")
    for command in ("sync", "reconcile", "sync", "reconcile"):
        run([BINARY, command, "--db", new], cwd=workspace.top)
    shutil.copy(new, old)
    database = sqlite3.connect(old)
    database.executescript((HERE / "history.sql").read_text().replace(":changes", str(changes)))
    database.close()


def of_history(workspace):
    new, old = workspace.beside("new.db"), workspace.beside("old.db")
    cases = []
    for command in (["sync"], ["reconcile"], ["status"], ["snapshot"], ["log", a_slug(workspace)]):
        name = command[0]
        cases.append(Case(f"{name}, new history", change_nothing, [BINARY, *command, "--db", new]))
        cases.append(Case(f"{name}, long history", change_nothing, [BINARY, *command, "--db", old],
                          [Bound(f"{name}, new history", 1.25)]))
    return cases + [
        Case(f"as of {when}: {table}", change_nothing,
             [BINARY, "sql", "--db", old, "--as-of", run_id, f"SELECT COUNT(*) FROM {table}"],
             [Bound(None, 0, 1_000)])
        for when, run_id in (("the first run", "5"), ("half way", "1000"), ("lately", "2000"))
        for table in ("task", "ledgers", "bucket", "signal", "open_signal")
    ]
