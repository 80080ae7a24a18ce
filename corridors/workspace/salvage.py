"""Every row that can still be got out of a workspace's SQLite file, however damaged, one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corridors.workspace.aside import Unreadable
from corridors.workspace.connecting import connect_to_salvage
from corridors.workspace.tables import METADATA

# Between two damaged pages rows are asked for one by one.
MOST_ASKED = 10_000
MOST_FAULTS = 20


class Salvage:
    """What can be read of a file. `lost` names what was found damaged so far."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection and look which tables there are."""
        connection.row_factory = sqlite3.Row
        self.connection = connection
        self.lost: list[Unreadable] = []
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = {str(row["name"]) for row in names} & set(METADATA.tables)

    def faults(self) -> list[Unreadable]:
        """Return what SQLite's own check finds wrong with the file."""
        try:
            lines = [str(row[0]) for row in self.connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
        except sqlite3.Error as error:
            lines = [str(error)]
        try:
            own = self.connection.execute("SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchmany(MOST_FAULTS)
        except sqlite3.Error:
            own = []  # said above
        lines += [f"the {row['type']} {str(row['name'])[:40]!r} is SQL of its own, which no workspace has" for row in own]
        return [Unreadable("file", "", line) for text in lines for line in text.splitlines()[:MOST_FAULTS] if line != "ok"]

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table; around damaged pages from both sides."""
        if table not in self.tables:
            return
        ask = f"SELECT rowid AS rowid_, * FROM {table}"  # noqa: S608 - one of our own names
        first, last = 0, None
        try:
            for row in self.connection.execute(f"{ask} ORDER BY rowid"):
                first = row["rowid_"]
                yield dict(row)
        except sqlite3.DatabaseError as error:
            reason = str(error)
        else:
            return
        try:
            for row in self.connection.execute(f"{ask} WHERE rowid > ? ORDER BY rowid DESC", (first,)):
                last = row["rowid_"]
                yield dict(row)
        except sqlite3.DatabaseError:
            pass
        yield from self._between(table, first, last)
        until = f" and before row {last}" if last else ""
        self.lost.append(Unreadable(table, f"after row {first}{until}", f"{reason}: what stands there could not all be read"))

    def _between(self, table: str, first: int, last: int | None) -> Iterator[dict[str, Any]]:
        columns = [column.name for column in METADATA.tables[table].columns]
        small = ", ".join(name for name in columns if name != "features")
        for number in range(first + 1, min(last or first + MOST_ASKED, first + MOST_ASKED)):
            # The features of a layer may lie on damaged pages when what is said of it does not.
            for asked in ("*", small):
                try:
                    row = self.connection.execute(f"SELECT {asked} FROM {table} WHERE rowid = ?", (number,)).fetchone()  # noqa: S608
                except sqlite3.DatabaseError:
                    continue
                if row is not None:
                    yield dict.fromkeys(columns) | dict(row)
                break


@contextmanager
def salvaged(file: Path) -> Iterator[Salvage]:
    """Yield what can be read of a file.

    Raises:
        sqlite3.Error: it is locked, or no database.
    """
    connection = connect_to_salvage(file)
    try:
        yield Salvage(connection)
    finally:
        connection.close()
