"""Features of users' layers as rows: for the downloads, each with its layer, whose it is and under which licence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from corridors.canonical import feature
from corridors.imported import COLUMNS, parties_of
from corridors.layer_features import Shown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

# What the column `layer` of an export says of the reference data itself.
REFERENCE = "corridors"
KEPT = tuple(name for name in COLUMNS if name not in {"row", "outline", "geometry"})
# Columns of a CSV that the corridors have not.
EXTRA = ("capacity", "capacity_unit", "cost_usd", "start", "sources", "original")


def feature_frame(shown: Sequence[Shown]) -> GeoDataFrame:
    """Return every feature shown in one frame, EPSG:4326: `layer` and what is said of it first, then the layer's own columns."""
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and the page starts without it
    import pandas as pd  # noqa: PLC0415 - likewise

    frames = []
    for layer, features in shown:
        frame = features[[*KEPT, "geometry"]].copy()
        said = {
            "layer": layer.id,
            "layer_name": layer.name,
            "layer_version": layer.version,
            "licence": layer.licence,
            "credit": layer.credit,
        }
        for place, (name, value) in enumerate(said.items()):
            frame.insert(place, name, value)
        frames.append(frame)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)


def feature_members(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    """Return every feature shown as a GeoJSON Feature; what the file does not say is null."""
    if not shown:
        return []
    frame = feature_frame(shown)
    shapes = shapely.to_geojson(np.asarray(frame.geometry.values))
    rows = frame.drop(columns="geometry").to_dict("records")
    return [feature(_plain(row), json.loads(shape)) for row, shape in zip(rows, shapes, strict=True)]


def feature_rows(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    """Return every feature shown as a row of a CSV, under the columns of the corridors where they mean the same."""
    rows = feature_frame(shown).drop(columns="geometry").to_dict("records") if shown else []
    return [_table_row(_plain(row)) for row in rows]


def imported_note(shown: Iterable[Shown]) -> dict[str, str]:
    """Return what a file says of itself of the users' layers in it: whose they are; nothing where there is none."""
    words = "; ".join(layer.credit for layer, features in shown if len(features))
    return {"imported": words} if words else {}


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with null for every number that the file does not state."""
    return {str(name): None if isinstance(value, float) and np.isnan(value) else value for name, value in row.items()}


def _table_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "layer": row["layer"],
        "id": row["id"],
        "name": row["name"],
        "kind": row["kind"],
        "status": row["status"],
        "stated_length_km": row["length_km"],
        "countries": row["countries"].split(",") if row["countries"] else [],
        "actors": [party.name for party in parties_of(row["actors"])],
        **{name: row[name] for name in EXTRA},
        "data_licence": row["licence"],
        "data_citation": row["credit"],
    }
