"""snapshot, export and verify on the command line and as functions: files whole or not at all, exit codes, the same defaults."""

from __future__ import annotations

import argparse
import inspect
import json
import os
import pty
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import corridors
from corridors import cli, publish
from corridors.cli import FINDINGS, GOOD, USAGE, main
from corridors.exports import DataFormat
from corridors.snapshots.request import Format, SnapshotError

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parent.parent
SMALL = ["--size", "800x450"]


@pytest.mark.parametrize("form", Format)
def test_a_snapshot_is_written_and_verified(tmp_path: Path, capsys: Capture, form: Format) -> None:
    out = tmp_path / f"road.{form}"
    assert main(["snapshot", "--view", "?kind=road", "--format", form, *SMALL, "--out", str(out), "--json"]) == GOOD == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(out), "format": form, "bytes": out.stat().st_size, "view": "kind=road"}
    assert main(["verify", str(out)]) == GOOD
    printed = capsys.readouterr().out
    assert "identical: drawn again" in printed
    assert "view: kind=road; as of 2026-11-24" in printed
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("form", DataFormat)
def test_data_is_written(tmp_path: Path, form: DataFormat) -> None:
    out = tmp_path / f"x.{form}"
    assert main(["export", "--view", "kind=road", "--format", form, "--out", str(out)]) == GOOD
    assert out.read_bytes() == corridors.export("kind=road", format=form) or form is DataFormat.GPKG


def test_the_name_has_the_day_where_none_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["snapshot", "--view", "kind=road&asof=2020-01-31", *SMALL]) == GOOD
    assert main(["export", "--view", "kind=road"]) == GOOD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corridors-2020-01-31.png", "corridors-2026-11-24.geojson"]


