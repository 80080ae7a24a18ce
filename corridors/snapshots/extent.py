"""Which part of the globe a picture shows: the text of a frame -> degrees."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import shapely

from corridors.atlas import Atlas
from corridors.layer_features import extents_of, shown_features
from corridors.load import read_countries
from corridors.model import Corridor, Position
from corridors.snapshots.request import SnapshotError
from corridors.view import HOME, Camera, View

Array = Any
TILE_PX = 512
MERCATOR_LAT = 84.0
# The map of a 1440 x 900 window without a card: what "the frame on the screen" means where no screen is.
SCREEN_PX = (1160.0, 620.0)
SEEN_SHARE = 0.25
MOST_ZOOM = 7.0
HALF_ROUND = 180.0
REGIONS: dict[str, tuple[float, float, float, float]] = {
    "home": (32.0, 18.0, 82.0, 53.0),
    "caucasus": (37.0, 37.5, 52.0, 46.0),
    "central-asia": (46.0, 34.5, 88.0, 56.0),
    "south-asia": (58.0, 5.0, 98.0, 39.5),
    "middle-east": (26.0, 11.5, 64.0, 43.0),
    "eurasia": (18.0, 2.0, 142.0, 70.0),
    "arctic": (-90.0, 58.0, 270.0, 90.0),
}
ALLOWED = (
    "view, shown, corridor, corridor:ID, country:CODE (or CODE,CODE), "
    f"region:NAME ({', '.join(REGIONS)}), or WEST,SOUTH,EAST,NORTH in degrees (west greater than east crosses the antimeridian)"
)


class Extent(NamedTuple):
    """A box in degrees; east may be beyond 180, so that west is always less."""

    west: float
    south: float
    east: float
    north: float

    def camera(self, size: tuple[float, float]) -> Camera:
        """Return the camera with which a map of `size` px shows all of it."""
        (x0, y0), (x1, y1) = _world(self.west, self.north), _world(self.east, self.south)
        zoom = min(MOST_ZOOM, math.log2(size[0] / (x1 - x0)), math.log2(size[1] / (y1 - y0)))
        return Camera(((self.west + self.east) / 2 + 180) % 360 - 180, _lat((y0 + y1) / 2), zoom)


def read_extent(text: str, atlas: Atlas, view: View, shown: tuple[Corridor, ...]) -> Extent:
    """Return the degrees that a frame's text asks to be in the picture.

    Raises:
        SnapshotError: the text is no frame, or names nothing that has a place.
    """
    word, _, rest = text.strip().partition(":")
    if match := re.fullmatch(r"view(?:@(\d{2,5})x(\d{2,5}))?", text.strip(), re.ASCII):
        size = (float(match[1]), float(match[2])) if match[1] else SCREEN_PX
        return _seen(camera_of(atlas, view), size)
    if text == "shown":
        own = extents_of(shown_features(atlas, view))
        return _around(chain((point for corridor in shown for segment in corridor.segments for point in segment.points), own))
    if word == "corridor":
        return _around(_corridor_points(rest, atlas, view))
    if word == "country" and rest:
        return _around_countries(rest)
    if word == "region" and rest in REGIONS:
        return Extent(*REGIONS[rest])
    return _read_box(text)


def _corridor_points(rest: str, atlas: Atlas, view: View) -> Iterable[Position]:
    corridor = atlas.get(rest or view.corridor or "")
    if corridor is None:
        found = f"corridor:{rest}" if rest else "corridor, and none is selected in the view"
        raise SnapshotError(f"frame: {found}; allowed: corridor:ID with an id that `corridors list` prints; give one")
    return (point for segment in corridor.segments for point in segment.points)


def _around_countries(rest: str) -> Extent:
    shapes = read_countries()
    codes = [code.strip().upper() for code in rest.split(",") if code.strip()]
    missing = [code for code in codes if code not in shapes]
    if missing or not codes:
        raise SnapshotError(f"frame: country:{rest[:40]}; allowed: ISO 3166-1 alpha-2 codes of the basemap (AF, PK); correct the code")
    corners = [(x, y) for code in codes for x, y in _corners(shapely.bounds(shapes[code]))]
    return _around(corners)


def _corners(bounds: Array) -> tuple[Position, Position]:
    west, south, east, north = map(float, bounds)
    return (west, south), (east, north)


def _read_box(text: str) -> Extent:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise SnapshotError(f"frame: {text[:60]!r}; allowed: {ALLOWED}") from None
    fits = abs(west) <= 180 and abs(east) <= 180 and -90 <= south < north <= 90 and west != east
    if not fits or north - south < 0.05:
        raise SnapshotError(f"frame: {text[:60]!r} is no box; allowed: {ALLOWED}; give degrees, south less than north")
    return Extent(west, south, east + 360 if east < west else east, north)


def _around(points: Iterable[Position]) -> Extent:
    """Return the extent of positions with room around, the short way round the globe."""
    found = np.array(list(points), dtype=float).reshape(-1, 2)
    if len(found) == 0:
        return Extent(*REGIONS["home"])
    lons = np.sort(np.unique(found[:, 0] % 360))
    gaps = np.diff(np.append(lons, lons[0] + 360))
    start = lons[(int(gaps.argmax()) + 1) % len(lons)]
    west = float((start + 180) % 360 - 180)
    east = west + 360 - float(gaps.max())
    low, high = float(found[:, 1].min()), float(found[:, 1].max())
    dx, dy = max((east - west) * 0.08, 0.8), max((high - low) * 0.08, 0.6)
    return Extent(west - dx, max(-90.0, low - dy), east + dx, min(90.0, high + dy))


def camera_of(atlas: Atlas, view: View) -> Camera:
    """Return the view's camera; without one, home, or the selected corridor where too little of it is in sight there."""
    if view.camera:
        return view.camera
    corridor = atlas.get(view.corridor) if view.corridor else None
    points = [point for segment in corridor.segments for point in segment.points] if corridor else []
    seen = _seen(HOME, SCREEN_PX)
    inside = [p for p in points if seen.west <= p[0] <= seen.east and seen.south <= p[1] <= seen.north]
    if not points or len(inside) >= SEEN_SHARE * len(points):
        return HOME
    return camera_on(points, SCREEN_PX)


