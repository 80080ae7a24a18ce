"""Zip archives: what is in them, within limits, and never written outside the folder that they are unpacked to."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

from corridors.importing.limits import MAX_LAYERS, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED_BYTES, MB
from corridors.importing.problems import refusal
from corridors.reading.zips import UNPACKING_ERRORS

SIDE_FILES = frozenset((".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj"))
DATA_FILES = frozenset(
    (
        ".geojson",
        ".json",
        ".topojson",
        ".gpkg",
        ".kml",
        ".fgb",
        ".parquet",
        ".geoparquet",
        ".gpx",
        ".csv",
        ".tsv",
        ".txt",
        ".xlsx",
        ".wkt",
        ".ndjson",
        ".geojsonl",
    )
)
# What a broken zip raises, and each of the packings that it may have: bzip2 raises OSError, and one that is not known NotImplementedError.
SMALL_MEMBER = 1 * MB  # a member this small may pack to any ratio: a thousand equal rows do


def open_archive(name: str, data: bytes) -> zipfile.ZipFile:
    """Return a zip whose listing is within the limits and whose names all stay inside it.

    Raises:
        ImportFileError: it is broken, encrypted, a bomb, or names a path outside.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except UNPACKING_ERRORS as error:
        raise refusal(name, f"a broken zip archive ({str(error)[:80]})", "a whole zip", "pack or download it again") from None
    if len(members) > MAX_MEMBERS:
        raise refusal(name, f"{len(members):,} files in the zip", f"up to {MAX_MEMBERS:,}", "pack only the data")
    total = 0
    twice = [path for path, count in Counter(member.filename for member in members).items() if count > 1]
    if twice:
        raise refusal(name, f"{twice[0][:80]!r} twice in the zip", "one file of a name", "unpack it, and pack the file that you mean")
    for member in members:
        _check_member(name, member)
        total += member.file_size
    if total > MAX_UNPACKED_BYTES:
        raise refusal(name, f"{total / MB:,.0f} MB unpacked", f"up to {MAX_UNPACKED_BYTES // MB:,} MB", "pack only the data that is needed")
    return archive


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]) or "\0" in member.filename:
        raise refusal(name, f"the path {member.filename[:80]!r} in the zip", "paths inside the zip", "pack it again without such paths")
    if member.flag_bits & 1:
        raise refusal(name, "an encrypted zip", "a zip without a password", "unpack it first")
    if member.file_size > SMALL_MEMBER and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise refusal(
            name, f"{member.filename[:80]!r} that unpacks to {member.file_size / max(member.compress_size, 1):,.0f} times its size",
            f"up to {MAX_RATIO} times", "unpack it yourself if you trust it, and import the file inside",
        )  # fmt: skip


def read_member(name: str, archive: zipfile.ZipFile, member: str) -> bytes:
    """Return the bytes of one member, never more than its listing says.

    Raises:
        ImportFileError: it is broken, or longer than listed.
    """
    info = archive.getinfo(member)
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except UNPACKING_ERRORS as error:
        raise refusal(name, f"{member[:80]!r} cannot be unpacked ({str(error)[:80]})", "a whole zip", "pack or download it again") from None
    if len(data) > info.file_size:
        raise refusal(name, f"{member[:80]!r} longer than listed", "an honest listing", "pack it again")
    return data


def names_of(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of the files in an archive, without folders and what systems add."""
    names = [info.filename for info in archive.infolist() if info.filename and not info.is_dir()]
    return [name for name in names if not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith(".")]


def unpack_shapefiles(name: str, archive: zipfile.ZipFile, folder: Path) -> list[tuple[str, Path]]:
    """Unpack every shapefile under plain names of our own; return the name of each in the zip with its path here.

    Raises:
        ImportFileError: there are more than may be read, or one is broken.
    """
    shapes = [member for member in names_of(archive) if member.lower().endswith(".shp")]
    if len(shapes) > MAX_LAYERS:
        raise refusal(name, f"{len(shapes)} shapefiles", f"up to {MAX_LAYERS}", "pack those that are needed")
    sides: dict[tuple[str, str], str] = {}
    for member in names_of(archive):
        stem, suffix = member[: -len(PurePosixPath(member).suffix)], PurePosixPath(member).suffix.lower()
        if suffix in SIDE_FILES:
            sides[stem, suffix] = member
            sides.setdefault((stem.lower(), suffix), member)
    found = []
    for number, shape in enumerate(shapes):
        for suffix in SIDE_FILES:
            side = shape if suffix == ".shp" else sides.get((shape[:-4], suffix)) or sides.get((shape[:-4].lower(), suffix))
            if side:
                (folder / f"layer{number}{suffix}").write_bytes(read_member(name, archive, side))
        found.append((PurePosixPath(shape).stem, folder / f"layer{number}.shp"))
    return found
