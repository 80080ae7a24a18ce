"""What an import passes between processes: a file as read, and the outcome, as Arrow files in a folder with JSON beside them.

Shapes are WKB. Nothing here is a pickle: whatever the writer was made to write, the reader runs none of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Plain
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from corridors.importing.mapping import Mapping
from corridors.importing.normalising import Outcome
from corridors.importing.raw import GEOMETRY, Fault, Raw, numbered, stem_of
from corridors.importing.report import Effect, Line, Report
from corridors.reading.answers import AnswerError, check_plain, read_object

RAW, FEATURES, LINES = "raw", "features", "lines"
CHUNK_ROWS = 20_000
MAX_TABLE_BYTES = 4_000_000_000
TYPES = (pa.int64(), pa.float64(), pa.large_binary(), pa.large_string())


@dataclass(frozen=True)
class Head:
    """What is known of a file as read, without its rows; the fields are those of `Raw`."""

    file: str
    format: str
    encoding: str
    crs: str
    crs_from: str
    digest: str
    count: int
    columns: tuple[str, ...]
    has_shapes: bool
    shape_key: str

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return stem_of(self.file)


def head_of(raw: Raw) -> Head:
    """Return what is known of a file as read."""
    return Head(
        raw.file, raw.format, raw.encoding, raw.crs, raw.crs_from, raw.digest, len(raw.rows), raw.columns, raw.has_shapes, raw.shape_key
    )


def write_raw(raw: Raw, folder: Path) -> None:
    """Write a file as read into a folder."""
    names = ("file", "format", "encoding", "crs", "crs_from", "notes", "digest", "cut")
    about = {name: getattr(raw, name) for name in names} | {"faults": list(raw.faults.items()), "has_shapes": raw.has_shapes}
    _write_frame(folder, RAW, raw.rows, about)


def read_raw(folder: Path) -> Raw:
    """Return the file as read that `write_raw` wrote."""
    frame, about = _read_frame(folder, RAW)
    rows = numbered(gpd.GeoDataFrame(frame, geometry=GEOMETRY) if about.pop("has_shapes") else frame)
    faults = {int(row): Fault(*fault) for row, fault in about.pop("faults")}
    return Raw(**about | {"notes": tuple(about["notes"])}, rows=rows, faults=faults)


def write_outcome(outcome: Outcome, folder: Path) -> None:
    """Write features and report into a folder."""
    report = outcome.report
    about = {name: value for name, value in vars(report).items() if name not in {"rows", "mapping"}} | {"mapping": report.mapping.plain}
    _write_frame(folder, FEATURES, outcome.features, {})
    lines = pd.DataFrame(report.rows, columns=list(Line._fields)).astype({"effect": "str"})
    _write_frame(folder, LINES, lines, about)


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome that `write_outcome` wrote."""
    frame, _ = _read_frame(folder, FEATURES)
    lines, about = _read_frame(folder, LINES)
    effects = {effect.value: effect for effect in Effect}
    columns = [lines[name].to_list() for name in Line._fields]
    columns[Line._fields.index("effect")] = [effects[value] for value in lines["effect"]]
    rows = tuple(map(Line._make, zip(*columns, strict=True)))
    mapping = Mapping.from_json(json.dumps(about.pop("mapping")))
    report = Report(**about | {"notes": tuple(about["notes"])}, mapping=mapping, rows=rows)
    return Outcome(gpd.GeoDataFrame(frame, geometry=GEOMETRY, crs=4326), report)


def _write_frame(folder: Path, name: str, frame: pd.DataFrame, about: Plain[str, Any]) -> None:
    """Write a table piece by piece, so that there are never two of it in memory."""
    (folder / f"{name}.json").write_text(json.dumps(about, ensure_ascii=True), encoding="ascii")
    shapes = frame[GEOMETRY].to_numpy() if isinstance(frame, gpd.GeoDataFrame) else None
    plain = pd.DataFrame(frame.drop(columns=GEOMETRY) if shapes is not None else frame)
    schema = pa.schema([(column, _type_of(plain[column])) for column in plain.columns])
    if shapes is not None:
        schema = schema.append(pa.field(GEOMETRY, pa.large_binary()))
    with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for start in range(0, max(len(plain), 1), CHUNK_ROWS):
            piece = plain.iloc[start : start + CHUNK_ROWS]
            arrays = [_array(piece[column], schema.field(column).type) for column in piece.columns]
            if shapes is not None:
                arrays.append(pa.array(shapely.to_wkb(shapes[start : start + CHUNK_ROWS]), type=pa.large_binary()))
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    found = pa.array(column, type=kind, from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _type_of(column: pd.Series) -> pa.DataType:
    if column.dtype == "int64":
        return pa.int64()
    if column.dtype == "float64":
        return pa.float64()
    return pa.large_binary() if column.dtype == object else pa.large_string()


def _read_frame(folder: Path, name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    about, packed = read_object(folder / f"{name}.json"), folder / f"{name}.arrow"
    check_plain(packed, MAX_TABLE_BYTES)
    with pa.OSFile(str(packed), "rb") as source:  # not mapped: the file may be written anew
        table = pa.ipc.open_file(source).read_all()
        if others := {str(kind) for kind in table.schema.types if kind not in TYPES}:
            raise AnswerError(f"{packed}: found columns of {', '.join(sorted(others))}; allowed: {', '.join(map(str, TYPES))}")
        table.validate(full=True)  # Arrow believes a file's offsets, and would read beyond its end
        columns: dict[str, Any] = {}
        for column in table.column_names:
            values = table[column]
            if column == GEOMETRY and pa.types.is_large_binary(values.type):
                columns[column] = shapely.from_wkb(np.asarray(values.to_numpy(), dtype=object))
            elif pa.types.is_large_string(values.type):
                columns[column] = pd.Series(pd.array(values, dtype="str"))
            else:
                columns[column] = values.to_pandas()
    return pd.DataFrame(columns), about
