"""Files that people bring are read in a process of their own: it may die, hang or grow, and nothing else notices.

Each task has a process to itself, forked in some 20 ms from one that has the readers loaded (forking.py), so that no file sees
what another has left behind. What comes back is a file of Arrow or JSON and lines of JSON, never a pickle: a process that a
file has taken over cannot have the program run anything. A few run at a time, the others wait.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from corridors.reading.forking import REQUEST
from corridors.reading.sandbox import resident_bytes

Progress = Callable[[float, str], None]
MB = 1_000_000
WATCH_SECONDS = 0.02
MAX_UNREAD = 1 * MB  # of what a process says, between two ends of a line
SETTINGS = {"CORRIDORS_READ_SECONDS": 120, "CORRIDORS_READ_CPU_SECONDS": 60, "CORRIDORS_READ_MEMORY_MB": 2_000, "CORRIDORS_READERS": 2}
# What of the environment a reader is given, by how the names begin; passwords and addresses of databases are not among it.
KEPT = ("PATH", "LANG", "LC_", "TZ", "PYTHON", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "CORRIDORS_GEODATA")
# Threads do not come over a fork.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
TODO = "bring a part of it, or a simpler export"


class StoppedError(ValueError):
    """A task that did not end by itself; the text says what happened, what is allowed and what to do."""


class FaultError(RuntimeError):
    """A task that met a fault of the program; the text is for the log."""


@dataclass(frozen=True)
class Limits:
    """What one task may take: seconds on the clock and of the processor, and bytes resident over what an idle process has."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int

    @classmethod
    def from_settings(cls) -> Limits:
        """Return the limits that the environment sets, else 120 s, 60 s and 2,000 MB."""
        return cls(_setting("CORRIDORS_READ_SECONDS"), _setting("CORRIDORS_READ_CPU_SECONDS"), _setting("CORRIDORS_READ_MEMORY_MB") * MB)


def _setting(name: str) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isdecimal() and int(text) > 0 else SETTINGS[name]


