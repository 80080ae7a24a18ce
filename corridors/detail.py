"""From which zoom on each point of a path is needed, so that a map draws no more points than it can show."""

from __future__ import annotations

import math
from functools import lru_cache

import shapely

from corridors.model import Position

TILE_PX = 512
# Web Mercator zooms (512 px tiles); from the last on every point is drawn.
LEVELS = range(10)
TOLERANCE_PX = 0.35


@lru_cache(maxsize=4096)
def point_levels(path: tuple[Position, ...]) -> str:
    """Return one digit per point of a path: the zoom from which on it is needed; the ends are always 0.

    At a zoom a point is needed when leaving it out would move the line by more than TOLERANCE_PX there (Douglas and
    Peucker, 1973, by GEOS). Positions are lon, lat in EPSG:4326 degrees.
    """
    points = [_world(position) for position in path]
    line = shapely.LineString(points)
    levels = [LEVELS[-1]] * len(points)
    for level in reversed(LEVELS[:-1]):
        kept = set(shapely.simplify(line, TOLERANCE_PX / 2**level, preserve_topology=False).coords)
        levels = [min(old, level) if point in kept else old for old, point in zip(levels, points, strict=True)]
    levels[0] = levels[-1] = 0
    return "".join(map(str, levels))


def _world(position: Position) -> tuple[float, float]:
    """Return Web Mercator px at zoom 0."""
    lon, lat = position
    return (lon + 180) / 360 * TILE_PX, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * TILE_PX
