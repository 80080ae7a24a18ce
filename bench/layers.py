"""Imported layers measured: 1,000,000 positions from the record to the screen, their bytes beside stock pydeck's, moving and switching."""

from __future__ import annotations

import gzip
import statistics
import time
from pathlib import Path

from layers_made import LINES, POINTS, many_lines
from pages import launch
from playwright.sync_api import Browser, Page, sync_playwright
from table import Row, judged, verdict
from visits import LAPTOP, LONGEST_WAIT_SECONDS, MAP_READY, Traffic, is_ours, serve

from corridors.layer_data import LayerData, layer_data

HERE = Path(__file__).parent
OURS, STOCK = (("-m", "streamlit", "run", str(HERE / name), "--server.port", "{port}") for name in ("layers_page.py", "layers_stock.py"))
MB = 1_000_000
TIMES_FEWER, MOST_SECONDS = 4.0, 8.0
DRAG_SECONDS, DRAG_PX, DRAG_STEPS, SWITCHES = 3.0, 120, 80, 3
QUIET_SECONDS, STOCK_SECONDS = 4.0, 120.0
# Clicks, and returns the ms until the map says that what it shows is painted, everything fetched.
SWITCH = """async selector => {
  const map = document.querySelector('[data-testid=corridor-map]');
  const last = () => performance.getEntriesByName("corridors:painted").at(-1)?.startTime ?? 0;
  const start = performance.now();
  map.dataset.ready = "false";
  document.querySelector(selector).click();
  while (last() <= start || map.dataset.ready !== "true") await new Promise(resolve => setTimeout(resolve, 5));
  return last() - start;
}"""
COUNT_VIEWS = """() => {
  window.moves = 0;
  window.counter ??= new MutationObserver(() => window.moves++);
  window.counter.disconnect();
  window.counter.observe(document.querySelector("[data-testid=corridor-map]"),
    { attributes: true, attributeFilter: ["data-view"] });
}"""


def opened(browser: Browser, host: str, query: str) -> tuple[Page, Traffic, float]:
    """Return a page whose map is ready, its traffic, and the seconds that it took."""
    page = browser.new_context(viewport=LAPTOP).new_page()
    traffic = Traffic(host)
    traffic.attach(page)
    start = time.perf_counter()
    page.goto(f"http://{host}/?{query}", wait_until="commit")
    page.wait_for_selector(MAP_READY, state="attached", timeout=LONGEST_WAIT_SECONDS * 1000)
    return page, traffic, time.perf_counter() - start


def moves_a_second(page: Page) -> float:
    """Drag the map to and fro and return how many cameras a second it took over."""
    left, top, width, height = page.evaluate(
        "(box => [box.x, box.y, box.width, box.height])(document.querySelector('[data-testid=corridor-map]').getBoundingClientRect())"
    )
    x, y = left + width * 0.6, top + height * 0.5
    page.evaluate(COUNT_VIEWS)
    page.mouse.move(x, y)
    page.mouse.down()
    start, index = time.monotonic(), 0
    while time.monotonic() - start < DRAG_SECONDS:
        index += 1
        there = abs(index % (2 * DRAG_STEPS) - DRAG_STEPS) / DRAG_STEPS
        page.mouse.move(x + DRAG_PX * there, y)
    moved = float(page.evaluate("window.moves")) / (time.monotonic() - start)
    page.mouse.up()
    page.wait_for_timeout(1500)
    return moved


def ours(browser: Browser) -> tuple[float, int, list[float], tuple[float, float]]:
    """Return ms from switching the lines on to painted, their bytes, ms of further switches, and moves a second without and with layers."""
    with serve(OURS) as (host, _):
        page, traffic, _ = opened(browser, host, "layer=none")
        without = moves_a_second(page)
        traffic.clear()
        first = float(page.evaluate(SWITCH, '[data-key="layer-lines"]'))
        page.wait_for_timeout(2000)
        fetched = traffic.http_bytes(is_ours) + traffic.socket
        page.evaluate(SWITCH, '[data-key="layer-points"]')
        page.wait_for_timeout(2000)
        switches = []
        for selector in ('[data-key="layer-lines"]', '[data-key="kind-gas_pipeline"]', '[data-key="status-proposed"]') * SWITCHES:
            for _ in range(2):
                switches.append(float(page.evaluate(SWITCH, selector)))
                page.wait_for_timeout(1000)
        moved = without, moves_a_second(page)
        page.context.close()
    return first, fetched, switches, moved


def stock_bytes(browser: Browser) -> int:
    """Return the bytes that the stock page's data takes; whether it ever paints is not waited for."""
    with serve(STOCK) as (host, _):
        page = browser.new_context(viewport=LAPTOP).new_page()
        traffic = Traffic(host)
        traffic.attach(page)
        page.goto(f"http://{host}/", wait_until="commit")
        deadline = time.monotonic() + STOCK_SECONDS
        while time.monotonic() < deadline and (traffic.socket < MB or time.monotonic() - traffic.touched < QUIET_SECONDS):
            page.wait_for_timeout(200)
        return traffic.socket + traffic.http_bytes(is_ours)


def byte_rows(data: LayerData, fetched: int, stock: int) -> list[Row]:
    """Return the rows that compare what goes over the wire."""
    finest = len(data.levels[-1].data) + len(data.words)
    every = sum(len(level.data) for level in data.levels) + len(data.words)
    return [
        Row("Bytes, stock pydeck JSON of the same lines", f"{stock / MB:.1f} MB"),
        Row(
            "Bytes, ours where the map opens", f"{fetched / MB:.2f} MB: {stock / fetched:.0f} times fewer",
            f"≥ {TIMES_FEWER:g} times fewer", verdict(stock >= TIMES_FEWER * fetched),
        ),
        Row(
            "Bytes, ours with every position of the file", f"{finest / MB:.1f} MB: {stock / finest:.1f} times fewer",
            f"≥ {TIMES_FEWER:g} times fewer", verdict(stock >= TIMES_FEWER * finest),
        ),
        Row(f"– all {len(data.levels)} levels of detail together, which no visit asks for at once", f"{every / MB:.1f} MB"),
        Row("– the finest level before gzip", f"{len(gzip.decompress(data.levels[-1].data)) / MB:.1f} MB"),
    ]  # fmt: skip


def layer_rows() -> list[Row]:
    """Measure and return the rows of the table."""
    layer = many_lines()
    start = time.perf_counter()
    data = layer_data(layer)
    packed = time.perf_counter() - start
    with sync_playwright() as playwright, launch(playwright) as browser:
        first, fetched, switches, (without, moved) = ours(browser)
    with sync_playwright() as playwright, launch(playwright) as browser:
        stock = stock_bytes(browser)
    many = f"{LINES:,} lines with 1,000,000 positions"
    return [
        Row(f"{many}: simplified and packed, once a server", f"{packed:.2f} s"),
        Row("– switched on to painted, fetched for the first time", f"{first / 1000:.2f} s"),
        judged("– both: from the record to painted", packed + first / 1000, MOST_SECONDS, "s"),
        *byte_rows(data, fetched, stock),
        Row(
            f"Switching a layer, kind or status with {POINTS:,} points beside them, median of {len(switches)}",
            f"{statistics.median(switches):.0f} ms (worst {max(switches):.0f})",
        ),
        Row("Cameras a second while dragging, with both layers", f"{moved:.1f} (without any: {without:.1f})"),
    ]


if __name__ == "__main__":
    from table import table

    print("\n".join(table(layer_rows())))
