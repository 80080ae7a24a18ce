"""A file that takes long can be stopped, and the page goes on as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, open_view, serve, settled, watched

pytestmark = pytest.mark.browser
ROWS = 190_000


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table within every limit that takes seconds to read, on any machine."""
    path = tmp_path_factory.mktemp("slow") / "slow.csv"
    rows = (
        f"Station {row},Kazakhstan,operating,{50 + row % 2000 / 100},{46 + row % 400 / 100},Company {row} [60%]\n" for row in range(ROWS)
    )
    path.write_text("name,country,status,lon,lat,owner\n" + "".join(rows), encoding="utf-8")
    return path


def bring(page: Page, path: Path) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text("Layers").click()
    settled(page)
    page.locator("input[type=file]").set_input_files(path)


def test_reading_is_stopped_by_a_click_and_the_page_goes_on(browser: Browser, slow: Path, tmp_path: Path) -> None:
    with serve(CORRIDORS_WORKSPACE=str(tmp_path / "workspace.sqlite")) as address, watched(browser) as page:
        open_view(page, address, "kind=field")
        bring(page, slow)
        cancel = page.locator(".st-key-cancel-work button")  # the box for files has one of its own while a file is on its way
        cancel.click()
        settled(page)
        expect(page.get_by_text("Drop a file on the left.")).to_be_visible()
        expect(page.get_by_text("slow.csv")).not_to_be_visible()
        expect(cancel).not_to_be_visible()
        small = {"name": "small.csv", "mimeType": "text/csv", "buffer": b"name,lon,lat\nHerat,62.2,34.3\n"}
        page.locator("input[type=file]").set_input_files(small)  # type: ignore[arg-type]
        expect(page.get_by_role("button", name="Keep 1 feature")).to_be_visible(timeout=PATIENCE_MS)
