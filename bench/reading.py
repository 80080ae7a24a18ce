"""Reading in a process of its own measured beside the same readers called in this one, turn by turn in one run.

`make bench-reading` prints the table and writes it to docs/bench/, named by the day.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from imports import write_lines, write_points
from news_made import made_article
from table import Row, judged, table
from visits import ROOT

from corridors.importing import normalise, read_file, recognise, samples_of
from corridors.importing.limits import MAX_ROWS, MB
from corridors.news.propose import propose
from corridors.news.reading import read_news
from corridors.reading import worker
from corridors.reading.sandbox import resident_bytes
from corridors.tasks.bring_layer import bring_file, make_layer
from corridors.tasks.folder import WARM
from corridors.tasks.review_news import read_and_link
from corridors.workspace.opened import shipped

TURNS_SMALL, TURNS_LARGE = 15, 2
MOST_SECONDS_MORE, MOST_TIMES = 0.3, 1.10
LARGE_BYTES = 50_000_000
TODAY = dt.date(2026, 11, 27)


def here(data: bytes, name: str) -> None:
    """Bring a file in this process."""
    raw = read_file(data, name)
    mapping = recognise(raw)
    samples_of(raw, mapping)
    normalise(raw, mapping)


def apart(data: bytes, name: str) -> None:
    """Bring a file in processes of its own."""
    brought = bring_file(data, name)
    make_layer(brought, brought.mapping)


def news_here(data: bytes, _: str) -> None:
    """Read news in this process."""
    propose(shipped(), read_news(data, TODAY).candidates)


def news_apart(data: bytes, _: str) -> None:
    """Read news in a process of its own."""
    read_and_link(data, TODAY)


def seconds(call: Callable[[bytes, str], None], data: bytes, name: str) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call(data, name)
    return time.perf_counter() - start


def both(
    data: bytes, name: str, turns: int, calls: tuple[Callable[[bytes, str], None], Callable[[bytes, str], None]]
) -> tuple[float, float]:
    """Return the medians of both ways, after one call of each that is not counted."""
    for call in calls:
        call(data, name)
    times = [tuple(seconds(call, data, name) for call in calls) for _ in range(turns)]
    return statistics.median(time for time, _ in times), statistics.median(time for _, time in times)


def files(folder: Path) -> Iterator[tuple[str, bytes, str, int]]:
    """Yield what is measured: words, bytes, name, and how often."""
    small = gpd.GeoDataFrame({"name": ["North", "South"]}, geometry=[shapely.LineString([(58, 38), (59, 38)])] * 2, crs=4326)
    for ending, driver in ((".gpkg", "GPKG"), (".kml", "KML")):
        small.to_file(folder / f"small{ending}", driver=driver)
        yield f"Small {driver}", (folder / f"small{ending}").read_bytes(), f"small{ending}", TURNS_SMALL
    yield "Small CSV", b"name,lon,lat,status\nA,62,34,operating\nB,63,35,proposed\n", "small.csv", TURNS_SMALL
    yield "Small GeoJSON", small.to_json().encode(), "small.geojson", TURNS_SMALL
    write_points(folder / "large.csv", MAX_ROWS)
    yield f"CSV of {MAX_ROWS:,} points", (folder / "large.csv").read_bytes(), "large.csv", TURNS_LARGE
    write_lines(folder / "large.geojson", LARGE_BYTES)
    yield "GeoJSON of long lines, 50 MB", (folder / "large.geojson").read_bytes(), "large.geojson", TURNS_LARGE
    draw = np.random.default_rng(8)
    starts = draw.uniform((52, 46), (78, 50), (MAX_ROWS, 2))
    lines = shapely.linestrings(starts[:, None, :] + np.cumsum(draw.uniform(-0.01, 0.01, (MAX_ROWS, 5, 2)), axis=1))
    many = gpd.GeoDataFrame({"name": [f"Line {row}" for row in range(MAX_ROWS)], "country": "Kazakhstan"}, geometry=lines, crs=4326)
    for ending, driver in ((".gpkg", "GPKG"), (".fgb", "FlatGeobuf")):
        many.to_file(folder / f"large{ending}", driver=driver)
        yield f"{driver} of {MAX_ROWS:,} lines", (folder / f"large{ending}").read_bytes(), f"large{ending}", TURNS_LARGE


def rows() -> Iterator[Row]:
    """Measure, small files by the seconds that they take more, large ones by how many times as long they take."""
    start = time.perf_counter()
    worker.start([WARM])
    bring_file(b"name,lon,lat\nA,62,34\n", "first.csv")
    yield Row("First file of all, the process that readers are forked from started for it", f"{time.perf_counter() - start:.2f} s")
    idle = resident_bytes(worker.forked_from()) / MB
    yield Row("Memory of that process, shared with those forked from it", f"{idle:,.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for what, data, name, turns in files(Path(folder)):
            yield compared(what, *both(data, name, turns, (here, apart)), turns)
    for what, text, turns in (
        ("Article of 1 kB", made_article(shipped(), 1_000, 300), TURNS_SMALL),
        ("Article of 1 MB", made_article(shipped(), 1_000_000, 2_000), TURNS_LARGE),
    ):
        yield compared(what, *both(text, "", turns, (news_here, news_apart)), turns)


def compared(what: str, inside: float, outside: float, turns: int) -> Row:
    """Return the row of one file."""
    if turns == TURNS_SMALL:
        return judged(f"{what}: more than in the process itself", outside - inside, MOST_SECONDS_MORE, "s", f" ({inside:.3f} s there)")
    return judged(
        f"{what}: times as long as in the process itself",
        outside / inside,
        MOST_TIMES,
        "times",
        f" ({outside:.2f} s, {inside:.2f} s there)",
    )


def main() -> None:
    """Measure, print and write."""
    day = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [f"# Reading in processes of its own, {day}", "", *table(rows()), ""]
    lines += [
        f"Medians, both ways turn by turn in one run, {os.cpu_count()} CPUs, load average at the end {os.getloadavg()[0]:.1f}. A file goes its",
        "whole way: read, recognised, normalised, and its features back in this process. Made by `make bench-reading`.",
        "",
    ]
    text = "\n".join(lines)
    (ROOT / "docs" / "bench" / f"{day}-reading.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
