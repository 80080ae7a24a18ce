"""Where the workspace is, and what can go wrong with it. Apart, so that both are known without loading the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

VARIABLE = "CORRIDORS_WORKSPACE"


class WorkspaceError(Exception):
    """The workspace cannot be used; the text says where, what was found, what is allowed, what to do."""


class ConflictError(WorkspaceError):
    """Someone else has saved the same record meanwhile; nothing was written. `now` is what they saved."""

    def __init__(self, message: str, now: Any = None) -> None:  # noqa: ANN401 - a record of whichever table
        """Keep what is there now."""
        super().__init__(message)
        self.now = now


def workspace_url() -> str:
    """Return the SQLAlchemy URL of the workspace: CORRIDORS_WORKSPACE, else an SQLite file in the user's data folder."""
    if url := os.environ.get(VARIABLE):
        return url if "://" in url else f"sqlite:///{url}"
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return f"sqlite:///{data / 'corridors' / 'workspace.sqlite'}"


def is_there() -> bool:
    """Tell whether there is a workspace to read: a file that does not exist yet holds nothing."""
    url = workspace_url()
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()
