"""A file dropped into the dashboard, measured: until its report is there, and from keeping it until the map has painted it."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
from layers_made import LINES, many_lines, many_points
from pages import launch
from playwright.sync_api import Browser, Page, expect, sync_playwright
from table import Row, judged
from visits import LAPTOP, LONGEST_WAIT_SECONDS, MAP_READY, serve

from corridors.imported import ImportedLayer
from corridors.workspace.place import VARIABLE

MB = 1_000_000
MOST_SECONDS = 8.0
# Clicks Keep, and returns the ms until the map says that what it then shows is painted, everything fetched.
KEEP = """async before => {
  const start = performance.now();
  [...document.querySelectorAll("button")].find(button => /Keep [\\d,]+ feature/.test(button.textContent)).click();
  const map = () => document.querySelector("[data-testid=corridor-map]");
  const painted = () => performance.getEntriesByName("corridors:painted").at(-1)?.startTime ?? 0;
  while (map().dataset.visible === before || map().dataset.ready !== "true" || painted() <= start)
    await new Promise(resolve => setTimeout(resolve, 5));
  return painted() - start;
}"""


def written(layer: ImportedLayer, folder: Path) -> Path:
    """Write a layer as the GeoJSON that a user may bring; return its path."""
    rows = zip(layer.features["name"], layer.features["kind"], layer.features["status"], layer.features.geometry, strict=True)
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind, "status": status},
            "geometry": json.loads(shapely.to_geojson(shapely.transform(shape, lambda at: np.round(at, 5)))),
        }
        for name, kind, status, shape in rows
    ]
    path = folder / f"{layer.id}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def dropped(page: Page, path: Path) -> tuple[float, float]:
    """Return the seconds from dropping a file to its report, and from keeping it to the paint."""
    before = page.locator("[data-testid=corridor-map]").get_attribute("data-visible") or ""
    start = time.perf_counter()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("button", name="Keep ")).to_be_enabled(timeout=LONGEST_WAIT_SECONDS * 1000)
    read = time.perf_counter() - start
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    kept = float(page.evaluate(KEEP, before)) / 1000
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    return read, kept


def measured(browser: Browser, folder: Path) -> dict[str, tuple[float, float, float]]:
    """Return by layer the megabytes of its file, and the two times."""
    files = [written(layer, folder) for layer in (many_points(), many_lines())]
    os.environ[VARIABLE] = str(folder / "workspace.sqlite")
    with serve() as (host, _):
        page = browser.new_context(viewport=LAPTOP).new_page()
        page.goto(f"http://{host}/", wait_until="commit")
        page.wait_for_selector(MAP_READY, state="attached", timeout=LONGEST_WAIT_SECONDS * 1000)
        page.get_by_test_id("stButtonGroup").get_by_text("Layers").click()
        expect(page.get_by_text("Bring a file of your own")).to_be_visible()
        found = {path.stem: (path.stat().st_size / MB, *dropped(page, path)) for path in files}
        page.context.close()
    return found


def drop_rows() -> list[Row]:
    """Measure and return the rows of the table."""
    kept = os.environ.get(VARIABLE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, launch(playwright) as browser:
        found = measured(browser, Path(folder))
    os.environ.pop(VARIABLE)
    if kept is not None:
        os.environ[VARIABLE] = kept
    size, read, painted = found["lines"]
    points = found["points"]
    return [
        judged(f"{LINES:,} lines with 1,000,000 positions ({size:.0f} MB of GeoJSON): from drop to painted", read + painted, MOST_SECONDS, "s",
               f" (report {read:.1f}, from keeping to painted {painted:.1f})"),
        Row(f"50,000 points ({points[0]:.0f} MB): report, from keeping to painted", f"{points[1]:.1f} s, {points[2]:.1f} s"),
    ]  # fmt: skip


if __name__ == "__main__":
    from table import table

    print("\n".join(table(drop_rows())))
