"""Shapefiles of a zip: each of their files is looked at before GDAL opens them."""

from __future__ import annotations

import codecs
import contextlib
import re
import struct
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np

from corridors.importing.archives import open_archive, unpack_shapefiles
from corridors.importing.dbase import read_table
from corridors.importing.encodings import guess, shown
from corridors.importing.limits import check_table
from corridors.importing.problems import ImportFileError, Progress, refusal, tell
from corridors.importing.raw import Part, with_shapes
from corridors.importing.vectors import joined, read_layer, reading
from corridors.reading.gdal import gdal

SHAPE_MAGIC, SHAPE_VERSION, SHAPE_HEAD = 9994, 1000, 100
SHAPE_TYPES = frozenset((0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31))
# The first byte of a table in dBASE, FoxPro and their kin.
TABLE_VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7B, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB))
TABLE_HEAD = 32
INDEX_BYTES, RECORD_HEAD = 8, 8
MOST_SIDE_BYTES = 100_000  # of a .prj, .qpj or .cpg
CRS_START = re.compile(rb"\s*(\xef\xbb\xbf)?[A-Za-z_]{3,20}\s*[\[(]")
PAGE = re.compile(rb"\s*(\xef\xbb\xbf)?[\w .:-]{1,60}\s*\Z")


def read_shapefiles(name: str, data: bytes, progress: Progress | None = None) -> Part:
    """Return every shapefile of a zip, wherever it lies in it, one under the other.

    Raises:
        ImportFileError: there are too many, or one of them is none.
    """
    with tempfile.TemporaryDirectory(prefix="corridors-import-") as folder, open_archive(name, data) as archive:
        found = unpack_shapefiles(name, archive, Path(folder))
        frames = []
        notes: list[str] = []
        encodings = set()
        for number, (layer, path) in enumerate(found):
            tell(progress, 0.1 + 0.7 * number / len(found), f"{name}: {layer}")
            check_files(f"{name}/{layer}", path)
            notes += _counted(f"{name}/{layer}", layer, path)
            codec, words = _dbf_encoding(path)
            encodings.add(words)
            frame, said = _read(name, layer, path, codec)
            frames.append((layer, frame))
            notes += said
    part = joined(name, [(layer, frame) for layer, frame in frames if len(frame)] or frames, len(frames))
    return Part(part.rows, part.crs, ", ".join(sorted(encodings)), (*part.notes, *notes))


