"""Shapes written in a column of text: WKT, WKB in hex, Global Energy Monitor's routes, and degrees with minutes and seconds."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from corridors.importing.amounts import number_of
from corridors.importing.detect import ROUTE_START, WKB_START, WKT_START
from corridors.importing.nesting import is_too_deep, wkb_fault, wkt_fault

__all__ = ["Parsed", "is_geometry_text", "is_too_deep", "parse_coordinate", "parse_route", "parse_shapes"]

Shapes = NDArray[np.object_]
ROUTE = re.compile(r"[\d\s.,:;eE+-]+")
DMS = re.compile(
    r"^\s*(?P<sign>[-+])?\s*(?P<first>[NSEW])?\s*(?P<deg>\d{1,3}(?:\.\d+)?)\s*(?:°|º|d|\s)\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*(?:['′’m]|\s|$)\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?P<mark>\"|″|”|''|s)?\s*)?(?P<last>[NSEWnsew])?\s*$"
)
DECIMAL_COMMA = re.compile(r"^\s*[-+]?\d{1,3},\d{3}\s*$")
MOST_DEGREES = 180
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
    bare = [re.sub(r"^SRID=\d+;", "", stripped[i], flags=re.IGNORECASE) for i in wkt]
    for at, read, faulty in ((wkt, bare, wkt_fault), (wkb, [stripped[i] for i in wkb], _hex_fault)):
        reasons = {i: faulty(text) for i, text in zip(at, read, strict=True)}
        sound = [text for i, text in zip(at, read, strict=True) if not reasons[i]]
        with np.errstate(all="ignore"):  # NaN and numbers past all bounds are refused later, by their row
            shapes[[i for i in at if not reasons[i]]] = _built(sound, shapely.from_wkt if at is wkt else shapely.from_wkb)
        faults |= {i: reasons[i] or "it is no whole WKT or WKB" for i in at if shapes[i] is None}
    known = {*wkt, *wkb}
    for i, text in enumerate(stripped):
        if text and i not in known:
            shapes[i] = parse_route(text)
            if shapes[i] is None:
                faults[i] = "it is no WKT, WKB or route of lat,lng:lat,lng"
    return Parsed(shapes, faults)


def _built(texts: list[str], of: Callable[..., Any]) -> Shapes:
    """Return the shapes of texts, None where a text is none; one that cannot be built spoils no more than its own row."""
    shapes: Shapes = np.full(len(texts), None, dtype=object)
    try:
        shapes[:] = of(texts, on_invalid="ignore")
    except (NotImplementedError, ValueError, shapely.GEOSException):
        for place, text in enumerate(texts):
            with contextlib.suppress(NotImplementedError, ValueError, shapely.GEOSException):
                shapes[place] = of(text, on_invalid="ignore")
    return shapes


def _hex_fault(text: str) -> str:
    try:
        return wkb_fault(bytes.fromhex(text))
    except ValueError:
        return "it is no whole WKB in hex"


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


def parse_coordinate(text: str, letters: str = "NSEW") -> float:
    """Return one coordinate in degrees (or metres): a number, `40°32'N`, `40 32 06 N`, `S 12.5`; NaN for anything else.

    `58,123` is a decimal comma, for degrees have no thousands. `letters` are those that the axis has, EW of a longitude. Two letters, or a minus with N or E, contradict each other.
    """
    if DECIMAL_COMMA.match(text) and abs(degrees := float(text.strip().replace(",", "."))) <= MOST_DEGREES:
        return degrees
    value = number_of(text)
    if value is not None:
        return value
    match = DECIMAL_LETTER.match(text)
    if match and (match["first"] or match["last"] or match["sign"]):
        return _signed(float(match["number"].replace(",", ".")), match, "", letters)
    if match := DMS.match(text):
        minutes, seconds = float(match["min"] or 0), float(match["sec"] or 0)
        if minutes >= 60 or seconds >= 60 or ("." in match["deg"] and (match["min"] or match["sec"])):
            return float("nan")
        return _signed(float(match["deg"]) + minutes / 60 + seconds / 3600, match, match["sign"] or "", letters)
    return float("nan")


def _signed(size: float, match: re.Match[str], sign: str, letters: str) -> float:
    """Return a size with the sign that a letter or a minus gives it, NaN where they contradict each other or the axis."""
    first, last = (match["first"] or "").upper(), (match["last"] or "").upper()
    if "mark" in match.re.groupindex and match["mark"] == "s" and not last and not re.search("[dm]", match.string):
        last = "S"  # `10 30 00 s`; with `d` and `m` before it, it is seconds
    letter = first or last
    if (first and last) or (letter and letter not in letters) or (sign == "-" and letter in {"N", "E"}):
        return float("nan")
    return -size if letter in {"S", "W"} or sign == "-" else size
