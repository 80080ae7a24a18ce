"""The database of the workspace: its tables, its address, and transactions. What is committed survives a kill.

One SQLAlchemy URL: an embedded SQLite file by default, another database by CORRIDORS_WORKSPACE. Every writing transaction
counts the revision up, so that readers know when what they hold is old.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from corridors.workspace.place import VARIABLE, WorkspaceError, workspace_url

SCHEMA_VERSION = 1
BUSY_SECONDS = 15

METADATA = sa.MetaData()
ABOUT = sa.Table(
    "about",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
)
EVENTS = sa.Table(
    "events", METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)  # fmt: skip
QUEUE = sa.Table(
    "queue", METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("batch", sa.String(200), nullable=False),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("event", sa.String(160)),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)  # fmt: skip
LAYERS = sa.Table(
    "layers", METADATA,
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("current", sa.Boolean, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("features", sa.LargeBinary(length=2**31 - 1), nullable=False),
)  # fmt: skip
MAPPINGS = sa.Table(
    "mappings", METADATA, sa.Column("shape", sa.String(100), primary_key=True), sa.Column("record", sa.Text, nullable=False)
)


# No pool: a connection kept open would go over into the processes that draw pictures side by side.
@lru_cache(maxsize=4)
def _engine(url: str) -> sa.Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            engine = sa.create_engine(parsed, poolclass=sa.NullPool)
        else:
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = sa.create_engine(parsed, poolclass=sa.NullPool, connect_args={"timeout": BUSY_SECONDS})
            _make_durable(engine)
        _set_up(engine)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise WorkspaceError(
            f"{VARIABLE}={url!r}: {error}; allowed: a file's path, sqlite:///FILE or another SQLAlchemy URL whose driver is installed"
        ) from None
    except (SQLAlchemyError, OSError) as error:
        raise WorkspaceError(
            f"the workspace {parsed.render_as_string(hide_password=True)} cannot be opened ({_reason(error)}); allowed: a place that can be written to; set {VARIABLE}"
        ) from None
    return engine


def _make_durable(engine: sa.Engine) -> None:
    """Have SQLite write through to the disk before it says that it has, and take the lock when a transaction begins."""

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _set_up(engine: sa.Engine) -> None:
    METADATA.create_all(engine)
    with engine.execution_options(writes=True).begin() as connection:
        found = connection.execute(sa.select(ABOUT.c.schema_version)).scalar()
        if found is None:
            connection.execute(ABOUT.insert().values(id=1, schema_version=SCHEMA_VERSION, revision=1))
        elif found > SCHEMA_VERSION:
            raise WorkspaceError(
                f"the workspace was made by a newer version (its form is {found}, known is {SCHEMA_VERSION}); use a newer Corridors, or set {VARIABLE} to another file"
            )


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """Yield a connection that reads one state of the workspace.

    Raises:
        WorkspaceError: it cannot be opened or read.
    """
    with _guarded(_engine(workspace_url())) as connection:
        yield connection


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """Yield a connection whose changes are committed together at the end, with a new revision, or not at all.

    Raises:
        WorkspaceError: it cannot be opened or written.
    """
    with _guarded(_engine(workspace_url()).execution_options(writes=True)) as connection:
        yield connection
        connection.execute(ABOUT.update().values(revision=ABOUT.c.revision + 1))


@contextmanager
def _guarded(engine: sa.Engine) -> Iterator[sa.Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise WorkspaceError(f"the workspace cannot be used ({_reason(error)}); nothing was changed; try again") from None


def revision() -> int:
    """Return the number of the workspace's state; it grows with every change.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        return int(connection.execute(sa.select(ABOUT.c.revision)).scalar_one())


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
