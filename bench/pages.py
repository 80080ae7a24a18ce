"""A page in a browser of its own, seen from outside: every frame that it draws, and what a click changes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, Playwright
from visits import FLAGS, LAPTOP, LONGEST_WAIT_SECONDS, WATCH, Traffic, settle

FRAMES = (Path(__file__).parent / "frames.js").read_text(encoding="utf-8")
POLL_MS = 50


class Site(NamedTuple):
    """One of the two pages, served: its canvas, and what its first address and sidebar filter look like."""

    name: str
    host: str
    ready: str
    unticked: str


@dataclass(frozen=True)
class Change:
    """One change: ms from the click to the draw calls of the first frame that shows it, to that and to the last such frame painted."""

    what: str
    script_ms: float
    first_ms: float
    last_ms: float
    frames: int
    socket: int
    http: int
    own_ms: float | None


@contextmanager
def launch(playwright: Playwright) -> Iterator[Browser]:
    """Yield a new browser process with a profile of its own."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    try:
        yield browser
    finally:
        browser.close()


def open_page(browser: Browser, site: Site, query: str = "") -> tuple[Page, Traffic]:
    """Return a settled page that counts its frames, and its traffic."""
    page = browser.new_context(viewport=LAPTOP, color_scheme="light").new_page()
    page.add_init_script(FRAMES)
    traffic = Traffic(site.host)
    traffic.attach(page)
    page.goto(f"http://{site.host}/{query}", wait_until="commit")
    page.wait_for_selector(site.ready, state="attached", timeout=LONGEST_WAIT_SECONDS * 1000)
    page.evaluate(WATCH)
    settle_frames(page, traffic)
    return page, traffic


def settle_frames(page: Page, traffic: Traffic) -> None:
    """Return when a page is settled and draws no more."""
    drawn = -1
    while drawn != (drawn := page.evaluate("bench.state.frames.length")) or drawn == 0:
        settle(page, traffic)


def frames_of(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("bench.state.frames")
    return found


def changes_of(before: str, frames: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the frames in which something else is drawn than in the one before."""
    formers = [before, *(frame["signature"] for frame in frames)]
    return [frame for former, frame in zip(formers, frames, strict=False) if frame["signature"] != former]


def make_change(page: Page, traffic: Traffic, what: str, selector: str) -> Change:
    """Click, wait until everything has come to rest, and return what happened.

    Raises:
        RuntimeError: no frame showed a change.
    """
    traffic.clear()
    page.evaluate("selector => bench.click(selector)", selector)
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not page.evaluate("bench.changed()"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: no frame shows the change")
        page.wait_for_timeout(POLL_MS)
    settle_frames(page, traffic)
    before, start = page.evaluate("[bench.state.before, bench.state.start]")
    frames = frames_of(page)
    changed = changes_of(before, frames)
    asked, painted = page.evaluate("[bench.marked('corridors:change'), bench.marked('corridors:painted')]")
    own = painted - start if asked is not None and painted is not None else None
    drawn, first, last = changed[0]["drawn"] - start, changed[0]["painted"] - start, changed[-1]["painted"] - start
    return Change(what, drawn, first, last, len(frames), traffic.socket, traffic.http_bytes(), own)


def close(pages: Sequence[tuple[Page, Traffic]]) -> None:
    for page, _ in pages:
        page.context.close()
