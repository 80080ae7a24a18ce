"""The dashboard as its own server and a browser see it: bytes, waits and memory of real visits."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
DASHBOARD = ("-m", "corridors.cli", "serve", "--port", "{port}")
# The map's element once its first frame with data is painted (design, section 3).
MAP_READY = '[data-testid="corridor-map"][data-ready="true"]'
# A page is settled when no frame, no transfer and no change of the document was seen for so long.
QUIET_SECONDS = 0.7
LONGEST_WAIT_SECONDS = 40.0
FURTHER_VISITORS = 10
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
# Small, because ten maps are painted in software here; the server does the same for every size.
SMALL: ViewportSize = {"width": 480, "height": 320}
# Notes when the document last changed; the map's canvas is drawn outside the document and is not waited for.
WATCH = """() => {
  window.lastChange = performance.now(); window.lastClick = 0;
  new MutationObserver(() => { window.lastChange = performance.now(); })
    .observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  addEventListener("pointerdown", () => { window.lastClick = performance.now(); }, true);
  addEventListener("keydown", event => { if (event.key === "Enter") window.lastClick = performance.now(); }, true);
}"""


@dataclass
class Traffic:
    """What one page received since the last `clear`, in bytes; socket payloads as sent by the program, before compression."""

    host: str
    socket: int = 0
    frames: int = 0
    sent_at: float = 0.0
    received_at: float = 0.0
    touched: float = field(default_factory=time.monotonic)
    open: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)
    http: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        self.socket, self.frames, self.sent_at, self.received_at = 0, 0, 0.0, 0.0
        self.http = {}
        self.touched = time.monotonic()

    def attach(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.on("Network.webSocketFrameReceived", self._frame_received)
        session.on("Network.webSocketFrameSent", self._frame_sent)
        session.on("Network.requestWillBeSent", self._request)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", lambda event: self.open.discard(event["requestId"]))
        session.send("Network.enable")

    def _frame_received(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2
        self.socket += len(base64.b64decode(frame["payloadData"]) if binary else frame["payloadData"].encode())
        self.frames += 1
        self.received_at = event["timestamp"]
        self.touched = time.monotonic()

    def _frame_sent(self, event: dict[str, Any]) -> None:
        self.sent_at = self.sent_at or event["timestamp"]
        self.touched = time.monotonic()

    def _request(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if urlsplit(url).scheme in {"http", "https"}:
            self.urls[event["requestId"]] = url
            self.open.add(event["requestId"])
        self.touched = time.monotonic()

    def _finished(self, event: dict[str, Any]) -> None:
        self.open.discard(event["requestId"])
        if event["requestId"] in self.urls:
            self.http[event["requestId"]] = event["encodedDataLength"]
        self.touched = time.monotonic()

    def http_bytes(self, keep: Callable[[str], bool] = bool) -> int:
        """Return the bytes as transferred, headers included, of the finished requests whose address is to be kept."""
        return round(sum(size for request, size in self.http.items() if keep(self.urls[request])))

    def strangers(self) -> set[str]:
        """Return the hosts other than the server's own that anything was asked from."""
        return {urlsplit(url).netloc for url in self.urls.values()} - {self.host}


@dataclass(frozen=True)
class Change:
    """One filter change in the browser: bytes by socket, by HTTP and of that map data, the server's answer and the settled page in ms."""

    name: str
    socket: int
    http: int
    media: int
    answer_ms: float
    settled_ms: float


@dataclass(frozen=True)
class Visits:
    """Everything measured from outside. Sizes in bytes, resident memory in MB (10^6 bytes)."""

    chromium: str
    first_streamlit: int
    first_media: int
    first_socket: int
    strangers: tuple[str, ...]
    memory_before: float
    memory_one: float
    memory_further: float
    memory_after_changes: float
    changes: tuple[Change, ...]


