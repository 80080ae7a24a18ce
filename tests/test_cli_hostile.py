"""The command line where its output goes wrong: full disks, broken pipes, other alphabets, and names that are no files."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from corridors import publish
from corridors.atlas import Atlas
from corridors.cli import main
from corridors.cli.printing import print_json, take_any_text
from corridors.snapshots.request import SnapshotError
from corridors.view import parse_view

Capture = pytest.CaptureFixture[str]
CALL = [sys.executable, "-m", "corridors.cli"]
PNG = b"\x89PNG"


def in_shell(command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line as a shell does; CLI stands for `corridors`."""
    line = command.replace("CLI", " ".join(CALL))
    return subprocess.run(["bash", "-c", line], env=os.environ | more, capture_output=True, check=False, timeout=300)  # noqa: S607


# --- standard output


@pytest.mark.parametrize("format_", ["csv", "gpkg"])
def test_out_minus_is_standard_output_and_nothing_else_goes_there(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], atlas: Atlas
) -> None:
    monkeypatch.chdir(tmp_path)
    for more in ([], ["--json"]):
        assert main(["export", "--view", "kind=port", "--format", format_, "--out", "-", *more]) == 0
        written = capfdbinary.readouterr().out
        if format_ == "csv":
            assert written == publish.export("kind=port", format="csv", atlas=atlas)
        else:
            assert written.startswith(b"SQLite format 3\x00")
    assert not list(tmp_path.iterdir())


def test_a_report_and_events_go_to_standard_output(tmp_path: Path, workspace: Path, capsys: Capture) -> None:
    file = tmp_path / "wells.csv"
    file.write_text("Titel,Longitude,Latitude\nOne,62.2,34.35\nThree,400,95\n", encoding="utf-8")
    assert main(["import", str(file), "--dry-run", "--report", "-", "--json"]) == 1
    assert capsys.readouterr().out.startswith("row,column,")
    assert main(["events", "export", "--out", "-"]) == 0
    with_name = capsys.readouterr().out
    assert main(["events", "export"]) == 0
    assert capsys.readouterr().out == with_name
    assert not Path("-").exists()
    assert not workspace.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    calls = (
        "PYTHONUNBUFFERED=1 CLI changes --since 2020",
        "CLI changes --since 2020",
        "CLI export --format csv --out -",
        "CLI --help",
    )
    done = in_shell("unset PYTHONUNBUFFERED; " + "; ".join(f"{call} > /dev/full; echo $?" for call in calls))
    assert done.stdout.split() == [b"2"] * 4
    lines = done.stderr.decode().splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["corridors changes", "corridors changes", "corridors export", "corridors"]
    assert all("standard output: No space left on device" in line for line in lines)


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = in_shell("(CLI show tapi-gas; echo $? >&2) | head -1; (CLI export --format csv --out -; echo $? >&2) | head -1 | wc -l")
    assert done.stderr.split() == [b"0", b"0"]


# --- alphabets


def test_a_terminal_that_knows_only_ascii_is_written_with_what_it_can_show() -> None:
    done = in_shell("CLI changes --since 2020; CLI show tapi-gas", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"->" in done.stdout
    assert done.stdout.isascii()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "koi8-r", "utf-8"])
