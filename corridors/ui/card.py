"""The card of the selected corridor or imported feature on the page, with its close button and the way to related corridors."""

from __future__ import annotations

import streamlit as st

from corridors.atlas import Atlas
from corridors.card import card_body, card_head
from corridors.feature_card import feature_body, feature_head
from corridors.layered import Chosen
from corridors.model import Corridor
from corridors.style import Theme
from corridors.ui import state
from corridors.words import markdown_text


def render_card(atlas: Atlas, corridor: Corridor, theme: Theme) -> None:
    """Draw the card with its close button; relations are buttons that open the other corridor."""
    above, below = card_body(atlas, corridor, theme)
    with st.container(key="card"):
        _head(card_head(atlas, corridor, theme))
        st.html(above)
        _relations(atlas, corridor)
        st.html(below)


def render_feature(atlas: Atlas, chosen: Chosen, theme: Theme) -> None:
    """Draw the card of a feature of a user's layer."""
    with st.container(key="card"):
        _head(feature_head(atlas, chosen, theme))
        st.html(feature_body(atlas, chosen, theme))


def _head(body: str) -> None:
    title, close = st.columns([4.2, 1.3], vertical_alignment="top")
    title.html(body)
    close.button(
        "Close", key="close", icon=":material/close:", type="tertiary", on_click=state.choose_elsewhere, args=(None,), width="content"
    )


def _relations(atlas: Atlas, corridor: Corridor) -> None:
    related = [item for item in atlas.related(corridor.id) if item.corridor in atlas.corridor_by_id]
    if not related:
        return
    st.html('<div class="card"><section><h3>Related corridors</h3></section></div>')
    with st.container(key="relations", gap=None):
        for item in related:
            words = atlas.define("relation", item.kind)
            said = markdown_text(words.inverse if item.inverse else words.word)
            label = f"{said}: {markdown_text(atlas.corridor_by_id[item.corridor].label)}"
            key = f"go-{item.kind}-{item.corridor}-{item.inverse}"
            st.button(
                label, key=key, type="tertiary", on_click=state.choose_elsewhere, args=(item.corridor,), help=markdown_text(item.note) or None
            )  # fmt: skip
