"""Any shapes -> points and lines of EPSG:4326 within ±180 and ±90, two-dimensional; vectorised over the rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from corridors.importing.tangles import Mask, Shapes, is_tangled, too_many_pairs, way_of_mending

__all__ = ["Mask", "Plotted", "Shapes", "flat", "is_finite", "is_none", "plotted"]

POINT, LINE, _, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION = range(8)
NOTHING = shapely.Point(0, 0)  # stands for a shape that is refused
MAX_CHECK_S = 10.0  # of looking whether all areas are valid


class Plotted(NamedTuple):
    """Shapes that can be drawn, the polygons they stand for as WKB (None for none), and which rows were mended, by rule.

    `tangled` are those that are too tangled to be mended: their shape stands for nothing.
    """

    shapes: Shapes
    outlines: Shapes
    mended: dict[str, Mask]
    tangled: Mask

    def where(self, mask: Mask) -> Plotted:
        """Return the shapes of some rows, with nothing said of their mending."""
        return Plotted(self.shapes[mask], self.outlines[mask], {}, self.tangled[mask])


def flat(shapes: Shapes) -> tuple[Shapes, Mask]:
    """Return the shapes without heights, and which had them."""
    high = np.asarray(shapely.has_z(shapes))
    if not high.any():
        return shapes, high
    level = shapes.copy()
    level[high] = shapely.force_2d(shapes[high])
    return level, high


def is_none(shapes: Shapes) -> Mask:
    """Tell which rows have no shape: null, or empty."""
    return np.asarray(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def is_finite(shapes: Shapes) -> Mask:
    """Tell which shapes have no NaN and no infinity among their coordinates."""
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    broken = np.unique(rows[~np.isfinite(coordinates).all(axis=1)])
    good = np.ones(len(shapes), dtype=bool)
    good[broken] = False
    return good


def reach(shapes: Shapes) -> NDArray[np.float64]:
    """Return by row how far from 0 the positions go, as lon and lat; holes that reach out of their shell count, which bounds leave out."""
    bounds = np.abs(shapely.bounds(shapes))
    far = np.column_stack([bounds[:, [0, 2]].max(axis=1), bounds[:, [1, 3]].max(axis=1)])
    areas = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    positions, rows = shapely.get_coordinates(shapes[areas], return_index=True)
    np.maximum.at(far, areas[rows], np.abs(positions))
    return far


def plotted(shapes: Shapes) -> Plotted:
    """Return what can be drawn of shapes in degrees, with longitudes up to ±540: all rows have a finite, non-empty shape.

    Invalid polygons are made valid; polygons become a point on their surface, with the outline kept; what passes ±180° is
    cut there and wrapped; parts without length go, and a line without length becomes a point.
    """
    mended: dict[str, Mask] = {}
    shapes = _step(mended, "collection", shapes, shapely.get_type_id(shapes) == COLLECTION, _of_collections)
    shapes, tangled = _mended(mended, shapes)
    shapes = _step(mended, "antimeridian", shapes, _passes(shapes), _folded)
    tangled |= shapely.is_missing(shapes)
    shapes = _without(shapes, tangled)
    areas = _is_area(shapes)
    outlines: Shapes = np.full(len(shapes), None, dtype=object)
    outlines[areas] = shapely.to_wkb(shapes[areas])
    shapes = _step(mended, "polygon_to_point", shapes, areas, shapely.point_on_surface)
    several = shapely.get_type_id(shapes) == MULTIPOINT
    shapes = _step(mended, "points_to_point", shapes, several & (shapely.get_num_geometries(shapes) > 1), shapely.point_on_surface)
    shapes = np.where(shapely.get_type_id(shapes) == MULTIPOINT, shapely.get_geometry(shapes, 0), shapes)
    shapes = _without_stubs(mended, shapes)
    kept = {rule: mask & ~tangled for rule, mask in mended.items()}
    return Plotted(shapes, outlines, {rule: mask for rule, mask in kept.items() if mask.any()}, tangled)


def _is_area(shapes: Shapes) -> Mask:
    return np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON))


def _without(shapes: Shapes, mask: Mask) -> Shapes:
    left = shapes.copy()
    left[mask] = NOTHING
    return left


def _mended(mended: dict[str, Mask], shapes: Shapes) -> tuple[Shapes, Mask]:
    """Return the shapes with areas made valid, and which are too tangled for it; of those nothing is left."""
    areas = _is_area(shapes)
    tangled = np.zeros(len(shapes), dtype=bool)
    tangled[areas] = too_many_pairs(shapes[areas], MAX_CHECK_S)
    shapes = _without(shapes, tangled)
    invalid = areas & ~shapely.is_valid(shapes)
    ways = way_of_mending(shapes[invalid])
    tangled[invalid] = ways.not_at_all
    shapes = _without(shapes, tangled)
    by_lines, by_rings = invalid.copy(), invalid.copy()
    by_lines[invalid], by_rings[invalid] = ways.by_lines, ways.by_rings
    shapes = _step({}, "", shapes, by_lines, partial(_valid, method="linework"))
    shapes = _step({}, "", shapes, by_rings, partial(_valid, method="structure"))
    mended["invalid_polygon"] = invalid & ~tangled
    mended["collapsed_polygon"] = areas & ~tangled & ~_is_area(shapes)
    return shapes, tangled


def _step(mended: dict[str, Mask], rule: str, shapes: Shapes, mask: Mask, change: Callable[[Shapes], Shapes]) -> Shapes:
    mended[rule] = np.asarray(mask)
    if not mask.any():
        return shapes
    changed = shapes.copy()
    changed[mask] = change(shapes[mask])
    return changed


def _of_collections(shapes: Shapes) -> Shapes:
    """Return of each collection its lines, else its polygons, else its points: what carries the most."""
    found: Shapes = np.empty(len(shapes), dtype=object)
    for position, shape in enumerate(shapes):
        parts = _leaves(shape)
        kinds = shapely.get_type_id(parts)
        for kind, joined in ((LINE, shapely.multilinestrings), (POLYGON, shapely.multipolygons), (POINT, shapely.multipoints)):
            if (kinds == kind).any():
                found[position] = joined(parts[kinds == kind])
                break
        else:
            found[position] = shapely.from_wkt("POINT EMPTY")
    return found


def _leaves(shape: Any) -> Shapes:  # noqa: ANN401 - shapely's base class has no parts
    parts = np.array([shape], dtype=object)
    while np.isin(kinds := shapely.get_type_id(parts), (MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION)).any() and len(kinds):
        parts = shapely.get_parts(parts)
    return parts[~shapely.is_empty(parts)]


def _valid(shapes: Shapes, method: Literal["linework", "structure"]) -> Shapes:
    """Return polygons made valid, of what that gives only the areas; where none is left, its lines or points."""
    made: Shapes = np.asarray(shapely.make_valid(shapes, method=method))
    mixed = shapely.get_type_id(made) == COLLECTION
    for position in np.flatnonzero(mixed):
        parts = _leaves(made[position])
        areas = parts[shapely.get_type_id(parts) == POLYGON]
        made[position] = shapely.union_all(areas) if len(areas) else parts[0]
    return made


def _passes(shapes: Shapes) -> Mask:
    """Tell which shapes reach beyond ±180° or have neighbouring positions over 180° of longitude apart."""
    bounds = shapely.bounds(shapes)
    beyond = (bounds[:, 0] < -180) | (bounds[:, 2] > 180)
    wide = np.flatnonzero((bounds[:, 2] - bounds[:, 0]) > 180)
    for position in wide:
        if shapely.get_dimensions(shapes[position]) == 1:
            parts = shapely.get_parts(shapes[position])
            points, index = shapely.get_coordinates(parts, return_index=True)
            steps = np.abs(np.diff(points[:, 0])) > 180
            beyond[position] |= bool((steps & (np.diff(index) == 0)).any())
    return np.asarray(beyond)


def _folded(shapes: Shapes) -> Shapes:
    """Return each shape cut at ±180° and brought within it."""
    found: Shapes = np.empty(len(shapes), dtype=object)
    for position, shape in enumerate(shapes):
        found[position] = _fold(shape)
    return found


def _fold(shape: Any) -> Any:  # noqa: ANN401 - shapely's base class has no parts
    """Return a shape cut at ±180° and brought within it; None where its parts lie too tangled over each other there."""
    parts = shapely.get_parts(shape)
    if shapely.get_dimensions(shape) == 1:
        pieces = [piece for part in parts for piece in _cut(part)]
        return pieces[0] if len(pieces) == 1 else shapely.multilinestrings(pieces)
    if shapely.get_dimensions(shape) == 0:
        return shapely.union_all(shapely.transform(parts, _wrapped))
    west, _, east, _ = shapely.total_bounds(parts)
    pieces = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.floor((east + 180) / 360)) + 1):
        window = shapely.box(turn * 360 - 180, -90, turn * 360 + 180, 90)
        inside = shapely.get_parts(shapely.get_parts(shapely.intersection(parts, window)))
        inside = inside[(shapely.get_dimensions(inside) == 2) & ~shapely.is_empty(inside)]
        pieces.append(shapely.transform(inside, partial(_shifted, -360.0 * turn)))
    joined = np.concatenate(pieces)
    return None if is_tangled(joined) else shapely.union_all(joined)


def _cut(line: Any) -> list[Any]:  # noqa: ANN401 - shapely's base class has no parts
    """Return the pieces of a line on each side of ±180°, each within it; a step of over 180° of longitude goes the other way round.

    GEOS would also cut the line wherever it crosses itself, which is no one's wish and may be a million places.
    """
    points = shapely.get_coordinates(line)
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    turns = np.floor((points[:, 0] + 180) / 360)
    edge = np.maximum(turns[:-1], turns[1:]) * 360 - 180
    step = np.diff(points, axis=0)
    across = np.flatnonzero((turns[:-1] != turns[1:]) & (points[:-1, 0] != edge) & (points[1:, 0] != edge))
    share = (edge[across] - points[across, 0]) / step[across, 0]
    corners = np.column_stack([edge[across], points[across, 1] + share * step[across, 1]])
    points = np.insert(points, across + 1, corners, axis=0)
    turn = np.floor(((points[:-1, 0] + points[1:, 0]) / 2 + 180) / 360)
    ends = [0, *(np.flatnonzero(np.diff(turn)) + 1), len(turn)]
    return [shapely.linestrings(_shifted(-360.0 * turn[start], points[start : end + 1])) for start, end in itertools.pairwise(ends)]


def _shifted(east: float, points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([points[:, 0] + east, points[:, 1]])


def _wrapped(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([(points[:, 0] + 180) % 360 - 180, points[:, 1]])


def _without_stubs(mended: dict[str, Mask], shapes: Shapes) -> Shapes:
    """Drop parts of lines that have no length; a line with none left becomes its first point, a part alone its own line."""
    several = shapely.get_type_id(shapes) == MULTILINE
    stubs = np.zeros(len(shapes), dtype=bool)
    if several.any():
        parts, index = shapely.get_parts(shapes, return_index=True)
        stubs[np.unique(index[(shapely.length(parts) == 0) & np.isin(index, np.flatnonzero(several))])] = True
    lone = (shapely.get_type_id(shapes) == LINE) & (shapely.length(shapes) == 0)
    shapes = _step(mended, "parts_without_length", shapes, stubs, _long_parts)
    shapes = _step(mended, "line_without_length", shapes, lone, lambda some: shapely.get_point(some, 0))
    single = (shapely.get_type_id(shapes) == MULTILINE) & (shapely.get_num_geometries(shapes) == 1)
    return np.where(single, shapely.get_geometry(shapes, 0), shapes)


def _long_parts(shapes: Shapes) -> Shapes:
    found: Shapes = np.empty(len(shapes), dtype=object)
    for position, shape in enumerate(shapes):
        parts = shapely.get_parts(shape)
        long = parts[shapely.length(parts) > 0]
        found[position] = shapely.multilinestrings(long) if len(long) else shapely.get_point(parts[0], 0)
    return found
