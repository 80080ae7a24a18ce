"""A workspace that is broken, locked, full, read-only, older or newer: what can be read is read, what cannot is named, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corridors.cli import main
from corridors.workspace import connecting, layers, opened
from corridors.workspace.checking import check_workspace
from corridors.workspace.events import own_events, queued, save_event
from corridors.workspace.layers import own_layers, versions_of
from corridors.workspace.mappings import remembered_mapping
from corridors.workspace.opened import open_atlas, open_workspace, shipped
from corridors.workspace.place import WorkspaceError
from corridors.workspace.records import State
from corridors.workspace.repairing import repair_workspace
from corridors.workspace.store import form_now, reading, revision
from corridors.workspace.tables import METADATA, SCHEMA_VERSION
from tests.test_workspace import an_event

FIRST = Path(__file__).parent / "data" / "workspace-v1.sqlite"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def old(workspace: Path) -> Path:
    """Give a test a workspace of version 1, with events, news, layers and a mapping."""
    shutil.copy(FIRST, workspace)
    return workspace


@pytest.fixture
def full(old: Path) -> Path:
    """Give a test such a workspace in this version, and no copy of the old one."""
    assert form_now().version == SCHEMA_VERSION
    for copy in old.parent.glob("*-version-*"):
        copy.unlink()
    return old


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    layers._features.cache_clear()  # a version never changes, unless a test does it
    layers._layer_of.cache_clear()


def everything() -> tuple[Any, ...]:
    items = queued(list(State))
    kept = [(layer.id, layer.version, layer.hidden, len(layer.features)) for layer in own_layers()]
    return own_events(), items, kept, versions_of("my-ports"), remembered_mapping("shape-1")


# --- older and newer


def test_the_steps_lead_to_the_tables_of_this_version(full: Path) -> None:
    with reading() as connection:
        wanted = MigrationContext.configure(connection)
        assert compare_metadata(wanted, METADATA) == []
    with closing(sqlite3.connect(full)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(str(SCHEMA_VERSION),)]


def test_an_old_workspace_is_brought_up_to_date_and_a_copy_kept(old: Path) -> None:
    before = FIRST.read_bytes()
    events, items, kept, versions, mapping = everything()
    assert (len(events), len(items)) == (3, 3)
    assert kept == [("hidden", 1, True, 1), ("my-ports", 2, False, 3)]
    assert len(versions) == 2
    assert mapping
    (copy,) = old.parent.glob("*-version-1-*.sqlite")
    with closing(sqlite3.connect(copy)) as connection, closing(sqlite3.connect(FIRST)) as first:
        assert list(connection.iterdump()) == list(first.iterdump())
    assert FIRST.read_bytes() == before
    saved = save_event(an_event("Another one"))
    assert saved in own_events()
    assert len(list(old.parent.glob("*-version-1-*"))) == 1


def test_the_version_is_looked_at_before_anything_is_written(full: Path) -> None:
    change(full, "UPDATE about SET schema_version = schema_version + 1")
    before = full.read_bytes()
    for use in (own_events, lambda: save_event(an_event()), check_workspace):
        with pytest.raises(WorkspaceError, match="newer version"):
            use()
    assert full.read_bytes() == before
    assert sorted(path.name for path in full.parent.iterdir()) == [full.name]
    assert open_workspace().atlas is shipped()


def test_reading_makes_no_file(workspace: Path) -> None:
    assert everything() == ((), (), [], (), None)
    assert (revision(), open_atlas()) == (0, shipped())
    assert not list(workspace.parent.iterdir())
    workspace.touch()
    assert own_events() == ()
    assert workspace.stat().st_size == 0


def test_where_no_copy_can_be_kept_the_old_one_is_read_as_it_is(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corridors.workspace.migrating.copy_workspace", no_room)
    assert len(own_events()) == 3
    with pytest.raises(WorkspaceError, match="no copy can be kept"):
        save_event(an_event())
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT schema_version FROM about").fetchone() == (1,)


def test_processes_that_open_an_old_workspace_at_once_bring_it_up_to_date_once(old: Path) -> None:
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            try:
                os._exit(len(own_events()))
            finally:
                os._exit(99)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [3] * 4
    assert len(list(old.parent.glob("*-version-1-*"))) == 1
    assert check_workspace().problems == ()


@pytest.mark.usefixtures("old")
def test_a_kill_while_it_is_brought_up_to_date_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    if (child := os.fork()) == 0:
        monkeypatch.setattr("corridors.workspace.migrating.ABOUT", None)  # the last statement of the transaction
        monkeypatch.setattr("sqlalchemy.engine.RootTransaction.rollback", lambda _: os.kill(os.getpid(), 9))
        own_events()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    assert check_workspace().version == 1
    assert len(own_events()) == 3
    assert check_workspace().problems == ()


# --- one record that cannot be read

RECORDS = {
    "bad JSON": ("events", "UPDATE events SET record = '{' WHERE rowid = 1"),
    "deep JSON": ("events", "UPDATE events SET record = replace(hex(zeroblob(100000)), '0', '[') WHERE rowid = 1"),
    "a list": ("events", "UPDATE events SET record = '[]' WHERE rowid = 1"),
    "nothing": ("events", "UPDATE events SET record = '' WHERE rowid = 1"),
    "bytes": ("events", "UPDATE events SET record = x'00ff' WHERE rowid = 1"),
    "no UTF-8": ("events", "UPDATE events SET record = CAST(x'7b22ff7d' AS TEXT) WHERE rowid = 1"),
    "unknown field": ("events", "UPDATE events SET record = json_set(record, '$.soul', 1) WHERE rowid = 1"),
    "unknown enum": ("events", "UPDATE events SET record = json_set(record, '$.event.kind', 'gossip') WHERE rowid = 1"),
    "a number for a text": ("events", "UPDATE events SET record = json_set(record, '$.event.headline', 5) WHERE rowid = 1"),
    "null for a text": ("events", "UPDATE events SET record = json_set(record, '$.event.headline', NULL) WHERE rowid = 1"),
    "no headline": ("events", "UPDATE events SET record = json_remove(record, '$.event.headline') WHERE rowid = 1"),
    "no such day": ("events", "UPDATE events SET record = json_set(record, '$.event.date', '2024-02-30') WHERE rowid = 1"),
    "place beyond": ("events", "UPDATE events SET record = json_set(record, '$.event.place[0]', 999) WHERE rowid = 1"),
    "place NaN": ("events", "UPDATE events SET record = replace(record, '62.2', 'NaN') WHERE rowid = 1"),
    "place of 400 digits": ("events", "UPDATE events SET record = replace(record, '62.2', '1' || replace(hex(zeroblob(200)), '0', '1')) WHERE rowid = 1"),
    "half a letter": ("events", "UPDATE events SET record = json_set(record, '$.event.headline', json('\"\\ud83d\"')) WHERE rowid = 1"),
    "another id": ("events", "UPDATE events SET id = 'own-x' WHERE rowid = 1"),
    "version a word": ("events", "UPDATE events SET version = 'two' WHERE rowid = 1"),
    "removed a word": ("events", "UPDATE events SET removed = 'no' WHERE rowid = 1"),
    "state unknown": ("queue", "UPDATE queue SET state = 'lost' WHERE rowid = 3"),
    "batch no UTF-8": ("queue", "UPDATE queue SET batch = CAST(x'ff41' AS TEXT) WHERE rowid = 3"),
    "proposal broken": ("queue", "UPDATE queue SET record = json_remove(record, '$.candidate') WHERE rowid = 3"),
    "layer said badly": ("layers", "UPDATE layers SET record = json_set(record, '$.owner', 'me') WHERE id = 'my-ports' AND version = 2"),
    "layer of no day": ("layers", "UPDATE layers SET record = json_set(record, '$.imported', 'May') WHERE id = 'my-ports' AND version = 2"),
    "layer cut": ("layers", "UPDATE layers SET features = substr(features, 1, 900) WHERE id = 'my-ports' AND version = 2"),
    "layer flipped": (
        "layers",
        "UPDATE layers SET features = CAST(substr(features, 1, 40) || zeroblob(60) || substr(features, 101) AS BLOB) WHERE version = 2",
    ),
    "layer empty": ("layers", "UPDATE layers SET features = x'' WHERE id = 'my-ports' AND version = 2"),
    "layer a text": ("layers", "UPDATE layers SET features = 'text' WHERE id = 'my-ports' AND version = 2"),
    "hidden a word": ("layers", "UPDATE layers SET hidden = 'yes' WHERE id = 'my-ports' AND version = 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_cannot_be_read_is_set_aside_and_named_and_all_else_works(full: Path, name: str) -> None:
    table, statement = RECORDS[name]
    sound = (own_events(), queued(list(State)), own_layers())
    change(full, statement, "UPDATE about SET revision = revision + 1")
    now = (own_events(), queued(list(State)), own_layers())
    for kind, before, after in zip(("events", "queue", "layers"), sound, now, strict=True):
        assert len(before) - len(after) == (kind == table), kind
    atlas, troubles = open_workspace()
    assert len([event for event in atlas.events if event.origin == "workspace"]) == len(now[0])
    if table != "queue":
        (trouble,) = troubles
        assert str(trouble) == f"1 {table[:-1]} cannot be read and is left out; `corridors workspace check` says which"
    (problem,) = [one for one in check_workspace().problems if "current one" not in one.reason]
    assert (problem.table, bool(problem.id), bool(problem.reason)) == (table, True, True)
    data = full.read_bytes()
    repaired = repair_workspace()
    assert any(one[:2] == problem[:2] for one in repaired.lost)
    assert full.read_bytes() == data
    with closing(sqlite3.connect(repaired.to)) as connection:
        assert connection.execute("SELECT source FROM set_aside").fetchall() == [(table,)]


def test_news_waits_again_when_the_event_that_it_became_was_lost(full: Path) -> None:
    change(full, "UPDATE events SET record = '[' WHERE rowid = 4")
    repaired = repair_workspace()
    assert [(one.table, one.id) for one in repaired.lost] == [("events", "own-2026-02-01-tapi-news-one-of-a-kind"), ("queue", "1")]
    assert repaired.lost[-1].reason.endswith("it waits again")
    shutil.copy(repaired.to, full)
    assert check_workspace().problems == ()
    assert [item.id for item in queued()] == [1, 3]


@pytest.mark.parametrize(
    "values", ["CAST(x'ff' AS TEXT), 'no JSON', x'7b'", "'an-id', 'no JSON', 'a text'", "'an-id', NULL, x'7b'", "5, x'ff', x'7b'"]
)
def test_what_was_set_aside_before_is_taken_over_or_named(full: Path, values: str) -> None:
    change(full, "DROP TABLE set_aside", "CREATE TABLE set_aside (id INTEGER PRIMARY KEY, source, name, reason, record, features)")
    change(full, f"INSERT INTO set_aside (source, name, reason, record) VALUES ('events', {values})")  # noqa: S608 - the values are above
    repaired = repair_workspace()
    with closing(sqlite3.connect(repaired.to)) as connection:
        number = connection.execute("SELECT count(*) FROM set_aside").fetchone()[0]
    assert number + len(repaired.lost) == 1
    assert {one.table for one in repaired.lost} <= {"set_aside"}


def test_the_command_line_names_what_it_left_out_and_goes_on(full: Path, capsys: Capture) -> None:
    change(full, RECORDS["bad JSON"][1], RECORDS["layer cut"][1], "UPDATE mappings SET record = '[]'")
    assert main(["list", "--json"]) == 0
    said = capsys.readouterr()
    assert len(json.loads(said.out)) == 54
    assert said.err.splitlines()[0].startswith("corridors list: warning: 1 event and 1 layer cannot be read and are left out; ")
    assert main(["events", "list"]) == 0
    assert "1 event cannot be read" in capsys.readouterr().err
    assert main(["workspace", "check", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["counts"]) == (False, {"events": 4, "queue": 3, "layers": 4, "mappings": 1})
    assert [problem["table"] for problem in report["problems"]] == ["events", "layers", "mappings"]
    new = full.with_name("new.sqlite")
    assert main(["workspace", "repair", "--out", str(new), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"] == {"events": 3, "queue": 3, "layers": 3, "mappings": 0}
    assert main(["workspace", "repair", "--out", str(new)]) == 2
    assert "exists" in capsys.readouterr().err


# --- the file as a whole


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def noise(file: Path) -> None:
    file.write_bytes(b"\x99\x17" * 10_000)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def another_program(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE places (url)")


def unreadable_name(file: Path) -> None:
    """Have SQLite name in its error a table whose name Python cannot read."""
    change(file, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET name = CAST(x'61ff62' AS TEXT), sql = 'no' WHERE name = 'mappings'")


WHOLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "half a file": (half, "damaged"),
    "random bytes": (noise, "damaged, or no workspace"),
    "a folder": (a_folder, "its file cannot be opened"),
    "a pipe": (a_pipe, "its file cannot be opened"),
    "about emptied": (lambda file: change(file, "DELETE FROM about"), "its table about is empty"),
    "about gone": (lambda file: change(file, "DROP TABLE about"), "its table about is missing"),
    "about NULL": (lambda file: change(file, "DROP TABLE about", "CREATE TABLE about (id, schema_version, revision)", "INSERT INTO about VALUES (1, NULL, 1)"), "holds no version"),
    "of another program": (another_program, "about is missing"),
    "a name of no letters": (unreadable_name, "its file is damaged"),
    "newer": (lambda file: change(file, "UPDATE about SET schema_version = 99"), "newer version"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_workspace_that_cannot_be_read_stops_nothing_that_does_without_it(full: Path, name: str, capsys: Capture) -> None:
    spoil, words = WHOLE[name]
    spoil(full)
    opened._last_read.clear()
    assert main(["show", "tapi-gas", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["id"] == "tapi-gas"
    assert said.err.startswith("corridors show: warning: your own events and layers are left out: the workspace is not available: ")
    assert words in said.err
    (trouble,) = open_workspace().troubles
    assert str(full) not in str(trouble)
    kept = full.read_bytes() if full.is_file() else b""
    with pytest.raises(WorkspaceError, match="nothing was changed"):
        save_event(an_event())
    assert not kept or full.read_bytes() == kept
    wells = full.with_name("wells.csv")
    wells.write_text("Titel,Longitude,Latitude\nOne,62.2,34.35\n", encoding="utf-8")
    assert main(["import", str(wells), "--dry-run"]) == 0
    assert main(["import", str(wells)]) == 2
    assert main(["workspace", "check"]) in {1, 2}
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("table", ["events", "queue", "layers", "mappings", "set_aside"])
def test_a_missing_table_is_said_never_made_anew_and_the_others_are_read(full: Path, table: str) -> None:
    change(full, f"DROP TABLE {table}", "UPDATE about SET revision = 77")
    atlas, (trouble, *_) = open_workspace()
    assert f"tables are missing: {table}" in str(trouble)
    assert bool(atlas.layers) == (table != "layers")
    with pytest.raises(WorkspaceError, match=f"tables are missing: {table}"):
        save_event(an_event())
    assert any((one.table, one.reason) == (table, "the table is missing") for one in check_workspace().problems)
    with closing(sqlite3.connect(full)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert table not in names


def test_a_damaged_page_takes_only_what_stands_on_it(full: Path) -> None:
    for number in range(60):
        save_event(an_event(f"Headline {number} " + "and more words of it " * 8))
    change(full, "PRAGMA journal_mode=DELETE")
    with closing(sqlite3.connect(full)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
    data = bytearray(full.read_bytes())
    start = (root - 1) * size
    leaf = int.from_bytes(data[start + 12 + 2 * 3 : start + 14 + 2 * 3])  # the fourth cell of the root points to a leaf
    page = int.from_bytes(data[start + leaf : start + leaf + 4])
    data[(page - 1) * size : page * size] = b"\x99\x17" * (size // 2)
    full.write_bytes(data)
    atlas, troubles = open_workspace()
    assert atlas.layers
    assert any("your own events are" in str(trouble) for trouble in troubles)
    repaired = repair_workspace()
    assert 40 <= repaired.counts["events"] < 64
    assert repaired.counts["layers"] == 4
    assert any(one.table == "events" for one in repaired.lost)


@pytest.mark.parametrize("find", ["bad page", "not sound"])
def test_a_damaged_older_workspace_is_read_as_far_as_it_goes_and_never_changed(old: Path, find: str) -> None:
    data = bytearray(old.read_bytes())
    with closing(sqlite3.connect(old)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mappings'").fetchone()[0]
    start = (root - 1) * size
    data[start : start + size] = (
        b"\x99\x17" * (size // 2) if find == "bad page" else data[start : start + 1] + b"\xff" * 4 + data[start + 5 : start + size]
    )
    old.write_bytes(data)
    assert len(own_events()) == 3
    assert open_workspace().atlas.layers
    with pytest.raises(WorkspaceError, match="its file is damaged; nothing was changed; `corridors workspace check`"):
        save_event(an_event())
    assert old.read_bytes() == data
    assert not list(old.parent.glob("*-version-*"))
    assert repair_workspace().counts["events"] == 4


def test_steps_that_another_program_has_noted_are_said(old: Path) -> None:
    change(old, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('99')")
    assert len(own_events()) == 3
    with pytest.raises(WorkspaceError, match="alembic_version is not that of its version"):
        save_event(an_event())


def test_half_a_file_is_repaired_as_far_as_it_goes(full: Path) -> None:
    half(full)
    repaired = repair_workspace()
    assert sum(repaired.counts.values()) > 0
    assert repaired.lost


# --- locked, read-only, full


def test_a_lock_is_waited_for_two_seconds_once(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    real = connecting._connect
    monkeypatch.setattr(connecting, "READ_BUSY_SECONDS", 0.1)
    monkeypatch.setattr(connecting, "_connect", lambda file, mode, seconds: waits.append(seconds) or real(file, mode, seconds))  # type: ignore[func-returns-value]
    before = open_atlas()
    change(full, "PRAGMA journal_mode=DELETE")
    with closing(sqlite3.connect(full)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waits.clear()
        for _ in range(3):
            atlas, (trouble,) = open_workspace()
        assert "another program has locked it" in str(trouble)
        assert atlas is before, "what was last read stays on the page"
        assert waits == [0.1, 0.0, 0.0]
    assert open_workspace().troubles == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a test a disk of its own, 600 kB large."""
    place = tmp_path / "disk"
    place.mkdir()
    make = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(place)]
    if os.geteuid() or subprocess.run(make, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)  # noqa: S607


