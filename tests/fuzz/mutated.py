"""Mutated files at a target, for some seconds: `python -m tests.fuzz.mutated TARGET SECONDS`. Ends by a line of JSON.

An input whose fate is new is kept in .fuzz/TARGET and spoilt further: what coverage is for our own code, the words of a
refusal and the rules of a report are for libraries that cannot be instrumented.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from random import Random

from tests.fuzz.finds import HOME, SEEDS, kept_shrunk
from tests.fuzz.mutators import MAX_BYTES, MUTATORS
from tests.fuzz.seeds_made import seeds_of
from tests.fuzz.worker import Worker

MAX_CORPUS = 1_500


class Corpus:
    """The inputs that others are made of, in memory and in .fuzz/TARGET, each with a fate of its own."""

    def __init__(self, target: str) -> None:
        """Read what earlier runs have kept."""
        self.folder = HOME / target
        self.folder.mkdir(parents=True, exist_ok=True)
        committed = sorted((SEEDS / target).glob("*")) if (SEEDS / target).is_dir() else []
        self.seeds = [*seeds_of(target), *(path.read_bytes() for path in committed)]
        files = sorted(self.folder.iterdir())
        self.kept, self.fates = [path.read_bytes() for path in files], {path.name for path in files}

    def choose(self, random: Random) -> bytes:
        """Return an input: as often one of the seeds as one that was kept."""
        return random.choice(self.kept if self.kept and random.random() < 0.5 else self.seeds)

    def add(self, data: bytes, fate: str) -> None:
        """Keep an input whose fate no other had."""
        name = hashlib.sha256(fate.encode("utf-8", "replace")).hexdigest()[:16]  # so that no later run has to try it again
        if name in self.fates or len(self.kept) >= MAX_CORPUS or len(data) > MAX_BYTES:
            return
        self.fates.add(name)
        self.kept.append(data)
        (self.folder / name).write_bytes(data)


def run(target: str, seconds: float, seed: int) -> dict[str, float]:
    """Check mutated inputs for some seconds; return how many, how long, and how many finds were new."""
    random, corpus, mutate = Random(seed), Corpus(target), MUTATORS[target]  # noqa: S311 - no secret
    runs = new = 0
    start = time.monotonic()
    with Worker(target) as worker:
        while time.monotonic() - start < seconds:
            data = corpus.choose(random)
            for _ in range(random.choice((1, 1, 1, 2, 3))):
                data = mutate(random, data)
            verdict = worker.check(data)
            runs += 1
            if verdict.fault:
                new += kept_shrunk(worker, data, verdict)
            else:
                corpus.add(data, verdict.fate)
    return {"runs": runs, "seconds": time.monotonic() - start, "new": new}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
