"""What GDAL and Arrow read: GeoPackage, Shapefile, KML, FlatGeobuf, GPX, TopoJSON, GeoParquet. Several layers become one table."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridors.importing.geotext import is_too_deep
from corridors.importing.limits import MAX_LAYERS, check_table, check_vertices
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import GEOMETRY, LAYER, Part, as_texts, with_shapes
from corridors.reading.gdal import ERRORS, UnsafeGdalError, gdal

GPX_LAYERS = ("waypoints", "routes", "tracks")  # their points follow again in layers of their own
ENDING = {"GeoPackage": ".gpkg", "KML": ".kml", "FlatGeobuf": ".fgb", "GPX": ".gpx", "TopoJSON": ".topojson"}
GDAL_ERRORS: tuple[type[Exception], ...] = (
    *ERRORS,
    RuntimeError,
    ValueError,
    OSError,
    sqlite3.Error,
    RecursionError,
    OverflowError,
    TypeError,
    shapely.GEOSException,
)


def read_vectors(name: str, data: bytes, format_: str, progress: Progress | None = None) -> Part:
    """Return every layer of a file that GDAL reads, one under the other.

    Raises:
        ImportFileError: GDAL cannot read it, or it has no layer with shapes.
    """
    with tempfile.TemporaryDirectory(prefix="corridors-import-") as folder:
        path = Path(folder) / f"file{ENDING[format_]}"
        path.write_bytes(data)
        _check_kind(name, data, format_, path)
        wanted = GPX_LAYERS if format_ == "GPX" else ()
        return _read_path(name, format_, path, wanted, progress)


def _check_kind(name: str, data: bytes, format_: str, path: Path) -> None:
    """See that a file is what it begins like, before GDAL has it."""
    with reading(name, format_):
        if format_ == "GeoPackage":
            with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
                if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents' AND type = 'table'").fetchone():
                    raise ValueError("no table gpkg_contents")
        if format_ == "TopoJSON":
            root = json.loads(data)
            if not isinstance(root, dict) or root.get("type") != "Topology":
                raise ValueError("JSON of another kind")


def _read_path(name: str, format_: str, path: Path, wanted: tuple[str, ...], progress: Progress | None) -> Part:
    with reading(name, format_):
        layers = [(str(layer), str(kind) if kind else "") for layer, kind in gdal().list_layers(path)]
    shapes = [layer for layer, kind in layers if kind and (not wanted or layer in wanted)]
    if not shapes:
        raise refusal(name, "no layer with shapes", f"{format_} with lines or points", "export the layer that has them")
    if len(shapes) > MAX_LAYERS:
        raise refusal(name, f"{len(shapes)} layers", f"up to {MAX_LAYERS}", "export the layers that are needed")
    frames = []
    for number, layer in enumerate(shapes):
        tell(progress, 0.1 + 0.7 * number / len(shapes), f"{name}: layer {layer}")
        frames.append((layer, read_layer(name, format_, path, layer)))
    return joined(name, [(layer, frame) for layer, frame in frames if len(frame)] or frames, len(layers))


def read_layer(name: str, format_: str, path: Path, layer: str, encoding: str | None = None) -> gpd.GeoDataFrame:
    """Return one layer of a file, with None where a row has no shape.

    Raises:
        ImportFileError: GDAL cannot read it, or it is beyond a limit.
    """
    with reading(name, format_):
        info = gdal().read_info(path, layer=layer, encoding=encoding)
        check_table(name, max(0, int(info["features"])), len(info["fields"]))
        read = gdal().read_dataframe(path, layer=layer, encoding=encoding, datetime_as_string=True, on_invalid="warn")
        if not isinstance(read, gpd.GeoDataFrame):
            read = gpd.GeoDataFrame(read, geometry=np.full(len(read), None, dtype=object))
        return read


@contextlib.contextmanager
def reading(name: str, format_: str) -> Iterator[None]:
    """Turn whatever GDAL raises into words, and keep its warnings off the screen.

    Raises:
        ImportFileError: what it stands around cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImportFileError:
        raise
    except UnsafeGdalError as error:
        raise ImportFileError(str(error)) from None
    except GDAL_ERRORS as error:
        words = (str(error).splitlines() or [type(error).__name__])[0].rsplit("/", 1)[-1][:160]
        raise refusal(name, f"{format_} that cannot be read ({words})", f"whole, valid {format_}", "export or download it again") from None


