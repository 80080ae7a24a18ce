"""Lengths, bounds and positions on the WGS 84 ellipsoid. Every position is (lon, lat) in degrees, EPSG:4326."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from corridors.model import Position

GEOD = Geod(ellps="WGS84")


def length_km(points: Sequence[Position]) -> float:
    """Return the geodesic length of a line in km; 0 for a single position."""
    if len(points) < 2:
        return 0.0
    lons, lats = zip(*points, strict=True)
    return float(GEOD.line_length(lons, lats)) / 1000


def distance_km(one: Position, other: Position) -> float:
    """Return the geodesic distance between two positions in km."""
    return float(GEOD.inv(*one, *other)[2]) / 1000


def is_in_range(point: Position) -> bool:
    """Tell whether a position is finite and on the globe."""
    lon, lat = point
    return math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90


def jumps_antimeridian(points: Sequence[Position]) -> bool:
    """Tell whether two neighbouring positions lie more than 180° of longitude apart (RFC 7946, 3.1.9: cut there)."""
    return any(abs(a[0] - b[0]) > 180 for a, b in itertools.pairwise(points))


def bounds(lines: Iterable[Sequence[Position]]) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of all positions.

    Raises:
        ValueError: there is no position.
    """
    points = [point for line in lines for point in line]
    lons, lats = zip(*points, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def km_by_country(points: Sequence[Position], countries: Mapping[str, BaseGeometry]) -> dict[str, float]:
    """Return the geodesic km of a line inside each country (ISO code), in the order the line enters them.

    What lies outside every polygon, open sea mostly, is under the empty code. `countries` are EPSG:4326 polygons.
    """
    line = shapely.LineString(points)
    inside: list[tuple[float, str, float]] = []
    for code, shape in countries.items():
        part = shapely.intersection(line, shape)
        if (km := _lines_km(part)) > 0.05:
            inside.append((line.project(shapely.get_point(_first_line(part), 0)), code, km))
    result = {code: km for _, code, km in sorted(inside)}
    if (rest := length_km(points) - sum(result.values())) > 1:
        result[""] = rest
    return result


def _lines(shape: BaseGeometry) -> list[shapely.LineString]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, shapely.LineString)]


def _first_line(shape: BaseGeometry) -> BaseGeometry:
    return _lines(shape)[0]


def _lines_km(shape: BaseGeometry) -> float:
    return math.fsum(float(GEOD.geometry_length(part)) for part in _lines(shape)) / 1000


def outside_km(point: Position, shape: BaseGeometry) -> float:
    """Return how far a position lies outside a polygon, in km; 0 inside. Planar degrees scaled at its latitude."""
    here = shapely.Point(point)
    if shape.contains(here):
        return 0.0
    nearest = shapely.get_point(shapely.shortest_line(shape, here), 0)
    return distance_km((nearest.x, nearest.y), point)
