"""The atlas that the page and the command line work on: reference data with what can be read of the workspace."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corridors.atlas import Atlas
from corridors.load import load
from corridors.workspace.place import WorkspaceError, is_there, workspace_file, workspace_url

if TYPE_CHECKING:
    from corridors.workspace.records import OwnEvent

LOG = logging.getLogger("corridors.workspace")
# What a page showed before its workspace was locked or its server was gone: no choice of a visitor's is lost meanwhile.
_last_read: dict[str, Atlas] = {}


class Opened(NamedTuple):
    """An atlas, and what is wrong with the workspace that it was joined with."""

    atlas: Atlas
    troubles: tuple[WorkspaceError, ...] = ()


def open_atlas() -> Atlas:
    """Return the reference data with what can be read of the workspace; without a workspace, the reference data.

    The same state gives the same atlas, so that what is computed of it can be cached. What cannot be read is left out,
    and a warning in the log of "corridors.workspace" says so.

    Raises:
        GeodataError: the reference data cannot be read.
    """
    opened = open_workspace()
    for trouble in opened.troubles:
        warn_once(trouble.in_full)
    return opened.atlas


def open_workspace() -> Opened:
    """Return the atlas as `open_atlas` does, with what is wrong with the workspace, or some of it.

    Raises:
        GeodataError: the reference data cannot be read.
    """
    reference = shipped()
    if not is_there():
        return Opened(reference)
    from corridors.workspace.store import revision  # noqa: PLC0415 - the database is slow to import, and most have no workspace yet

    url = workspace_url()
    try:
        found = _joined(reference, url, revision())
    except WorkspaceError as error:
        before = _last_read.get(url)
        if before is None:
            return Opened(reference, (WorkspaceError(f"your own events and layers are left out: {error}", error.detail),))
        return Opened(before, (WorkspaceError(f"your own events and layers are shown as they were last read: {error}", error.detail),))
    _last_read.clear()
    _last_read[url] = found.atlas
    return _with_age(found)


def known_events() -> tuple[OwnEvent, ...]:
    """Return the accepted events, to compare news with; none, and a warning in the log, where they cannot be read."""
    if not is_there():
        return ()
    from corridors.workspace.events import own_events  # noqa: PLC0415 - the database is slow to import

    try:
        return own_events()
    except WorkspaceError as error:
        warn_once(f"news is not compared with your own events: {error.in_full}")
        return ()


def logged(error: WorkspaceError) -> str:
    """Return what a visitor reads of an error; where it is and what the database said goes to the log only."""
    if error.detail:
        warn_once(error.in_full)
    return str(error)


@lru_cache(maxsize=64)
def warn_once(words: str) -> None:
    """Put a warning into the log, once: pages are drawn again and again."""
    LOG.warning(words)


@lru_cache(maxsize=1)
def shipped() -> Atlas:
    """Return the reference data, read once.

    Raises:
        GeodataError: the reference data cannot be read.
    """
    return load()


def _with_age(opened: Opened) -> Opened:
    from corridors.workspace.connecting import is_behind  # noqa: PLC0415

    file = workspace_file()
    if file is None or not is_behind(file):
        return opened
    words = "the latest changes to the workspace are left out: they stand in a log that cannot be read on a full or read-only disk"
    return Opened(opened.atlas, (*opened.troubles, WorkspaceError(words, str(file))))


@lru_cache(maxsize=2)
def _joined(reference: Atlas, _url: str, _revision: int) -> Opened:
    from corridors.workspace.joining import join_readable  # noqa: PLC0415

    return Opened(*join_readable(reference))