def read_geoparquet(name: str, data: bytes) -> Part:
    """Return the rows of a Parquet file, with its shapes where it declares them."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import, and few files need it
    from pyarrow.parquet import read_metadata  # noqa: PLC0415

    try:
        meta = read_metadata(io.BytesIO(data))
        check_table(name, meta.num_rows, len(meta.schema.names))
        has_shapes = b"geo" in (meta.metadata or {})
        if has_shapes:
            _check_nesting(name, data, meta.metadata[b"geo"])
        frame = gpd.read_parquet(io.BytesIO(data)) if has_shapes else pd.read_parquet(io.BytesIO(data))
    except (pa.ArrowException, *GDAL_ERRORS, KeyError, AttributeError, NotImplementedError, ImportError) as error:
        if isinstance(error, ImportFileError):
            raise
        words = (str(error).splitlines() or [type(error).__name__])[0][:160]
        raise refusal(
            name, f"Parquet that cannot be read ({words})", "GeoParquet, or Parquet with lon and lat columns", "export it again"
        ) from None
    frame = frame.reset_index(drop=True)
    if not has_shapes:
        return Part(as_texts(frame), "", "utf-8", ("Parquet without declared shapes.",))
    return Part(_textual(name, frame), crs_text(frame.crs), "utf-8")


def _check_nesting(name: str, data: bytes, about: bytes) -> None:
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - slow to import, and few files need it

    columns = [column for column, said in json.loads(about)["columns"].items() if said.get("encoding") == "WKB"]
    for batch in ParquetFile(io.BytesIO(data)).iter_batches(columns=columns):
        if any(is_too_deep(value) for column in batch.columns for value in column.to_pylist() if value):
            raise refusal(name, "collections nested too deep", "points, lines and areas", "export them one by one")


def _textual(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    check_vertices(name, int(shapely.get_num_coordinates(shapes).sum()))
    return with_shapes(name, as_texts(pd.DataFrame(frame.drop(columns=frame.geometry.name))), shapes)


def joined(name: str, frames: list[tuple[str, gpd.GeoDataFrame]], layers: int) -> Part:
    """Return the layers as one table in the CRS of the first, with a `layer` column where there are several."""
    notes = []
    crs = next((frame.crs for _, frame in frames if frame.crs is not None), None)
    several = len(frames) > 1
    if several:
        notes.append(f"{len(frames)} layers are read one under the other: {', '.join(layer for layer, _ in frames[:10])}.")
    if layers > len(frames):
        notes.append(f"{layers - len(frames)} of {layers} layers are left out: they are empty, or without shapes of their own.")
    if len({str(frame.crs) for _, frame in frames}) > 1:
        notes.append(f"The layers have different reference systems; all are brought to that of the first ({crs_text(crs)}).")
    tables = [_textual(name, _moved(frame, crs)) for _, frame in frames]
    if several:
        tables = [
            table.assign(**{LAYER if LAYER not in table else "layer of the file": layer})
            for table, (layer, _) in zip(tables, frames, strict=True)
        ]
    check_table(name, sum(map(len, tables)), len({column for table in tables for column in table.columns}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pd.concat(tables, ignore_index=True) if several else tables[0]
    texts = [column for column in rows.columns if column != GEOMETRY]
    filled = pd.DataFrame({column: rows[column].astype("str").fillna("") for column in texts}, index=rows.index)
    return Part(with_shapes(name, filled, np.asarray(rows[GEOMETRY], dtype=object)), crs_text(crs), "utf-8", tuple(notes))


def _moved(frame: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - pyproj has no types
    return frame if crs is None or frame.crs is None or frame.crs == crs else frame.to_crs(crs)


def crs_text(crs: Any) -> str:  # noqa: ANN401 - pyproj has no types
    """Return a CRS as authority and code, else as its whole definition; "" for none."""
    if crs is None:
        return ""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.to_wkt())
