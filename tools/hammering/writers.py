"""Writers of seven kinds that share one register by a lock of their own.

Each adds an entry of its own in every write, keeps its last three, and looks for its newest one
before it writes again. Now and then it registers a completed task whose worktree is gone, which is
tm-db's to prune.
"""

import json
import os
import random
import subprocess
import time
from contextlib import contextmanager

from place import SLUGS, Ledger, Turn, Watch, attempts_in, entry, read_ledger, time_until_busy

LONGEST_RECOVERY = 5   # seconds until a run of tm-db has named what an earlier one left; at the end the oracle asks
LATEST = 0.010   # seconds between finding a file and opening it; tm-db waits for twice that


class Blocked:
    """The time that a writer slept in calls of the kernel: neither its work nor its waiting for a core."""

    def __init__(self):
        self.seconds = 0.0
        self.statistics = os.open("/proc/thread-self/schedstat", os.O_RDONLY)

    def __enter__(self):
        self.began = self.awake()

    def __exit__(self, *_):
        self.seconds += max(0.0, self.awake() - self.began)

    def awake(self):
        waited_for_core = int(os.pread(self.statistics, 80, 0).split()[1]) / 1e9
        return time.monotonic() - time.thread_time() - waited_for_core


class Writer:
    rests = 0   # so many times as long as a write took, if it holds up the others
    lurks = 0.3   # how often it lies in wait while the others are quiet
    atomic = False   # may be killed: the register is whole whatever happens

    def __init__(self, place, seed):
        self.place = place
        self.name = type(self).__name__
        self.number, self.maybe = self.remembered()
        self.chance = random.Random(f"{seed} {self.name} {self.number}")
        self.ledger = Ledger(place, self.name)
        self.turn = Turn(place)
        self.watch = Watch(place)
        self.blocked = Blocked()

    def remembered(self):
        """The newest entry that is there, and one that may be, of a writer that was killed."""
        lines = read_ledger(self.place.ledgers / self.name)
        began = max((line[1] for line in lines if line[0] == "?"), default=-1)
        ended = max((line[1] for line in lines if line[0] == "+"), default=-1)
        return ended, began if began > ended else None

    def run(self, end):
        while time.monotonic() < end:
            quiet = time_until_busy()
            if quiet and self.chance.random() > self.lurks:
                time.sleep(quiet)
            with self.turn.taken():
                if quiet := time_until_busy():
                    self.lie_in_wait(quiet)
                    continue
                began = time.monotonic()
                self.write_for_a_while()
            time.sleep(self.rests * (time.monotonic() - began))

    def write_for_a_while(self):
        """Handing the turn on takes longer than a write, on a machine that does other things, too."""
        for _ in range(1 if self.rests else self.chance.randrange(1, 100)):
            self.finish(self.begin())

    def lie_in_wait(self, quiet):
        """To write at the very moment when tm-db replaces the file, every other time."""
        self.watch.forget()
        begun = self.begin()
        if self.watch.wait(quiet) and self.chance.random() < 0.5:
            time.sleep(self.chance.random() ** 2 * 0.003)
            self.finish(begun)

    def moment(self):
        return self.chance.choice([Watch.CREATED, *[Watch.PUBLISHED] * 4])

    # --- one write ----------------------------------------------------------------------------

    def begin(self):
        self.blocked.seconds = 0.0
        read_at = time.monotonic()
        entries = self.find_newest(self.read())
        number = max(self.number, self.maybe or 0) + 1
        return read_at, entries, number, self.add_to(entries, number)

    def finish(self, begun):
        read_at, entries, number, added = begun
        self.ledger.note("?", number, added)
        self.write(entries)
        self.ledger.note("+", number, added, read_at, time.monotonic(), self.blocked.seconds,
                         attempts_in(entries))
        self.number, self.maybe = number, None

    def add_to(self, entries, number):
        for old in [slug for slug in entries if slug.startswith(self.name + "-")]:
            if int(old.rpartition("-")[2]) < number - 2:
                del entries[old]
        slug = f"{self.name}-{number}"
        entries[slug] = entry(slug, "live")
        stale = f"stale-{self.chance.randrange(SLUGS)}"
        if stale in entries or len(attempts_in(entries)) > 12 or self.chance.random() > 0.3:
            return ""
        attempt = f"{self.name}:{number}:{stale}"
        entries[stale] = entry(stale, stale, attempt)
        return attempt

    def read(self):
        with self.blocked:
            file = open(self.place.register)
        with file:
            text = file.read()
        try:
            return json.loads(text)
        except ValueError:   # all who write have the lock
            self.ledger.note("torn", text)
            raise

    def find_newest(self, entries):
        """What is at the path, once it is known whether the newest entry was lost. Its file may be
        on its way back, or wait beside the register for the next run after one that was killed."""
        if self.number < 0:
            return entries
        newest = f"{self.name}-{self.number}"
        end = time.monotonic() + LONGEST_RECOVERY
        misses = 0
        while newest not in entries:
            holding = [file.name for file in self.place.beside_register() if holds(file, newest)]
            entries = self.read()
            misses = 0 if holding else misses + 1
            is_named = any(name in self.place.named() for name in holding)
            if misses == 40 or is_named or time.monotonic() > end:
                self.ledger.note("displaced" if holding else "lost", self.number)
                break
            time.sleep(0.005)
        return entries

    def write(self, entries):
        raise NotImplementedError

    @contextmanager
    def opened(self, flags, path=None):
        with self.blocked:
            descriptor = os.open(path or self.place.register, flags)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def holds(file, slug):
    try:
        return slug in json.loads(file.read_text())
    except (OSError, ValueError):
        return False


