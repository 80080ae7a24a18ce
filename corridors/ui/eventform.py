"""The form of one event: its fields as widgets, and the draft that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from corridors.atlas import Atlas
from corridors.terms import Basis, EventKind, Status
from corridors.words import markdown_text, plain_text
from corridors.workspace.review import Draft

DRAFTS = "_drafts"
# Of a draft's fields those that are one widget each.
PLAIN = tuple(f.name for f in fields(Draft) if f.name not in {"moves", "basis"})
NO_MOVE = ""


def drafts() -> dict[str, Draft]:
    """Return the drafts that this visitor has begun, by the key of their form: going on to another loses none."""
    kept: dict[str, Draft] = st.session_state.setdefault(DRAFTS, {})
    return kept


def forget(key: str) -> None:
    """Drop a draft that was saved or taken back."""
    drafts().pop(key, None)
    for name in (*PLAIN, "move", "to", "basis"):
        st.session_state.pop(f"{key}-{name}", None)


def written(key: str) -> Draft:
    """Return the draft that the widgets of a form hold now, and keep it."""
    state = st.session_state
    values: dict[str, Any] = {name: state[f"{key}-{name}"] for name in PLAIN if f"{key}-{name}" in state}
    for name in ("corridors", "actors"):
        values[name] = tuple(values.get(name, ()))
    draft = replace(drafts().get(key, Draft()), **values)
    moved = state.get(f"{key}-move") or NO_MOVE
    moves = {moved: state.get(f"{key}-to") or ""} if moved and moved in draft.corridors else {}
    drafts()[key] = replace(draft, moves=moves, basis=state.get(f"{key}-basis") or Basis.INFERRED.value)
    return drafts()[key]


def render_form(atlas: Atlas, key: str, start: Draft, faults: Mapping[str, str]) -> None:
    """Draw the fields of a draft: as this visitor has left them, else as they start; under each what is wrong with it."""
    draft = drafts().setdefault(key, start)
    for name in PLAIN:
        value = getattr(draft, name)
        st.session_state.setdefault(f"{key}-{name}", list(value) if isinstance(value, tuple) else value)
    st.text_area("Headline", key=f"{key}-headline", height=80)
    _fault(faults, "headline")
    date, kind = st.columns([1, 1.4])
    with date:
        st.text_input("Date", key=f"{key}-date", placeholder="YYYY-MM-DD", help="YYYY-MM-DD, or YYYY-MM or YYYY where no more is known")
        _fault(faults, "date")
    kinds = [item.value for item in EventKind]
    kind.selectbox("Kind", kinds, key=f"{key}-kind", format_func=lambda value: plain_text(atlas.define("event", value).word))
    labels = {corridor.id: plain_text(corridor.name) for corridor in atlas.corridors}
    names = {actor.id: plain_text(actor.name) for actor in atlas.actors}
    st.multiselect("Corridors", list(labels), key=f"{key}-corridors", format_func=labels.__getitem__, placeholder="None")
    _fault(faults, "corridors")
    st.multiselect("Actors", sorted(names, key=names.__getitem__), key=f"{key}-actors", format_func=names.__getitem__, placeholder="None")
    _fault(faults, "actors")
    _render_move(atlas, key, draft)
    with st.expander("Source, place and note", expanded=bool({"url", "place"} & set(faults))):
        _render_more(key, faults)
    written(key)


def _render_move(atlas: Atlas, key: str, draft: Draft) -> None:
    """Draw the status change: none unless a person chooses one."""
    chosen = list(st.session_state.get(f"{key}-corridors", draft.corridors))
    moved = next(iter(draft.moves), NO_MOVE)
    st.session_state.setdefault(f"{key}-move", moved if moved in chosen else NO_MOVE)
    if st.session_state[f"{key}-move"] not in {NO_MOVE, *chosen}:
        st.session_state[f"{key}-move"] = NO_MOVE
    labels = {name: plain_text(atlas.corridor_by_id[name].label) for name in chosen if name in atlas.corridor_by_id}
    which, to, basis = st.columns([1.5, 1.1, 1])
    which.selectbox("Status change", [NO_MOVE, *labels], key=f"{key}-move", format_func=lambda name: labels.get(name, "None"))
    if st.session_state[f"{key}-move"]:
        st.session_state.setdefault(f"{key}-to", draft.moves.get(moved) or Status.CONSTRUCTION.value)
        to.selectbox(
            "to",
            [status.value for status in Status],
            key=f"{key}-to",
            format_func=lambda value: plain_text(atlas.define("status", value).word),
        )
        st.session_state.setdefault(f"{key}-basis", draft.basis)
        basis.selectbox(
            "Basis",
            [item.value for item in Basis],
            key=f"{key}-basis",
            format_func=lambda value: plain_text(atlas.define("basis", value).word),
        )


def _render_more(key: str, faults: Mapping[str, str]) -> None:
    st.text_input("Address of the source", key=f"{key}-url", placeholder="https://")
    _fault(faults, "url")
    publisher, place = st.columns(2)
    publisher.text_input("Publisher", key=f"{key}-publisher")
    with place:
        st.text_input("Place: lon, lat", key=f"{key}-place", placeholder="62.2, 34.35")
        _fault(faults, "place")
    st.text_input("Note", key=f"{key}-note")
    st.checkbox("The headline is quoted", key=f"{key}-quoted")


def _fault(faults: Mapping[str, str], name: str) -> None:
    if name in faults:
        st.markdown(f":red[{markdown_text(faults[name])}]")
