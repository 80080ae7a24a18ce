"""snapshot, export, verify: pictures, pages and data of views, and the check of such a file."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from corridors.address import VARIABLE, public_url
from corridors.cli.codes import FINDINGS, GOOD, UsageError
from corridors.cli.printing import print_json
from corridors.snapshots.request import MAX_PX, PRESETS, Format, Part, Projection, SnapshotError, make_request
from corridors.workspace.opened import open_atlas

# As `exports.DataFormat` has them: what writes is imported only when it is used.
DATA_FORMATS = ("geojson", "csv", "gpkg", "kml")
MOST_VIEWS = 10_000
SLUG = 60


class Job(NamedTuple):
    """One line of a file of views."""

    line: int
    view: str
    title: str | None


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse has no public type for it
    """Add the commands to a parser."""
    _add_snapshot(commands.add_parser("snapshot", help="draw a view as PNG, SVG, PDF, PPTX or HTML"))
    exporter = commands.add_parser("export", help="write the data of what a view shows")
    exporter.add_argument("--view", default="", help="view string, as in the address bar")
    exporter.add_argument("--format", default="geojson", help=f"{', '.join(DATA_FORMATS)} (default geojson)")
    exporter.add_argument("--out", type=Path, help="file to write, - for standard output (default: corridors-DATE.FORMAT here)")
    exporter.add_argument("--force", action="store_true", help="replace the file if it exists")
    exporter.add_argument("--json", action="store_true", help='print {"file", "format", "bytes", "view"}')
    exporter.set_defaults(run=run_export)
    verifier = commands.add_parser(
        "verify", help="check a snapshot: identical, changed since, or altered; exit 1 if it is not as the data is"
    )
    verifier.add_argument("file", type=Path, help="PNG, SVG, PDF, PPTX or HTML file that Corridors made")
    verifier.add_argument("--json", action="store_true", help='print {"verdict", "words", "changes", "view", "asof", "atlas", "version"}')
    verifier.set_defaults(run=run_verify)


def _add_snapshot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--view", default="", help="view string, as in the address bar (kind=railway&status=proposed)")
    parser.add_argument("--views", type=Path, metavar="FILE", help="draw one view per line (a title may follow after a tab), in parallel")
    parser.add_argument("--format", default="png", help=f"{', '.join(Format)} (default png)")
    parser.add_argument("--size", default="slide", help=f"{', '.join(PRESETS)}, or WIDTHxHEIGHT up to {MAX_PX} (default slide: 1920x1080)")
    parser.add_argument(
        "--out", type=Path, help="file to write, - for standard output (default: corridors-DATE.FORMAT here); a folder with --views"
    )
    parser.add_argument("--title", help="title (default: made from the view)")
    parser.add_argument(
        "--frame", default="view", help="view (default), shown, corridor, corridor:ID, country:AF,PK, region:NAME, or WEST,SOUTH,EAST,NORTH"
    )
    parser.add_argument("--projection", default="screen", help=f"{' or '.join(Projection)} (default screen: Mercator)")
    parser.add_argument("--parts", help=f"what to draw beside the map, of {','.join(Part)} (default: all)")
    parser.add_argument("--qr", action="store_true", help="add the link as a QR code")
    parser.add_argument("--link", help=f"address of the dashboard that the link opens (default: ${VARIABLE}, else http://localhost:8501/)")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--json", action="store_true", help='print {"file", "format", "bytes", "view"}; with --views one object per line')
    parser.set_defaults(run=run_snapshot)


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    names = ("format", "size", "title", "frame", "projection", "parts", "qr", "link")
    asked = {name: value for name in names if (value := getattr(options, name)) is not None}
    try:
        public = public_url()
    except ValueError as error:
        raise UsageError(str(error)) from None
    return {"link": public} | asked if public else asked


def run_snapshot(options: argparse.Namespace) -> int:
    """Draw one view, or one per line of a file."""
    from corridors import publish  # noqa: PLC0415 - it brings what draws

    if options.views:
        return _run_many(options)
    view = options.view.lstrip("?")
    try:
        out = options.out or Path(_default_name(options.format, view))
        data = publish.snapshot(view, out=out, force=options.force, **_asked(options))
    except SnapshotError as error:
        raise UsageError(str(error)) from None
    _say(options, out, data, view)
    return GOOD


def run_export(options: argparse.Namespace) -> int:
    """Write the data of a view."""
    from corridors import publish  # noqa: PLC0415

    view = options.view.lstrip("?")
    try:
        out = options.out or Path(_default_name(options.format, view))
        data = publish.export(view, format=options.format, out=out, force=options.force)
    except SnapshotError as error:
        raise UsageError(str(error)) from None
    _say(options, out, data, view)
    return GOOD


def run_verify(options: argparse.Namespace) -> int:
    """Say what has become of a snapshot."""
    from corridors import publish  # noqa: PLC0415
    from corridors.snapshots.verify import Verdict  # noqa: PLC0415

    try:
        report = publish.verify(options.file)
    except SnapshotError as error:
        raise UsageError(str(error)) from None
    if options.json:
        print_json(report.plain, indent=1)
    else:
        print(f"{options.file}: {report.words}")
        for change in report.changes:
            print(f"  {change}")
        print(f"  view: {report.view or '(default)'}; as of {report.asof}; data {report.atlas[:12]}; Corridors {report.version}")
    return GOOD if report.verdict in {Verdict.IDENTICAL, Verdict.UNCHANGED} else FINDINGS


def _default_name(form: str, view: str) -> str:
    from corridors.snapshots.layout import subject_of  # noqa: PLC0415
    from corridors.words import atlas_as_of  # noqa: PLC0415

    day = atlas_as_of(subject_of(open_atlas(), view).atlas).isoformat()
    return f"corridors-{day}.{form}" if re.fullmatch(r"\w{1,8}", form) else f"corridors-{day}"


def _say(options: argparse.Namespace, out: Path, data: bytes, view: str) -> None:
    if str(out) == "-":
        return  # nothing else goes where the file went
    if options.json:
        print_json({"file": str(out), "format": options.format, "bytes": len(data), "view": view})
    else:
        print(f"{out}: {len(data):,} bytes")


def _run_many(options: argparse.Namespace) -> int:
    """Draw a file of views in parallel; a line that cannot be drawn is reported, the others are drawn."""
    from tqdm import tqdm  # noqa: PLC0415

    jobs = list(_read_jobs(options.views))
    folder = options.out or Path()
    if options.view or options.title:
        raise UsageError("--views: not together with --view or --title; a title may follow its view after a tab")
    if not folder.is_dir():
        raise UsageError(f"--out {folder}: no such folder; with --views give a folder that exists")
    if not jobs:
        raise UsageError(f"--views {options.views}: no view in it; allowed: one view string per line, a title after a tab; add one")
    try:
        make_request(**_asked(options))
    except SnapshotError as error:
        raise UsageError(str(error)) from None
    # Before the processes part, so that they share the atlas and what draws.
    import_module("corridors.publish")
    open_atlas()
    draw = partial(_draw_job, folder=folder, asked=_asked(options), force=options.force)
    failures = 0
    for job, result in zip(jobs, _in_parallel(draw, jobs), strict=True):
        failures += "error" in result
        if options.json:
            print_json({"line": job.line, "view": job.view, **result})
        elif "error" in result:
            tqdm.write(f"{options.views}:{job.line}: {result['error']}", file=sys.stderr)
    print(f"{len(jobs) - failures} of {len(jobs)} drawn in {folder}", file=sys.stderr)
    return FINDINGS if failures else GOOD


def _read_jobs(file: Path) -> Iterator[Job]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UsageError(f"--views {file}: {reason}; allowed: a text file with one view string per line") from None
    if len(lines) > MOST_VIEWS:
        raise UsageError(f"--views {file}: {len(lines)} lines; allowed: up to {MOST_VIEWS}; split the file")
    for number, line in enumerate(lines, 1):
        view, _, title = line.partition("\t")
        if line.strip() and not line.startswith("#"):
            yield Job(number, view.strip().lstrip("?"), title.strip() or None)


def _in_parallel(draw: Callable[[Job], dict[str, Any]], jobs: list[Job]) -> Iterator[dict[str, Any]]:
    from tqdm import tqdm  # noqa: PLC0415

    # Forked, the processes share the atlas, the basemap and the fonts.
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    count = max(1, min(len(jobs), len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        yield from tqdm(pool.map(draw, jobs), total=len(jobs), unit="view", disable=None, file=sys.stderr)


def _draw_job(job: Job, folder: Path, asked: dict[str, Any], *, force: bool) -> dict[str, Any]:
    from corridors import publish  # noqa: PLC0415

    slug = re.sub(r"[^a-z0-9]+", "-", (job.title or job.view).lower()).strip("-")[:SLUG].strip("-") or "all"
    out = folder / f"{job.line:03d}-{slug}.{asked['format']}"
    try:
        data = publish.snapshot(job.view, out=out, force=force, **{**asked, "title": job.title})
    except SnapshotError as error:
        return {"error": str(error)}
    return {"file": str(out), "bytes": len(data)}
