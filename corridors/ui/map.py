"""The map and its legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from corridors.atlas import Atlas, drawn_status
from corridors.layers import build_map
from corridors.model import Corridor
from corridors.style import KIND_STYLES, PALETTES, Theme, disputed_svg, image_html, kind_color, kind_svg, status_svg
from corridors.terms import Accuracy, Kind, Status
from corridors.ui import state
from corridors.view import View
from corridors.words import map_words


def render_map(atlas: Atlas, corridors: Sequence[Corridor], view: View, theme: Theme) -> None:
    """Draw the corridors; a click selects one."""
    deck = build_map(atlas, corridors, view, theme, _publish, st.session_state.get(state.PICKS, 0))
    alt = map_words(atlas, view, corridors)
    with st.container(key="map"):
        st.pydeck_chart(deck, key="deck", height=520, on_select=_picked, selection_mode="single-object", alt=alt)


def _publish(name: str, data: bytes) -> str:
    # Large data goes by an address that names its content: the browser fetches it once, and a filter does not resend it.
    return str(get_instance().media_file_mgr.add(data, "application/json", f"map.{name}"))


def _picked() -> None:
    objects = _objects(st.session_state.get("deck"))
    st.session_state[state.PICKS] = st.session_state.get(state.PICKS, 0) + 1
    state.choose_elsewhere(next((str(item["corridor"]) for item in objects if "corridor" in item), None))


def _objects(event: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever the chart hands over
    try:
        return [item for rows in event["selection"]["objects"].values() for item in rows]
    except (AttributeError, KeyError, TypeError):
        return []


def render_legend(atlas: Atlas, corridors: Sequence[Corridor], theme: Theme) -> None:
    """Draw the legend of what is on the map, with counts: kinds, statuses, accuracy, disputed lines."""
    kinds = Counter(corridor.kind for corridor in corridors)
    drawn = Counter(drawn_status(corridor, segment) for corridor in corridors for segment in corridor.segments)
    palette = PALETTES[theme]
    rows = [_entry(_kind_symbol(kind, theme), KIND_STYLES[kind].plural, kinds[kind], "") for kind in Kind if kinds[kind]]
    legs = [
        _entry(
            image_html(status_svg(status, theme), 34, 10),
            atlas.define("status", status).word,
            drawn[status],
            atlas.define("status", status).text,
        )
        for status in Status
        if drawn[status]
    ]
    schematic = sum(segment.accuracy is Accuracy.SCHEMATIC for corridor in corridors for segment in corridor.segments)
    band = f'<span class="band" style="background:{palette.quiet}40"></span>'
    dashes = image_html(disputed_svg(theme), 34, 10)
    if schematic:
        legs.append(_entry(band, "Band: route not known exactly", schematic, atlas.define("accuracy", "schematic").text))
    legs.append(_entry(dashes, "Disputed line", None, atlas.edition.borders_policy))
    html = f'<div class="legend" role="group" aria-label="Legend"><ul aria-label="Corridors by kind">{"".join(rows)}</ul>'
    st.html(f'{html}<ul aria-label="Legs by status">{"".join(legs)}</ul></div>')


def _kind_symbol(kind: Kind, theme: Theme) -> str:
    line = "" if kind.is_site else f'<span class="stroke" style="background:{kind_color(kind, theme)}"></span>'
    return line + image_html(kind_svg(kind, theme), 14, 14)


def _entry(symbol: str, word: str, count: int | None, title: str) -> str:
    number = "" if count is None else f' <b class="count">{count}</b>'
    return f'<li title="{escape(title)}">{symbol}<span>{escape(word)}{number}</span></li>'
