"""Bad input on the command line: each is refused or cleaned with a message in four parts, an exit code, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corridors.cli import main
from corridors.importing import limits
from corridors.workspace.layers import listed_layers
from tests.importing_files import features, line, point, table
from tests.test_importing_bad_input import FORM, REFUSED

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def file(tmp_path: Path, workspace: Path) -> Path:
    """Return where the bad file is to be; the workspace holds one layer."""
    good = tmp_path / "good.csv"
    good.write_bytes(table("name,lon,lat", "a,58.4,38"))
    assert main(["import", str(good)]) == 0
    assert workspace.exists()
    return tmp_path / "bad.csv"


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_wrong_usage_in_one_line(case: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(REFUSED[case][0])
    before = listed_layers()
    capsys.readouterr()
    assert main(["import", str(file), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("corridors import: ")
    assert FORM.fullmatch(said.err.strip())
    assert listed_layers() == before


def test_a_file_over_the_limit_is_refused_without_being_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with file.open("wb") as stream:
        stream.truncate(limits.MAX_FILE_BYTES + limits.MB)  # a hole: it takes no room
    assert main(["import", str(file)]) == 2
    assert "found 301 MB; allowed: up to 300 MB" in capsys.readouterr().err


CLEANED = {
    "NaN and infinity": (table("name,lon,lat", "a,NaN,38", "b,58,inf", "c,58.4,38"), 2, ["not_finite", "not_finite"]),
    "NaN in JSON": (b'{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,38]},"properties":{}}', 1, ["not_finite"]),
    "impossible without a CRS": (table("name,x,y", "a,99999999,88888888", "b,77777777,66666666"), 2, ["metres_for_degrees", "metres_for_degrees"]),
    "no geometry": (features((None, {"name": "a"})), 1, ["no_geometry"]),
    "script": (features((point(58, 38), {"name": SCRIPT, "note": "<img src=x onerror=alert(1)>"})), 0, []),
    "formulas": (table("name,lon,lat,status", '=1+1,58.4,38,"=cmd|calc"', "+2,59,38,operating", "-3,60,38,proposed"), 0, ["status_unknown"]),
    "ids of 10 kB": (features((point(58, 38), {"id": "x" * 10_000}), (line((58, 38), (59, 38)), {"id": "y" * 10_000})), 0, ["id_too_long", "id_too_long"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEANED)
def test_what_can_be_cleaned_is_reported(case: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, refused, lines = CLEANED[case]
    file.write_bytes(data)
    before = listed_layers()
    capsys.readouterr()
    assert main(["import", str(file), "--dry-run", "--json"]) == (1 if refused else 0)
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert report["refused"] == refused
    assert report["read"] == report["accepted"] + report["repaired"] + report["refused"]
    assert [made["rule"] for made in report["rows"]] == lines
    assert said.err == ""
    assert listed_layers() == before


def test_a_file_of_which_nothing_is_left_keeps_no_layer(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CLEANED["no geometry"][0])
    before = listed_layers()
    assert main(["import", str(file)]) == 2
    assert "no row was accepted" in capsys.readouterr().err
    assert listed_layers() == before


def test_the_report_as_csv_holds_no_formula(file: Path) -> None:
    file.write_bytes(CLEANED["formulas"][0])
    report = file.with_name("report.csv")
    assert main(["import", str(file), "--dry-run", "--report", str(report)]) == 0
    assert "'=cmd" in report.read_text(encoding="utf-8")
