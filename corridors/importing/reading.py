"""A file of any format -> Raw, or one error in words."""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import shapely

from corridors.importing.archives import DATA_FILES, names_of, open_archive, read_member
from corridors.importing.detect import READ, binary_format, check_name, text_format
from corridors.importing.encodings import encoding_of, open_text
from corridors.importing.geojson import read_geojson
from corridors.importing.geopackage import read_geopackage
from corridors.importing.gpx import read_gpx
from corridors.importing.kml import read_kml
from corridors.importing.limits import MAX_FILE_BYTES, MAX_SECONDS, check_bytes, check_vertices
from corridors.importing.parquet import read_geoparquet
from corridors.importing.problems import Progress, refusal, tell, within
from corridors.importing.raw import GEOMETRY, Part, Raw, numbered
from corridors.importing.shapefiles import read_shapefiles
from corridors.importing.systems import check_declared, known_crs
from corridors.importing.tabular import read_excel, read_text_shapes, read_text_table
from corridors.importing.topojson import read_topojson
from corridors.importing.vectors import read_flatgeobuf

HEAD_CHARS = 8_000
WORKBOOK = "xl/workbook.xml"  # what tells an Excel workbook from any other zip
NOT_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1d\\x1f\\ufffd]")

Reader = Callable[[str, bytes, Progress | None], Part]
BINARY_READERS: dict[str, Reader] = {
    "GeoPackage": read_geopackage,
    "GeoParquet": read_geoparquet,
    "FlatGeobuf": read_flatgeobuf,
}
TEXT_READERS: dict[str, Reader] = {
    "GeoJSON": read_geojson,
    "TopoJSON": read_topojson,
    "KML": read_kml,
    "GPX": read_gpx,
    "CSV": read_text_table,
    "WKT": lambda name, data, _: read_text_shapes(name, data),
}


def read_file(data: bytes | Path, name: str = "", *, crs: str | None = None, progress: Progress | None = None) -> Raw:
    """Return a file's rows as they stand in it.

    `data` is the file's bytes or its path, `name` what it is called. `crs` overrides what the file declares. Reading ends
    with an error after `limits.MAX_SECONDS`, which `problems.within` explains.

    Raises:
        ImportFileError: the file is beyond a limit, or is nothing that can be read.
    """
    given = name or (data.name if isinstance(data, Path) else "file")
    name = PurePosixPath(given.replace("\\", "/")).name[:200] or "file"
    watch = within(MAX_SECONDS, progress)
    content = bytes_of(data, name)
    known = known_crs(crs) if crs else ""
    tell(watch, 0.02, f"{name}: looking at it")
    found, part = _read(name, content, watch)
    if len(part.rows) == 0:
        raise refusal(name, f"{found} without a row", "at least one row", "export it again")
    if not known and part.crs:
        check_declared(name, part.crs)
    crs_from = "given by you" if known else "declared in the file" if part.crs else ""
    notes = (*part.notes, *check_name(name, found))
    digest = hashlib.sha256(content).hexdigest()
    raw = Raw(name, found, part.encoding, known or part.crs, crs_from, numbered(part.rows), notes, digest, part.faults or {}, part.cut)
    if raw.has_shapes:
        check_vertices(name, int(shapely.get_num_coordinates(raw.rows[GEOMETRY].to_numpy()).sum()))
    tell(watch, 1.0, f"{name}: {len(raw.rows):,} rows read")
    return raw


def bytes_of(data: bytes | Path, name: str) -> bytes:
    """Return the bytes of a file, within the limit of size.

    Raises:
        ImportFileError: it is empty, too large, or cannot be read.
    """
    if isinstance(data, bytes):
        check_bytes(name, len(data))
        return data
    try:
        about = data.stat()
        if stat.S_ISREG(about.st_mode):
            check_bytes(name, about.st_size)
        with data.open("rb") as source:  # a pipe or a device has no size, and may have no end
            found = source.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refusal(str(data), error.strerror or type(error).__name__, "a file that can be read", "check the path") from None
    check_bytes(name, len(found))
    return found


def _read(name: str, data: bytes, progress: Progress) -> tuple[str, Part]:
    """Return the format and the rows."""
    found = binary_format(data, name)
    if found == "zip":
        return _read_zip(name, data, progress)
    if found is None:
        return _read_text(name, data, progress)
    check_name(name, found)
    return found, BINARY_READERS[found](name, data, progress)


def _read_text(name: str, data: bytes, progress: Progress) -> tuple[str, Part]:
    codec, _ = encoding_of(data[: HEAD_CHARS * 4])
    with open_text(data, codec) as stream:
        head = stream.read(HEAD_CHARS)
    if len(NOT_TEXT.findall(head)) * 20 > len(head):
        raise refusal(name, "a binary file of an unknown kind", READ, "export it in one of these")
    found = text_format(head, data, name)
    check_name(name, found)
    return found, TEXT_READERS[found](name, data, progress)


def _read_zip(name: str, data: bytes, progress: Progress) -> tuple[str, Part]:
    with open_archive(name, data) as archive:
        names = names_of(archive)
        if WORKBOOK in names:
            check_name(name, "Excel")
            return "Excel", read_excel(name, data, progress)
        if any(member.lower().endswith(".shp") for member in names):
            check_name(name, "Shapefile")
            return "Shapefile", read_shapefiles(name, data, progress)
        return _read_inner(name, archive, names, progress)


def _is_workbook(name: str, data: bytes) -> bool:
    with open_archive(name, data) as archive:
        return WORKBOOK in names_of(archive)


def _read_inner(name: str, archive: zipfile.ZipFile, names: list[str], progress: Progress) -> tuple[str, Part]:
    """Read the one data file of a zip that holds no shapefile; of several the largest, and say so."""
    inner = [member for member in names if PurePosixPath(member).suffix.lower() in DATA_FILES]
    if not inner:
        listed = ", ".join(names[:10]) or "nothing"
        raise refusal(name, f"a zip with {listed}"[:300], READ, "pack the data file itself")
    chosen = max(inner, key=lambda member: archive.getinfo(member).file_size)
    content = read_member(name, archive, chosen)
    check_bytes(f"{name}/{chosen}", len(content))
    if content.startswith(b"PK\x03\x04") and not _is_workbook(f"{name}/{chosen}", content):
        raise refusal(name, "a zip in a zip", READ, "unpack the outer one")
    found, part = _read(f"{name}/{PurePosixPath(chosen).name}", content, progress)
    notes = [f"Read from {chosen!r} in the zip."]
    if others := [member for member in inner if member != chosen]:
        notes.append(f"Not read: {', '.join(others[:10])}.")
    shown = "KMZ" if found == "KML" and name.lower().endswith(".kmz") else found
    return shown, Part(part.rows, part.crs, part.encoding, (*notes, *part.notes), part.faults, part.cut)
