"""A view's corridors, and what it shows of users' layers, as data: GeoJSON, CSV, GeoPackage, KML, each with licence, citation, as-of and view inside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from html import escape
from typing import Any

import shapely

from corridors.atlas import Atlas, drawn_status
from corridors.layer_features import Shown, shown_features
from corridors.layer_tables import feature_frame, imported_note
from corridors.model import Corridor, Event
from corridors.tables import csv_text, feature_properties, geojson_text, news_csv_text, provenance
from corridors.view import parse_view
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
    """Return corridors, and the features of users' layers that the view shows, as a file.

    `atlas` is the one as known on the view's day, `view` the string that selects them.
    """
    shown = [one for one in shown_features(atlas, parse_view(view, atlas)[0]) if len(one.features)]
    if form is DataFormat.CSV:
        return ("\ufeff" + csv_text(atlas, corridors, view, shown)).encode()
    if form is DataFormat.GEOJSON:
        return geojson_text(atlas, corridors, view, shown).encode()
    about = provenance(atlas, view) | imported_note(shown)
    return _written(_corridor_rows(corridors, about) + _own_rows(shown, about), about, form)


def news_data(atlas: Atlas, events: Iterable[Event], view: str) -> bytes:
    """Return events as a CSV file."""
    return ("\ufeff" + news_csv_text(atlas, events, view)).encode()


def _corridor_rows(corridors: Sequence[Corridor], about: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one row a segment, with its shape, its name and description in a KML, and what the file says of itself."""
    return [
        feature_properties(corridor, segment)
        | {f"data_{key}": value for key, value in about.items()}
        | {
            "geometry": shapely.Point(segment.points[0]) if segment.is_site else shapely.LineString(segment.points),
            "Name": f"{corridor.label}: {segment.name}",
            "Description": f"{drawn_status(corridor, segment)}, as of {segment.as_of.text}. {_words(about)}",
        }
        for corridor in corridors
        for segment in corridor.segments
    ]


def _own_rows(shown: Sequence[Shown], about: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the same for each feature of users' layers; what a reader of KML would take for HTML is told as text."""
    if not shown:
        return []
    said = {f"data_{key}": value for key, value in about.items()}
    return [
        row
        | said
        | {
            "data_licence": row["licence"],
            "data_citation": row["credit"],
            "Name": row["name"],
            "Description": escape(
                f"{row['status'] or 'status not known'}. {row['credit']}. As of: {about['as_of']}; view: {about['view']}"
            ),
        }
        for row in feature_frame(shown).to_dict("records")
    ]


def _words(about: Mapping[str, str]) -> str:
    return "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in about.items())


def _written(rows: list[dict[str, Any]], about: Mapping[str, str], form: DataFormat) -> bytes:
    """Return rows as a GeoPackage or KML; a GeoPackage says in its own head what it is, too."""
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and the page starts without it

    from corridors.reading import gdal  # noqa: F401, PLC0415 - before geopandas brings pyogrio

    frame = gpd.GeoDataFrame(rows, columns=None if rows else ["Name", "Description", "geometry"], geometry="geometry", crs=CRS)
    out = io.BytesIO()
    if form is DataFormat.GPKG:
        options = {"IDENTIFIER": "Corridors", "DESCRIPTION": _words(about)}
        plain = frame.drop(columns=["Name", "Description"])
        plain.to_file(out, driver="GPKG", layer="corridors", layer_options=options, metadata=dict(about))
    else:
        named = frame.rename(columns={"name": "segment_name"})
        named.to_file(out, driver="KML", layer="corridors", dataset_options={"NameField": "Name", "DescriptionField": "Description"})
    return out.getvalue()
