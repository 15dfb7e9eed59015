"""A workspace in which tm-db is run and harmed, and that is put back to how it was."""

import os
import re
import shutil
import signal
import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

STATE = ".tasks/task_manager"
NAME_SIZE, MOST_CALLS = 160, 4000  # Record in faults.cpp
PATIENCE = 30  # seconds; nothing sleeps


@dataclass(frozen=True)
class Fault:
    """What goes wrong at a call; at 0 nothing does, and the calls are named."""

    at: int = 0
    signal: int = 0
    error: int = 0
    ever: bool = False


NO_FAULT = Fault(at=2**32 - 1)  # and no names, which take time


@dataclass(frozen=True)
class File:
    content: bytes
    mode: int
    mtime_ns: int
    attributes: tuple

    @property
    def thing(self):
        """What must be the same of one that has been written anew."""
        return self.content, self.mode, self.attributes


@dataclass
class Run:
    status: int | None  # minus the signal that ended it; None: it hung
    said: str
    calls: int
    names: list[str] = field(default_factory=list)


class Arena:
    """All that tm-db may change lies in one folder, STATE: its own files, and the registers."""

    def __init__(self, folder, binary, shim):
        self.root = folder / "workspace"
        self.temporary = folder / "temporary"
        self.record = folder / "record"
        self.trace = folder / "trace"
        self.log = folder / "log"
        self.binary, self.shim = binary, shim
        self.now = "2026-03-24T18:00:00Z"
        self.root.mkdir(parents=True)
        self.record.write_bytes(bytes(4 + MOST_CALLS * NAME_SIZE))

    def tm_db(self, *command, fault=Fault(), prefix=(), log=None):
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir()
        with open(self.record, "r+b") as record:
            record.write(bytes(4))
        what = f"{self.record} {fault.at} {int(fault.signal)} {fault.error} {int(fault.ever)}"
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TMPDIR": str(self.temporary),
                       "TM_DB_NOW": self.now, "TM_DB_FAULT": what}
        if not prefix:
            environment["LD_PRELOAD"] = str(self.shim)
        if log:
            environment["TM_DB_LOG"] = str(log)
        try:
            ended = subprocess.run([*prefix, self.binary, *command], cwd=self.root, env=environment, timeout=PATIENCE,
                                   capture_output=True, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return Run(None, "", 0)
        said = (ended.stdout + ended.stderr).replace(f"{self.root}/", "")
        return Run(ended.returncode, said, *self._recorded(fault))

    def _recorded(self, fault):
        with open(self.record, "rb") as record:
            calls = struct.unpack("I", record.read(4))[0]
            named = [] if fault.at else [record.read(NAME_SIZE) for _ in range(min(calls, MOST_CALLS))]
        return calls, [name.split(b"\0")[0].decode(errors="replace").replace(f"{self.root}/", "") for name in named]

    def traced(self, *command):
        """The names of the calls as the shim has counted them, and as strace has seen them in the same run."""
        prefix = ["strace", "-f", "-qq", "-o", self.trace, "-e", "signal=none", "-E", f"LD_PRELOAD={self.shim}"]
        run = self.tm_db(*command, prefix=prefix)
        return [name.split()[0] for name in run.names], changes_in(self.trace.read_text(errors="replace"))

    def logged(self, *command):
        """The run, and the log of what it did to files; disk.py reads it."""
        run = self.tm_db(*command, fault=NO_FAULT, log=self.log)
        return run, self.log.read_bytes()

    # --- what tm-db may change, and what not ------------------------------------------------------

    def state(self):
        """None where the folder is not even there."""
        folder = self.root / STATE
        if not folder.is_dir():
            return None
        return {entry.name: read_file(entry.path) for entry in os.scandir(folder)}

    def inodes(self):
        """The folder's number, and by name its files'."""
        folder = self.root / STATE
        if not folder.is_dir():
            return None, {}
        return folder.stat().st_ino, {entry.name: entry.inode() for entry in os.scandir(folder)}

    def put_back(self, state):
        folder = self.root / STATE
        if state is None:
            shutil.rmtree(folder, ignore_errors=True)
            return
        folder.mkdir(parents=True, exist_ok=True)
        for entry in os.scandir(folder):
            if entry.name not in state:
                os.unlink(entry.path)
        for name, file in state.items():
            path = folder / name
            if not path.exists() or read_file(path) != file:
                path.unlink(missing_ok=True)
                write_file(path, file)

    def rest(self):
        """Everything else, by stamps that nobody can write without leaving a trace."""
        found = {}
        for folder, folders, files in os.walk(self.root):
            place = os.path.relpath(folder, self.root)
            if place == STATE:
                continue
            found[place] = os.lstat(folder).st_mode
            for name in files:
                stat = os.lstat(os.path.join(folder, name))
                found[f"{place}/{name}"] = (stat.st_mode, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        return found


def read_file(path):
    with open(path, "rb") as file:
        content = file.read()
        stat = os.fstat(file.fileno())
        names = [name for name in os.listxattr(file.fileno()) if name.startswith("user.")]
        attributes = tuple((name, os.getxattr(file.fileno(), name)) for name in sorted(names))
    return File(content, stat.st_mode & 0o7777, stat.st_mtime_ns, attributes)


def write_file(path, file):
    path.write_bytes(file.content)
    path.chmod(file.mode)
    for name, value in file.attributes:
        os.setxattr(path, name, value)
    os.utime(path, ns=(file.mtime_ns, file.mtime_ns))


def changes_in(trace):
    """The calls of tm-db itself (not of programs that it has started) that change or lock files."""
    lines = re.findall(r"^(\d+) +(\w+)\((.*)", trace, re.MULTILINE)
    others = {number for number, name, _ in lines if name == "execve"} - {lines[0][0]}
    return [name for number, name, rest in lines if number not in others and is_change(name, rest)]


def is_change(name, rest):
    if name in ("open", "openat"):
        return "O_CREAT" in rest
    if name == "fcntl":
        return re.match(r"\d+(<[^>]*>)?, F_(SETLK|OFD_SETLK|SETLEASE)", rest)
    if name in ("write", "writev"):
        return not re.match(r"[12]\b", rest)
    return name in ("creat", "flock", "pwrite64", "pwritev", "pwritev2", "ftruncate", "truncate", "fallocate", "fsync",
                    "fdatasync", "sync_file_range", "sync", "syncfs", "copy_file_range", "sendfile", "splice",
                    "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat",
                    "mkdir", "mkdirat", "mknod", "mknodat", "rmdir", "chmod", "fchmod", "fchmodat", "chown", "fchown",
                    "lchown", "fchownat", "utime", "utimes", "utimensat", "setxattr", "lsetxattr", "fsetxattr",
                    "removexattr", "lremovexattr", "fremovexattr")
