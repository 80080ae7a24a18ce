"""Session state <-> view <-> address bar. Every key that the page keeps is named here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from corridors.atlas import Atlas
from corridors.terms import EventKind, Kind, Role, Status
from corridors.view import HOME, KEYS, Camera, Match, View, parse_view, query_of, view_string

# Widget keys are the view string's own; a kind and a status is one checkbox each.
CHOSEN, CAMERA, NEWS, ASOF, LABELS, THEME = "corridor", "camera", "news", "asof", "labels", "theme"
CHANGED_SINCE, LAST_DAY = "changed-since", "_last-day"
NEWS_PLACES, NO_KIND, NO_STATUS = "news-places", "no-kind", "no-status"
LAYERS, NO_LAYER, FEATURE = "layers", "no-layer", "feature"
ADDRESS, DROPPED, LEFT, FLIGHT = "_address", "_dropped", "_left", "_flight"
LISTS = ("actor", "role", "country", "event", LAYERS)


def kind_key(kind: Kind) -> str:
    """Return the widget key of a kind's checkbox."""
    return f"kind-{kind}"


def status_key(status: Status) -> str:
    """Return the widget key of a status's checkbox."""
    return f"status-{status}"


def read_address(atlas: Atlas) -> None:
    """Take over the address bar on a first visit and when the visitor goes back or forward; otherwise the widgets hold.

    Any other run may come with an address that is older than the widgets: a click sent before the browser had written
    what the run before it asked for. Reading that one would undo the visitor's last choice.
    """
    context = get_script_run_ctx()
    if ADDRESS in st.session_state and not (context and context.is_history_navigation):
        return
    view, dropped = parse_view({key: st.query_params.get_all(key) for key in st.query_params}, atlas)
    if st.session_state.get(ADDRESS) != view_string(view):
        set_view(view)
        _fly()
    st.session_state[DROPPED] = dropped


def go_to(query: str, atlas: Atlas) -> None:
    """Take over a query string that the visitor went back or forward to; call it in a callback."""
    view, dropped = parse_view(query, atlas)
    set_view(view)
    _fly()
    st.session_state[DROPPED] = dropped


def _fly() -> None:
    """Have the map go to the view's camera, once."""
    st.session_state[FLIGHT] = st.session_state.get(FLIGHT, 0) + 1


def set_view(view: View) -> None:
    """Put a view into every widget; call it before the widgets are drawn, or in a callback."""
    state = st.session_state
    for kind in Kind:
        state[kind_key(kind)] = kind in view.kinds
    for status in Status:
        state[status_key(status)] = status in view.statuses
    state["q"] = view.text
    # Plain words, as the options are: Streamlit would take an enum member for an option of another type.
    state["actor"], state["role"] = list(view.actors), [role.value for role in view.roles]
    state["match"] = view.match.value
    state["country"], state["event"] = list(view.countries), [kind.value for kind in view.events]
    state["from"], state["to"] = view.since, view.until
    state[NEWS], state[CHOSEN], state[CAMERA], state[ASOF] = view.news, view.corridor, view.camera, view.asof
    state[LABELS], state[THEME], state[CHANGED_SINCE] = view.labels, view.theme, view.changed_since
    state[NEWS_PLACES], state[NO_KIND], state[NO_STATUS] = view.news_places, view.no_kind, view.no_status
    state[LAYERS], state[NO_LAYER], state[FEATURE] = list(view.layers), view.no_layer, view.feature


