"""The check of a workspace: the file itself, its tables, and every record and layer of every version."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from corridors.workspace.aside import Unreadable, id_of
from corridors.workspace.layers import layer_of_row
from corridors.workspace.migrating import FIRST
from corridors.workspace.place import VARIABLE, is_there, workspace_file
from corridors.workspace.records import RecordError, Row
from corridors.workspace.rows import event_of_row, mapping_of_row, queued_of_row
from corridors.workspace.salvage import Salvage, salvaged
from corridors.workspace.store import reading
from corridors.workspace.tables import KEPT, METADATA, SCHEMA_VERSION
from corridors.workspace.trouble import failure, unavailable, where

PARSERS: Mapping[str, Callable[[Row], object]] = {
    "events": event_of_row,
    "queue": queued_of_row,
    "layers": layer_of_row,
    "mappings": mapping_of_row,
}


@dataclass(frozen=True)
class Report:
    """What a check has found. `version` is 0 where nothing is kept yet, None where it cannot be told."""

    file: str
    version: int | None
    counts: Mapping[str, int]
    problems: tuple[Unreadable, ...]

    @property
    def plain(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {"ok": not self.problems, **asdict(self), "problems": [one._asdict() for one in self.problems]}


def check_workspace() -> Report:
    """Return everything that is wrong with the workspace; nothing of it is changed.

    Raises:
        WorkspaceError: it is locked, newer than this program, or on a server that does not answer.
    """
    if not is_there():
        return Report(where(), 0, {}, ())
    file = workspace_file()
    if file is None:
        return _check_server()
    with opened_file(file) as found:
        if isinstance(found, str):
            return Report(str(file), None, {}, (Unreadable("file", "", found),))
        problems = found.faults()
        version, about = version_of(found)
        rows, counts, broken = _Links(), Counter[str](), list[Unreadable]()
        for table in PARSERS:
            for row in found.rows(table):
                counts[table] += 1
                broken += fault_of(table, row)
                rows.add(table, row)
        missing = _missing(found.tables, version)
        return Report(str(file), version, dict(counts), (*problems, *about, *missing, *found.lost, *broken, *rows.faults()))


@contextmanager
def opened_file(file: Path) -> Iterator[Salvage | str]:
    """Yield what can be got out of a file, or why it is no database at all.

    Raises:
        WorkspaceError: it is locked or cannot be opened.
    """
    try:
        with salvaged(file) as found:
            yield found
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") not in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            raise failure(error) from None
        yield str(error)


def version_of(found: Salvage) -> tuple[int | None, list[Unreadable]]:
    """Return the version of a workspace, and what is wrong with the table that holds it.

    Raises:
        WorkspaceError: it is newer than this program.
    """
    rows = list(found.rows("about"))
    version = rows[0].get("schema_version") if len(rows) == 1 else None
    if not isinstance(version, int) or not isinstance(rows[0].get("revision"), int) or version < 1:
        return None, [Unreadable("about", "", f"{len(rows)} rows that hold a version; allowed: one")] if "about" in found.tables else []
    if version > SCHEMA_VERSION:
        todo = f"use a newer Corridors, or set {VARIABLE} to another file"
        raise unavailable(f"it was made by a newer version of Corridors (its form is {version}, known is {SCHEMA_VERSION})", todo)
    return version, []


def fault_of(table: str, row: Row) -> list[Unreadable]:
    """Return why a row cannot be read; nothing if it can."""
    try:
        PARSERS[table](row)
    except RecordError as error:
        return [Unreadable(table, id_of(row), str(error))]
    except KeyError as error:
        return [Unreadable(table, id_of(row), f"no column {error.args[0]}")]
    return []


class _Links:
    """What rows say of other rows: which version of a layer is the current one, which event news has become."""

    def __init__(self) -> None:
        self.current: Counter[str] = Counter()
        self.events: set[str] = set()
        self.accepted: dict[str, str] = {}

    def add(self, table: str, row: Row) -> None:
        if table == "layers":
            self.current[str(row.get("id"))] += row.get("current") == 1
        elif table == "events":
            self.events.add(str(row.get("id")))
        elif table == "queue" and row.get("event"):
            self.accepted[str(row.get("id"))] = str(row["event"])

    def faults(self) -> list[Unreadable]:
        layers = [
            Unreadable("layers", name, f"{number} versions are the current one; allowed: one")
            for name, number in self.current.items()
            if number != 1
        ]
        lost = [Unreadable("queue", name, f"its event {event} is not there") for name, event in self.accepted.items()]
        return layers + [one for one, event in zip(lost, self.accepted.values(), strict=True) if event not in self.events]


def _missing(tables: Iterable[str], version: int | None) -> list[Unreadable]:
    wanted = set(METADATA.tables) if version == SCHEMA_VERSION else FIRST
    return [Unreadable(name, "", "the table is missing") for name in sorted(wanted - set(tables))]


def _check_server() -> Report:
    """Check the records of a server's database; its files are the server's own business."""
    counts, broken = Counter[str](), list[Unreadable]()
    with reading() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        for table in KEPT:
            if table.name in tables:
                for row in connection.execute(sa.select(table)).mappings():
                    counts[table.name] += 1
                    broken += fault_of(table.name, row)
    return Report(where(), SCHEMA_VERSION, dict(counts), (*_missing(tables, SCHEMA_VERSION), *broken))
