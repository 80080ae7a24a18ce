"""A bounded run of the fuzzers of tests/fuzz, the same inputs in every run; `make fuzz` runs them longer and from other seeds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parent / "fuzz"
RUNS = 3_000


@pytest.mark.parametrize("target", ["routes", "coordinates"])
def test_the_parsers_bear_thousands_of_odd_texts(target: str, tmp_path: Path) -> None:
    seeds, words = FUZZ / "seeds" / target, FUZZ / "words.dict"
    limits = [f"-runs={RUNS}", "-seed=1", "-max_len=200", f"-dict={words}", f"-artifact_prefix={tmp_path}/"]
    call = [sys.executable, str(FUZZ / f"{target}.py"), *limits, str(tmp_path), str(seeds)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120, env=os.environ | {"PYTHONHASHSEED": "0"})
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert f"Done {RUNS} runs" in done.stderr


def test_every_fuzzer_has_seeds_and_a_case_here() -> None:
    targets = {path.stem for path in FUZZ.glob("*.py")}
    assert targets == {path.name for path in (FUZZ / "seeds").iterdir()} == {"routes", "coordinates"}
