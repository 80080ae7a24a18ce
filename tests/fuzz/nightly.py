"""Fuzzing of every reader, in slices: `python -m tests.fuzz.nightly --seconds 600 --jobs 2 [TARGET ...]`.

Interrupted, it goes on where it stopped: .fuzz/nightly.json says which target has had how much. After a whole one the next
begins anew. The target that has had least comes next, so that every one has had its share whenever it is stopped.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.finds import HOME, SEEDS, keep, open_finds, retry
from tests.fuzz.mutators import MUTATORS
from tests.fuzz.seeds_made import seeds_of
from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import Verdict, Worker

SLICE_SECONDS = 120.0
STATE = HOME / "nightly.json"
WORDS = Path(__file__).parent / "words.dict"
LIMITS = ("-timeout=150", "-rss_limit_mb=3000", "-report_slow_units=1000", "-print_final_stats=1")
DONE, LASTED = re.compile(r"number_of_executed_units:\s+(\d+)"), re.compile(r"Done \d+ runs in (\d+) second")


class Slice(NamedTuple):
    """What a target did in one run of its process."""

    runs: int
    seconds: float
    new: int
    processor: float = 0.0


@dataclass
class Had:
    """What a target has had in this nightly."""

    runs: int = 0
    seconds: float = 0.0
    new: int = 0
    slices: int = 0
    processor: float = 0.0  # seconds of it: on a busy machine far fewer than those of the clock


@dataclass
class Nightly:
    """What every target has had since the nightly began."""

    began: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat())
    had: dict[str, Had] = field(default_factory=dict)

    @classmethod
    def resumed(cls, targets: list[str], seconds: float, *, anew: bool = False) -> Nightly:
        """Return the nightly that was interrupted, a new one where the last was whole or there is none, or on request."""
        nightly = cls()
        if STATE.exists() and not anew:
            plain = json.loads(STATE.read_text("utf-8"))
            nightly = cls(plain["began"], {name: Had(**had) for name, had in plain["had"].items() if name in TARGETS})
        if nightly.next_of(targets, seconds, set()) is None:
            nightly = cls()
        for target in targets:
            nightly.had.setdefault(target, Had())
        return nightly

    def next_of(self, targets: list[str], seconds: float, busy: set[str]) -> str | None:
        """Return the target that has had least and not enough; None where all have, or are being run."""
        waiting = [name for name in targets if name not in busy and self.had.get(name, Had()).seconds < seconds]
        return min(waiting, key=lambda name: self.had.get(name, Had()).seconds, default=None)

    def save(self) -> None:
        """Write the state in one step, so that an interruption leaves the old or the new one."""
        HOME.mkdir(exist_ok=True)
        new = STATE.with_suffix(".new")
        new.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        new.replace(STATE)


class Processes:
    """The processes at work, which are ended when the nightly is interrupted: what they were at is not counted."""

    def __init__(self) -> None:
        """Begin without one."""
        self.running: set[subprocess.Popen[str]] = set()
        self.is_stopped = False

    def stop(self, *_: object) -> None:
        """End them, and start no other."""
        self.is_stopped = True
        for process in list(self.running):
            process.terminate()

    def run(self, call: list[str], log: Path, **surroundings: str) -> tuple[str, float]:
        """Run a program to its end; return what it wrote, on either stream, and the seconds of the processor that it took."""
        with log.open("w+", encoding="utf-8", errors="replace") as said:
            process = subprocess.Popen(call, stdout=said, stderr=subprocess.STDOUT, text=True, env=os.environ | surroundings)
            self.running.add(process)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.running.discard(process)
        return log.read_text("utf-8", "replace"), usage.ru_utime + usage.ru_stime


PROCESSES = Processes()


def slice_of(target: str, seconds: float, number: int) -> Slice:
    """Run a target in a process of its own for some seconds."""
    return _mutated(target, seconds, number) if target in MUTATORS else _guided(target, seconds, number)


def _mutated(target: str, seconds: float, number: int) -> Slice:
    call = [sys.executable, "-m", "tests.fuzz.mutated", target, f"{seconds}", f"{number * 1_000_003 + int(time.time())}"]
    text, processor = PROCESSES.run(call, HOME / f"{target}.log")
    last = (text.splitlines() or [""])[-1]
    if not last.startswith("{"):
        raise RuntimeError(f"the fuzzer of {target} itself failed: {text[-3_000:]}")
    return Slice(**json.loads(last), processor=processor)


def _guided(target: str, seconds: float, number: int) -> Slice:
    corpus, artifacts = HOME / target, HOME / "artifacts" / target
    for folder in (corpus, artifacts):
        folder.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(seeds_of(target)):
        (corpus / f"made-{place}").write_bytes(seed)
    before = {*open_finds(target)}
    start = time.monotonic()
    options = [
        f"-max_total_time={seconds:.0f}",
        f"-max_len={TARGETS[target].max_bytes}",
        f"-dict={WORDS}",
        f"-artifact_prefix={artifacts}/",
    ]
    call = [sys.executable, "-m", "tests.fuzz.guided", target, str(corpus), str(SEEDS / target), *options, *LIMITS]
    text, processor = PROCESSES.run(call, HOME / f"{target}.log", PYTHONHASHSEED=str(number))
    runs = [int(found) for found in DONE.findall(text)]
    for artifact in sorted(artifacts.iterdir()):
        _adopt(target, artifact, text)
    if not runs:
        raise RuntimeError(f"the fuzzer of {target} itself failed: {text[-3_000:]}")
    lasted = LASTED.findall(text)  # without the time to start; where the process died it wrote none
    return Slice(runs[-1], float(lasted[-1]) if lasted else time.monotonic() - start, len({*open_finds(target)} - before), processor)


def _adopt(target: str, artifact: Path, log: str) -> None:
    """Make a find of what libFuzzer wrote when the process ended, judged by a worker where that ends, too."""
    data = artifact.read_bytes()
    with Worker(target) as worker:
        verdict = worker.check(data)
    if not verdict.fault:
        verdict = Verdict("", f"libFuzzer: {artifact.name.partition('-')[0]}, not seen again alone", log[-3_000:])
    keep(target, data, verdict)
    artifact.unlink()


def run(targets: list[str], seconds: float, jobs: int, *, anew: bool = False) -> Nightly:
    """Run slices of the targets until each has had its seconds; two processes never fuzz one target."""
    nightly, busy, lock = Nightly.resumed(targets, seconds, anew=anew), set[str](), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                target = nightly.next_of(targets, seconds, busy)
                if target is None or PROCESSES.is_stopped:
                    return
                busy.add(target)
            had = nightly.had[target]
            if not had.slices:
                retry(target)
            length = min(SLICE_SECONDS, seconds - had.seconds)
            try:
                done = slice_of(target, max(1.0, length), had.slices)
            except RuntimeError:
                if PROCESSES.is_stopped:
                    return
                raise
            with lock:
                had.runs, had.new, had.slices = had.runs + done.runs, had.new + done.new, had.slices + 1
                had.seconds, had.processor = round(had.seconds + done.seconds, 1), round(had.processor + done.processor, 1)
                nightly.save()
                busy.discard(target)
            print(
                f"{target}: {done.runs:,} runs in {done.seconds:.0f} s, {done.new} new finds; {had.seconds:.0f} of {seconds:.0f} s",
                flush=True,
            )

    with ThreadPoolExecutor(jobs) as pool:
        for job in [pool.submit(work) for _ in range(jobs)]:
            job.result()
    return nightly


def table(nightly: Nightly, targets: list[str]) -> str:
    """Return what each target did, and how many finds are open: those of this nightly and those of earlier ones."""
    rows = [f"{'target':<14}{'runs':>12}{'seconds':>9}{'processor':>11}{'new finds':>11}{'open':>6}"]
    for name in targets:
        had = nightly.had[name]
        rows.append(f"{name:<14}{had.runs:>12,}{had.seconds:>9,.0f}{had.processor:>11,.0f}{had.new:>11}{len(open_finds(name)):>6}")
    return "\n".join(rows)


def main() -> int:
    """Run, print the table; 1 where a find is open."""
    parser = argparse.ArgumentParser(description="Fuzz every reader; resumes where it was interrupted.")
    parser.add_argument("targets", nargs="*", help="all, unless some are named")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--anew", action="store_true", help="forget what an interrupted run has done")
    given = parser.parse_args()
    if unknown := [name for name in given.targets if name not in TARGETS]:
        parser.error(f"{', '.join(unknown)}: no such target; allowed: {', '.join(TARGETS)}")
    targets = given.targets or list(TARGETS)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, PROCESSES.stop)
    nightly = run(targets, given.seconds, max(1, given.jobs), anew=given.anew)
    print(table(nightly, targets))
    found = sum(len(open_finds(name)) for name in targets)
    print(f"nightly of {nightly.began}: {found} open finds" + (f", in {HOME / 'finds'}" if found else ""))
    if PROCESSES.is_stopped:
        print("nightly: interrupted; the same call goes on from here", file=sys.stderr)
        return 130
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
