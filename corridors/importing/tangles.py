"""How much work a shape would make: counted before GEOS is asked, for nothing inside GEOS can be stopped.

What costs is pairs: segments whose boxes overlap are looked at one by one, and each place where two of them meet becomes a
corner of what is made. Both are counted with a tree, in random order and only until a budget is spent, so that counting is
bounded, too. Seconds are those of one core of a slow laptop, measured with GEOS 3.14.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_PAIRS = 40_000_000  # of boxes that overlap in one shape: 1.6 s of `is_valid`
SECONDS_PER_PAIR = 4e-8
PAIRS_PER_RING = 4  # rings that may lie in each other take so much longer than segments
MAX_COUNTED_PAIRS = 1_000_000  # of boxes that are looked at to count what crosses, and three more a corner: 1 s
MAX_CROSSINGS = 65_000  # of one shape: 2 s of uniting
MAX_OWN_CROSSINGS = 2_000  # of one ring with itself: more, and more than it has corners, and it has no inside that can be told
SMALL = 1_000  # corners: no shape of so few makes a second of work by itself
SAMPLE = 2_000
AT_ONCE = 1_000_000  # pairs held in memory at one time
CHUNK = 4_096
BATCH = 250_000  # corners whose segments are held in memory at one time
MAX_MENDED_CORNERS = 1_000_000  # of one area that is not valid
MAX_COUNTED_CORNERS = 4_000_000  # of all of them: 15 s of counting
MAX_ROW_S, MAX_LINES_S, MAX_RINGS_S = 2.0, 12.0, 8.0  # of mending: one row, all by lines, all by rings
SEED = 13


class Segments(NamedTuple):
    """Segments of the rings or lines of shapes: both ends, the ring of each, and the row of its shape."""

    ends: Floats  # (segments, 2, 2)
    rings: NDArray[np.int_]
    rows: NDArray[np.int_]


class Crossings(NamedTuple):
    """What was counted in shapes, by row: a row over the budget has `many`, and its counts are what was seen until then."""

    own: Floats  # segments of one ring that cross or overlap without being the same
    between: Floats  # the same of two rings
    equal: Floats  # pairs of the same segment
    nested: Floats  # pairs of rings whose boxes overlap
    many: Mask


def segments_of(shapes: Shapes) -> Segments:
    """Return the segments of areas and lines."""
    parts, row_of_part = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_dimensions(parts) == 2
    inner, part_of_ring = shapely.get_rings(parts[areas], return_index=True)
    rings = np.concatenate([inner, parts[~areas]])
    row_of_ring = np.concatenate([row_of_part[areas][part_of_ring], row_of_part[~areas]])
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    inside = (ring_of[:-1] == ring_of[1:]) & (points[:-1] != points[1:]).any(axis=1)
    ends = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
    ring = ring_of[:-1][inside]
    return Segments(ends, ring, row_of_ring[ring])


def too_many_pairs(shapes: Shapes, budget_s: float) -> Mask:
    """Tell which areas or lines have so many segments side by side that GEOS could not look at them in time.

    Those of one shape over `MAX_PAIRS`, and those with which all before them are over `budget_s`.
    """
    sizes = shapely.get_num_coordinates(shapes)
    pairs = np.minimum(sizes, SMALL).astype(float) ** 2 / 2
    large = np.flatnonzero(sizes > SMALL)
    if not len(large) and pairs.sum() * SECONDS_PER_PAIR < budget_s:
        return np.zeros(len(shapes), dtype=bool)
    for row in np.flatnonzero(sizes > SMALL / 10):
        ends = segments_of(shapes[row : row + 1]).ends
        pairs[row] = _pairs(ends) + PAIRS_PER_RING * _pairs(_boxes_of_rings(shapes[row : row + 1]))
    many: Mask = pairs > MAX_PAIRS
    spent = np.cumsum(np.where(many, 0, pairs)) * SECONDS_PER_PAIR
    return many | (spent > budget_s)


def _boxes_of_rings(shapes: Shapes) -> Floats:
    return np.asarray(shapely.bounds(shapely.get_rings(shapely.get_parts(shapes)))).reshape(-1, 2, 2)


def _pairs(ends: Floats) -> float:
    """Return how many boxes overlap: at most so many, and where that is much, about so many."""
    pairs = _pairs_at_most(ends)
    return _pairs_about(ends) if pairs > SMALL**2 else pairs


def _pairs_at_most(ends: Floats) -> float:
    """Return how many pairs overlap along one axis, the one that has fewer."""
    low, high = np.sort(ends.min(axis=1), axis=0), np.sort(ends.max(axis=1), axis=0)
    apart = [np.searchsorted(high[:, axis], low[:, axis], side="left").sum(dtype=float) for axis in (0, 1)]
    return float(len(ends) * (len(ends) - 1) / 2 - max(apart))


def _pairs_about(ends: Floats) -> float:
    """Return about how many boxes of segments overlap, from those of a sample that overlap each other."""
    sample = np.random.default_rng(SEED).choice(len(ends), min(SAMPLE, len(ends)), replace=False)
    low, high = ends[sample].min(axis=1), ends[sample].max(axis=1)
    found = sum(int(((low[at + 1 :] <= high[at]) & (high[at + 1 :] >= low[at])).all(axis=1).sum()) for at in range(len(sample)))
    return found * (len(ends) / len(sample)) ** 2


def crossings(shapes: Shapes) -> Crossings:
    """Return how often the segments of each shape cross or overlap each other, and how many of its rings may lie in each other."""
    batches = np.cumsum(shapely.get_num_coordinates(shapes)) // BATCH
    found = [_crossings(shapes[batches == batch]) for batch in np.unique(batches)]
    return Crossings(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _crossings(shapes: Shapes) -> Crossings:
    segments, count = segments_of(shapes), len(shapes)
    own, between, equal, nested = np.zeros((4, count))
    many: Mask = np.zeros(count, dtype=bool)
    own_most = np.maximum(MAX_OWN_CROSSINGS, np.bincount(segments.rows, minlength=count))
    boxes = _apart(segments)
    for first, second in _overlapping(boxes, segments.rows, many):
        meets, same = _meeting(segments.ends[first], segments.ends[second])
        one_ring = segments.rings[first] == segments.rings[second]
        own += np.bincount(segments.rows[first[meets & one_ring]], minlength=count)
        between += np.bincount(segments.rows[first[meets & ~one_ring]], minlength=count)
        equal += np.bincount(segments.rows[first[same]], minlength=count)
        many |= (own > own_most) | (own + between > MAX_CROSSINGS)
    starts = np.flatnonzero(np.diff(segments.rings, prepend=-1))
    if len(starts):
        rings = np.column_stack([np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)])
        deep: Mask = np.zeros(count, dtype=bool)
        for first, _ in _overlapping(rings, segments.rows[starts], deep):
            nested += np.bincount(segments.rows[starts][first], minlength=count)
        nested[deep] = np.inf
    return Crossings(own, between, equal, nested, many)


def _apart(segments: Segments) -> Floats:
    """Return the boxes of segments with every row in a square of its own, so that rows never overlap each other."""
    low, high = segments.ends.min(axis=1), segments.ends.max(axis=1)
    rows, number = np.unique(segments.rows, return_inverse=True)
    corner, far = np.full((len(rows), 2), np.inf), np.full((len(rows), 2), -np.inf)
    np.minimum.at(corner, number, low)
    np.maximum.at(far, number, high)
    size = np.maximum((far - corner).max(axis=1, initial=0), 1e-300)[number, None]
    move = np.column_stack([number * 2.0, np.zeros(len(number))]) - corner[number] / size
    return np.column_stack([low / size + move, high / size + move])


def _overlapping(boxes: Floats, rows: NDArray[np.int_], many: Mask) -> Iterator[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """Yield pairs of boxes that overlap, each once; rows with too many are marked in `many` and left out from then on.

    Boxes are asked for in random order and few at first, so that a row is found out before its pairs fill the memory.
    """
    diagonals: Shapes = np.asarray(shapely.linestrings(boxes.reshape(-1, 2, 2)))
    tree = shapely.STRtree(diagonals)
    order = np.random.default_rng(SEED).permutation(len(boxes))
    seen = np.zeros(len(many))
    most_pairs = MAX_COUNTED_PAIRS + 3 * np.bincount(rows, minlength=len(many))
    at, size = 0, 8
    while at < len(order):
        asked = order[at : at + size]
        at += size
        asked = asked[~many[rows[asked]]]
        which, second = tree.query(diagonals[asked])
        first = asked[which]
        seen += np.bincount(rows[first], minlength=len(many)) / 2
        many |= seen > most_pairs
        most = int(np.bincount(which).max(initial=1))
        size = max(1, min(4 * size, CHUNK, AT_ONCE // most))
        once = first < second
        yield first[once], second[once]


def _meeting(one: Floats, other: Floats) -> tuple[Mask, Mask]:
    """Tell of pairs of segments which cross or overlap, and which are the same; those that only follow each other do neither."""
    sides = np.sign([_side(one, other[:, 0]), _side(one, other[:, 1]), _side(other, one[:, 0]), _side(other, one[:, 1])])
    touch = (one[:, :, None] == other[:, None]).all(axis=-1)
    same = (touch[:, 0, 0] & touch[:, 1, 1]) | (touch[:, 0, 1] & touch[:, 1, 0])
    shared = np.minimum(one.max(axis=1), other.max(axis=1)) - np.maximum(one.min(axis=1), other.min(axis=1))
    along = (sides == 0).all(axis=0) & (shared.max(axis=1, initial=0) > 0)
    across = (sides[0] * sides[1] <= 0) & (sides[2] * sides[3] <= 0) & ~touch.any(axis=(1, 2))
    return (along & ~same) | across, same


def _side(segments: Floats, points: Floats) -> Floats:
    """Return on which side of segments points lie, as the sign of a number."""
    run, to = segments[:, 1] - segments[:, 0], points - segments[:, 0]
    return np.asarray(run[:, 0] * to[:, 1] - run[:, 1] * to[:, 0])


class Mending(NamedTuple):
    """How rows are made valid: by the faces that their lines enclose, by uniting what their rings enclose, or not at all."""

    by_lines: Mask
    by_rings: Mask
    not_at_all: Mask


def way_of_mending(shapes: Shapes) -> Mending:
    """Return how each of invalid areas is made valid within its budget and that of all.

    The faces of the lines are what has always been made; uniting is quicker by far where rings cross each other often.
    """
    corners = shapely.get_num_coordinates(shapes).astype(float)
    counted = (corners <= MAX_MENDED_CORNERS) & (np.cumsum(np.minimum(corners, MAX_MENDED_CORNERS)) <= MAX_COUNTED_CORNERS)
    columns = np.zeros((4, len(shapes)))
    tangled = ~counted
    if counted.any():
        *found, many = crossings(shapes[counted])
        columns[:, counted] = found
        tangled[counted] = many
    own, between, equal, nested = columns
    crossed = own + between
    parts = shapely.get_num_geometries(shapes)
    lines_s = 1.5e-4 + 2e-5 * corners + 1.7e-4 * crossed + 8e-7 * crossed**2 + 2e-6 * equal + 3e-6 * nested
    rings_s = 2.5e-5 + 2e-6 * corners + 3e-5 * crossed + 4e-4 * np.minimum(crossed, parts) + 1e-7 * equal + 2e-5 * parts
    by_lines = _within(lines_s, ~tangled, MAX_ROW_S, MAX_LINES_S)
    by_rings = _within(rings_s, ~tangled & ~by_lines, MAX_ROW_S, MAX_RINGS_S)
    return Mending(by_lines, by_rings, ~(by_lines | by_rings))


def _within(seconds: Floats, allowed: Mask, each: float, together: float) -> Mask:
    allowed = allowed & (seconds <= each)
    return np.asarray(allowed & (np.cumsum(np.where(allowed, seconds, 0)) <= together))


def is_tangled(shapes: Shapes) -> bool:
    """Tell whether uniting valid areas would be over the budget of one row."""
    if int(shapely.get_num_coordinates(shapes).sum()) <= SMALL / 10:
        return False
    found = crossings(np.array([shapely.geometrycollections(shapes)], dtype=object))
    return bool(found.many[0])
