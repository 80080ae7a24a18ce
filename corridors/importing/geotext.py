"""Shapes written in a column of text: WKT, WKB in hex, Global Energy Monitor's routes, and degrees with minutes and seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from corridors.importing.amounts import number_of
from corridors.importing.detect import ROUTE_START, WKB_START, WKT_START

Shapes = NDArray[np.object_]
ROUTE = re.compile(r"[\d\s.,:;eE+-]+")
DMS = re.compile(
    r"^\s*(?P<sign>[-+])?\s*(?P<first>[NSEW])?\s*(?P<deg>\d{1,3}(?:\.\d+)?)\s*(?:°|º|d|\s)\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:['′’m]|\s|$)\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''|s)?\s*)?(?P<last>[NSEWnsew])?\s*$"
)
DECIMAL_LETTER = re.compile(r"^\s*(?P<first>[NSEWnsew])?\s*(?P<number>\d{1,3}(?:[.,]\d+)?)\s*(?P<sign>°)?\s*(?P<last>[NSEWnsew])?\s*$")


class Parsed(NamedTuple):
    """Shapes of a column, None where a text is none, and why by position."""

    shapes: Shapes
    faults: dict[int, str]


def is_geometry_text(text: str) -> bool:
    """Tell whether a text looks like a shape that `parse_shapes` reads."""
    start = text[:400].strip()
    return bool(WKT_START.match(start) or WKB_START.match(start) or ROUTE_START.match(start)) or (
        ":" in start and bool(ROUTE.fullmatch(start))
    )


def parse_shapes(texts: Sequence[str]) -> Parsed:
    """Return the shapes that texts hold; a text with nothing in it gives None and no fault."""
    shapes: Shapes = np.empty(len(texts), dtype=object)
    faults: dict[int, str] = {}
    stripped = [text.strip() for text in texts]
    wkt = [i for i, text in enumerate(stripped) if WKT_START.match(text[:200])]
    wkb = [
        i
        for i, text in enumerate(stripped)
        if WKB_START.match(text[:40]) or (len(text) > 20 and re.match(r"0[01][0-9A-Fa-f]{16,}", text[:40]))
    ]
    with np.errstate(invalid="ignore"):  # NaN is refused later, by its row
        shapes[wkt] = shapely.from_wkt([re.sub(r"^SRID=\d+;", "", stripped[i], flags=re.IGNORECASE) for i in wkt], on_invalid="ignore")
    if wkb:
        shapes[wkb] = shapely.from_wkb([_even(stripped[i]) for i in wkb], on_invalid="ignore")
    known = {*wkt, *wkb}
    for i in known:
        if shapes[i] is None:
            faults[i] = "it is no whole WKT or WKB"
    for i, text in enumerate(stripped):
        if text and i not in known:
            shapes[i] = parse_route(text)
            if shapes[i] is None:
                faults[i] = "it is no WKT, WKB or route of lat,lng:lat,lng"
    return Parsed(shapes, faults)


def _even(text: str) -> str:
    return text if len(text) % 2 == 0 else ""


def parse_route(text: str) -> shapely.Geometry | None:
    """Return a route as Global Energy Monitor writes it, `lat,lng:lat,lng;lat,lng:…`: latitude first, parts after `;`.

    A part with one position is left out beside longer ones, and is a point where there is no other. None where the text is
    no such route. Positions are not checked here.
    """
    if not ROUTE.fullmatch(text):
        return None
    lines = []
    for part in text.strip().strip(";").split(";"):
        points = [point for point in part.strip().strip(":").split(":") if point.strip()]
        if not points:
            continue
        numbers = ",".join(points).split(",")
        if any(point.count(",") != 1 for point in points):
            return None
        try:
            lat_lon = np.array(numbers, dtype=float).reshape(-1, 2)
        except ValueError:
            return None
        lines.append(lat_lon[:, ::-1])
    long = [line for line in lines if len(line) > 1]
    if len(long) == 1:
        return shapely.LineString(long[0])
    if long:
        return shapely.MultiLineString(long)
    return shapely.Point(lines[0][0]) if lines else None


def parse_coordinate(text: str) -> float:
    """Return one coordinate in degrees (or metres): a number, `40°32'N`, `40 32 06 N`, `S 12.5`; NaN for anything else."""
    value = number_of(text)
    if value is not None:
        return value
    if match := DECIMAL_LETTER.match(text):
        letter = match["first"] or match["last"] or ""
        return (
            float(match["number"].replace(",", ".")) * (-1 if letter.upper() in {"S", "W"} else 1)
            if letter or match["sign"]
            else float("nan")
        )
    if match := DMS.match(text):
        letter = (match["first"] or match["last"] or "").upper()
        minutes, seconds = float(match["min"] or 0), float(match["sec"] or 0)
        if minutes >= 60 or seconds >= 60:
            return float("nan")
        size = float(match["deg"]) + minutes / 60 + seconds / 3600
        return -size if letter in {"S", "W"} or match["sign"] == "-" else size
    return float("nan")
