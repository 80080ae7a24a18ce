"""GeoJSON in every form that is met: collection, Feature, bare geometry, one feature a line; null and empty geometry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from corridors.importing.encodings import encoding_of, shown
from corridors.importing.limits import check_members, check_table
from corridors.importing.nesting import MAX_DEPTH, TOO_DEEP
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import Fault, Part, text_of, unique_names, with_shapes

CRS84 = "EPSG:4326"
# What a geometry may have beside its coordinates and be told from properties that are called alike.
OF_GEOMETRY = frozenset(("type", "coordinates", "bbox", "crs"))
LINE_ENDS = re.compile(r"[\r\n\x1e]+")  # no others: U+2028 and its like may stand within a text
MAX_DIGITS = 18  # of a whole number: 64 bits hold them all
CRS_CODE = re.compile(r"(?:EPSG|epsg)[:/]+(?:[\d.]*[:/])?(\d{4,6})")


class Collection:
    """A GeometryCollection whose members are read, and how deep they lie in one another; built when its feature is."""

    def __init__(self, members: list[BaseGeometry | Collection]) -> None:
        """Keep the members."""
        self.members = members
        self.depth: int = 1 + max((one.depth for one in members if isinstance(one, Collection)), default=0)

    def __str__(self) -> str:
        """Return it as a value is shown: one that stands among properties."""
        return str(self.built())

    def built(self) -> BaseGeometry | Broken:
        """Return it as one collection of all that is in it, or why that is none."""
        if self.depth > MAX_DEPTH:
            return Broken(TOO_DEEP)
        leaves, waiting = [], self.members[::-1]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Collection):
                waiting += one.members[::-1]
            else:
                leaves.append(one)
        return shapely.GeometryCollection(leaves)


class Broken:
    """A geometry that is none; `reason` says why."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        self.reason = reason

    def __str__(self) -> str:
        """Return it as a value is shown: one that stands among properties."""
        return f"a geometry that cannot be read: {self.reason}"


