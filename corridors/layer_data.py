"""A user's layer -> what the map fetches of it: its lines at several levels of detail, its points, its words.

Each part is gzipped and named by its content, so that a browser fetches it once; a filter sends a mask of one bit a
feature and no geometry. A part with geometry is, little-endian: the SHA-256 of the rest (32 bytes); the counts of paths
and of positions, and `bits` (three uint32); the feature's row of each path and the positions of each path (uint32 a
path); then x and y of every position as steps from the one before it, whatever path that is on, with the sign in the
lowest bit (zigzag), the lowest bytes of all first (four planes of 2 x positions bytes: those numbers compress well).
x and y count from the north-west corner of the Web Mercator world in 1 / 2^bits of its width. A point is a path of one position.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from corridors.imported import ImportedLayer
from corridors.layered import Mask, column_of
from corridors.terms import Kind, Status
from corridors.words import capacity_words

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.uint32]
Geometries = npt.NDArray[Any]

# Zooms (Web Mercator, 512 px tiles) up to which a level of detail is enough; the finest holds every position of the file.
ZOOMS = (2, 3, 4, 5, 6, 7, 8, 9)
FINEST_ZOOM = 22
# How far simplification moves a line, in px at the level's zoom, and the steps that are left of a px: beside half a px, a sixteenth.
TOLERANCE_PX, STEPS_OF_PX_BITS = 0.45, 4
TILE_BITS = 9
# 3.7 cm at the equator: the whole world fits a signed 32-bit integer.
MOST_BITS = 30
# A coarser level is worth its bytes when it leaves out at least a quarter of the next finer one.
WORTH = 0.75
MOST_LAT = 85.051129
GZIP_LEVEL = 5
UNKNOWN = -1


class Level(NamedTuple):
    """Lines for zooms up to `zoom`: the packed part, and how many positions it has."""

    zoom: int
    data: bytes
    positions: int


class LayerData(NamedTuple):
    """Everything that the map fetches of a layer, gzipped: levels from the coarsest; None where it has no points."""

    levels: tuple[Level, ...]
    points: bytes | None
    words: bytes


class Shapes(NamedTuple):
    """Single geometries in Web Mercator (x, y from 0 to 1, y downwards) with the rows of their features."""

    rows: Integers
    geometries: Geometries


@lru_cache(maxsize=32)
def layer_data(layer: ImportedLayer) -> LayerData:
    """Return what the map fetches of a layer."""
    lines, points = _shapes(layer)
    with ThreadPoolExecutor() as pool:
        words = pool.submit(_words, layer)
        packed_points = pool.submit(_packed, points, MOST_BITS) if len(points.rows) else None
        levels = list(pool.map(lambda level: Level(level[0], _packed(level[1], _bits(level[0])), _size(level[1])), _levels(lines)))
    return LayerData(tuple(levels), packed_points.result() if packed_points else None, words.result())


def to_mercator(positions: Floats) -> Floats:
    """Return lon, lat in degrees as x, y in Web Mercator from 0 to 1, y downwards; what lies beyond its poles is put there."""
    lat = np.radians(np.clip(positions[:, 1], -MOST_LAT, MOST_LAT))
    y = 0.5 - np.arctanh(np.sin(lat)) / (2 * math.pi)
    return np.column_stack([positions[:, 0] / 360 + 0.5, np.clip(y, 0, 1)])


def mask_bytes(mask: Mask) -> bytes:
    """Return one bit a feature, the first in the lowest bit of the first byte."""
    return np.packbits(mask, bitorder="little").tobytes()


def _shapes(layer: ImportedLayer) -> tuple[Shapes, Shapes]:
    """Return a layer's single lines and points."""
    geometries, rows = shapely.get_parts(np.asarray(layer.features.geometry.array), return_index=True)
    projected = shapely.transform(geometries, to_mercator)
    is_point = shapely.get_type_id(projected) == shapely.GeometryType.POINT
    rows = rows.astype("<u4")
    return Shapes(rows[~is_point], projected[~is_point]), Shapes(rows[is_point], projected[is_point])


def _levels(lines: Shapes) -> list[tuple[int, Shapes]]:
    """Return simplified lines by zoom, the coarsest first; none that saves little over the next finer one."""
    if not len(lines.rows):
        return []
    with ThreadPoolExecutor() as pool:
        simplified = [Shapes(lines.rows, found) for found in pool.map(_simplify(lines.geometries), ZOOMS)]
    levels = [(FINEST_ZOOM, lines)]
    for zoom, shapes in zip(reversed(ZOOMS), reversed(simplified), strict=True):
        if _size(shapes) <= WORTH * _size(levels[0][1]):
            levels.insert(0, (zoom, shapes))
    return levels


def _simplify(geometries: Geometries) -> Callable[[int], Geometries]:
    return lambda zoom: shapely.simplify(geometries, TOLERANCE_PX / 2 ** (TILE_BITS + zoom), preserve_topology=False)


def _size(shapes: Shapes) -> int:
    return int(shapely.get_num_coordinates(shapes.geometries).sum())


def _bits(zoom: int) -> int:
    return min(MOST_BITS, TILE_BITS + zoom + STEPS_OF_PX_BITS)


def _packed(shapes: Shapes, bits: int) -> bytes:
    """Return geometries as a gzipped part."""
    whole = np.rint(shapely.get_coordinates(shapes.geometries) * 2**bits).astype(np.int64)
    steps = np.diff(whole.T, axis=1, prepend=0)
    zigzag = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    planes = zigzag.reshape(-1, 1).view(np.uint8).T
    counts = shapely.get_num_coordinates(shapes.geometries).astype("<u4")
    head = np.array([len(counts), whole.shape[0], bits], dtype="<u4")
    body = head.tobytes() + shapes.rows.tobytes() + counts.tobytes() + np.ascontiguousarray(planes).tobytes()
    # Streamlit names a large file by parts of it only: the digest at its head makes another content another name.
    return gzip.compress(hashlib.sha256(body).digest() + body, GZIP_LEVEL, mtime=0)


def _words(layer: ImportedLayer) -> bytes:
    """Return what hovering says of each feature, column by column; kinds and statuses by number, -1 where not known."""
    kinds, statuses = [kind.value for kind in Kind], [status.value for status in Status]
    frame = layer.features
    amounts = zip(frame["capacity"].tolist(), column_of(layer, "capacity_unit"), strict=True)
    columns = {
        "ids": column_of(layer, "id").tolist(),
        "names": column_of(layer, "name").tolist(),
        "kinds": _codes(column_of(layer, "kind"), kinds),
        "statuses": _codes(column_of(layer, "status"), statuses),
        "capacities": [capacity_words(value, unit) for value, unit in amounts],
    }
    return gzip.compress(json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode(), GZIP_LEVEL, mtime=0)


def _codes(values: npt.NDArray[np.object_], known: list[str]) -> list[int]:
    code = {value: index for index, value in enumerate(known)}
    return [code.get(value, UNKNOWN) for value in values]
