"""A layer of 5,000 lines with 1,000,000 positions and one of 50,000 points, made up; the same in every run."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from corridors.imported import ImportedLayer
from corridors.terms import Kind, Status

LINES, POSITIONS, POINTS = 5_000, 200, 50_000
KINDS = (Kind.GAS_PIPELINE, Kind.OIL_PIPELINE, Kind.RAILWAY, "")
STATUSES = (Status.OPERATING, Status.PROPOSED, "", Status.CANCELLED, Status.CONSTRUCTION)
ABSENT = float("nan")


def layer_of(layer_id: str, geometries: Any) -> ImportedLayer:  # noqa: ANN401 - an array of shapely's
    """Return a layer of geometries that says of each a name, a kind, a status and an owner."""
    rows = range(len(geometries))
    columns = {
        "id": [f"row-{row + 1}" for row in rows],
        "name": [f"{layer_id.title()} number {row + 1}" for row in rows],
        "kind": [str(KINDS[row % len(KINDS)]) for row in rows],
        "status": [str(STATUSES[row % len(STATUSES)]) for row in rows],
        "countries": "KZ",
        "actors": '[{"name": "PJSC Gazprom", "role": "owner", "share_percent": null}]',
        "capacity": ABSENT,
        "capacity_unit": "",
        "length_km": ABSENT,
        "cost_usd": ABSENT,
        "start": "",
        "sources": "",
        "original": "{}",
        "row": [row + 1 for row in rows],
        "outline": None,
    }
    features = gpd.GeoDataFrame(columns, geometry=geometries, crs=4326)
    when = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    return ImportedLayer(layer_id, layer_id.title(), 1, f"{layer_id}.geojson", "0" * 64, when, features)


@cache
def many_lines() -> ImportedLayer:
    """Return lines that wind over Eurasia, from a few km to some hundreds between two positions."""
    draw = np.random.default_rng(1)
    start = draw.uniform((20, 10), (120, 60), (LINES, 2))
    heading = draw.uniform(0, 2 * np.pi, LINES)[:, None] + np.cumsum(draw.normal(0, 0.12, (LINES, POSITIONS)), axis=1)
    step = draw.lognormal(-3.6, 0.8, LINES)[:, None]
    moves = np.stack([np.cos(heading), np.sin(heading)], axis=-1) * step[..., None]
    positions = start[:, None, :] + np.cumsum(moves, axis=1)
    return layer_of("lines", shapely.linestrings(np.clip(positions, (-180, -80), (180, 80))))


@cache
def many_points() -> ImportedLayer:
    """Return points strewn over Eurasia."""
    return layer_of("points", shapely.points(np.random.default_rng(2).uniform((20, 10), (120, 60), (POINTS, 2))))
