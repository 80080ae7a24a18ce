"""Connections to the workspace's SQLite file: to write through to the disk, or to read whatever the disk lets us."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

BUSY_SECONDS, READ_BUSY_SECONDS = 5.0, 2.0
# A page asks several times: only the first waits for a lock that stays.
LOCK_MEMORY_SECONDS = 5.0
# What SQLite says where it could not lay its own files beside the workspace: on a read-only or full disk.
NO_ROOM = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_FULL")
_found_locked: dict[Path, float] = {}
_behind: set[Path] = set()


def connect_to_write(file: Path) -> sqlite3.Connection:
    """Return a connection that makes the file where there is none, and has written to the disk before it says so."""
    connection = _connect(file, "mode=rwc", BUSY_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_read(file: Path) -> sqlite3.Connection:
    """Return a connection that changes nothing; where the folder takes no file, the workspace is read as the file has it.

    Raises:
        sqlite3.Error: it cannot be read, or is locked for longer than 2 s.
    """
    try:
        connection = _tried(file, "mode=rw", _patience(file))
    except sqlite3.Error as error:
        if _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            _found_locked[file] = time.monotonic()
        if not _name(error).startswith(NO_ROOM) or not file.is_file():
            raise
        connection = _tried(file, "immutable=1", 0)
        if has_log(file):
            _behind.add(file)
    else:
        _behind.discard(file)
    return connection


def connect_to_salvage(file: Path) -> sqlite3.Connection:
    """Return a connection that reads also a file which ends too early, or whose list of tables is damaged.

    Raises:
        sqlite3.Error: it is locked for longer than 2 s, or is no database.
    """
    try:
        return _tried(file, "mode=rw", READ_BUSY_SECONDS, first="PRAGMA writable_schema=ON")
    except sqlite3.Error as error:
        if not _name(error).startswith(NO_ROOM) or not file.is_file():
            raise
        return _tried(file, "immutable=1", 0, first="PRAGMA writable_schema=ON")


def named_error(name: str, words: str) -> sqlite3.DatabaseError:
    """Return an error as SQLite itself would raise it."""
    error = sqlite3.DatabaseError(words)
    error.sqlite_errorname = name
    return error


def is_behind(file: Path) -> bool:
    """Tell whether the last reading had to leave out changes that stand in SQLite's log only."""
    return file in _behind


def has_log(file: Path) -> bool:
    """Tell whether there are changes that a program has not yet put from the log into the file."""
    try:
        return file.with_name(f"{file.name}-wal").stat().st_size > 0
    except OSError:
        return False


def _tried(file: Path, mode: str, seconds: float, first: str = "PRAGMA query_only=ON") -> sqlite3.Connection:
    connection = _connect(file, mode, seconds)
    try:
        connection.execute(first)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    except UnicodeDecodeError as error:  # of the words of SQLite's error, which name a table
        connection.close()
        raise named_error("SQLITE_CORRUPT", f"its list of tables is damaged ({error.reason})") from None
    # A text that is no UTF-8 makes one record unreadable, not all that are read with it.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _connect(file: Path, mode: str, seconds: float) -> sqlite3.Connection:
    # A device or a pipe would never answer.
    if file.exists() and not file.is_file():
        raise named_error("SQLITE_CANTOPEN", "a folder or a device, and no file")
    address = f"file:{quote(str(file.absolute()))}?{mode}"
    connection = sqlite3.connect(address, uri=True, timeout=seconds, check_same_thread=False)
    connection.isolation_level = None  # transactions are begun by the store, not by the driver
    return connection


def _patience(file: Path) -> float:
    return 0.0 if time.monotonic() - _found_locked.get(file, float("-inf")) < LOCK_MEMORY_SECONDS else READ_BUSY_SECONDS


def _name(error: sqlite3.Error) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
