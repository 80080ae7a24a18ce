"""Atlas + view -> the deck that draws it. What is large travels as files of its own, by address, not in the deck."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import pydeck as pdk

from corridors.atlas import Atlas, drawn_status
from corridors.labels import Placed, placed_names
from corridors.load import read_basemap
from corridors.model import Corridor, Segment
from corridors.strands import Strand, build_strands
from corridors.style import ACCURACY_STYLES, LINE_PX, PALETTES, STATUS_STYLES, Palette, Theme, disc_svg, line_rgb, rgb
from corridors.view import HOME, View
from corridors.words import date_words

# Publishes bytes under a name and returns the address that the browser fetches them from.
Publish = Callable[[str, bytes], str]

FONT = "Source Sans, Source Sans Pro, sans-serif"
# A line is LINE_PX wide where the region fills a slide, thinner further out, so that trunks stay apart.
LINE_METRES = 13_000
CHOSEN_EXTRA_PX = 1.5
RECEDE = 0.35
# pydeck takes bare text for an expression; these are plain values.
PIXELS, METRES = pdk.types.String("pixels"), pdk.types.String("meters")
DASHES = [{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True, "offset": True}]
OFFSETS = [{"@@type": "PathStyleExtension", "offset": True}]


def build_map(atlas: Atlas, corridors: Sequence[Corridor], view: View, theme: Theme, publish: Publish, picks: int = 0) -> pdk.Deck:
    """Return the deck of the corridors of a view, the selected one on top, in a theme.

    The camera is the view's, or HOME; it does not depend on the corridors, so that no filter moves the map.
    `picks` counts the clicks so far: it names the layers that take them, because Streamlit fades everything else
    while the layer of the last click is there under the same name.
    """
    palette = PALETTES[theme]
    shown = tuple(corridor.id for corridor in corridors)
    chosen = view.corridor if view.corridor in shown else None
    files = _map_files(atlas, shown, theme)
    layers = [*_basemap_layers(palette, publish)]
    layers += _line_layers(files, palette, publish, faded=chosen is not None)
    layers += _hit_layers(files, publish, picks)
    if chosen:
        layers += _chosen_layers(_map_files(atlas, (chosen,), theme), palette, publish)
    if view.labels:
        layers += _label_layers(files, palette, publish, theme)
    camera = view.camera or HOME
    return pdk.Deck(
        layers=layers,
        initial_view_state=pdk.ViewState(longitude=camera.lon, latitude=camera.lat, zoom=camera.zoom, min_zoom=1.2, max_zoom=11),
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False, "keyboard": True})],
        map_provider=None,
        tooltip={"text": "{title}\n{fact}", "style": {"maxWidth": "320px", "fontSize": "13px"}},
    )


@lru_cache(maxsize=64)
def _map_files(atlas: Atlas, shown: tuple[str, ...], theme: Theme) -> dict[str, bytes]:
    """Return the data files of a set of corridors: strands, sites, labels and places, as JSON."""
    corridors = [atlas.corridor_by_id[name] for name in shown]
    strands = build_strands(atlas, shown)
    sites = [(corridor, segment) for corridor in corridors for segment in corridor.segments if segment.is_site]
    names, places = placed_names(corridors, [segment.points[0] for _, segment in sites])
    return {
        "strands": _json([_strand_row(atlas.corridor_by_id[s.segment.corridor], s, theme) for s in strands]),
        "bands": _json([_strand_row(atlas.corridor_by_id[s.segment.corridor], s, theme) for s in strands if _band_px(s.segment)]),
        "sites": _json([_site_row(corridor, segment, theme) for corridor, segment in sites]),
        "names": _json([_name_row(placed, atlas, theme) for placed in names]),
        "places": _json([{"text": placed.label.text, "at": placed.position, "kind": placed.label.group} for placed in places]),
    }


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _opacity(share: float) -> float:
    """Return deck.gl's opacity for a share of what is drawn: it takes the value to the power of 1/2.2."""
    return float(round(share**2.2, 4))


