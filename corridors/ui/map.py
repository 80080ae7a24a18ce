"""The map on the page: what it is asked to show, and what becomes of what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from corridors.atlas import Atlas
from corridors.dataset import map_dataset
from corridors.layers import map_deck
from corridors.mapview import MapRequest, MapState, Toggles, corridor_map, told
from corridors.model import Corridor
from corridors.select import event_passes, select, without_toggles
from corridors.style import Theme
from corridors.terms import Kind, Status
from corridors.ui import state
from corridors.view import HOME, View
from corridors.words import atlas_as_of, day_words, map_words, shown_words

KEY = "map"
# As page.css has the card's width.
CARD_PX = 432
ATTRIBUTION = "Data: Corridors, CC BY 4.0 · Basemap: Natural Earth, GeoNames (CC BY 4.0)"
BORDERS = "Borders as administered, disputed lines dashed"


def render_map(atlas: Atlas, corridors: Sequence[Corridor], view: View, theme: Theme) -> None:
    """Draw the map of a view."""
    with st.container(key="map-frame"):
        corridor_map(map_deck(theme), _request(atlas, corridors, view), key=KEY, on_change=partial(_take_over, atlas))


def _request(atlas: Atlas, corridors: Sequence[Corridor], view: View) -> MapRequest:
    held = select(atlas, without_toggles(view))
    dated = view.events or view.news or view.since or view.until
    return MapRequest(
        dataset=map_dataset(atlas),
        held=tuple(corridor.id for corridor in held),
        events=tuple(event.id for event in atlas.events if event_passes(view, event)) if dated else None,
        toggles=Toggles(_switched(view.kinds, none=view.no_kind), _switched(view.statuses, none=view.no_status)),
        corridor=view.corridor if view.corridor in atlas.corridor_by_id else None,
        labels=view.labels,
        news=view.news_places,
        theme=view.theme,
        flight=st.session_state.get(state.FLIGHT, 0),
        camera=view.camera or HOME,
        home=HOME,
        title=shown_words(atlas, view, corridors).removesuffix("."),
        asof=f"As known on {day_words(view.asof)}" if view.asof else f"Known as of {day_words(atlas_as_of(atlas))}",
        alt=map_words(atlas, view, corridors),
        attribution=ATTRIBUTION,
        policy=atlas.edition.borders_policy,
        borders=BORDERS,
        empty=shown_words(atlas, view, ()),
        covered=CARD_PX if view.corridor in atlas.corridor_by_id else 0,
    )


def _switched(chosen: tuple[Kind, ...] | tuple[Status, ...], *, none: bool) -> tuple[str, ...] | None:
    return () if none else tuple(value.value for value in chosen) or None


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
    if now.corridor != view.corridor:
        state.choose_elsewhere(now.corridor)


def with_told(view: View, now: MapState) -> View:
    """Return a view with what the map tells: toggles, camera, selection, names and places of news."""
    kinds, statuses = now.toggles
    return replace(
        view,
        kinds=tuple(Kind(value) for value in kinds or ()),
        no_kind=kinds == (),
        statuses=tuple(Status(value) for value in statuses or ()),
        no_status=statuses == (),
        camera=state.settled(now.camera),
        corridor=now.corridor,
        labels=now.labels,
        news_places=now.news,
    )
