"""A running dashboard and a headless Chromium for the browser tests."""

from __future__ import annotations

import math
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as OutOfTime

from corridors.model import Position

ROOT = Path(__file__).parent.parent.parent
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Of the software rasteriser only WebGL has need: the page itself is drawn without it at a third of the work.
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    "--disable-accelerated-2d-canvas",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 30_000
OPENINGS = 6
expect.set_options(timeout=15_000)


@contextmanager
def serve(**environment: str) -> Iterator[str]:
    """Run the dashboard on a free port and give its address once it answers."""
    with serve_call((sys.executable, "-m", "corridors.cli", "serve", "--port", "{port}"), **environment) as address:
        yield address


@contextmanager
def serve_call(call: Sequence[str], **environment: str) -> Iterator[str]:
    """Run a server whose call has `{port}` where a free port belongs, and give its address once it answers."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [part.format(port=port) for part in call]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health").close()  # noqa: S310 - our own server
                break
            except OSError:
                assert time.monotonic() < deadline, "the dashboard did not start"
                assert process.poll() is None, "the dashboard ended at once"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is missing; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


# Counts what a script cannot be asked later: WebGL contexts made, and whether any text has run as a script.
WATCH = """
window.webglContexts = new Set();
const made = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const context = made.call(this, kind, ...rest);
  if (context && kind.startsWith("webgl")) window.webglContexts.add(context);
  return context;
};
window.alert = () => { window.alerted = true; };
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when a request leaves for another host, a script fails, or the map makes a second context."""
    with watched(browser) as opened:
        yield opened


@contextmanager
def watched(browser: Browser, *, contexts: int = 1, faults_allowed: str = "", **options: Any) -> Iterator[Page]:  # noqa: ANN401
    """Open a page of its own; on leaving, check what must never have happened."""
    context = browser.new_context(**({"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"} | options))
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH)
    opened = context.new_page()
    strangers: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: None if _is_local(request.url) else strangers.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    made = opened.evaluate("window.webglContexts.size")
    alerted = opened.evaluate("Boolean(window.alerted)")
    context.close()
    assert not strangers, "requests left the app's host"
    assert [fault for fault in faults if not (faults_allowed and re.search(faults_allowed, fault))] == []
    assert made <= contexts, "the map made another WebGL context"
    assert not alerted, "a text ran as a script"


def _is_local(url: str) -> bool:
    return url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:", "file:///"))


def the_map(page: Page) -> Locator:
    """Return the map's element."""
    return page.get_by_test_id("corridor-map")


def settled(page: Page) -> None:
    """Wait until the page's script has run to its end."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def choose(page: Page, box: Locator, option: str) -> None:
    """Take an option of a list by keyboard; a list that opens while the page still moves closes again, and is opened anew."""
    listed = page.get_by_role("option", name=option)
    box.scroll_into_view_if_needed()
    for _ in range(OPENINGS):
        box.focus()
        box.press("ArrowDown")
        try:
            listed.click(timeout=PATIENCE_MS / OPENINGS)
        except OutOfTime:
            box.blur()
        else:
            settled(page)
            return
    raise AssertionError(f"{option} could not be chosen")


def open_view(page: Page, address: str, view: str = "") -> Locator:
    """Open a view and return the map once its first frame with data is painted."""
    page.goto(f"{address}/?{view}" if view else address)
    expect(the_map(page)).to_have_attribute("data-ready", "true", timeout=PATIENCE_MS)
    settled(page)
    return the_map(page)


def open_quickly(page: Page, address: str, view: str = "") -> None:
    """Open a view for a test of what is beside the map: its first frame is not waited for."""
    page.goto(f"{address}/?{view}" if view else address)
    expect(page.locator(".brand p")).to_be_visible(timeout=PATIENCE_MS)
    settled(page)


def visible(page: Page) -> int:
    """Return how many segments the map draws."""
    return int(the_map(page).get_attribute("data-visible") or -1)


def query(page: Page) -> dict[str, list[str]]:
    """Return the query of the address bar."""
    return parse_qs(urlsplit(page.url).query)


def at(page: Page, position: Position) -> tuple[float, float]:
    """Return where a position is on the page now, in px."""
    box = the_map(page).bounding_box()
    assert box
    lon, lat, zoom = (float(part) for part in (the_map(page).get_attribute("data-view") or "").split(","))
    (x, y), (x0, y0) = _mercator(position, zoom), _mercator((lon, lat), zoom)
    return box["x"] + box["width"] / 2 + x - x0, box["y"] + box["height"] / 2 + y - y0


def _mercator(position: Position, zoom: float) -> tuple[float, float]:
    """Return Web Mercator px (512 px tiles), y downwards."""
    lon, lat = position
    scale = 512 * 2**zoom
    return (lon + 180) / 360 * scale, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * scale
