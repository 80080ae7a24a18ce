"""Whether a shape lies where its row says: in, or near enough to, a country that it names.

The outlines are those of the basemap: 153 countries and territories, drawn as they are administered. They are simplified to
about 3 km, so nothing is told apart below that. For a country without an outline only the land of the whole world is there to
check with, and for small islands not even that: such rows are counted as not checked.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from corridors.load import read_basemap, read_countries

# How far outside every country that it names a shape may lie, in km. At the coast and at a border: jetties, moorings, islets
# that the outlines leave out. For what stands in the open sea, the exclusive economic zone of a state: 200 nautical miles
# (UNCLOS, article 57).
SHORE_KM = 50.0
OPEN_SEA_KM = 370.4
KM_PER_DEGREE = 111.2
BAND_DEGREES = 10

# A claim that the outlines do not share is no error: whose outlines a row may lie in that names the first.
ALSO = {
    "UA": ("RU",), "RU": ("UA", "GE"), "GE": ("RU",), "IN": ("PK", "CN"), "PK": ("IN", "CN"), "CN": ("IN", "PK", "TW", "HK", "MO"),
    "TW": ("CN",), "MA": ("EH",), "EH": ("MA",), "IL": ("PS", "SY"), "PS": ("IL",), "SY": ("IL", "TR"), "AZ": ("AM",), "AM": ("AZ",),
    "RS": ("XK",), "XK": ("RS",), "SD": ("SS", "EG"), "SS": ("SD",), "EG": ("SD",), "JP": ("RU",), "HK": ("CN",), "MO": ("CN",),
    "GB": ("GG", "JE", "IM", "IO"), "US": ("GU", "MP"), "FI": ("AX",), "DK": ("FO",), "CY": ("TR", "GB"),
}  # fmt: skip
# Land of a state that its outline, or the land of the world, has not: west, south, east, north of a box around it. Islands
# and reefs with a harbour, a terminal or a field among them; found by setting the World Port Index against the outlines.
FAR_PARTS = {
    "AE": ((52.1, 24.4, 53.7, 25.6),), "AU": ((105, -11, 106, -10), (96, -13, 97, -11), (167, -30, 169, -28), (159, -31.7, 159.2, -31.4)),
    "BR": ((-32.6, -4, -32.3, -3.7), (-29.5, -20.6, -28.7, -20.4)), "CL": ((-110, -28, -105, -26), (-81, -34, -78, -33)), "CN": ((111, 15.5, 113, 17.2),),
    "CO": ((-82, 12, -81, 14),), "CR": ((-88, 5, -86.5, 6),), "CY": ((32, 34.4, 34.8, 35.9),), "DK": ((-74, 59, -10, 84),), "EC": ((-92.5, -2, -89, 2),),
    "ES": ((-19, 27, -13, 30), (-5.5, 35.1, -2.8, 36)), "FM": ((137, 1, 163.5, 10.5),),
    "FR": ((-57, 46.5, -56, 47.2), (-155, -28, -134, -7), (163, -23, 168.5, -19), (55, -21.5, 56, -20.7), (45, -13.1, 45.4, -12.5),
           (-63.2, 14, -60.7, 18.2), (-55, 2, -51, 6.2), (-178.5, -14.5, -176, -13)),
    "GB": ((-5.5, 36, -5.2, 36.3), (-62, -53, -57, -51), (-65.1, 32, -64.5, 32.6), (-82, 16, -61, 22.1), (-15, -41, -5, -7), (70, -8, 73, -5),
           (-6.6, 49.8, -6.1, 50.1), (-8.8, 57.7, -8.4, 57.9), (-1.8, 59.4, -1.5, 59.6)),
    "GQ": ((5.5, -1.6, 5.7, -1.3),), "GR": ((29.5, 36.1, 29.7, 36.2),), "HN": ((-87, 16.2, -85.7, 16.7), (-84, 17.3, -83.8, 17.5)),
    "IN": ((71.5, 8, 74, 13), (92, 6, 94.5, 14)), "IT": ((12, 35, 13, 36), (11.9, 36.7, 12.1, 36.9), (13.1, 38.6, 13.3, 38.8)),
    "JP": ((131, 24.3, 131.5, 26),), "KI": ((169, -1.5, 177, 4), (-175, -5, -170, -2), (-162, -12, -149, 5)), "KM": ((45, -13.1, 45.4, -12.5),),
    "MH": ((160.5, 4.5, 172.5, 15),), "MM": ((93.2, 14, 93.5, 14.2),), "MV": ((72.5, -1, 74, 7.3),), "MX": ((-115, 18, -110.5, 19.5), (-118.5, 28.8, -118, 29.3), (-92.5, 20, -89.5, 22.7)),
    "NI": ((-83.1, 12, -82.9, 12.4),), "NL": ((-70.3, 12, -68, 12.7), (-63.5, 17.3, -62.8, 18.2)), "NO": ((10, 74, 34, 81), (-10, 70, -7, 72)),
    "NZ": ((-177, -44.5, -175.8, -43.5), (-178.6, -31.5, -177.7, -29)), "PG": ((141, -3, 150, 0),), "PT": ((-32, 30, -16, 40),), "PW": ((131, 2.8, 135, 8.3),),
    "QA": ((52.35, 25.6, 52.5, 25.8),), "SB": ((155, -13, 171, -4.5),), "SC": ((46, -10.5, 56.5, -3.5),), "SO": ((42.5, 8, 49, 11.8),), "TW": ((116.6, 20.6, 116.9, 20.8),),
    "US": ((-68, 17.5, -64.3, 19), (-171, -15, -168, -11), (-178.5, 23, -160, 29), (166, 19, 167, 20), (-170, 16, -169, 17.5)),
    "VE": ((-67, 11.7, -66.5, 12),), "VN": ((107.6, 20, 107.8, 20.2), (108.8, 10.4, 109, 10.6), (106.5, 8.5, 106.8, 8.8)), "ZA": ((37, -47.1, 38.1, -46.5),),
}  # fmt: skip
# States of islands that are scattered, or too small for the outlines: the zone is the measure for all of them.
SCATTERED = frozenset(
    ("BS", "KI", "MH", "PF", "FM", "MU", "SC", "MV", "SB", "TO", "TV", "CK", "PW", "CV", "FJ", "VU", "WS", "AS", "NR", "NU", "TK", "MP", "GU", "UM", "IO", "SH", "TC")
)  # fmt: skip
OFFSHORE_NAME = re.compile(
    r"offshore|terminal|platform|\b(f?lng|fsru|fpso|fso|spm|calm|buoy|mooring|deep ?water|subsea|submarine|island|islands|isla|atoll|reef|((oil|gas) ?)?field|oil port)\b",
    re.IGNORECASE,
)


class Checked(NamedTuple):
    """By row: whether it could be checked, whether it lies near enough, and whether it would with lon and lat exchanged."""

    known: NDArray[np.bool_]
    near: NDArray[np.bool_]
    swapped: NDArray[np.bool_]


@functools.lru_cache(maxsize=1)
def _land() -> BaseGeometry:
    """The land of the world, of islands the larger ones only."""
    land = shapely.MultiPolygon(list(shapely.get_parts(shapely.from_geojson(read_basemap("land", "mid")))))
    shapely.prepare(land)
    return land


@functools.lru_cache(maxsize=1)
def _on_drawn_land() -> frozenset[str]:
    """The countries without an outline whose name stands on land that is drawn, so that the land can stand for them."""
    rows = json.loads(read_basemap("names"))["features"]
    found = {row["properties"]["country"]: row["geometry"]["coordinates"] for row in rows if row["properties"]["kind"] == "country"}
    return frozenset(code for code, at in found.items() if code not in read_countries() and shapely.intersects_xy(_land(), *at))


def check_claims(shapes: NDArray[np.object_], claims: list[str], tolerance_km: NDArray[np.float64]) -> Checked:
    """Return whether shapes lie near a country that they name.

    `shapes` are in degrees, lon first; `claims` are codes joined by commas, "" for none; the tolerance is by row, in km.
    """
    count = len(shapes)
    known, near, swapped = np.zeros(count, dtype=bool), np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    middle = shapely.bounds(shapes)[:, [1, 3]].mean(axis=1)
    bands = np.floor(middle / BAND_DEGREES)
    for (claim, band, tolerance), rows in _grouped(claims, bands, tolerance_km).items():
        ground = _ground(claim)
        if not ground:
            continue
        known[rows] = True
        near[rows] = _is_near(shapes[rows], ground, float(band), float(tolerance))
        far = rows[~near[rows]]
        if len(far):
            turned = shapely.transform(shapes[far], lambda points: points[:, ::-1])
            swapped[far] = _lies_near(turned, _outlines(claim))
    return Checked(known, near, swapped)


def _grouped(
    claims: list[str], bands: NDArray[np.float64], tolerance: NDArray[np.float64]
) -> Mapping[tuple[str, float, float], NDArray[np.int_]]:
    groups: dict[tuple[str, float, float], list[int]] = {}
    for position, key in enumerate(zip(claims, bands.tolist(), tolerance.tolist(), strict=True)):
        if key[0]:
            groups.setdefault(key, []).append(position)
    return {key: np.array(rows) for key, rows in groups.items()}


@functools.lru_cache(maxsize=1_000)
def _ground(claim: str) -> tuple[BaseGeometry, ...]:
    """Return the outlines that stand for a claim; none where it cannot be checked."""
    outlines = read_countries()
    codes = claim.split(",")
    if any(code not in outlines and (code in SCATTERED or code not in _on_drawn_land()) for code in codes):
        return ()
    found = list(_outlines(claim))
    found += [shapely.union_all([shapely.box(*box) for box in FAR_PARTS[code]]) for code in codes if code in FAR_PARTS]
    if any(code not in outlines for code in codes):
        found.append(_land())
    return tuple(found)


def _outlines(claim: str) -> tuple[BaseGeometry, ...]:
    """Return the outlines of the countries of a claim and of those that share it."""
    outlines = read_countries()
    return tuple(outlines[code] for name in claim.split(",") for code in (name, *ALSO.get(name, ())) if code in outlines)


def _is_near(shapes: NDArray[np.object_], ground: tuple[BaseGeometry, ...], band: float, tolerance_km: float) -> NDArray[np.bool_]:
    """Distances are in degrees of latitude, longitudes shrunk by the cosine of the middle of the band."""
    near = np.zeros(len(shapes), dtype=bool)
    for outline in ground:
        near[~near] = shapely.intersects(outline, shapes[~near])
    if near.all():
        return near
    shrink = np.array([max(0.05, np.cos(np.radians((band + 0.5) * BAND_DEGREES))), 1.0])
    rest = shapely.transform(shapes[~near], lambda points: points * shrink)
    window = shapely.box(*(shapely.total_bounds(shapes[~near]) + np.array([-10, -4, 10, 4])))
    close = np.zeros(len(rest), dtype=bool)
    for outline in ground:
        pieces = shapely.get_parts(outline)
        close_by = pieces[shapely.intersects(shapely.box(*shapely.bounds(pieces).T), window)]
        part = shapely.transform(shapely.multipolygons(close_by), lambda points: points * shrink)
        shapely.prepare(part)
        close |= shapely.dwithin(part, rest, tolerance_km / KM_PER_DEGREE)
    near[~near] = close
    return near


def _lies_near(shapes: NDArray[np.object_], ground: tuple[BaseGeometry, ...]) -> NDArray[np.bool_]:
    found = np.zeros(len(shapes), dtype=bool)
    for outline in ground:
        found |= shapely.dwithin(outline, shapes, SHORE_KM / KM_PER_DEGREE)
    return found


def is_on_land(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes touch land that is drawn."""
    return np.asarray(shapely.intersects(_land(), shapes))


def stands_offshore(names: list[str], claims: list[str], kinds: list[str], shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which rows may lie in the open sea: fields, pipelines as lines, what its name says so of, scattered islands."""
    lines = (shapely.get_dimensions(shapes) == 1).tolist()
    return np.array(
        [
            kind == "field"
            or (line and kind in {"gas_pipeline", "oil_pipeline", "power_line"})
            or bool(OFFSHORE_NAME.search(name))
            or not SCATTERED.isdisjoint(claim.split(","))
            for name, claim, kind, line in zip(names, claims, kinds, lines, strict=True)
        ],
        dtype=bool,
    )
