"""GeoParquet and plain Parquet: what its columns come to is counted while they are still dictionaries."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions

from corridors.importing.arrow_texts import sound_texts
from corridors.importing.limits import MAX_DECODED_BYTES, MAX_UNPACKED_BYTES, MB, MOST_TOLD, ROWS_AT_ONCE, check_table
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import Part, as_texts
from corridors.importing.systems import WRITTEN, crs_text
from corridors.importing.vectors import GDAL_ERRORS, faults_note, reading, shapes_of_wkb, textual

WKB, CRS84 = "WKB", "OGC:CRS84"


def read_geoparquet(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return the rows of a Parquet file, with its shapes where it declares them.

    Raises:
        ImportFileError: it is no Parquet, or is beyond a limit, which equal values that are packed to one may come to.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import, and few files need it

    try:
        frame, about, notes = _table(name, data, progress)
        if about is None:
            return Part(as_texts(frame), "", "utf-8", ("Parquet without declared shapes.", *notes))
        part = _with_shapes(name, data, frame, about)
        return replace(part, notes=(*part.notes, *notes))
    except ImportFileError:
        raise
    except (pa.ArrowException, *GDAL_ERRORS, KeyError, AttributeError, NotImplementedError, ImportError) as error:
        words = (str(error).splitlines() or [type(error).__name__])[0][:160]
        raise refusal(
            name, f"Parquet that cannot be read ({words})", "GeoParquet, or Parquet with lon and lat columns", "export it again"
        ) from None


def _table(name: str, data: bytes, progress: Progress | None) -> tuple[pd.DataFrame, dict[str, Any] | None, list[str]]:
    """Return the rows, what the file says of its shapes, and what is to be said of its texts."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    file = ParquetFile(io.BytesIO(data))
    check_table(name, file.metadata.num_rows, len(file.metadata.schema.names))
    _check_said(name, file.metadata)
    said = (file.metadata.metadata or {}).get(b"geo")
    packed = [
        column.path for column in map(file.metadata.schema.column, range(file.metadata.num_columns)) if column.physical_type == "BYTE_ARRAY"
    ]
    broken: Counter[str] = Counter()
    batches, rows, size = [], 0, 0
    for batch in ParquetFile(io.BytesIO(data), read_dictionary=packed).iter_batches(batch_size=ROWS_AT_ONCE):
        rows += batch.num_rows
        size += sum(decoded_bytes(column) for column in batch.columns)
        check_table(name, rows, batch.num_columns)
        _check_size(name, size, MAX_DECODED_BYTES)
        plain = [sound_texts(column, heading, broken) for heading, column in zip(batch.schema.names, batch.columns, strict=True)]
        batches.append(pa.RecordBatch.from_arrays(plain, names=batch.schema.names))
        tell(progress, 0.1 + 0.5 * rows / max(file.metadata.num_rows, rows, 1), f"{name}: {rows:,} rows")
    table = pa.Table.from_batches(batches) if batches else file.schema_arrow.empty_table()
    # Without what pandas says of itself there: its index is a column like any other. Whole numbers stay whole beside blanks.
    frame = table.to_pandas(ignore_metadata=True, integer_object_nulls=True)
    unnamed = [column for column in frame.columns if str(column).startswith("__index_level_") and frame[column].dtype.kind in "iu"]
    frame = frame.drop(columns=unnamed)
    notes = [f"{count:,} texts of {heading!r} are no UTF-8: each byte that is none stands as \ufffd." for heading, count in broken.items()]
    return frame, json.loads(said) if said is not None else None, notes[:MOST_TOLD]


def _check_said(name: str, metadata: Any) -> None:  # noqa: ANN401 - pyarrow has no types
    """Refuse what already says that it is too large: its pages unpacked, and its values of a fixed length."""
    lengths = [metadata.schema.column(place).length or 8 for place in range(metadata.num_columns)]
    unpacked = fixed = 0
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for place in range(metadata.num_columns):
            column = group.column(place)
            unpacked += column.total_uncompressed_size
            fixed += column.num_values * lengths[place]
    _check_size(name, unpacked, MAX_UNPACKED_BYTES)
    _check_size(name, fixed, MAX_UNPACKED_BYTES)


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise refusal(
            name, f"more than {most // MB:,} MB unpacked", f"up to {most // MB:,} MB", "leave out columns, or cut the file into parts"
        )


def decoded_bytes(array: Any) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return how many bytes an array takes when each value stands for itself."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_dictionary(array.type):
        lengths = pc.binary_length(array.dictionary).to_numpy(zero_copy_only=False)
        uses = np.bincount(array.indices.drop_null().to_numpy(zero_copy_only=False), minlength=len(lengths))
        return int((np.nan_to_num(lengths.astype(float)) * uses).sum()) + 8 * len(array)
    if pa.types.is_map(array.type):
        return decoded_bytes(array.keys) + decoded_bytes(array.items) + 8 * len(array)
    if hasattr(array, "flatten") and not pa.types.is_struct(array.type):  # lists of every kind
        return decoded_bytes(array.flatten()) + 8 * len(array)
    if pa.types.is_struct(array.type):
        return sum(decoded_bytes(array.field(place)) for place in range(array.type.num_fields))
    return int(array.nbytes)


def _with_shapes(name: str, data: bytes, frame: pd.DataFrame, about: dict[str, Any]) -> Part:
    primary, columns = about["primary_column"], about["columns"]
    native = [column for column, said in columns.items() if said.get("encoding") != WKB]
    made = {column: shapes_of_wkb(frame[column].to_list()) for column in columns if column in frame and column not in native}
    if native:
        with reading(name, "GeoParquet"):
            read = gpd.read_parquet(io.BytesIO(data), columns=native)
        made |= {column: (read[column].to_numpy(), {}) for column in native}
    shapes, faults = made.pop(primary)
    for column, (others, _) in made.items():
        frame[column] = pd.Series(others, dtype=object)
    boxes = {said["covering"]["bbox"]["xmin"][0] for said in columns.values() if "covering" in said} - set(columns)
    with_shapes = gpd.GeoDataFrame(frame.drop(columns=[primary, *boxes & set(frame.columns)]), geometry=shapes)
    return Part(textual(name, with_shapes), _crs(columns[primary].get("crs", CRS84)), "utf-8", faults_note(faults))


def _crs(said: object) -> str:
    if said is None or (isinstance(said, str) and not WRITTEN.match(said)):
        return str(said or "")[:100]
    try:
        return crs_text(pyproj.CRS.from_user_input(said))
    except (pyproj.exceptions.CRSError, ValueError, TypeError):
        return json.dumps(said)[:100]
