"""Which names fit on the map, and where: greedy placement of label boxes in screen space, corridor names first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corridors.model import Position
from corridors.view import Camera

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
    boxes = [_box(screen_xy(position, camera.zoom), 20, 20) for position in taken]
    placed = []
    for label in labels:
        for position in label.candidates:
            x, y = screen_xy(position, camera.zoom)
            center = (x + label.offset_px[0], y + label.offset_px[1])
            box = _box(center, len(label.text) * label.sign_px + 8, LABEL_HEIGHT_PX)
            if not any(_overlap(box, other) for other in boxes):
                boxes.append(box)
                placed.append(Placed(label, position))
                break
    return placed


def _box(center: tuple[float, float], width: float, height: float) -> tuple[float, float, float, float]:
    x, y = center
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
