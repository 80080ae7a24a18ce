"""News measured: extracting from an article, linking a feed, filtering many events, the page with them, and the command line's list."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from news_made import made_article, made_events, made_feed
from streamlit.testing.v1 import AppTest
from table import Row, judged
from visits import ROOT

import corridors
from corridors.asked import ask
from corridors.atlas import Atlas
from corridors.history import changes
from corridors.news.propose import propose
from corridors.news.reading import read_news
from corridors.select import events_in, facet_counts, known_atlas, select
from corridors.view import parse_view
from corridors.words import atlas_as_of
from corridors.workspace.records import OwnEvent, to_json
from corridors.workspace.store import writing
from corridors.workspace.tables import EVENTS

MB = 1_000_000
ENTRIES, EVENTS_MANY, OWN = 10_000, 100_000, 10_000
TAKES, FEED_TAKES = 5, 2
TODAY = dt.date(2026, 11, 24)
FILTERS = {
    "none": "", "kind": "kind=railway", "status": "status=proposed", "actor and role": "actor=russia&role=proponent", "country": "country=AF",
    "search": "q=gas", "kind of news": "event=opening", "dates of news": "from=2015-01-01&to=2020-12-31", "single news": "event=made-7",
    "news and search": "event=opening,sanction&q=rail&from=2015-01-01", "changes since": "since=2020-01-01",
}  # fmt: skip


def best(call: Callable[[], object], takes: int = TAKES) -> float:
    """Return the seconds that a call takes at best: what else runs on the machine only ever adds."""
    found = []
    for _ in range(takes):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def reading_rows(atlas: Atlas) -> Iterator[Row]:
    propose(atlas, read_news(b"16 May 2024: Gas for Herat", TODAY).candidates)
    for name, per_piece in {"a dated piece every 500 bytes": 500, "a dated piece every 2,000 bytes": 2_000}.items():
        data = made_article(atlas, MB, per_piece)
        candidates = read_news(data, TODAY).candidates
        read, link = best(partial(read_news, data, TODAY)), best(partial(propose, atlas, candidates))
        note = f" (read {read:.2f}, {len(candidates):,} pieces linked {link:.2f})"
        yield judged(f"Extract from an article of 1 MB, {name}, best of {TAKES}", read + link, 1, "s", note)
    feed = made_feed(atlas, ENTRIES)
    candidates = read_news(feed, TODAY).candidates
    read, link = best(partial(read_news, feed, TODAY), FEED_TAKES), best(partial(propose, atlas, candidates), FEED_TAKES)
    yield judged(f"{len(candidates):,} entries of a feed linked, best of {FEED_TAKES}", link, 20, "s", f" (read before that in {read:.1f})")


def answer(whole: Atlas, query: str) -> None:
    """Work out what the page does for a view: corridors, counts, news, changes, what the map is asked."""
    view, dropped = parse_view(query, whole)
    if dropped:
        raise RuntimeError(f"{query}: {dropped}")
    atlas = known_atlas(whole, view)
    chosen = select(atlas, view)
    facet_counts(atlas, view)
    events_in(atlas, view, chosen)
    ask(atlas, chosen, view, whole=whole)
    if view.changed_since:
        changes(atlas, chosen, view.changed_since, atlas_as_of(atlas))


def filter_rows(many: Atlas) -> Iterator[Row]:
    for name, query in FILTERS.items():
        took = best(partial(answer, many, query)) * 1000
        yield judged(f"Atlas of {len(many.events):,} events, filter: {name}, best of {TAKES}", took, 150, "ms")
    days = [dt.date(year, month, 1) for year in (2012, 2018, 2024) for month in (1, 5, 9)]
    steps = [best(partial(answer, many, f"asof={day}"), 1) * 1000 for day in days]
    yield Row(f"– as of another day, median of {len(steps)}", f"{statistics.median(steps):.0f} ms (worst {max(steps):.0f})")


def page_rows(many: Atlas, make_change: Callable[[AppTest, str, object], float]) -> Iterator[Row]:
    """Measure the whole run of the page with many events, in this process."""
    changes_made: list[tuple[str, object]] = [
        ("kind-railway", True), ("kind-railway", False), ("q", "gas"), ("q", ""), ("event", ["opening"]), ("event", ["sanction"]), ("event", []),
        ("from", dt.date(2015, 1, 1)), ("since-date", dt.date(2020, 1, 1)),
    ]  # fmt: skip
    with patch("corridors.ui.page.open_atlas", lambda: many):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.run()
        times = [make_change(app, key, value) * 1000 for key, value in changes_made]
        days = [make_change(app, "asof-date", dt.date(year, 6, 1)) * 1000 for year in range(2008, 2026, 3)]
    yield judged(
        f"– the page's whole run for a filter change, median of {len(times)}",
        statistics.median(times),
        150,
        "ms",
        f" (worst {max(times):.0f})",
    )
    yield Row(
        f"– the page's whole run for an as-of change, median of {len(days)}", f"{statistics.median(days):.0f} ms (worst {max(days):.0f})"
    )


@contextmanager
def workspace_of(events: list[OwnEvent]) -> Iterator[dict[str, str]]:
    """Yield the environment of a workspace that holds events."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"CORRIDORS_WORKSPACE": str(Path(folder) / "workspace.sqlite")}):
        with writing() as connection:
            connection.execute(
                EVENTS.insert(), [{"id": own.event.id, "version": 1, "removed": False, "record": to_json(own)} for own in events]
            )
        yield dict(os.environ)


def list_rows(many: Atlas) -> Iterator[Row]:
    own = [
        OwnEvent(replace(event, origin="workspace", sources=()), publisher="Wire") for event in many.events if event.id.startswith("made-")
    ][:OWN]
    command = [sys.executable, "-m", "corridors.cli", "events", "list", "--json"]
    with workspace_of(own) as env:
        took = best(lambda: subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True), 3)
    yield Row(f"`corridors events list --json`, {len(own):,} events, new process, best of 3", f"{took:.1f} s")


def news_rows(make_change: Callable[[AppTest, str, object], float]) -> list[Row]:
    """Measure and return the rows of the table; the as-of change of the curated atlas is among those of the server."""
    atlas = corridors.load()
    many = replace(atlas, events=tuple(made_events(atlas, EVENTS_MANY)))
    return [*reading_rows(atlas), *filter_rows(many), *page_rows(many, make_change), *list_rows(many)]
