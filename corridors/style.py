"""The style table: kind -> colour and sign, status -> dash and weight, accuracy -> how it is drawn.

One table feeds the map, the legend, the card, the table and every export. The kind colours start from Okabe and Ito's
palette for colour-blind readers and were moved until any two kinds of line stay apart by 16 CIE76 units under each of
three simulated deficiencies, with 3:1 against land (tests/test_style.py). A kind is never told by colour alone (sign
and word go with it), a status never by dash alone (its word does).
Lengths are in px at a line width of 2.6 px; dashes are in line widths.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal

from corridors.terms import Accuracy, Kind, Status

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class KindStyle:
    """Colours in both themes, and the sign as SVG path data in a 16 x 16 box, drawn in the kind's colour."""

    light: str
    dark: str
    sign: str
    plural: str


@dataclass(frozen=True)
class StatusStyle:
    """Dash and gap in line widths (None: solid), width as a share of the full one, and whether the colour is greyed."""

    dash: tuple[float, float] | None
    weight: float
    greyed: float = 0.0
    round_caps: bool = False


@dataclass(frozen=True)
class AccuracyStyle:
    """Width in px and opacity (0 to 1) of the soft band under a line; 0 draws none."""

    band_px: float
    band_opacity: float


@dataclass(frozen=True)
class Palette:
    """The colours of a theme that no corridor has."""

    land: str
    sea: str
    river: str
    border: str
    disputed: str
    country_name: str
    place_name: str
    casing: str
    ink: str
    quiet: str
    disc: str
    news: str


KIND_STYLES: dict[Kind, KindStyle] = {
    Kind.GAS_PIPELINE: KindStyle("#C85000", "#F07A2E", "M8 1C9 4 13 6 13 10a5 5 0 0 1-10 0C3 8 4.5 7 5 5c1 1 1.5 1.5 1.6 2.6C7.800 6 8.300 3.500 8 1Z", "Gas pipelines"),
    Kind.OIL_PIPELINE: KindStyle("#232323", "#E8E8E8", "M8 1c3 4 5 6.300 5 9a5 5 0 0 1-10 0c0-2.700 2-5 5-9Z", "Oil pipelines"),
    Kind.RAILWAY: KindStyle("#0062A0", "#4FA8E0", "M5 1h1.500v2h3V1H11v2h2v1.500h-2v2.500h2v1.500h-2V11h2v1.500h-2V15H9.500v-2.500h-3V15H5v-2.500H3V11h2V8.500H3V7h2V4.500H3V3h2Zm1.500 3.500V7h3V4.500Zm0 4V11h3V8.500Z", "Railways"),
    Kind.ROAD: KindStyle("#A05082", "#CF86B4", "M5 1h6l3 14H2Zm2.300 1.500-.2 3h1.800l-.2-3Zm-.3 4.500-.3 3.500h2.600L9 7Zm-.4 5-.2 1.500h3.200l-.2-1.500Z", "Roads"),
    Kind.POWER_LINE: KindStyle("#7030C8", "#9466FF", "M9.500 1 3 9.500h4L6 15l7-9H8.500Z", "Power lines"),
    Kind.MULTIMODAL: KindStyle("#009055", "#25D68C", "M2 4.500h9V2l4 3.500L11 9V6.500H2Zm12 7H5V14l-4-3.500L5 7v2.500h9Z", "Multimodal routes"),
    Kind.OIL_HUB: KindStyle("#232323", "#E8E8E8", "M8 1c3 4 5 6.300 5 9a5 5 0 0 1-10 0c0-2.700 2-5 5-9Z", "Oil hubs"),
    Kind.PORT: KindStyle("#232323", "#E8E8E8", "M8 1a2 2 0 0 1 1 3.700V6h3v1.500H9v5.400c2-.3 3.300-1.500 3.700-3.400l-1.200.5L13 7l1.700 3-1.200-.3C13 13 11 15 8 15s-5-2-5.500-5.300L1.300 10 3 7l1.500 3-1.200-.5c.4 1.900 1.700 3.100 3.700 3.400V7.500H4V6h3V4.700A2 2 0 0 1 8 1Z", "Ports"),
    Kind.DRY_PORT: KindStyle("#232323", "#E8E8E8", "M1 4h14v9H1Zm1.500 1.500v6H4v-6Zm3 0v6H7v-6Zm3.500 0v6h1.500v-6Zm3 0v6h1.500v-6Z", "Dry ports"),
    Kind.FIELD: KindStyle("#232323", "#E8E8E8", "M7.300 1h1.400L12 13h1.500v2h-11v-2H4Zm.7 3.500L7.300 7h1.400ZM6.900 8.500 6.300 11h3.400l-.6-2.500Z", "Fields"),
}  # fmt: skip

