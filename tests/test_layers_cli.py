"""The kept layers from the command line: another version of one, another name, hidden, removed, brought back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corridors.cli import main
from corridors.workspace.layers import own_layers
from tests.gem import GEM, GEM_NAME


@pytest.fixture
def file(tmp_path: Path, workspace: Path) -> Path:
    """Return a file that is kept as layer `wells` in a workspace of the test's own."""
    assert not workspace.exists()
    path = tmp_path / "wells.csv"
    path.write_text("Titel,Longitude,Latitude\nOne,62.2,34.35\nTwo,63,35\n", encoding="utf-8")
    about = ["--attribution", "Ministry", "--licence", "CC BY 4.0", "--source", "https://example.org"]
    assert main(["import", str(path), "--map", "name=Titel", "--name", "Wells", *about]) == 0
    return path


def listed(capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["layers", "list", "--json", *more]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_a_file_is_imported_anew_as_the_next_version_of_a_layer(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (before,) = listed(capsys)
    assert (before["id"], before["version"], before["name"], before["file"], before["hidden"]) == ("wells", 1, "Wells", "wells.csv", False)
    assert main(["layers", "hide", "wells"]) == 0
    newer = file.with_name("wells of May.csv")
    newer.write_text(file.read_text(encoding="utf-8") + "Three,64,36\n", encoding="utf-8")
    assert main(["import", str(newer), "--layer", "wells", "--licence", "CC0"]) == 0
    assert "kept as layer wells, version 2" in capsys.readouterr().err
    (after,) = listed(capsys)
    same = {"id", "name", "attribution", "source", "removed", "hidden"}
    assert {name: after[name] for name in same} == {**{name: before[name] for name in same}, "hidden": True}
    assert (after["version"], after["file"], after["licence"]) == (2, "wells of May.csv", "CC0")
    assert after["digest"] != before["digest"]
    (layer,) = own_layers()
    assert list(layer.features["name"]) == ["One", "Two", "Three"]
    assert main(["import", str(newer)]) == 0
    assert [layer["id"] for layer in listed(capsys)] == ["wells", "wells-of-may"]


def test_a_known_source_brings_its_credit_unless_told_otherwise(workspace: Path, tmp_path: Path) -> None:
    assert not workspace.exists()
    path = tmp_path / GEM_NAME
    path.write_bytes(GEM)
    assert main(["import", str(path)]) == 1
    assert main(["import", str(path), "--name", "Ours", "--attribution", "Ministry"]) == 1
    assert {layer.credit for layer in own_layers()} == {
        "GEM gas lines: Global Energy Monitor (CC BY 4.0)",
        "Ours: Ministry (CC BY 4.0)",
    }


def test_a_dry_run_for_a_layer_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = listed(capsys)
    assert main(["import", str(file), "--layer", "wells", "--dry-run"]) == 0
    assert listed(capsys) == before


@pytest.mark.usefixtures("file")
def test_a_layer_is_renamed_hidden_shown_removed_and_restored(capsys: pytest.CaptureFixture[str]) -> None:
    for call, said in (
        (["rename", "wells", "Deep wells"], "wells  Deep wells  [version 1 of "),
        (["hide", "wells"], ", wells.csv, hidden]"),
        (["show", "wells"], ", wells.csv]"),
        (["remove", "wells"], ", wells.csv, removed]"),
    ):
        capsys.readouterr()
        assert main(["layers", *call]) == 0
        assert said in capsys.readouterr().out
    assert listed(capsys) == []
    assert own_layers() == ()
    assert [layer["name"] for layer in listed(capsys, "--removed")] == ["Deep wells"]
    assert main(["layers", "restore", "wells", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["removed"] is False
    assert [layer.name for layer in own_layers()] == ["Deep wells"]


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["layers", "rename", "pits", "Pits"], "corridors layers: pits: no such layer; allowed: wells; choose one of them"),
        (["layers", "rename", "wells", "  "], "corridors layers: a layer without a name; allowed: a name; give one"),
        (["layers", "hide", "pits"], "corridors layers: pits: no such layer; allowed: wells; choose one of them"),
        (["layers", "restore", "wells"], "corridors layers: wells: no such removed layer; allowed: none, there is no removed layer; choose one of them"),
        (["import", "no such file.csv", "--layer", "pits"], "corridors import: pits: no such layer; allowed: wells; choose one of them"),
    ],
)  # fmt: skip
def test_a_layer_that_is_not_there_is_wrong_usage(call: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = listed(capsys)
    assert main(call) == 2
    assert capsys.readouterr().err.strip() == words
    assert listed(capsys) == before


def test_where_nothing_was_ever_kept_nothing_is_made(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys) == []
    assert main(["layers", "remove", "wells"]) == 2
    assert main(["layers", "list"]) == 0
    assert capsys.readouterr().err.endswith("0 kept\n")
    assert not workspace.exists()
