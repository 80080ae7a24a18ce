"""A reading process that a file has taken over: what it says and leaves does nothing to the program, and it does not get out."""

from __future__ import annotations

import json
import os
import platform
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from corridors.importing.packed import _read_frame
from corridors.reading import worker
from corridors.reading.answers import REQUEST, AnswerError, read_object
from corridors.reading.limits import Limits
from corridors.reading.sandbox import resident_bytes
from corridors.reading.worker import StoppedError, run

TASKS = "tests.reading_tasks"
KERNEL = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}, reason="the walls of the kernel are of Linux on these"
)


@pytest.fixture(scope="module", autouse=True)
def _with_our_tasks() -> Iterator[None]:
    worker.stop()
    worker.start([TASKS])
    yield
    worker.stop()


@pytest.mark.parametrize(
    "line",
    [
        "garbage", "[1]", "5", '"x"', "[" * 50_000, "9" * 5_000, '{"exit": "x"}', '{"exit": -999}', '{"pid": "x", "idle": "y"}', '{"share": 1}',
        '{"share": "a", "words": "x"}', '{"share": 7, "words": "x"}', '{"share": NaN, "words": "x"}', '{"share": 0.5, "words": 5}',
        '{"end": "error"}', '{"end": "error", "kind": ["x"], "words": "y", "trace": 5}', '{"end": 5}', '{"idle": 1000000000000, "walls": []}',
    ],
)  # fmt: skip
def test_what_no_task_says_ends_it_in_words(tmp_path: Path, line: str) -> None:
    with pytest.raises(StoppedError, match="said what no reader says"):
        run(f"{TASKS}:say", tmp_path, {"line": line})


def test_a_process_that_names_another_as_itself_does_not_have_it_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim:
        with pytest.raises(StoppedError):
            run(f"{TASKS}:say", tmp_path, {"line": json.dumps({"pid": victim.pid, "idle": 1})})
        assert victim.poll() is None
        victim.communicate(b"\n")
        assert victim.returncode == 0


def test_a_process_that_pretends_to_have_ended_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(StoppedError, match="said what no reader says"):
        run(f"{TASKS}:pretend_to_end", tmp_path, {}, limits=Limits(60, 30, 10**9))
    assert time.monotonic() - began < 50
    run(f"{TASKS}:write_down", tmp_path, {"value": 1})  # the one that forks has buried it by now
    children = Path(f"/proc/{worker.forked_from()}/task/{worker.forked_from()}/children")
    assert not children.exists() or not [pid for pid in children.read_text(encoding="ascii").split() if resident_bytes(int(pid))]


@pytest.mark.parametrize("form", ["nothing", "folder", "link", "pipe"])
def test_what_lies_in_place_of_an_answer_is_not_followed_nor_waited_for(tmp_path: Path, form: str) -> None:
    (tmp_path / "secret").write_text('{"top": "secret"}', encoding="utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    _leave(folder, "answer.json", form, tmp_path / "secret")
    with pytest.raises(AnswerError):
        read_object(folder / "answer.json")


@pytest.mark.parametrize("text", [b"", b"[1]", b"[" * 100_000, b"\xff\xfe{", b"9" * 5_000])
def test_an_answer_of_another_form_is_said(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "answer.json").write_bytes(text)
    with pytest.raises(AnswerError):
        read_object(tmp_path / "answer.json")


def test_a_second_name_of_a_file_elsewhere_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('{"top": "secret"}', encoding="utf-8")
    os.link(tmp_path / "secret", tmp_path / "answer.json")
    with pytest.raises(AnswerError, match="allowed: a plain one"):
        read_object(tmp_path / "answer.json")


def test_an_order_is_not_written_through_a_link_that_a_task_before_has_left(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    _leave(folder, REQUEST, "link", tmp_path / "precious")
    run(f"{TASKS}:write_down", folder, {"value": 1})
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "precious"
    _leave(folder, REQUEST, "folder", tmp_path)
    with pytest.raises(AnswerError):
        run(f"{TASKS}:write_down", folder, {"value": 1})


def _leave(folder: Path, name: str, form: str, target: Path) -> None:
    """Leave it from here: the walls of the kernel, where they stand, do not let a task make links and pipes at all."""
    (folder / name).unlink(missing_ok=True)
    if form == "folder":
        (folder / name).mkdir()
    elif form == "link":
        (folder / name).symlink_to(target)
    elif form == "pipe":
        os.mkfifo(folder / name)


def test_a_table_whose_offsets_lead_out_of_it_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, pa.array(["eight by", "t", "e"], pa.large_string()))
    packed = tmp_path / "raw.arrow"
    right, wrong = struct.pack("<4q", 0, 8, 9, 10), struct.pack("<4q", 0, 8, 10**9, 10)
    assert right in packed.read_bytes()
    packed.write_bytes(packed.read_bytes().replace(right, wrong))
    with pytest.raises(pa.ArrowInvalid):
        _read_frame(tmp_path, "raw")


def test_a_table_of_types_that_no_task_writes_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, pa.array(["x"]).dictionary_encode())
    with pytest.raises(AnswerError, match="allowed: int64"):
        _read_frame(tmp_path, "raw")


def _write(folder: Path, column: pa.Array) -> None:
    (folder / "raw.json").write_text("{}", encoding="ascii")
    batch = pa.record_batch([column], names=["name"])
    with pa.OSFile(str(folder / "raw.arrow"), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


@KERNEL
def test_beneath_python_nothing_outside_is_changed_and_nothing_outlives_the_process(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    secret.chmod(0o600)
    (tmp_path / "own").mkdir()
    run(f"{TASKS}:try_system_calls", tmp_path / "own", {"secret": str(secret), "parent": os.getpid()})
    found = json.loads((tmp_path / "own" / "answer").read_text(encoding="utf-8"))
    assert found.pop("thread") is True
    assert found.pop("own limit") == 0
    assert set(found.values()) == {-1}, found
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_process_has_one_descriptor_and_no_terminal(tmp_path: Path) -> None:
    run(f"{TASKS}:descriptors", tmp_path, {})
    assert len(json.loads((tmp_path / "answer").read_text(encoding="utf-8"))) == 1
    assert os.getsid(worker.forked_from()) == worker.forked_from()
