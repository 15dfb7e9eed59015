"""Runs cases in turn, keeps their samples, and says which bounds they keep."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

TOP = Path(__file__).resolve().parent.parent.parent


@dataclass
class Bound:
    """At most `factor` times the median of another case, where there is one, and `plus` ms."""

    other: str | None
    factor: float
    plus: float = 0

    def limit(self, medians):
        return (self.factor * medians[self.other] if self.other else 0) + self.plus

    def __str__(self):
        if not self.other:
            return f"{self.plus:g}"
        factor = f"{self.factor:g}" if self.factor >= 1 else f"1/{1 / self.factor:g}"
        return f"{factor} x {self.other}" + (f" + {self.plus:g}" if self.plus else "")


@dataclass
class Case:
    name: str
    prepare: Callable
    command: list
    bounds: list[Bound] = field(default_factory=list)
    tells_time: bool = False  # its output is how many milliseconds it took
    unit: str = "ms"  # or MB: the most memory that it had, without the programs that it ran
    folder: Path | None = None  # where it runs; the workspace


@dataclass
class Result:
    size: int
    case: Case
    samples: list[float] = field(default_factory=list)
    medians: dict[str, float] = field(default_factory=dict)  # of all cases of the workspace

    @property
    def median(self):
        return statistics.median(self.samples)

    @property
    def broken(self):
        return [bound for bound in self.case.bounds if self.median > bound.limit(self.medians)]


def measure(workspace, cases, rounds):
    results = [Result(workspace.size, case) for case in cases]
    for number in range(rounds):
        for result in results:
            result.case.prepare(workspace)
            read_everything(workspace.top)
            result.samples.append(sample(result.case, result.case.folder or workspace.top))
        tell(f"round {number + 1} of {rounds}")
    medians = {result.case.name: result.median for result in results}
    for result in results:
        result.medians = medians
    return results


def sample(case, top):
    if case.unit == "MB":
        return peak_memory(case.command, top)
    started = time.perf_counter()
    output = run(case.command, cwd=top)
    took = (time.perf_counter() - started) * 1000
    return float(output) if case.tells_time else took


def peak_memory(command, top):
    """The kernel's own mark, read until the end: what came within the last millisecond may be missing."""
    process = subprocess.Popen(command, cwd=top, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        mark = re.search(r"VmHWM:\s+(\d+) kB", status)
        peak = max(peak, int(mark[1]) if mark else 0)
        time.sleep(0.001)
    return peak / 1024


def read_everything(top):
    subprocess.run(["find", ".", "-type", "f", "-exec", "cat", "{}", "+"], cwd=top, check=True,
                   stdout=subprocess.DEVNULL)


def run(command, cwd=None):
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("TM_DB_")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True)
    if done.returncode != 0:
        words = " ".join(str(word) for word in command)
        sys.exit(f"{done.stdout.decode()}{done.stderr.decode()}"
                 f"error: '{words}' failed with status {done.returncode}")
    return done.stdout.decode()


# --- telling --------------------------------------------------------------------------------------


def tell(text):
    print(f"bench: {text}", file=sys.stderr)


def as_json(results):
    return json.dumps([
        {
            "tasks": result.size,
            "case": result.case.name,
            "unit": result.case.unit,
            "median": round(result.median, 2),
            "bounds": [
                {"bound": str(bound), "limit": round(bound.limit(result.medians), 2),
                 "kept": bound not in result.broken}
                for bound in result.case.bounds
            ],
            "samples": [round(sample, 2) for sample in result.samples],
        }
        for result in results
    ], indent=2)


HEAD = ["tasks", "case", "median", "least", "most", "", "x floor", "bound", "limit", ""]


def as_table(results):
    rows = [HEAD]
    for result in results:
        rows += rows_of(result)
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(line(cells, widths) for cells in rows)


def rows_of(result):
    figures = [result.median, min(result.samples), max(result.samples)]
    floor = result.medians.get("floor")
    first = [
        f"{result.size:,}",
        result.case.name,
        *(f"{figure:.1f}" for figure in figures),
        result.case.unit,
        f"{result.median / floor:.2f}" if floor and result.case.unit == "ms" else "",
    ]
    bounds = [
        [str(bound), f"{bound.limit(result.medians):.1f}",
         "BROKEN" if bound in result.broken else "kept"]
        for bound in result.case.bounds
    ] or [["", "", ""]]
    return [(first if number == 0 else [""] * len(first)) + bound
            for number, bound in enumerate(bounds)]


def line(cells, widths):
    is_text = [False, True, False, False, False, True, False, True, False, True]
    aligned = [cell.ljust(width) if text else cell.rjust(width)
               for cell, width, text in zip(cells, widths, is_text)]
    return "  ".join(aligned).rstrip()