def current_view() -> View:
    """Return the view that the widgets show now."""
    state = st.session_state
    since, until = _day(state.get("from")), _day(state.get("to"))
    if since and until and since > until:
        since, until = until, since
    asof, changed_since = _day(state.get(ASOF)), _day(state.get(CHANGED_SINCE))
    camera: Camera | None = state.get(CAMERA)
    kinds = tuple(kind for kind in Kind if state.get(kind_key(kind)))
    statuses = tuple(status for status in Status if state.get(status_key(status)))
    # A box ticked in the sidebar ends "none".
    for none, chosen in ((NO_KIND, kinds), (NO_STATUS, statuses), (NO_LAYER, state.get(LAYERS))):
        state[none] = bool(state.get(none)) and not chosen
    return View(
        kinds=kinds,
        statuses=statuses,
        actors=tuple(state.get("actor") or ()),
        roles=tuple(role for role in Role if role in (state.get("role") or ())),
        match=Match(state.get("match") or Match.ANY),
        countries=tuple(sorted(state.get("country") or ())),
        text=" ".join(str(state.get("q") or "").split()),
        events=tuple(kind for kind in EventKind if kind in (state.get("event") or ())),
        news=tuple(state.get(NEWS) or ()),
        since=since,
        until=until,
        asof=asof,
        # On a day before it nothing has changed since; on a later one it counts again.
        changed_since=None if asof and changed_since and changed_since >= asof else changed_since,
        corridor=state.get(CHOSEN),
        camera=camera,
        labels=bool(state.get(LABELS, True)),
        news_places=bool(state.get(NEWS_PLACES)),
        theme=state.get(THEME),
        no_kind=state[NO_KIND],
        no_status=state[NO_STATUS],
        layers=tuple(state.get(LAYERS) or ()),
        no_layer=state[NO_LAYER],
        feature=None if state.get(CHOSEN) else state.get(FEATURE),
    )


def settled(camera: Camera) -> Camera | None:
    """Return where the map came to rest as the view string writes it, or None at home, which is left out there."""
    rounded = Camera(round(camera.lon, 4), round(camera.lat, 4), round(camera.zoom, 2))
    return None if rounded == HOME else rounded


def _day(value: Any) -> dt.date | None:  # noqa: ANN401 - what a date widget holds
    return value if isinstance(value, dt.date) else None


def hold(keys: Iterable[str]) -> None:
    """Keep list widgets' choices while the words of their options (the counts) change from run to run."""
    for key in keys:
        if key in st.session_state:
            st.session_state[key] = list(st.session_state[key])


def write_address(view: View) -> None:
    """Write the view to the address bar, leaving keys that are Streamlit's own."""
    query = query_of(view)
    others = {key: st.query_params.get_all(key) for key in st.query_params if key.startswith("embed") and key not in KEYS}
    if {key: ",".join(st.query_params.get_all(key)) for key in st.query_params if key not in others} != query:
        st.query_params.from_dict({**others, **query})
    st.session_state[ADDRESS] = view_string(view)


def choose(corridor: str | None) -> None:
    """Select a corridor, or none; what was selected before, corridor or feature of a layer, is not any more."""
    st.session_state[CHOSEN], st.session_state[FEATURE] = corridor, None


def choose_elsewhere(corridor: str | None) -> None:
    """Select from outside the table, whose own mark is taken off so that every row can be chosen again."""
    st.session_state[LEFT] = st.session_state.get(LEFT, 0) + 1
    choose(corridor)


def choose_feature(feature: str | None) -> None:
    """Select a feature of a user's layer, as LAYER/FEATURE, or none."""
    choose_elsewhere(None)
    st.session_state[FEATURE] = feature


def show_layer(layer: str) -> None:
    """Switch a user's layer on, where only some are."""
    state = st.session_state
    if state.get(NO_LAYER) or state.get(LAYERS):
        state[LAYERS] = [*(state.get(LAYERS) or ()), layer]
    state[NO_LAYER] = False


def drop_gone(atlas: Atlas) -> None:
    """Take out of the choice what the atlas has no longer: layers that were removed, and features of theirs."""
    state = st.session_state
    there = {layer.id for layer in atlas.layers}
    state[LAYERS] = [name for name in dict.fromkeys(state.get(LAYERS) or ()) if name in there]
    if state.get(FEATURE) and state[FEATURE].partition("/")[0] not in there:
        state[FEATURE] = None


def fly_to(camera: Camera) -> None:
    """Have the map go to a place."""
    st.session_state[CAMERA] = settled(camera)
    _fly()


def start_again() -> None:
    """Leave a view that cannot be drawn: empty the address bar, too, or it would be taken up again."""
    st.query_params.clear()
    set_view(View())
    _fly()
    st.session_state[ADDRESS], st.session_state[DROPPED] = view_string(View()), ()


def reset() -> None:
    """Take every filter off; the selection, the camera, the past day and how the map is drawn stay."""
    view = current_view()
    kept = ("asof", "changed_since", "corridor", "feature", "camera", "labels", "news_places", "theme")
    set_view(View(**{name: getattr(view, name) for name in kept}))


def show_event(event: str | None) -> None:
    """Show only the corridors of one event, or of all again."""
    view = current_view()
    set_view(replace(view, news=(event,) if event else ()))
