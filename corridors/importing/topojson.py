"""TopoJSON: shapes put together from arcs that they share, counted before any is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from corridors.importing.collecting import NoShapeError, Positions, Rows
from corridors.importing.encodings import encoding_of, shown
from corridors.importing.geojson import integer
from corridors.importing.limits import MAX_LAYERS, check_members, check_vertices
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import LAYER, Part, text_of

LINES, AREAS, POINTS = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon"), ("Point", "MultiPoint")
ROWS_BETWEEN_WORDS = 5_000


def read_topojson(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the geometries of every object of a topology, one row each; one whose arcs are none has no shape, and is said.

    Raises:
        ImportFileError: it is no topology, or beyond a limit, which arcs that are used again and again may come to.
    """
    check_members(name, data.count(b'":') + data.count(b'" :'))
    codec, guessed = encoding_of(data)
    tell(progress, 0.1, f"{name}: reading JSON")
    try:
        whole = _loaded(data.decode(codec, errors="replace").lstrip("\ufeff\x1e \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise refusal(
            name, f"TopoJSON that cannot be read ({str(error)[:100]})", "whole, valid JSON", "download or export it again"
        ) from None
    objects = whole.get("objects") if isinstance(whole, dict) and whole.get("type") == "Topology" else None
    if not isinstance(objects, dict):
        raise refusal(name, "JSON of another kind in place of TopoJSON", "a topology with objects", "export it again")
    if len(objects) > MAX_LAYERS:
        raise refusal(name, f"{len(objects)} layers", f"up to {MAX_LAYERS}", "export the layers that are needed")
    topology = _Topology(name, whole)
    rows = Rows(name)
    labels = []
    for label, thing in objects.items():
        for geometry in _rows_of(thing):
            _add(rows, topology, geometry)
            labels.append(str(label))
            if len(labels) % ROWS_BETWEEN_WORDS == 0:
                tell(progress, 0.3 + 0.4 * len(labels) / (len(labels) + 50_000), f"{name}: {len(labels):,} geometries")
    used = list(dict.fromkeys(labels))
    notes = []
    if len(used) > 1:
        rows.tell_all(LAYER, labels)
        notes.append(f"{len(used)} layers are read one under the other: {', '.join(used[:10])}.")
    return replace(rows.part(notes, ""), encoding=shown(codec, guessed=guessed))


def _loaded(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number longer than Python reads, which is rare, and looking at each would cost every file
        return json.loads(text, parse_int=integer)


def _rows_of(thing: object) -> Iterator[dict[str, Any]]:
    """Return the geometries that are a row: those of an object that is a collection, else the object itself."""
    members = thing.get("geometries") if isinstance(thing, dict) and thing.get("type") == "GeometryCollection" else [thing]
    for member in members if isinstance(members, list) else []:
        yield member if isinstance(member, dict) else {}


def _add(rows: Rows, topology: _Topology, geometry: dict[str, Any]) -> None:
    properties = geometry.get("properties")
    texts = {"id": text_of(geometry["id"])} if geometry.get("id") is not None else {}
    if isinstance(properties, dict):
        texts |= {key: text_of(value) for key, value in properties.items()}

    def fill(into: Rows) -> None:
        topology.draw(into, geometry)

    rows.add(texts, fill, multi=str(geometry.get("type")).startswith("Multi"))


class _Topology:
    """The arcs of a topology, as positions."""

    def __init__(self, name: str, whole: dict[str, Any]) -> None:
        self.name = name
        transform = whole.get("transform")
        self.scale = self.shift = None
        if transform is not None:
            said = transform if isinstance(transform, dict) else {}
            try:
                self.scale, self.shift = _positions([said.get("scale")])[0], _positions([said.get("translate")])[0]
            except NoShapeError:
                found = "a transform without two numbers for scale and for translate"
                raise refusal(name, found, "a topology whose positions can be told", "export it again") from None
        arcs = whole.get("arcs")
        self.arcs = arcs if isinstance(arcs, list) else []
        self.made: dict[int, Positions] = {}
        self.used = 0

    def draw(self, into: Rows, geometry: dict[str, Any]) -> None:
        """Add the shapes of a geometry to the last row, those of collections in it side by side.

        Raises:
            NoShapeError: it is none.
            ImportFileError: its arcs come to more positions than a layer may have.
        """
        waiting = [geometry]
        while waiting:
            one = waiting.pop()
            kind, arcs = (one.get("type"), one.get("arcs")) if isinstance(one, dict) else (None, None)
            if kind == "GeometryCollection":
                waiting += reversed(_list(one.get("geometries")))
            elif kind in LINES:
                for line in [arcs] if kind == "LineString" else _list(arcs):
                    into.line(self._along(line))
            elif kind in AREAS:
                for rings in [arcs] if kind == "Polygon" else _list(arcs):
                    into.area([self._along(ring) for ring in _list(rings)])
            elif kind in POINTS:
                for place in [one.get("coordinates")] if kind == "Point" else _list(one.get("coordinates")):
                    into.point(self._placed(_positions([place])))
            elif kind is not None:
                raise NoShapeError(f"{str(kind)[:40]!r} is no kind of shape")

    def _along(self, arcs: object) -> Positions:
        """Return the positions along arcs, where each begins with the last one of the arc before it."""
        parts = [self._arc(number) for number in _list(arcs)]
        self.used += sum(map(len, parts))
        check_vertices(self.name, self.used)
        if not parts:
            raise NoShapeError("a line has no arc")
        width = min(part.shape[1] for part in parts)
        return np.concatenate([part[(place > 0) :, :width] for place, part in enumerate(parts)])

    def _arc(self, number: object) -> Positions:
        if not isinstance(number, int) or isinstance(number, bool) or not -len(self.arcs) <= number < len(self.arcs):
            raise NoShapeError(f"there is no arc {str(number)[:40]}")
        place = number if number >= 0 else ~number
        if place not in self.made:
            steps = _positions(_list(self.arcs[place]))
            with np.errstate(over="ignore", invalid="ignore"):
                steps = steps if self.scale is None else np.cumsum(steps, axis=0)
            self.made[place] = self._placed(steps)
        return self.made[place] if number >= 0 else self.made[place][::-1]

    def _placed(self, positions: Positions) -> Positions:
        if self.scale is None or self.shift is None:
            return positions
        with np.errstate(over="ignore", invalid="ignore"):
            placed: Positions = positions[:, :2] * self.scale[:2] + self.shift[:2]
        if not np.isfinite(placed).all():
            raise NoShapeError("a position is beyond all numbers")
        return placed


def _list(found: object) -> list[Any]:
    if not isinstance(found, list):
        raise NoShapeError("a list is missing")
    return found


def _positions(found: list[Any]) -> Positions:
    width = min((len(one) if isinstance(one, list) else 0 for one in found), default=0)
    try:
        made = np.array([one[: min(width, 3)] for one in found], dtype=float) if width >= 2 else np.empty(0)
    except (ValueError, TypeError, OverflowError):
        made = np.empty(0)
    if made.ndim != 2 or not np.isfinite(made).all():
        raise NoShapeError("a position is none")
    return made
