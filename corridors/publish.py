"""Snapshots, data and checks of files as plain functions: what `corridors snapshot`, `export` and `verify` do."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from corridors.atlas import Atlas
from corridors.exports import DataFormat, data_of
from corridors.snapshots.layout import subject_of
from corridors.snapshots.make import make
from corridors.snapshots.request import Format, Part, Projection, Request, SnapshotError, make_request
from corridors.snapshots.verify import Report
from corridors.snapshots.verify import verify as check_file
from corridors.workspace.copying import put_new
from corridors.workspace.opened import open_atlas

# A picture of 8,000 px a side has about 60 MB at most.
MOST_BYTES = 200_000_000
STDOUT = Path("-")


def snapshot(  # noqa: PLR0913 - one argument for each option of the command line, and all but the first by name
    view: str = "",
    *,
    format: str = Format.PNG,  # noqa: A002 - the word that the command line has
    size: str = "slide",
    title: str | None = None,
    frame: str = "view",
    projection: str = Projection.SCREEN,
    parts: Iterable[str] | str = tuple(Part),
    qr: bool = False,
    link: str = Request.link,
    out: Path | str | None = None,
    force: bool = False,
    atlas: Atlas | None = None,
) -> bytes:
    """Return a picture or page of a view, and write it to `out` where one is given.

    Raises:
        SnapshotError: something asked for is not understood, or the file exists (without `force`) or cannot be written.
        GeodataError: the reference data cannot be read.
    """
    request = make_request(
        view=view, format=format, size=size, title=title, frame=frame, projection=projection, parts=parts, qr=qr, link=link
    )
    if out is not None:
        refuse_existing(Path(out), force=force)
    data = make(atlas or open_atlas(), request)
    if out is not None:
        write_file(Path(out), data, force=force)
    return data


def export(
    view: str = "",
    *,
    format: str = DataFormat.GEOJSON,  # noqa: A002 - the word that the command line has
    out: Path | str | None = None,
    force: bool = False,
    atlas: Atlas | None = None,
) -> bytes:
    """Return the data of what a view shows, and write it to `out` where one is given.

    Raises:
        SnapshotError: as for `snapshot`.
        GeodataError: the reference data cannot be read.
    """
    if format not in set(DataFormat):
        raise SnapshotError(f"format: {str(format)[:40]!r}; allowed: {', '.join(DataFormat)}")
    if out is not None:
        refuse_existing(Path(out), force=force)
    subject = subject_of(atlas or open_atlas(), view)
    data = data_of(subject.atlas, subject.corridors, view, DataFormat(format))
    if out is not None:
        write_file(Path(out), data, force=force)
    return data


def verify(file: Path | str | bytes, *, atlas: Atlas | None = None) -> Report:
    """Return what has become of a snapshot: identical, unchanged, changed since, or altered.

    Raises:
        SnapshotError: it cannot be read, or is not ours.
        GeodataError: the reference data cannot be read.
    """
    if isinstance(file, bytes):
        return check_file(file, atlas or open_atlas(), make)
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise SnapshotError(f"{file}: {error.strerror}; allowed: a file that can be read; correct the path") from None
    if len(data) > MOST_BYTES:
        raise SnapshotError(f"{file}: over {MOST_BYTES // 1_000_000} MB; no snapshot is that large")
    try:
        return check_file(data, atlas or open_atlas(), make)
    except SnapshotError as error:
        raise SnapshotError(f"{file}: {error}") from None


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse a path that cannot be written to, before the work is done; `-` is standard output.

    Raises:
        SnapshotError: the folder does not exist, the file does and `force` is not given, or it is no plain file: a folder,
            link, device, pipe or socket is never replaced.
    """
    if path == STDOUT:
        return
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        mode = None
    except (OSError, ValueError) as error:
        raise SnapshotError(f"out: {path}: {_reason(error)}; allowed: a file that can be written; choose another") from None
    if mode is not None and not stat.S_ISREG(mode):
        raise SnapshotError(f"out: {path} is a {_kind_of(mode)}; allowed: a file of its own, or - for standard output; choose another name")
    if not path.parent.is_dir():
        raise SnapshotError(f"out: {path.parent}: no such folder; allowed: a file in a folder that exists; make it first")
    if mode is not None and not force:
        raise SnapshotError(f"out: {path} exists; allowed: a new file; choose another name, or give --force to replace it")


def _kind_of(mode: int) -> str:
    kinds = {stat.S_IFDIR: "folder", stat.S_IFLNK: "link", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
    return kinds.get(stat.S_IFMT(mode), "device")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file whole or not at all: beside it first, then in its place; or to standard output, for `-`.

    Raises:
        SnapshotError: as for `refuse_existing`, or it cannot be written; what was there before is there still.
    """
    if path == STDOUT:
        _write_out(data)
        return
    refuse_existing(path, force=force)
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:100]}.", delete=False) as opened:
            beside = Path(opened.name)
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        if force:
            beside.replace(path)
        else:
            put_new(beside, path)
    except FileExistsError:
        raise SnapshotError(f"out: {path} exists; allowed: a new file; choose another name, or give --force to replace it") from None
    except (OSError, ValueError) as error:
        raise SnapshotError(f"out: {path}: {_reason(error)}; allowed: a file in a folder that can be written to; choose another") from None
    finally:
        # Gone if all went well; left over if the disk was full or the user broke it off.
        if beside is not None:
            beside.unlink(missing_ok=True)


def _write_out(data: bytes) -> None:
    """Write bytes as they are to standard output."""
    if sys.stdout is None:
        raise SnapshotError("out: -: standard output is closed; allowed: a file; name one")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SnapshotError(f"out: -: standard output: {error.strerror}; not everything could be written; write elsewhere") from None
