"""Data of the wrong form gives problems that say where, what was found and what is allowed, all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import corridors
from corridors.load import GeodataError, read_draft

Spoil = Callable[[bytes], bytes]
CASES: dict[str, tuple[str, Spoil, str, str, str]] = {
    "broken TOML": ("corridors/tapi-gas.toml", lambda b: b"name = \n" + b, "file", "line 1", "TOML 1.0"),
    "wrong enum": (
        "corridors/tapi-gas.toml",
        lambda b: b.replace(b'kind = "gas_pipeline"', b'kind = "canal"'),
        "tapi-gas",
        "kind = 'canal'",
        "one of gas_pipeline, oil_pipeline",
    ),
    "missing key": ("corridors/tapi-gas.toml", lambda b: b.replace(b'label = "TAPI"\n', b""), "tapi-gas", "no label", "a value for every"),
    "unknown key": ("edition.toml", lambda b: b + b'colour = "red"\n', "?", "unknown key colour", "the keys listed"),
    "impossible day": (
        "corridors/tapi-gas.toml",
        lambda b: b.replace(b'as_of = "2026-02-25"', b'as_of = "2026-02-30"'),
        "tapi-gas",
        "as_of = '2026-02-30'",
        "of the calendar",
    ),
    "not UTF-8": ("actors.toml", lambda b: b"# \xff\n" + b, "file", "utf-8", "a readable UTF-8 file"),
    "broken JSON": ("layers/roads.geojson", lambda b: b[:-10], "file", "JSONDecodeError", "a GeoJSON FeatureCollection"),
    "wrong geometry": (
        "layers/hubs.geojson",
        lambda b: b.replace(b'"type":"Point"', b'"type":"Polygon"', 1),
        "amu-darya-oil-field--site",
        "no usable geometry",
        "a Point or a LineString",
    ),
    "wrong number": (
        "places.csv",
        lambda b: b.replace(b"Ab-e Kamari,AF,63.0678", b"Ab-e Kamari,AF,east"),
        "Ab-e Kamari",
        "lon",
        "a number",
    ),
}


def spoil(folder: Path, name: str, change: Spoil) -> None:
    before = (folder / name).read_bytes()
    after = change(before)
    assert after != before, "the example changes nothing"
    (folder / name).write_bytes(after)


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_form_says_where_what_was_found_and_what_is_allowed(case: str, geodata_copy: Path) -> None:
    file, change, record, found, allowed = CASES[case]
    spoil(geodata_copy, file, change)
    problems = [problem for problem in read_draft(geodata_copy).problems if problem.file == file]
    assert problems
    assert any(problem.record == record and found in problem.found and allowed in problem.allowed for problem in problems), problems


def test_load_raises_one_error_with_every_problem(geodata_copy: Path) -> None:
    for case in ("wrong enum", "not UTF-8", "broken JSON"):
        spoil(geodata_copy, *CASES[case][:2])
    with pytest.raises(GeodataError) as caught:
        corridors.load(geodata_copy)
    files = {problem.file for problem in caught.value.problems}
    assert {"corridors/tapi-gas.toml", "actors.toml", "layers/roads.geojson"} <= files
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)


def test_two_faults_in_one_record_are_both_told(geodata_copy: Path) -> None:
    for case in ("wrong enum", "missing key"):
        spoil(geodata_copy, *CASES[case][:2])
    assert len([p for p in read_draft(geodata_copy).problems if p.record == "tapi-gas"]) == 2


def test_a_missing_file_is_a_problem_and_no_other_exception(geodata_copy: Path) -> None:
    (geodata_copy / "sources.toml").unlink()
    with pytest.raises(GeodataError, match=r"sources\.toml: file: readable"):
        corridors.load(geodata_copy)


def test_a_table_where_a_list_of_tables_belongs_is_a_problem(geodata_copy: Path) -> None:
    (geodata_copy / "actors.toml").write_text('actors = ["adb"]\n', encoding="utf-8")
    with pytest.raises(GeodataError, match=r"actors\.toml"):
        corridors.load(geodata_copy)


def test_the_copy_equals_the_original(geodata_copy: Path) -> None:
    assert corridors.digest(geodata_copy) == corridors.digest()


def test_the_digest_changes_with_the_data(geodata_copy: Path) -> None:
    spoil(geodata_copy, "events.toml", lambda text: text + b"\n")
    assert corridors.digest(geodata_copy) != corridors.digest()
