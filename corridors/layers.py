"""The deck: which layers the map draws, in which order and style. Their rows come from `dataset.py`, in the browser.

Beside deck.gl's own properties a layer names the `rows` it draws (lines, schematic, chosen, sites, chosenSites, news),
how far it recedes while a corridor is selected (`fade`, a share of what is drawn), and its width in full line widths
(`line_scale`): the component makes these of the dataset, the selection and the zoom.
"""

from __future__ import annotations

from typing import Any

import pydeck as pdk

from corridors.style import (
    ACCURACY_STYLES,
    CASING,
    CHANGED,
    CHANGED_OPACITY,
    CHANGED_SITE_PX,
    CHOSEN,
    CHOSEN_CASING,
    CHOSEN_SITE_PX,
    LINE_PX,
    NEWS_PX,
    PALETTES,
    RECEDE,
    SITE_PX,
    SITES_RECEDE,
    Theme,
    rgb,
)

# pydeck takes bare text for an expression; these are plain values.
PIXELS = pdk.types.String("pixels")
DASHES = [{"@@type": "PathStyleExtension", "dash": True, "dashMode": "path", "offset": True}]
OFFSETS = [{"@@type": "PathStyleExtension", "offset": True}]


def map_deck(theme: Theme) -> pdk.Deck:
    """Return the deck of a theme: casings under lines, sites over them, what is selected on top; no basemap, no camera."""
    palette = PALETTES[theme]
    casing = [*rgb(palette.casing)]
    band = next(style for style in ACCURACY_STYLES.values() if style.band_px)
    layers = [
        _paths(
            "bands", "schematic", get_color="color", get_width=1, line_scale=band.band_px / LINE_PX, opacity=_opacity(band.band_opacity),
            fade=RECEDE,
        ),
        _paths(
            "changed", "changed", get_color=[*rgb(palette.news)], get_width=1, line_scale=CHANGED, opacity=_opacity(CHANGED_OPACITY),
        ),
        _strokes("casing", "lines", CASING, get_color=casing, extensions=OFFSETS, fade=RECEDE),
        _strokes("lines", "lines", 1.0, **_DASHED, pickable=True, dash_gap_pickable=True, fade=RECEDE),
        _strokes("chosen-casing", "chosen", CHOSEN_CASING, get_color=casing, extensions=OFFSETS),
        _strokes("chosen-lines", "chosen", CHOSEN, **_DASHED),
        _news(theme),
        _rings(theme),
        _icons("sites", "sites", SITE_PX, pickable=True, fade=SITES_RECEDE),
        _icons("chosen-sites", "chosenSites", CHOSEN_SITE_PX),
    ]  # fmt: skip
    return pdk.Deck(layers=layers, initial_view_state=None, views=[], map_provider=None, tooltip=False)


# deck.gl counts dashes in half widths.
_DASHED: dict[str, Any] = {
    "get_color": "color",
    "get_dash_array": "[dash[0] * 2, dash[1] * 2]",
    "extensions": DASHES,
    "cap_rounded": False,
}


def _opacity(share: float) -> float:
    """Return deck.gl's opacity for a share of what is drawn: it takes the value to the power of 1/2.2."""
    return float(round(share**2.2, 4))


def _paths(name: str, rows: str, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
    common: dict[str, Any] = {"get_path": "path", "width_units": PIXELS, "joint_rounded": True, "cap_rounded": True}
    return pdk.Layer("PathLayer", data=[], id=name, rows=pdk.types.String(rows), **(common | style))


def _strokes(name: str, rows: str, scale: float, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
    # deck.gl counts an offset in widths of the line itself: a wider casing is moved by fewer of its own.
    offset = f"offset / weight / {scale}"
    return _paths(name, rows, get_width="weight", line_scale=scale, get_offset=offset, **style)


def _icons(name: str, rows: str, size: int, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
    common: dict[str, Any] = {"get_position": "at", "get_icon": "icon", "get_size": size, "size_units": PIXELS}
    return pdk.Layer("IconLayer", data=[], id=name, rows=pdk.types.String(rows), **(common | style))


def _rings(theme: Theme) -> pdk.Layer:
    """Return the discs behind sites that have changed."""
    return pdk.Layer(
        "ScatterplotLayer",
        data=[],
        id="changed-sites",
        rows=pdk.types.String("changedSites"),
        get_position="at",
        get_radius=CHANGED_SITE_PX,
        radius_units=PIXELS,
        get_fill_color=[*rgb(PALETTES[theme].news)],
        opacity=_opacity(CHANGED_OPACITY),
    )


def _news(theme: Theme) -> pdk.Layer:
    palette = PALETTES[theme]
    return pdk.Layer(
        "ScatterplotLayer",
        data=[],
        id="news",
        rows=pdk.types.String("news"),
        get_position="at",
        get_radius=NEWS_PX,
        radius_units=PIXELS,
        stroked=True,
        get_fill_color=[*rgb(palette.casing)],
        get_line_color=[*rgb(palette.news)],
        get_line_width=2,
        line_width_units=PIXELS,
        pickable=True,
    )
