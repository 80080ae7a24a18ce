"""Which names fit on the map, and where: greedy placement of label boxes in screen space, corridor names first."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corridors.load import read_basemap
from corridors.model import Corridor, Position
from corridors.view import HOME, Camera

TILE_PX = 512
LABEL_HEIGHT_PX = 15.0


class Label(NamedTuple):
    """A name to place: candidate positions in order of preference, width of a sign in px, room kept around it."""

    text: str
    candidates: tuple[Position, ...]
    sign_px: float
    group: str
    offset_px: tuple[float, float] = (0.0, 0.0)


class Placed(NamedTuple):
    """A name that found room, at lon, lat."""

    label: Label
    position: Position


def screen_xy(position: Position, zoom: float) -> tuple[float, float]:
    """Return Web Mercator pixel coordinates of a position at a zoom (512 px tiles), y downwards."""
    scale = TILE_PX * 2**zoom
    lon, lat = position
    x = (lon + 180) / 360 * scale
    y = (1 - math.asinh(math.tan(math.radians(max(-85.0, min(85.0, lat))))) / math.pi) / 2 * scale
    return x, y


def place_labels(labels: Iterable[Label], camera: Camera, taken: Sequence[Position] = ()) -> list[Placed]:
    """Return the labels that fit at a camera's zoom, each at its first free candidate; none overlaps another.

    At any closer zoom positions only move apart, so that what fits here fits there. `taken` are symbols of about
    20 px that labels keep clear of.
    """
    room = _Room()
    for position in taken:
        room.take(_box(screen_xy(position, camera.zoom), 20, 20))
    placed = []
    for label in labels:
        for position in label.candidates:
            x, y = screen_xy(position, camera.zoom)
            box = _box((x + label.offset_px[0], y + label.offset_px[1]), len(label.text) * label.sign_px + 8, LABEL_HEIGHT_PX)
            if room.has(box):
                room.take(box)
                placed.append(Placed(label, position))
                break
    return placed


Box = tuple[float, float, float, float]


class _Room:
    """The boxes taken so far, in a grid of cells, so that a box is compared with its neighbours only."""

    CELL_PX = 90.0

    def __init__(self) -> None:
        self.cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def _cells_of(self, box: Box) -> Iterator[list[Box]]:
        for column in range(int(box[0] // self.CELL_PX), int(box[2] // self.CELL_PX) + 1):
            for row in range(int(box[1] // self.CELL_PX), int(box[3] // self.CELL_PX) + 1):
                yield self.cells[column, row]

    def take(self, box: Box) -> None:
        for cell in self._cells_of(box):
            cell.append(box)

    def has(self, box: Box) -> bool:
        return not any(_overlap(box, other) for cell in self._cells_of(box) for other in cell)


def _box(center: tuple[float, float], width: float, height: float) -> Box:
    x, y = center
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def placed_names(corridors: Sequence[Corridor], sites: Sequence[Position]) -> tuple[list[Placed], list[Placed]]:
    """Return the corridor names and the place names that fit at the home camera, corridor names first."""
    wanted = [_site_label(c) for c in corridors if c.kind.is_site]
    lines = [c for c in corridors if not c.kind.is_site]
    wanted += [_line_label(c) for c in sorted(lines, key=lambda c: (c.tier.value != "core", len(c.label)))]
    labels = [*wanted, *_country_labels(), *_city_labels()]
    placed = place_labels(labels, HOME, sites)
    names = {corridor.id for corridor in corridors}
    return [p for p in placed if p.label.group in names], [p for p in placed if p.label.group not in names]


def _site_label(corridor: Corridor) -> Label:
    at = next(segment.points[0] for segment in corridor.segments if segment.is_site)
    return Label(corridor.label, (at,), 6.4, corridor.id, (0, 18))


def _line_label(corridor: Corridor) -> Label:
    points = max((s.points for s in corridor.segments if not s.is_site), key=len)
    every = [point for s in corridor.segments if not s.is_site for point in s.points]
    shares = (0.5, 0.38, 0.62, 0.28, 0.72, 0.18, 0.82, 0.1, 0.9)
    near = [points[round(share * (len(points) - 1))] for share in shares] + [every[round(share * (len(every) - 1))] for share in shares]
    inside = [p for p in near if abs(p[0] - HOME.lon) < 36 and abs(p[1] - HOME.lat) < 17]
    return Label(corridor.label, tuple(dict.fromkeys(inside + near)), 6.6, corridor.id, (0, -9))


@lru_cache(maxsize=1)
def _basemap_names() -> tuple[tuple[str, str, int, Position], ...]:
    collection = json.loads(read_basemap("names"))
    rows = [
        (f["properties"]["name"], f["properties"]["kind"], f["properties"]["rank"], tuple(f["geometry"]["coordinates"]))
        for f in collection["features"]
    ]
    return tuple(sorted(rows, key=lambda row: (row[2], row[0])))


@lru_cache(maxsize=1)
def _country_labels() -> tuple[Label, ...]:
    labels = []
    for name, kind, rank, at in _basemap_names():
        if kind == "country" and rank <= 3:
            around = (at, (at[0], at[1] + 1.2), (at[0], at[1] - 1.2), (at[0] + 2, at[1]), (at[0] - 2, at[1]))
            labels.append(Label("\u200a".join(name.upper()), around, 4.4, "country"))
    return tuple(labels)


@lru_cache(maxsize=1)
def _city_labels() -> tuple[Label, ...]:
    return tuple(Label(name, (at,), 5.6, "city", (0, -8)) for name, kind, rank, at in _basemap_names() if kind != "country" and rank <= 2)