def _read(name: str, layer: str, path: Path, codec: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the shapes as GDAL reads them beside the table as we do, without the rows that are deleted, and what is to be said.

    Raises:
        ImportFileError: GDAL cannot read the shapes.
    """
    table = path.with_suffix(".dbf")
    data = table.read_bytes() if table.is_file() else b""
    table.unlink(missing_ok=True)
    notes = []
    try:
        shapes = _shapes(name, path)
    except ImportFileError:
        system = path.with_suffix(".prj")
        if not system.is_file():
            raise
        system.unlink()
        shapes = _shapes(name, path)
        notes.append(f"{layer}: its .prj cannot be read, so that its reference system is left open.")
    if not data:
        return shapes, notes
    made, kept, unread = read_table(data, codec, max(len(shapes), int.from_bytes(data[4:8], "little")))
    of_rows = np.full(len(made), None, dtype=object)
    of_rows[: len(shapes)] = shapes.geometry.to_numpy()
    frame = with_shapes(name, made[kept], of_rows[kept])
    words = f"{layer}: {unread:,} texts have bytes that are no {codec}: each of those reads \ufffd."
    return frame.reset_index(drop=True).set_crs(shapes.crs), [*notes, words] if unread else notes


def _shapes(name: str, path: Path) -> gpd.GeoDataFrame:
    with reading(name, "Shapefile"), _rebuilt_index():
        only = str(gdal().list_layers(path)[0][0])
        return read_layer(name, "Shapefile", path, only, columns=[])


def check_files(name: str, shape: Path) -> None:
    """Look at each file of a shapefile; an index or side file that is none is taken away, for GDAL does without.

    Raises:
        ImportFileError: its shapes or its table are none.
    """
    if not _is_shapes(shape.read_bytes()[:SHAPE_HEAD]):
        raise refusal(f"{name}.shp", "content that is no Shapefile", "the .shp file of a shapefile", "export it again")
    table = shape.with_suffix(".dbf")
    if table.is_file() and not _is_table(table.read_bytes()[:TABLE_HEAD]):
        raise refusal(f"{name}.dbf", "no dBASE table in it", "the .dbf file of a shapefile", "export it again, or leave it out")
    for suffix, kept in ((".shx", _is_shapes), (".prj", CRS_START.match), (".qpj", CRS_START.match), (".cpg", PAGE.match)):
        side = shape.with_suffix(suffix)
        if side.is_file() and not (kept(side.read_bytes()) if suffix == ".shx" or side.stat().st_size <= MOST_SIDE_BYTES else None):
            side.unlink()


def _counted(name: str, layer: str, shape: Path) -> list[str]:
    """Make the index and the table have as many rows as there are shapes, counted one by one, and return what is to be said.

    Raises:
        ImportFileError: there are too many.
    """
    index, table = shape.with_suffix(".shx"), shape.with_suffix(".dbf")
    shapes = _records(shape.read_bytes())
    listed = (index.stat().st_size - SHAPE_HEAD) // INDEX_BYTES if index.is_file() else shapes
    if not table.is_file():
        if listed != shapes:
            index.unlink()
        check_table(name, shapes, 0)
        return []
    data = table.read_bytes()
    said = int.from_bytes(data[4:8], "little")
    start, width = struct.unpack_from("<HH", data, 8)
    held = max(0, len(data) - start) // width
    check_table(name, max(shapes, min(said, held)), (start - TABLE_HEAD) // TABLE_HEAD)
    if listed != shapes and listed == said <= held:
        return [f"{layer}: {abs(shapes - listed):,} of {shapes:,} shapes are not in its index, and are left out."]
    if listed != shapes:
        index.unlink()
    rows = said if said == shapes <= held else held
    if rows < shapes:
        data = data[: start + rows * width] + b" " * (width * (shapes - rows))
    if said != max(rows, shapes):
        table.write_bytes(data[:4] + max(rows, shapes).to_bytes(4, "little") + data[8:])
    if rows == shapes:
        return []
    return [
        f"{layer}: {shapes:,} shapes, but {rows:,} rows in its table; those beyond have " + ("no values." if rows < shapes else "no shape.")
    ]


def _records(data: bytes) -> int:
    """Return how many shapes there are, whatever an index or a table says."""
    at, count = SHAPE_HEAD, 0
    while at + RECORD_HEAD <= len(data):
        at += RECORD_HEAD + 2 * int.from_bytes(data[at + 4 : at + 8], "big")
        count += at <= len(data)
    return count


def _is_shapes(head: bytes) -> bool:
    if len(head) < SHAPE_HEAD:
        return False
    version, kind = struct.unpack_from("<ii", head, 28)
    return int.from_bytes(head[:4], "big") == SHAPE_MAGIC and version == SHAPE_VERSION and kind in SHAPE_TYPES


def _is_table(head: bytes) -> bool:
    if len(head) < TABLE_HEAD or head[0] not in TABLE_VERSIONS:
        return False
    start, width = struct.unpack_from("<HH", head, 8)
    return bool(start > TABLE_HEAD and width > 0)


class _rebuilt_index:  # noqa: N801 - used as a word: with _rebuilt_index()
    """Let GDAL make the .shx anew where it is missing, and put the setting back afterwards."""

    def __enter__(self) -> None:
        gdal().set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})

    def __exit__(self, *_: object) -> None:
        gdal().set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _dbf_encoding(shape: Path) -> tuple[str, str]:
    """Return the codec of a shapefile's texts, as its .cpg says or as they look, and its name for the report."""
    page, table = shape.with_suffix(".cpg"), shape.with_suffix(".dbf")
    said = page.read_text(encoding="ascii", errors="replace").strip()[:40] if page.is_file() else ""
    if not table.is_file():
        return "ascii", said or "no table"
    data = table.read_bytes()
    start = int.from_bytes(data[8:10], "little")
    body = data[start : start + 2_000_000]
    codec = _codec(said)
    if codec and (codec != "utf-8" or _is_utf_8(body)):
        return codec, said
    # What it says is not so, or nobody knows it.
    if body.isascii():
        return "utf-8", "ascii"
    if _is_utf_8(body):
        return "utf-8", shown("utf-8", guessed=True)
    sample = b"\n".join(word for word in body.split() if not word.isascii())[:100_000]
    codec = guess(sample)
    return codec, shown(codec, guessed=True)


def _codec(said: str) -> str:
    """Return the codec that a .cpg names; "" for none that is known here. Esri writes 1251, 88591 and ANSI 1251."""
    plain = said.lower().removeprefix("ansi").removeprefix("oem").strip(" -_")
    latin = re.fullmatch(r"(?:iso)?[ _-]*8859[ _-]*(\d{1,2})", plain)
    name = f"iso8859-{latin[1]}" if latin else "utf-8" if plain == "65001" else f"cp{plain}" if plain.isdigit() else plain
    with contextlib.suppress(LookupError, ValueError):
        found = codecs.lookup(name)
        return found.name if found._is_text_encoding else ""  # noqa: SLF001
    return ""


def _is_utf_8(body: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)  # the sample may end within a letter
    except UnicodeDecodeError:
        return False
    return True
