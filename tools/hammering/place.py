"""The workspace that is hammered, and what its parties tell one another."""

import ctypes
import fcntl
import json
import os
import re
import select
import struct
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

SLUGS = 40   # for tasks that are completed
BUSY, QUIET = 0.10, 0.15   # seconds: all write as fast as they can, then only those that lie in wait


class Place:
    def __init__(self, folder, binary, weakness=""):
        self.root = Path(folder)
        self.binary = binary
        self.environment = os.environ | {"TM_DB_WEAKNESS": weakness}
        self.register = self.root / ".tasks/task_manager/task-manager-dave.register.json"
        self.archive = self.root / ".tasks/task_manager/tm.db.prunes.jsonl"
        self.database = self.root / ".tasks/task_manager/tm.db"
        self.worktrees = self.root / ".worktrees"
        self.ledgers = self.root / "ledgers"

    def make(self):
        tasks = self.root / "tasks/workstreams/core/tasks"
        tasks.mkdir(parents=True)
        for number in range(SLUGS):
            (tasks / f"stale-{number}.md").write_text("---\nstatus: completed\n---\n")
            (tasks / f"made-{number}.md").write_text("---\nstatus: completed\n---\n")
        (tasks / "live.md").write_text("---\nstatus: ready\n---\n")
        (self.root / ".gitignore").write_text("/.tasks/\n/.worktrees/\n/ledgers/\n/turn\n")
        self.git("init", "--initial-branch", "main")
        self.commit("main")
        self.git("checkout", "-b", "other")
        (tasks / "live.md").write_text("---\nstatus: in_progress\n---\n")
        self.commit("other")
        self.register.parent.mkdir(parents=True)
        self.register.write_text("{}")
        self.ledgers.mkdir()
        (self.worktrees / "live").mkdir(parents=True)
        (self.root / "turn").touch()

    def git(self, *words):
        who = ["-c", "user.name=hammer", "-c", "user.email=hammer@localhost"]
        return subprocess.run(["git", *who, *words], cwd=self.root, capture_output=True)

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--message", message)

    def tm_db(self, *words):
        return subprocess.run([self.binary, *words], cwd=self.root, env=self.environment,
                              capture_output=True, text=True)

    def beside_register(self):
        """What tm-db has there of its own: new files, and those that it has displaced."""
        return sorted(self.register.parent.glob(".tmdb-*"))

    def named(self):
        """All that tm-db has said when it ended with 8."""
        file = self.ledgers / "named"
        return file.read_text() if file.exists() else ""


def entry(slug, worktree, attempt=""):
    return {"slug": slug, "task_path": f"tasks/workstreams/core/tasks/{slug}.md",
            "worktree_path": f".worktrees/{worktree}", "registered_at": "2026-03-24T16:00:00Z",
            "attempt": attempt}


def attempts_in(entries):
    """Of the entries that may be pruned: each registration is another one."""
    return [one["attempt"] for one in entries.values() if one["attempt"]]


def time_until_busy():
    """None while all write."""
    phase = time.monotonic() % (BUSY + QUIET)
    return None if phase < BUSY else BUSY + QUIET - phase


class Turn:
    """The lock that the writers have among themselves; tm-db knows nothing of it."""

    def __init__(self, place):
        self.file = open(place.root / "turn", "r+")

    @contextmanager
    def taken(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)


class Ledger:
    """What one party did, a line each; a line that is there tells the truth, whoever is killed."""

    def __init__(self, place, name):
        self.path = place.ledgers / name
        self.file = open(self.path, "a", buffering=1)

    def note(self, *words):
        self.file.write(json.dumps(words) + "\n")


def read_ledger(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class Watch:
    """Wakes when tm-db makes a new file beside the register, or gives it the register's name."""

    CREATED, PUBLISHED = 0x100, 0x40   # IN_CREATE, IN_MOVED_FROM
    NAMES = {CREATED: re.compile(rb"\.tmdb-.*\.part"), PUBLISHED: re.compile(rb"\.tmdb-.*\.tmp")}
    libc = ctypes.CDLL(None, use_errno=True)

    def __init__(self, place):
        self.descriptor = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        folder = os.fsencode(place.register.parent)
        if self.libc.inotify_add_watch(self.descriptor, folder, self.CREATED | self.PUBLISHED) < 0:
            raise OSError(ctypes.get_errno(), "cannot watch the register's folder")

    def forget(self):
        while self.events():
            pass

    def wait(self, seconds, what=CREATED):
        """Whether it happened within that time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.descriptor], [], [], left)[0]:
                if any(mask & what and self.NAMES[what].fullmatch(name) for mask, name in self.events()):
                    return True
        return False

    def events(self):
        try:
            data = os.read(self.descriptor, 65536)
        except BlockingIOError:
            return []
        events, at = [], 0
        while at < len(data):
            _, mask, _, length = struct.unpack_from("iIII", data, at)
            events.append((mask, data[at + 16:at + 16 + length].rstrip(b"\0")))
            at += 16 + length
        return events
