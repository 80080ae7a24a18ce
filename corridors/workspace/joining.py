"""What can be read of the workspace, joined with the reference data; what cannot is counted and left out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.workspace.aside import Unreadable, unread_words
from corridors.workspace.events import read_events
from corridors.workspace.join import join
from corridors.workspace.layers import read_layers
from corridors.workspace.migrating import missing_words
from corridors.workspace.place import DamagedError, WorkspaceError
from corridors.workspace.records import OwnEvent
from corridors.workspace.store import form_now
from corridors.workspace.trouble import CHECK

LOG = logging.getLogger(__name__)
Found = TypeVar("Found")


def join_readable(reference: Atlas) -> tuple[Atlas, tuple[WorkspaceError, ...]]:
    """Return the reference data joined with every event and layer that can be read, and what cannot.

    Raises:
        WorkspaceError: nothing of the workspace can be read.
    """
    troubles: list[WorkspaceError] = []
    missing = form_now().missing
    if missing:
        troubles.append(WorkspaceError(f"the workspace is not whole: {missing_words(missing)}; {CHECK}"))
    events, no_events = ((), ()) if "events" in missing else _read("events", read_events, troubles)
    layers, no_layers = ((), ()) if "layers" in missing else _read("layers", read_layers, troubles)
    atlas, unfit = _join_fitting(reference, events, layers)
    if words := unread_words((*no_layers, *no_events, *unfit)):
        troubles.append(WorkspaceError(words))
    return atlas, tuple(troubles)


def _read(
    what: str, read: Callable[[], tuple[tuple[Found, ...], tuple[Unreadable, ...]]], troubles: list[WorkspaceError]
) -> tuple[tuple[Found, ...], tuple[Unreadable, ...]]:
    """Return what a table holds; where its pages are damaged, the other tables are read nevertheless."""
    try:
        return read()
    except DamagedError as error:
        troubles.append(WorkspaceError(f"your own {what} are left out: {error}", error.detail))
        return (), ()


def _join_fitting(
    reference: Atlas, events: tuple[OwnEvent, ...], layers: tuple[ImportedLayer, ...]
) -> tuple[Atlas, tuple[Unreadable, ...]]:
    """Join all that the atlas can take; an event that it cannot is found by trying each alone."""
    try:
        return join(reference, events, layers), ()
    except Exception:
        LOG.exception("The workspace does not join the reference data; each event is tried alone")
    fitting: list[OwnEvent] = []
    unfit: list[Unreadable] = []
    for own in events:
        try:
            join(reference, (own,))
        except Exception as error:  # noqa: BLE001 - whatever it is, this one event is left out, and named
            unfit.append(Unreadable("events", own.event.id, f"does not fit the reference data: {type(error).__name__}"))
        else:
            fitting.append(own)
    return join(reference, tuple(fitting), layers), tuple(unfit)