# What a user's file does not say: a grey that no kind has, and a thin solid line.
UNKNOWN_KIND = KindStyle(
    "#605850",
    "#7C7064",
    "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 1.600a4.400 4.400 0 1 0 0 8.800 4.400 4.400 0 0 0 0-8.800Z",
    "Kind not known",
)

STATUS_STYLES: dict[Status, StatusStyle] = {
    Status.OPERATING: StatusStyle(None, 1.0),
    Status.CONSTRUCTION: StatusStyle((5, 1.6), 1.0),
    Status.PROPOSED: StatusStyle((3, 2.2), 1.0),
    Status.ANNOUNCED: StatusStyle((1.0, 1.6), 1.0, round_caps=True),
    Status.IDLE: StatusStyle((0.6, 3), 0.7, greyed=0.35),
    Status.MOTHBALLED: StatusStyle((0.6, 3), 0.7, greyed=0.5),
    Status.SHELVED: StatusStyle((1.2, 3), 0.8, greyed=0.5),
    Status.CANCELLED: StatusStyle((0.6, 5), 0.6, greyed=0.85),
    Status.RETIRED: StatusStyle((0.6, 7), 0.6, greyed=0.85),
}

UNKNOWN_STATUS = StatusStyle(None, 0.6)

ACCURACY_STYLES: dict[Accuracy, AccuracyStyle] = {
    Accuracy.SURVEYED: AccuracyStyle(0, 0),
    Accuracy.APPROXIMATE: AccuracyStyle(0, 0),
    Accuracy.SCHEMATIC: AccuracyStyle(13, 0.13),
}

PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        land="#F6F4EF", sea="#DCE6EE", river="#C6D8E4", border="#BCB4A8", disputed="#8C8377", country_name="#837C6C",
        place_name="#5B564F", casing="#FFFFFF", ink="#1F2328", quiet="#8A8A86", disc="#FFFFFF", news="#B3261E",
    ),
    "dark": Palette(
        land="#1E242B", sea="#12171C", river="#22303A", border="#424B55", disputed="#7B8590", country_name="#8D98A5",
        place_name="#A9B2BC", casing="#12171C", ink="#E8EAED", quiet="#777F88", disc="#12171C", news="#FF8A80",
    ),
}  # fmt: skip

LINE_PX = 2.6
# In full line widths: the casing under a line, the selected corridor's line, and the casing under that.
CASING, CHOSEN, CHOSEN_CASING = 1.75, 1.58, 3.0
# Under what has changed: its width in full line widths (px for a site's ring), and its opacity.
CHANGED, CHANGED_SITE_PX, CHANGED_OPACITY = 4.8, 17, 0.4
# What is left of the others' lines, sites and names while one corridor is selected.
RECEDE, SITES_RECEDE, NAMES_RECEDE = 0.35, 0.6, 0.38
SITE_PX, CHOSEN_SITE_PX, NEWS_PX = 22, 30, 4.5
# Drawn with crosses along the line.
CROSSED = frozenset({Status.CANCELLED, Status.RETIRED})


def rgb(color: str) -> Rgb:
    """Return "#RRGGBB" as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def kind_style(kind: Kind | None) -> KindStyle:
    """Return the style of a kind; None is a kind that is not known."""
    return KIND_STYLES[kind] if kind else UNKNOWN_KIND


def status_style(status: Status | None) -> StatusStyle:
    """Return the style of a status; None is a status that is not known."""
    return STATUS_STYLES[status] if status else UNKNOWN_STATUS


def kind_color(kind: Kind | None, theme: Theme) -> str:
    """Return the colour of a kind as "#RRGGBB"; None is a kind that is not known."""
    return getattr(kind_style(kind), theme)  # type: ignore[no-any-return]


def line_rgb(kind: Kind | None, status: Status | None, theme: Theme) -> Rgb:
    """Return the colour of a line: its kind's, greyed as far as its status asks for; None is what is not known."""
    share = status_style(status).greyed
    color, grey = rgb(kind_color(kind, theme)), rgb(PALETTES[theme].quiet)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(color, grey, strict=True))
    return red, green, blue


