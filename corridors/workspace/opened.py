"""The atlas that the page and the command line work on: reference data with what the workspace holds."""

from __future__ import annotations

from functools import lru_cache

from corridors.atlas import Atlas
from corridors.load import load
from corridors.workspace.place import is_there, workspace_url


def open_atlas() -> Atlas:
    """Return the reference data with what the workspace holds; without a workspace, the reference data.

    The same state gives the same atlas, so that what is computed of it can be cached.

    Raises:
        GeodataError: the reference data cannot be read.
        WorkspaceError: the workspace cannot be read.
    """
    whole = shipped()
    if not is_there():
        return whole
    from corridors.workspace.store import revision  # noqa: PLC0415 - the database is slow to import, and most have no workspace yet

    return _joined(whole, workspace_url(), revision())


@lru_cache(maxsize=1)
def shipped() -> Atlas:
    """Return the reference data, read once.

    Raises:
        GeodataError: the reference data cannot be read.
    """
    return load()


@lru_cache(maxsize=2)
def _joined(whole: Atlas, _url: str, _revision: int) -> Atlas:
    from corridors.workspace.events import own_events  # noqa: PLC0415
    from corridors.workspace.join import join  # noqa: PLC0415
    from corridors.workspace.layers import own_layers  # noqa: PLC0415

    return join(whole, own_events(), own_layers())
