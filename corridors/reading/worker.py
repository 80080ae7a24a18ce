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

from corridors.reading.answers import place_order
from corridors.reading.limits import MB, Limits, setting
from corridors.reading.sandbox import resident_bytes

Progress = Callable[[float, str], None]
WATCH_SECONDS = 0.02
MAX_UNREAD = 1 * MB  # of what a process says, between two ends of a line
MAX_READS = 32  # at a time, so that who talks without end is still watched
# What of the environment a reader is given, by how the names begin; passwords and addresses of databases are not among it.
KEPT = (
    "PATH",
    "LANG",
    "LC_",
    "TZ",
    "PYTHON",
    "LD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "CORRIDORS_GEODATA",
    "CORRIDORS_READ_SECONDS",
)
# Threads do not come over a fork.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
TODO = "bring a part of it, or a simpler export"


class StoppedError(ValueError):
    """A task that did not end by itself; the text says what happened, what is allowed and what to do."""


class FaultError(RuntimeError):
    """A task that met a fault of the program; the text is for the log."""


@dataclass
class _Source:
    """The process that readers are forked from, once it is started."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    process: subprocess.Popen[bytes] | None = None
    orders: socket.socket | None = None


_source = _Source()
_places = threading.BoundedSemaphore(setting("CORRIDORS_READERS"))


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
        # A session of its own: a terminal takes what is typed from any process of its session.
        _source.process = subprocess.Popen(  # noqa: S603 - our own
            call, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=kept | ONE_THREAD, start_new_session=True
        )
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


def _fork(folder: Path, module: str) -> tuple[int, int]:
    """Have a process forked for a folder, with a module loaded; return where it can be read what it says, and how it ends."""
    (said, saying), (ended, ending) = os.pipe(), os.pipe()
    try:
        with _source.lock:
            socket.send_fds(_ensure_started([module]), [os.fsencode(folder)], [saying, ending])
    except OSError:
        os.close(said)
        os.close(ended)
        raise
    finally:
        os.close(saying)
        os.close(ending)
    os.set_blocking(said, False)
    return said, ended


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
    place_order(folder, order)
    with _place(progress), _Watched(*_fork(folder.resolve(), task.partition(":")[0])) as watched:
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


def _ready(descriptors: Sequence[int]) -> set[int]:
    """Wait a moment; return which of some descriptors have something to be read. A busy server has more than `select` can count."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(WATCH_SECONDS * 1000)}


class _Watched:
    """A process at work; it is ended when this is left.

    What it says is believed as far as it has the form of words of a task, and its idle size only before it has read anything.
    Which process it is and how it ended comes from the one that it was forked from.
    """

    def __init__(self, said: int, ended: int) -> None:
        self.said, self.ended, self.unread, self.pid, self.idle = said, ended, b"", 0, 0
        self.heard = [said]  # nothing once it has closed its end
        self.told = (0.0, "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        os.close(self.said)
        os.close(self.ended)

    def end(self) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def until_end(self, limits: Limits, progress: Progress | None) -> dict[str, Any]:
        """Return the last thing that the process said and its exit code; tell its progress, and end it when it takes too much."""
        until = time.monotonic() + limits.seconds
        end: dict[str, Any] = {}
        while "exit" not in end:
            if time.monotonic() > until:
                return {"end": "clock"}
            if self.idle and resident_bytes(self.pid) - self.idle > limits.memory_bytes:
                return {"end": "memory"}
            ready = _ready([self.ended, *self.heard])
            try:
                end |= self._listen()
            except (ValueError, RecursionError):
                return {"end": "babble"}
            if self.ended in ready:
                end |= self._look_for_end()
            if progress:
                progress(*self.told)
        self.pid = 0  # it is gone, and its number may be another's soon
        return end

    def _look_for_end(self) -> dict[str, Any]:
        """Take what the process that this one was forked from says of it; return how it ended, as far as it has."""
        found = os.read(self.ended, 1 << 16)
        if not found:
            return {"exit": 1}  # that process is gone
        said: dict[str, int] = {}
        for line in found.splitlines():  # each was written at once, and is short
            said |= json.loads(line)
        self.pid = said.pop("pid", self.pid)
        # What a process says, it says before it ends, so all of it lies there by now.
        return self._listen() | said if "exit" in said else {}

    def _listen(self) -> dict[str, Any]:
        """Take what the process has said; return its last words, where they are among it.

        Raises:
            ValueError: it says what no task says.
        """
        end: dict[str, Any] = {}
        for _ in range(MAX_READS):
            try:
                found = os.read(self.said, 1 << 16)
            except BlockingIOError:
                break
            if not found:
                self.heard = []
                break
            *lines, self.unread = (self.unread + found).split(b"\n")
            if len(self.unread) > MAX_UNREAD:
                raise ValueError
            for line in lines:
                end |= self._take(json.loads(line))
        return end

    def _take(self, message: object) -> dict[str, Any]:
        match message:
            case {"idle": int(idle), "walls": list()} if not self.idle:
                self.idle = max(idle, 1)
            case {"share": float() | int() as share, "words": str(words)} if 0 <= share <= 1:
                self.told = (share, words)
            case {"end": ("done" | "memory") as end}:
                return {"end": end}
            case {"end": "error", "kind": str(kind), "words": str(words), "trace": str(trace)}:
                return {"end": "error", "kind": kind, "words": words, "trace": trace}
            case _:
                raise ValueError
        return {}


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
    how = "it said what no reader says" if end == "babble" else signal.Signals(-code).name if code < 0 else f"code {code}"
    raise StoppedError(f"it ended the process that read it ({how}); allowed: a whole, valid file; export it again, or in another format")
