"""A whole copy of the workspace's SQLite file, made while others go on using it, and never over a file that is there."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from corridors.workspace.connecting import connect_to_read, named_error

COPIED_PAGES = 2_000


def copy_workspace(file: Path, to: Path) -> None:
    """Write what the file holds now to another file, and check the copy. It is there whole, or not at all.

    Raises:
        FileExistsError: there is something of that name.
        OSError: it cannot be written there.
        sqlite3.Error: the file cannot be read, or the copy is not sound.
    """
    with TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as folder:
        beside = Path(folder) / to.name
        with closing(connect_to_read(file)) as source, closing(sqlite3.connect(beside)) as target:
            source.backup(target, pages=COPIED_PAGES)
            # One file and no log beside it: a copy may be put on a read-only disk.
            target.execute("PRAGMA journal_mode=DELETE")
            answer = target.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise named_error("SQLITE_CORRUPT", f"the copy is not sound: {answer}")
        put_new(beside, to)


def put_new(beside: Path, path: Path) -> None:
    """Give a finished file its name, written through to the disk.

    Raises:
        FileExistsError: there is something of that name.
        OSError: it cannot be put there.
    """
    with beside.open("rb") as opened:
        os.fsync(opened.fileno())
    try:
        path.hardlink_to(beside)  # unlike a rename it never replaces
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no hard links
        if os.path.lexists(path):
            raise FileExistsError(17, "there is something of that name", str(path)) from None
        beside.rename(path)
