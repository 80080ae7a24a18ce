"""What GDAL reads, which is FlatGeobuf and shapefiles, and what every reader does with layers and shapes: several become one table."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from corridors.importing.curves import straightened
from corridors.importing.flatgeobuf import counted
from corridors.importing.limits import MOST_TOLD, check_table, check_vertices
from corridors.importing.nesting import CURVED, MAX_DEPTH, SMALLEST_MEMBER, wkb_fault
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import GEOMETRY, LAYER, Part, as_texts, with_shapes
from corridors.importing.systems import crs_fault, crs_text
from corridors.reading.gdal import ERRORS, UnsafeGdalError, gdal

# How a point, a line or an area begins, which nests nothing, and how several of one kind do: most rows are such, and are not
# looked at further, the second ones as long as they have no room for the heads of members that nest too deep.
PLAIN, SEVERAL = (
    frozenset(struct.pack("<BI", 1, kind + more) for kind in kinds for more in (0, 1000, 2000, 3000, 0x8000_0000))
    for kinds in ((1, 2, 3), (4, 5, 6))
)
MANY_HEADS = MAX_DEPTH * SMALLEST_MEMBER
GDAL_ERRORS: tuple[type[Exception], ...] = (
    *ERRORS,
    RuntimeError,
    ValueError,
    OSError,
    sqlite3.Error,
    RecursionError,
    OverflowError,
    TypeError,
    LookupError,
    NameError,  # of pyogrio's own, where GDAL gave it nothing: cannot access local variable
    AttributeError,
    shapely.GEOSException,
)


def read_flatgeobuf(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the rows of FlatGeobuf, all that are there, whatever its head says; GDAL itself verifies how deep they nest.

    Raises:
        ImportFileError: it cannot be read, or what it says of its rows is not so.
    """
    tell(progress, 0.1, f"{name}: counting rows")
    with tempfile.TemporaryDirectory(prefix="corridors-import-") as folder, reading(name, "FlatGeobuf"):
        path = Path(folder) / "file.fgb"
        path.write_bytes(counted(name, data))
        layers = [str(layer) for layer, kind in gdal().list_layers(path) if kind]
        if not layers:
            raise refusal(name, "no layer with shapes", "FlatGeobuf with lines or points", "export the layer that has them")
        return joined(name, [(layers[0], read_layer(name, "FlatGeobuf", path, layers[0]))], 1)


def read_layer(name: str, format_: str, path: Path, layer: str, columns: list[str] | None = None) -> gpd.GeoDataFrame:
    """Return one layer of a file, all of its columns or some, with None where a row has no shape.

    Raises:
        ImportFileError: GDAL cannot read it, or it is beyond a limit.
    """
    with reading(name, format_):
        info = gdal().read_info(path, layer=layer)
        check_table(name, max(0, int(info["features"])), len(info["fields"]))
        read = gdal().read_dataframe(path, layer=layer, columns=columns, datetime_as_string=True, on_invalid="warn")
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


def shapes_of_wkb(values: Sequence[bytes | None]) -> tuple[NDArray[np.object_], dict[int, str]]:
    """Return the shapes of WKB, None where there is none, and why by row from 1; a row that is none spoils no other."""
    sound = [wkb or None for wkb in values]
    looked_at = [
        row for row, wkb in enumerate(sound, 1) if wkb and wkb[:5] not in PLAIN and not (len(wkb) < MANY_HEADS and wkb[:5] in SEVERAL)
    ]
    faults = {row: fault for row in looked_at if (fault := wkb_fault(sound[row - 1] or b""))}
    for row in faults:
        sound[row - 1] = None
    curves = [row for row, fault in faults.items() if fault == CURVED]
    for row, straight in zip(curves, straightened([values[row - 1] or b"" for row in curves]), strict=True):
        if straight and not wkb_fault(straight):
            sound[row - 1] = straight
            del faults[row]
    made: NDArray[np.object_] = np.full(len(sound), None, dtype=object)
    try:
        made[:] = shapely.from_wkb(sound, on_invalid="ignore")
    except (NotImplementedError, TypeError, shapely.GEOSException):
        for place, one in enumerate(sound):
            with contextlib.suppress(NotImplementedError, TypeError, shapely.GEOSException):
                made[place] = shapely.from_wkb(one, on_invalid="ignore")
    faults |= {place + 1: "it is no whole WKB" for place in np.flatnonzero(shapely.is_missing(made)).tolist() if sound[place] is not None}
    return made, faults


def faults_note(faults: dict[int, str], layer: str = "") -> tuple[str, ...]:
    """Return what is to be said of rows whose shapes cannot be read."""
    if not faults:
        return ()
    first = "; ".join(f"row {row}: {why}" for row, why in sorted(faults.items())[:MOST_TOLD])
    return (f"{len(faults)} geometries{f' of {layer!r}' if layer else ''} cannot be read: {first}.",)


def textual(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with a text in every cell beside its shapes.

    Raises:
        ImportFileError: its shapes have too many vertices.
    """
    shapes = frame.geometry.to_numpy()
    check_vertices(name, int(shapely.get_num_coordinates(shapes).sum()))
    return with_shapes(name, as_texts(pd.DataFrame(frame.drop(columns=frame.geometry.name))), shapes)


def joined(name: str, frames: list[tuple[str, gpd.GeoDataFrame]], layers: int) -> Part:
    """Return the layers as one table in the CRS of the first, with a `layer` column where there are several."""
    notes = []
    faults = {layer: crs_fault(frame.crs) if frame.crs is not None else "" for layer, frame in frames}
    if any(faults.values()) and not all(faults.values()):
        notes += [f"The layer {layer!r} is left out: its reference system is {fault}." for layer, fault in faults.items() if fault]
        frames = [(layer, frame) for layer, frame in frames if not faults[layer]]
    crs = next((frame.crs for _, frame in frames if frame.crs is not None), None)
    several = len(frames) > 1
    if several:
        notes.append(f"{len(frames)} layers are read one under the other: {', '.join(layer for layer, _ in frames[:10])}.")
    if layers > len(frames):
        notes.append(f"{layers - len(frames)} of {layers} layers are left out: they are empty, or without shapes of their own.")
    if len({str(frame.crs) for _, frame in frames}) > 1:
        notes.append(f"The layers have different reference systems; all are brought to that of the first ({crs_text(crs)}).")
    with reading(name, "layers in several reference systems"):
        tables = [textual(name, _moved(frame, crs)) for _, frame in frames]
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
