"""A disk, as far as a power loss can tell: what is on it for certain, and what is on its way there.

fsync of a file makes its bytes durable, and not its name; fsync of the folder makes the names durable. Until
then the names of one folder arrive in the order in which they were made or changed (the journal of ext4, XFS,
Btrfs), an exchange as one; the writes into a file arrive or not, each for itself, and the last one perhaps in
part: up to a sector, or from one on. A write that tears touches no byte beside its own (SQLite's "powersafe
overwrite"). Mode and attributes come with the file, for they are in the journal before its name changes.
"""

from dataclasses import dataclass, field, replace

from arena import STATE, File

SECTOR = 512
DATA = ("write", "truncate")
NAMES = ("create", "link", "mkdir", "unlink", "rename", "exchange")
# What a disk may forget to do, to see that it would be noticed: SQLite asks with fdatasync, tm-db with fsync.
FORGETS = {
    "directories": lambda call, is_folder: is_folder,
    "files": lambda call, is_folder: not is_folder,
    "own-files": lambda call, is_folder: not is_folder and call.what == "sync",
}


@dataclass(frozen=True)
class Call:
    """A line of the log: see `note` in faults.cpp."""

    number: int
    what: str
    inode: int  # the folder's, of what changes names
    one: int
    other: int
    text: str
    content: bytes


@dataclass
class Inode:
    content: bytes
    mode: int
    attributes: dict
    mtime_ns: int
    pending: list = field(default_factory=list)  # calls that are not durable


@dataclass(frozen=True)
class Arrival:
    """Which of the pending calls have reached the disk."""

    calls: frozenset = frozenset()
    part: slice | None = None  # of the last one, which is a write
    grown: bool = False  # files are as long as if all had: what did not arrive is zeros


class Everything(frozenset):
    def __contains__(self, number):
        return True


EVERYTHING = Arrival(Everything())


def read_log(log):
    calls = []
    while log:
        line, _, log = log.partition(b"\n")
        what, inode, one, other, *sizes = line.split()
        text, content = int(sizes[0]), int(sizes[1])
        calls.append(Call(len(calls) + 1, what.decode(), int(inode), int(one), int(other), log[:text].decode(),
                          log[text:text + content]))
        log = log[text + content:]
    return calls


class Disk:
    """Of the folder STATE. Every call is given to `do`; `state` builds what a power loss would leave then."""

    def __init__(self, state, folder, inodes, now_ns, forgets=None):
        """`folder` and `inodes` (by name) are numbers; whoever is not among them is of no concern."""
        self.folder, self.parent = folder, None  # the parent matters when the folder is made
        self.is_there = state is not None
        self.names = {name: Inode(file.content, file.mode, dict(file.attributes), file.mtime_ns)
                      for name, file in (state or {}).items()}
        self.inodes = {inodes[name]: inode for name, inode in self.names.items()}
        self.now_ns = now_ns
        self.forgets = FORGETS.get(forgets, lambda call, is_folder: False)
        self.pending = []  # calls that change names, with the inode that gets one

    def do(self, call):
        if call.what in NAMES:
            self._name(call)
        elif call.what in ("sync", "datasync"):
            self._sync(call)
        elif call.inode in self.inodes:
            inode = self.inodes[call.inode]
            if call.what in DATA:
                inode.pending.append(call)
            elif call.what == "chmod":
                inode.mode = call.one
            elif call.what == "setxattr":
                inode.attributes[call.text] = call.content
            else:
                raise RuntimeError(f"what does {call.what} do to a disk?")

    def _name(self, call):
        if call.what == "mkdir":
            if call.text == STATE.split("/")[-1]:
                self.folder, self.parent = call.one, call.inode
                self.pending.append((call, None))
        elif call.inode == self.folder:
            if call.what in ("rename", "exchange") and call.one != call.inode:
                raise RuntimeError("a file has moved to another folder")
            if call.what == "create":
                self.inodes[call.one] = Inode(b"", call.other, {}, self.now_ns)
            self.pending.append((call, self.inodes.get(call.one)))

    def _sync(self, call):
        is_folder = call.inode in (self.folder, self.parent)
        if self.forgets(call, is_folder):
            return
        if is_folder:
            self._sync_folder(call.inode)
        elif call.inode in self.inodes:
            inode = self.inodes[call.inode]
            inode.content = content_after(inode.content, inode.pending)
            inode.mtime_ns = self.now_ns if inode.pending else inode.mtime_ns
            inode.pending = []

    def _sync_folder(self, number):
        for call, inode in self.pending:
            if call.inode == number:
                change_names(self.names, call, inode)
                self.is_there = self.is_there or call.what == "mkdir"
        self.pending = [(call, inode) for call, inode in self.pending if call.inode != number]

    # --- what a power loss would leave ------------------------------------------------------------

    def pending_data(self):
        """The numbers of the calls, in order, that a file which may be there still waits for."""
        found = [*self.names.values(), *(inode for _, inode in self.pending if inode)]
        inodes = {id(inode): inode for inode in found}.values()
        return sorted(call.number for inode in inodes for call in inode.pending)

    def pending_names(self):
        return [call.number for call, _ in self.pending]

    def state(self, arrival):
        """As the arena's; None where the folder is not even there."""
        names, is_there = dict(self.names), self.is_there
        for call, inode in self.pending:
            if call.number in arrival.calls:
                is_there = is_there or call.what == "mkdir"
                change_names(names, call, inode)
        return {name: self._file(inode, arrival) for name, inode in names.items()} if is_there else None

    def _file(self, inode, arrival):
        calls = [call for call in inode.pending if call.number in arrival.calls]
        if arrival.part and calls and calls[-1].number == max(arrival.calls):
            calls[-1] = part_of(calls[-1], arrival.part)
        content = content_after(inode.content, calls)
        if arrival.grown:
            content += bytes(max(0, len(content_after(inode.content, inode.pending)) - len(content)))
        mtime_ns = self.now_ns if calls else inode.mtime_ns
        return File(content, inode.mode, mtime_ns, tuple(sorted(inode.attributes.items())))


