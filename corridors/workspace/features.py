"""The features of a layer as they stand in the database: a Parquet file, and the check of one that is read."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from corridors.imported import COLUMNS
from corridors.terms import Kind, Status
from corridors.workspace.records import RecordError

if TYPE_CHECKING:  # slow to import
    import pandas as pd
    from geopandas import GeoDataFrame

NUMBERS = frozenset({"capacity", "length_km", "cost_usd", "row"})
NO_TEXT = NUMBERS | {"outline", "geometry"}
# The values of the columns that are drawn by a table of styles.
TERMS = {"kind": frozenset(map(str, Kind)) | {""}, "status": frozenset(map(str, Status)) | {""}}
DRAWN = frozenset({"Point", "LineString", "MultiLineString"})
SHAPES = ("geometry", "outline")


def packed(features: GeoDataFrame) -> bytes:
    """Return features as a Parquet file."""
    out = io.BytesIO()
    features.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()


def unpacked(data: object) -> GeoDataFrame:
    """Return the features of a Parquet file, as `imported.COLUMNS` has them.

    Raises:
        RecordError: it cannot be read, or its columns are not those of a layer.
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and a page without layers starts without it

    if not isinstance(data, bytes) or not data:
        raise RecordError("features: nothing is there" if not data else f"features: {type(data).__name__}; allowed: bytes")
    try:
        _check_shapes(data)
        frame = gpd.read_parquet(io.BytesIO(data))
    except RecordError:
        raise
    except Exception as error:  # noqa: BLE001 - Arrow, GEOS and PROJ each have errors of their own
        raise RecordError(f"features: {type(error).__name__}: {next(iter(str(error).splitlines()), '')[:120]}") from None
    _check(frame)
    return frame


def _check_shapes(data: bytes) -> None:
    """Refuse shapes that nest deeper than any is, before one is built: what builds them would end the program."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - slow to import

    from corridors.importing.nesting import wkb_fault  # noqa: PLC0415 - a page without layers starts without it

    file = ParquetFile(io.BytesIO(data))
    said = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}")).get("columns", {})
    if set(said) != {"geometry"} or said["geometry"].get("encoding") != "WKB":
        raise RecordError("features: shapes in another form than this program writes; allowed: WKB in the column geometry")
    for batch in file.iter_batches(columns=[name for name in SHAPES if name in file.schema_arrow.names]):
        for column in batch.columns:
            for shape in column.to_pylist():
                if shape is not None and (not isinstance(shape, bytes) or (fault := wkb_fault(shape))):
                    raise RecordError(f"features: a shape cannot be built: {fault if isinstance(shape, bytes) else 'it is no WKB'}")


def _check(frame: GeoDataFrame) -> None:
    if missing := [name for name in COLUMNS if name not in frame.columns]:
        raise RecordError(f"features: no column {', '.join(missing)}")
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise RecordError("features: not in EPSG:4326")
    _check_ground(frame)
    for name in COLUMNS:
        if name in NUMBERS and frame[name].dtype.kind not in "iuf":
            raise RecordError(f"features: {name} is {frame[name].dtype}; allowed: numbers")
        if name not in NO_TEXT and not _is_text(frame[name]):
            raise RecordError(f"features: {name} holds something else than text")
    if not frame["id"].is_unique:
        raise RecordError("features: two of one id")
    _check_terms(frame)
    for name, kind in (("actors", list), ("original", dict)):
        _check_json(frame[name], kind)


def _check_ground(frame: GeoDataFrame) -> None:
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        raise RecordError("features: a row without a geometry")
    if strange := set(frame.geometry.geom_type) - DRAWN:
        raise RecordError(f"features: {min(strange)}; allowed: {', '.join(sorted(DRAWN))}")
    west, south, east, north = frame.total_bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise RecordError("features: a position off the globe; allowed: longitude, latitude in degrees")


def _check_terms(frame: GeoDataFrame) -> None:
    for name, allowed in TERMS.items():
        if unknown := set(frame[name]) - allowed:
            raise RecordError(f"features: {name} is {min(unknown)[:40]!r}; allowed: a term of the vocabulary, or nothing")


def _is_text(column: pd.Series[Any]) -> bool:
    return not column.isna().any() and (column.dtype == "str" or all(isinstance(value, str) for value in column))


def _check_json(column: pd.Series[Any], kind: type) -> None:
    for text in column.unique():
        try:
            found = json.loads(text) if text else kind()
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, kind):
            raise RecordError(f"features: {column.name} holds {text[:60]!r}; allowed: JSON")
