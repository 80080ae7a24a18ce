"""The sidebar: every filter with live counts, and the way back from an empty result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import streamlit as st

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.layered import layer_counts, listed_layers, shown_layers, shown_mask
from corridors.select import FILTERS, emptied_by, facet_counts, without_filter
from corridors.terms import EventKind, Kind, Role, Status
from corridors.ui import state
from corridors.view import Match, View
from corridors.words import count_words, filter_words, markdown_text, plain_text

Counts = Mapping[str, Counter[str]]


def render_filters(atlas: Atlas, view: View) -> None:
    """Draw the filters; their values are in the session state."""
    counts = facet_counts(atlas, view)
    # As the map's legend counts: features of users' layers with the corridors.
    for layer in shown_layers(atlas, view):
        for name, number in layer_counts(atlas, layer, view).items():
            counts[name] += number
    state.hold(state.LISTS)
    st.text_input(
        "Search", key="q", placeholder="TAPI, INSTC, Gazprom …", help="Names, abbreviations, actors, countries. A comma means or."
    )
    _checkboxes(atlas, "Kind", "kind", {state.kind_key(kind): kind.value for kind in Kind}, counts["kind"])
    used = {corridor.status for corridor in atlas.corridors} | set(view.statuses) | {s for s in Status if counts["status"][s]}
    _checkboxes(atlas, "Status", "status", {state.status_key(s): s.value for s in Status if s in used}, counts["status"])
    _actor_filter(atlas, view, counts)
    codes = sorted(atlas.countries, key=country_name)
    st.multiselect(
        "Country crossed", codes, key="country", format_func=_counted(country_name, counts["country"]), placeholder="Any country"
    )
    _news_filter(atlas, counts)
    _layer_filter(atlas, view)
    any_on = any(item.is_on(view) for item in FILTERS)
    st.button("Reset filters", on_click=state.reset, disabled=not any_on, width="stretch", icon=":material/restart_alt:")
    st.toggle("Names on the map", key=state.LABELS)


def _counted(word: Callable[[str], str], counts: Counter[str]) -> Callable[[str], str]:
    return lambda value: f"{plain_text(word(value))} ({counts[str(value)]:,})"


def _checkboxes(atlas: Atlas, title: str, group: str, keys: Mapping[str, str], counts: Counter[str]) -> None:
    st.markdown(f"**{markdown_text(title)}**")
    with st.container(key=f"{group}-options"):
        for key, term in keys.items():
            item = atlas.define(group, term)
            st.checkbox(
                f"{markdown_text(item.word)} ({counts[term]:,})", key=key, help=markdown_text(item.text) if group == "status" else None
            )  # fmt: skip


def _actor_filter(atlas: Atlas, view: View, counts: Counts) -> None:
    ids = sorted(atlas.actor_by_id, key=lambda actor: (-counts["actor"][actor], atlas.actor_by_id[actor].name))
    names = {actor.id: actor.name for actor in atlas.actors}
    st.multiselect("Actor", ids, key="actor", format_func=_counted(names.__getitem__, counts["actor"]), placeholder="Any actor")
    roles = {role.value: atlas.define("role", role).word for role in Role}
    st.multiselect(
        "in the role of", list(roles), key="role", format_func=_counted(roles.__getitem__, counts["role"]), placeholder="Any role"
    )
    if len(view.actors) > 1 or len(view.roles) > 1:
        words = {Match.ANY.value: "Any of them", Match.ALL.value: "All of them"}
        st.segmented_control("Match", list(words), key="match", format_func=words.__getitem__, label_visibility="collapsed")


def _news_filter(atlas: Atlas, counts: Counts) -> None:
    kinds = {kind.value: atlas.define("event", kind).word for kind in EventKind}
    st.multiselect(
        "With news of the kind", list(kinds), key="event", format_func=_counted(kinds.__getitem__, counts["event"]), placeholder="Any news"
    )
    if not atlas.events:
        return
    first, last = atlas.events[0].date.earliest, atlas.last_day
    since, until = st.columns(2)
    since.date_input("News from", key="from", value=None, min_value=first, max_value=last, format="YYYY-MM-DD")
    until.date_input("to", key="to", value=None, min_value=first, max_value=last, format="YYYY-MM-DD")


def _layer_filter(atlas: Atlas, view: View) -> None:
    """Offer the users' layers, each with how many of its features pass the other filters."""
    layers = {layer.id: layer for layer in listed_layers(atlas, view)}
    if layers:
        numbers = {name: int(shown_mask(atlas, layer, view).sum()) for name, layer in layers.items()}
        st.multiselect(
            "Imported layer", list(layers), key=state.LAYERS, format_func=lambda name: f"{plain_text(layers[name].name)} ({numbers[name]:,})",
            placeholder="None" if view.no_layer else "Every layer",
        )  # fmt: skip


def render_empty(atlas: Atlas, view: View) -> None:
    """Say that nothing matches, which filter is to blame, and offer the way back."""
    if not atlas.corridors:
        st.warning("Nothing in the atlas was known on this day.", icon=":material/history:")
        return
    st.warning(f"No corridor matches: {markdown_text(filter_words(atlas, view))}.", icon=":material/filter_alt_off:")
    with st.container(horizontal=True):
        for item, number in emptied_by(atlas, view):
            label = f"Take off the {markdown_text(item.label)} filter: {count_words(number, 'corridor')}"
            st.button(label, key=f"off-{item.name}", on_click=state.set_view, args=(without_filter(view, item.name),))
        st.button("Reset all filters", key="off-all", on_click=state.reset)