@pytest.mark.parametrize("state", ["full", "read-only"])
@pytest.mark.parametrize("form", ["old", "new", "log"])
def test_a_workspace_on_a_disk_that_takes_nothing_is_read(small_disk: Path, state: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small_disk / "workspace.sqlite"
    monkeypatch.setenv("CORRIDORS_WORKSPACE", str(file))
    shutil.copy(FIRST, file)
    if form != "old":
        assert form_now().version == SCHEMA_VERSION
    if form == "log":
        if (child := os.fork()) == 0:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("UPDATE events SET removed = 1")
                connection.commit()
                os._exit(0)
        os.waitpid(child, 0)
        file.with_name(f"{file.name}-shm").unlink()
    if state == "full":
        with small_disk.joinpath("fill").open("wb", buffering=0) as fill, suppress(OSError):
            while True:
                fill.write(bytes(1024))
    else:
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)  # noqa: S607
    atlas, troubles = open_workspace()
    assert len([event for event in atlas.events if event.origin == "workspace"]) == 3
    assert [str(one)[:26] for one in troubles] == (["the latest changes to the "] if form == "log" else [])
    with pytest.raises(WorkspaceError, match="nothing was changed"):
        save_event(an_event())
    assert check_workspace().counts["events"] == 4


# --- passwords and places

