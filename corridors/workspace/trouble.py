"""What a database answers when it fails -> words for everybody, and the detail for the log, without a password in either."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from corridors.workspace.place import VARIABLE, DamagedError, WorkspaceError, workspace_file, workspace_url

CHECK = "“corridors workspace check” says what is wrong, and “corridors workspace repair” saves what can be read"
# The beginning of SQLite's name of an error -> what is wrong, and what to do. The first that fits.
ANSWERS = (
    ("SQLITE_BUSY", "another program has locked it", "try again in a moment"),
    ("SQLITE_LOCKED", "another program has locked it", "try again in a moment"),
    ("SQLITE_FULL", "its disk is full", "free some space on it and try again"),
    ("SQLITE_IOERR_SHM", "its disk is full or cannot be written to", "free some space on it and try again"),
    ("SQLITE_READONLY", "it is read-only here", "have it made writable and try again"),
    ("SQLITE_CORRUPT", "its file is damaged", CHECK),
    ("SQLITE_NOTADB", "its file is damaged, or no workspace", CHECK),
    ("SQLITE_CANTOPEN", "its file cannot be opened", f"set {VARIABLE} to a file in a folder that can be written to"),
    ("SQLITE_IOERR", "its disk fails or is full", "look after the disk and try again"),
    ("SQLITE_ERROR", "it has not the form of a workspace", CHECK),
    ("", "its database does not answer as it should", "try again; the log of Corridors says more"),
)


def failure(error: Exception) -> WorkspaceError:
    """Return what a failed call means for the user."""
    origin = getattr(error, "orig", None) or error
    name = str(getattr(origin, "sqlite_errorname", ""))
    why, todo = next((why, todo) for start, why, todo in ANSWERS if name.startswith(start))
    kind = DamagedError if todo is CHECK else WorkspaceError
    return unavailable(why, todo, next(iter(str(origin).splitlines()), type(origin).__name__), kind)


def unavailable(why: str, todo: str, reason: str = "", kind: type[WorkspaceError] = WorkspaceError) -> WorkspaceError:
    """Return the error for a workspace that cannot be used as a whole."""
    return kind(f"the workspace is not available: {why}; nothing was changed; {todo}", ": ".join(filter(None, (where(), _clean(reason)))))


def damaged(found: str) -> WorkspaceError:
    """Return the error for a workspace of which a part is not there."""
    return unavailable(found, CHECK, kind=DamagedError)


def where() -> str:
    """Return the place of the workspace in words that hold no password."""
    file = workspace_file()
    if file is not None:
        return str(file)
    try:
        return _clean(make_url(workspace_url()).render_as_string(hide_password=True))
    except (ArgumentError, ValueError):
        # Nobody knows which part of a broken address is the password.
        return f"{workspace_url().partition('://')[0][:40]}://..."


def _clean(text: str) -> str:
    """Take out of a text what may be a secret: the password of the workspace's URL, and of every other in it."""
    found = re.search(r"://[^/@]*?:(?P<password>.*)@", workspace_url())
    if found:
        for secret in {found["password"], unquote(found["password"])} - {""}:
            text = text.replace(secret, "***")
    text = re.sub(r"(://[^\s/@:]*):[^\s]*@", r"\1:***@", text)
    return re.sub(r"(?i)((?:password|passwd|pwd|token|secret|sslpassword)=)[^&\s]*", r"\1***", text)[:300]