def test_an_existing_file_stays_without_force(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "mine.png"
    out.write_text("mine", encoding="utf-8")
    call = ["snapshot", "--view", "kind=road", *SMALL, "--out", str(out)]
    assert main(call) == USAGE == 2
    assert f"corridors snapshot: out: {out} exists; allowed: a new file" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"
    assert main([*call, "--force"]) == GOOD
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["snapshot", "--format", "gif"], "format: 'gif'; allowed: png, svg, pdf, pptx, html"),
        (["snapshot", "--size", "9000x9"], "size: 9000x9 px"),
        (["snapshot", "--view", "kind=canal"], "view: kind=canal: not understood"),
        (["snapshot", "--view", "future=1"], "it may come from a newer version"),
        (["snapshot", "--frame", "moon"], "frame: 'moon'; allowed: view, shown"),
        (["export", "--format", "xlsx"], "format: 'xlsx'; allowed: geojson, csv, gpkg, kml"),
        (["export", "--view", "status=dreamt"], "view: status=dreamt: not understood"),
    ],
)
def test_a_wrong_call_exits_2_and_writes_nothing(tmp_path: Path, capsys: Capture, arguments: list[str], says: str) -> None:
    assert main([*arguments, "--out", str(tmp_path / "x.out")]) == USAGE
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.err.count("\n") == 1
    assert (printed.out, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize("out", ["nowhere/x.png", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: Capture, out: str) -> None:
    assert main(["snapshot", "--view", "kind=road", "--out", str(tmp_path / out)]) == USAGE
    assert "corridors snapshot: out: " in capsys.readouterr().err


def test_a_write_that_fails_leaves_nothing_and_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "x.png"
    out.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SnapshotError, match="No space left on device"):
        corridors.snapshot("kind=road", size="800x450", out=out, force=True)
    assert (list(tmp_path.iterdir()), out.read_text(encoding="utf-8")) == ([out], "old")


def test_a_write_broken_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    monkeypatch.setattr(Path, "hardlink_to", stop)
    with pytest.raises(KeyboardInterrupt):
        publish.write_file(tmp_path / "x.png", b"x", force=False)
    assert list(tmp_path.iterdir()) == []


def test_many_views_show_their_progress(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("kind=road\nkind=canal\n", encoding="utf-8")
    main_end, other_end = pty.openpty()
    termios.tcsetwinsize(other_end, (40, 100))
    call = [sys.executable, "-m", "corridors.cli", "snapshot", "--views", "v.txt", *SMALL]
    process = subprocess.Popen(call, cwd=tmp_path, stderr=other_end, env=os.environ | {"PYTHONPATH": str(ROOT)})
    os.close(other_end)
    said = b""
    # The end of a terminal is an error where it is read (EIO).
    with suppress(OSError):
        while part := os.read(main_end, 4096):
            said += part
    os.close(main_end)
    assert process.wait() == FINDINGS
    assert b"0/2 [" in said
    assert b"2/2 [" in said
    assert b"v.txt:2: view: kind=canal" in said


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    publish.write_file(tmp_path / "a", b"a", force=False)
    (tmp_path / "b").write_bytes(b"b")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_verify_says_altered_and_exits_1(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "x.svg"
    corridors.snapshot("kind=road", format="svg", title="Roads", out=out)
    out.write_text(out.read_text(encoding="utf-8").replace(">Roads</text>", ">Rails</text>"), encoding="utf-8")
    assert main(["verify", str(out), "--json"]) == FINDINGS == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "altered"


@pytest.mark.parametrize("name", ["missing.png", "page.txt", "."])
def test_verify_refuses_what_is_not_ours(tmp_path: Path, capsys: Capture, name: str) -> None:
    (tmp_path / "page.txt").write_text("hello", encoding="utf-8")
    assert main(["verify", str(tmp_path / name)]) == USAGE
    assert f"corridors verify: {tmp_path / name}: " in capsys.readouterr().err


def test_many_views_are_drawn_and_the_bad_line_is_told(tmp_path: Path, capsys: Capture) -> None:
    views = tmp_path / "views.txt"
    views.write_text("\ufeff# my briefing\nkind=road\n\nkind=canal\nstatus=announced\tIdeas\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    assert main(["snapshot", "--views", str(views), *SMALL, "--out", str(out)]) == FINDINGS
    printed = capsys.readouterr().err
    assert f"{views}:4: view: kind=canal: not understood" in printed
    assert "2 of 3 drawn" in printed
    assert sorted(path.name for path in out.iterdir()) == ["002-kind-road.png", "005-ideas.png"]
    assert corridors.verify(out / "005-ideas.png").view == "status=announced"
    assert main(["snapshot", "--views", str(views), *SMALL, "--out", str(out), "--json"]) == FINDINGS
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["line"] for line in lines] == [2, 4, 5]
    assert all("error" in line for line in lines), "files that exist are not replaced"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--views", "none.txt"], "No such file"),
        (["--views", "empty.txt"], "no view in it; allowed: one view string per line"),
        (["--views", "v.txt", "--view", "x=1"], "not together with --view"),
        (["--views", "v.txt", "--size", "huge"], "size: 'huge'; allowed: slide"),
    ],
)
def test_many_views_wrongly_asked_for(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("v.txt").write_text("kind=road\n", encoding="utf-8")
    Path("empty.txt").write_text("# nothing yet\n", encoding="utf-8")
    assert main(["snapshot", *arguments]) == USAGE
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("command", ["snapshot", "export"])
def test_functions_have_the_names_and_defaults_of_the_command_line(command: str) -> None:
    parser = cli._parser()
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    given: dict[str, Any] = {action.dest: action.default for action in commands.choices[command]._actions}
    for name, parameter in inspect.signature(getattr(publish, command)).parameters.items():
        if name == "atlas":
            continue
        assert name in given, f"--{name}"
        if given[name] is not None:
            assert given[name] == parameter.default, name
    assert getattr(corridors, command) is getattr(publish, command)


def test_a_fault_of_ours_is_told_in_words(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "make", lambda *_: int("x"))
    assert main(["snapshot", "--view", "kind=road", "--out", os.devnull + "x"]) != GOOD
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
