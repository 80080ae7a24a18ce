"""Greedy placement of names on the page: who comes first gets the room. Points throughout, y down; angles in radians, clockwise."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import shapely

from corridors.snapshots.frame import Box

Item = TypeVar("Item")
Point = tuple[float, float]
Array = Any
CELL_PT = 80.0
COVER_PT = 2.5
# Half a side of the room that a place's dot takes.
DOT_PT = 2.6
# What standing one place further down the list counts, as a share of the text covered.
LATER = 0.004


class Candidate(NamedTuple):
    """Where the middle of a text may go, and its slope, between -pi/2 and pi/2."""

    x: float
    y: float
    angle: float = 0.0


@dataclass(frozen=True)
class Wanted(Generic[Item]):
    """A text of a size that would like one of the places, in order of preference; `dot` is drawn with it, clear of other names."""

    item: Item
    width: float
    height: float
    candidates: Sequence[Candidate]
    most: float = 1.0
    dot: Point | None = None


class Room:
    """Boxes taken so far, in a grid, so that a box is compared with its neighbours only."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def _near(self, box: Box) -> Iterator[list[Box]]:
        for column in range(math.floor(box.left / CELL_PT), math.floor(box.right / CELL_PT) + 1):
            for row in range(math.floor(box.top / CELL_PT), math.floor(box.bottom / CELL_PT) + 1):
                yield self._cells[column, row]

    def take(self, box: Box) -> None:
        """Take a box."""
        for cell in self._near(box):
            cell.append(box)

    def has(self, box: Box) -> bool:
        """Tell whether a box is free."""
        return not any(
            box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom
            for cell in self._near(box)
            for other in cell
        )


def boxes_of(at: Candidate, width: float, height: float) -> list[Box]:
    """Return upright boxes that cover a text: one for level text, a row of them along a slope."""
    half, tall = width / 2, height / 2
    if abs(at.angle) < 0.05:
        return [Box(at.x - half, at.y - tall, at.x + half, at.y + tall)]
    count = max(1, math.ceil(width / height))
    step = width / count
    cos, sin = abs(math.cos(at.angle)), abs(math.sin(at.angle))
    across, down = step / 2 * cos + tall * sin, step / 2 * sin + tall * cos
    found = []
    for index in range(count):
        along = -half + step * (index + 0.5)
        x, y = at.x + math.cos(at.angle) * along, at.y + math.sin(at.angle) * along
        found.append(Box(x - across, y - down, x + across, y + down))
    return found


class Cover:
    """How much of the page lines run over, so that names can keep off them: a grid of cells, summed from the top left."""

    def __init__(self, box: Box, lines: Iterable[Array]) -> None:
        """Mark every cell that a line, given as points (n, 2), runs through."""
        self.box = box
        marked = np.zeros((int(box.height / COVER_PT) + 2, int(box.width / COVER_PT) + 2))
        for line in lines:
            dense = shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), COVER_PT / 2))
            column, row = ((dense - [box.left, box.top]) / COVER_PT).astype(int).T
            inside = (column >= 0) & (row >= 0) & (column < marked.shape[1]) & (row < marked.shape[0])
            marked[row[inside], column[inside]] = 1
        self._sums = np.pad(marked.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def share(self, boxes: Iterable[Box]) -> float:
        """Return which share of the boxes' cells a line runs through, 0 to 1."""
        rows, columns = self._sums.shape
        crossed = total = 0.0
        for box in boxes:
            x0, x1 = (min(columns - 1, max(0, int((x - self.box.left) / COVER_PT))) for x in (box.left, box.right + COVER_PT))
            y0, y1 = (min(rows - 1, max(0, int((y - self.box.top) / COVER_PT))) for y in (box.top, box.bottom + COVER_PT))
            crossed += self._sums[y1, x1] - self._sums[y0, x1] - self._sums[y1, x0] + self._sums[y0, x0]
            total += max(1, (x1 - x0) * (y1 - y0))
        return float(crossed / total) if total else 0.0


def place(wanted: Iterable[Wanted[Item]], room: Room, within: Box, cover: Cover) -> list[tuple[Item, Candidate]]:
    """Return what fits inside `within`, clear of what `room` has taken, each where it covers the least of the lines.

    Of places that cover about as much, the first is taken; a name that could only stand on lines beyond its `most` is left out.
    """
    placed = []
    # Dots keep clear of names and of one another, but may stand on a site or a place of news.
    names = Room()
    for name in wanted:
        dot = [Box(name.dot[0] - DOT_PT, name.dot[1] - DOT_PT, name.dot[0] + DOT_PT, name.dot[1] + DOT_PT)] if name.dot else []
        if not all(names.has(box) for box in dot):
            continue
        best: tuple[float, Candidate, list[Box]] | None = None
        for index, at in enumerate(name.candidates):
            boxes = boxes_of(at, name.width, name.height)
            if not all(_inside(box, within) for box in boxes) or not all(room.has(box) for box in boxes):
                continue
            covered = cover.share(boxes)
            cost = covered + index * LATER
            if covered <= name.most and (best is None or cost < best[0]):
                best = (cost, at, boxes)
            if best and best[0] <= (index + 1) * LATER:
                break
        if best:
            for box in best[2] + dot:
                room.take(box)
                names.take(box)
            placed.append((name.item, best[1]))
    return placed


def _inside(box: Box, within: Box) -> bool:
    return box.left >= within.left and box.top >= within.top and box.right <= within.right and box.bottom <= within.bottom


def lengths_of(path: Sequence[Point]) -> list[float]:
    """Return the length from the start to each point of a path."""
    sums = [0.0]
    for before, here in itertools.pairwise(path):
        sums.append(sums[-1] + math.dist(before, here))
    return sums


def point_at(path: Sequence[Point], sums: Sequence[float], length: float) -> Point:
    """Return the point of a path at a length from its start."""
    after = next((index for index, total in enumerate(sums) if total >= length), len(path) - 1)
    before = max(0, after - 1)
    span = sums[after] - sums[before]
    share = max(0.0, min(1.0, (length - sums[before]) / span)) if span > 0 else 0.0
    one, two = path[before], path[after]
    return one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share


def straight(path: Sequence[Point], sums: Sequence[float], middle: float, width: float) -> Candidate | None:
    """Return middle and slope of a stretch of a path, if it is straight enough there for a text of that width."""
    start, end = middle - width / 2, middle + width / 2
    if start < 0 or end > sums[-1]:
        return None
    a, b = point_at(path, sums, start), point_at(path, sums, end)
    chord = math.dist(a, b)
    if chord < width * 0.96:
        return None
    for share in (0.25, 0.5, 0.75):
        x, y = point_at(path, sums, start + width * share)
        if abs((b[0] - a[0]) * (a[1] - y) - (a[0] - x) * (b[1] - a[1])) / chord > 5:
            return None
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    upright = angle - math.pi if angle > math.pi / 2 else angle + math.pi if angle < -math.pi / 2 else angle
    return Candidate((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, upright)


def every(path: Sequence[Point], step: float) -> Iterator[Candidate]:
    """Yield points every `step` along a path with the slope there, the first after half a step."""
    sums = lengths_of(path)
    length = step / 2
    while length < sums[-1]:
        (x, y), (ax, ay) = point_at(path, sums, length), point_at(path, sums, max(0.0, length - 2))
        yield Candidate(x, y, math.atan2(y - ay, x - ax))
        length += step