class WriteText(Writer):
    """As Python's Path.write_text() does."""

    def write(self, entries):
        text = json.dumps(entries)
        with self.opened(os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
            os.write(file, text.encode())


class JsonDump(Writer):
    """Piece by piece."""

    rests = 1

    def write(self, entries):
        with self.blocked:
            file = open(self.place.register, "w", buffering=512)
        with file:
            json.dump(entries, file, indent=2)


class Replace(Writer):
    atomic = True

    def write(self, entries):
        temporary = f"{self.place.register}.theirs"
        with open(temporary, "w") as file:
            file.write(json.dumps(entries))
        with self.blocked:
            os.replace(temporary, self.place.register)


class Jq(Writer):
    """jq … > temporary && mv"""

    rests = 20

    def write(self, entries):
        program = "jq --slurpfile new /dev/stdin -n '$new[0]' > \"$1.jq\" && mv -f \"$1.jq\" \"$1\""
        subprocess.run(["sh", "-c", program, "sh", self.place.register], check=True,
                       input=json.dumps(entries).encode())


class Editor(Writer):
    """Keeps the file open for a while before it writes."""

    rests = 10
    lurks = 0.6
    quiet = None

    def lie_in_wait(self, quiet):
        """With the file open."""
        self.watch.forget()
        self.quiet = quiet
        self.finish(self.begin())
        self.quiet = None

    def write(self, entries):
        text = json.dumps(entries, indent=2).encode()
        with self.opened(os.O_RDWR) as file:
            self.think()
            os.pwrite(file, text, 0)
            os.ftruncate(file, len(text))

    def think(self):
        if self.quiet is None:
            time.sleep(0.05 if self.chance.random() < 0.05 else 0.001)
        elif self.watch.wait(self.quiet, self.moment()):
            time.sleep(self.chance.random() * 0.005)


class Shorten(Writer):
    """Cuts off the rest after it has written, and not before."""

    def write(self, entries):
        text = json.dumps(entries).encode()
        with self.opened(os.O_WRONLY) as file:
            os.pwrite(file, text, 0)
            os.ftruncate(file, len(text))


class Late(Writer):
    """Finds the file, and opens it a little later, as whoever loses its core between the two does."""

    rests = 3
    lurks = 1.0
    found = None   # that file by another name, and when it was found

    def run(self, end):
        try:   # lest it really loses its core, for longer than tm-db waits
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        except PermissionError:
            pass
        super().run(end)

    def lie_in_wait(self, quiet):
        end = time.monotonic() + quiet
        self.watch.forget()
        while time.monotonic() < end:
            begun = self.begin()
            with self.opened(os.O_PATH) as found:
                self.found = f"/proc/self/fd/{found}", time.monotonic()
                if self.watch.wait(LATEST / 2, self.moment()):
                    time.sleep(self.chance.random() * LATEST * 0.4)
                    return self.finish(begun)
                self.found = None

    def write(self, entries):
        text = json.dumps(entries).encode()
        while not self.write_in_time(text):
            pass

    def write_in_time(self, text):
        """False when the core was away for longer than tm-db promises to wait."""
        path, found_at = self.found or (self.place.register, time.monotonic())
        self.found = None
        if time.monotonic() - found_at > LATEST:
            return False
        asleep = self.blocked.seconds
        with self.opened(os.O_WRONLY | os.O_TRUNC, path) as file:
            waited = self.blocked.seconds - asleep
            os.write(file, text)
        return time.monotonic() - found_at - waited <= LATEST


KINDS = [WriteText, JsonDump, Replace, Jq, Editor, Shorten, Late]
