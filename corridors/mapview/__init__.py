"""The map component: draws a pydeck deck over its own basemap, toggles in the browser, and says what the visitor sees.

The browser is ahead of Python: a change there is painted at once and then told. Each change has a number; Python sends
back the last number it knows (`echo`), so that an answer to an older change never undoes a newer one. Python moves the
camera only by a new `flight`, so that no rerun does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import pydeck as pdk
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime import get_instance

from corridors.asked import MapRequest, Toggles, message_of
from corridors.view import Camera

# What stands there until the script has come, and stays if it never does.
WAITING = '<p class="cm-waiting" role="status">The map is loading. If it does not appear, reload the page; the table below has the same content.</p>'


class MapState(NamedTuple):
    """What the visitor has made of the map; `change` counts the visitor's changes.

    `went` is the query that the visitor has gone back or forward to, if that was the change; `size` is the map's, in CSS px;
    `day` is the past day shown, None for the present; `feature` is the selected feature of a user's layer; `event` is a piece of news whose corridors alone are to be shown.
    """

    change: int
    camera: Camera
    toggles: Toggles
    corridor: str | None
    labels: bool
    news: bool
    went: str | None = None
    size: tuple[float, float] | None = None
    day: str | None = None
    event: str | None = None
    feature: str | None = None


def corridor_map(deck: pdk.Deck, dataset: bytes, request: MapRequest, *, key: str, on_change: Callable[[], None]) -> MapState | None:
    """Draw a deck whose layers name their rows (see `layers.py`); return what the visitor has made of it, if anything.

    `on_change` runs before the next script run after each change; `told(key)` is the new state by then.
    """
    state = told(key)

    def publish(name: str, part: bytes) -> str:
        return _publish(part, f"{key}.{name}", "application/gzip")

    data = message_of(request, deck, _publish(dataset, f"{key}.dataset", "application/json"), state.change if state else 0, publish)
    _component()(key=key, data=data, on_told_change=on_change)
    return state


@lru_cache(maxsize=1)
def _component() -> ComponentRenderer:
    # Not on import: assets are known only while Streamlit runs.
    return st.components.v2.component("corridors.map", js="map-*.js", css="map-*.css", html=WAITING, isolate_styles=False)


def told(key: str) -> MapState | None:
    """Return the state that the map with this key last told, or None."""
    value: Any = (st.session_state.get(key) or {}).get("told")
    if not value:
        return None
    toggles = {group: None if chosen is None else tuple(chosen) for group, chosen in value["toggles"].items()}
    camera = Camera(**value["camera"])
    size = tuple(value["size"]) if value.get("size") else None
    return MapState(
        value["change"],
        camera,
        Toggles(**toggles),
        value["corridor"],
        value["labels"],
        value["news"],
        value["went"],
        size,
        value.get("day"),
        value.get("event"),
        value.get("feature"),
    )


def _publish(data: bytes, name: str, kind: str) -> str:
    # By an address that names its content: the browser fetches it once, and no filter sends it again.
    return str(get_instance().media_file_mgr.add(data, kind, name))
