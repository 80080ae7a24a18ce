"""Corridors: pipelines, railways, roads, power lines and hubs as proposed, built and disputed, on a map, with sources.

import corridors
atlas = corridors.load()
tapi = atlas.get("tapi-gas")
view, dropped = corridors.parse_view("status=construction&actor=russia", atlas)
[c.label for c in corridors.select(atlas, view)]
corridors.snapshot("kind=railway", format="pdf", out="railways.pdf")
corridors.export("kind=railway", format="gpkg", out="railways.gpkg")
corridors.verify("railways.pdf").words
"""

from typing import TYPE_CHECKING, Any

from corridors.atlas import Atlas
from corridors.load import GeodataError, digest, load
from corridors.select import events_in, select
from corridors.view import View, parse_view, view_string

if TYPE_CHECKING:
    from corridors.publish import export, snapshot, verify

__all__ = [
    "Atlas", "GeodataError", "View", "digest", "events_in", "export", "load", "parse_view", "select", "snapshot", "verify", "view_string",
]  # fmt: skip
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function of `publish`
    """Bring what draws only when it is asked for: reading the data needs none of it."""
    if name in {"export", "snapshot", "verify"}:
        from corridors import publish  # noqa: PLC0415

        return getattr(publish, name)
    raise AttributeError(f"module 'corridors' has no attribute {name!r}")
