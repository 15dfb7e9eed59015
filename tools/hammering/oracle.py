"""What became of everything that was written, by the ledgers of those who wrote it."""

import json
import os
import sqlite3
from collections import Counter, defaultdict

from place import attempts_in, read_ledger


class Oracle:
    def __init__(self, place, writers, reconcilers):
        self.place = place
        self.writers = {name: read_ledger(place.ledgers / name) for name in writers}
        self.runs = [line for name in reconcilers for line in read_ledger(place.ledgers / name)]
        self.stops = [line[1:] for line in self.runs + read_ledger(place.ledgers / "disturber") if line[0] == "stopped"]
        self.writes = [line for lines in self.writers.values() for line in lines if line[0] == "+"]

    def look(self):
        """After the last run of tm-db."""
        self.entries, self.kept, self.broken = {}, {}, []
        try:
            self.entries = json.loads(self.place.register.read_text())
        except ValueError:
            self.broken.append("the register is no JSON")
        named = self.place.named() + self.place.tm_db("doctor", "--json").stdout
        for file in self.place.beside_register():
            if file.name not in named:   # nobody will look there
                self.broken.append(f"left behind and never named: {file.name}")
                continue
            try:
                self.kept[file.name] = json.loads(file.read_text())
            except ValueError:
                self.broken.append(f"{file.name} is no JSON")
        with sqlite3.connect(f"file:{self.place.database}?mode=ro", uri=True) as database:
            self.pruned = database.execute("SELECT removed_text, run_id FROM prune ORDER BY id").fetchall()
            if database.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                self.broken.append("the database is damaged")

    def troubles(self):
        for check in [self.lost_writes, self.torn_reads, self.members_that_vanished, self.members_pruned_too_early,
                      self.members_that_came_back, self.leases, self.odd_answers]:
            self.broken += check()
        return self.broken

    def lost_writes(self):
        everywhere = [self.entries, *self.kept.values()]
        for name, lines in self.writers.items():
            yield from (f"lost: write {line[1]} of {name}" for line in lines if line[0] == "lost")
            newest = max((line[1] for line in lines if line[0] in "+"), default=None)
            missed = {line[1] for line in lines if line[0] in ("lost", "displaced")}
            if newest is not None and newest not in missed and not any(f"{name}-{newest}" in one for one in everywhere):
                if not self.was_killed_after(name, newest):
                    yield f"lost: write {newest} of {name}, its last"

    def was_killed_after(self, name, number):
        """A writer that was killed may have written once more, without its oldest entries."""
        return any(line[0] == "?" and line[1] > number + 2 for line in self.writers[name])

    def torn_reads(self):
        for name, lines in self.writers.items():
            yield from (f"torn: {name} has read {line[1]!r}" for line in lines if line[0] == "torn")

    def members_that_vanished(self):
        """Whatever was registered is in the register, or in the archive and the database."""
        archive = self.place.archive.read_text() if self.place.archive.exists() else ""
        archived = set(attempts_of_archive(archive))
        in_database = {attempt_of(text) for text, _ in self.pruned}
        there = {attempt for one in [self.entries, *self.kept.values()] for attempt in attempts_in(one)}
        carried = {attempt for line in self.writes for attempt in line[6]}
        for attempt in sorted(carried - there):
            if attempt not in archived:
                yield f"vanished: {attempt} is not in the archive"
            elif attempt not in in_database:
                yield f"vanished: {attempt} is not in the database"

    def members_pruned_too_early(self):
        for lines in self.writers.values():
            yield from (f"pruned while its worktree stood: {line[1]}" for line in lines if line[0] == "gone")

    def members_that_came_back(self):
        """Only with a write whose reading was before the prune."""
        spans = {line[2]: (line[3], line[4]) for line in self.runs if line[0] == "run" and line[2]}
        killed = [(line[3], line[4]) for line in self.runs if line[0] == "run" and line[1] < 0]
        carriers = defaultdict(list)
        for line in self.writes:
            for attempt in line[6]:
                carriers[attempt].append((line[3], line[4]))
        prunes = defaultdict(list)
        for text, run in self.pruned:
            prunes[attempt_of(text)].append(run)
        there = set(attempts_in(self.entries))
        for attempt, runs in prunes.items():
            for run in runs if attempt in there else runs[:-1]:
                during = [spans[run]] if run in spans else killed
                if not any(read <= end and written >= begin
                           for read, written in carriers[attempt] for begin, end in during):
                    yield f"came back by itself: {attempt}"

    def leases(self):
        inodes = {f":{os.stat(file).st_ino} " for file in self.place.register.parent.iterdir()}
        with open("/proc/locks") as locks:
            yield from (f"a lease is left: {line.strip()}" for line in locks
                        if " LEASE " in line and any(inode in line for inode in inodes))

    def odd_answers(self):
        yield from (f"tm-db ended with {line[1]}: {line[2]}" for line in self.runs if line[0] == "odd")

    # --- figures ------------------------------------------------------------------------------

    def statuses(self):
        return Counter(line[1] for line in self.runs if line[0] == "run")

    def by_kind(self):
        return {name: sum(line[0] == "+" for line in lines) for name, lines in self.writers.items()}

    def displaced(self):
        return sum(line[0] == "displaced" for lines in self.writers.values() for line in lines)

    def waits(self):
        """Seconds that writers slept in opening, but not while somebody was stopped."""
        return sorted(line[5] for line in self.writes
                      if not any(began < line[4] and line[3] < ended for began, ended in self.stops))


def attempt_of(text):
    return json.loads("{" + text.strip().strip(",") + "}").popitem()[1].get("attempt", "")


def attempts_of_archive(archive):
    for line in archive.splitlines():
        try:
            yield from attempts_below(json.loads(line))
        except ValueError:
            pass   # half a line, of one that was killed


def attempts_below(value):
    if isinstance(value, dict):
        for name, one in value.items():
            if name == "removed_text":
                yield attempt_of(one)
            else:
                yield from attempts_below(one)
    elif isinstance(value, list):
        for one in value:
            yield from attempts_below(one)
