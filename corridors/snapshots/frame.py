"""Where a picture looks, and the projection it is drawn in: lon, lat in EPSG:4326 degrees -> points of the page, y down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from pyproj import CRS, Geod, Transformer

from corridors.atlas import Atlas
from corridors.model import Corridor
from corridors.snapshots.extent import MERCATOR_LAT, TILE_PX, Extent, read_extent
from corridors.snapshots.request import Projection
from corridors.view import View

Array = Any
EARTH_M = 40_075_016.686


class Box(NamedTuple):
    """A rectangle on the page, in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Points across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points down."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Frame:
    """A projection fitted to a box of the page."""

    crs: str
    name: str
    box: Box
    lon_0: float
    scale: float
    x_0: float
    y_0: float

    @cached_property
    def _transformer(self) -> Transformer:
        return _transformer(self.crs)

    def project(self, lonlat: Array) -> Array:
        """Return positions (n, 2) as points of the page; what has no place in the projection comes out as nan."""
        x, y = self._transformer.transform(lonlat[:, 0] - self.lon_0, np.clip(lonlat[:, 1], -89.999, 89.999))
        found = np.column_stack([self.x_0 + np.asarray(x) * self.scale, self.y_0 - np.asarray(y) * self.scale])
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found

    def locate(self, points: Array) -> Array:
        """Return points of the page (n, 2) as lon, lat; lon within 180 of the middle meridian; nan off the globe."""
        lon, lat = self._transformer.transform(
            (points[:, 0] - self.x_0) / self.scale, (self.y_0 - points[:, 1]) / self.scale, direction="INVERSE"
        )
        found = np.column_stack([np.asarray(lon) + self.lon_0, lat])
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found

    def near(self, lon: float) -> float:
        """Return a longitude turned to within 180 degrees of the middle meridian."""
        return float((lon - self.lon_0 + 180) % 360 - 180 + self.lon_0)

    @property
    def is_mercator(self) -> bool:
        """True where straight lines of lon and lat stay straight."""
        return "+proj=merc" in self.crs

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Lon, lat of the middle of the box."""
        middle = np.array([[(self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2]])
        lon, lat = self.locate(middle)[0]
        return (float(lon), float(lat)) if math.isfinite(lon) and math.isfinite(lat) else (self.lon_0, 0.0)

    @cached_property
    def metres_per_pt(self) -> float:
        """Metres on the ground that a point across spans in the middle of the box."""
        middle = ((self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2)
        ends = self.locate(np.array([[middle[0] - 10, middle[1]], [middle[0] + 10, middle[1]]]))
        if not np.isfinite(ends).all():
            return 1 / self.scale
        return float(Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]) / 20

    @cached_property
    def zoom(self) -> float:
        """Web Mercator zoom (512 px tiles) at which a px of the screen spans what a point spans here.

        Only Mercator makes the north larger: elsewhere it is that of the middle latitudes, or a pole would count as far away.
        """
        held = min(70.0 if self.is_mercator else 45.0, abs(self.centre[1]))
        return math.log2(EARTH_M * math.cos(math.radians(held)) / (TILE_PX * self.metres_per_pt))

    @cached_property
    def extent(self) -> Extent:
        """Every degree that the box may show, with a margin; east may exceed 180."""
        box = self.box
        xs, ys = np.meshgrid(np.linspace(box.left - 20, box.right + 20, 41), np.linspace(box.top - 20, box.bottom + 20, 31))
        found = self.locate(np.column_stack([xs.ravel(), ys.ravel()]))
        found = found[np.isfinite(found).all(axis=1)]
        if len(found) == 0:
            return Extent(self.lon_0 - 180, -90, self.lon_0 + 180, 90)
        (west, south), (east, north) = found.min(axis=0), found.max(axis=0)
        if self._shows(90) or self._shows(-90):
            west, east = -math.inf, math.inf
        south, north = (-90 if self._shows(-90) else south), (90 if self._shows(90) else north)
        return Extent(max(self.lon_0 - 180, float(west)), float(south), min(self.lon_0 + 180, float(east)), float(north))

    def _shows(self, pole: float) -> bool:
        if self.is_mercator:
            return False
        x, y = self.project(np.array([[self.lon_0, pole]]))[0]
        return bool(self.box.left <= x <= self.box.right and self.box.top <= y <= self.box.bottom)


@lru_cache(maxsize=64)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(CRS("EPSG:4326"), CRS(crs), always_xy=True)


def make_frame(text: str, projection: Projection, box: Box, atlas: Atlas, view: View, shown: tuple[Corridor, ...]) -> Frame:
    """Return the frame that a request asks for, fitted into a box of the page.

    Raises:
        SnapshotError: the text is no frame, or names nothing that has a place.
    """
    extent = read_extent(text, atlas, view, shown)
    crs, name, lon_0 = _choose(extent, projection)
    outline = _outline(extent) - [lon_0, 0.0]
    if extent.east - extent.west >= 359:
        outline = outline[np.abs(outline[:, 0]) <= 180]
    x, y = _transformer(crs).transform(outline[:, 0], np.clip(outline[:, 1], -89.9, 89.9))
    spots = np.column_stack([x, y])
    spots = spots[np.isfinite(spots).all(axis=1)]
    (left, bottom), (right, top) = spots.min(axis=0), spots.max(axis=0)
    scale = min(box.width / (right - left), box.height / (top - bottom))
    x_0 = (box.left + box.right) / 2 - (left + right) / 2 * scale
    y_0 = (box.top + box.bottom) / 2 + (top + bottom) / 2 * scale
    return Frame(crs, name, box, lon_0, float(scale), float(x_0), float(y_0))


def _choose(extent: Extent, projection: Projection) -> tuple[str, str, float]:
    """Return CRS text, its name and the middle meridian: Mercator as on the screen, or what suits the extent."""
    lon_0 = round((extent.west + extent.east) / 2, 4)
    low, high = extent.south, extent.north
    middle, span = (low + high) / 2, extent.east - extent.west
    if projection is Projection.SCREEN and max(abs(low), abs(high)) <= MERCATOR_LAT + 1:
        return "+proj=merc +R=6378137 +units=m", "Web Mercator", lon_0
    if low * high < 0 and (span > 150 or high - low > 120):
        return "+proj=eqearth +R=6378137", "Equal Earth", lon_0
    if max(abs(low), abs(high)) > MERCATOR_LAT or abs(middle) > 66:
        pole = 90 if middle > 0 else -90
        return f"+proj=laea +lat_0={pole} +R=6378137", "polar azimuthal equal-area", lon_0
    if span > 200:
        return "+proj=eqearth +R=6378137", "Equal Earth", lon_0
    if abs(middle) < 10 or low * high < 0:
        return f"+proj=laea +lat_0={middle:.4f} +R=6378137", "azimuthal equal-area", lon_0
    # A sixth in from either edge (Kavrayskiy's rule, in the form of Snyder 1987, p. 99).
    one, two = low + (high - low) / 6, high - (high - low) / 6
    name = f"Lambert conformal conic, parallels {_degrees(one)} and {_degrees(two)}"
    return f"+proj=lcc +lat_1={one:.4f} +lat_2={two:.4f} +lat_0={middle:.4f} +R=6378137", name, lon_0


def _degrees(lat: float) -> str:
    return f"{abs(lat):.0f}° {'N' if lat >= 0 else 'S'}"


def _outline(extent: Extent) -> Array:
    """Return positions along the edges and middle lines of an extent (n, 2)."""
    lons, lats = np.linspace(extent.west, extent.east, 60), np.linspace(extent.south, extent.north, 40)
    across = [np.column_stack([lons, np.full_like(lons, lat)]) for lat in (extent.south, (extent.south + extent.north) / 2, extent.north)]
    down = [np.column_stack([np.full_like(lats, lon), lats]) for lon in (extent.west, (extent.west + extent.east) / 2, extent.east)]
    return np.concatenate(across + down)
