"""Measures speed and memory of this checkout: prints one table and writes it to docs/bench/, named by the day.

Nothing here asserts: a number depends on the machine, so a missed target is a row that says so.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any

from drops import drop_rows
from imports import import_rows
from layers import layer_rows
from map_rows import map_rows
from maps import Maps, measure_maps
from news import news_rows
from pictures import picture_rows
from plays import play_rows
from sections import section_lines
from streamlit.testing.v1 import AppTest
from table import Row, judged, table
from visits import FURTHER_VISITORS, ROOT, Visits, measure_visits

import corridors
from corridors.history import turning_days

KB, MB = 1000, 1_000_000
LOADS, CALLS, DAYS = 20, 5, 20
SEARCHES = ("TAPI", "INSTC", "CPEC", "Gazprom", "Herat", "Chabahar", "gas", "rail")
LISTS = {"country": ("RU", "IR", "AF", "PK", "IN", "CN"), "role": ("operator", "financier"), "event": ("opening", "sanction")}


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def load_rows() -> Iterator[Row]:
    """Measure loading in this process, and the command line in processes of its own."""
    corridors.load()
    loads = [seconds(corridors.load) for _ in range(LOADS)]
    digests = [seconds(corridors.digest) for _ in range(LOADS)]
    command = [sys.executable, "-m", "corridors.cli", "list"]
    calls = [seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True)) for _ in range(CALLS)]
    yield judged(f"Atlas load, warm, median of {LOADS}", statistics.median(loads), 0.5, "s", f" (worst {max(loads):.2f})")
    yield Row(f"Digest of the reference data, median of {LOADS}", f"{statistics.median(digests) * 1000:.1f} ms")
    yield Row(f"`corridors list` in a new process, median of {CALLS}", f"{statistics.median(calls):.2f} s (worst {max(calls):.2f})")


def ticks(keys: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Yield changes that walk along checkboxes, one change at a time, so that no view comes twice: a, ab, b, bc, c."""
    last = None
    for key in keys:
        yield key, True
        if last:
            yield last, False
        last = key
    if last:
        yield last, False


def filter_changes(app: AppTest) -> list[tuple[str, object]]:
    """Return (widget key, value) of every change, in order; every other filter is off while one group is walked along."""
    boxes = [str(box.key) for box in app.checkbox]
    walked = [*ticks(key for key in boxes if key.startswith("kind-")), *ticks(key for key in boxes if key.startswith("status-"))]
    walked += [("q", text) for text in (*SEARCHES, "")]
    for key, chosen in LISTS.items():
        walked += [(key, [value]) for value in chosen] + [(key, [])]
    return walked


def make_change(app: AppTest, key: str, value: object) -> float:
    """Set one widget, run the page, and return the seconds that the run took.

    Raises:
        RuntimeError: the page reported an error; a run that stops early would be measured as a fast one.
    """
    kinds = {bool: "checkbox", str: "text_input", list: "multiselect", dt.date: "date_input"}
    kind = kinds[type(value)]
    widget: Any = next(found for found in app.get(kind) if getattr(found, "key", None) == key)
    widget.set_value(value)
    took = seconds(app.run)
    if app.exception or app.error:
        raise RuntimeError(f"{key}={value}: the page shows an error: {[*app.exception, *app.error]}")
    return took


