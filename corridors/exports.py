"""A view's corridors as data: GeoJSON, CSV, GeoPackage, KML, each with licence, citation, as-of and view inside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import shapely

from corridors.atlas import Atlas
from corridors.model import Corridor
from corridors.tables import csv_text, feature_properties, geojson_text, provenance
from corridors.words import atlas_as_of

CRS = "EPSG:4326"


class DataFormat(StrEnum):
    """What a view's data is written as."""

    GEOJSON = "geojson"
    CSV = "csv"
    GPKG = "gpkg"
    KML = "kml"


MIME = {
    DataFormat.GEOJSON: "application/geo+json",
    DataFormat.CSV: "text/csv",
    DataFormat.GPKG: "application/geopackage+sqlite3",
    DataFormat.KML: "application/vnd.google-earth.kml+xml",
}


def data_name(atlas: Atlas, form: DataFormat) -> str:
    """Return the name of a data file, with the day as of which it speaks."""
    return f"corridors-{atlas_as_of(atlas).isoformat()}.{form.value}"


def data_of(atlas: Atlas, corridors: Sequence[Corridor], view: str, form: DataFormat) -> bytes:
    """Return corridors as a file; `atlas` is the one as known on the view's day, `view` the string that selects them."""
    if form is DataFormat.CSV:
        return ("\ufeff" + csv_text(atlas, corridors, view)).encode()
    if form is DataFormat.GEOJSON:
        return geojson_text(atlas, corridors, view).encode()
    return _written(atlas, corridors, view, form)


def _written(atlas: Atlas, corridors: Sequence[Corridor], view: str, form: DataFormat) -> bytes:
    """Return a GeoPackage or KML: one feature a segment, what the file says of itself in every feature and in its head."""
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and the page starts without it

    about = provenance(atlas, view)
    pieces = [(corridor, segment) for corridor in corridors for segment in corridor.segments]
    rows: list[dict[str, Any]] = [
        feature_properties(corridor, segment) | {f"data_{key}": value for key, value in about.items()} for corridor, segment in pieces
    ]
    shapes = [shapely.Point(s.points[0]) if s.is_site else shapely.LineString(s.points) for _, s in pieces]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
    out = io.BytesIO()
    words = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in about.items())
    if form is DataFormat.GPKG:
        frame.to_file(
            out, driver="GPKG", layer="corridors", layer_options={"IDENTIFIER": "Corridors", "DESCRIPTION": words}, metadata=about
        )
    else:
        frame = frame.rename(columns={"name": "segment_name"})
        frame.insert(0, "Name", [f"{corridor.label}: {segment.name}" for corridor, segment in pieces])
        frame.insert(1, "Description", [f"{row['drawn_status']}, as of {row['as_of']}. {words}" for row in rows])
        frame.to_file(out, driver="KML", layer="corridors", dataset_options={"NameField": "Name", "DescriptionField": "Description"})
    return out.getvalue()
