"""Curves as the straight lines that stand for them. GDAL makes these: of an arc, a corner every four degrees of its circle."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corridors.importing.limits import MAX_VERTICES
from corridors.importing.nesting import arcs_in
from corridors.reading.gdal import ERRORS, gdal

CORNERS_OF_CIRCLE = 92
BYTES_OF_CORNER = 16
ROWS_AT_ONCE = 256
MAX_FAILURES = 5_000  # of GDAL, half a millisecond each, after which no more curves are tried
NOTHING = b"\1\2\0\0\0\0\0\0\0"  # a line without a position


def straightened(curves: Sequence[bytes]) -> list[bytes | None]:
    """Return WKB with straight lines for WKB with curves, which was looked at; None for what is no valid curve.

    Also None once all of them together have more corners than a layer may have.
    """
    found: list[bytes | None] = [None] * len(curves)
    failures, room = [0], MAX_VERTICES * BYTES_OF_CORNER
    with tempfile.TemporaryDirectory(prefix="corridors-import-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for start, end in _pieces(curves):
            made = _made(Path(folder) / "curves.fgb", list(curves[start:end]), failures)
            room -= sum(len(one) for one in made if one)
            if room < 0 or failures[0] > MAX_FAILURES:
                break
            found[start:end] = made
    return found


def _pieces(curves: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the first and the end of pieces that come to a bounded number of corners; a curve that alone is beyond all of them is left out."""
    start, corners = 0, 0
    for place, wkb in enumerate(curves):
        own = len(wkb) // BYTES_OF_CORNER + CORNERS_OF_CIRCLE * arcs_in(wkb)
        if place > start and (corners + own > MAX_VERTICES // 10 or place - start == ROWS_AT_ONCE):
            yield start, place
            start, corners = place, 0
        if own > MAX_VERTICES:
            start = place + 1
        else:
            corners += own
    if start < len(curves):
        yield start, len(curves)


def _made(path: Path, curves: list[bytes], failures: list[int]) -> list[bytes | None]:
    """Return what GDAL makes of curves; where one of them is none it takes no other, since each half is tried again."""
    raw = gdal().raw
    with contextlib.suppress(*ERRORS):
        layer = {"SPATIAL_INDEX": "NO"}
        raw.write(path, np.array(curves, dtype=object), [], [], driver="FlatGeobuf", geometry_type="Unknown", layer_options=layer)
        made = raw.read(path)[2]
        if len(made) == len(curves):
            return [bytes(one) if one is not None else NOTHING for one in made]
    failures[0] += 1
    if len(curves) == 1 or failures[0] > MAX_FAILURES:
        return [None] * len(curves)
    half = len(curves) // 2
    return _made(path, curves[:half], failures) + _made(path, curves[half:], failures)
