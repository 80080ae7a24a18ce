"""geodata/ -> Atlas, or one error that lists every problem. The only reader of the reference data."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from corridors.atlas import Atlas
from corridors.edition import Definition, Edition, Place, Problem, ReviewException
from corridors.model import Actor, Corridor, Event, PartialDate, Position, Segment, Source, StatusEntry
from corridors.structure import structure
from corridors.terms import Basis, StatusFrom

# CORRIDORS_GEODATA names another folder of the same form: a region of one's own, or a draft under review.
SHIPPED = Path(__file__).resolve().parent.parent / "geodata"
GEODATA = Path(os.environ.get("CORRIDORS_GEODATA") or SHIPPED).resolve()
LAYERS = ("hubs", "multimodal", "pipelines", "power_lines", "railways", "roads")
Record = TypeVar("Record")
Plain = dict[str, Any]


class GeodataError(ValueError):
    """The reference data cannot be worked with; `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        """List every problem, one a line."""
        self.problems = tuple(problems)
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"{len(problems)} problem(s) in geodata:{lines}")


@dataclass(frozen=True)
class Draft:
    """What could be read of a geodata folder: an atlas that may have faults, the file texts, and the faults of form.

    `event_order` holds the dates and ids of the events as the file has them; the atlas has them sorted.
    """

    atlas: Atlas
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    folder: Path
    event_order: tuple[str, ...] = ()


@dataclass
class _Reader:
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.fault(name, "file", str(getattr(error, "strerror", None) or error), "a readable UTF-8 file", "restore it")
            return ""
        self.texts[name] = text
        return text

    def fault(self, file: str, record: str, found: str, allowed: str, todo: str) -> None:
        self.problems.append(Problem(file, record, "readable", found, allowed, todo))

    def toml(self, name: str) -> Plain:
        try:
            return tomllib.loads(self.text(name))
        except tomllib.TOMLDecodeError as error:
            self.fault(name, "file", str(error), "TOML 1.0", "correct the line")
            return {}

    def rows(self, name: str, key: str, record: type[Record]) -> tuple[Record, ...]:
        return self.made(self.toml(name).get(key, []), key, record, name)

    def made(self, rows: object, key: str, record: type[Record], file: str) -> tuple[Record, ...]:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault(file, key, f"{key} is no list of tables", f"tables headed [[{key}]]", "write each record as a table")
            return ()
        return tuple(made for row in rows if (made := self.record(row, record, file)))

    def record(self, plain: Plain, record: type[Record], file: str) -> Record | None:
        made = structure(plain, record, file)
        if isinstance(made, list):
            self.problems += made
            return None
        return made

    def features(self, layer: str) -> list[Plain]:
        name = f"layers/{layer}.geojson"
        try:
            collection = json.loads(self.text(name) or '{"features": []}')
            features = collection["features"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            self.fault(name, "file", f"{type(error).__name__}: {error}", "a GeoJSON FeatureCollection", "correct the file")
            return []
        return [f for f in features if isinstance(f, dict) and isinstance(f.get("properties"), dict | None)]


def load(folder: Path | str | None = None) -> Atlas:
    """Return the checked atlas of a geodata folder (the one that ships, unless another is named).

    Checks the form of every record and every reference; `corridors check` does all the rest.

    Raises:
        GeodataError: with every problem, when there is any.
    """
    from corridors.checks import REFERENCE_RULES, run_rules  # noqa: PLC0415 - the rules read drafts, so they import this

    draft = read_draft(Path(folder) if folder else GEODATA)
    problems = [*draft.problems, *run_rules(draft, REFERENCE_RULES)]
    if problems:
        raise GeodataError(problems)
    return replace(draft.atlas, digest=digest(draft.folder))


def digest(folder: Path | str | None = None) -> str:
    """Return the SHA-256 of the reference data's text files, as hex; it names the exact state of the data."""
    root = Path(folder) if folder else GEODATA
    total = hashlib.sha256()
    for path in sorted(root.glob("**/*")):
        if path.suffix in {".toml", ".csv", ".geojson"} and "basemap" not in path.parts:
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read_draft(folder: Path) -> Draft:
    """Read everything that can be read; broken records are left out and reported in `problems`."""
    reader = _Reader(folder)
    corridors = _read_corridors(reader)
    edition = reader.record(reader.toml("edition.toml"), Edition, "edition.toml") or _no_edition()
    events = reader.rows("events.toml", "events", Event)
    atlas = Atlas(
        edition=edition,
        corridors=corridors,
        events=tuple(sorted(events, key=lambda event: (event.date, event.id))),
        actors=reader.rows("actors.toml", "actors", Actor),
        sources=reader.rows("sources.toml", "sources", Source),
        places=_read_places(reader),
        definitions=_read_definitions(reader),
        exceptions=reader.rows("exceptions.toml", "exceptions", ReviewException),
    )
    return Draft(
        atlas, MappingProxyType(reader.texts), tuple(reader.problems), folder, tuple(f"{event.date.text} {event.id}" for event in events)
    )


def _no_edition() -> Edition:
    return Edition("", "", PartialDate("1970"), "", "", "")


def _read_definitions(reader: _Reader) -> Mapping[str, tuple[Definition, ...]]:
    groups = reader.toml("vocabulary.toml")
    made = {group: reader.made(rows, group, Definition, "vocabulary.toml") for group, rows in groups.items()}
    return MappingProxyType(made)


def _read_places(reader: _Reader) -> tuple[Place, ...]:
    if not reader.text("places.csv"):
        return ()
    frame = pd.read_csv(reader.folder / "places.csv", keep_default_na=False)
    made = []
    for row in frame.to_dict("records"):
        plain = {str(key): value for key, value in row.items()} | {"country": row.get("country") or None}
        if place := reader.record(plain, Place, "places.csv"):
            made.append(place)
    return tuple(made)


def _read_corridors(reader: _Reader) -> tuple[Corridor, ...]:
    names = sorted(path.name for path in (reader.folder / "corridors").glob("*.toml"))
    read = [reader.record(reader.toml(f"corridors/{name}"), Corridor, f"corridors/{name}") for name in names]
    corridors = {corridor.id: corridor for corridor in read if corridor}
    by_corridor: defaultdict[str, list[Segment]] = defaultdict(list)
    for layer in LAYERS:
        for feature in reader.features(layer):
            if segment := _read_segment(reader, feature, layer, corridors):
                by_corridor[segment.corridor].append(segment)
    return tuple(replace(c, segments=tuple(sorted(by_corridor[c.id], key=lambda s: s.order))) for c in corridors.values())


def _read_segment(reader: _Reader, feature: Plain, layer: str, corridors: Mapping[str, Corridor]) -> Segment | None:
    file = f"layers/{layer}.geojson"
    properties = dict(feature.get("properties") or {})
    record = str(properties.get("id", "?"))
    corridor = corridors.get(str(properties.get("corridor")))
    if corridor is None and f"corridors/{properties.get('corridor')}.toml" in reader.texts:
        return None  # its record could not be read, which is reported there
    if corridor is None:
        reader.fault(file, record, f"corridor = {properties.get('corridor')!r}", "the id of a readable corridor record", "correct the id")
        return None
    points = _read_points(feature.get("geometry"))
    if not points:
        reader.fault(file, record, "no usable geometry", "a Point or a LineString of [lon, lat] numbers", "draw it again")
        return None
    for key in ("countries", "sources"):
        properties[key] = tuple(part for part in str(properties.get(key) or "").split(",") if part)
    properties |= {"points": points, "layer": layer, "history": ()}
    segment = reader.record(properties, Segment, file)
    return replace(segment, history=_history_of(segment, corridor)) if segment else None


def _read_points(geometry: Plain | None) -> tuple[Position, ...]:
    try:
        assert geometry is not None  # noqa: S101 - reported by the caller
        coordinates = geometry["coordinates"]
        if geometry["type"] == "Point":
            coordinates = [coordinates]
        elif geometry["type"] != "LineString":
            return ()
        return tuple((float(lon), float(lat)) for lon, lat in coordinates)
    except (AssertionError, KeyError, TypeError, ValueError):
        return ()


def _history_of(segment: Segment, corridor: Corridor) -> tuple[StatusEntry, ...]:
    if segment.status_from is StatusFrom.CORRIDOR:
        return corridor.history
    if segment.status_from is StatusFrom.LEG:
        return next((leg.history for leg in corridor.legs if leg.segment == segment.id), ())
    return (StatusEntry(segment.status, Basis.INFERRED, note="Existing infrastructure; not recorded since when."),)


@functools.lru_cache(maxsize=1)
def read_countries() -> Mapping[str, BaseGeometry]:
    """Return the country polygons of the basemap by ISO 3166-1 alpha-2 code, EPSG:4326, prepared for containment.

    Raises:
        OSError: the file is missing or unreadable.
    """
    collection = json.loads(read_basemap("countries"))
    shapes = {f["properties"]["country"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in collection["features"]}
    for shape in shapes.values():
        shapely.prepare(shape)
    return MappingProxyType(shapes)


@functools.lru_cache(maxsize=1)
def read_cities() -> tuple[Position, ...]:
    """Return the positions of the basemap's capitals and cities, lon, lat in EPSG:4326 degrees.

    Raises:
        OSError: the file is missing or unreadable.
    """
    features = json.loads(read_basemap("names"))["features"]
    found = (feature["geometry"]["coordinates"] for feature in features if feature["properties"]["kind"] != "country")
    return tuple((float(lon), float(lat)) for lon, lat in found)


@functools.lru_cache(maxsize=1)
def build_digest() -> str:
    """Return the SHA-256 of what draws: the program's own modules, scripts and fonts, and the basemap; as hex."""
    total = hashlib.sha256()
    package = Path(__file__).resolve().parent
    files = [path for path in package.rglob("*") if path.suffix in {".py", ".js", ".css", ".ttf"} and "node_modules" not in path.parts]
    for path in sorted([*files, *(SHIPPED / "basemap").glob("*.geojson")]):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read_map_assets() -> tuple[str, str, dict[str, str]]:
    """Return the map component as built: its script, its style sheet with that of the cards, its basemaps by file name.

    Raises:
        OSError: a file is missing or unreadable.
    """
    assets = Path(__file__).resolve().parent / "mapview" / "assets"
    script, sheet = (next(assets.glob(pattern)).read_text(encoding="utf-8") for pattern in ("map-*.js", "map-*.css"))
    basemaps = {path.name: path.read_text(encoding="utf-8") for path in sorted(assets.glob("basemap-*.json"))}
    return script, sheet + (assets.parents[1] / "card.css").read_text(encoding="utf-8"), basemaps


def read_basemap(layer: str, scale: str = "") -> bytes:
    """Return one GeoJSON file of the basemap that ships ("land", "mid"), as it lies on disk.

    Raises:
        OSError: there is no such file.
    """
    return (SHIPPED / "basemap" / f"{layer}{f'_{scale}' if scale else ''}.geojson").read_bytes()
