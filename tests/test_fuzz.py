"""What was found once stays mended, the fuzzers of tests/fuzz run, and they see a death, a hang, a growth and an error."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import finds, nightly
from tests.fuzz.mutators import MUTATORS
from tests.fuzz.nightly import Had, Nightly
from tests.fuzz.seeds_made import MAKERS, seeds_of
from tests.fuzz.targets import TARGETS, Target
from tests.fuzz.worker import Limits, Verdict, Worker

SEEDS = sorted(path for path in finds.SEEDS.glob("*/*"))
RUNS = 3_000
MAX_SEED_BYTES = 4_000


@pytest.mark.parametrize("path", SEEDS, ids=[f"{path.parent.name}/{path.name}" for path in SEEDS])
def test_every_seed_is_read_or_refused(path: Path) -> None:
    assert path.stat().st_size <= MAX_SEED_BYTES
    assert TARGETS[path.parent.name].load()(path.read_bytes())


@pytest.mark.parametrize("target", MAKERS)
def test_the_files_that_fuzzing_starts_from_are_read(target: str) -> None:
    check = TARGETS[target].load()
    fates = [check(data) for data in seeds_of(target)]
    assert [fate for fate in fates if ": found" in fate] == []


@pytest.mark.parametrize("target", MUTATORS)
def test_files_are_spoilt_the_same_way_again(target: str) -> None:
    seed = seeds_of(target)[0]
    spoilt = [MUTATORS[target](Random(number), seed) for number in range(12)]  # noqa: S311 - no secret
    assert spoilt == [MUTATORS[target](Random(number), seed) for number in range(12)]  # noqa: S311
    assert len({*spoilt, seed}) > 6


@pytest.mark.parametrize("target", ["routes", "coordinates"])
def test_the_parsers_bear_thousands_of_odd_texts(target: str, tmp_path: Path) -> None:
    limits = [f"-runs={RUNS}", "-seed=1", "-max_len=200", f"-dict={nightly.WORDS}", f"-artifact_prefix={tmp_path}/"]
    call = [sys.executable, "-m", "tests.fuzz.guided", target, *limits, str(tmp_path), str(finds.SEEDS / target)]
    surroundings = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120, env=surroundings, cwd=Path(__file__).parents[1])
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert f"Done {RUNS} runs" in done.stderr


def test_every_target_has_what_it_starts_from() -> None:
    assert set(MUTATORS) == {name for name, target in TARGETS.items() if not target.instrumented}
    assert {path.parent.name for path in SEEDS} | set(MAKERS) == set(TARGETS)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker("faulty", Target("faulty", "obey"), Limits(seconds=1, mb=100)) as made:
        yield made


@pytest.mark.parametrize(
    ("data", "fault", "where"),
    [
        (b"", "", ""),
        (b"die", "the process died of SIGSEGV", "in obey"),
        (b"hang", "no end after 1 s of the processor", "in obey"),
        (b"grow", "over 100 MB of memory", ""),
        (b"fail", "LookupError: as asked", "in obey"),
        (b"on", "", ""),
    ],
)
def test_the_worker_sees_what_an_input_does_and_goes_on(worker: Worker, data: bytes, fault: str, where: str) -> None:
    verdict = worker.check(data)
    assert verdict.fault.startswith(fault)
    assert bool(verdict.fault) == bool(fault)
    assert where in verdict.stack
    assert worker.check(b"next") == Verdict("well")


def test_a_find_is_kept_once_and_small_and_forgotten_when_mended(worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finds, "FINDS", tmp_path / "finds")
    for data, new in ((b"much before fail and after", True), (b"another fail", False)):
        assert finds.kept_shrunk(worker, data, worker.check(data)) is new
    (path,) = finds.open_finds("faulty")
    assert path.read_bytes() == b"fail"
    assert "LookupError: as asked" in path.with_suffix(".txt").read_text("utf-8")
    monkeypatch.setitem(TARGETS, "faulty", worker.about)
    assert finds.retry("faulty") == 1
    path.write_bytes(b"mended")
    assert finds.retry("faulty") == 0
    assert list((tmp_path / "finds").iterdir()) == []


def test_a_nightly_goes_on_where_it_stopped_and_begins_anew_when_it_was_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "HOME", tmp_path)
    monkeypatch.setattr(nightly, "STATE", tmp_path / "nightly.json")
    targets = ["routes", "kml", "gpx"]
    first = Nightly.resumed(targets, 600)
    first.began = "once"
    first.had = {"routes": Had(5, 600, 0, 10), "kml": Had(3, 60, 1, 1), "gpx": Had()}
    first.save()
    again = Nightly.resumed(targets, 600)
    assert again == first
    assert [again.next_of(targets, 600, busy) for busy in (set[str](), {"gpx"}, {"gpx", "kml"})] == ["gpx", "kml", None]
    again.had = {name: Had(5, 600, 0, 10) for name in targets}
    again.save()
    anew = Nightly.resumed(targets, 600)
    assert anew.began != "once"
    assert anew.had == {name: Had() for name in targets}
