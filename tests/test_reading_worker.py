"""Reading processes: what comes back, what they may not do, and that nothing notices when one dies, hangs or grows."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corridors.reading import worker
from corridors.reading.limits import Limits
from corridors.reading.sandbox import resident_bytes
from corridors.reading.worker import FaultError, StoppedError, run

TASKS = "tests.reading_tasks"
AMPLE = Limits(seconds=60, cpu_seconds=30, memory_bytes=1_000_000_000)


@pytest.fixture(scope="module", autouse=True)
def _with_our_tasks() -> Iterator[None]:
    """Fork from a process that has the tasks of the tests loaded: a reader may not load them from here."""
    worker.stop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORRIDORS_WORKSPACE", "postgresql://someone:secret@localhost/workspace")
        worker.start([TASKS])
    yield
    worker.stop()


def test_what_a_task_finds_lies_in_its_folder_and_its_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    run(f"{TASKS}:write_down", tmp_path, {"value": ["Душанбе", 1.5, None]}, lambda *now: told.append(now))
    assert json.loads((tmp_path / "answer").read_text(encoding="utf-8")) == ["Душанбе", 1.5, None]
    assert (0.5, "half") in told


@pytest.fixture
def doors(tmp_path: Path) -> dict[str, str]:
    folder, outside = tmp_path / "own", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("top secret", encoding="utf-8")
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: asked.append(server.accept()), daemon=True).start()
        given = {"secret": str(outside / "secret"), "folder_outside": str(outside), "port": server.getsockname()[1], "parent": os.getpid()}
        run(f"{TASKS}:try_doors", folder, given)
    assert not asked
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]
    found: dict[str, str] = json.loads((folder / "answer").read_text(encoding="utf-8"))
    return found


def test_a_reader_may_do_nothing_outside_its_folder(doors: dict[str, str]) -> None:
    names = doors.pop("names")
    assert doors.pop("own") == "1"
    assert doors.pop("exec") == "False"
    assert doors == dict.fromkeys(
        ("read", "list", "write", "environment", "socket", "connection", "program", "fork", "signal", "link", "pipe"), "PermissionError"
    )
    assert not [name for name in names if name.startswith("CORRIDORS_")]


@pytest.mark.parametrize(
    ("task", "limits", "words"),
    [
        ("spin", Limits(60, 1, 10**9), "it took more than 1 s of the processor"),
        ("sleep", Limits(0.5, 30, 10**9), "it took more than 0.5 s; allowed: 0.5 s; bring a part of it"),
        ("grow", Limits(60, 30, 200_000_000), "it took more than 200 MB of memory"),
        ("ask_for_much", AMPLE, "it took more than 1,000 MB of memory"),
        ("crash", AMPLE, r"it ended the process that read it \(SIGSEGV\); allowed: a whole, valid file"),
        ("babble", AMPLE, "it ended the process that read it"),
    ],
)
def test_what_does_not_end_well_ends_in_words_and_the_next_task_is_done(tmp_path: Path, task: str, limits: Limits, words: str) -> None:
    with pytest.raises(StoppedError, match=words):
        run(f"{TASKS}:{task}", tmp_path, {}, limits=limits)
    run(f"{TASKS}:write_down", tmp_path, {"value": task})
    assert json.loads((tmp_path / "answer").read_text(encoding="utf-8")) == task


def test_an_error_in_words_comes_back_as_what_it_is_and_any_other_as_a_fault_with_its_trace(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^in words$"):
        run(f"{TASKS}:refuse", tmp_path, {}, raises=(ValueError,))
    with pytest.raises(FaultError, match=r"reading_tasks\.py(.*\n)+KeyError"):
        run(f"{TASKS}:fail", tmp_path, {}, raises=(ValueError,))


def test_whoever_stops_listening_ends_the_process(tmp_path: Path) -> None:
    pids: list[int] = []

    class CancelledError(BaseException):
        """As the page ends its run where the visitor clicks."""

    def cancel(share: float, _: str) -> None:
        if share == 0.25:
            pids.extend(_children(worker._source.process))
            raise CancelledError

    with pytest.raises(CancelledError):
        run(f"{TASKS}:sleep", tmp_path, {}, cancel)
    assert len(pids) == 1
    run(f"{TASKS}:write_down", tmp_path, {"value": 1})
    assert resident_bytes(pids[0]) == 0


def _children(process: subprocess.Popen[bytes] | None) -> list[int]:
    assert process is not None
    threads = Path(f"/proc/{process.pid}/task")
    return [int(pid) for thread in threads.iterdir() for pid in (thread / "children").read_text(encoding="ascii").split()]


def test_the_process_that_readers_are_forked_from_is_started_anew_when_it_is_gone(tmp_path: Path) -> None:
    process = worker._source.process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    run(f"{TASKS}:write_down", tmp_path, {"value": 2})
    assert (tmp_path / "answer").read_text(encoding="utf-8") == "2"


def test_more_than_a_few_wait_for_their_turn_and_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_places", threading.BoundedSemaphore(1))
    done: list[str] = []
    running, told = threading.Event(), threading.Event()

    def first(share: float, _: str) -> None:
        if share == 0.25:
            running.set()
            if told.is_set():
                done.append("first")
                raise StoppedError("enough")

    def second(_: float, words: str) -> None:
        if words == "waiting for other files that are being read":
            told.set()

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    def sleep() -> None:
        with contextlib.suppress(StoppedError):
            run(f"{TASKS}:sleep", tmp_path / "a", {}, first)

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    assert running.wait(60)
    run(f"{TASKS}:write_down", tmp_path / "b", {"value": 3}, second)
    sleeper.join()
    assert done == ["first"]
    assert told.is_set()


@pytest.mark.parametrize(("text", "seconds"), [("", 120), ("7", 7), ("0", 120), ("-3", 120), ("many", 120)])
def test_limits_come_from_settings(monkeypatch: pytest.MonkeyPatch, text: str, seconds: int) -> None:
    monkeypatch.setenv("CORRIDORS_READ_SECONDS", text)
    assert Limits.from_settings() == Limits(seconds, 60, 2_000_000_000)


def test_a_server_with_thousands_of_connections_reads_files_too(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(4_096, hard)), hard))
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    try:
        run(f"{TASKS}:write_down", tmp_path, {"value": 4})
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (tmp_path / "answer").read_text(encoding="utf-8") == "4"


def test_readers_end_by_the_clock_that_is_set_and_not_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.stop()
    monkeypatch.setenv("CORRIDORS_READ_SECONDS", "300")
    worker.start([TASKS])
    run(f"{TASKS}:say_limit", tmp_path, {})
    worker.stop()
    monkeypatch.delenv("CORRIDORS_READ_SECONDS")
    worker.start([TASKS])
    assert (tmp_path / "answer").read_text(encoding="utf-8") == "300"