def image_html(svg: str, width: int, height: int) -> str:
    """Return an SVG document as a decorative image element (a sanitiser may drop inline SVG, never this)."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" width="{width}" height="{height}" alt="">'


def kind_svg(kind: Kind, theme: Theme, size: int = 16) -> str:
    """Return the sign of a kind as an SVG document."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 16 16" xmlns="http://www.w3.org/2000/svg">'
        f'<path fill-rule="evenodd" fill="{kind_color(kind, theme)}" d="{KIND_STYLES[kind].sign}"/></svg>'
    )


def status_svg(status: Status | None, theme: Theme, color: str | None = None, width: int = 34) -> str:
    """Return a stroke of a status (None: not known) as an SVG document, in the theme's ink or the colour given."""
    row, palette = status_style(status), PALETTES[theme]
    stroke = (color or palette.ink) if not row.greyed else palette.quiet
    px = LINE_PX * row.weight
    dash = f' stroke-dasharray="{row.dash[0] * px:.1f} {row.dash[1] * px:.1f}"' if row.dash else ""
    if row.round_caps:
        dash = f' stroke-linecap="round" stroke-dasharray="0.1 {sum(row.dash or ()) * px:.1f}"'
    crosses = ""
    if status in CROSSED:
        crosses = "".join(f'<path d="M{x - 3} 2l6 6m0-6l-6 6" stroke="{stroke}" stroke-width="1.2"/>' for x in (9, width - 9))
    return (
        f'<svg width="{width}" height="10" viewBox="0 0 {width} 10" xmlns="http://www.w3.org/2000/svg">'
        f'<path d="M2 5H{width - 2}" stroke="{stroke}" stroke-width="{px:.1f}" fill="none"{dash}/>{crosses}</svg>'
    )


def disputed_svg(theme: Theme) -> str:
    """Return a stroke of a disputed line as an SVG document."""
    stroke = f'stroke="{PALETTES[theme].disputed}" stroke-width="1.4" stroke-dasharray="4 3"'
    return f'<svg width="34" height="10" viewBox="0 0 34 10" xmlns="http://www.w3.org/2000/svg"><path d="M2 5H32" {stroke}/></svg>'


def band_svg(theme: Theme) -> str:
    """Return the soft band of a route not known exactly as an SVG document."""
    band = f'<rect x="1" width="32" height="10" rx="5" fill="{PALETTES[theme].quiet}" fill-opacity="0.28"/>'
    return f'<svg width="34" height="10" viewBox="0 0 34 10" xmlns="http://www.w3.org/2000/svg">{band}</svg>'


def changed_svg(theme: Theme) -> str:
    """Return the band under what has changed as an SVG document."""
    band = f'<rect x="1" y="1" width="32" height="8" rx="4" fill="{PALETTES[theme].news}" fill-opacity="{CHANGED_OPACITY}"/>'
    return f'<svg width="34" height="10" viewBox="0 0 34 10" xmlns="http://www.w3.org/2000/svg">{band}</svg>'


def news_svg(theme: Theme) -> str:
    """Return the ring that marks a place of news as an SVG document."""
    palette = PALETTES[theme]
    ring = f'<circle cx="17" cy="5" r="3.8" fill="{palette.casing}" stroke="{palette.news}" stroke-width="2"/>'
    return f'<svg width="34" height="10" viewBox="0 0 34 10" xmlns="http://www.w3.org/2000/svg">{ring}</svg>'


def disc_svg(kind: Kind | None, theme: Theme, size: int = 44) -> str:
    """Return the map symbol of a site: a disc with a rim and the sign of its kind, as a whole SVG document."""
    palette = PALETTES[theme]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 26 26">'
        f'<circle cx="13" cy="13" r="11.500" fill="{palette.disc}" stroke="{palette.ink}" stroke-width="1.6"/>'
        f'<path transform="translate(5.800 5.800) scale(0.9)" fill-rule="evenodd" fill="{kind_color(kind, theme)}" d="{kind_style(kind).sign}"/></svg>'
    )


def page_colors(theme: Theme) -> str:
    """Return the colours of a page around the map as CSS variables."""
    palette = PALETTES[theme]
    colors = {
        "page": palette.casing, "sea": palette.sea, "ink": palette.ink, "quiet": palette.quiet, "rule": palette.border,
        "link": kind_color(Kind.RAILWAY, theme),
    }  # fmt: skip
    return f":root{{{';'.join(f'--{name}:{color}' for name, color in colors.items())}}}"
