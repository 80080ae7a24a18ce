"""Playing through time measured: steps a second that the browser shows, and what it asks of the server meanwhile."""

from __future__ import annotations

import itertools
import re

from pages import launch
from playwright.sync_api import sync_playwright
from table import Row, verdict
from visits import LAPTOP, serve

SECONDS = 5
LEAST = 10
COUNT = """
window.steps = [];
window.runs = 0;
new MutationObserver(() => window.steps.push(performance.now())).observe(document.querySelector(".ct"),
  { attributes: true, attributeFilter: ["data-day"] });
new MutationObserver(() => window.runs++).observe(document.querySelector("[data-testid=stApp]"),
  { attributes: true, attributeFilter: ["data-test-script-state"] });
"""


def play_rows() -> list[Row]:
    """Play the curated atlas at the quickest pace and return the rows of the table."""
    with serve() as (host, _), sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_context(viewport=LAPTOP).new_page()
        page.goto(f"http://{host}/?asof=2014-12-31")
        page.wait_for_selector('[data-testid="corridor-map"][data-ready="true"]', state="attached")
        bar = page.locator(".ct .ct-bar").first
        bar.get_by_role("button", name="1×").click()
        bar.get_by_role("button", name="4×").click()
        page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")
        page.evaluate(COUNT)
        bar.get_by_role("button", name="Play").click()
        page.wait_for_timeout(SECONDS * 1000)
        steps, runs = page.evaluate("[window.steps, window.runs]")
        bar.get_by_role("button", name=re.compile("Pause|Play")).click()
    pace = (len(steps) - 1) / (steps[-1] - steps[0]) * 1000
    longest = max(after - before for before, after in itertools.pairwise(steps))
    return [
        Row(
            f"Play in the browser, {len(steps)} steps", f"{pace:.1f} steps a second (longest step {longest:.0f} ms)", f"≥ {LEAST} a second",
            verdict(pace >= LEAST),
        ),
        Row("– runs of the page meanwhile", str(runs), "0", verdict(runs == 0)),
    ]  # fmt: skip


if __name__ == "__main__":
    from table import table

    print("\n".join(table(play_rows())))
