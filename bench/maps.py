"""Our map beside a stock `st.pydeck_chart` page that draws the same layers (stock_page.py), in one run, from outside.

Both pages get the same script before their own (frames.js). It sees each WebGL call that draws on the visible canvas
(drawings to other framebuffers, as picking makes them, are left out) and gives every frame a signature: the sizes of its
draw calls in order. A change is made by `element.click()` in the page, with no mouse, so that nothing is hovered. It is
painted with the first frame after the click whose signature differs from the one before: the frame in which the rows
drawn are others. Where files come one by one there are several such frames; the first counts, the last is told for
information. `check_frames` proves by the canvas's pixels, on both pages, that the frame counted looks different from the
one before, and that the last one is the picture that stays.

The time of a frame is the start of the first animation frame after it. Where the GPU is software, draw calls return long
before the pixels are there; so, on both pages, one pixel is read back at the end of a task that drew something new, which
waits for the rasteriser. While panning and toggling 500 times nothing is read back. Stock and ours take turns, so that
whatever else the machine does meets both.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pages import Change, Site, changes_of, close, frames_of, launch, make_change, open_page, settle_frames
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from visits import MAP_READY, Traffic, serve

from corridors.style import KIND_STYLES
from corridors.terms import Kind

STOCK = ("-m", "streamlit", "run", str(Path(__file__).parent / "stock_page.py"), "--server.port", "{port}")
KINDS = (Kind.RAILWAY, Kind.GAS_PIPELINE, Kind.MULTIMODAL, Kind.POWER_LINE, Kind.OIL_PIPELINE, Kind.ROAD)
ROUNDS, COLD_STARTS, DRAGS = 1, 4, 3
DRAG_SECONDS, DRAG_PX, DRAG_STEPS = 2.0, 120, 40
# Of even length in clicks on each button, so that every look is at the same map.
TOGGLES, PARTS, WARM_UP_PARTS = 500, 5, 3
LIGHT_KINDS = (Kind.ROAD, Kind.POWER_LINE)


@dataclass
class Seen:
    """What was measured on one page; ms, bytes, frames a second."""

    toggles: list[Change] = field(default_factory=list)
    filters: list[Change] = field(default_factory=list)
    cold_first: list[float] = field(default_factory=list)
    cold_whole: list[float] = field(default_factory=list)
    pan_rate: list[float] = field(default_factory=list)
    pan_gap: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Endurance:
    """JS heap in bytes and DOM nodes after a warm-up and after each part of the toggles; contexts of WebGL ever created."""

    heaps: tuple[int, ...]
    nodes: tuple[int, ...]
    contexts: int


@dataclass(frozen=True)
class Maps:
    """Everything measured on both pages, and the sizes of their canvases in words."""

    ours: Seen
    stock: Seen
    endurance: Endurance
    canvases: str


def legend(kind: Kind) -> str:
    return f'[data-testid="corridor-map"] button[aria-label^="{KIND_STYLES[kind].plural},"]'


def checkbox(kind: Kind) -> str:
    return f'.st-key-kind-{kind} input[type="checkbox"]'


def both_ways(page: Page, traffic: Traffic, kind: Kind, selector: str) -> list[Change]:
    """Make a change and take it back."""
    return [make_change(page, traffic, f"{kind} {way}", selector) for way in ("once", "back")]


def check_frames(page: Page, traffic: Traffic, selector: str) -> None:
    """Make one change with the canvas read in every frame.

    Raises:
        RuntimeError: the frame that counts does not look different, or the last change of signature was not the last change.
    """
    page.evaluate("() => { bench.state.pixels = true; }")
    for _ in range(2):
        make_change(page, traffic, "a first look", selector)
        before = frames_of(page)[-1]
        make_change(page, traffic, "a second look", selector)
        frames = frames_of(page)
        changed = changes_of(before["signature"], frames)
        if changed[0]["pixels"] == before["pixels"]:
            raise RuntimeError(f"{selector}: the frame counted looks like the one before")
        if changed[-1]["pixels"] != frames[-1]["pixels"]:
            raise RuntimeError(f"{selector}: the picture changed after the last change of what is drawn")
    page.evaluate("() => { bench.state.pixels = false; }")


def measure_changes(browser: Browser, sites: Sequence[Site], seen: Sequence[Seen]) -> str:
    """Toggle and filter on both pages in turns; return the sizes of their canvases."""
    toggled = [open_page(browser, site) for site in sites]
    buttons = (legend, checkbox)
    for (page, traffic), button in zip(toggled, buttons, strict=True):
        check_frames(page, traffic, button(KINDS[0]))
    for kind in KINDS * ROUNDS:
        for (page, traffic), button, side in zip(toggled, buttons, seen, strict=True):
            side.toggles += both_ways(page, traffic, kind, button(kind))
    sizes = [page.evaluate("(({ width, height }) => `${width} × ${height}`)(bench.canvas())") for page, _ in toggled]
    close(toggled)
    filtered = [open_page(browser, site, site.unticked) for site in sites]
    for kind in KINDS * ROUNDS:
        for (page, traffic), side in zip(filtered, seen, strict=True):
            side.filters += both_ways(page, traffic, kind, checkbox(kind))
    close(filtered)
    return ", ".join(f"{site.name} {size} px" for site, size in zip(sites, sizes, strict=True))


def measure_cold(playwright: Playwright, site: Site, side: Seen) -> None:
    """Visit with a new browser; note when the first rows of data are painted, and when the whole map is."""
    with launch(playwright) as browser:
        page, _ = open_page(browser, site)
        frames = frames_of(page)
        last = frames[-1]["signature"]
        side.cold_first.append(next(frame["painted"] for frame in frames if frame["signature"]))
        whole = next(frame["painted"] for index, frame in enumerate(frames) if all(later["signature"] == last for later in frames[index:]))
        # The basemap of ours is not drawn by WebGL: the component says when it is there.
        said = page.evaluate("performance.getEntriesByName('corridors:painted')[0]?.startTime ?? 0") if site.ready == MAP_READY else 0
        side.cold_whole.append(max(whole, said))


def measure_pan(browser: Browser, site: Site, side: Seen) -> None:
    """Drag the map in circles; note frames a second and the longest time without one."""
    page, _ = open_page(browser, site)
    page.evaluate("() => { bench.state.wait = false; }")
    left, top = page.evaluate("(box => [box.x + box.width * 0.6, box.y + box.height * 0.5])(bench.canvas().getBoundingClientRect())")
    corners = [(DRAG_PX, 0), (DRAG_PX, DRAG_PX), (0, DRAG_PX), (0, 0)]
    for _ in range(DRAGS):
        page.mouse.move(left, top)
        page.wait_for_timeout(1000)
        page.mouse.down()
        page.evaluate("() => { bench.state.frames = []; bench.state.start = performance.now(); }")
        start, index = time.monotonic(), 0
        while time.monotonic() - start < DRAG_SECONDS:
            index += 1
            (x0, y0), (x1, y1) = (corners[(index // DRAG_STEPS + turn) % len(corners)] for turn in (-1, 0))
            share = index % DRAG_STEPS / DRAG_STEPS
            page.mouse.move(left + x0 + (x1 - x0) * share, top + y0 + (y1 - y0) * share)
        end = page.evaluate("bench.drained()")
        begin = page.evaluate("bench.state.start")
        painted = [begin, *(frame["painted"] for frame in frames_of(page) if frame["painted"] <= end), end]
        page.mouse.up()
        side.pan_rate.append((len(painted) - 2) / (end - begin) * 1000)
        side.pan_gap.append(max(later - earlier for earlier, later in itertools.pairwise(painted)))
        page.wait_for_timeout(1500)
    page.context.close()


def measure_endurance(browser: Browser, site: Site) -> Endurance:
    """Toggle ours many times, in equal parts, and look at what is left after each.

    The warm-up is long because the heap still grows by a MB while the engine compiles what has become hot.
    Few kinds are on, so that the time does not go into drawing; what a toggle runs is the same.
    """
    page, traffic = open_page(browser, site, f"?kind={','.join(LIGHT_KINDS)}")
    session = page.context.new_cdp_session(page)
    page.evaluate("() => { bench.state.wait = false; }")
    heaps, nodes = [], []
    for _ in range(WARM_UP_PARTS + PARTS):
        page.evaluate(
            "([selectors, times]) => bench.clickOften(selectors, times)", [[legend(kind) for kind in LIGHT_KINDS], TOGGLES // PARTS]
        )
        settle_frames(page, traffic)
        page.evaluate("() => { bench.state.frames = []; }")
        for _ in range(3):
            session.send("HeapProfiler.collectGarbage")
        heaps.append(session.send("Runtime.getHeapUsage")["usedSize"])
        nodes.append(session.send("Memory.getDOMCounters")["nodes"])
    found = Endurance(tuple(heaps[WARM_UP_PARTS - 1 :]), tuple(nodes[WARM_UP_PARTS - 1 :]), page.evaluate("bench.state.contexts"))
    page.context.close()
    return found


def measure_maps() -> Maps:
    """Serve both pages, and return what was seen."""
    ours, stock = Seen(), Seen()
    with serve() as (host, _), serve(STOCK) as (stock_host, _), sync_playwright() as playwright:
        site = Site("ours", host, MAP_READY, "")
        sites = (site, Site("stock", stock_host, '[data-testid="stDeckGlJsonChart"] canvas', "?ticked=none"))
        with launch(playwright) as browser:
            # Also warms both servers up before browsers are cold.
            canvases = measure_changes(browser, sites, (ours, stock))
            for one, side in zip(sites, (ours, stock), strict=True):
                measure_pan(browser, one, side)
        for _ in range(COLD_STARTS):
            for one, side in zip(sites, (ours, stock), strict=True):
                measure_cold(playwright, one, side)
        with launch(playwright) as browser:
            endurance = measure_endurance(browser, site)
    return Maps(ours, stock, endurance, canvases)