def camera_on(points: Iterable[Position], size: tuple[float, float]) -> Camera:
    """Return the camera with which a map of `size` px shows positions (lon, lat) with room around; far flung ones from home's side."""
    extent = _around(points)
    camera = extent.camera(size)
    return camera if extent.east - extent.west < HALF_ROUND else Camera(HOME.lon, HOME.lat, min(camera.zoom, HOME.zoom))


def share_seen(points: Array, camera: Camera, size: tuple[float, float]) -> float:
    """Return which share of positions, an array (n, 2) of lon, lat, a map of `size` px shows with a camera."""
    seen = _seen(camera, size)
    east = (points[:, 0] - seen.west) % 360 <= seen.east - seen.west
    north = (points[:, 1] >= seen.south) & (points[:, 1] <= seen.north)
    return float((east & north).mean()) if len(points) else 0.0


def _seen(camera: Camera, size: tuple[float, float]) -> Extent:
    """Return what a map of `size` px shows with a camera."""
    x, y = _world(camera.lon, camera.lat)
    across, down = size[0] / 2 / 2**camera.zoom, size[1] / 2 / 2**camera.zoom
    across = min(across, TILE_PX / 2)
    west, east = (x - across) / TILE_PX * 360 - 180, (x + across) / TILE_PX * 360 - 180
    return Extent(west, max(-MERCATOR_LAT, _lat(y + down)), east, min(MERCATOR_LAT, _lat(y - down)))


def _world(lon: float, lat: float) -> tuple[float, float]:
    """Return Web Mercator px at zoom 0."""
    held = math.radians(max(-85.0, min(85.0, lat)))
    return (lon + 180) / 360 * TILE_PX, (1 - math.asinh(math.tan(held)) / math.pi) / 2 * TILE_PX


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / TILE_PX))))
