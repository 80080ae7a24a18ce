"""What a visitor sees in a real browser. Each test has one thing that must not happen; `page` adds two to every one."""

from __future__ import annotations

import gzip
import re
import shutil
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from corridors.atlas import Atlas
from tests.browser.conftest import ROOT, at, open_quickly, open_view, query, serve, settled, the_map, watched

pytestmark = pytest.mark.browser
HEADER = ".brand p"


def card(page: Page) -> Locator:
    return page.locator(".st-key-card")


def test_the_first_visit_shows_the_whole_atlas(page: Page, address: str) -> None:
    open_view(page, address)
    expect(page.locator(HEADER)).to_contain_text("All 54 corridors and hubs")
    box = the_map(page).bounding_box()
    assert box
    assert box["height"] >= 0.6 * 768
    expect(card(page)).to_have_count(0)
    assert not query(page)


def test_a_click_on_the_map_opens_the_card(page: Page, address: str, atlas: Atlas) -> None:
    open_view(page, address)
    hub = next(s for c in atlas.corridors if c.id == "chabahar-port" for s in c.segments)
    page.mouse.click(*at(page, hub.points[0]))
    expect(card(page).locator("h2")).to_have_text("Chabahar port (Shahid Beheshti terminal)")
    expect(page).to_have_url(re.compile("corridor=chabahar-port"))
    expect(page.locator(HEADER)).to_contain_text("All 54")


@pytest.mark.parametrize(
    ("label", "option", "written", "says"),
    [
        ("Actor", "Gazprom", "actor=gazprom", "actor Gazprom"),
        ("in the role of", "Opponent", "role=opponent", "as opponent"),
        ("Country crossed", "Afghanistan", "country=AF", "country Afghanistan"),
        ("With news of the kind", "Sanction", "event=sanction", "news sanction"),
    ],
)
def test_a_list_filter_narrows_and_is_in_the_address(page: Page, address: str, label: str, option: str, written: str, says: str) -> None:
    open_quickly(page, address)
    # Typed, because a long list draws only what is in sight.
    page.get_by_test_id("stSidebar").get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=re.compile(rf"^{option} \(\d+\)$")).click()
    expect(page.locator(HEADER)).to_contain_text(says)
    expect(page).to_have_url(re.compile(rf"\?{written}$"))


def test_kind_status_and_search_narrow_together_and_reset_clears(page: Page, address: str) -> None:
    open_quickly(page, address)
    page.get_by_text("Railway (14)", exact=True).click()
    expect(page.locator(HEADER)).to_contain_text("14 of 54 corridors (kind railway)")
    page.get_by_text("Construction (3)", exact=True).click()
    expect(page.locator(HEADER)).to_contain_text("3 of 54 corridors")
    search = page.get_by_test_id("stSidebar").get_by_role("textbox", name="Search")
    search.fill("herat")
    search.press("Enter")
    expect(page.locator(HEADER)).to_contain_text("1 of 54 corridors")
    expect(page).to_have_url(re.compile("q=herat"))
    assert query(page) == {"kind": ["railway"], "status": ["construction"], "q": ["herat"]}
    page.get_by_role("button", name="Reset filters").click()
    expect(page.locator(HEADER)).to_contain_text("All 54")
    expect(page).to_have_url(re.compile(r"^[^?]*\??$"))


def test_news_dates_narrow(page: Page, address: str) -> None:
    open_quickly(page, address, "from=2026-03-01")
    expect(page.locator(HEADER)).to_contain_text("news from 1 March 2026")
    expect(page.locator(HEADER)).not_to_contain_text("All 54")


def test_a_link_opened_cold_shows_its_view(page: Page, address: str) -> None:
    open_quickly(page, address, "kind=gas_pipeline&status=construction&corridor=tapi-gas")
    expect(page.locator(HEADER)).to_contain_text("2 of 54 corridors")
    expect(card(page).locator("h2")).to_have_text("Turkmenistan-Afghanistan-Pakistan-India gas pipeline")
    expect(card(page)).to_contain_text("as of 25 February 2026")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_the_back_button_undoes_a_filter(page: Page, address: str) -> None:
    open_quickly(page, address)
    page.get_by_text("Road (3)", exact=True).click()
    expect(page.locator(HEADER)).to_contain_text("3 of 54")
    expect(page).to_have_url(re.compile("kind=road"))
    settled(page)
    page.go_back()
    expect(page.locator(HEADER)).to_contain_text("All 54")
    assert "kind" not in query(page)


def test_an_empty_result_leads_back(page: Page, address: str) -> None:
    open_quickly(page, address, "kind=road&status=shelved")
    expect(page.get_by_test_id("stAlert")).to_contain_text("No corridor matches: kind road; status shelved.")
    page.get_by_role("button", name="Take off the status filter: 3 corridors").click()
    expect(page.locator(HEADER)).to_contain_text("3 of 54 corridors (kind road)")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_broken_data_is_listed_and_no_traceback_shown(browser: Browser, tmp_path: Path) -> None:
    broken = tmp_path / "geodata"
    shutil.copytree(ROOT / "geodata", broken)
    record = broken / "corridors" / "tapi-gas.toml"
    record.write_text(record.read_text(encoding="utf-8").replace('kind = "gas_pipeline"', 'kind = "zeppelin"'), encoding="utf-8")
    with serve(CORRIDORS_GEODATA=str(broken)) as address, watched(browser) as page:
        page.goto(address)
        expect(page.get_by_role("heading", name="The reference data cannot be read")).to_be_visible()
        expect(page.get_by_test_id("stAlert")).to_contain_text("1 problem(s) in geodata")
        expect(page.get_by_text("Traceback")).to_have_count(0)


def test_the_assets_of_the_map_are_kept_for_good(address: str) -> None:
    names = sorted(path.name for path in (ROOT / "corridors" / "mapview" / "assets").iterdir())
    assert len(names) == 5
    for name in names:
        with urllib.request.urlopen(f"{address}/_stcore/bidi-components/corridors.map/{name}") as answer:  # noqa: S310 - our own server
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_scripts_are_served_compressed_and_unchanged(address: str) -> None:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        path = re.search(r'src="\.?/?(static/js/index[^"]+\.js)"', answer.read().decode())
    assert path
    with urllib.request.urlopen(f"{address}/{path[1]}") as plain:  # noqa: S310
        content = plain.read()
        assert plain.headers["content-encoding"] is None
    asked = urllib.request.Request(f"{address}/{path[1]}", headers={"Accept-Encoding": "gzip"})  # noqa: S310
    for _ in range(2):  # made, then kept
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            packed = answer.read()
            assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed) == content
        assert len(packed) < len(content) / 2