URLS = [
    "postgresql+nodriver://me:s3cret@db.example/x", "postgresql://me:s3cret@db.example:port/x", "mysql+pymysql://me:s3%63ret@h/x?password=s3cret",
    "nonsense://me:s3cret@h", "postgresql://me:s3cret", "sqlite+pysqlcipher://:s3cret@/x.sqlite", "://s3cret@",
]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_a_password_is_shown_nowhere(url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("CORRIDORS_WORKSPACE", url)
    assert main(["list"]) == 0
    assert main(["events", "accept", "1"]) == 2
    assert main(["workspace", "check"]) == 2
    said = capsys.readouterr()
    assert "warning: your own events and layers are left out: the workspace is not available: " in said.err
    (trouble,) = open_workspace().troubles
    open_atlas()
    for text in (said.out, said.err, trouble.in_full, caplog.text):
        assert "s3cret" not in text
        assert "s3%63ret" not in text
    assert "db.example" not in str(trouble)


def test_a_database_of_another_kind_is_read_and_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server's is: through SQLAlchemy alone, without what only a file has."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'server.sqlite'}", poolclass=sa.NullPool)
    monkeypatch.setattr("corridors.workspace.store.workspace_file", lambda: None)
    monkeypatch.setattr("corridors.workspace.store.is_there", lambda: True)
    monkeypatch.setattr("corridors.workspace.store._engine", lambda _url, *, writes: engine)  # noqa: ARG005
    saved = save_event(an_event())
    assert own_events() == (saved,)
    assert revision() == 1


# --- a copy


def test_a_backup_is_whole_sound_and_never_over_another(full: Path, tmp_path: Path, capsys: Capture) -> None:
    with closing(sqlite3.connect(full)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM events").fetchone()
        target = tmp_path / "copy.sqlite"
        assert main(["workspace", "backup", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target), "bytes": target.stat().st_size}
    with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(full)) as first:
        assert list(copy.iterdump()) == list(first.iterdump())
    before = target.read_bytes()
    link = tmp_path / "link.sqlite"
    link.symlink_to(tmp_path / "nowhere")
    for taken in (target, link, tmp_path, tmp_path / "no" / "such", Path("/dev/full")):
        assert main(["workspace", "backup", str(taken)]) == 2, taken
    assert target.read_bytes() == before
    assert link.is_symlink()
    assert not (tmp_path / "nowhere").exists()
    assert "Traceback" not in capsys.readouterr().err


def test_where_nothing_was_kept_there_is_nothing_to_copy_or_repair(workspace: Path, capsys: Capture) -> None:
    assert main(["workspace", "check"]) == 0
    assert "no workspace yet" in capsys.readouterr().out
    assert main(["workspace", "backup", str(workspace.with_name("b"))]) == 2
    assert main(["workspace", "repair"]) == 2
    assert not list(workspace.parent.iterdir())
