"""The signs of the style table as outlines that matplotlib fills right: it knows no even-odd rule."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np
import shapely
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from corridors.style import kind_style
from corridors.terms import Kind

SIGN_BOX = 16.0
_CODES = {"moveTo": [Outline.MOVETO], "lineTo": [Outline.LINETO], "curveTo": [Outline.CURVE4] * 3, "qCurveTo": [Outline.CURVE3] * 2}


@lru_cache(maxsize=32)
def sign_of(kind: Kind | None) -> Outline:
    """Return the sign of a kind (None: not known) in a 16 x 16 box around the origin, y down; holes run the other way round."""
    pen = RecordingPen()
    parse_path(kind_style(kind).sign, pen)
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for name, places in pen.value:
        if name in {"closePath", "endPath"}:
            points.append((0.0, 0.0))
            codes.append(int(Outline.CLOSEPOLY))
        else:
            points += places
            codes += [int(code) for code in _CODES[name]]
    rings: list[BaseGeometry] = [shapely.Polygon(ring).buffer(0) for ring in _rings(Outline(np.array(points), codes))]
    return outline_of(shapely.orient_polygons(reduce(lambda one, two: one.symmetric_difference(two), rings)), shift=-SIGN_BOX / 2)


def _rings(path: Outline) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    # Flattened at eight times its size, so that curves stay smooth on a page.
    flat = Outline(np.asarray(path.vertices, dtype=float) * 8, path.codes).to_polygons(closed_only=True)
    return [np.asarray(ring) / 8 for ring in flat]


def outline_of(shape: shapely.Geometry, shift: float = 0.0) -> Outline:
    """Return polygons or lines as one compound path."""
    parts = shapely.get_parts(shape)
    lines = (
        np.concatenate([shapely.get_rings(part) if part.geom_type == "Polygon" else np.array([part]) for part in parts])
        if len(parts)
        else parts
    )
    return compound(lines, shift=shift)


def compound(lines: np.ndarray[tuple[int], np.dtype[np.object_]], *, shift: float = 0.0) -> Outline:
    """Return an array of lines and rings as one path; rings end where they began."""
    if len(lines) == 0:
        return Outline(np.empty((0, 2)))
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(coordinates), Outline.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(np.diff(owner, prepend=-1))] = Outline.MOVETO
    return Outline(coordinates + shift, codes)