def read_geojson(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the features of GeoJSON text, one row each.

    Raises:
        ImportFileError: it is not JSON, or JSON of another kind.
    """
    check_table(name, data.count(b'"Feature"'), 1)  # a million of them take the memory long before the rows are counted
    check_members(name, data.count(b'":') + data.count(b'" :'))
    codec, guessed = encoding_of(data)
    tell(progress, 0.1, f"{name}: reading JSON")
    text = data.decode(codec, errors="replace").lstrip("\ufeff\x1e \t\r\n")
    whole, notes = _load(name, text)
    del text
    tell(progress, 0.6, f"{name}: making shapes")
    features, crs = _features(name, whole)
    shapes: np.ndarray[Any, np.dtype[np.object_]] = np.empty(len(features), dtype=object)
    faults: dict[int, Fault] = {}
    rows = []
    for position, feature in enumerate(features):
        shape, properties = _parts(feature)
        if isinstance(shape, Broken):
            faults[position + 1] = Fault("geometry", "unreadable_geometry", f"{shape.reason}: correct it", "")
            shape = None
        shapes[position] = shape
        rows.append(properties)
    texts = _table(name, rows)
    if faults:
        notes = (*notes, f"{len(faults)} geometries cannot be read.")
    return Part(with_shapes(name, texts, shapes), crs, shown(codec, guessed=guessed), notes, faults)


def _load(name: str, text: str) -> tuple[Any, tuple[str, ...]]:
    try:
        return json.loads(text, object_hook=_shaped, parse_int=integer), ()
    except RecursionError:
        raise refusal(name, "JSON nested too deep", "GeoJSON", "export it again") from None
    except ValueError as error:
        lines = _lines(text)
        if lines is not None:
            return lines, ("One JSON object a line.",)
        where = f"line {error.lineno}, column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)[:100]
        raise refusal(name, f"broken JSON ({where})", "whole, valid JSON", "download or export it again: it may be cut off") from None


def _lines(text: str) -> list[Any] | None:
    """Return the objects of JSON with one on each line (or after each record separator), None where it is not that."""
    lines = [line for line in (raw.strip(" \t") for raw in LINE_ENDS.split(text)) if line]
    if len(lines) < 2 or not lines[0].startswith("{") or not lines[0].endswith("}"):
        return None
    found: list[Any] = []
    broken = 0
    for line in lines:
        try:
            found.append(json.loads(line, object_hook=_shaped, parse_int=integer))
        except (ValueError, RecursionError) as error:
            broken += 1
            found.append(Broken(f"a line that is no JSON ({str(error)[:80]})"))
    whole = isinstance(found[0], Broken) or broken * 2 > len(found) or not all(line.startswith("{") for line in lines)
    return None if whole else found


def integer(text: str) -> int | str:
    """Return a whole number; one that no column or coordinate could hold stays the text that it is."""
    return int(text) if len(text) <= MAX_DIGITS else text


def _shaped(found: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Turn a geometry into its shape as soon as it is read: the lists of its numbers are freed at once."""
    kind = found.get("type")
    if not isinstance(kind, str):
        return found
    if found.keys() <= OF_GEOMETRY:
        return _geometry(found)
    if kind == "GeometryCollection" and isinstance(found.get("geometries"), list):
        members = [_geometry(part) for part in found["geometries"]]
        parts = [part for part in members if isinstance(part, BaseGeometry | Collection)]
        why = next((part.reason for part in members if isinstance(part, Broken)), "a member that is no geometry")
        return Collection(parts) if len(parts) == len(members) else Broken(f"GeometryCollection with {why}")
    return found


def _geometry(found: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the shape of an object where a geometry stands; anything else as it is."""
    if not isinstance(found, dict) or not isinstance(kind := found.get("type"), str) or kind not in MAKERS or "coordinates" not in found:
        return found
    return _shape(kind, found["coordinates"])


MAKERS: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": lambda found: shapely.Point(_array(found, 1)),
    "LineString": lambda found: shapely.LineString(_array(found, 2)),
    "MultiPoint": lambda found: shapely.MultiPoint(_array(found, 2)),
    "MultiLineString": lambda found: shapely.MultiLineString([_array(line, 2) for line in found if line]),
    "Polygon": lambda found: shapely.Polygon(*_rings(found)),
    "MultiPolygon": lambda found: shapely.MultiPolygon([shapely.Polygon(*_rings(rings)) for rings in found if rings]),
}


def _shape(kind: str, coordinates: object) -> BaseGeometry | Broken:
    if not coordinates:
        return shapely.from_wkt(f"{kind.upper()} EMPTY")
    try:
        return MAKERS[kind](coordinates)
    except (ValueError, TypeError, AssertionError, IndexError, KeyError, OverflowError, RecursionError, shapely.GEOSException) as error:
        return Broken(f"{kind} with {(str(error).splitlines() or ['no list of positions'])[0][:120]}")


def _rings(rings: list[Any]) -> tuple[Any, list[Any]]:
    closed = [_closed(_array(ring, 2)) for ring in rings if ring]
    return closed[0], closed[1:]


def _closed(ring: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def _array(coordinates: object, deep: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return positions as floats; of mixed or more than three numbers the first two, of text that is a number the number."""
    try:
        array = np.array(coordinates, dtype=float)
    except ValueError:
        assert isinstance(coordinates, list)  # noqa: S101 - caught by the caller
        array = np.array([position[:2] for position in coordinates], dtype=float)
    if array.ndim != deep or array.shape[-1] < 2:
        raise ValueError("positions of another form than [lon, lat]")
    return array[..., :3]


def _features(name: str, whole: Any) -> tuple[list[Any], str]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(whole, list):
        found = [_geometry(feature) for item in whole for feature in _inner(item)]
        systems = {_crs(item) for item in whole if isinstance(item, dict)} or {""}
        if len(systems) > 1:
            listed = ", ".join(sorted(system or "none" for system in systems)[:5])
            raise refusal(name, f"several reference systems ({listed})", "one for all", "bring all to EPSG:4326")
        if found and all(
            isinstance(item, BaseGeometry | Collection | Broken)
            or (isinstance(item, dict) and ("geometry" in item or item.get("type") == "Feature"))
            for item in found
        ):
            return found, systems.pop()
        raise refusal(name, "a JSON list without geometries", "GeoJSON", "export it as GeoJSON, or as CSV with lon and lat columns")
    if isinstance(whole := _geometry(whole), BaseGeometry | Collection | Broken):
        return [whole], ""
    if not isinstance(whole, dict):
        raise refusal(name, "JSON that is no object", "GeoJSON", "export it as GeoJSON")
    if whole.get("type") == "Feature":
        return [whole], _crs(whole)
    if isinstance(whole.get("features"), list):
        if any(isinstance(item, dict) and "attributes" in item for item in whole["features"][:5]):
            raise refusal(name, "JSON in Esri's own form", "GeoJSON", "ask the server for f=geojson")
        return whole["features"], _crs(whole)
    raise refusal(name, f"JSON of another kind (type {str(whole.get('type'))[:40]!r})", "GeoJSON", "export it as GeoJSON")


def _inner(item: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(item, dict) and item.get("type") == "FeatureCollection" and isinstance(item.get("features"), list):
        yield from item["features"]
    else:
        yield item


def _crs(whole: dict[str, Any]) -> str:
    """Return the CRS that the old `crs` member declares as EPSG code; "" where there is none."""
    member = whole.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    # Of the oldest form a code, of a link its address, which is asked nothing: whoever imports it says the system.
    known = properties if isinstance(properties, dict) else {}
    stated = str(known.get("name") or (f"EPSG:{known['code']}" if "code" in known else known.get("href", "")))
    if match := CRS_CODE.search(stated):
        return f"EPSG:{match[1]}"
    return CRS84 if "CRS84" in stated.upper() else stated[:100]


def _parts(feature: Any) -> tuple[BaseGeometry | Broken | None, dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(feature, BaseGeometry | Collection | Broken):
        return _of(feature), {}
    if not isinstance(feature, dict):
        return Broken("an item that is no Feature"), {}
    shape = _geometry(feature.get("geometry"))
    stated = feature.get("properties")
    # What is no object of names and values is kept under one name.
    properties = dict(stated) if isinstance(stated, dict) else {"properties": stated} if stated else {}
    if feature.get("id") is not None and "id" not in properties and "@id" not in properties:
        properties["id"] = feature["id"]
    if shape is None or isinstance(shape, BaseGeometry | Collection | Broken):
        return _of(shape), properties
    return Broken("a geometry without type or coordinates"), properties


def _of(shape: BaseGeometry | Collection | Broken | None) -> BaseGeometry | Broken | None:
    return shape.built() if isinstance(shape, Collection) else shape


def _table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row))
    check_table(name, len(rows), len(keys))
    headings = zip(keys, unique_names(keys), strict=True)
    columns = {heading: pd.Series([text_of(row.get(key)) for row in rows], dtype="str") for key, heading in headings}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))
