"""What must hold after a run that was harmed, after the one that follows it, and after a third."""

import errno
import json
import re
import sqlite3

from arena import STATE

# What an answer may be. The disk's trouble is a failed write (7); what may not be written is that, or
# an unusable database (6); a lock that is refused cannot be told from one that another holds (4). An
# error that changes nothing of the outcome need not be told (0). An interruption is nobody's business,
# but SQLite does not repeat all that can be interrupted.
ANSWERS = {
    errno.ENOSPC: {0, 7},
    errno.EDQUOT: {0, 7},
    errno.EIO: {0, 7},
    errno.EROFS: {0, 6, 7},
    errno.EACCES: {0, 4, 6, 7},
    errno.EINTR: {0},
}
ANSWERS_OF_SQLITE = ANSWERS | {errno.EINTR: {0, 4, 7}}
SQLITES = ("/tm.db", "-journal", ".bak", ".bak.new", STATE)
OPENED_TWICE = f"openat {STATE}/tm.db.rebuild.bak.new"  # what SQLite cannot open for writing it reads: unusable (6)
COMPLAINT = re.compile(r"^tm-db: .*'[^']+'.*: .+\nhint: .+", re.MULTILINE)
TROUBLE = re.compile(r"^could not prune .*\n.*\n\S+\.register\.json +\S+ +.+: .+", re.MULTILINE)

# Tables that serve tm-db alone and follow stamps and clocks, and those of single runs.
OWN = {"source", "source_look", "trace", "standing", "sqlite_sequence", "run"}
MIRROR = ["task", "task_copy", "task_dependency", "register_file", "register_entry", "worktree", "task_base", "git_answer",
          "dispatch", "pull_request", "role", "person", "owner_name", "problem", "not_evaluated", "kept_entry",
          "mirror_state", "status_since", "horizon", "pending_signal"]
MEANING = {
    **{table: f'SELECT * FROM "{table}"' for table in MIRROR},
    "open signals": "SELECT code, subject, slug, severity, detail, evidence, opened_at FROM signal WHERE cleared_at IS NULL",
    "prunes": "SELECT owner, slug, register_path, reason, removed_text, position, previous_slug, next_slug, base_hash,"
              " new_hash, evidence, pruned_at, restored_at FROM prune",
    "unsettled writes": "SELECT * FROM register_write WHERE state = 'intended'",
}
MEMORY = {
    "changes": "SELECT ledger, slug, field, old_value, new_value, at, row_key FROM change",
    "quiet changes": "SELECT ledger, row_key, field, old_value FROM quiet_change",
}


