"""Tasks that a reading process is given in tests: one that works, and one for each way not to end well."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corridors.reading.worker import Progress


def write_down(folder: Path, tell: Progress, *, value: object) -> None:
    tell(0.5, "half")
    (folder / "answer").write_text(json.dumps(value), encoding="utf-8")


def try_doors(folder: Path, _: Progress, *, secret: str, folder_outside: str, port: int, parent: int) -> None:
    """Try everything that a reader may not do; leave what became of each."""
    import _socket  # noqa: PLC0415 - beneath the audit hook, as a library in C is

    def ask() -> object:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as found:
            return found.recv(1)

    doors: dict[str, Callable[[], Any]] = {
        "read": lambda: Path(secret).read_text(encoding="utf-8"),
        "list": lambda: list(Path(folder_outside).iterdir()),
        "write": lambda: Path(folder_outside, "written").write_text("x", encoding="utf-8"),
        "environment": lambda: Path("/proc/self/environ").read_bytes().decode(),
        "socket": _socket.socket,
        "connection": ask,
        "program": lambda: os.system("true"),  # noqa: S605, S607
        "exec": lambda: ctypes.CDLL(None, use_errno=True).execl(b"/bin/true", b"true", None) == 0,
        "fork": os.fork,
        "signal": lambda: os.kill(parent, 0),
        "link": lambda: (folder / "link").symlink_to(secret),
        "pipe": lambda: os.mkfifo(folder / "pipe"),
        "own": lambda: (folder / "own").write_text("x", encoding="utf-8"),
    }
    found = {}
    for name, door in doors.items():
        try:
            found[name] = str(door())
        except OSError as error:
            found[name] = type(error).__name__
    (folder / "answer").write_text(json.dumps(found | {"names": sorted(os.environ)}), encoding="utf-8")


def say_limit(folder: Path, _: Progress) -> None:
    from corridors.importing.limits import MAX_SECONDS  # noqa: PLC0415 - as a reader, and no other test, needs it

    (folder / "answer").write_text(str(MAX_SECONDS), encoding="utf-8")


def spin(*_: object) -> None:
    while True:
        pass


def sleep(_: Path, tell: Progress) -> None:
    tell(0.25, "asleep")
    time.sleep(3_600)


def grow(*_: object) -> None:
    kept = []
    while True:
        kept.append(b"x" * 5_000_000)


def ask_for_much(*_: object) -> None:
    bytearray(200_000_000_000)


def crash(*_: object) -> None:
    ctypes.string_at(0)


def babble(*_: object) -> None:
    for descriptor in range(3, 64):
        try:
            while True:
                os.write(descriptor, b"x" * 65_536)
        except OSError:
            continue


def refuse(*_: object) -> None:
    raise ValueError("in words")


def fail(*_: object) -> None:
    raise KeyError("a fault of ours")


def _say(line: bytes) -> None:
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(descriptor, line + b"\n")


def say(folder: Path, tell: Progress, *, line: str) -> None:
    _say(line.encode())
    write_down(folder, tell, value="said")


def pretend_to_end(folder: Path, tell: Progress) -> None:
    """Say that this ended, and what the one that it was forked from would say; go on all the same."""
    _say(b'{"end": "done"}')
    _say(b'{"exit": 0}')
    sleep(folder, tell)


def try_system_calls(folder: Path, _: Progress, *, secret: str, parent: int) -> None:
    """Try, beneath Python, what Landlock leaves free and what outlives a process."""
    library = ctypes.CDLL(None, use_errno=True)
    limit = (ctypes.c_ulonglong * 2)(2**20, 2**20)
    doors: dict[str, Callable[[], int]] = {
        "fork": library.fork,
        "mode": lambda: library.chmod(secret.encode(), 0o777),
        "attribute": lambda: library.setxattr(secret.encode(), b"user.a", b"b", ctypes.c_size_t(1), 0),
        "link": lambda: library.symlink(secret.encode(), b"link"),
        "pipe": lambda: library.mkfifo(b"pipe", 0o600),
        "shared memory": lambda: library.shmget(0, ctypes.c_size_t(4_096), 0o600),
        "memory file": lambda: library.memfd_create(b"x", 0),
        "limit": lambda: library.prlimit(parent, 4, ctypes.byref(limit), None),
        "priority": lambda: library.setpriority(0, parent, 1),
        "signal": lambda: library.kill(parent, 0),
        "group": lambda: library.kill(0, 0),
    }
    found = {}
    for name, door in doors.items():
        found[name] = door()
        if name == "fork" and found[name] == 0:
            os._exit(0)
    (folder / "answer").write_text(json.dumps(found | {"thread": _runs_a_thread(), "own limit": library.prlimit(0, 4, None, None)}))


def _runs_a_thread() -> bool:
    ran: list[int] = []
    thread = threading.Thread(target=lambda: ran.append(1))
    thread.start()
    thread.join()
    return bool(ran)


def descriptors(folder: Path, _: Progress) -> None:
    """Leave which descriptors are open, those of no use left out."""
    found = []
    for descriptor in range(64):
        with contextlib.suppress(OSError):
            if os.fstat(descriptor).st_rdev != Path(os.devnull).stat().st_rdev:
                found.append(descriptor)
    (folder / "answer").write_text(json.dumps(found), encoding="utf-8")
