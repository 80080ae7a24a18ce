"""What a file says of itself, and the seal by which it shows whether it is still as it was made.

The stamp is one line of ASCII JSON in the file's own metadata. Its seal is the SHA-256 of the file with the seal's digits
as zeros (in a PNG the checksum of that chunk, too; in a PPTX of the unpacked parts). It tells an accident or a retouched
picture; it is no signature: whoever can read this can make a new one, which is why `verify` also draws the picture again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.load import build_digest
from corridors.model import Corridor
from corridors.reading.zips import UNPACKING_ERRORS
from corridors.snapshots.request import Request, SnapshotError, make_request
from corridors.words import atlas_as_of

Stamp = dict[str, Any]
MADE_BY = "corridors"
KEY = "Corridors"
ZEROS = "0" * 64
SEAL = re.compile(rb'("|&quot;)seal\1:\s*\1([0-9a-f]{64})\1')
FOUND = re.compile(rb'\{"made_by": ?"corridors".*?"seal": ?"[0-9a-f]{64}"\}')
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
SHORT = 10
MOST_UNPACKED = 200_000_000
# What every stamp has, whichever version made it.
HAS = {"version": str, "view": str, "asof": str, "edition": str, "atlas": str, "request": dict, "tools": dict, "shown": dict, "seal": str}


@lru_cache(maxsize=1)
def version() -> str:
    """Return the program's version."""
    return importlib.metadata.version("corridors")


@lru_cache(maxsize=1)
def tools() -> dict[str, str]:
    """Return what decides the bytes beside the data: the build of the program, and the libraries that draw and pack."""
    names = ("matplotlib", "numpy", "pillow", "shapely", "pyproj", "fonttools")
    return {"build": build_digest()[:12], **{name: importlib.metadata.version(name) for name in names}}


def make_stamp(atlas: Atlas, request: Request, corridors: tuple[Corridor, ...], layers: Iterable[ImportedLayer]) -> Stamp:
    """Return the stamp of a snapshot that shows these corridors and users' layers, its seal still all zeros."""
    asked = asdict(request) | {"parts": [part.value for part in request.parts]}
    return {
        "made_by": MADE_BY,
        "version": version(),
        "view": request.view,
        "asof": atlas_as_of(atlas).isoformat(),
        "edition": atlas.edition.version,
        "atlas": atlas.digest,
        "licence": atlas.edition.licence,
        "request": {key: value for key, value in asked.items() if key != "view"},
        "tools": tools(),
        "shown": {corridor.id: print_of(atlas, corridor) for corridor in corridors},
        "layers": {layer.id: print_of_layer(layer) for layer in layers},
        "seal": ZEROS,
    }


def print_of_layer(layer: ImportedLayer) -> list[str]:
    """Return what tells whether a user's layer has changed: its name, version, the digest of its file, and how it is credited."""
    return [layer.name, str(layer.version), layer.digest, _short(layer.credit)]


def print_of(atlas: Atlas, corridor: Corridor) -> list[str]:
    """Return what tells whether a corridor has changed: its status, and digests of its route, its facts and its news."""
    route = [(segment.id, segment.status, segment.accuracy, segment.points) for segment in corridor.segments]
    facts = [
        getattr(corridor, name)
        for name in ("name", "label", "kind", "basis", "as_of", "countries", "actors", "quantities", "history", "sources")
    ]
    news = [(event.id, event.headline, event.date, event.place) for event in atlas.events_of(corridor.id)]
    return [corridor.status.value, *(_short(part) for part in (route, facts, news))]


def _short(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:SHORT]


def text_of(stamp: Stamp) -> str:
    """Return a stamp as one line of ASCII."""
    return json.dumps(stamp, separators=(", ", ":"))


def request_of(stamp: Stamp) -> Request:
    """Return the request that a stamp records.

    Raises:
        SnapshotError: this version does not understand it.
    """
    asked = dict(stamp["request"])
    unknown = sorted(set(asked) - {field.name for field in fields(Request)})
    if unknown:
        raise SnapshotError(
            f"stamp: {', '.join(unknown)[:80]}: not known to this version ({version()}); verify it with the one that made it"
        )
    try:
        return make_request(**asked, view=stamp["view"])
    except (TypeError, AttributeError) as error:
        raise SnapshotError(f"stamp: not a request that can be drawn ({error}); it has been written by something else") from None


