"""Rows with shapes as a file of XML or arcs gives them: collected as positions, checked at once, and made all together.

Shapes within shapes are laid side by side in their row, so that nothing is nested, however deep the file nests it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from corridors.importing.limits import check_table, check_vertices
from corridors.importing.raw import Part, with_shapes
from corridors.importing.vectors import faults_note

Positions = NDArray[np.float64]
TEXT_AT_ONCE = 1_000_000  # characters of positions that are split at one time, each piece of which takes ten times its room
ROWS_BETWEEN_CHECKS = 1_000
NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)


class NoShapeError(Exception):
    """What a row has for a shape is none; the text says why."""


def positions_of(text: str) -> Positions:
    """Return positions written `lon,lat` or `lon,lat,height` with blanks between them, as an array of two or three columns.

    Raises:
        NoShapeError: one of them is none; the text names it.
    """
    if ", " in text or " ," in text:
        text = ",".join(part.strip() for part in text.split(","))
    found = []
    start = 0
    while start < len(text):
        end = start + TEXT_AT_ONCE
        while end < len(text) and not text[end].isspace():
            end += 1
        found.append(_positions(text[start:end].split()))
        start = end
    found = [part for part in found if len(part)]
    if not found:
        raise NoShapeError("there is no position")
    width = min(part.shape[1] for part in found)
    return found[0] if len(found) == 1 else np.concatenate([part[:, :width] for part in found])


def _positions(words: list[str]) -> Positions:
    parts = [word.rstrip(",").split(",") for word in words]
    widths = set(map(len, parts))
    if not widths <= {2, 3}:
        raise NoShapeError(
            f"{next(word for word, part in zip(words, parts, strict=True) if len(part) not in {2, 3})[:40]!r} is no position"
        )
    width = min(widths, default=2)
    return numbers_of([number for part in parts for number in part[:width]]).reshape(-1, width)


def numbers_of(texts: Sequence[str]) -> Positions:
    """Return numbers as coordinates have them.

    Raises:
        NoShapeError: one is none, or is not finite.
    """
    try:
        numbers = list(map(float, texts))
        finite = all(map(math.isfinite, numbers))
        if finite and "_" not in "".join(texts):  # Python alone reads 1_000 as a number
            return np.array(numbers, dtype=float)
    except ValueError:
        pass
    raise NoShapeError(
        f"{next(text for text in texts if not NUMBER.fullmatch(text) or not np.isfinite(float(text)))[:40]!r} is no coordinate"
    )


class Rows:
    """Rows of texts and the shapes of each."""

    def __init__(self, name: str, columns: Sequence[str] = ()) -> None:
        """Start without a row; `columns` are there whether a row has them or not."""
        self.name = name
        self.texts: list[dict[str, str]] = []
        self.faults: dict[int, str] = {}
        self._columns = dict.fromkeys(columns)
        self._vertices = 0
        self._points: list[Positions] = []
        self._lines: list[Positions] = []
        self._rings: list[Positions] = []
        self._areas: list[tuple[int, int]] = []  # the first ring, which is the outer one, and the one after the last
        self._shapes: list[list[tuple[str, int]]] = []
        self._multi: set[int] = set()

    def expect(self, columns: dict[str, None]) -> None:
        """Have columns whether a row has them or not."""
        if not columns.keys() <= self._columns.keys():
            self._columns.update(columns)

    def add(self, texts: dict[str, str], fill: Callable[[Rows], None], *, multi: bool = False) -> None:
        """Add a row, and to it the shapes that `fill` adds; where it finds none, the row has none and its fault is kept.

        Raises:
            ImportFileError: there are too many rows, columns or vertices.
        """
        self.texts.append(texts)
        if not texts.keys() <= self._columns.keys():
            self._columns.update(dict.fromkeys(texts))
        self._shapes.append([])
        if len(self.texts) % ROWS_BETWEEN_CHECKS == 0 or len(self._columns) > ROWS_BETWEEN_CHECKS:
            check_table(self.name, len(self.texts), len(self._columns))
        try:
            fill(self)
        except NoShapeError as error:
            self.faults[len(self.texts)] = str(error)
            self._shapes[-1] = []
        if multi:
            self._multi.add(len(self.texts) - 1)

    def tell_all(self, column: str, values: Sequence[str]) -> None:
        """Give every row its value of one more column, which is named anew where the file has one of that name."""
        name = column if column not in self._columns else f"{column} of the file"
        self._columns[name] = None
        for texts, value in zip(self.texts, values, strict=True):
            texts[name] = value

    def point(self, positions: Positions) -> None:
        """Add a point to the last row.

        Raises:
            NoShapeError: these are several positions.
        """
        if len(positions) != 1:
            raise NoShapeError(f"a point has {len(positions):,} positions")
        self._shapes[-1].append(("point", len(self._points)))
        self._points.append(self._counted(positions))

    def line(self, positions: Positions) -> None:
        """Add a line to the last row.

        Raises:
            NoShapeError: it has one position.
        """
        if len(positions) < 2:
            raise NoShapeError("a line has fewer than two positions")
        self._shapes[-1].append(("line", len(self._lines)))
        self._lines.append(self._counted(positions))

    def area(self, rings: Sequence[Positions]) -> None:
        """Add an area to the last row, its outer ring first; a ring that is open is closed, a hole that is there is not cut again.

        Raises:
            NoShapeError: it has no ring, or one of fewer than three positions.
        """
        if not rings or any(len(ring) < 3 for ring in rings):
            raise NoShapeError("an area has a ring of fewer than three positions")
        start = len(self._rings)
        holes = {ring.tobytes(): ring for ring in rings[1:]}
        self._rings += [self._counted(_closed(ring)) for ring in (rings[0], *holes.values())]
        self._shapes[-1].append(("area", len(self._areas)))
        self._areas.append((start, len(self._rings)))

    def _counted(self, positions: Positions) -> Positions:
        self._vertices += len(positions)
        check_vertices(self.name, self._vertices)
        return positions

    def part(self, notes: Sequence[str] = (), crs: str = "EPSG:4326") -> Part:
        """Return the rows as a table with shapes; what cannot be read is said with its rows."""
        check_table(self.name, len(self.texts), len(self._columns))
        used = set(itertools.chain.from_iterable(self.texts))
        index = range(len(self.texts))
        texts = {
            column: pd.Series([row.get(column, "") for row in self.texts] if column in used else "", dtype="str", index=index)
            for column in self._columns
        }
        shapes = self._made()
        return Part(with_shapes(self.name, pd.DataFrame(texts, index=index), shapes), crs, "utf-8", (*notes, *faults_note(self.faults)))

    def _made(self) -> NDArray[np.object_]:
        rings = _all(self._rings, shapely.linearrings)
        outer = [first for first, _ in self._areas]
        holes = [(place, at) for place, (first, last) in enumerate(self._areas) for at in range(first + 1, last)]
        areas: NDArray[np.object_] = np.asarray(shapely.polygons(rings[outer]) if outer else rings[:0], dtype=object)
        if holes:
            with_holes = sorted({place for place, _ in holes})
            where = {place: at for at, place in enumerate(with_holes)}
            areas[with_holes] = _with_holes(
                rings[[outer[place] for place in with_holes]], rings[[at for _, at in holes]], [where[place] for place, _ in holes]
            )
        kinds = {"point": _all(self._points, _points), "line": _all(self._lines, shapely.linestrings), "area": areas}
        made: NDArray[np.object_] = np.full(len(self._shapes), None, dtype=object)
        several: dict[str, list[int]] = {}
        for row, shapes in enumerate(self._shapes):
            if len(shapes) == 1 and row not in self._multi:
                made[row] = kinds[shapes[0][0]][shapes[0][1]]
            elif shapes:
                of = {kind for kind, _ in shapes}
                several.setdefault(of.pop() if len(of) == 1 else "", []).append(row)
        for kind, rows in several.items():
            parts = [kinds[one][at] for row in rows for one, at in self._shapes[row]]
            made[rows] = TOGETHER[kind](parts, indices=np.repeat(np.arange(len(rows)), [len(self._shapes[row]) for row in rows]))
        return made


TOGETHER: dict[str, Callable[..., Any]] = {
    "point": shapely.multipoints,
    "line": shapely.multilinestrings,
    "area": shapely.multipolygons,
    "": shapely.geometrycollections,
}


def _closed(ring: Positions) -> Positions:
    ring = ring if (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])
    return ring if len(ring) > 3 else np.concatenate([ring, ring[-1:]])


def _points(positions: Positions, indices: NDArray[np.int64]) -> Any:  # noqa: ANN401 - an array of shapes
    del indices
    return shapely.points(positions)


def _with_holes(shells: NDArray[np.object_], holes: NDArray[np.object_], places: list[int]) -> NDArray[np.object_]:
    cuts = np.split(holes, np.searchsorted(places, range(1, len(shells))))
    return np.array([shapely.Polygon(shell, list(cut)) for shell, cut in zip(shells, cuts, strict=True)], dtype=object)


def _all(arrays: list[Positions], maker: Callable[..., Any]) -> NDArray[np.object_]:
    made: NDArray[np.object_] = np.full(len(arrays), None, dtype=object)
    for width in (2, 3):
        chosen = [place for place, array in enumerate(arrays) if array.shape[1] == width]
        if chosen:
            sizes = [len(arrays[place]) for place in chosen]
            made[chosen] = maker(np.concatenate([arrays[place] for place in chosen]), indices=np.repeat(np.arange(len(chosen)), sizes))
    return made
