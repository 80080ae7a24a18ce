"""A file of one's own: dropped, one column corrected, on the map, credited in a picture, and still there after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import choose, open_view, serve, settled, the_map, visible, watched
from tests.gem import GEM, GEM_NAME

pytestmark = pytest.mark.browser
# Fourteen pipelines' legs and few names: what is looked for is the layer.
VIEW = "kind=gas_pipeline"


def test_a_file_is_dropped_corrected_seen_credited_and_kept_over_a_restart(browser: Browser, tmp_path: Path) -> None:
    kept = str(tmp_path / "workspace.sqlite")
    with serve(CORRIDORS_WORKSPACE=kept) as address, watched(browser) as page:
        open_view(page, address, VIEW)
        before = visible(page)
        page.get_by_test_id("stButtonGroup").get_by_text("Layers").click()
        page.locator("input[type=file]").set_input_files({"name": GEM_NAME, "mimeType": "text/csv", "buffer": GEM})
        expect(page.get_by_text("4 read = 3 accepted + 0 repaired + 1 refused.")).to_be_visible()
        settled(page)
        choose(page, page.get_by_role("combobox", name="Name", exact=True), "OtherEnglishNames: Alpha Line")
        assert visible(page) == before
        page.get_by_role("button", name="Keep 3 features").click()
        expect(page.get_by_text("1 layer of your own")).to_be_visible()
        expect(the_map(page)).to_have_attribute("data-visible", str(before + 3))
        expect(the_map(page).get_by_role("button", name="GEM gas lines, 3 shown")).to_be_visible()
        settled(page)
        page.get_by_role("button", name="Export").click()
        dialog = page.get_by_test_id("stDialog")
        choose(page, dialog.get_by_role("combobox", name="Format"), "SVG")
        with page.expect_download() as download:
            dialog.get_by_role("button", name="Download SVG").click()
        assert "GEM gas lines: Global Energy Monitor (CC BY 4.0)" in download.value.path().read_text(encoding="utf-8")
    with serve(CORRIDORS_WORKSPACE=kept) as address, watched(browser) as page:
        open_view(page, address, f"{VIEW}&feature=gem-gas-lines/P9001")
        assert visible(page) == before + 3
        card = page.locator(".st-key-card")
        expect(card).to_contain_text("Alpha Line, Phase 1")
        expect(card).to_contain_text("Turkmengaz (60 %)")
        expect(card).not_to_contain_text("Delta")
