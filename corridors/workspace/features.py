"""The features of a layer as they stand in the database: a Parquet file, and the check of one that is read."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from corridors.imported import COLUMNS
from corridors.workspace.records import RecordError

if TYPE_CHECKING:  # slow to import
    import pandas as pd
    from geopandas import GeoDataFrame

NUMBERS = frozenset({"capacity", "length_km", "cost_usd", "row"})
NO_TEXT = NUMBERS | {"outline", "geometry"}


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
        frame = gpd.read_parquet(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001 - Arrow, GEOS and PROJ each have errors of their own
        raise RecordError(f"features: {type(error).__name__}: {next(iter(str(error).splitlines()), '')[:120]}") from None
    _check(frame)
    return frame


def _check(frame: GeoDataFrame) -> None:
    if missing := [name for name in COLUMNS if name not in frame.columns]:
        raise RecordError(f"features: no column {', '.join(missing)}")
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise RecordError("features: not in EPSG:4326")
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        raise RecordError("features: a row without a geometry")
    for name in COLUMNS:
        if name in NUMBERS and frame[name].dtype.kind not in "iuf":
            raise RecordError(f"features: {name} is {frame[name].dtype}; allowed: numbers")
        if name not in NO_TEXT and not _is_text(frame[name]):
            raise RecordError(f"features: {name} holds something else than text")
    if not frame["id"].is_unique:
        raise RecordError("features: two of one id")
    for name, kind in (("actors", list), ("original", dict)):
        _check_json(frame[name], kind)


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
