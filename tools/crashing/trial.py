"""One scenario: what is there before, what a run brings about, and whether that comes about all the same
when something has gone wrong.
"""

import hashlib
import sqlite3
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from arena import NO_FAULT, Arena, Fault
from invariants import Invariants, rows_of
from scenarios import SCENARIOS


@dataclass
class Result:
    """Of one scenario, or a share of it."""

    name: str
    calls: int = 0
    states: int = 0  # that were left, and are unlike each other in a share
    broken: dict = field(default_factory=dict)  # by what, the commands that show it

    def add(self, other):
        self.calls = max(self.calls, other.calls)
        self.states += other.states
        for what, commands in other.broken.items():
            self.broken.setdefault(what, []).extend(commands)


class Trial:
    """A state that a second run has once made good is not tried again."""

    def __init__(self, result, folder, options):
        self.scenario = SCENARIOS[result.name]
        self.options = options
        self.result = result
        self.arena = Arena(folder, options.binary, options.shim)
        self.scenario.given(self.arena)
        self.before = self.arena.state()
        self.rest = self.arena.rest()
        self.tried = {}  # state: the calls of its second run

    def expect(self, run):
        """What is there now, after `run` and a second one, is what is to come about."""
        if run.status != 0:
            raise RuntimeError(f"{self.result.name}: undisturbed it ends with {run.status}: {run.said}")
        self.run(NO_FAULT)
        self.invariants = Invariants(self.arena, self.before, self.rest, self.arena.state())

    def make_good(self, state, call, shown_by):
        """Whether it is a new state, and how many calls its second run makes."""
        key = digest(state)
        if key in self.tried:
            return False, self.tried[key]
        self.result.states += 1
        run = self.run(NO_FAULT)
        self.tried[key] = run.calls
        second = self.arena.state()
        if self.holds(self.invariants.of_second(run, second, call), shown_by):
            rows = rows_of(self.arena)
            run = self.run(NO_FAULT)
            self.holds(self.invariants.of_third(run, second, self.arena.state(), rows), shown_by)
        return True, self.tried[key]

    def run(self, fault=Fault()):
        return self.arena.tm_db(*self.scenario.command, fault=fault)

    def holds(self, troubles, shown_by):
        troubles = list(or_unreadable(troubles))
        for trouble in troubles:
            self.result.broken.setdefault(trouble, []).append(shown_by)
        return not troubles


def or_unreadable(troubles):
    try:
        yield from troubles
    except sqlite3.Error as error:
        yield f"the database cannot be read: {error}"


def digest(state):
    if state is None:
        return None
    sum = hashlib.blake2b()
    for name, file in sorted(state.items()):
        sum.update(f"{name} {file.mode} {file.attributes} {len(file.content)} ".encode() + file.content)
    return sum.digest()


def build_shim(folder):
    shim = folder / "faults.so"
    source = Path(__file__).with_name("faults.cpp")
    subprocess.run(["g++", "-std=c++20", "-O2", "-shared", "-fPIC", "-o", shim, source], check=True)
    return shim
