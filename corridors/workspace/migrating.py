"""The version of a workspace is found before anything is written; a new one is set up, an older one brought up to date.

All steps are one transaction under the lock of the writer: a kill leaves the old version, and a second process waits
and finds the new one.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from corridors.workspace.copying import copy_workspace
from corridors.workspace.place import VARIABLE, DamagedError
from corridors.workspace.tables import ABOUT, KEPT, METADATA, SCHEMA_VERSION
from corridors.workspace.trouble import damaged, failure, unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
# What version 1 had; every version has them.
FIRST = frozenset({"about", *(table.name for table in KEPT)})


class Form(NamedTuple):
    """The version of a workspace, 0 where nothing was ever kept in it, and the tables that it should have and has not."""

    version: int
    missing: frozenset[str]


def form_of(connection: sa.Connection) -> Form:
    """Return which version of the workspace there is.

    Raises:
        WorkspaceError: it is a newer one than is known here, or it cannot be told.
    """
    _refuse_programs(connection)
    tables = set(sa.inspect(connection).get_table_names())
    if not tables & FIRST and not _was_used(connection):
        return Form(0, frozenset())
    if "about" not in tables:
        raise damaged("its table about is missing")
    rows = connection.execute(sa.text("SELECT schema_version, revision FROM about")).all()
    if len(rows) != 1:
        raise damaged("its table about is empty" if not rows else f"its table about has {len(rows)} rows")
    version, revision = rows[0]
    if not isinstance(version, int) or not isinstance(revision, int) or version < 1:
        raise damaged("its table about holds no version")
    if version > SCHEMA_VERSION:
        raise unavailable(
            f"it was made by a newer version of Corridors (its form is {version}, known is {SCHEMA_VERSION})",
            f"use a newer Corridors, or set {VARIABLE} to another file",
        )
    wanted = set(METADATA.tables) if version == SCHEMA_VERSION else FIRST
    return Form(version, frozenset(wanted - tables))


def _refuse_programs(connection: sa.Connection) -> None:
    """Refuse an SQLite file with SQL of its own, which would run without end or change what is written; no workspace has any.

    Raises:
        WorkspaceError: it holds views or triggers.
    """
    if connection.dialect.name == "sqlite":
        query = "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1"
        if found := connection.exec_driver_sql(query).first():
            raise damaged(f"it holds SQL of its own (the {found[0]} {str(found[1])[:40]!r})")


def _was_used(connection: sa.Connection) -> bool:
    """Tell whether an SQLite file without our tables ever had any: then something was lost, or it is another program's."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.exec_driver_sql("PRAGMA schema_version").scalar())


def require_whole(form: Form) -> None:
    """Refuse a workspace of which a part is missing.

    Raises:
        WorkspaceError: tables are missing.
    """
    if form.missing:
        raise damaged(missing_words(form.missing))


def missing_words(tables: Iterable[str]) -> str:
    """Return which tables a workspace should have and has not."""
    return f"tables are missing: {', '.join(sorted(tables))}"


def bring_up_to_date(engine: sa.Engine, file: Path | None) -> None:
    """Set up a workspace in which nothing was kept yet, or bring an older one to this version, a copy of it kept beside it.

    Raises:
        WorkspaceError: it is newer, a part of it is missing, or no copy can be made.
    """
    with engine.begin() as connection:
        form = form_of(connection)
        if form.version == SCHEMA_VERSION:
            return  # another process was faster
        require_whole(form)
        copy = _keep_copy(file, form.version) if form.version and file is not None else None
        try:
            upgrade(connection, form.version)
        except BaseException:
            # Nothing was changed, and every later try would leave one more.
            if copy:
                copy.unlink(missing_ok=True)
            raise


def _keep_copy(file: Path, version: int) -> Path:
    day = dt.datetime.now(dt.UTC).date()
    number = 0
    while True:
        number += 1
        more = f"-{number}" if number > 1 else ""
        copy = file.with_name(f"{file.stem}-version-{version}-{day}{more}{file.suffix}")
        try:
            copy_workspace(file, copy)
        except FileExistsError:
            continue
        except sqlite3.Error as error:
            raise failure(error) from None
        except OSError as error:
            raise unavailable(
                "it is of an older version, and no copy can be kept beside it before it is changed",
                "free some space, or have the folder made writable, and try again",
                str(error.strerror),
            ) from None
        return copy


def upgrade(connection: sa.Connection, version: int) -> None:
    """Run the steps from a version (0: nothing there) to the present one, within the connection's transaction.

    Raises:
        WorkspaceError: it says of itself that other steps were run than its version has.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        if version == 1:
            command.stamp(config, "1")  # the first version knew nothing of alembic
        command.upgrade(config, "head")
    except CommandError as error:
        todo = "`corridors workspace repair` saves what can be read"
        raise unavailable("its table alembic_version is not that of its version", todo, str(error), DamagedError) from None
    if version == 0:
        connection.execute(ABOUT.insert().values(id=1, schema_version=SCHEMA_VERSION, revision=0))
    else:
        connection.execute(ABOUT.update().values(schema_version=SCHEMA_VERSION, revision=ABOUT.c.revision + 1))
