"""The map component in Chromium: each test shows one ability and one thing that must not happen; `page` adds four to each."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from corridors.atlas import Atlas
from corridors.dataset import map_dataset
from tests.browser.conftest import at, open_view, query, settled, the_map, visible, watched

pytestmark = pytest.mark.browser
HEADER = ".brand p"
ALL = 253


def entry(page: Page, word: str) -> Locator:
    return the_map(page).get_by_role("button", name=re.compile(f"^{word}, "))


def view_of(page: Page) -> str:
    return the_map(page).get_attribute("data-view") or ""


def share_of(page: Page, colour: str) -> float:
    """Return the share of the map's canvases, as they lie on each other, that is of one colour."""
    page.evaluate("document.querySelectorAll('.cm > :not(.cm-stage)').forEach(panel => { panel.style.visibility = 'hidden'; })")
    picture = Image.open(io.BytesIO(the_map(page).screenshot())).convert("RGB")
    wanted = tuple(int(colour[index : index + 2], 16) for index in (1, 3, 5))
    found = sum(count for count, seen in picture.getcolors(1 << 24) or [] if seen == wanted)
    return found / (picture.width * picture.height)


def settle(page: Page) -> None:
    """Wait until the camera rests and the page has heard of it."""
    shown = view_of(page).replace(",", "%2C")
    expect(page).to_have_url(re.compile(f"map={re.escape(shown)}"))
    settled(page)


def drag(page: Page, dx: float, dy: float) -> None:
    box = the_map(page).bounding_box()
    assert box
    x, y, before = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3, view_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=8)
    page.wait_for_function("view => document.querySelector('[data-testid=corridor-map]').dataset.view !== view", arg=before)
    page.mouse.up()


def test_a_legend_entry_switches_its_kind_and_everything_follows(page: Page, address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    open_view(page, address)
    before, view, asked = visible(page), view_of(page), len(fetched)
    railways = entry(page, "Railways")
    expect(railways).to_have_attribute("aria-pressed", "true")
    expect(railways).to_have_accessible_name("Railways, 14 shown")
    railways.click()
    expect(railways).to_have_attribute("aria-pressed", "false")
    expect(the_map(page)).not_to_have_attribute("data-visible", str(before))
    expect(page.locator(HEADER)).to_contain_text("40 of 54 corridors (every kind but railway)")
    expect(page.get_by_role("checkbox", name=re.compile("^Railway "))).not_to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("^Road "))).to_be_checked()
    expect(page.get_by_text("Table (40)")).to_be_visible()
    expect(page).to_have_url(re.compile("kind="))
    assert view_of(page) == view
    assert fetched[asked:] == []


def test_toggles_are_painted_without_the_server(page: Page, address: str) -> None:
    blocked: list[bool] = []

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if blocked else server.send(message))

    page.route_web_socket(re.compile("/_stcore/stream"), relay)
    open_view(page, address)
    blocked.append(True)
    for _ in range(3):
        entry(page, "Gas pipelines").click()
    expect(entry(page, "Gas pipelines")).to_have_attribute("aria-pressed", "false")
    expect(the_map(page)).to_have_attribute("data-visible", "205")
    marks = page.evaluate("['change', 'painted'].map(name => performance.getEntriesByName(`corridors:${name}`).at(-1).startTime)")
    assert marks[1] >= marks[0]
    expect(page.locator(HEADER)).to_contain_text("All 54")


def test_only_all_and_none(page: Page, address: str) -> None:
    open_view(page, address)
    frame = the_map(page).bounding_box()
    entry(page, "Roads").click(modifiers=["Shift"])
    expect(page).to_have_url(re.compile(r"\?kind=road$"))
    expect(entry(page, "Railways")).to_have_accessible_name("Railways, 0 of 14 shown")
    the_map(page).get_by_role("button", name="None").click()
    expect(the_map(page)).to_have_attribute("data-visible", "0")
    expect(page).to_have_url(re.compile(r"\?kind=none$"))
    expect(the_map(page)).to_contain_text("Everything is switched off")
    the_map(page).get_by_role("button", name="All").click()
    expect(the_map(page)).to_have_attribute("data-visible", str(ALL))
    expect(page).to_have_url(re.compile(r"^[^?]*\??$"))
    assert the_map(page).bounding_box() == frame, "the map has not moved on the page"


def test_a_long_press_shows_only_one(page: Page, address: str) -> None:
    open_view(page, address)
    box = entry(page, "Construction").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    expect(page).to_have_url(re.compile(r"\?status=construction$"))
    page.mouse.up()
    expect(page.locator(HEADER)).to_contain_text("8 of 54")
    expect(page).to_have_url(re.compile(r"\?status=construction$"))


