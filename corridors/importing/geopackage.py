"""GeoPackage, read as the SQLite database that it is: real tables only, and none of the SQL that a file brings."""

from __future__ import annotations

import contextlib
import functools
import itertools
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyproj
import pyproj.exceptions

from corridors.importing.limits import MAX_LAYERS, MB, ROWS_AT_ONCE, check_table
from corridors.importing.problems import Progress, refusal, tell
from corridors.importing.raw import Part
from corridors.importing.systems import WRITTEN
from corridors.importing.vectors import faults_note, joined, reading, shapes_of_wkb

HEADS = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
ENVELOPES = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}  # bytes of the head of a shape, by the bits of its flags
NOWHERE = sys.maxsize
EXTENDED = 0x20
STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's machine
ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ))
# A file can give many rows the same bytes; honest rows come to no more than the file, of which a letter is a byte or two.
MOST_OF_FILE = 2
BYTES_AT_ONCE = 256 * MB  # that rows which are read before they are counted may come to
SIZED = frozenset((str, bytes))


class Layer(NamedTuple):
    """A table with shapes: its name, the column of them, the other columns with whether each is true or false, its CRS and key.

    The key is the column that is the number of the row to SQLite, "" for none.
    """

    name: str
    shapes: str
    columns: dict[str, bool]
    crs: Any
    key: str


def read_geopackage(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return every table with shapes, one under the other; views, generated columns and virtual tables are left out and said.

    Raises:
        ImportFileError: it is no GeoPackage, has no table with shapes, or is beyond a limit.
    """
    with tempfile.TemporaryDirectory(prefix="corridors-import-") as folder, reading(name, "GeoPackage"):
        path = Path(folder) / "file.gpkg"
        path.write_bytes(data)
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
            _guard(base, len(data))
            layers, listed, left_out, unlisted = _layers(name, base)
            base.set_authorizer(_only_tables)
            if len(layers) > MAX_LAYERS:
                raise refusal(name, f"{len(layers)} layers", f"up to {MAX_LAYERS}", "export the layers that are needed")
            frames: list[tuple[str, gpd.GeoDataFrame]] = []
            notes: list[str] = []
            for number, layer in enumerate(layers):
                share, words = 0.1 + 0.7 * number / len(layers), f"{name}: layer {layer.name}"
                tell(progress, share, words)
                with _watched(base, progress, share, words):
                    frame, said = _read_layer(name, base, layer, len(data))
                frames.append((layer.name, frame))
                notes += said
    part = joined(name, [(layer, frame) for layer, frame in frames if len(frame)] or frames, listed - len(left_out))
    notes += [f"Left out, for the SQL of a file is not run: {', '.join(left_out[:10])}."] if left_out else []
    notes += [f"Left out, for the file does not list them among its contents: {', '.join(unlisted[:10])}."] if unlisted else []
    return replace(part, notes=(*part.notes, *notes))


def _guard(base: sqlite3.Connection, size: int) -> None:
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, size + MB)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    for pragma in ("trusted_schema = OFF", "mmap_size = 0", "cell_size_check = ON"):
        base.execute(f"PRAGMA {pragma}")


def _only_tables(action: int, _table: str | None, _column: str | None, _base: str | None, within: str | None) -> int:
    """Let SQLite read columns of tables, not of views and triggers, and call no function."""
    return sqlite3.SQLITE_OK if action in ALLOWED and within is None else sqlite3.SQLITE_DENY


@contextlib.contextmanager
def _watched(base: sqlite3.Connection, progress: Progress | None, share: float, words: str) -> Iterator[None]:
    """Ask `progress` whether to go on while SQLite works, which by itself returns to us with a row only."""
    raised: list[BaseException] = []

    def look() -> int:
        try:
            tell(progress, share, words)
        except BaseException as error:  # noqa: BLE001 - SQLite would swallow it; it is raised again below
            raised.append(error)
            return 1
        return 0

    base.set_progress_handler(look, STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.Error:
        if raised:
            raise raised[0] from None
        raise
    finally:
        base.set_progress_handler(None, 0)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _layers(name: str, base: sqlite3.Connection) -> tuple[list[Layer], int, list[str], list[str]]:
    """Return the tables with shapes, how many layers are listed, those whose SQL would have to be run, and those that are not listed."""
    made = {
        str(table).lower(): str(sql or "")
        for table, sql in base.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')")
    }
    real = {table for table, sql in made.items() if sql.split("(")[0].upper().split()[:2] == ["CREATE", "TABLE"]}
    for head in HEADS:
        if head not in real:
            found = f"no table {head}" if head not in made else f"{head} that is no table"
            raise refusal(name, f"GeoPackage that cannot be read ({found})", "whole, valid GeoPackage", "export or download it again")
    base.set_authorizer(_only_tables)
    listed = [str(table) for (table,) in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')")]
    shapes = {
        str(table).lower(): (str(column), srs)
        for table, column, srs in base.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns")
    }
    systems = {
        row[0]: row[1:]
        for row in base.execute("SELECT srs_id, organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys")
    }
    base.set_authorizer(None)
    layers, left_out, unlisted = [], [], [table for table in shapes if table in real - {one.lower() for one in listed}]
    for table in listed:
        if table.lower() in made and table.lower() not in real:
            left_out.append(table)
        elif table.lower() in real and table.lower() in shapes:
            column, srs = shapes[table.lower()]
            columns, key = _columns(base, table, column)
            layers.append(Layer(table, column, columns, _crs(systems.get(srs)), key))
    if not layers:
        found = (
            f"no layer with shapes in a table ({', '.join(left_out[:5])}: a view, which is not run)" if left_out else "no layer with shapes"
        )
        raise refusal(name, found, "GeoPackage with lines or points", "export the layer that has them")
    return layers, len(listed), left_out, unlisted


def _columns(base: sqlite3.Connection, table: str, shapes: str) -> tuple[dict[str, bool], str]:
    """Return the plain columns of a table without its shapes, and which of them numbers its rows, "" for none."""
    found = base.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    keys = [column for column in found if column[5]]
    number = str(keys[0][1]) if len(keys) == 1 and str(keys[0][2]).upper() == "INTEGER" else ""
    columns = {
        str(column[1]): str(column[2]).upper() == "BOOLEAN"
        for column in found
        if column[6] == 0 and str(column[1]).lower() != shapes.lower()
    }
    return columns, number if number in columns else ""


def _crs(system: tuple[Any, ...] | None) -> Any:  # noqa: ANN401 - pyproj has no types
    if system is None or not str(system[0]).strip() or str(system[0]).upper() == "NONE":
        return None
    for text in filter(WRITTEN.match, (f"{system[0]}:{system[1]}", str(system[2]))):
        with contextlib.suppress(pyproj.exceptions.CRSError):
            return pyproj.CRS.from_user_input(text)
    return None


def _read_layer(name: str, base: sqlite3.Connection, layer: Layer, size: int) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return the rows of a table that are really there, and what is to be said of their shapes."""
    try:
        rows = _rows(name, base, layer, size)
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        base.text_factory = functools.partial(str, encoding="utf-8", errors="replace")  # half as quick, so that it is for such files alone
        rows = _rows(name, base, layer, size)
    values = list(zip(*rows, strict=True)) if rows else [()] * (len(layer.columns) + 1)
    texts = {
        place: pd.Series([bool(one) if isinstance(one, int) else one for one in column] if logical else list(column), dtype=object)
        for place, (column, logical) in enumerate(zip(values[1:], layer.columns.values(), strict=True))
    }
    frame = pd.DataFrame(texts, index=range(len(rows))).set_axis(list(layer.columns), axis=1)
    if layer.key and frame[layer.key].tolist() == list(range(1, len(rows) + 1)):  # what every writer counts, and says nothing
        frame = frame.drop(columns=layer.key)
    wkb = [blob[_start(blob[:4]) :] or None if type(blob) is bytes else None for blob in values[0]]
    shapes, faults = shapes_of_wkb(wkb)
    faults |= {
        row: "it is no shape of a GeoPackage"
        for row, (one, blob) in enumerate(zip(wkb, values[0], strict=True), 1)
        if one is None and blob is not None
    }
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=layer.crs), faults_note(faults, layer.name)