@dataclass
class _Source:
    """The process that readers are forked from, once it is started."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    process: subprocess.Popen[bytes] | None = None
    orders: socket.socket | None = None


_source = _Source()
_places = threading.BoundedSemaphore(_setting("CORRIDORS_READERS"))


def start(modules: Sequence[str]) -> None:
    """Start the process that readers are forked from, with modules loaded, unless it runs already."""
    with _source.lock:
        _ensure_started(modules)


def _ensure_started(modules: Sequence[str]) -> socket.socket:
    if _source.orders and _source.process and _source.process.poll() is None:
        return _source.orders
    if _source.orders:
        _source.orders.close()
    # One message an order, and the end of this program is seen by the other side; elsewhere descriptors part the messages.
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_STREAM)
    code = f"import sys; sys.path[:] = {sys.path!r}; from corridors.reading.forking import serve; serve({list(modules)!r})"
    kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    with theirs:
        call = [sys.executable, "-c", code]
        _source.process = subprocess.Popen(call, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=kept | ONE_THREAD)  # noqa: S603 - our own
    _source.orders = ours
    return ours


def forked_from() -> int:
    """Return the number of the process that readers are forked from, 0 while it is not started."""
    return _source.process.pid if _source.process else 0


@atexit.register
def stop() -> None:
    """End the process that readers are forked from, and those that are at work with it."""
    with _source.lock:
        if _source.orders and _source.process:
            _source.orders.close()
            _source.process.wait()
            _source.orders = _source.process = None


def _fork(folder: Path, module: str) -> int:
    """Have a process forked for a folder, with a module loaded; return where it can be read what it says."""
    reader, writer = os.pipe()
    try:
        with _source.lock:
            socket.send_fds(_ensure_started([module]), [os.fsencode(folder)], [writer])
    except OSError:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    os.set_blocking(reader, False)
    return reader


def run(
    task: str, folder: Path, given: Mapping[str, Any], progress: Progress | None = None,
    raises: Sequence[type[Exception]] = (), limits: Limits | None = None,
) -> None:  # fmt: skip
    """Run a task in a process of its own; on return, what it found lies in the folder.

    `task` is MODULE:FUNCTION, called with the folder, a progress and `given`, which are plain JSON values. The process is ended
    whenever this is left, so whoever raises from `progress`, which is called all the time, cancels the task.

    Raises:
        StoppedError: it took too long or too much, or died.
        FaultError: it raised what is not among `raises`.
    """
    limits = limits or Limits.from_settings()
    order = {"task": task, "given": dict(given), "cpu_seconds": limits.cpu_seconds, "memory_bytes": limits.memory_bytes}
    (folder / REQUEST).write_text(json.dumps(order), encoding="utf-8")
    with _place(progress), _Watched(_fork(folder.resolve(), task.partition(":")[0])) as watched:
        said = watched.until_end(limits, progress)
    _judge(said, limits, raises)


@contextlib.contextmanager
def _place(progress: Progress | None) -> Iterator[None]:
    """Wait for one of the few places, telling so."""
    while not _places.acquire(timeout=WATCH_SECONDS * 5):
        if progress:
            progress(0.0, "waiting for other files that are being read")
    try:
        yield
    finally:
        _places.release()


class _Watched:
    """A process at work; it is ended when this is left."""

    def __init__(self, reader: int) -> None:
        self.reader, self.unread, self.pid, self.idle = reader, b"", 0, 0
        self.told = (0.0, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        os.close(self.reader)

    def end(self) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def until_end(self, limits: Limits, progress: Progress | None) -> dict[str, Any]:
        """Return the last thing that the process said; tell its progress, and end it when it takes too much."""
        until = time.monotonic() + limits.seconds
        end: dict[str, Any] = {}
        while "exit" not in end:
            if time.monotonic() > until:
                return {"end": "clock"}
            if self.idle and resident_bytes(self.pid) - self.idle > limits.memory_bytes:
                return {"end": "memory"}
            end |= self._read()
            if progress:
                progress(*self.told)
        self.pid = 0  # it is gone, and its number may be another's soon
        return end

    def _read(self) -> dict[str, Any]:
        """Return how the process has ended, as far as it has."""
        if not select.select([self.reader], [], [], WATCH_SECONDS)[0]:
            return {}
        found = os.read(self.reader, 1 << 16)
        *lines, self.unread = (self.unread + found).split(b"\n")
        if not found or len(self.unread) > MAX_UNREAD:
            return {"exit": 1}  # the process that it was forked from is gone, or it says what no reader says
        end: dict[str, Any] = {}
        for line in lines:
            message = json.loads(line)
            if "pid" in message:
                self.pid, self.idle = message["pid"], message["idle"]
            elif "share" in message:
                self.told = (message["share"], message["words"])
            else:
                end |= message
        return end


def _judge(said: Mapping[str, Any], limits: Limits, raises: Sequence[type[Exception]]) -> None:
    end, code = said.get("end", ""), said.get("exit", 0)
    if end == "done" and code == 0:
        return
    if end == "error":
        known = next((kind for kind in raises if kind.__name__ == said["kind"]), None)
        raise known(said["words"]) if known else FaultError(said["trace"])
    if end == "memory":
        most = f"{limits.memory_bytes // MB:,} MB"
        raise StoppedError(f"it took more than {most} of memory; allowed: {most}; {TODO}")
    if end == "clock":
        raise StoppedError(f"it took more than {limits.seconds:g} s; allowed: {limits.seconds:g} s; {TODO}")
    if code == -signal.SIGXCPU:
        raise StoppedError(f"it took more than {limits.cpu_seconds} s of the processor; allowed: {limits.cpu_seconds} s; {TODO}")
    how = signal.Signals(-code).name if code < 0 else f"code {code}"
    raise StoppedError(f"it ended the process that read it ({how}); allowed: a whole, valid file; export it again, or in another format")
