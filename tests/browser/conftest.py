"""A running dashboard and a headless Chromium for the browser tests."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from corridors.labels import screen_xy
from corridors.model import Position
from corridors.view import HOME

ROOT = Path(__file__).parent.parent.parent
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 30_000
Wait = Callable[[Page], None]


@contextmanager
def serve(**environment: str) -> Iterator[str]:
    """Run the dashboard on a free port and give its address once it answers."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "corridors.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(call, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when a request leaves for another host, or a script fails."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    strangers: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: None if _is_local(request.url) else strangers.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not strangers, "requests left the app's host"
    assert not faults, "scripts failed"


def _is_local(url: str) -> bool:
    return url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))


@pytest.fixture
def map_drawn() -> Wait:
    """Wait until the map shows lines and names: stock deck.gl says nothing, so its colours are counted."""

    def wait(page: Page) -> None:
        chart = page.get_by_test_id("stDeckGlJsonChart")
        deadline = time.monotonic() + PATIENCE_MS / 1000
        before = b""
        while time.monotonic() < deadline:
            shot = chart.screenshot()
            colours = Image.open(io.BytesIO(shot)).convert("RGB").getcolors(1 << 20) or []
            if len(colours) > 150 and shot == before:
                return
            before = shot
        pytest.fail("the map was not drawn")

    return wait


@pytest.fixture
def click_map() -> Callable[..., None]:
    """Click where a position is on the map at the home camera, moved by what the map was dragged, until a card opens.

    Stock deck.gl does not say when its picking layers have their data, so an early click may find nothing.
    """

    def click(page: Page, position: Position, dx: float = 0, dy: float = 0) -> None:
        card = page.locator(".st-key-card")
        for _ in range(10):
            once(page, position, dx, dy)
            try:
                card.wait_for(timeout=3_000)
            except PlaywrightTimeout:
                continue
            return
        pytest.fail("no card opened")

    def once(page: Page, position: Position, dx: float, dy: float) -> None:
        box = page.get_by_test_id("stDeckGlJsonChart").bounding_box()
        assert box
        x, y = screen_xy(position, HOME.zoom)
        x0, y0 = screen_xy((HOME.lon, HOME.lat), HOME.zoom)
        page.mouse.click(box["x"] + box["width"] / 2 + x - x0 + dx, box["y"] + box["height"] / 2 + y - y0 + dy)

    return click
