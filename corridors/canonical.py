"""The one way in which the data files are written, so that a diff shows what changed and nothing else."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from corridors.model import Position, Segment

DECIMALS = 4  # about 11 m, finer than any route here is known
PROPERTIES = (
    "id", "corridor", "order", "name", "mode", "role", "countries", "accuracy", "offshore", "starts_chain",
    "status", "status_from", "basis", "as_of", "sources", "note",
)  # fmt: skip


def segment_properties(segment: Segment) -> dict[str, Any]:
    """Return a segment's flat GeoJSON properties in their fixed order; lists are comma-separated text."""
    values = {key: getattr(segment, key) for key in PROPERTIES}
    values["countries"] = ",".join(segment.countries)
    values["sources"] = ",".join(segment.sources)
    values["as_of"] = segment.as_of.text
    return values


def geometry_of(points: tuple[Position, ...], decimals: int = DECIMALS) -> dict[str, Any]:
    """Return the GeoJSON geometry of a segment's positions, rounded."""
    rounded = [[round(lon, decimals), round(lat, decimals)] for lon, lat in points]
    return {"type": "Point", "coordinates": rounded[0]} if len(rounded) == 1 else {"type": "LineString", "coordinates": rounded}


def feature(properties: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return one GeoJSON Feature."""
    return {"type": "Feature", "properties": dict(properties), "geometry": dict(geometry)}


def collection_text(name: str, features: Iterable[Mapping[str, Any]], members: Mapping[str, Any] | None = None) -> str:
    """Return an RFC 7946 FeatureCollection, one feature a line; `members` are foreign members put before them."""
    head = {"type": "FeatureCollection", "name": name, **(members or {})}
    rows = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    return json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1] + f',"features":[\n{rows}\n]}}\n'


def layer_text(name: str, segments: Iterable[Segment]) -> str:
    """Return the canonical text of one layer file: features sorted by id, fixed keys, four decimals."""
    ordered = sorted(segments, key=lambda segment: segment.id)
    return collection_text(name, (feature(segment_properties(s), geometry_of(s.points)) for s in ordered))


def slug_of(text: str, most: int = 60) -> str:
    """Return a text as a lower-case kebab name of at most so many characters; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")
