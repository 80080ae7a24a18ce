"""How deep geometries lie in one another, told from their bytes or text before anything is built of them.

GEOS reads and frees members by recursion, and enough levels end the process; so each level is counted here, by iteration.
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

import numpy as np

from corridors.importing.limits import MAX_VERTICES

MAX_DEPTH = 50
TOO_DEEP = f"it nests geometries over {MAX_DEPTH} deep"
FALSE_COUNT = "it counts more members than it has bytes"
CURVED = "it holds curves or surfaces, which are not read: make straight lines and areas of them"
# OGC 06-103r4, table 7: the codes of types by what follows them.
POSITIONS = frozenset((2, 8, 13))  # LineString, CircularString, Curve
RINGS = frozenset((3, 17))  # Polygon, Triangle
MEMBERS = frozenset(
    (4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16)
)  # the four collections, CompoundCurve to MultiSurface, Surface, PolyhedralSurface, TIN
STRAIGHT, ARCS = 7, 8  # the last code of what is straight; CircularString
HAS_Z, HAS_M, HAS_SRID = 0x8000_0000, 0x4000_0000, 0x2000_0000  # extended WKB has them in the type's highest bits
SMALLEST_MEMBER = 9  # its byte order, type and count
CURVE_WORDS = re.compile(r"CURVE|CIRCULARSTRING|SURFACE|\bTIN\b|TRIANGLE", re.IGNORECASE)


def is_too_deep(wkb: bytes) -> bool:
    """Tell whether WKB of any type nests deeper than `MAX_DEPTH`, or counts more members than its bytes could hold.

    WKB that is broken otherwise is left to its reader, which is safe from it.
    """
    return wkb_fault(wkb) in {TOO_DEEP, FALSE_COUNT}


def wkb_fault(wkb: bytes) -> str:
    """Return why no geometry can be built of WKB, ISO or extended, "" where nothing speaks against it."""
    return _looked_at(wkb)[0]


def arcs_in(wkb: bytes) -> int:
    """Return how many arcs WKB has, at any depth, up to where something speaks against it."""
    return _looked_at(wkb)[1]


def _looked_at(wkb: bytes) -> tuple[str, int]:
    """Return what speaks against WKB, and how many arcs were seen."""
    open_members: list[int] = []  # how many members each level still has
    at = visited = arcs = 0
    order, curved = "<", False
    while True:
        found = _head(wkb, at, order)
        if found is None:
            return CURVED if curved else "", arcs
        order, kind, at, count, size = found
        curved |= kind > STRAIGHT
        visited += 1
        if kind in MEMBERS:
            if count * SMALLEST_MEMBER > len(wkb) - at or visited > MAX_VERTICES:
                return FALSE_COUNT, arcs
            open_members.append(count)
            if len(open_members) > MAX_DEPTH:
                return TOO_DEEP, arcs
        elif size > len(wkb) - at:
            return FALSE_COUNT, arcs
        else:
            at += size
            arcs += count // 2 if kind == ARCS else 0
        while open_members and not open_members[-1]:
            open_members.pop()
        if not open_members:
            return CURVED if curved else "", arcs
        open_members[-1] -= 1


class _Head(NamedTuple):
    """One geometry's own head: its byte order, type, where its body begins, its count, and the bytes of its body (0 for members)."""

    order: str
    kind: int
    at: int
    members: int
    size: int


def _head(wkb: bytes, at: int, order: str) -> _Head | None:
    """Return the head of the geometry at an offset as GEOS reads it: a byte order that it does not know leaves the last one."""
    try:
        order = {0: ">", 1: "<"}.get(wkb[at], order)
        (code,) = struct.unpack_from(f"{order}I", wkb, at + 1)
        kind, iso = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
        at += 9 if code & HAS_SRID else 5
        numbers = 2 + (bool(code & HAS_Z) or iso in {1, 3}) + (bool(code & HAS_M) or iso in {2, 3})
        if kind == 1:
            return _Head(order, kind, at, 1, 8 * numbers)
        if kind not in POSITIONS | RINGS | MEMBERS:
            return None
        (count,) = struct.unpack_from(f"{order}I", wkb, at)
        at += 4
        size = 8 * numbers * count if kind in POSITIONS else _rings(wkb, at, count, order, numbers) if kind in RINGS else 0
    except (IndexError, struct.error):
        return None
    return _Head(order, kind, at, count, size)


def _rings(wkb: bytes, start: int, count: int, order: str, numbers: int) -> int:
    """Return how many bytes rings say that they take; more than there are as soon as that shows."""
    at = start
    if count * 4 > len(wkb) - at or count > MAX_VERTICES:
        return len(wkb) + 1
    for _ in range(count):
        at += 4 + 8 * numbers * int(struct.unpack_from(f"{order}I", wkb, at)[0])
        if at > len(wkb):
            break
    return at - start


def wkt_fault(text: str) -> str:
    """Return why no geometry can be built of WKT, "" where nothing speaks against it."""
    if text.count("(") > MAX_DEPTH:
        signs = np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8)
        levels = np.cumsum((signs == ord("(")).astype(np.int32) - (signs == ord(")")).astype(np.int32))
        if levels.max() > MAX_DEPTH:
            return TOO_DEEP
    return CURVED if CURVE_WORDS.search(text) else ""
