"""GeoJSON -> rows of a table of events: one value, feature or geometry that is none takes no other."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import shapely

from corridors.model import Position
from corridors.news.candidates import Candidate, NewsError
from corridors.news.table import KNOWN, TROUBLE, read_rows

# No integer in news has more digits; one that has is a number with a point to Python, which reads it at once.
MOST_DIGITS = 300
# What geometries are nested in, collections in collections among it, and how many positions one may have.
MOST_NESTED, MOST_POSITIONS = 12, 100_000


def is_geojson(text: str) -> bool:
    """Tell whether a text begins like GeoJSON."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{" and '"features"' in text[:5_000] + text[-5_000:]


def is_json(text: str) -> bool:
    """Tell whether a whole text is a JSON object or list."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        _json(text)
    except (ValueError, RecursionError) as error:
        return isinstance(error, RecursionError)
    return True


def _json(text: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what JSON holds; Python refuses integers of thousands of digits, which take no file here."""
    return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < MOST_DIGITS else math.inf)


def read_geojson(text: str) -> tuple[list[Candidate], list[str], str]:
    """Return the features of a collection as candidates, as `read_csv` does; an area counts as a point inside it.

    Raises:
        NewsError: it is no JSON, or no collection of features.
    """
    try:
        features = list(_json(text.lstrip("\ufeff"))["features"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NewsError(f"the GeoJSON cannot be read: {type(error).__name__}: {str(error)[:80]}; allowed: a FeatureCollection") from None
    objects = [(number, feature) for number, feature in enumerate(features, 1) if isinstance(feature, dict)]
    bad = [f"{len(features) - len(objects)} features are no objects; left out"] if len(objects) < len(features) else []
    if twice := sum(map(_has_twice, (feature for _, feature in objects))):
        bad.append(f"{twice:,} features have a property twice, in capitals and in small letters; the first is read; rename the other")
    names = dict.fromkeys(name for _, feature in objects for name in _properties(feature))
    names |= dict.fromkeys(("longitude", "latitude"))
    found, source = read_rows(list(names), ((f"row {number}", _row_of(feature)) for number, feature in objects))
    return found, bad, source


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that mean anything here, under names in lower case."""
    named: dict[str, Any] = {}
    for key, value in _pairs(feature):
        named.setdefault(key, value)
    return named


def _pairs(feature: Mapping[str, Any]) -> list[tuple[str, Any]]:
    properties = feature.get("properties")
    named = [(str(key).strip().lower(), value) for key, value in (properties.items() if isinstance(properties, dict) else ())]
    return [(key, value) for key, value in named if key in KNOWN]


def _has_twice(feature: Mapping[str, Any]) -> bool:
    pairs = _pairs(feature)
    return len({key for key, _ in pairs}) < len(pairs)


def _row_of(feature: Mapping[str, Any]) -> dict[str, str]:
    row = {key: _text(value) for key, value in _properties(feature).items()}
    if (geometry := feature.get("geometry")) is None:
        return row
    if spot := _spot(geometry):
        return row | {"longitude": str(spot[0]), "latitude": str(spot[1])}
    # Without a place it is news all the same.
    return row | {TROUBLE: f"its geometry is broken, not on the globe, or has more than {MOST_POSITIONS:,} positions; left out"}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list | dict):
        # Not what is nested in it, to any depth.
        return ", ".join(str(part) for part in value if isinstance(part, str | int | float)) if isinstance(value, list) else ""
    return "" if value is None else str(value)


def _spot(geometry: Any) -> Position | None:  # noqa: ANN401 - whatever JSON holds
    """Return a point inside a geometry, all of which is on the globe; None where it is not, or is no geometry."""
    if not _is_sound(geometry):
        return None
    try:
        spot = shapely.point_on_surface(shapely.from_geojson(json.dumps(geometry, allow_nan=False)))
        return (spot.x, spot.y) if math.isfinite(spot.x) and math.isfinite(spot.y) else None
    except (shapely.errors.ShapelyError, AttributeError, TypeError, ValueError, RecursionError):
        return None


def _is_sound(geometry: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Tell whether a geometry is nested no deeper than any is, has no more positions than may be, and those on the globe.

    Looked at before anything is built: what is nested deeper ends the program that builds it.
    """
    waiting, positions = [(geometry, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        if depth > MOST_NESTED:
            return False
        if isinstance(part, dict):
            waiting += [(part.get(name), depth + 1) for name in ("coordinates", "geometries")]
        elif isinstance(part, list) and part and isinstance(part[0], int | float):
            positions += 1
            if positions > MOST_POSITIONS or len(part) < 2 or not _on_globe(part[0], part[1]):
                return False
        elif isinstance(part, list):
            waiting += [(item, depth + 1) for item in part]
    return True


def _on_globe(lon: object, lat: object) -> bool:
    return isinstance(lon, int | float) and isinstance(lat, int | float) and abs(lon) <= 180 and abs(lat) <= 90
