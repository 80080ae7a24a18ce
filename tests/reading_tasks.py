"""Tasks that a reading process is given in tests: one that works, and one for each way not to end well."""

from __future__ import annotations

import ctypes
import json
import os
import socket
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
