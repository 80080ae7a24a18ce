"""Snapshots measured: each format warm, the command line cold, beside a screenshot of the page, and a hundred at once."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path

from pages import launch
from playwright.sync_api import Page, ViewportSize, sync_playwright
from table import Row, judged, verdict
from visits import ROOT, serve

import corridors
from corridors.snapshots.make import make
from corridors.snapshots.request import Format, make_request

LIMITS = {Format.PNG: 0.8, Format.PDF: 1.0, Format.HTML: 0.5}
SCREEN: ViewportSize = {"width": 1920, "height": 1080}
TIMES, COLD_TIMES, SHOTS, MANY = 9, 5, 5, 100
KINDS = ("gas_pipeline", "railway", "multimodal", "oil_pipeline", "power_line", "road")
MOST_MB = 600
# Views that differ in what is drawn and where it looks.
CAMERAS = ("57.0,37.2,3.2", "66,34,4.6", "47,40,5", "70,31,5.2", "60,45,3.4")


def views(number: int) -> list[str]:
    """Return different views, everything first."""
    found = [f"map={camera}" for camera in CAMERAS]
    found += [f"kind={','.join(KINDS[: index + 1])}&map={camera}" for index, camera in product(range(len(KINDS)), CAMERAS)]
    found += [f"{view}&theme=dark" for view in found] + [f"{view}&labels=off" for view in found]
    return found[:number]


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def warm(form: Format) -> list[float]:
    """Return the seconds of drawing different views of everything in one format."""
    atlas = corridors.load()
    make(atlas, make_request(format=form))
    cameras = [f"map={57 + index},37.2,3.2" for index in range(TIMES)]
    return [seconds(lambda view=view: make(atlas, make_request(view=view, format=form))) for view in cameras]  # type: ignore[misc]


def cold(form: Format) -> list[float]:
    """Return the seconds of the command line in new processes."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "corridors.cli", "snapshot", "--format", form, "--force", "--out", f"{folder}/x.{form}"]
        return [seconds(lambda: subprocess.run(call, cwd=ROOT, check=True, capture_output=True)) for _ in range(COLD_TIMES)]


def shoot(page: Page, host: str, view: str) -> tuple[float, float]:
    """Return the seconds of opening a view and taking its picture, and of the picture alone."""
    start = time.perf_counter()
    page.goto(f"http://{host}/?{view}")
    page.wait_for_selector('[data-testid="corridor-map"][data-ready="true"]', state="attached")
    opened = time.perf_counter()
    page.screenshot()
    end = time.perf_counter()
    return end - start, end - opened


def screenshots() -> tuple[list[float], list[float]]:
    """Return what `shoot` gives for different views in a browser that has shown one before."""
    with serve() as (host, _), sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_context(viewport=SCREEN).new_page()
        shoot(page, host, "")
        pairs = [shoot(page, host, f"map={57 + index},37.2,3.2") for index in range(SHOTS)]
    return [whole for whole, _ in pairs], [alone for _, alone in pairs]


def family(process: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [process]
    for parent in found:
        with suppress(OSError):
            found += [int(child) for task in Path(f"/proc/{parent}/task").iterdir() for child in (task / "children").read_text().split()]
    return found


def pss_mb(process: int) -> float:
    """Return the proportional size of a process and its children in MB (10^6 bytes)."""
    total = 0
    for one in family(process):
        with suppress(OSError):
            line = next(line for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
            total += int(line.split()[1])
    return total * 1024 / 1e6


def many() -> tuple[float, float]:
    """Return seconds and peak MB of drawing a hundred views by one command."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "views.txt"
        file.write_text("\n".join(views(MANY)), encoding="utf-8")
        call = [sys.executable, "-m", "corridors.cli", "snapshot", "--views", str(file), "--out", folder]
        start, peak = time.perf_counter(), 0.0
        with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                peak = max(peak, pss_mb(process.pid))
                time.sleep(0.1)
        took = time.perf_counter() - start
        drawn = len(list(Path(folder).glob("*.png")))
    if process.returncode or drawn != MANY:
        raise RuntimeError(f"{drawn} of {MANY} views were drawn")
    return took, peak


def picture_rows() -> list[Row]:
    """Measure and return the rows of the table."""
    rows, png = [], 0.0
    for form in Format:
        times = warm(form)
        middle, note = statistics.median(times), f" (worst {max(times):.2f})"
        what = f"{form.upper()} of everything, 1920 × 1080, warm, median of {TIMES}"
        rows.append(judged(what, middle, LIMITS[form], "s", note) if form in LIMITS else Row(what, f"{middle:.2f} s{note}"))
        png = middle if form is Format.PNG else png
    for form in (Format.PNG, Format.HTML):
        times = cold(form)
        rows.append(
            judged(
                f"`corridors snapshot --format {form}`, new process, median of {COLD_TIMES}",
                statistics.median(times),
                4,
                "s",
                f" (worst {max(times):.2f})",
            )
        )
    whole, alone = screenshots()
    for what, found, target in (
        ("Screenshot of the page in headless Chromium, opened for it", whole, 4),
        ("– the screenshot alone", alone, 0),
    ):
        middle = statistics.median(found)
        ratio = middle / png
        rows.append(
            Row(
                f"{what}, median of {SHOTS}",
                f"{middle:.2f} s: our PNG is {ratio:.1f} times faster",
                f"≥ {target} times faster" if target else "",
                verdict(ratio >= target) if target else "",
            )
        )
    took, peak = many()
    rows.append(Row(f"{MANY} views by one command, {len(set(views(MANY)))} of them different", f"{took:.1f} s, {took / MANY:.2f} s each"))
    rows.append(judged("– peak memory", peak, MOST_MB, "MB"))
    return rows


if __name__ == "__main__":
    from table import table

    print("\n".join(table(picture_rows())))