def server_rows() -> Iterator[Row]:
    """Measure the script run of the real page, in this process, for different filter changes."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    first = seconds(app.run)
    times = sorted(make_change(app, key, value) * 1000 for key, value in filter_changes(app))
    spread = f" (90 % within {times[round(0.9 * (len(times) - 1))]:.0f}, worst {times[-1]:.0f})"
    yield judged(f"Server time of a filter change, median of {len(times)} different", statistics.median(times), 40, "ms", spread)
    days = turning_days(corridors.load())[:: len(turning_days(corridors.load())) // DAYS]
    steps = sorted(make_change(app, "asof-date", day) * 1000 for day in days)
    yield judged(
        f"Server time of an as-of change, median of {len(steps)} days", statistics.median(steps), 60, "ms", f" (worst {steps[-1]:.0f})"
    )
    yield Row("Server time of the first run of all, atlas load included", f"{first:.2f} s")


def change_rows(seen: Visits) -> Iterator[Row]:
    """Return the rows of filter changes made in the browser."""
    worst = max(seen.changes, key=lambda change: change.socket)
    fetched = max(seen.changes, key=lambda change: change.http)
    settled = [change.settled_ms for change in seen.changes]
    number = len(seen.changes)
    yield judged(f"Socket, one filter change, median of {number}", statistics.median(c.socket for c in seen.changes) / KB, 80, "KB")
    yield judged("Socket, one filter change, worst", worst.socket / KB, 80, "KB", f" ({worst.name})")
    yield Row(
        f"Fetched by HTTP for one filter change, median of {number}",
        f"{statistics.median(c.http for c in seen.changes) / KB:,.0f} KB (worst {fetched.http / KB:,.0f}, "
        f"of it map data {fetched.media / KB:,.0f}: {fetched.name})",
    )
    yield Row("Browser: message to last answer, median", f"{statistics.median(c.answer_ms for c in seen.changes):.0f} ms")
    yield Row("Browser: click to settled page, median", f"{statistics.median(settled):.0f} ms (worst {max(settled):.0f})")


def visit_rows(seen: Visits) -> Iterator[Row]:
    """Return the rows of the first visit and of memory."""
    total = seen.first_streamlit + seen.first_media + seen.first_socket
    yield judged("First visit, all bytes", total / MB, 5, "MB")
    yield Row("– Streamlit's own files", f"{seen.first_streamlit / MB:.2f} MB")
    yield Row("– ours: the map's script, basemap and data by HTTP", f"{seen.first_media / MB:.2f} MB")
    yield Row("– ours: over the socket", f"{seen.first_socket / MB:.2f} MB")
    yield Row("– hosts asked other than the app's own", ", ".join(seen.strangers) or "none")
    yield Row("Server memory before any visitor", f"{seen.memory_before:.0f} MB")
    yield judged("Server memory with one visitor", seen.memory_one, 350, "MB")
    yield judged(f"Server memory per further visitor, mean of {FURTHER_VISITORS}", seen.memory_further, 3, "MB")
    yield Row("Server memory at the end, after every filter change", f"{seen.memory_after_changes:.0f} MB")


def deck_version() -> str:
    """Return the deck.gl that the map is built with."""
    lock = json.loads((ROOT / "corridors" / "mapview" / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/@deck.gl/core"]["version"])


def report(rows: Iterable[Row], seen: Visits, maps: Maps, sections: Iterable[str], took: float) -> str:
    """Return the page: what was measured on, the tables, and how to read them."""
    names = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "pydeck"))
    busy = os.getloadavg()[0]
    about = (
        f"Python {platform.python_version()}, {names}, deck.gl {deck_version()}, Chromium {seen.chromium}, {os.cpu_count()} CPUs, load average at the end {busy:.1f}; "
        f"edition {corridors.load().edition.version}; took {took:.0f} s. Made by `make bench`."
    )
    lines = [
        f"# Benchmark of {dt.datetime.now(dt.UTC).date().isoformat()}",
        "",
        about,
        "",
        *table(rows),
        "",
        "KB and MB are powers of 10. Server time is the whole run of the page script in process, Streamlit's own work included. Socket bytes are",
        "payloads before compression; HTTP bytes are as transferred, with headers. A page is settled with the last change of its document; the",
        "map's own painting comes after it and is not in the time. Memory is the resident size of the server process.",
        "",
        "## The map beside stock pydeck_chart",
        "",
        *table(map_rows(maps)),
        "",
        f"Stock is `bench/stock_page.py`: the same corridors, casings, bands, sites, names and basemap by `st.pydeck_chart`. Canvases: {maps.canvases}.",
        "Painted is the first animation frame after the frame that shows the change, with the rasteriser waited for; on both pages it is seen from",
        "outside by the same script, and the frame is proved by its pixels (`bench/maps.py`). WebGL runs on a software rasteriser here.",
        "",
        *sections,
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write."""
    start = time.perf_counter()
    rows = [*load_rows(), *server_rows()]
    seen, maps, pictures, plays, layers = measure_visits(), measure_maps(), picture_rows(), play_rows(), layer_rows()
    sections = section_lines(pictures, [*layers, *drop_rows()], import_rows(), news_rows(make_change))
    text = report([*rows, *change_rows(seen), *visit_rows(seen), *plays], seen, maps, sections, time.perf_counter() - start)
    folder = ROOT / "docs" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{dt.datetime.now(dt.UTC).date().isoformat()}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