def _rows(name: str, base: sqlite3.Connection, layer: Layer, size: int) -> list[tuple[Any, ...]]:
    check_table(name, 0, len(layer.columns))
    columns = ", ".join(map(_quoted, (layer.shapes, *layer.columns)))
    cursor = base.execute(f"SELECT {columns} FROM {_quoted(layer.name)} NOT INDEXED")  # noqa: S608 - names of this file, quoted
    rows: list[tuple[Any, ...]] = []
    room = MOST_OF_FILE * size + MB
    at_once = max(1, min(ROWS_AT_ONCE, BYTES_AT_ONCE // (size + MB)))
    while some := cursor.fetchmany(at_once):
        rows += some
        room -= sum([len(value) for value in itertools.chain.from_iterable(some) if type(value) in SIZED])
        if room < 0:
            raise refusal(name, f"rows of {layer.name!r} that are larger than the file", "a whole GeoPackage", "export it again")
        check_table(name, len(rows), len(layer.columns))
    return rows


@functools.lru_cache(maxsize=1_000)
def _start(head: bytes) -> int:
    """Return where the WKB begins in a GeoPackage's shape by its first four bytes; for what is none, where nothing is any more."""
    if len(head) < 4 or head[:2] != b"GP" or head[3] & EXTENDED:
        return NOWHERE
    return ENVELOPES.get(head[3] >> 1 & 7, NOWHERE)