def test_the_camera_is_in_the_address_and_nothing_moves_it(page: Page, address: str) -> None:
    open_view(page, address)
    drag(page, 90, 70)
    settle(page)
    view = view_of(page)
    page.get_by_text("Port (5)", exact=True).click()
    expect(page.locator(HEADER)).to_contain_text("5 of 54")
    page.get_by_text("News (", exact=False).first.click()
    page.get_by_role("button", name="Main menu").click()
    page.get_by_test_id("stMainMenuItem-theme-Dark").click()
    page.keyboard.press("Escape")
    expect(the_map(page)).to_have_attribute("data-theme", "dark")
    expect(the_map(page)).to_have_attribute("data-view", view)
    page.reload()
    expect(the_map(page)).to_have_attribute("data-ready", "true")
    expect(the_map(page)).to_have_attribute("data-view", view)
    assert query(page)["map"] == [view]


def test_switching_the_theme_leaves_nothing_of_the_other_one(page: Page, address: str) -> None:
    open_view(page, address)
    page.get_by_role("button", name="Main menu").click()
    page.get_by_test_id("stMainMenuItem-theme-Dark").click()
    page.keyboard.press("Escape")
    expect(the_map(page)).to_have_attribute("data-theme", "dark")
    for light in ("#FFFFFF", "#F6F4EF"):
        expect(the_map(page)).to_have_attribute("data-ready", "true")
        assert share_of(page, light) < 0.001, f"{light} is the light theme's"


def test_another_day_with_the_same_corridors_is_drawn_anew(page: Page, address: str, atlas: Atlas) -> None:
    day = "2026-02-20"
    past = atlas.as_of(dt.date.fromisoformat(day))
    assert set(past.corridor_by_id) == set(atlas.corridor_by_id), "the same corridors"
    assert map_dataset(past) != map_dataset(atlas), "of which something is known otherwise"
    open_view(page, address, f"asof={day}")
    painted = "performance.getEntriesByName('corridors:painted').length"
    before = page.evaluate(painted)
    page.get_by_role("button", name="Back to the present").click()
    expect(the_map(page)).to_contain_text("Known as of 24 November 2026")
    page.wait_for_function(f"{painted} > {before}")


def test_back_leads_to_the_view_before_and_not_through_every_move(page: Page, address: str) -> None:
    open_view(page, address)
    entry(page, "Roads").click(modifiers=["Shift"])
    expect(page).to_have_url(re.compile("kind=road"))
    drag(page, 60, 40)
    settle(page)
    drag(page, 60, 40)
    settle(page)
    page.go_back()
    expect(page.locator(HEADER)).to_contain_text("All 54")
    expect(the_map(page)).to_have_attribute("data-visible", str(ALL))


def test_a_selection_moves_the_camera_only_when_out_of_sight(page: Page, address: str) -> None:
    open_view(page, address, "map=60,35,4&corridor=tapi-gas")
    assert view_of(page) == "60.0000,35.0000,4.00"
    the_map(page).get_by_role("button", name="Zoom to the selected corridor").click()
    expect(the_map(page)).not_to_have_attribute("data-view", "60.0000,35.0000,4.00")
    open_view(page, address, "corridor=power-of-siberia-1")
    assert float(view_of(page).split(",")[0]) > 100