def _band_px(segment: Segment) -> float:
    return ACCURACY_STYLES[segment.accuracy].band_px


def fact_words(corridor: Corridor, segment: Segment) -> str:
    """Return what hovering a segment says under its corridor's name: leg, status with basis, as of, accuracy."""
    status = drawn_status(corridor, segment)
    basis, as_of = (corridor.basis, corridor.as_of) if status is not segment.status else (segment.basis, segment.as_of)
    leg = f"{segment.name}\n" if not segment.is_site else ""
    return f"{leg}{status.value.capitalize()}, {basis.value}, as of {date_words(as_of)}\nRoute {segment.accuracy.value}"


def _strand_row(corridor: Corridor, strand: Strand, theme: Theme) -> dict[str, Any]:
    status = drawn_status(corridor, strand.segment)
    style = STATUS_STYLES[status]
    return {
        "id": strand.segment.id,
        "corridor": corridor.id,
        "title": corridor.name,
        "fact": fact_words(corridor, strand.segment),
        "path": strand.path,
        "color": line_rgb(corridor.kind, status, theme),
        "dash": style.dash or (1, 0),
        "width": round(LINE_METRES * style.weight),
        "offset": round(strand.offset, 2),
    }


def _site_row(corridor: Corridor, segment: Segment, theme: Theme) -> dict[str, Any]:
    image = base64.b64encode(disc_svg(corridor.kind, theme).encode()).decode()
    return {
        "id": segment.id,
        "corridor": corridor.id,
        "title": corridor.name,
        "fact": fact_words(corridor, segment),
        "at": segment.points[0],
        "icon": {"url": f"data:image/svg+xml;base64,{image}", "width": 44, "height": 44, "id": corridor.kind.value},
    }


def _name_row(placed: Placed, atlas: Atlas, theme: Theme) -> dict[str, Any]:
    corridor = atlas.corridor_by_id[placed.label.group]
    site = corridor.kind.is_site
    return {
        "text": placed.label.text,
        "at": placed.position,
        "color": rgb(PALETTES[theme].ink) if site else line_rgb(corridor.kind, corridor.status, theme),
        "shift": placed.label.offset_px,
    }