def change_names(names, call, inode):
    if call.what in ("create", "link"):
        names[call.text] = inode
    elif call.what == "unlink":
        del names[call.text]
    elif call.what == "rename":
        names[call.content.decode()] = names.pop(call.text)
    elif call.what == "exchange":
        other = call.content.decode()
        names[call.text], names[other] = names[other], names[call.text]


def part_of(write, part):
    return replace(write, one=write.one + (part.start or 0), content=write.content[part])


def content_after(content, calls):
    if not calls:
        return content
    content = bytearray(content)
    for call in calls:
        if call.what == "write":
            content += bytes(max(0, call.one - len(content)))
            content[call.one:call.one + len(call.content)] = call.content
        else:
            content[call.one:] = bytes(max(0, call.one - len(content)))
    return bytes(content)


# --- which states are tried -----------------------------------------------------------------------


def arrivals(disk, call):
    """What may have reached the disk when power is lost after `call`, each with a name."""
    data, names = disk.pending_data(), disk.pending_names()
    everything = frozenset(data + names)
    yield "lost", Arrival()
    yield "all", Arrival(everything)
    yield "names", Arrival(frozenset(names))
    yield "data", Arrival(frozenset(data))
    yield "zeros", Arrival(frozenset(names), grown=True)
    for last in names[:-1]:
        first = frozenset(number for number in names if number <= last)
        yield f"names-to-{last}", Arrival(first)
        yield f"data-and-names-to-{last}", Arrival(first | frozenset(data))
    if call and call.what == "write" and call.number in data:
        for size in sectors_of(call):
            yield f"torn-to-{size}", Arrival(everything, part=slice(size))
            yield f"torn-from-{size}", Arrival(everything, part=slice(size, None))


def single_arrivals(disk, call):
    """Those in which a single write is missing, or is the only one: they are many."""
    data, names = disk.pending_data(), disk.pending_names()
    everything = frozenset(data + names)
    is_write = call is not None and call.number in data
    for number in data:
        yield f"without-{number}", Arrival(everything - {number})
        if not is_write or number == call.number:   # else it has been tried after an earlier call
            yield f"only-{number}", Arrival(frozenset([number]))
            yield f"names-and-{number}", Arrival(frozenset([*names, number]))
            yield f"data-to-{number}", Arrival(frozenset([*names, *(one for one in data if one <= number)]))


def sectors_of(call):
    """How many bytes of a write reach up to a sector's end."""
    first = SECTOR - call.one % SECTOR
    return range(first, len(call.content), SECTOR)


# --- the model itself -----------------------------------------------------------------------------


def check_model():
    """A register that is exchanged for a new one, call by call."""
    old = File(b"old", 0o640, 0, ())
    calls = [Call(1, "create", 1, 20, 0o600, ".tmp", b""), Call(2, "write", 20, 0, 0, "", b"new" * 300),
             Call(3, "sync", 20, 0, 0, "", b""), Call(4, "exchange", 1, 1, 0, ".tmp", b"register"),
             Call(5, "write", 10, 3, 0, "", b" and more"), Call(6, "sync", 1, 0, 0, "", b""),
             Call(7, "unlink", 1, 0, 0, ".tmp", b"")]
    new = b"new" * 300
    expected = {
        0: [{"register": b"old"}],
        1: [{"register": b"old"}, {"register": b"old", ".tmp": b""}],
        2: [{"register": b"old"}, {"register": b"old", ".tmp": b""}, {"register": b"old", ".tmp": new},
            {"register": b"old", ".tmp": bytes(900)}, {"register": b"old", ".tmp": new[:512]},
            {"register": b"old", ".tmp": bytes(512) + new[512:]}],
        3: [{"register": b"old"}, {"register": b"old", ".tmp": new}],
        4: [{"register": b"old"}, {"register": b"old", ".tmp": new}, {"register": new, ".tmp": b"old"}],
        6: [{"register": new, ".tmp": b"old"}, {"register": new, ".tmp": b"old and more"},
            {"register": new, ".tmp": b"old" + bytes(9)}],
        7: [{"register": new, ".tmp": b"old"}, {"register": new, ".tmp": b"old and more"}, {"register": new}],
    }
    disk = Disk({"register": old}, 1, {"register": 10}, 5)
    for number, call in enumerate([None, *calls]):
        if call:
            disk.do(call)
        found = [contents(disk.state(arrival)) for _, arrival in [*arrivals(disk, call), *single_arrivals(disk, call)]]
        for state in expected.get(number, []):
            assert state in found, f"after call {number} the disk cannot hold {state}"
        for state in found:
            assert state in expected.get(number, found), f"after call {number} the disk may hold {state}"


def contents(state):
    return {name: file.content for name, file in state.items()}