def seal(data: bytes) -> bytes:
    """Return a file whose stamp is still unsealed, sealed."""
    digits = fingerprint(data)
    return _with_seal(data, digits)


def fingerprint(data: bytes) -> str:
    """Return the SHA-256, as hex, of a file as it was before it was sealed; "" for a zip that cannot be unpacked."""
    if data[:2] == b"PK":
        try:
            return _fingerprint_of_zip(data)
        except UNPACKING_ERRORS:
            return ""
    return hashlib.sha256(_with_seal(data, ZEROS)).hexdigest()


def _fingerprint_of_zip(data: bytes) -> str:
    total = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_bomb(archive)
        for name in sorted(archive.namelist()):
            total.update(name.encode() + b"\0" + _zeroed(archive.read(name)) + b"\0")
    return total.hexdigest()


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_UNPACKED:
        raise SnapshotError(
            f"unpacked it would have {size // 1_000_000:,} MB; allowed: up to {MOST_UNPACKED // 1_000_000}; it is no snapshot of ours"
        )


def _zeroed(data: bytes) -> bytes:
    return SEAL.sub(lambda match: match[0].replace(match[2], ZEROS.encode()), data)


def _with_seal(data: bytes, digits: str) -> bytes:
    if data[:2] == b"PK":
        return repack(data, digits)
    match = SEAL.search(data)
    if match is None:
        return data
    sealed = data[: match.start(2)] + digits.encode() + data[match.end(2) :]
    return _with_checksum(sealed, match.start(2)) if data.startswith(PNG_HEAD) else sealed


def _with_checksum(data: bytes, inside: int) -> bytes:
    """Return a PNG whose chunk around a position has the checksum of what is in it."""
    start = len(PNG_HEAD)
    while start + 12 <= len(data):
        length = int.from_bytes(data[start : start + 4], "big")
        end = start + 8 + length
        if start <= inside < end:
            return data[:end] + zlib.crc32(data[start + 4 : end]).to_bytes(4, "big") + data[end + 4 :]
        start = end + 4
    return data


def repack(data: bytes, digits: str) -> bytes:
    """Return a zip with the seal set in its parts, every part dated 1980, so that equal content gives equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in archive.namelist():
            part = SEAL.sub(lambda match: match[0].replace(match[2], digits.encode()), archive.read(name))
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def read_stamp(data: bytes) -> Stamp:
    """Return the stamp that a file carries.

    Raises:
        SnapshotError: there is none: the file is not ours, or its metadata has been taken out.
    """
    try:
        part = _plain(_stamp_part(data))
    except SnapshotError:
        raise
    except UNPACKING_ERRORS:
        part = b""
    for escaped, plain in ((b"&quot;", b'"'), (b"&lt;", b"<"), (b"&gt;", b">"), (b"&amp;", b"&")):
        part = part.replace(escaped, plain)
    stamp = next((found for match in FOUND.finditer(part) if (found := _checked(match[0]))), None)
    if stamp is None:
        raise SnapshotError(
            "no stamp of Corridors in it; allowed: a PNG, SVG, PDF, PPTX or HTML file that `corridors snapshot` or the dashboard "
            "made, as it came; a program that saved it again may have taken the stamp out"
        )
    return stamp


def _checked(text: bytes) -> Stamp | None:
    try:
        stamp = json.loads(text)
    except ValueError:
        return None
    return stamp if all(isinstance(stamp.get(key), kind) for key, kind in HAS.items()) else None


def _plain(data: bytes) -> bytes:
    """Return a PDF's bytes with its strings unescaped (ISO 32000-1, 7.3.4.2); any other file's as they are."""
    return re.sub(rb"\\([\\()])", rb"\1", data) if data.startswith(b"%PDF") else data


def _stamp_part(data: bytes) -> bytes:
    if data[:2] != b"PK":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_bomb(archive)
        return archive.read("docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
