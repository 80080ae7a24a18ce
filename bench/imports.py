"""Imports measured: seconds and memory of `corridors import` in processes of their own, from the file to the layer that is kept."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from table import Row, judged
from visits import ROOT

from corridors.cli import GOOD, USAGE
from corridors.importing.limits import MAX_FILE_BYTES, MAX_ROWS, MAX_SECONDS

MB = 1_000_000
TRACKER = ROOT.parent / "shared" / "samples" / "gem_goit_pipelines_2024-06.csv"
PIPELINES, POINTS, POSITIONS = 1_018, 100_000, 2_000
TIMES_THE_FILE, LEAST_MB = 5, 600
HEADING = (
    "id",
    "name",
    "country",
    "status",
    "type",
    "owner",
    "capacity",
    "capacity unit",
    "start year",
    "url",
    "longitude",
    "latitude",
    "remarks",
)
STATUSES = ("operating", "proposed", "under construction", "Cancelled", "--")


class Import(NamedTuple):
    """One call: how it ended, how long it took and how long it worked, its largest resident size, and the size of its file."""

    code: int
    seconds: float
    cpu_seconds: float
    memory_mb: float
    file_mb: float


def imported(path: Path) -> Import:
    """Import a file into a workspace of its own, with the report written, and measure the process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"CORRIDORS_WORKSPACE": str(Path(folder) / "workspace.sqlite")}
        call = [sys.executable, "-m", "corridors.cli", "import", str(path), "--report", str(Path(folder) / "report.csv")]
        start = time.perf_counter()
        with subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
    return Import(process.returncode, took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / MB, path.stat().st_size / MB)


def write_pipelines(path: Path) -> None:
    """Write a table of the form and size of Global Energy Monitor's oil map, for where that is not at hand."""
    draw = np.random.default_rng(5)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("project", "unit", "type", "parent", "countries", "status", "start_year", "capacity", "geom", "route", "url"))
        for row in range(PIPELINES):
            ways = np.array((48, 68)) + np.cumsum(draw.normal(0, 0.2, (40, 2)), axis=0)
            route = ":".join(f"{lat:.6f},{lon:.6f}" for lat, lon in ways)
            about = (f"Line {row}", f"Line {row}", "oil_pipelines", f"Company {row % 90} [100%]", "Kazakhstan", STATUSES[row % 4])
            table.writerow((*about, 1960 + row % 60, 100_000 + row, "line", route, f"https://example.org/{row}"))


def write_points(path: Path, rows: int, remark: int = 0) -> None:
    """Write a table of points in Kazakhstan; `remark` characters of text in each row."""
    places = np.random.default_rng(6).uniform((52, 46), (78, 50), (rows, 2)).tolist()
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(HEADING)
        for row, (lon, lat) in enumerate(places):
            about = (
                f"S{row}",
                f"Station {row}, north",
                "Kazakhstan",
                STATUSES[row % 5],
                "gas",
                f"A {row % 300} [60%]; B {row % 70} [40%]",
                row % 50,
            )
            table.writerow((*about, "bcm/y", 1980 + row % 50, f"https://example.org/{row}", f"{lon:.6f}", f"{lat:.6f}", "x" * remark))


def write_lines(path: Path, size: int) -> None:
    """Write GeoJSON of long lines until it is as large as asked."""
    draw = np.random.default_rng(7)
    with path.open("w", encoding="utf-8") as stream:
        written = stream.write('{"type":"FeatureCollection","features":[')
        row = 0
        while written < size - 100_000:
            ways = np.cumsum(draw.uniform(-0.01, 0.012, (POSITIONS, 2)), axis=0) + draw.uniform((50, 44), (70, 50))
            positions = ",".join(f"[{lon:.12f},{lat:.12f}]" for lon, lat in ways.tolist())
            feature = (
                f'{{"type":"Feature","properties":{{"name":"Line {row}"}},"geometry":{{"type":"LineString","coordinates":[{positions}]}}}}'
            )
            written += stream.write(f"{',' if row else ''}{feature}")
            row += 1
        stream.write("]}")


def rows_of(what: str, found: Import, most_seconds: float) -> Iterator[Row]:
    """Return the rows of one import.

    Raises:
        RuntimeError: it did not end as it should; a call that fails early would be measured as a fast one.
    """
    if found.code == USAGE:
        raise RuntimeError(f"{what}: the import was refused")
    worked = f" ({found.cpu_seconds:.1f} s of a processor)"
    yield judged(f"{what}, {found.file_mb:,.1f} MB: `corridors import` in a new process", found.seconds, most_seconds, "s", worked)
    yield judged("– largest memory", found.memory_mb, max(LEAST_MB, TIMES_THE_FILE * found.file_mb), "MB")


def import_rows() -> list[Row]:
    """Return what was measured of the files that the limits are about."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if TRACKER.is_file():
            rows += rows_of(f"Global Energy Monitor's oil map, {PIPELINES:,} pipelines", imported(TRACKER), 3)
        else:
            write_pipelines(path)
            rows += rows_of(f"A table like Global Energy Monitor's oil map, {PIPELINES:,} pipelines", imported(path), 3)
        largest = int(MAX_FILE_BYTES * 0.99)
        made: tuple[tuple[str, Callable[[], None], float], ...] = (
            (f"CSV of {POINTS:,} points", lambda: write_points(path, POINTS), 10),
            (f"CSV of {MAX_ROWS:,} points, the most that is taken", lambda: write_points(path, MAX_ROWS), MAX_SECONDS),
            (f"CSV of {MAX_ROWS:,} points, the largest", lambda: write_points(path, MAX_ROWS, (largest - MAX_ROWS * 155) // MAX_ROWS), MAX_SECONDS),
            ("GeoJSON of lines, the largest", lambda: write_lines(path, largest), MAX_SECONDS),
        )  # fmt: skip
        for what, write, most_seconds in made:
            write()
            rows += rows_of(what, imported(path), most_seconds)
        rows += refused_rows(path)
    return rows


def refused_rows(path: Path) -> Iterator[Row]:
    """Return how fast a table of a million rows is refused."""
    write_points(path, 1_000_000)
    found = imported(path)
    if found.code in {GOOD, 1}:
        raise RuntimeError("a table of a million rows was taken")
    yield judged(
        f"CSV of 1,000,000 points, {found.file_mb:,.0f} MB, is refused within", found.seconds, 30, "s", f" ({found.memory_mb:,.0f} MB)"
    )


if __name__ == "__main__":
    from table import table

    print("\n".join(table(import_rows())))
