"""Corridors: pipelines, railways, roads, power lines and hubs as proposed, built and disputed, on a map, with sources.

import corridors
atlas = corridors.load()
tapi = atlas.get("tapi-gas")
view, dropped = corridors.parse_view("status=construction&actor=russia", atlas)
[c.label for c in corridors.select(atlas, view)]
"""

from corridors.atlas import Atlas
from corridors.load import GeodataError, digest, load
from corridors.select import events_in, select
from corridors.view import View, parse_view, view_string

__all__ = ["Atlas", "GeodataError", "View", "digest", "events_in", "load", "parse_view", "select", "view_string"]
__version__ = "0.1.0"