class Invariants:
    """Of one scenario; `after` is what two undisturbed runs have made of `before`."""

    def __init__(self, arena, before, rest, after):
        self.arena, self.before, self.rest, self.after = arena, before or {}, rest, after
        self.registers = [name for name in self.before if name.endswith(".register.json")]
        self.meaning = meaning_of(arena)

    def of_harmed(self, fault, call, run, state):
        """`call` is the one that had the fault, with the file's path."""
        yield from self._ended(fault, call, run)
        yield from self.of_left(state)
        is_over = not any(name.startswith(".tmdb-") for name in state or {})  # else it is for the next run to settle
        if run.status == 0 and not fault.signal and not is_aside(call) and is_over:
            yield from self._done(state)

    def of_left(self, state):
        """On the disk, whatever has stopped the run."""
        state = state or {}
        yield from self._untouched(state)
        for name in self.registers:
            if name not in state or state[name].thing not in (self.before[name].thing, self.after[name].thing):
                yield f"{name} is neither what it was nor what it is to be"
            else:
                yield from self._archived(name, state)

    def of_ended(self, state):
        """On the disk, when power is lost after it has told that it is done."""
        if state is None:
            yield f"{STATE} is not there"
        else:
            yield from self._done(state)

    def of_second(self, run, state, call):
        if run.status != 0:
            yield f"the second run failed ({run.status}): {run.said}"
            return
        yield from self._untouched(state)
        names = {name for name in state if not name.endswith(".bak")}
        if names != set(self.after) - {name for name in self.after if name.endswith(".bak")}:
            yield f"files are left or missing: {', '.join(sorted(names ^ set(self.after)))}"
        for name in names & set(self.after):
            if state[name].mode != self.after[name].mode:
                yield f"the mode of {name} is {state[name].mode:o}"
        yield from self._sound(name for name in state if name == "tm.db" or name.endswith(".bak"))
        yield from self._done(state, knows_all=not is_aside(call))

    def of_third(self, run, before, after, rows_before):
        if run.status != 0:
            yield f"the third run failed ({run.status}): {run.said}"
        for name in before.keys() | after.keys():
            if name != "tm.db" and (name not in after or name not in before or before[name].thing != after[name].thing):
                yield f"the third run has changed {name}"
        yield from differences("the third run has changed", rows_before, rows_of(self.arena))

    def _ended(self, fault, call, run):
        answers = ANSWERS_OF_SQLITE if fault.ever or call.endswith(SQLITES) else ANSWERS
        if run.status is None:
            yield "it hangs"
        elif fault.signal:
            if run.status != -fault.signal:
                yield f"it was not ended by the signal, but with {run.status}"
        elif run.status not in answers[fault.error] and not (run.status == 6 and call == OPENED_TWICE):
            yield f"exit status {run.status}: {run.said.strip()}"
        elif run.status != 0 and not COMPLAINT.search(run.said) and not TROUBLE.search(run.said):
            yield f"exit status {run.status} does not name file, cause and next step: {run.said.strip()}"

    def _untouched(self, state):
        now = self.arena.rest()
        for path in now.keys() | self.rest.keys():
            if now.get(path) != self.rest.get(path):
                yield f"{path} was touched"
        for name in state.keys() | self.before.keys():
            is_ours = name.startswith(("tm.db", ".tmdb-")) and name != "tm-db.toml" or name in self.registers
            if not is_ours and state.get(name) != self.before.get(name):
                yield f"{name} was touched"

    def _archived(self, name, state):
        """Whoever left the register stands in the archive, with the bytes that left."""
        text = self.before[name].content.decode()
        gone = json.loads(text).keys() - json.loads(state[name].content).keys()
        archive = state["tm.db.prunes.jsonl"].content if "tm.db.prunes.jsonl" in state else b""
        lines = [json.loads(line) for line in archive.split(b"\n") if is_whole(line)]
        kept = {line["slug"] for line in lines if line["register"] == f"{STATE}/{name}" and line["removed_text"] in text}
        for slug in sorted(gone - kept):
            yield f"{slug} has left {name} and is not in the archive"

    def _sound(self, names):
        for name in names:
            with open_database(self.arena, name) as database:
                for check in ["integrity_check", "quick_check"]:
                    answer = database.execute(f"PRAGMA {check}").fetchall()
                    if answer != [("ok",)]:
                        yield f"{check} of {name}: {answer}"
                if database.execute("PRAGMA foreign_key_check").fetchall():
                    yield f"foreign keys of {name} lead nowhere"

    def _done(self, state, knows_all=True):
        for name in self.registers:
            if state[name].thing != self.after[name].thing:
                yield f"{name} is not what it is to be"
        meaning = meaning_of(self.arena)
        if not knows_all:
            meaning.update({what: self.meaning[what] for what in MEMORY})
        yield from differences("unlike an undisturbed run:", self.meaning, meaning)


def is_whole(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def is_aside(call):
    """Where git is asked: what fails there is a look that failed, which is told, and remembered."""
    return bool(call) and STATE not in call


def open_database(arena, name="tm.db"):
    return sqlite3.connect(f"file:{arena.root / STATE / name}?mode=ro", uri=True)


def meaning_of(arena):
    with open_database(arena) as database:
        return {what: sorted(map(repr, database.execute(query))) for what, query in (MEANING | MEMORY).items()}


def rows_of(arena):
    """All but what a run that finds nothing new may write: that it was, and what it has seen once more."""
    with open_database(arena) as database:
        tables = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'") if name not in OWN]
        rows = {table: sorted(map(repr, database.execute(f'SELECT * FROM "{table}"'))) for table in tables}
        rows["signal"] = sorted(map(repr, database.execute(
            "SELECT id, code, subject, slug, severity, detail, evidence, opened_at, cleared_at, acknowledged_until FROM signal")))
        return rows


def differences(what, expected, found):
    for table in expected.keys() | found.keys():
        if expected.get(table) != found.get(table):
            missing = [row for row in expected.get(table, []) if row not in found.get(table, [])]
            more = [row for row in found.get(table, []) if row not in expected.get(table, [])]
            yield f"{what} {table}: without {shortened(missing)}, with {shortened(more)}"


def shortened(rows):
    return [row if len(row) < 100 else f"{row[:100]} …" for row in rows[:2]]
