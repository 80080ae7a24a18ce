"""News from pasted text to the card, after a restart; undo; and two browsers that edit the same event."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import choose, open_quickly, serve, settled, watched

pytestmark = pytest.mark.browser
# Nothing on the map: what is tested stands beside it, and drawing it is the slow part here.
BESIDE = "kind=none&corridor=tapi-gas"
HEADLINE = "Pipe layers of TAPI reach a village near Herat <script>alert(1)</script>"
NEWS = f"3 June 2025: “{HEADLINE}”"


def open_review(page: Page, address: str) -> None:
    open_quickly(page, address, BESIDE)
    page.get_by_test_id("stButtonGroup").get_by_text("Review").click()
    expect(page.get_by_text("Read news from")).to_be_visible()
    settled(page)


def paste(page: Page, text: str) -> None:
    box = page.get_by_label("Article, headlines with their dates, or a feed")
    box.fill(text)
    box.press("Control+Enter")
    settled(page)
    page.get_by_role("button", name="Find events").click()
    expect(page.get_by_text("1 piece of news found")).to_be_visible()
    settled(page)


def test_pasted_news_is_reviewed_by_keyboard_undone_and_still_there_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    kept = str(tmp_path / "workspace.sqlite")
    with serve(CORRIDORS_WORKSPACE=kept) as address, watched(browser) as page:
        open_review(page, address)
        paste(page, NEWS)
        expect(page.get_by_label("Headline", exact=True)).to_have_value(HEADLINE)
        page.keyboard.press("Alt+a")
        expect(page.get_by_text("1 event accepted in this workspace")).to_be_visible()
        settled(page)
        page.keyboard.press("Alt+z")
        expect(page.get_by_text("1 piece of news to review.")).to_be_visible()
        expect(page.get_by_text("accepted in this workspace")).to_have_count(0)
        settled(page)
        page.keyboard.press("Alt+a")
        expect(page.get_by_text("1 event accepted in this workspace")).to_be_visible()
    with serve(CORRIDORS_WORKSPACE=kept) as address, watched(browser) as page:
        open_quickly(page, address, BESIDE)
        item = page.locator(".st-key-card li").filter(has_text="Pipe layers of TAPI")
        expect(item).to_have_count(1)
        expect(item).to_contain_text("your workspace")


def test_the_second_of_two_browsers_to_save_an_event_is_told(browser: Browser, tmp_path: Path) -> None:
    with serve(CORRIDORS_WORKSPACE=str(tmp_path / "workspace.sqlite")) as address, watched(browser) as one, watched(browser) as two:
        open_review(one, address)
        paste(one, NEWS)
        one.get_by_role("button", name="Accept").click()
        expect(one.get_by_text("1 event accepted in this workspace")).to_be_visible()
        settled(one)
        open_review(two, address)
        for page, words in ((one, "Theirs of TAPI"), (two, "Mine of TAPI")):
            choose(page, page.get_by_role("combobox", name="1 event accepted"), "Pipe layers of TAPI")
            expect(page.get_by_role("button", name="Save")).to_be_visible()
            settled(page)
            page.get_by_label("Headline", exact=True).fill(words)
            page.get_by_label("Headline", exact=True).press("Control+Enter")
            settled(page)
        one.get_by_role("button", name="Save").click()
        settled(one)
        two.get_by_role("button", name="Save").click()
        expect(two.get_by_text("saved by someone else meanwhile; yours was not saved over it")).to_be_visible()
        expect(two.get_by_label("Headline", exact=True)).to_have_value("Mine of TAPI")
        expect(two.get_by_text("“Theirs of TAPI”")).to_be_visible()
