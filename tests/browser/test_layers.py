"""Users' layers on the map, in Chromium: what is seen of them, and that no filter fetches their geometry again."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import at, open_view, query, serve_call, settled, the_map, visible, watched

pytestmark = pytest.mark.browser
SEGMENTS, FEATURES = 253, 6 + 400 + 16
APP = (sys.executable, "-m", "streamlit", "run", "tests/browser/layers_app.py", "--server.port", "{port}")
NOT_KNOWN = (0x60, 0x58, 0x50)


@pytest.fixture(scope="module")
def layered() -> Iterator[str]:
    with serve_call(APP) as running:
        yield running


def entry(page: Page, name: str) -> str:
    return the_map(page).get_by_role("button", name=re.compile(f"^{re.escape(name)}, ")).get_attribute("aria-label") or ""


def click_entry(page: Page, name: str) -> None:
    the_map(page).get_by_role("button", name=re.compile(f"^{re.escape(name)}, ")).click()


def pixels(page: Page, colour: tuple[int, int, int]) -> int:
    """Return how many pixels of the layers' own canvas are of a colour."""
    data = page.locator(".cm-own").screenshot()
    return sum(count for count, seen in Image.open(io.BytesIO(data)).convert("RGB").getcolors(1 << 24) or [] if seen == colour)


def test_layers_are_drawn_counted_credited_and_switched_without_fetching_geometry(page: Page, layered: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    open_view(page, layered)
    assert visible(page) == SEGMENTS + FEATURES
    assert entry(page, "My pipes") == "My pipes, 6 shown"
    assert entry(page, "Gas pipelines") == "Gas pipelines, 14 shown"
    credit = page.locator(".cm-credit")
    expect(credit).to_contain_text("My pipes: Ministry of Pipes (CC BY 4.0)")
    expect(credit).to_contain_text("Ports & fields: file places.geojson")
    asked = len(fetched)
    click_entry(page, "My pipes")
    expect(the_map(page)).to_have_attribute("data-visible", str(SEGMENTS + FEATURES - 6))
    expect(page).to_have_url(re.compile("layer=mixed,places|layer=mixed%2Cplaces|layer=places"))
    expect(credit).not_to_contain_text("Ministry of Pipes")
    settled(page)
    click_entry(page, "My pipes")
    expect(the_map(page)).to_have_attribute("data-visible", str(SEGMENTS + FEATURES))
    settled(page)
    expect(page).not_to_have_url(re.compile("layer="))
    click_entry(page, "Ports")
    expect(the_map(page)).to_have_attribute("data-visible", re.compile(r"^\d+$"))
    assert entry(page, "Ports & fields") == "Ports & fields, 200 shown"
    settled(page)
    assert fetched[asked:] == []


def test_hovering_tells_and_a_click_selects_a_feature(page: Page, layered: str) -> None:
    shown = open_view(page, layered, "layer=pipes&kind=gas_pipeline&status=proposed&q=second")
    x, y = at(page, (52, 43.25 - 0.02))
    page.mouse.move(x, y)
    tip = shown.get_by_role("tooltip")
    expect(tip).to_contain_text("Second Line")
    expect(tip).to_contain_text("Gas pipeline, proposed")
    expect(tip).to_contain_text("My pipes, your layer")
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile("feature=pipes%2Frow-2|feature=pipes/row-2"))
    settled(page)
    assert "corridor" not in query(page)
    card = page.locator(".st-key-card")
    expect(card.locator("h2")).to_have_text("Second Line")
    expect(card).to_contain_text("My pipes: Ministry of Pipes (CC BY 4.0)")
    page.mouse.click(*at(page, (57, 30)))
    expect(page).not_to_have_url(re.compile("feature="))
    expect(card).to_have_count(0)


def test_names_with_markup_are_text(page: Page, layered: str) -> None:
    shown = open_view(page, layered, "layer=pipes&q=bold")
    x, y = at(page, (52, 40.23))
    page.mouse.move(x, y)
    expect(shown.get_by_role("tooltip")).to_contain_text("Third Line <b>bold</b>")
    assert shown.locator(".cm-tip b b").count() == 0


def test_a_filter_masks_features_and_news_hides_them(page: Page, layered: str) -> None:
    open_view(page, layered, "layer=pipes&country=KZ&kind=gas_pipeline")
    assert entry(page, "My pipes") == "My pipes, 1 shown"
    open_view(page, layered, "event=opening")
    assert entry(page, "My pipes") == "My pipes, 0 shown"


def test_what_is_not_known_is_drawn_in_grey_and_named_in_the_legend(page: Page, layered: str) -> None:
    shown = open_view(page, layered, "layer=pipes&q=nameless")
    expect(shown).to_contain_text("Kind not known, 1")
    expect(shown).to_contain_text("Status not known, 1")
    assert pixels(page, NOT_KNOWN) > 50
    click_entry(page, "My pipes")
    expect(shown).not_to_contain_text("Kind not known")
    assert pixels(page, NOT_KNOWN) == 0


def test_a_link_to_a_feature_comes_into_sight(page: Page, layered: str) -> None:
    open_view(page, layered, "feature=pipes/row-6")
    expect(page.locator(".cm-alt").first).to_contain_text("Imported layers: My pipes (6 of 6 features)")
    assert query(page)["feature"] == ["pipes/row-6"]


def test_a_layer_that_does_not_come_is_said_with_a_way_on(browser: Browser, layered: str) -> None:
    with watched(browser, faults_allowed="Failed to load resource") as page:
        page.route(re.compile(r"\.gz$"), lambda route: route.fulfill(status=404))
        shown = open_view(page, layered, "layer=pipes")
        expect(shown).to_contain_text("Your layer My pipes could not be loaded (answered with 404).")
        assert visible(page) == SEGMENTS
        page.unroute(re.compile(r"\.gz$"))
        shown.get_by_role("button", name="Try again").click()
        expect(shown).to_have_attribute("data-visible", str(SEGMENTS + 6))


def test_without_webgl_the_list_names_layers_too(browser: Browser, layered: str) -> None:
    with watched(browser, contexts=0, faults_allowed="WebGL") as page:
        page.add_init_script(
            "const real = HTMLCanvasElement.prototype.getContext;"
            "HTMLCanvasElement.prototype.getContext = function (kind, ...rest)"
            " { return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest); };"
        )
        page.goto(f"{layered}/?layer=pipes")
        expect(the_map(page)).to_contain_text("This browser gives the map no WebGL 2")
        expect(the_map(page).get_by_role("row").filter(has_text="Your layer, 6 features shown")).to_have_count(1)
        expect(the_map(page).get_by_role("row").filter(has_text="Your layer")).to_have_count(1)
        drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"
        assert page.locator(".cm-own").evaluate(drawn)
