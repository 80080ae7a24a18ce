"""The process that readers are forked from: it has their modules loaded, reads nothing itself, and says how each has ended.

A task is a file of JSON, what is said is lines of JSON, and this process is started with an environment of its own. Why not
`multiprocessing`, `pebble` or `loky`: docs/decisions/0012-readers-apart.md.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corridors.reading.answers import REQUEST
from corridors.reading.sandbox import limit_resources, resident_bytes, shut_in

TELL_SECONDS = 0.02
MAX_WORDS, MAX_ERROR = 200, 20_000
PROGRAM = Path(__file__).resolve().parents[2]


def serve(modules: Sequence[str]) -> None:
    """Load modules, then fork a process for every folder that is named on standard input, until that is closed."""
    orders = socket.socket(fileno=0)
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # what is loaded is shared by all that are forked
    writers: dict[int, int] = {}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which then closes the socket
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while _wait(orders, wake, writers):
        message, descriptors, *_ = socket.recv_fds(orders, 4_096, 2)
        if not message:
            break
        # Two pipes: what the task says may be anything, which process it is and how it ended is said by this one alone.
        of_task, of_end = descriptors
        pid = os.fork()
        if pid == 0:
            orders.close()
            for other in (wake, woken, of_end, *writers.values()):
                os.close(other)
            _work(Path(message.decode()), of_task)
        os.close(of_task)
        writers[pid] = of_end
        with contextlib.suppress(OSError):
            _say(of_end, pid=pid)


def _wait(orders: socket.socket, wake: int, writers: dict[int, int]) -> bool:
    """Say of each process that ends how it did, until there is an order to read."""
    while True:
        ready, _, _ = select.select([orders.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, 4_096)
            _bury(writers)
        if orders.fileno() in ready:
            return True


def _bury(writers: dict[int, int]) -> None:
    while writers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        writer = writers.pop(pid)
        with contextlib.suppress(OSError):
            _say(writer, exit=os.waitstatus_to_exitcode(status))
        os.close(writer)


def _say(writer: int, **message: object) -> None:
    """Say something to who waits.

    Raises:
        OSError: nobody waits any more.
    """
    os.write(writer, json.dumps(message).encode() + b"\n")


def _work(folder: Path, writer: int) -> None:
    """Do the task of a folder and end this process."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        order = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
        tempfile.tempdir = str(folder)
        os.chdir(folder)
        limit_resources(order["cpu_seconds"], order["memory_bytes"])
        # A library's warnings hold what a file holds, and may not reach the terminal that the program was started from.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        walls = shut_in(folder, readable())
        _say(writer, idle=resident_bytes(os.getpid()), walls=walls)
        _do(order, folder, writer)
    finally:
        os._exit(0)


def _do(order: dict[str, Any], folder: Path, writer: int) -> None:
    last = 0.0

    def tell(share: float, words: str) -> None:
        nonlocal last
        if time.monotonic() - last > TELL_SECONDS or share >= 1:
            last = time.monotonic()
            try:
                _say(writer, share=share, words=words[:MAX_WORDS])
            except OSError:
                os._exit(0)  # nobody waits any more

    try:
        module, _, name = order["task"].partition(":")
        getattr(importlib.import_module(module), name)(folder, tell, **order["given"])
        _say(writer, end="done")
    except MemoryError:
        _say(writer, end="memory")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told to who waits
        words, trace = str(error)[:MAX_ERROR], traceback.format_exc()[-MAX_ERROR:]
        _say(writer, end="error", kind=type(error).__name__, words=words, trace=trace)


def readable() -> tuple[Path, ...]:
    """Return what a reading process may read beside its own folder: this program, Python with its packages, the system's libraries."""
    packages = [Path(place) for place in sys.path if place and Path(place).name in {"site-packages", "dist-packages"}]
    program = [PROGRAM / "corridors", PROGRAM / "geodata", *map(Path, filter(None, [os.environ.get("CORRIDORS_GEODATA")]))]
    python = [Path(sys.prefix, "lib"), Path(sys.base_prefix, "lib"), Path(sys.base_prefix, "share"), Path(sys.prefix, "pyvenv.cfg")]
    system = (
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/share/zoneinfo",
        "/etc/localtime",
        "/etc/ld.so.cache",
        "/dev/null",
        "/dev/urandom",
    )
    return (*packages, *program, *python, *map(Path, system))
