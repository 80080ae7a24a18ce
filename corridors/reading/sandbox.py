"""What a reading process gives up before it sees a file: network, other programs, every file but its own folder's and the program's.

Three walls, one behind the other. Python refuses by an audit hook. Linux refuses system calls by a seccomp filter, and files and
TCP by Landlock, both without rights of an administrator and never to be taken back. `shut_in` says which of them stand: an
older kernel, or another system, has the first only. Numbers and structures are those of linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from corridors.reading.calls import refuse_calls

PYTHON, SYSTEM_CALLS, FILES = "python", "system calls", "files"
# What the audit hook refuses: each event by its beginning.
REFUSED_EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "subprocess.", "os.system", "os.exec",
                  "os.posix_spawn", "os.spawn", "os.fork", "urllib.", "http.client.", "ftplib.", "smtplib.", "sqlite3.enable_load_extension",
                  "sqlite3.load_extension")  # fmt: skip
PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG = 38, 1
SIGKILL = 9
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
WRITE_FILE, READ_FILE, READ_DIRECTORY = 1 << 1, 1 << 2, 1 << 3
# Write, read, list, remove folders and files, make folders and plain files, move, cut: no links, pipes or devices, which whoever
# looks into the folder afterwards would follow, wait for, or read.
OWN_FOLDER = sum(1 << bit for bit in (1, 2, 3, 4, 5, 7, 8, 13, 14))
# Of an administrator's rights a reader keeps one, to look into folders of others: the program may lie in one.
CAPABILITIES, KEPT_CAPABILITY = 0x20080522, 1 << 2
TCP = 0b11  # bind, connect
SCOPES = 0b11  # abstract unix sockets, signals to processes outside
# Rights over files that each version of Landlock knows: a ruleset may name no others.
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
MAX_OPEN_FILES = 512


def shut_in(folder: Path, readable: Iterable[Path]) -> tuple[str, ...]:
    """Take from this process what a reader does not need; return which walls stand.

    Afterwards it reads files below `readable` and `folder`, writes below `folder`, and does nothing else outside itself. It
    must have one thread: the kernel's walls are of a thread and of those that it starts.
    """
    walls = [PYTHON]
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        library.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(SIGKILL), 0, 0, 0)
        library.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        if _wall_of_files(library, folder, readable):
            walls.append(FILES)
        _drop_capabilities(library)
        if refuse_calls(library):
            walls.append(SYSTEM_CALLS)
    sys.addaudithook(_refuse)
    return tuple(walls)


def limit_resources(cpu_seconds: int, memory_bytes: int) -> None:
    """Have the kernel end this process after so much processor time, and refuse it memory far beyond `memory_bytes` over what it has."""
    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    _limit(resource.RLIMIT_CPU, used + cpu_seconds, spare=5)  # at the first SIGXCPU, which says why; SIGKILL later
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, memory_bytes)
    _limit(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
    if sys.platform == "linux":
        # Addresses that are asked for, not pages that are used: the limit of those is held by who watches (worker.py).
        _limit(resource.RLIMIT_DATA, _data_bytes() + 2 * memory_bytes)


def _limit(kind: int, value: int, spare: int = 0) -> None:
    hard = resource.getrlimit(kind)[1]
    most = value + spare if hard == resource.RLIM_INFINITY else min(value + spare, hard)
    resource.setrlimit(kind, (min(value, most), most))


def _data_bytes() -> int:
    """Return the size of what this process has asked for, code left out."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return pages * resource.getpagesize()


def resident_bytes(pid: int) -> int:
    """Return what a process holds in memory, 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _refuse(event: str, _: object) -> None:
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(errno.EPERM, f"a reading process may not: {event}")


def _drop_capabilities(library: ctypes.CDLL) -> None:
    """Give up an administrator's rights, where the program was started with them."""
    head = struct.pack("Ii", CAPABILITIES, 0)
    had = ctypes.create_string_buffer(24)
    if library.capget(head, had) == 0:
        kept = struct.unpack("6I", had.raw)[1] & KEPT_CAPABILITY
        library.capset(head, struct.pack("6I", kept, kept, 0, 0, 0, 0))


def _wall_of_files(library: ctypes.CDLL, folder: Path, readable: Iterable[Path]) -> bool:
    version = int(library.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1))
    if version < 1:
        return False
    rights = FILE_RIGHTS[max(known for known in FILE_RIGHTS if known <= version)]
    network, scopes = (TCP if version >= 4 else 0), (SCOPES if version >= 6 else 0)
    form = struct.pack("QQQ", rights, network, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = int(library.syscall(CREATE_RULESET, form, ctypes.c_size_t(len(form)), 0))
    if rules < 0:
        return False
    try:
        allowed = [(folder, rights & OWN_FOLDER), *((path, READ_FILE | READ_DIRECTORY) for path in readable)]
        for path, rights_there in allowed:
            _allow(library, rules, path, rights_there)
        return int(library.syscall(RESTRICT_SELF, rules, 0)) == 0
    finally:
        os.close(rules)


def _allow(library: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no rule
    try:
        if not path.is_dir():
            rights &= READ_FILE | WRITE_FILE
        library.syscall(ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