def test_hovering_tells_and_a_click_where_several_run_offers_them(page: Page, address: str, atlas: Atlas) -> None:
    open_view(page, address, "map=51.4,35.2,5.5")
    tehran = (51.42, 35.69)
    x, y = at(page, tehran)
    page.mouse.move(x, y)
    tip = the_map(page).get_by_role("tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(re.compile(r"(Operating|Construction|Proposed|Announced), (confirmed|inferred|contested), as of"))
    page.mouse.click(x, y)
    offered = the_map(page).get_by_role("dialog", name="Corridors here")
    expect(offered).to_contain_text("corridors run here")
    choice = offered.get_by_role("button").nth(1)
    name = choice.locator("b").inner_text()
    assert name in {corridor.name for corridor in atlas.corridors}
    expect(page.locator(".st-key-card")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-card h2")).to_have_text(name)


def test_presenter_keys_do_what_the_help_says(page: Page, address: str) -> None:
    open_view(page, address)
    home = view_of(page)
    page.keyboard.press("1")
    expect(the_map(page)).to_have_attribute("data-visible", "205")
    page.keyboard.press("0")
    expect(the_map(page)).to_have_attribute("data-visible", str(ALL))
    page.keyboard.press("l")
    expect(the_map(page)).to_have_attribute("data-names", "")
    expect(page).to_have_url(re.compile("labels=off"))
    page.keyboard.press("n")
    expect(the_map(page)).to_contain_text(re.compile(r"Place of news, [1-9]\d* shown"))
    page.keyboard.press("ArrowRight")
    expect(the_map(page)).not_to_have_attribute("data-view", home)
    page.keyboard.press("+")
    expect(the_map(page)).to_have_attribute("data-view", re.compile(r",4\.20$"))
    page.keyboard.press("h")
    expect(the_map(page)).to_have_attribute("data-view", home)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Presenter keys")).to_contain_text("full screen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Presenter keys")).to_have_count(0)


def test_no_key_fires_while_typing(page: Page, address: str) -> None:
    open_view(page, address)
    home = view_of(page)
    search = page.get_by_test_id("stSidebar").get_by_role("textbox", name="Search")
    search.press_sequentially("1fhln+?")
    expect(search).to_have_value("1fhln+?")
    assert (visible(page), view_of(page)) == (ALL, home)
    expect(the_map(page)).not_to_have_class(re.compile("cm-full"))
    expect(page.get_by_role("dialog", name="Presenter keys")).to_have_count(0)


def test_full_screen_shows_the_map_alone_and_escape_returns(page: Page, address: str) -> None:
    open_view(page, address, "map=60,35,4&corridor=tapi-gas&kind=gas_pipeline")
    before = (view_of(page), page.url, the_map(page).bounding_box())
    page.keyboard.press("f")
    expect(the_map(page)).to_have_class(re.compile("cm-full"))
    box = the_map(page).bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1366)
    expect(the_map(page).get_by_role("heading")).to_contain_text("12 of 54 corridors")
    expect(the_map(page)).to_contain_text("Known as of 24 November 2026")
    expect(the_map(page).get_by_role("toolbar")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(the_map(page)).not_to_have_class(re.compile("cm-full"))
    expect(page.locator(".st-key-card")).to_be_visible()
    assert (view_of(page), page.url, the_map(page).bounding_box()) == before


def test_the_picture_holds_what_is_on_the_map(page: Page, address: str) -> None:
    open_view(page, address, "kind=railway")
    the_map(page).get_by_role("button", name="Picture of the screen").click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name="Download PNG").click()
    picture = Image.open(io.BytesIO(waiting.value.path().read_bytes())).convert("RGB")
    box = the_map(page).bounding_box()
    assert box
    assert picture.width == round(box["width"]) * 2
    assert picture.height > round(box["height"]) * 2
    colours = {colour for _, colour in picture.getcolors(1 << 24) or []}
    assert {(0x00, 0x62, 0xA0), (0xF6, 0xF4, 0xEF)} <= colours, "railways and land are on it"
    assert (0xC8, 0x50, 0x00) not in colours, "gas pipelines are not"
    expect(the_map(page)).to_contain_text("The picture is downloaded.")


def test_the_text_alternative_follows(page: Page, address: str) -> None:
    open_view(page, address)
    described = page.locator(f"#{the_map(page).get_attribute('aria-describedby')}")
    expect(described).to_contain_text("Map of all 54 corridors and hubs")
    entry(page, "Railways").click()
    expect(described).to_contain_text("40 of 54 corridors")
    expect(described).not_to_contain_text("14 railways")


def test_fifty_reruns_keep_one_context_and_the_camera(page: Page, address: str) -> None:
    open_view(page, address, "kind=road,port")
    home = view_of(page)
    for shown in ["3 of 54", "8 of 54"] * 25:
        page.keyboard.press("8")
        expect(page.locator(HEADER)).to_contain_text(shown)
    expect(entry(page, "Ports")).to_have_attribute("aria-pressed", "true")
    assert view_of(page) == home
    assert page.evaluate("window.webglContexts.size") == 1


def test_a_phone_shows_the_map_first_and_takes_touches(browser: Browser, address: str, atlas: Atlas) -> None:
    with watched(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        open_view(page, address)
        box = the_map(page).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        the_map(page).get_by_role("button", name="Legend").tap()
        entry(page, "Railways").tap()
        expect(the_map(page)).not_to_have_attribute("data-visible", str(ALL))
        the_map(page).get_by_role("button", name="Legend").tap()
        hub = next(s for c in atlas.corridors if c.id == "chabahar-port" for s in c.segments)
        page.touchscreen.tap(*at(page, hub.points[0]))
        expect(page.locator(".st-key-card h2")).to_have_text("Chabahar port (Shahid Beheshti terminal)")
