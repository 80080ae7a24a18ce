"""The map on the page: what it is asked to show, and what becomes of what it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from corridors.asked import ask
from corridors.atlas import Atlas
from corridors.dataset import map_dataset
from corridors.layers import map_deck
from corridors.mapview import MapState, corridor_map, told
from corridors.model import Corridor
from corridors.style import Theme
from corridors.terms import Kind, Status
from corridors.ui import state
from corridors.view import View

KEY = "map"
# As page.css has the card's width.
CARD_PX = 432


def render_map(whole: Atlas, atlas: Atlas, corridors: Sequence[Corridor], view: View, theme: Theme) -> None:
    """Draw the map of a view; `whole` is the atlas of today, `atlas` the one as known on the view's day."""
    request = ask(atlas, corridors, view, whole=whole, flight=st.session_state.get(state.FLIGHT, 0), covered=CARD_PX)
    with st.container(key="map-frame"):
        corridor_map(map_deck(theme), map_dataset(whole), request, key=KEY, on_change=partial(_take_over, atlas))


def _take_over(atlas: Atlas) -> None:
    """Make the visitor's changes on the map the page's own."""
    now = told(KEY)
    if now is None:
        return
    if now.went is not None:
        state.go_to(now.went, atlas)
        return
    view = state.current_view()
    state.set_view(with_told(view, now))
    if now.event is not None:
        state.show_event(now.event)
    if now.feature and now.feature != view.feature:
        state.choose_feature(now.feature)
    elif now.corridor != view.corridor:
        state.choose_elsewhere(now.corridor)


def with_told(view: View, now: MapState) -> View:
    """Return a view with what the map tells: toggles, camera, selection, names and places of news."""
    kinds, statuses, layers = now.toggles
    return replace(
        view,
        kinds=tuple(Kind(value) for value in kinds or ()),
        no_kind=kinds == (),
        statuses=tuple(Status(value) for value in statuses or ()),
        no_status=statuses == (),
        layers=layers or (),
        no_layer=layers == (),
        feature=now.feature,
        camera=state.settled(now.camera),
        corridor=now.corridor,
        asof=dt.date.fromisoformat(now.day) if now.day else None,
        labels=now.labels,
        news_places=now.news,
    )
