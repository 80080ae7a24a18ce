"""The page: header, filters, map, card, tabs. No arithmetic here, and no traceback ever leaves it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from corridors.atlas import Atlas
from corridors.layered import chosen_feature, features_words
from corridors.load import GeodataError
from corridors.model import Corridor
from corridors.select import known_atlas, select
from corridors.style import PALETTES, Theme, disc_svg, page_colors
from corridors.terms import Kind
from corridors.ui import state
from corridors.ui.card import render_card, render_feature
from corridors.ui.export import open_export, render_export
from corridors.ui.filters import render_empty, render_filters
from corridors.ui.map import render_map
from corridors.ui.picked import defused
from corridors.ui.share import page_address
from corridors.ui.tabs import render_tabs
from corridors.ui.times import render_times
from corridors.view import View, view_string
from corridors.words import atlas_as_of, day_words, markdown_text, shown_words
from corridors.workspace.opened import logged, open_atlas, open_workspace, shipped
from corridors.workspace.place import WorkspaceError

# An SVG text: a named Material icon would be fetched from the internet.
ICON = disc_svg(Kind.MULTIMODAL, "light")
LOG = logging.getLogger(__name__)


def render() -> None:
    """Draw the whole page for the view in the address bar and the widgets."""
    theme = _theme()
    for sheet in ("ui/page.css", "card.css"):
        st.html(Path(__file__).parents[1] / sheet)
    st.html(f"<style>{page_colors(theme)}</style>")
    try:
        atlas = _atlas()
        joined, troubles = _with_workspace(atlas)
    except GeodataError as error:
        _render_broken(error)
        return
    try:
        _render_page(joined, theme, troubles)
    except Exception:
        # The boundary of the page: the visitor gets words and a way back, the log gets the traceback.
        LOG.exception("The page could not be drawn")
        st.error("Something went wrong while drawing this view. Nothing is lost: the address bar still holds the view.")
        st.button("Start again from the default view", on_click=state.start_again, icon=":material/restart_alt:")


@st.cache_resource(show_spinner="Reading the reference data …")
def _atlas() -> Atlas:
    return shipped()


def _with_workspace(atlas: Atlas) -> tuple[Atlas, tuple[str, ...]]:
    """Return the atlas with what users have added, as far as it can be read, and what of it cannot, and why."""
    try:
        return open_atlas(), tuple(str(trouble) for trouble in open_workspace().troubles)
    except WorkspaceError as error:
        return atlas, (logged(error),)


def _theme() -> Theme:
    kind = st.context.theme.type
    return kind if kind in PALETTES else "light"


def _render_page(whole: Atlas, theme: Theme, troubles: Sequence[str]) -> None:
    state.read_address(whole)
    state.drop_gone(whole)
    view = state.current_view()
    theme = view.theme or theme
    atlas = known_atlas(whole, view)
    corridors = select(atlas, view)
    chosen = atlas.get(view.corridor) if view.corridor else None
    with st.sidebar:
        render_filters(atlas, view)
    _render_header(atlas, corridors, view)
    # One container and two columns, always: what stands before the map must not change its place in the page, or the
    # browser would make it anew and lose the camera.
    with st.container(key="notices"):
        for trouble in troubles:
            st.warning(markdown_text(trouble[:1].upper() + trouble[1:]), icon=":material/database_off:")
        _render_notices(atlas, corridors, view)
    # The card lies over the map's right side (page.css): a selection neither moves nor resizes the map.
    main, side = st.columns([1, 0.0001], gap=None)
    with main:
        render_map(whole, atlas, corridors, view, theme)
    with side:
        if chosen:
            render_card(atlas, chosen, theme)
        elif picked := chosen_feature(atlas, view):
            render_feature(atlas, picked, theme)
    render_times(whole, atlas, view)
    if not corridors and not (view.no_kind or view.no_status):
        render_empty(atlas, view)
    render_tabs(whole, atlas, corridors, view)
    render_export(whole, view, theme)
    state.write_address(view)


def _render_header(atlas: Atlas, corridors: Sequence[Corridor], view: View) -> None:
    with st.container(key="header", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="brand"><h1>Corridors</h1><p>{escape(shown_words(atlas, view, corridors))} {escape(features_words(atlas, view))} '
            f'<span class="asof">Known as of {day_words(atlas_as_of(atlas))}.</span></p></div>'
        )
        with st.popover("Share", icon=":material/link:"):
            st.caption("This link opens the same view.")
            st.code(f"{page_address()}?{view_string(view)}", language=None, wrap_lines=True)
        st.button("Export", key="export", icon=":material/download:", on_click=open_export)


def _render_notices(atlas: Atlas, corridors: Sequence[Corridor], view: View) -> None:
    dropped = st.session_state.get(state.DROPPED) or ()
    if dropped:
        st.warning(
            "Parts of the link were not understood and are left out: " + markdown_text("; ".join(dropped)), icon=":material/link_off:"
        )
    if view.news:
        headlines = "; ".join(atlas.event_by_id[name].headline for name in view.news if name in atlas.event_by_id)
        st.info(f"Only the corridors of this news: {markdown_text(headlines) or 'later than the day shown'}", icon=":material/newspaper:")
        st.button("Show all again", key="news-off", on_click=state.show_event, args=(None,))
    chosen = view.corridor
    if chosen and corridors and chosen not in {corridor.id for corridor in corridors}:
        st.caption("The corridor in the card is not among those that the filters show.")


def _render_broken(error: GeodataError) -> None:
    st.title("The reference data cannot be read")
    st.error(f"{len(error.problems)} problem(s) in geodata. Correct them and reload the page; `corridors check` lists them too.")
    st.dataframe(defused(pd.DataFrame([vars(problem) for problem in error.problems])), hide_index=True, key="problems")
    st.button("Try again", on_click=_read_again, icon=":material/refresh:")


def _read_again() -> None:
    shipped.cache_clear()
    _atlas.clear()
