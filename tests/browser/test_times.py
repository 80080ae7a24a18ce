"""Any day of the past: typed, stepped, clicked on the timeline, played; and what changed since a day."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import open_view, query, the_map

pytestmark = pytest.mark.browser
HEADER = ".brand p"
RUNS = """
window.runs = 0;
new MutationObserver(() => window.runs++).observe(document.querySelector("[data-testid=stApp]"),
  { attributes: true, attributeFilter: ["data-test-script-state"] });
"""


def test_a_day_is_typed(page: Page, address: str) -> None:
    open_view(page, address)
    before = the_map(page).get_attribute("data-visible")
    for part, text in (("year", "2016"), ("month", "06"), ("day", "01")):
        page.get_by_role("spinbutton", name=f"{part}, As of").press_sequentially(text)
    # Streamlit takes a typed date when the field is left.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(HEADER)).to_contain_text("Known as of 1 June 2016")
    expect(the_map(page)).not_to_have_attribute("data-visible", before or "")
    expect(page).to_have_url(re.compile("asof=2016-06-01"))


def test_a_permalink_steps_to_the_next_event(page: Page, address: str) -> None:
    open_view(page, address, "asof=2024-05-24&map=66.0000,33.0000,4.50")
    page.locator(".st-key-asof-next").get_by_role("button").click()
    expect(page.locator(HEADER)).to_contain_text("Known as of 27 May 2024")
    expect(page.locator(".ct-said")).to_contain_text("Russia invites Taliban to St. Petersburg International Economic Forum")
    expect(page).to_have_url(re.compile("asof=2024-05-27"))
    # A day is no place: the map has not moved.
    assert the_map(page).get_attribute("data-view") == "66.0000,33.0000,4.50"


def test_the_timeline_sets_the_day_and_finds_the_news(page: Page, address: str) -> None:
    open_view(page, address, "kind=oil_pipeline")
    expect(page.locator(".ct-row")).to_have_count(4)
    box = page.locator(".ct-years").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 10)
    expect(page.locator(HEADER)).to_contain_text(re.compile("Known as of .* 20(19|20)"))
    expect(page.locator(".ct-cursor").first).to_be_attached()
    page.locator("[data-row=druzhba-oil] .ct-event").last.click()
    expect(page.locator(HEADER)).to_contain_text("news “")
    expect(page).to_have_url(re.compile("event=ev-20"))
    # The news is of a later day: the map has gone there, or it could not be shown.
    expect(page.locator(HEADER)).to_contain_text("Known as of 27 January 2026")
    expect(page.get_by_text("news later than the day shown")).to_have_count(0)


def test_playing_asks_the_server_nothing(page: Page, address: str) -> None:
    open_view(page, address, "asof=2014-12-31&kind=railway")
    page.evaluate(RUNS)
    bar = page.locator(".ct .ct-bar").first
    bar.get_by_role("button", name="1×").click()
    bar.get_by_role("button", name="4×").click()
    bar.get_by_role("button", name="Play").click()
    expect(page.locator(".ct")).to_have_attribute("data-day", re.compile("^201[7-9]"))
    assert page.evaluate("window.runs") == 0
    bar.get_by_role("button", name="Pause").click()
    expect(page).to_have_url(re.compile("asof=20(1[7-9]|2)"))
    shown = page.locator(".ct").get_attribute("data-day")
    expect(page.locator(".ct")).to_have_attribute("data-day", query(page)["asof"][0])
    assert shown


def test_changes_since_a_day_are_on_the_map_and_listed(page: Page, address: str) -> None:
    open_view(page, address, "kind=oil_pipeline&since=2026-01-01")
    expect(page.locator(".cm-notes")).to_contain_text("Changed since 1 January 2026, 1 shown")
    page.get_by_role("button", name="Changes (6)").or_(page.get_by_role("radio", name="Changes (6)")).click()
    expect(page.get_by_text("5 statuses moved")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
