"""Strangers at the web door, in a browser: other pages get nothing, the policy lets everything of ours work, payloads are text."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import choose, open_quickly, open_view, serve, settled, watched

pytestmark = pytest.mark.browser
# Few names and lines: what is tested stands beside the map.
VIEW = "kind=port&corridor=chabahar-port"
PAYLOADS = (
    "<script>alert(1)</script>", "<img src=http://evil.example/i onerror=alert(1)>", "![x](http://evil.example/m.png)", "[x](http://evil.example/l)",
    "<http://evil.example/a>", "www.evil.example", r"$\href{http://evil.example/t}{x}$ $x^2$", ":material/home: :smile: :red[x]", "`x` **x** # x",
    "<svg onload=alert(1)>", "javascript:alert(1)",
)  # fmt: skip
# In one text, for a place that shows one.
ALL = " ".join(PAYLOADS)
KML = f"""<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>{escape(ALL)}</name>
{
    "".join(
        f'''<Folder><name>{escape(payload)}</name><Placemark><name>{escape(payload)}</name><description>{escape(ALL)}</description>
<ExtendedData><Data name="{escape(payload)}"><value>{escape(payload)}</value></Data></ExtendedData>
<Point><coordinates>60.{number},25.{number}</coordinates></Point></Placemark></Folder>'''
        for number, payload in enumerate(PAYLOADS, 1)
    )
}
</Document></kml>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(ALL)}</title><link>http://evil.example/</link><description>x</description>
{"".join(f'''<item><title>TAPI {escape(payload)}</title><link>https://news.example/{number}</link><source url="http://evil.example/">{escape(payload)}</source>
<author>{escape(payload)}</author><description>{escape(ALL)}</description><pubDate>Tue, {number + 1:02} Jun 2025 10:00:00 GMT</pubDate></item>'''
         for number, payload in enumerate(PAYLOADS))}</channel></rss>"""  # fmt: skip


def assert_only_text(page: Page) -> None:
    """Nothing on the page was made of a payload; requests and dialogs are looked at by `watched`."""
    for made in (
        "img[src*='evil']",
        "a[href*='evil']",
        "[onerror]",
        "[onload]",
        "a[href^='javascript']",
        ".katex",
        "script:not([src]):has-text('alert')",
    ):
        assert page.locator(made).count() == 0, made


def test_another_page_gets_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context()
    stranger = context.new_page()
    stranger.goto("about:blank")
    stream = address.replace("http:", "ws:") + "/_stcore/stream"
    opened = stranger.evaluate(
        "url => new Promise(done => { const s = new WebSocket(url, ['streamlit']); s.onopen = () => done('open'); s.onclose = () => done('closed'); })",
        stream,
    )
    assert opened == "closed"
    for method in ("GET", "PUT", "POST"):
        got = stranger.evaluate(
            "([url, method]) => fetch(url, {method}).then(() => 'read', () => 'refused')", [f"{address}/_stcore/upload_file/a/b", method]
        )
        assert got == "refused"
    context.close()


def test_everything_beside_the_map_works_under_the_policy(page: Page, address: str) -> None:
    open_view(page, address, VIEW)
    violations = "window.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI))"
    page.evaluate(violations)
    # Headless Chromium has no dialog that asks where to save; without one Streamlit downloads, as in Firefox.
    page.evaluate("window.showSaveFilePicker = undefined")
    for tab in ("News", "Review", "Layers", "About", "Table"):
        page.get_by_test_id("stButtonGroup").get_by_text(tab, exact=False).first.click()
        settled(page)
    page.get_by_test_id("stDataFrame").first.hover()
    with page.expect_download() as table:
        page.get_by_role("button", name="Download as CSV").first.click()
    assert "Chabahar" in table.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_test_id("stDialog")
    for form in ("PNG", "SVG", "PDF", "PPTX", "HTML"):
        choose(page, dialog.get_by_role("combobox", name="Format"), f"{form}: ")
        with page.expect_download() as made:
            dialog.get_by_role("button", name=f"Download {form}", exact=True).click()
        assert made.value.path().stat().st_size > 10_000
    with page.expect_download() as made:
        dialog.get_by_role("button", name="Download GeoJSON").click()
    assert made.value.path().stat().st_size > 100
    assert page.evaluate("window.violations") == []


def test_payloads_of_files_and_news_are_text(browser: Browser, tmp_path: Path) -> None:
    # On a busy machine the map asks for a layer's data when the next run has put newer in its place; it then asks for those.
    gone = r"404 \(Not Found\)"
    with serve(CORRIDORS_WORKSPACE=str(tmp_path / "w.sqlite")) as address, watched(browser, faults_allowed=gone) as page:
        open_quickly(page, address, "kind=none&corridor=tapi-gas")
        page.get_by_test_id("stButtonGroup").get_by_text("Layers").click()
        settled(page)
        upload: FilePayload = {"name": f"{PAYLOADS[2].replace('/', '_')} :smile:.kml", "mimeType": "text/xml", "buffer": KML.encode()}
        page.locator("input[type=file]").set_input_files(upload)
        expect(page.get_by_text(f"{len(PAYLOADS)} read = ")).to_be_visible()
        settled(page)
        assert_only_text(page)
        page.get_by_label("Name of the layer").fill(ALL[:120])
        page.get_by_label("Credit on every picture").fill(ALL[:120])
        page.get_by_label("Credit on every picture").press("Enter")
        settled(page)
        page.get_by_role("button", name="Keep 11 features").click()
        expect(page.get_by_text("1 layer of your own")).to_be_visible()
        settled(page)
        assert_only_text(page)
        page.get_by_test_id("stButtonGroup").get_by_text("Table").click()
        settled(page)
        assert_only_text(page)
        page.get_by_test_id("stButtonGroup").get_by_text("Review").click()
        page.get_by_label("Article, headlines with their dates, or a feed").fill(RSS)
        page.get_by_label("Article, headlines with their dates, or a feed").press("Control+Enter")
        settled(page)
        page.get_by_role("button", name="Find events").click()
        expect(page.get_by_text("of news found")).to_be_visible()
        for _ in range(3):
            settled(page)
            assert_only_text(page)
            page.keyboard.press("Alt+a")
        settled(page)
        page.get_by_role("button", name="Undo").first.hover()
        assert_only_text(page)
        expect(page.get_by_text("accepted in this workspace")).to_be_visible()
        assert_only_text(page)
        open_quickly(page, address, "kind=gas_pipeline&corridor=tapi-gas")
        page.get_by_role("radio", name="News (").click(force=True)
        settled(page)
        expect(page.locator(".st-key-card")).to_contain_text("your workspace")
        assert_only_text(page)
