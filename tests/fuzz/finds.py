"""What was found: each cause once, with its smallest input and what happened, in .fuzz/finds."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.worker import Verdict, Worker

HOME = Path(".fuzz")
FINDS = HOME / "finds"
SEEDS = Path(__file__).parent / "seeds"
MAX_SHRINK_SECONDS = 20.0
QUICK = 2.0  # seconds; what takes longer to fail is not made smaller


def keep(target: str, data: bytes, verdict: Verdict) -> bool:
    """Write a find to .fuzz/finds/TARGET-DIGEST with a .txt beside it that says what happened; return whether its cause is new."""
    path = FINDS / f"{target}-{hashlib.sha256(verdict.signature.encode()).hexdigest()[:12]}"
    if path.exists():
        return False
    FINDS.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(f"{target}: {verdict.fault}\n{verdict.stack}\n", "utf-8", "replace")
    return True


def open_finds(target: str) -> list[Path]:
    """Return the inputs of a target that were found and are not mended yet."""
    return sorted(path for path in FINDS.glob(f"{target}-*") if not path.suffix)


def retry(target: str) -> int:
    """Check what was found before; forget what is mended, and return how many are not."""
    found = open_finds(target)
    with Worker(target) as worker:
        for path in found:
            if not worker.check(path.read_bytes()).fault:
                path.unlink()
                path.with_suffix(".txt").unlink(missing_ok=True)
    return len(open_finds(target))


def kept_shrunk(worker: Worker, data: bytes, verdict: Verdict) -> bool:
    """Keep a find, made smaller where that is cheap; return whether its cause is new."""
    if not keep(worker.target, data, verdict):
        return False
    start = time.monotonic()
    again = worker.check(data)
    if again.signature == verdict.signature and time.monotonic() - start < QUICK:
        smaller = shrunk(data, lambda one: worker.check(one).signature == verdict.signature)
        path = FINDS / f"{worker.target}-{hashlib.sha256(verdict.signature.encode()).hexdigest()[:12]}"
        path.write_bytes(smaller)
    return True


def shrunk(data: bytes, is_same: Callable[[bytes], bool], seconds: float = MAX_SHRINK_SECONDS) -> bytes:
    """Return an input without the stretches that the find does not need: halves first, then ever smaller ones."""
    until = time.monotonic() + seconds
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            if time.monotonic() > until:
                return data
            shorter = data[:at] + data[at + size :]
            if is_same(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
