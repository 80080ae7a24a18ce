"""What the map does when something is missing or hostile: words and a way on, never a white box."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import ROOT, open_view, serve, the_map, visible, watched

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>"


def test_without_webgl_the_map_says_so_and_lists_the_corridors(browser: Browser, address: str) -> None:
    with watched(browser, contexts=0, faults_allowed="WebGL") as page:
        page.add_init_script(
            "const real = HTMLCanvasElement.prototype.getContext;"
            "HTMLCanvasElement.prototype.getContext = function (kind, ...rest)"
            " { return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest); };"
        )
        page.goto(address)
        expect(the_map(page)).to_contain_text("This browser gives the map no WebGL 2")
        expect(the_map(page).get_by_role("row")).to_have_count(55)
        the_map(page).get_by_role("button", name=re.compile("^Railways, ")).click()
        expect(the_map(page).get_by_role("row")).to_have_count(41)
        expect(page.get_by_text("Table (40)")).to_be_visible()


def test_a_lost_context_is_set_up_again(browser: Browser, address: str) -> None:
    with watched(browser, contexts=2, faults_allowed="context") as page:
        open_view(page, address, "kind=railway")
        shown = visible(page)
        page.evaluate("[...window.webglContexts][0].getExtension('WEBGL_lose_context').loseContext()")
        expect(the_map(page)).to_contain_text("The graphics driver stopped drawing the map.")
        expect(the_map(page)).not_to_contain_text("The graphics driver stopped drawing the map.")
        assert page.evaluate("window.webglContexts.size") == 2
        assert visible(page) == shown


def test_a_missing_basemap_is_said_and_can_be_asked_for_again(browser: Browser, address: str) -> None:
    with watched(browser, faults_allowed="Failed to load resource") as page:
        broken = [True]

        def answer(route: Route) -> None:
            if broken:
                route.fulfill(status=500)
            else:
                route.continue_()

        page.route(re.compile("basemap-mid"), answer)
        open_view(page, address)
        expect(the_map(page)).to_contain_text("The basemap (mid) was answered with 500")
        assert visible(page) == 253
        broken.clear()
        with page.expect_response(re.compile("basemap-mid")):
            the_map(page).get_by_role("button", name="Try again").click()
        expect(the_map(page)).not_to_contain_text("was answered with")


def test_a_missing_dataset_is_said_and_can_be_asked_for_again(browser: Browser, address: str) -> None:
    with watched(browser, faults_allowed="Failed to load resource") as page:
        broken = [True]
        page.route(re.compile(r"/media/.*\.json"), lambda route: route.fulfill(status=503) if broken else route.continue_())
        page.goto(address)
        expect(the_map(page)).to_contain_text("The corridors could not be loaded (answered with 503).")
        expect(page.get_by_text("Table (54)")).to_be_visible()
        broken.clear()
        the_map(page).get_by_role("button", name="Try again").click()
        expect(the_map(page)).to_have_attribute("data-visible", "253")


def test_a_script_that_does_not_come_leaves_words(browser: Browser, address: str) -> None:
    with watched(browser, contexts=0, faults_allowed="Failed to load|BidiComponent") as page:
        page.route(re.compile(r"bidi-components/.*\.js"), lambda route: route.abort())
        page.goto(address)
        expect(page.get_by_text("Table (54)")).to_be_visible()
        expect(page.locator(".st-key-map-frame")).to_contain_text("Failed to load script")
        expect(page.locator(".st-key-map-frame code")).to_be_hidden()


def test_a_hostile_name_is_text_wherever_it_is_shown(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "geodata"
    shutil.copytree(ROOT / "geodata", data)
    record = data / "corridors" / "chabahar-port.toml"
    text = record.read_text(encoding="utf-8")
    text = re.sub(r'^name = ".*"$', f'name = "{HOSTILE}"', text, count=1, flags=re.MULTILINE)
    record.write_text(re.sub(r'^label = ".*"$', f'label = "{HOSTILE}"', text, count=1, flags=re.MULTILINE), encoding="utf-8")
    with serve(CORRIDORS_GEODATA=str(data)) as address, watched(browser) as page:
        open_view(page, address, "corridor=chabahar-port&map=60.6,25.4,6")
        expect(page.locator(".st-key-card h2")).to_have_text(HOSTILE)
        box = the_map(page).bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(the_map(page).get_by_role("tooltip")).to_contain_text(HOSTILE)
        assert HOSTILE in (the_map(page).get_attribute("data-names") or "")
        assert page.locator("img[src=x]").count() == 0
