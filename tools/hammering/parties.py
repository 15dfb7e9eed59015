"""Everybody else: who makes worktrees and removes them, who switches branches, tm-db itself, whoever
keeps a core busy, and whoever stops and kills the writers."""

import json
import os
import random
import signal
import subprocess
import time

from place import Ledger, Watch, entry
from writers import Replace


class WorktreeMaker(Replace):
    """Registers worktrees that it has made, and removes them: as long as one stands, its entry does."""

    rests = 10
    atomic = False
    standing = None

    def run(self, end):
        self.made = 0
        super().run(end)
        self.remove()

    def lie_in_wait(self, quiet):
        """Not with a worktree that might not be registered after all."""

    def finish(self, begun):
        super().finish(begun)
        if self.standing and self.chance.random() < 0.2:
            if self.standing not in self.read():
                self.ledger.note("gone", self.standing)   # pruned, or lost
            self.remove()

    def add_to(self, entries, number):
        super().add_to(entries, number)
        slug = f"made-{number % 40}"
        if self.standing or slug in entries:
            return ""
        self.standing = slug
        self.make()
        self.attempt = f"{self.name}:{number}:{slug}"
        entries[slug] = entry(slug, slug, self.attempt)
        return self.attempt

    def make(self):
        self.made += 1
        folder = self.place.worktrees / self.standing
        if self.made % 8 == 0:
            self.place.git("worktree", "add", "--detach", folder)
        else:
            folder.mkdir()

    def remove(self):
        if self.standing:
            folder = self.place.worktrees / self.standing
            self.ledger.note("-", self.attempt)
            self.standing = None
            if (folder / ".git").exists():
                self.place.git("worktree", "remove", "--force", folder)
            else:
                folder.rmdir()


def switch_branches(place, end):
    while time.monotonic() < end:
        for branch in ["main", "other"]:
            place.git("checkout", branch)
            time.sleep(0.2)


def keep_core_busy(end):
    while time.monotonic() < end:
        for _ in range(100_000):
            pass


class Reconciler:
    """Runs tm-db over and over; some of its runs are killed or stopped in the middle of a prune."""

    def __init__(self, place, name, options):
        self.place = place
        self.options = options
        self.chance = random.Random(f"{options.seed} {name}")
        self.ledger = Ledger(place, name)
        self.watch = Watch(place)

    def run(self, end):
        while time.monotonic() < end:
            self.place.tm_db("sync")
            self.reconcile()

    def reconcile(self):
        self.watch.forget()
        began = time.monotonic()
        words = [self.place.binary, "reconcile", "--only", "register_orphan", "--json"]
        process = subprocess.Popen(words, cwd=self.place.root, env=self.place.environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        fate = self.chance.random()
        if fate < self.options.kill + self.options.stop and self.is_replacing(process):
            time.sleep(10 ** self.chance.uniform(-4, -1.4))
            if fate < self.options.kill:
                process.kill()
            else:
                self.stop(process)
        output = process.communicate()[0]
        self.tell(began, process.returncode, output)

    def is_replacing(self, process):
        while process.poll() is None:
            if self.watch.wait(0.01):
                return True
        return False

    def stop(self, process):
        began = time.monotonic()
        process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.001, 0.05))
        process.send_signal(signal.SIGCONT)
        self.ledger.note("stopped", began, time.monotonic())

    def tell(self, began, status, output):
        if status == 8:   # before anybody acts on it
            with open(self.place.ledgers / "named", "a") as named:
                named.write(output)
        run = json.loads(output).get("run") if output.startswith("{") else None
        self.ledger.note("run", status, run, began, time.monotonic())
        if status not in (0, 4, 8, -signal.SIGKILL):
            self.ledger.note("odd", status, output)


class Disturber:
    """Stops writers for a moment, and kills one that replaces the file in one step."""

    def __init__(self, place, seed):
        self.chance = random.Random(f"{seed} disturber")
        self.ledger = Ledger(place, "disturber")

    def disturb(self, processes, start):
        """`processes`: by the class that runs in each; `start` runs one again."""
        time.sleep(self.chance.uniform(0.02, 0.2))
        kind = self.chance.choice([kind for kind in processes if kind.__name__ != "Late"])
        process = processes[kind]
        if kind.atomic and self.chance.random() < 0.3:
            process.kill()
            process.join()
            processes[kind] = start(kind)
            self.ledger.note("killed", kind.__name__)
        elif process.is_alive():
            began = time.monotonic()
            os.kill(process.pid, signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.001, 0.03))
            os.kill(process.pid, signal.SIGCONT)
            self.ledger.note("stopped", began, time.monotonic())