def _basemap_layers(palette: Palette, publish: Publish) -> list[pdk.Layer]:
    def geojson(layer: str, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
        return pdk.Layer(
            "GeoJsonLayer", data=pdk.types.String(publish(f"basemap-{layer}", read_basemap(layer, "mid"))), id=f"basemap-{layer}", **style
        )

    line = {"stroked": True, "filled": False, "line_width_units": PIXELS}
    return [
        geojson("land", filled=True, stroked=False, get_fill_color=[*rgb(palette.land)]),
        geojson("water", filled=True, stroked=False, get_fill_color=[*rgb(palette.sea)]),
        geojson("rivers", get_line_color=[*rgb(palette.river)], get_line_width=0.8, **line),
        geojson("borders", get_line_color=[*rgb(palette.border)], get_line_width=0.9, **line),
        geojson(
            "disputed", get_line_color=[*rgb(palette.disputed)], get_line_width=1.1, **line,
            extensions=[{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}], get_dash_array=[4, 3],
        ),
    ]  # fmt: skip


def _paths(name: str, data: str, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
    common: dict[str, Any] = {"get_path": "path", "get_offset": "offset", "joint_rounded": True, "cap_rounded": True, "pickable": False}
    return pdk.Layer("PathLayer", data=data, id=name, **(common | style))


def _scaled(extra_px: float = 0.0) -> dict[str, Any]:
    """Return width properties: by scale between 1.4 px and the full width, or a fixed one wider by some px."""
    if extra_px:
        return {"width_units": PIXELS, "get_width": LINE_PX + extra_px}
    return {"width_units": METRES, "get_width": "width", "width_min_pixels": 1.3, "width_max_pixels": LINE_PX}


def _line_layers(files: dict[str, bytes], palette: Palette, publish: Publish, *, faded: bool) -> list[pdk.Layer]:
    strands, sites = publish("strands", files["strands"]), publish("sites", files["sites"])
    opacity = RECEDE if faded else 1.0
    band = next(style for style in ACCURACY_STYLES.values() if style.band_px)
    casing = {"width_units": METRES, "get_width": LINE_METRES * 1.75, "width_min_pixels": 2.3, "width_max_pixels": LINE_PX + 1.8}
    return [
        _paths(
            "bands", publish("bands", files["bands"]), get_color="color", get_width=band.band_px, width_units=PIXELS,
            opacity=_opacity(band.band_opacity * opacity), get_offset=0,
        ),
        _paths("casing", strands, get_color=[*rgb(palette.casing)], opacity=_opacity(opacity), extensions=OFFSETS, **casing),
        _paths("lines", strands, get_color="color", get_dash_array="dash", cap_rounded=False, opacity=_opacity(opacity), extensions=DASHES, **_scaled()),
        _icons("sites", sites, 22, opacity=_opacity(max(opacity, 0.6))),
    ]  # fmt: skip


def _hit_layers(files: dict[str, bytes], publish: Publish, picks: int) -> list[pdk.Layer]:
    """Return the layers that take hovers and clicks: all but unseen, wider than what they stand for."""
    unseen = [0, 0, 0, 1]
    strands, sites = publish("strands", files["strands"]), publish("sites", files["sites"])
    return [
        _paths(f"hits-{picks}", strands, get_color=unseen, get_width=13, width_units=PIXELS, pickable=True),
        pdk.Layer(
            "ScatterplotLayer",
            data=sites,
            id=f"site-hits-{picks}",
            get_position="at",
            get_fill_color=unseen,
            get_radius=13,
            radius_units=PIXELS,
            pickable=True,
        ),
    ]


def _icons(name: str, data: str, size: int, opacity: float = 1.0) -> pdk.Layer:
    return pdk.Layer(
        "IconLayer",
        data=data,
        id=name,
        get_position="at",
        get_icon="icon",
        get_size=size,
        size_units=PIXELS,
        opacity=opacity,
    )


def _chosen_layers(files: dict[str, bytes], palette: Palette, publish: Publish) -> list[pdk.Layer]:
    strands = publish("chosen", files["strands"])
    return [
        _paths("chosen-casing", strands, get_color=[*rgb(palette.casing)], width_units=PIXELS, get_width=LINE_PX + CHOSEN_EXTRA_PX + 4),
        _paths(
            "chosen-lines",
            strands,
            get_color="color",
            get_dash_array="dash",
            cap_rounded=False,
            extensions=DASHES,
            **_scaled(CHOSEN_EXTRA_PX),
        ),
        _icons("chosen-sites", publish("chosen-sites", files["sites"]), 30),
    ]


def _label_layers(files: dict[str, bytes], palette: Palette, publish: Publish, theme: Theme) -> list[pdk.Layer]:
    halo = [*rgb(palette.land), 235]
    common: dict[str, Any] = {
        "get_position": "at", "get_text": "text", "font_family": pdk.types.String(FONT), "character_set": pdk.types.String("auto"), "size_units": PIXELS,
        "font_settings": {"sdf": True, "fontSize": 48, "buffer": 8, "radius": 14, "cutoff": 0.2}, "outline_width": 3, "outline_color": halo,
    }  # fmt: skip
    places = publish("places", files["places"])
    country, city = rgb(palette.country_name), rgb(palette.place_name)
    weight = 600 if theme == "light" else 500
    return [
        pdk.Layer(
            "TextLayer", data=places, id="place-names", get_size=11.5,
            get_color=f"kind == 'country' ? {list(country)} : {list(city)}", get_pixel_offset="kind == 'country' ? [0,0] : [0,-8]", **common,
        ),
        pdk.Layer(
            "TextLayer", data=publish("names", files["names"]), id="corridor-names", get_size=13, get_color="color", get_pixel_offset="shift",
            font_weight=weight, **common,
        ),
    ]  # fmt: skip
