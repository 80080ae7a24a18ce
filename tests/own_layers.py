"""Small layers as a user may bring them, made here: lines, points, and both."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from corridors.imported import COLUMNS, ImportedLayer

DEFAULTS = {
    "kind": "", "status": "", "countries": "", "actors": "[]", "capacity": float("nan"), "capacity_unit": "", "length_km": float("nan"),
    "cost_usd": float("nan"), "start": "", "sources": "", "original": "{}", "outline": None,
}  # fmt: skip


def make_layer(layer_id: str, rows: Sequence[dict[str, Any]], **more: Any) -> ImportedLayer:  # noqa: ANN401 - fields of the layer
    """Return a layer of features; what a row leaves out is as a file leaves it that does not say it."""
    whole = [{"id": f"row-{n}", "name": f"Feature {n}", "row": n, **DEFAULTS, **row} for n, row in enumerate(rows, 1)]
    columns = {name: [row[name] for row in whole] for name in COLUMNS}
    features = gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)
    said = {"name": layer_id.title(), "file": f"{layer_id}.geojson"} | more
    return ImportedLayer(
        id=layer_id, version=1, digest="0" * 64, imported=dt.datetime(2026, 11, 24, tzinfo=dt.UTC), features=features, **said
    )


def pipes() -> ImportedLayer:
    """Return six lines across the map's home: each status told or not, one in two parts, one of no known kind."""
    owner = json.dumps([{"name": "PJSC Gazprom", "role": "owner", "share_percent": 51.0}])
    lines: list[Any] = [shapely.linestrings([(44, 45.5 - 3 * n), (60, 47 - 3 * n), (75, 44.5 - 3 * n)]) for n in range(6)]
    lines[5] = shapely.multilinestrings([[(44, 30.5), (58, 31)], [(60, 31), (75, 29.5)]])
    says: list[dict[str, Any]] = [
        {
            "kind": "gas_pipeline",
            "status": "operating",
            "name": "North Line",
            "capacity": 33.0,
            "capacity_unit": "bcm/y",
            "countries": "RU,KZ",
        },
        {"kind": "gas_pipeline", "status": "proposed", "name": "Second Line", "actors": owner},
        {"kind": "oil_pipeline", "status": "construction", "name": "Third Line <b>bold</b>", "countries": "IR"},
        {"kind": "railway", "status": "cancelled", "name": "Café Line"},
        {"kind": "", "status": "", "name": "Nameless Line", "original": json.dumps({"Remarks": "see annex B"})},
        {"kind": "power_line", "status": "", "name": "Two Parts"},
    ]
    rows = [say | {"geometry": line} for say, line in zip(says, lines, strict=True)]
    return make_layer("pipes", rows, name="My pipes", attribution="Ministry of Pipes", licence="CC BY 4.0")


def places(count: int = 400) -> ImportedLayer:
    """Return ports and fields strewn over the region."""
    draw = np.random.default_rng(7)
    at: Any = shapely.points(draw.uniform([45, 22], [75, 48], (count, 2)))
    kinds, statuses = ("port", "field", "dry_port", ""), ("operating", "proposed", "retired", "")
    rows = [{"kind": kinds[n % 4], "status": statuses[n // 4 % 4], "name": f"Place {n}", "geometry": point} for n, point in enumerate(at)]
    return make_layer("places", rows, name="Ports & fields")


def mixed() -> ImportedLayer:
    """Return lines with their end points."""
    ends = [((50 + 2 * n, 24), (52 + 2 * n, 34 + n)) for n in range(8)]
    lines = [
        {"kind": "road", "status": "construction", "name": f"Road {n}", "geometry": shapely.linestrings(pair)}
        for n, pair in enumerate(ends)
    ]
    points = [
        {"kind": "oil_hub", "status": "operating", "name": f"Hub {n}", "geometry": shapely.points(pair[1])} for n, pair in enumerate(ends)
    ]
    return make_layer("mixed", [*lines, *points], name="Roads and hubs")
