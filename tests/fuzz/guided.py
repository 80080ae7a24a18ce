"""Inputs led by coverage at a target: `python -m tests.fuzz.guided TARGET [libFuzzer's arguments]`.

What a check raises is written to .fuzz/finds and passed over, so that one find does not hide the next; what ends the
process, or takes too long or too much, libFuzzer writes to its artifacts.
"""

from __future__ import annotations

import sys
import time
import warnings

import atheris

from tests.fuzz.finds import keep
from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import Verdict, stack_of

MAX_PROCESSOR_SECONDS = 10.0  # of one small input, slowed by the instruments


def run(target: str, arguments: list[str]) -> None:
    """Hand over to libFuzzer, which ends the process."""
    about = TARGETS[target]
    with atheris.instrument_imports(include=list(about.instrumented), enable_loader_override=False):
        check = about.load()

    def checked(data: bytes) -> None:
        start = time.process_time()
        try:
            check(data)
        except Exception as error:
            found = Verdict("", f"{type(error).__name__}: {error}"[:2_000], stack_of(error))
            report(target, data, found)
            if "-runs=" in " ".join(arguments):
                raise
        if (took := time.process_time() - start) > MAX_PROCESSOR_SECONDS:
            report(target, data, Verdict("", f"slow: {took:.0f} s of the processor"))

    if about.regexes:
        atheris.enabled_hooks.add("RegEx")
    warnings.simplefilter("ignore")
    warnings.filterwarnings("error", module="corridors")
    atheris.Setup([sys.argv[0], *arguments], checked)
    atheris.Fuzz()


def report(target: str, data: bytes, found: Verdict) -> None:
    """Keep a find and say so where libFuzzer writes its progress."""
    if keep(target, data, found):
        print(f"NEW FIND {found.fault[:200]}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
