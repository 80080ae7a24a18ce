"""The basemap of a frame: land, lakes, rivers, borders and disputed lines as paths on the page, and the names of places."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from matplotlib.path import Path as Outline

from corridors.load import read_basemap
from corridors.model import Position
from corridors.snapshots.frame import Frame
from corridors.snapshots.signs import compound

Array = Any
Scale = Literal["far", "mid", "near"]
LAYERS = ("land", "water", "rivers", "borders", "disputed")
# As the map on the screen chooses them, half a zoom finer: a page is looked at closer than a screen.
FAR_ZOOM, NEAR_ZOOM = 1.9, 5.5
NEAR_BOX = (20.0, -10.0, 145.0, 70.0)
# Longest piece of a line that is bent as one where straight lines do not stay straight, in degrees.
BEND_DEGREES = 1.0
TOLERANCE_PT = 0.12


class PlaceName(NamedTuple):
    """A name of the basemap; rank 1 shows first."""

    name: str
    kind: Literal["country", "capital", "city"]
    rank: int
    at: Position
    country: str | None


@dataclass(frozen=True)
class Ground:
    """The basemap's layers as compound paths in points of the page."""

    land: Outline
    water: Outline
    rivers: Outline
    borders: Outline
    disputed: Outline

    @property
    def has_disputed(self) -> bool:
        """True where a disputed line is in sight."""
        return len(np.asarray(self.disputed.vertices)) > 0


def scale_for(frame: Frame) -> Scale:
    """Return the scale that suits a frame: the near one only where it covers all of it."""
    if frame.zoom < FAR_ZOOM:
        return "far"
    west, south, east, north = frame.extent
    covered = NEAR_BOX[0] <= west and NEAR_BOX[1] <= south and east <= NEAR_BOX[2] and north <= NEAR_BOX[3]
    return "near" if frame.zoom >= NEAR_ZOOM and covered else "mid"


def draw_ground(frame: Frame) -> Ground:
    """Return the basemap in a frame, clipped to a little more than its box."""
    scale = scale_for(frame)
    return Ground(**{layer: _path(layer, scale, frame) for layer in LAYERS})


@lru_cache(maxsize=32)
def _shapes(layer: str, scale: Scale) -> Array:
    collection = shapely.from_geojson(read_basemap(layer, scale))
    return shapely.get_parts(shapely.get_parts(collection))


@lru_cache(maxsize=1)
def place_names() -> tuple[PlaceName, ...]:
    """Return every name of the basemap, the first ranks first, then by name."""
    features = json.loads(read_basemap("names"))["features"]
    names = [
        PlaceName(
            f["properties"]["name"],
            f["properties"]["kind"],
            f["properties"]["rank"],
            tuple(f["geometry"]["coordinates"]),
            f["properties"]["country"],
        )
        for f in features
    ]
    return tuple(sorted(names, key=lambda row: (row.rank, row.kind != "capital", row.name)))


def _path(layer: str, scale: Scale, frame: Frame) -> Outline:
    shapes = clipped(_shapes(layer, scale), frame)
    is_area = layer in {"land", "water"}
    if is_area:
        shapes = shapely.get_parts(shapes)
        lines = shapely.get_rings(shapes[shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON])
    else:
        shapes = shapely.get_parts(shapes)
        lines = shapes[shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING]
    return compound(_in_box(project_lines(lines, frame), frame))


def clipped(shapes: Array, frame: Frame) -> Array:
    """Return the parts of shapes that lie in a frame's extent, turned round the globe to where it shows them."""
    west, south, east, north = frame.extent
    found = []
    for turn in (-360.0, 0.0, 360.0):
        if west - turn > 180 or east - turn < -180:
            continue
        kept: Array = shapely.clip_by_rect(shapes, west - turn, south, east - turn, north)
        kept = kept[~shapely.is_empty(kept)]
        found.append(shapely.transform(kept, partial(np.add, [turn, 0.0])) if turn else kept)
    return np.concatenate(found) if found else shapes[:0]


def project_lines(lines: Array, frame: Frame) -> Array:
    """Return lines or rings in degrees as lines in points of the page, bent where the projection bends them."""
    # Clipping leaves pieces of a single point where a line only touches the edge.
    projected = place_lines(lines[shapely.length(lines) > 0], frame)
    return projected[np.isfinite(shapely.bounds(projected)).all(axis=1)]


def place_lines(lines: Array, frame: Frame) -> Array:
    """Return the same line by line; one that has no place in the projection has no finite bounds."""
    bent = lines if frame.is_mercator else shapely.segmentize(lines, BEND_DEGREES)
    return shapely.simplify(shapely.transform(bent, frame.project), TOLERANCE_PT, preserve_topology=False)


def _in_box(lines: Array, frame: Frame) -> Array:
    box = frame.box
    left, top, right, bottom = shapely.bounds(lines).T if len(lines) else (np.empty(0),) * 4
    return lines[(right >= box.left) & (left <= box.right) & (bottom >= box.top) & (top <= box.bottom)]
