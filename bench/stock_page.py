"""The page that the map is measured beside: stock `st.pydeck_chart`, drawing the same layers. Run by `streamlit run`.

Written as one would write it with care: what is large travels as files whose addresses name their content, so that the
browser fetches each once and a change sends only the deck; everything made of the atlas is kept; the camera is constant.
Checkboxes show the kinds that are ticked, or all when none is. `?ticked=none` begins with none of them ticked.
"""

from __future__ import annotations

import base64
import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

import pydeck as pdk
import streamlit as st
from streamlit.runtime import get_instance

import corridors
from corridors.atlas import Atlas, drawn_status
from corridors.dataset import fact_words
from corridors.load import read_basemap
from corridors.model import Corridor, Position, Segment
from corridors.strands import Strand, build_strands
from corridors.style import ACCURACY_STYLES, KIND_STYLES, LINE_PX, PALETTES, STATUS_STYLES, disc_svg, line_rgb, rgb
from corridors.terms import Kind
from corridors.view import HOME

HEIGHT_PX = 476
LINE_METRES = 13_000
PALETTE = PALETTES["light"]
PIXELS, METRES = pdk.types.String("pixels"), pdk.types.String("meters")
DASHES = [{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True, "offset": True}]
# The map as large as ours, on the sea's colour.
STYLE = f"""<style>
[data-testid="stMainBlockContainer"] {{ padding: 2.6rem 1.1rem 2rem; max-width: none; }}
[data-testid="stDeckGlJsonChart"] {{ background: {PALETTE.sea}; }}
</style>"""
BORDER_DASHES = [{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}]
OFFSETS = [{"@@type": "PathStyleExtension", "offset": True}]
Box = tuple[float, float, float, float]
# text, positions in order of preference, width in px, px to the side, colour
Name = tuple[str, tuple[Position, ...], float, tuple[int, int], tuple[int, int, int]]


@st.cache_resource
def atlas() -> Atlas:
    return corridors.load()


@st.cache_resource
def basemap(layer: str) -> bytes:
    return read_basemap(layer, "mid")


@st.cache_resource
def map_files(kinds: frozenset[Kind]) -> dict[str, bytes]:
    """Return the data files of the corridors of some kinds."""
    known = atlas()
    shown = [corridor for corridor in known.corridors if corridor.kind in kinds]
    strands = build_strands(known, [corridor.id for corridor in shown])
    sites = [(corridor, segment) for corridor in shown for segment in corridor.segments if segment.is_site]
    placed = place_names([*corridor_names(shown), *place_names_wanted()], [segment.points[0] for _, segment in sites])
    return {
        "strands": to_json([strand_row(known.corridor_by_id[s.segment.corridor], s) for s in strands]),
        "bands": to_json([strand_row(known.corridor_by_id[s.segment.corridor], s) for s in strands if band_px(s.segment)]),
        "sites": to_json([site_row(corridor, segment) for corridor, segment in sites]),
        "names": to_json([{"text": text, "at": at, "shift": shift, "color": color} for text, at, shift, color in placed]),
    }


def to_json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def band_px(segment: Segment) -> float:
    return ACCURACY_STYLES[segment.accuracy].band_px


def strand_row(corridor: Corridor, strand: Strand) -> dict[str, Any]:
    status = drawn_status(corridor, strand.segment)
    style = STATUS_STYLES[status]
    return {
        "title": corridor.name,
        "fact": fact_words(corridor, strand.segment),
        "path": strand.path,
        "color": line_rgb(corridor.kind, status, "light"),
        "dash": style.dash or (1, 0),
        "width": round(LINE_METRES * style.weight),
        "offset": round(strand.offset, 2),
    }


def site_row(corridor: Corridor, segment: Segment) -> dict[str, Any]:
    image = base64.b64encode(disc_svg(corridor.kind, "light").encode()).decode()
    return {
        "title": corridor.name,
        "fact": fact_words(corridor, segment),
        "at": segment.points[0],
        "icon": {"url": f"data:image/svg+xml;base64,{image}", "width": 44, "height": 44, "id": corridor.kind.value},
    }


def corridor_names(shown: list[Corridor]) -> Iterator[Name]:
    """Yield the names of sites, then of lines, with positions along their longest leg."""
    for corridor in sorted(shown, key=lambda c: (not c.kind.is_site, c.tier.value != "core", len(c.label))):
        points = max((segment.points for segment in corridor.segments), key=len)
        ways = (
            (points[0],) if len(points) == 1 else tuple(points[round(share * (len(points) - 1))] for share in (0.5, 0.36, 0.64, 0.22, 0.78))
        )
        color = rgb(PALETTE.ink) if corridor.kind.is_site else line_rgb(corridor.kind, corridor.status, "light")
        yield corridor.label, ways, len(corridor.label) * 6.6 + 8, (0, 18) if corridor.kind.is_site else (0, -9), color


@st.cache_resource
def place_names_wanted() -> list[Name]:
    """Return the names of countries, then of capitals and cities, that the home zoom shows."""
    found: list[tuple[int, Name]] = []
    for feature in json.loads(read_basemap("names"))["features"]:
        name, kind, rank = (feature["properties"][key] for key in ("name", "kind", "rank"))
        at = tuple(feature["geometry"]["coordinates"])
        if kind == "country" and rank <= 3:
            found.append((rank, (name.upper(), (at,), len(name) * 8.0, (0, 0), rgb(PALETTE.country_name))))
        elif kind != "country" and rank <= 2:
            found.append((rank + 9, (name, (at,), len(name) * 6.0, (0, -8), rgb(PALETTE.place_name))))
    return [name for _, name in sorted(found, key=lambda pair: (pair[0], pair[1][0]))]


