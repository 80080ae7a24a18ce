"""The export dialog, and the HTML snapshot opened from disk with the network cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

import corridors
from corridors.atlas import Atlas
from corridors.snapshots.verify import Verdict
from tests.browser.conftest import open_view, settled, the_map, watched
from tests.own_layers import pipes, places

pytestmark = pytest.mark.browser


def test_the_header_takes_clicks(page: Page, address: str) -> None:
    open_view(page, address, "kind=railway")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("This link opens the same view.")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("?kind=railway")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_picture_is_chosen_previewed_and_downloaded(page: Page, address: str, tmp_path: Path) -> None:
    open_view(page, address, "kind=gas_pipeline&map=66.0000,33.0000,4.50")
    before = the_map(page).get_attribute("data-view")
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_test_id("stDialog")
    preview = dialog.get_by_test_id("stImage").get_by_role("img")
    plain = preview.get_attribute("src") or ""
    dialog.get_by_label("Title").fill("Gas <b>now</b>")
    dialog.get_by_label("Title").press("Enter")
    expect(preview).not_to_have_attribute("src", plain)
    titled = preview.get_attribute("src") or ""
    dialog.get_by_role("button", name="QR code of the link").click()
    expect(preview).not_to_have_attribute("src", titled)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download PNG").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "gas-b-now-b-2026-11-24.png"
    report = corridors.verify(file)
    assert report.verdict is Verdict.IDENTICAL
    assert report.view == "kind=gas_pipeline&map=66.0000,33.0000,4.50&theme=light"
    dialog.get_by_label("Close").click()
    expect(dialog).to_have_count(0)
    # The map behind it has not moved, and was not made anew.
    assert the_map(page).get_attribute("data-view") == before


def test_a_large_picture_shows_that_it_is_being_made_and_the_page_can_be_used(page: Page, address: str) -> None:
    drawn = open_view(page, address).get_attribute("data-visible") or ""
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_test_id("stDialog")
    dialog.get_by_label("Size").click()
    page.get_by_role("option", name="Another size").click()
    for side in ("Width, px", "Height, px"):
        dialog.get_by_label(side).fill("8000")
        dialog.get_by_label(side).press("Enter")
        settled(page)
    download = dialog.get_by_role("button", name="Download PNG")
    expect(download).to_be_enabled()
    with page.expect_download() as coming:
        download.click()
        expect(download).to_be_disabled()
        expect(dialog.get_by_test_id("stDownloadButton").first.get_by_test_id("stSpinnerIcon")).to_be_visible()
        dialog.get_by_label("Close").click()
        page.get_by_role("button", name="Railways, 14 shown").click()
        expect(the_map(page)).not_to_have_attribute("data-visible", drawn)
    with Image.open(coming.value.path()) as picture:
        assert picture.size == (8000, 8000)


def test_data_is_downloaded_from_the_dialog(page: Page, address: str, atlas: Atlas, tmp_path: Path) -> None:
    open_view(page, address, "kind=road")
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_test_id("stDialog")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download KML").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "corridors-2026-11-24.kml"
    assert file.read_text(encoding="utf-8").count("<Placemark") == sum(len(c.segments) for c in atlas.corridors if c.kind == "road")
    expect(dialog.get_by_test_id("stAlert")).to_have_count(0)


def test_an_html_snapshot_has_imported_layers_with_the_network_cut(browser: Browser, atlas: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "own.html"
    own = replace(atlas, layers=(pipes(), places(30)))
    corridors.snapshot("country=IR,KZ", format="html", atlas=own, out=file)
    with watched(browser, offline=True) as page:
        page.goto(file.as_uri())
        expect(the_map(page)).to_have_attribute("data-ready", "true", timeout=30_000)
        expect(page.get_by_role("button", name="My pipes, 2 shown")).to_be_visible()
        drawn = int(the_map(page).get_attribute("data-visible") or 0)
        page.get_by_text("My pipes (imported, 2)").click()
        page.get_by_role("button", name="Third Line <b>bold</b>").click()
        expect(page.locator("#card h2")).to_have_text("Third Line <b>bold</b>")
        expect(page.locator("#card")).to_contain_text("Ministry of Pipes (CC BY 4.0)")
        page.locator("#card").get_by_role("button", name="Close").click()
        page.get_by_role("button", name="My pipes, 2 shown").click()
        expect(the_map(page)).to_have_attribute("data-visible", str(drawn - 2))
    # Filters keep the others out of the file, too.
    assert "Second Line" not in file.read_text(encoding="utf-8")


def test_an_html_snapshot_works_from_disk_with_the_network_cut(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "briefing.html"
    corridors.snapshot("kind=gas_pipeline,railway&map=66.0000,33.0000,4.50", format="html", title="Gas & <i>rail</i>", out=file)
    with watched(browser, offline=True) as page:
        page.goto(file.as_uri())
        expect(the_map(page)).to_have_attribute("data-ready", "true", timeout=30_000)
        expect(page.locator("h1")).to_have_text("Gas & <i>rail</i>")
        drawn = int(the_map(page).get_attribute("data-visible") or 0)
        page.get_by_role("button", name="Railways, 14 shown").click()
        expect(the_map(page)).not_to_have_attribute("data-visible", str(drawn))
        page.get_by_role("button", name="Railways, 0 of 14 shown").click()
        expect(the_map(page)).to_have_attribute("data-visible", str(drawn))
        card = page.locator("#card")
        expect(card).to_be_hidden()
        page.get_by_text("Corridors in this file (54)").click()
        page.get_by_role("button", name="Turkmenistan-Afghanistan-Pakistan-India gas pipeline").click()
        expect(card.locator("h2")).to_have_text("Turkmenistan-Afghanistan-Pakistan-India gas pipeline")
        expect(card).to_contain_text("contested")
        card.get_by_role("button", name="Close").click()
        expect(card).to_be_hidden()
        looking = the_map(page).get_attribute("data-view") or ""
        page.get_by_role("button", name="Zoom in").click()
        expect(the_map(page)).not_to_have_attribute("data-view", looking)
        assert page.url == file.as_uri()