@contextmanager
def serve(program: Sequence[str] = DASHBOARD) -> Iterator[tuple[str, int]]:
    """Yield the host with port and the process id of a server, the dashboard's by default; it is gone afterwards.

    `program` is arguments to Python, with {port} where the port goes.
    """
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *(part.format(port=port) for part in program)]
    with tempfile.TemporaryFile("w+") as log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
        try:
            _wait_for_health(port, process)
            yield f"localhost:{port}", process.pid
        except RuntimeError:
            log.seek(0)
            print(log.read()[-2000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for_health(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not become healthy; its output is above")


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024 / 1e6


def settle(page: Page, traffic: Traffic) -> None:
    """Return when a page is settled.

    Raises:
        RuntimeError: it did not settle in time.
    """
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline:
        page.wait_for_timeout(50)
        quiet = time.monotonic() - traffic.touched > QUIET_SECONDS and not traffic.open
        if quiet and page.evaluate("() => performance.now() - window.lastChange") > QUIET_SECONDS * 1000:
            return
    raise RuntimeError(f"the page did not settle in {LONGEST_WAIT_SECONDS:.0f} s; still loading: {[traffic.urls[r] for r in traffic.open]}")


def visit(browser: Browser, host: str, size: ViewportSize) -> tuple[Page, Traffic]:
    """Return a settled page of a new visitor with an empty cache, and its traffic since the first byte."""
    page = browser.new_context(viewport=size).new_page()
    traffic = Traffic(host)
    traffic.attach(page)
    page.goto(f"http://{host}/", wait_until="commit")
    page.wait_for_selector(MAP_READY, state="attached", timeout=LONGEST_WAIT_SECONDS * 1000)
    page.evaluate(WATCH)
    settle(page, traffic)
    return page, traffic


def _tick(key: str) -> Callable[[Page], None]:
    return lambda page: page.locator(f".st-key-{key} label").first.click()


def _search(text: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        box = page.get_by_role("textbox", name="Search", exact=True)
        box.fill(text)
        box.press("Enter")

    return act


def _reset(page: Page) -> None:
    page.get_by_role("button", name="Reset filters").click()


def changes() -> list[tuple[str, Callable[[Page], None]]]:
    """Return filter changes in the order to make them: narrow, widen, search, and back to everything."""
    narrow = [(f"{key} on", _tick(key)) for key in ("kind-railway", "kind-gas_pipeline", "kind-multimodal", "status-operating")]
    widen = [(f"{key} off", _tick(key)) for key in ("kind-railway", "kind-gas_pipeline", "kind-multimodal", "status-operating")]
    single = [(f"{key} on", _tick(key)) for key in ("status-proposed", "kind-port")]
    searches = [("search Iran", _search("Iran")), ("reset from a search", _reset), ("search TAPI", _search("TAPI"))]
    return [*narrow, *widen, *single, ("reset from two filters", _reset), *searches, ("reset from one corridor", _reset)]


def make_changes(page: Page, traffic: Traffic) -> tuple[Change, ...]:
    """Make every filter change on a settled page, each from a settled page to the next."""
    made = []
    for name, act in changes():
        traffic.clear()
        act(page)
        settle(page, traffic)
        if not traffic.frames:
            raise RuntimeError(f"filter change {name!r} brought no answer; the page's controls have changed")
        waited = page.evaluate("() => window.lastChange - window.lastClick")
        answer = (traffic.received_at - traffic.sent_at) * 1000
        made.append(Change(name, traffic.socket, traffic.http_bytes(), traffic.http_bytes(is_ours), answer, waited))
    return tuple(made)


def is_ours(url: str) -> bool:
    """Tell whether an address is of the map's script, basemap or data rather than of Streamlit's own files."""
    return urlsplit(url).path.startswith(("/media/", "/_stcore/bidi-components/"))


def measure_visits() -> Visits:
    """Serve this checkout, visit it, and return what was seen."""
    with serve() as (host, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        before = memory_mb(pid)
        page, traffic = visit(browser, host, LAPTOP)
        one = memory_mb(pid)
        media = traffic.http_bytes(is_ours)
        first = traffic.http_bytes() - media, media, traffic.socket
        others = [visit(browser, host, SMALL)[0] for _ in range(FURTHER_VISITORS)]
        further = (memory_mb(pid) - one) / FURTHER_VISITORS
        for other in others:
            other.context.close()
        made = make_changes(page, traffic)
        found = Visits(browser.version, *first, tuple(sorted(traffic.strangers())), before, one, further, memory_mb(pid), made)
        browser.close()
        return found
