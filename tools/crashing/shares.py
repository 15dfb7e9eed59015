"""All scenarios, each in as many shares as there are jobs, and what they have shown."""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scenarios import SCENARIOS
from trial import build_shim

TOP = Path(__file__).resolve().parent.parent.parent


def arguments(description):
    """Those that every tool of this kind has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--scenario", choices=SCENARIOS, action="append", help="only this one (may be repeated)")
    add("--binary", type=lambda name: Path(name).resolve(),
        help="the tm-db that is to be harmed (default: that of build/release)")
    add("--folder", type=Path, default="/dev/shm" if Path("/dev/shm").is_dir() else None,
        help="where the workspaces are made (default: in memory)")
    add("--jobs", type=int, default=os.cpu_count())
    add("--keep", action="store_true", help="leave the workspaces behind")
    return parser


def build():
    print("building a release ...", file=sys.stderr, flush=True)
    subprocess.run(["tools/build", "release"], cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    return TOP / "build/release/tm-db"


def in_workspaces(options, what):
    """What `what` makes of a folder for workspaces, which is gone afterwards."""
    options.binary = options.binary or build()
    folder = Path(tempfile.mkdtemp(prefix=f"tm-db-{Path(sys.argv[0]).name}-", dir=options.folder))
    try:
        options.shim = build_shim(folder)
        return what(folder)
    finally:
        if options.keep:
            print(f"the workspaces are left in {folder}")
        else:
            shutil.rmtree(folder)


def run_all(run_share, folder, options, result_of):
    """`run_share(name, share, folder, options)` gives a result like `result_of(name)`."""
    names = options.scenario or list(SCENARIOS)
    shares = [(name, share, folder / name / str(share), options) for name in names for share in range(options.jobs)]
    results = {name: result_of(name) for name in names}
    with multiprocessing.Pool(options.jobs, initializer=watch, initargs=(progress := multiprocessing.Value("i", 0),)) as pool:
        waiting = [pool.apply_async(run_share, share) for share in shares]
        while waiting:
            waiting[0].wait(0.5)
            for one in [one for one in waiting if one.ready()]:
                results[one.get().name].add(one.get())
                waiting.remove(one)
            show(f"{progress.value} tried, {sum(len(result.broken) for result in results.values())} invariants broken")
    show("")
    return list(results.values())


def watch(progress):
    global tried
    tried = progress


def count_one():
    with tried.get_lock():
        tried.value += 1


def show(line):
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def tell(results, columns):
    """`columns` says what stands between a scenario's name and how much is broken."""
    print(f"{'scenario':16}" + "".join(f"{name:>8}" for name in [*columns, "broken"]))
    for result in results:
        numbers = [*(value(result) for value in columns.values()), len(result.broken)]
        print(f"{result.name:16}" + "".join(f"{number:8}" for number in numbers))
    for result in results:
        for what, commands in result.broken.items():
            print(f"\n{result.name}: {what}\n  {commands[0]}" + (f"   # and {len(commands) - 1} more" if commands[1:] else ""))
