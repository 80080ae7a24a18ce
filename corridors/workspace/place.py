"""Where the workspace is, and what can go wrong with it. Apart, so that both are known without loading the database."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

VARIABLE = "CORRIDORS_WORKSPACE"
SQLITE = re.compile(r"sqlite(\+pysqlite)?:///(?P<file>[^?]+)(\?.*)?")


class WorkspaceError(Exception):
    """The workspace cannot be used. The text is for everybody; `detail`, for the log and the command line, says where, in the database's words."""

    def __init__(self, message: str, detail: str = "") -> None:
        """Keep the detail apart: visitors of a server need not know its paths."""
        super().__init__(message)
        self.detail = detail

    @property
    def in_full(self) -> str:
        """The text with the detail, for whoever owns the workspace."""
        return f"{self} ({self.detail})" if self.detail else str(self)


class DamagedError(WorkspaceError):
    """A part of the workspace is not there or cannot be read; others may be."""


class ConflictError(WorkspaceError):
    """Someone else has saved the same record meanwhile; nothing was written. `now` is what they saved."""

    def __init__(self, message: str, now: Any = None) -> None:  # noqa: ANN401 - a record of whichever table
        """Keep what is there now."""
        super().__init__(message)
        self.now = now


def workspace_url() -> str:
    """Return the SQLAlchemy URL of the workspace: CORRIDORS_WORKSPACE, else an SQLite file in the user's data folder.

    Raises:
        WorkspaceError: neither is set, and the user has no home.
    """
    if url := os.environ.get(VARIABLE):
        return url if "://" in url else f"sqlite:///{url}"
    try:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:
        raise WorkspaceError(f"the workspace is not available: this user has no home; set {VARIABLE} to a file") from None
    return f"sqlite:///{data / 'corridors' / 'workspace.sqlite'}"


def workspace_file() -> Path | None:
    """Return the file of the workspace, or None where it is a server's database.

    Raises:
        WorkspaceError: as for `workspace_url`.
    """
    named = os.environ.get(VARIABLE, "")
    if named and "://" not in named:
        return Path(named)
    found = SQLITE.fullmatch(workspace_url())
    return Path(found["file"]) if found else None


def make_address_absolute() -> None:
    """Have CORRIDORS_WORKSPACE name the file that it names from here, for a program that goes to another folder."""
    try:
        file = workspace_file()
    except WorkspaceError:
        return  # without a home there is no workspace, wherever one stands
    if file is not None:
        os.environ[VARIABLE] = str(file.absolute())


def is_there() -> bool:
    """Tell whether there is a workspace to read: without a file, or with an empty one, nothing is kept yet."""
    try:
        file = workspace_file()
    except WorkspaceError:
        return False
    if file is None:
        return True
    try:
        return file.stat().st_size > 0 or not file.is_file() or file.with_name(f"{file.name}-wal").exists()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # it may be there; whoever opens it says why it cannot be read
