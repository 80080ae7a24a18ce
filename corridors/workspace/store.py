"""The database of the workspace: its address, and transactions. What is committed survives a kill.

One SQLAlchemy URL: an embedded SQLite file by default, another database by CORRIDORS_WORKSPACE. Every writing transaction
counts the revision up, so that readers know when what they hold is old. Reading makes no file and waits 2 s for a lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from corridors.workspace.connecting import connect_to_read, connect_to_write
from corridors.workspace.migrating import Form, bring_up_to_date, form_of, require_whole
from corridors.workspace.place import VARIABLE, WorkspaceError, is_there, workspace_file, workspace_url
from corridors.workspace.tables import ABOUT, METADATA, SCHEMA_VERSION
from corridors.workspace.trouble import failure, unavailable

NOTHING = Form(0, frozenset())
# Workspaces of an older version that could not be brought up to date (a read-only disk): they are read as they are.
_left_old: set[str] = set()


# No pool: a connection kept open would go over into the processes that draw pictures side by side.
@lru_cache(maxsize=8)
def _engine(url: str, *, writes: bool) -> sa.Engine:
    file = workspace_file()
    if file is not None:
        connect = partial(connect_to_write if writes else connect_to_read, file)
        engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)
        _begin_by_hand(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
        return engine
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            raise unavailable("its address names no file", f"set {VARIABLE} to the path of a file")
        return sa.create_engine(parsed, poolclass=sa.NullPool)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError, TypeError) as error:
        # The words of a broken address may hold its password, so they go nowhere.
        reason = f"{type(error).__name__}: {error}" if isinstance(error, ImportError | NoSuchModuleError) else "no address of a database"
        raise unavailable(
            "its address is not understood, or its driver is not installed",
            f"set {VARIABLE} to a file's path, sqlite:///FILE or another SQLAlchemy URL whose driver is installed",
            reason,
        ) from None


@lru_cache(maxsize=1)
def _nothing() -> sa.Engine:
    """Return a database in memory in which nothing is kept, to be read where there is no workspace yet."""
    engine = sa.create_engine("sqlite://", poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "engine_connect")
    def _fill(connection: sa.Connection) -> None:
        METADATA.create_all(connection)
        connection.execute(ABOUT.insert().values(id=1, schema_version=SCHEMA_VERSION, revision=0))
        connection.commit()

    return engine


def _begin_by_hand(engine: sa.Engine, words: str) -> None:
    """Take the lock when a transaction begins, not when it first writes."""

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(words)


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """Yield a connection that reads one state of the workspace; nothing is in it where there is none yet.

    Raises:
        WorkspaceError: it cannot be opened or read.
    """
    engine = _engine(workspace_url(), writes=False) if form_now().version else _nothing()
    with _guarded(engine) as connection:
        yield connection


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """Yield a connection whose changes are committed together at the end, with a new revision, or not at all.

    Raises:
        WorkspaceError: it cannot be opened or written.
    """
    url = workspace_url()
    form = _found()
    if form.version < SCHEMA_VERSION:
        _bring_up_to_date(url)
    with _guarded(_engine(url, writes=True)) as connection:
        require_whole(form_of(connection))
        yield connection
        connection.execute(ABOUT.update().values(revision=ABOUT.c.revision + 1))


def form_now() -> Form:
    """Return the form of the workspace as it is to be read, brought up to date where it is older and that can be done.

    Where it cannot, this process goes on reading the older form and does not try again by itself: each try would copy the
    whole file, and version 2 only adds a table that readers do without (a step that changes what they read must refuse
    here instead). Whoever writes tries again and is told; once it is up to date, the next reading finds it so.

    Raises:
        WorkspaceError: it cannot be read, or is newer.
    """
    url, form = workspace_url(), _found()
    if 0 < form.version < SCHEMA_VERSION and url not in _left_old:
        try:
            _bring_up_to_date(url)
        except WorkspaceError:
            _left_old.add(url)
            return form
        return _found()
    return form


def _found() -> Form:
    """Return the form that the workspace has, without touching it."""
    if not is_there():
        return NOTHING
    with _guarded(_engine(workspace_url(), writes=False)) as connection:
        return form_of(connection)


def _bring_up_to_date(url: str) -> None:
    file = workspace_file()
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        bring_up_to_date(_engine(url, writes=True), file)
    except SQLAlchemyError as error:
        raise failure(error) from None
    except OSError as error:
        raise unavailable("its folder cannot be made", f"set {VARIABLE} to a file in a folder that can be written to", str(error)) from None


@contextmanager
def _guarded(engine: sa.Engine) -> Iterator[sa.Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise failure(error) from None


def revision() -> int:
    """Return the number of the workspace's state; it grows with every change, and is 0 where there is no workspace.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with reading() as connection:
        return int(connection.execute(sa.select(ABOUT.c.revision)).scalar_one())
