"""The style table can be read by everyone: contrast by WCAG 2.2, colour blindness by simulation."""

from __future__ import annotations

import itertools
import math
from xml.etree import ElementTree as ET

import pytest

from corridors.style import (
    ACCURACY_STYLES,
    KIND_STYLES,
    PALETTES,
    STATUS_STYLES,
    THEMES,
    Rgb,
    Theme,
    disc_svg,
    kind_color,
    kind_svg,
    line_rgb,
    rgb,
    status_style,
    status_svg,
)
from corridors.terms import Accuracy, Kind, Status

Triple = tuple[float, float, float]
# Machado, Oliveira & Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency",
# severity 1.0, applied to linear RGB.
MACHADO: dict[str, tuple[Triple, Triple, Triple]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# Two lines nearer than this, in CIE76 units, must bear different signs; the pairs here are nearer, as measured.
MIN_DIFFERENCE = 16.0
TOLD_BY_SIGN: dict[tuple[str, Theme], set[tuple[Kind, Kind]]] = {}
LINE_KINDS = tuple(kind for kind in Kind if not kind.is_site)
each_theme = pytest.mark.parametrize("theme", THEMES)


def linear(color: Rgb) -> Triple:
    red, green, blue = (v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in color)
    return red, green, blue


def luminance(color: Rgb) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(rgb(one)), luminance(rgb(other))))
    return (high + 0.05) / (low + 0.05)


def times(matrix: tuple[Triple, Triple, Triple], color: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, color, strict=True)) for row in matrix)
    return x, y, z


def simulated(color: Rgb, deficiency: str) -> Triple:
    red, green, blue = (min(1.0, max(0.0, value)) for value in times(MACHADO[deficiency], linear(color)))
    return red, green, blue


def lab(color: Triple) -> Triple:
    """Linear sRGB to CIE L*a*b*, D65."""
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    x, y, z = (value / white for value, white in zip(times(to_xyz, color), (0.95047, 1.0, 1.08883), strict=True))
    fx, fy, fz = (value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Triple, other: Triple) -> float:
    return math.dist(lab(one), lab(other))


def test_the_measures_are_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab((1, 1, 1)) == pytest.approx((100, 0, 0), abs=0.02)
    for deficiency in MACHADO:
        assert simulated((255, 255, 255), deficiency) == pytest.approx((1, 1, 1), abs=1e-4)


@each_theme
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_stands_out_from_land(kind: Kind, theme: Theme) -> None:
    assert contrast(kind_color(kind, theme), PALETTES[theme].land) >= 3


@each_theme
@pytest.mark.parametrize("name", ["ink", "place_name", "country_name"])
def test_words_can_be_read_on_land(name: str, theme: Theme) -> None:
    wanted = 3 if name == "country_name" else 4.5  # country names are large and spaced
    assert contrast(getattr(PALETTES[theme], name), PALETTES[theme].land) >= wanted


@each_theme
@pytest.mark.parametrize("deficiency", MACHADO)
def test_kinds_of_line_can_be_told_apart_by_the_colour_blind(deficiency: str, theme: Theme) -> None:
    near = set()
    for one, other in itertools.combinations(LINE_KINDS, 2):
        seen = [simulated(rgb(kind_color(kind, theme)), deficiency) for kind in (one, other)]
        if difference(*seen) < MIN_DIFFERENCE:
            near.add((one, other))
    # A pair that a better colour tells apart must leave the table.
    assert near == TOLD_BY_SIGN.get((deficiency, theme), set())
    assert all(KIND_STYLES[one].sign != KIND_STYLES[other].sign for one, other in near)


@each_theme
def test_kinds_of_line_have_colours_of_their_own(theme: Theme) -> None:
    for one, other in itertools.combinations(LINE_KINDS, 2):
        assert difference(linear(rgb(kind_color(one, theme))), linear(rgb(kind_color(other, theme)))) >= MIN_DIFFERENCE


@each_theme
def test_a_kind_that_is_not_known_has_a_grey_of_its_own(theme: Theme) -> None:
    color = kind_color(None, theme)
    assert max(rgb(color)) - min(rgb(color)) <= 24
    assert contrast(color, PALETTES[theme].land) >= 3
    for deficiency, kind in itertools.product(MACHADO, LINE_KINDS):
        seen = [simulated(rgb(one), deficiency) for one in (color, kind_color(kind, theme))]
        assert difference(*seen) >= MIN_DIFFERENCE, (deficiency, kind)


def test_what_is_not_known_is_drawn_thin_and_solid() -> None:
    style = status_style(None)
    assert style.dash is None
    assert style.weight < STATUS_STYLES[Status.OPERATING].weight
    assert "stroke-dasharray" not in status_svg(None, "light")


def test_kinds_of_line_never_share_a_sign() -> None:
    signs = [KIND_STYLES[kind].sign for kind in LINE_KINDS]
    assert len(set(signs)) == len(signs)


def test_kinds_of_site_never_share_a_sign() -> None:
    signs = [style.sign for kind, style in KIND_STYLES.items() if kind.is_site]
    assert len(set(signs)) == len(signs)


def test_every_term_has_its_row() -> None:
    assert (set(KIND_STYLES), set(STATUS_STYLES), set(ACCURACY_STYLES)) == (set(Kind), set(Status), set(Accuracy))


def test_the_strokes_of_common_statuses_differ() -> None:
    strokes = [(STATUS_STYLES[status].dash, STATUS_STYLES[status].greyed) for status in Status]
    assert len(set(strokes)) == len(strokes)


@each_theme
def test_a_greyed_status_moves_the_colour_towards_grey(theme: Theme) -> None:
    assert line_rgb(Kind.ROAD, Status.OPERATING, theme) == rgb(kind_color(Kind.ROAD, theme))
    assert line_rgb(Kind.ROAD, Status.SHELVED, theme) != rgb(kind_color(Kind.ROAD, theme))


@each_theme
def test_every_sign_is_well_formed_svg_without_outside_references(theme: Theme) -> None:
    pictures = [make(kind, theme) for kind in Kind for make in (kind_svg, disc_svg)] + [status_svg(status, theme) for status in Status]
    for picture in pictures:
        assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own text
        assert "href" not in picture
