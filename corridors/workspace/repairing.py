"""A sound copy of the workspace, and a new one from what can still be read of a damaged one. The old file is never touched."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from corridors.workspace.aside import Unreadable, id_of
from corridors.workspace.checking import PARSERS, fault_of, opened_file, version_of
from corridors.workspace.connecting import connect_to_write
from corridors.workspace.copying import copy_workspace, put_new
from corridors.workspace.migrating import upgrade
from corridors.workspace.place import WorkspaceError, is_there, workspace_file
from corridors.workspace.records import State
from corridors.workspace.salvage import Salvage
from corridors.workspace.tables import ABOUT, EVENTS, LAYERS, METADATA, QUEUE, SET_ASIDE
from corridors.workspace.trouble import failure, where


@dataclass(frozen=True)
class Repaired:
    """What went into the new file, by table, and what was lost or set aside on the way."""

    file: str
    to: str
    counts: dict[str, int]
    lost: tuple[Unreadable, ...]

    @property
    def plain(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {"ok": not self.lost, **vars(self), "lost": [one._asdict() for one in self.lost]}


def backup_workspace(to: Path) -> int:
    """Write a sound copy of the workspace to a new file, while others go on using it; return its size in bytes.

    Raises:
        WorkspaceError: there is no file to copy, it is not sound, or the copy cannot be written.
    """
    file = _own_file()
    try:
        copy_workspace(file, to)
    except sqlite3.Error as error:
        raise failure(error) from None
    except OSError as error:
        raise _cannot_write(to, error) from None
    return to.stat().st_size


def repair_workspace(to: Path | None = None) -> Repaired:
    """Write what can be read of the workspace to a new file (beside it, if none is given); the workspace stays as it is.

    What cannot be read goes as it stands into the new file's table `set_aside`, as far as it can be got at.

    Raises:
        WorkspaceError: nothing can be read, it is locked, or the new file cannot be written.
    """
    file = _own_file()
    to = to or file.with_name(f"{file.stem}-repaired-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}{file.suffix}")
    try:
        with opened_file(file) as found, TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as folder:
            if isinstance(found, str):
                raise WorkspaceError(f"nothing can be read of the workspace: {found}; take a copy of it from before", str(file))
            beside = Path(folder) / to.name
            counts, lost = _fill(found, beside)
            put_new(beside, to)
    except OSError as error:
        raise _cannot_write(to, error) from None
    except SQLAlchemyError as error:
        raise failure(error) from None
    return Repaired(str(file), str(to), counts, lost)


def _own_file() -> Path:
    file = workspace_file()
    if file is None:
        raise WorkspaceError("this workspace is a server's database; use the server's own tools for it", where())
    if not is_there():
        raise WorkspaceError("there is no workspace yet: nothing was kept", str(file))
    return file


def _cannot_write(to: Path, error: OSError) -> WorkspaceError:
    reason = "exists" if isinstance(error, FileExistsError) else error.strerror or str(error)
    return WorkspaceError(f"{to}: {reason}; allowed: a new file in a folder that can be written to; choose another")


def _fill(found: Salvage, beside: Path) -> tuple[dict[str, int], tuple[Unreadable, ...]]:
    counts: Counter[str] = Counter(dict.fromkeys(PARSERS, 0))
    engine = sa.create_engine("sqlite://", creator=lambda: connect_to_write(beside), poolclass=sa.NullPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    _, lost = version_of(found)
    with engine.begin() as connection:
        upgrade(connection, 0)
        for table in PARSERS:
            for row in found.rows(table):
                broken = fault_of(table, row) or _insert(connection, table, row)
                counts[table] += not broken
                lost += broken
                if broken:
                    connection.execute(SET_ASIDE.insert().values(_as_it_stands(table, row, broken[0].reason)))
        for row in found.rows(SET_ASIDE.name):
            lost += _insert(connection, SET_ASIDE.name, row)
        lost += [*found.lost, *_choose_versions(connection), *_let_wait_again(connection)]
        connection.execute(ABOUT.update().values(revision=_revision(found) + 1))
    with closing(sqlite3.connect(beside)) as target:
        target.execute("PRAGMA journal_mode=DELETE")
    return dict(counts), tuple(lost)


def _insert(connection: sa.Connection, table: str, row: dict[str, Any]) -> list[Unreadable]:
    columns = METADATA.tables[table].columns
    values = {column.name: bool(row[column.name]) if isinstance(column.type, sa.Boolean) else row.get(column.name) for column in columns}
    try:
        with connection.begin_nested():
            connection.execute(METADATA.tables[table].insert().values(values))
    except IntegrityError as error:
        reason = str(error.orig) if table == SET_ASIDE.name else "a second row of this id"
    except DBAPIError:
        raise
    except (StatementError, UnicodeEncodeError) as error:
        reason = f"not of the type of its column ({type(getattr(error, 'orig', error)).__name__})"
    else:
        return []
    return [Unreadable(table, id_of(row), reason)]


def _as_it_stands(table: str, row: dict[str, Any], reason: str) -> dict[str, Any]:
    record, features = row.get("record"), row.get("features")
    text = record if isinstance(record, bytes) else None if record is None else str(record).encode(errors="surrogateescape")
    return {
        "source": table, "name": id_of(row), "reason": reason[:1_000], "record": text, "features": features if isinstance(features, bytes) else None,
    }  # fmt: skip


def _choose_versions(connection: sa.Connection) -> Iterator[Unreadable]:
    """Have one version of each layer be the current one: where that one was lost, the newest that is left."""
    of_layer = sa.select(LAYERS.c.id, sa.func.max(LAYERS.c.version), sa.func.sum(sa.cast(LAYERS.c.current, sa.Integer)))
    for name, newest, current in connection.execute(of_layer.group_by(LAYERS.c.id)).all():
        if current != 1:
            connection.execute(LAYERS.update().where(LAYERS.c.id == name).values(current=LAYERS.c.version == newest))
            yield Unreadable("layers", name, f"its current version was not clear; version {newest} is now")


def _let_wait_again(connection: sa.Connection) -> Iterator[Unreadable]:
    """Have news wait again whose event was lost."""
    lost = QUEUE.c.event.is_not(None), QUEUE.c.event.not_in(sa.select(EVENTS.c.id))
    for name, event in connection.execute(sa.select(QUEUE.c.id, QUEUE.c.event).where(*lost)).all():
        yield Unreadable("queue", str(name), f"its event {event} was lost; it waits again")
    waiting = {"state": State.WAITING.value, "event": None, "version": QUEUE.c.version + 1}
    connection.execute(QUEUE.update().where(*lost).values(**waiting))


def _revision(found: Salvage) -> int:
    return max((row["revision"] for row in found.rows(ABOUT.name) if isinstance(row.get("revision"), int)), default=0)
