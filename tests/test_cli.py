"""The command line: what it prints, and that it exits 0 when good, 1 on findings, 2 on wrong usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corridors.atlas import Atlas
from corridors.cli import FINDINGS, GOOD, USAGE, main
from corridors.select import select
from corridors.view import parse_view

Capture = pytest.CaptureFixture[str]
LIST_KEYS = {"id", "name", "kind", "status", "basis", "as_of", "length_km", "countries", "actors"}


def test_check_is_good_on_the_shipped_data(capsys: Capture) -> None:
    assert main(["check", "--json"]) == GOOD == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"ok", "counts", "problems"}
    assert (printed["ok"], printed["problems"]) == (True, [])
    assert printed["counts"]["corridors"] == 54


def test_check_finds_and_exits_1(geodata_copy: Path, capsys: Capture) -> None:
    path = geodata_copy / "corridors" / "tapi-gas.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('kind = "gas_pipeline"', 'kind = "canal"'), encoding="utf-8")
    assert main(["check", "--json", "--geodata", str(geodata_copy)]) == FINDINGS == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"] is False
    assert {"file", "record", "rule", "found", "allowed", "todo"} == set(printed["problems"][0])
    assert any(problem["record"] == "tapi-gas" for problem in printed["problems"])


def test_check_fix_makes_layers_canonical_again(geodata_copy: Path, capsys: Capture) -> None:
    path = geodata_copy / "layers" / "roads.geojson"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace(":", ": ", 1), encoding="utf-8")
    assert main(["check", "--fix", "--geodata", str(geodata_copy)]) == GOOD
    assert path.read_text(encoding="utf-8") == good
    assert "rewrote layers/roads.geojson" in capsys.readouterr().err


def test_check_of_no_folder_is_wrong_usage(tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", "--geodata", str(tmp_path / "none")]) == USAGE == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("view", ["", "kind=railway&status=proposed", "q=TAPI", "asof=2021-09-01", "kind=oil_hub&status=operating"])
def test_list_gives_what_the_view_selects(view: str, atlas: Atlas, capsys: Capture) -> None:
    assert main(["list", "--json", "--view", view]) == GOOD
    rows = json.loads(capsys.readouterr().out)
    wanted, _ = parse_view(view, atlas)
    past = atlas.as_of(wanted.asof) if wanted.asof else atlas
    assert [row["id"] for row in rows] == [corridor.id for corridor in select(past, wanted)]
    assert all(set(row) >= LIST_KEYS for row in rows)


def test_list_reports_what_it_dropped_on_stderr(capsys: Capture) -> None:
    assert main(["list", "--view", "kind=canal"]) == GOOD
    printed = capsys.readouterr()
    assert "kind=canal" in printed.err
    assert len(printed.out.splitlines()) == 54


def test_show_gives_the_whole_record(capsys: Capture) -> None:
    assert main(["show", "tapi-gas", "--json"]) == GOOD
    record = json.loads(capsys.readouterr().out)
    assert (record["id"], record["as_of"]) == ("tapi-gas", "2026-02-25")
    assert record["events"]
    assert record["cited"]
    assert record["length_km"] > 1000


def test_show_in_words_names_sections(capsys: Capture) -> None:
    assert main(["show", "tapi-gas"]) == GOOD
    text = capsys.readouterr().out
    assert all(f"\n{name}\n" in text for name in ("History", "Segments", "Quantities", "Actors", "News", "Sources"))


def test_show_on_a_past_day_knows_no_more_than_that_day(capsys: Capture) -> None:
    assert main(["show", "tapi-gas", "--asof", "2021-09-01", "--json"]) == GOOD
    record = json.loads(capsys.readouterr().out)
    assert record["status"] == "shelved"
    assert all(event["date"] <= "2021-09-01" for event in record["events"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["show", "atlantis"], "no such corridor"),
        (["show", "herat-oil-hub", "--asof", "2024-04-01"], "not yet announced on 2024-04-01"),
        (["show", "tapi-gas", "--asof", "soon"], "'soon' is not a date"),
    ],
)
def test_a_call_that_cannot_be_carried_out_exits_2_and_says_why(call: list[str], words: str, capsys: Capture) -> None:
    assert main(call) == USAGE
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("call", [[], ["fly"], ["show"], ["list", "--colour"]])
def test_a_call_of_the_wrong_form_exits_2(call: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as left:
        main(call)
    assert left.value.code == USAGE
    assert "usage:" in capsys.readouterr().err
