"""A process that checks one input after another, and is replaced when it dies: what it did, took and died of comes back.

Linux only: the peak of memory is what the kernel counts, and the clock of the processor ends the process from outside,
for a library in the middle of its work listens to nobody.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import re
import resource
import signal
import tempfile
import traceback
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.fuzz.targets import TARGETS, Check, Target

MAX_SECONDS = 300.0  # on the clock, of a busy machine: only for what waits without working
HARD_MB = 4_000  # of address space above the idle worker, where the kernel says no


class Limits(NamedTuple):
    """What one input may take: seconds of the processor, and MB resident above the idle worker."""

    seconds: float = 20.0
    mb: int = 1_000


class Verdict(NamedTuple):
    """What became of an input: its fate in words, or a fault with where it happened, innermost first."""

    fate: str
    fault: str = ""
    stack: str = ""

    @property
    def signature(self) -> str:
        """What finds of one cause have in common."""
        return f"{self.fault.splitlines()[0][:60] if self.fault else ''} {_innermost(self.stack)}"


def _innermost(stack: str) -> str:
    """Return the innermost lines of a stack, of ours where it has such."""
    lines = [line.strip() for line in stack.splitlines() if line.strip().startswith("File ")]
    ours = [line for line in lines if "/corridors/" in line] or lines
    return " < ".join(re.sub(r'", line \d+', "", line.split("/corridors/")[-1]) for line in ours[:2])


class Worker:
    """Checks inputs of one target in a process of its own; use it as a context."""

    def __init__(self, target: str, about: Target | None = None, limits: Limits | None = None) -> None:
        """Remember the target, of THE table unless it is given; the process starts with the first input."""
        self.target = target
        self.about = about or TARGETS[target]
        self.limits = limits or Limits()
        self.process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> Self:
        """Open the file that the process writes its last stack to."""
        self._trace = tempfile.NamedTemporaryFile(prefix="corridors-fuzz-")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self._end()
        self._trace.close()

    def check(self, data: bytes) -> Verdict:
        """Return what becomes of an input, whatever it does to the process."""
        if self.process is None or not self.process.is_alive():
            self._start()
        try:
            self._pipe.send_bytes(data)
            if not self._pipe.poll(MAX_SECONDS):
                os.kill(self._pid, signal.SIGABRT)  # it writes where it hangs
                return self._died(f"no end after {MAX_SECONDS:.0f} s on the clock")
            return Verdict(*self._pipe.recv())
        except (EOFError, OSError):
            return self._died("")

    @property
    def _pid(self) -> int:
        assert self.process is not None
        assert self.process.pid is not None
        return self.process.pid

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(self.about, theirs, self._trace.name, self.limits), daemon=True)
        self.process.start()
        theirs.close()
        ready = self._pipe.recv()
        assert ready == "ready", ready

    def _died(self, fault: str) -> Verdict:
        assert self.process is not None
        self.process.join(10)
        code = self.process.exitcode or 0
        self._end()
        if not fault and code == -signal.SIGPROF:
            fault = f"no end after {self.limits.seconds:.0f} s of the processor"
        elif not fault:
            fault = f"the process died of {signal.Signals(-code).name if code < 0 else f'exit {code}'}"
        return Verdict("", fault, Path(self._trace.name).read_text("utf-8", "replace")[:6_000])

    def _end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self._pipe.close()
            self.process = None


def serve(target: Target, pipe: Connection, trace: str, limits: Limits) -> None:
    """Check the inputs that come through a pipe, until it closes."""
    check = target.load()
    warnings.simplefilter("ignore")
    warnings.filterwarnings("error", module="corridors")  # a warning of a library is its own affair
    with Path(trace).open("w", encoding="utf-8") as stack, contextlib.suppress(EOFError, KeyboardInterrupt):
        faulthandler.enable(stack)
        faulthandler.register(signal.SIGPROF, stack, all_threads=False, chain=True)
        with contextlib.suppress(Exception):
            check(b"warm")  # what is imported late counts as idle
        idle = _resident_mb()
        space = (_status_mb("VmSize") + HARD_MB) * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pipe.send("ready")
        while True:
            data = pipe.recv_bytes()
            stack.truncate(0)
            pipe.send(tuple(_judged(check, data, idle, limits)))


def _judged(check: Check, data: bytes, idle: int, limits: Limits) -> Verdict:
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak starts anew
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        fate = check(data)
    except Exception as error:  # noqa: BLE001 - whatever comes is a find
        signal.setitimer(signal.ITIMER_PROF, 0)
        return Verdict("", f"{type(error).__name__}: {error}"[:2_000], stack_of(error))
    signal.setitimer(signal.ITIMER_PROF, 0)
    if (peak := _status_mb("VmHWM") - idle) > limits.mb:
        return Verdict(fate, f"over {limits.mb:,} MB of memory\n{peak:,} MB above the idle worker", "")
    return Verdict(fate)


def stack_of(error: BaseException) -> str:
    """Return where an error came from, innermost first."""
    frames = [
        f'File "{frame.filename}", line {frame.lineno} in {frame.name}: {frame.line}' for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join(reversed(frames[-30:]))


def _resident_mb() -> int:
    return _status_mb("VmRSS")


def _status_mb(name: str) -> int:
    """Return a line of what the kernel knows of this process, in MB."""
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1_000
    raise LookupError(name)