def test_every_text_is_written_in_every_alphabet(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    take_any_text()
    print("TAPI → Herat – “gas” … Москва, خط لوله, 北京, a\udcffb")
    print_json({"name": "Москва →"})
    stream.flush()
    text, plain = stream.buffer.getvalue().decode(encoding).splitlines()
    assert json.loads(plain) == {"name": "Москва →"}
    if encoding == "ascii":
        assert text == 'TAPI -> Herat - "gas" ... Moskva, kht lwlh, BeiJing, a?b'
    elif encoding == "cp1252":
        assert text.startswith("TAPI -> Herat – “gas” … Moskva, ")
    elif encoding == "utf-8":
        assert text == "TAPI → Herat – “gas” … Москва, خط لوله, 北京, a?b"


# --- names that are no files


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Return a path of each kind that is no plain file."""
    names = ("folder", "link", "dangling", "loop", "pipe", "socket")
    found = {name: tmp_path / name for name in names}
    (tmp_path / "file.csv").write_text("mine", encoding="utf-8")
    found["folder"].mkdir()
    found["link"].symlink_to(tmp_path / "file.csv")
    found["dangling"].symlink_to(tmp_path / "nowhere")
    found["loop"].symlink_to(found["loop"])
    os.mkfifo(found["pipe"])
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(found["socket"]))
    return found | {"full": Path("/dev/full"), "null": Path("/dev/null"), "out": Path("/dev/stdout")}


@pytest.mark.parametrize("name", ["folder", "link", "dangling", "loop", "pipe", "socket", "full", "null", "out"])
@pytest.mark.parametrize("call", ["export", "report", "events"])
def test_what_is_no_plain_file_is_never_replaced(
    name: str, call: str, places: dict[str, Path], tmp_path: Path, workspace: Path, capsys: Capture
) -> None:
    path = places[name]
    before = path.lstat()
    wells = tmp_path / "wells.csv"
    wells.write_text("Titel,Longitude,Latitude\nOne,62.2,34.35\n", encoding="utf-8")
    calls = {
        "export": ["export", "--format", "csv", "--view", "kind=port", "--force", "--out"],
        "report": ["import", str(wells), "--dry-run", "--report"],
        "events": ["events", "export", "--force", "--out"],
    }
    assert main([*calls[call], str(path)]) == 2
    said = capsys.readouterr().err
    assert "- for standard output" in said
    after = path.lstat()
    assert (stat.S_IFMT(after.st_mode), after.st_ino) == (stat.S_IFMT(before.st_mode), before.st_ino)
    assert (tmp_path / "file.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert not workspace.exists()


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(SnapshotError, match="No space left on device"):
        publish.write_file(path, b"new", force=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_another_makes_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (path.write_bytes(b"theirs"), real(number)))
    with pytest.raises(SnapshotError, match="exists"):
        publish.write_file(path, b"mine", force=False)
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["x" * 255, "a\x00b", "no/such/folder.csv", "file.csv/below.csv"])
def test_a_name_that_cannot_be_is_refused_in_words(name: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file.csv").touch()
    code = main(["export", "--format", "csv", "--view", "kind=port", "--out", f"{tmp_path}/{name}"])
    assert code == 0 if len(name) == 255 else code == 2
    assert "went wrong that should not" not in capsys.readouterr().err


# --- garbage


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"\x00\x01", b"\xfe\xff", b"\x00", b"\x80\x81", b"\xef\xbb\xbf", b"\x1b\x07", b"{", b"<", b"\xff" * 9]
)
def test_a_few_bytes_of_garbage_are_no_article(data: bytes, tmp_path: Path, workspace: Path, capsys: Capture) -> None:
    file = tmp_path / "news.txt"
    file.write_bytes(data)
    assert main(["events", "extract", str(file), "--queue"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "allowed" in said.err
    assert not workspace.exists()


# --- pipes and devices in place of files, and addresses of other machines


def test_a_file_that_comes_through_a_pipe_is_read_whole(tmp_path: Path) -> None:
    done = in_shell(
        "printf 'name,lon,lat\\na,60,40\\n' | CLI import /dev/stdin --dry-run", CORRIDORS_WORKSPACE=str(tmp_path / "workspace.sqlite")
    )
    assert b"1 read = 1 accepted" in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without end")
@pytest.mark.parametrize("command", ["events extract", "import"])
def test_a_device_without_end_is_refused(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORS_WORKSPACE", str(tmp_path / "workspace.sqlite"))
    assert main([*command.split(), "/dev/zero"]) == 2
    assert "MB" in capsys.readouterr().err


def test_an_address_of_no_machine_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--address", "192.0.2.1", "--port", "8999"]) == 2
    assert "no address of this machine; allowed: localhost" in capsys.readouterr().err


@pytest.mark.parametrize("sign", ["\x1b", "\n", "\ud800", "\uffff"])
def test_a_title_that_no_picture_can_hold_is_refused(sign: str) -> None:
    with pytest.raises(SnapshotError, match="title: found the control character"):
        publish.snapshot("", title=f"a{sign}b")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\uffff"])
def test_a_search_word_with_a_sign_that_is_no_text_is_cut_there(sign: str, atlas: Atlas) -> None:
    view, _ = parse_view(f"q=a{quote(sign, errors='surrogatepass')}b", atlas)
    assert view.text == parse_view("q=a b", atlas)[0].text or "�" in view.text