def place_names(names: list[Name], taken: list[Position]) -> Iterator[tuple[str, Position, tuple[int, int], tuple[int, int, int]]]:
    """Yield the names that fit at the home camera, none over another: text, lon and lat, px to the side, colour."""
    boxes = [box_around(at, 20, 20, (0, 0)) for at in taken]
    for text, ways, width, shift, color in names:
        for at in ways:
            box = box_around(at, width, 15, shift)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                boxes.append(box)
                yield text, at, shift, color
                break


def box_around(at: Position, width: float, height: float, shift: tuple[int, int]) -> Box:
    scale = 512 * 2**HOME.zoom
    x = (at[0] + 180) / 360 * scale + shift[0]
    y = (1 - math.asinh(math.tan(math.radians(max(-85.0, min(85.0, at[1]))))) / math.pi) / 2 * scale + shift[1]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def publish(name: str, data: bytes) -> str:
    return str(get_instance().media_file_mgr.add(data, "application/json", f"stock.{name}"))


def basemap_layers() -> list[pdk.Layer]:
    def geojson(layer: str, **style: Any) -> pdk.Layer:  # noqa: ANN401 - deck.gl's own properties
        return pdk.Layer("GeoJsonLayer", data=pdk.types.String(publish(layer, basemap(layer))), id=f"basemap-{layer}", **style)

    line = {"stroked": True, "filled": False, "line_width_units": PIXELS}
    dashed = {"extensions": BORDER_DASHES, "get_dash_array": [4, 3]}
    return [
        geojson("land", filled=True, stroked=False, get_fill_color=[*rgb(PALETTE.land)]),
        geojson("water", filled=True, stroked=False, get_fill_color=[*rgb(PALETTE.sea)]),
        geojson("rivers", get_line_color=[*rgb(PALETTE.river)], get_line_width=0.8, **line),
        geojson("borders", get_line_color=[*rgb(PALETTE.border)], get_line_width=0.9, **line),
        geojson("disputed", get_line_color=[*rgb(PALETTE.disputed)], get_line_width=1.1, **line, **dashed),
    ]


def corridor_layers(files: dict[str, bytes]) -> list[pdk.Layer]:
    strands, band = publish("strands", files["strands"]), next(style for style in ACCURACY_STYLES.values() if style.band_px)
    paths = {"get_path": "path", "joint_rounded": True, "cap_rounded": True}
    scaled = {"width_units": METRES, "get_width": "width", "width_min_pixels": 1.3, "width_max_pixels": LINE_PX}
    casing = {"width_units": METRES, "get_width": LINE_METRES * 1.75, "width_min_pixels": 2.3, "width_max_pixels": LINE_PX + 1.8}
    halo = {"outline_width": 3, "outline_color": [*rgb(PALETTE.land), 235], "font_settings": {"sdf": True, "fontSize": 48, "buffer": 8}}
    return [
        pdk.Layer(
            "PathLayer", data=publish("bands", files["bands"]), id="bands", get_color="color", get_width=band.band_px, width_units=PIXELS,
            opacity=round(band.band_opacity**2.2, 4), **paths,
        ),
        pdk.Layer("PathLayer", data=strands, id="casing", get_color=[*rgb(PALETTE.casing)], get_offset="offset", extensions=OFFSETS, **paths, **casing),
        pdk.Layer(
            "PathLayer", data=strands, id="lines", get_color="color", get_offset="offset", get_dash_array="dash", extensions=DASHES,
            pickable=True, **(paths | scaled | {"cap_rounded": False}),
        ),
        pdk.Layer(
            "IconLayer", data=publish("sites", files["sites"]), id="sites", get_position="at", get_icon="icon", get_size=22, size_units=PIXELS,
            pickable=True,
        ),
        pdk.Layer(
            "TextLayer", data=publish("names", files["names"]), id="names", get_position="at", get_text="text", get_color="color", get_size=12,
            get_pixel_offset="shift", size_units=PIXELS, character_set=pdk.types.String("auto"), font_family=pdk.types.String("Source Sans, sans-serif"), **halo,
        ),
    ]  # fmt: skip


def chosen_kinds() -> frozenset[Kind]:
    start = st.query_params.get("ticked") != "none"
    with st.sidebar:
        ticked = frozenset(kind for kind in Kind if st.checkbox(KIND_STYLES[kind].plural, value=start, key=f"kind-{kind}"))
    return ticked or frozenset(Kind)


def render() -> None:
    files = map_files(chosen_kinds())
    deck = pdk.Deck(
        layers=list(itertools.chain(basemap_layers(), corridor_layers(files))),
        initial_view_state=pdk.ViewState(longitude=HOME.lon, latitude=HOME.lat, zoom=HOME.zoom, min_zoom=1.2, max_zoom=11),
        views=[pdk.View(type="MapView", controller={"dragRotate": False, "touchRotate": False})],
        map_provider=None,
        tooltip={"text": "{title}\n{fact}"},
    )
    st.pydeck_chart(deck, key="deck", height=HEIGHT_PX)


st.set_page_config(page_title="Stock", layout="wide", initial_sidebar_state=320)
st.html(STYLE)
render()
