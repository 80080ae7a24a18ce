"""News as a user brings it: an article, a feed, a table; and the days that it names. Read, or refused in words."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import pairwise

from corridors.atlas import Atlas
from corridors.load import load
from corridors.model import PartialDate
from corridors.news.candidates import MOST_HEADLINE, MOST_TEXT, Candidate, NewsError
from corridors.news.dates import find_dates, read_date
from corridors.news.propose import Proposal, propose
from corridors.news.reading import read_news
from corridors.workspace.records import from_json, to_json

TODAY = dt.date(2026, 11, 27)
MAX_WORDS = 4_000
LINKED = 3  # of the candidates: linking is the same for each
VARYING = re.compile(r"“[^”]*”|'[^']*'|\([^)]*\)|\d[\d.,:-]*")


@cache
def atlas() -> Atlas:
    """Return the reference data, read once."""
    return load()


def news(data: bytes) -> str:
    """Read bytes as news and propose links for the first of it; return its fate in words."""
    try:
        extract = read_news(data, TODAY)
    except NewsError as error:
        return _of_refusal(str(error))
    assert extract.candidates
    for candidate in extract.candidates:
        judge(candidate)
    for proposal in propose(atlas(), extract.candidates[:LINKED]):
        assert from_json(to_json(proposal), Proposal) == proposal  # as it goes into the workspace
    told = {VARYING.sub("…", problem) for candidate in extract.candidates for problem in candidate.problems}
    return f"{extract.form} {sorted(told | {VARYING.sub('…', problem) for problem in extract.problems})}"[:600]


def _of_refusal(words: str) -> str:
    assert "; allowed: " in words, f"a refusal that says not what is allowed: {words}"
    assert len(words) < MAX_WORDS, f"a refusal of {len(words):,} characters"
    return VARYING.sub("…", words.partition("; allowed")[0])[:150]


def judge(candidate: Candidate) -> None:
    """Assert that a candidate may be shown and kept as it is."""
    assert candidate.headline
    assert candidate.headline.isprintable()
    assert candidate.text.isprintable()
    assert len(candidate.headline) <= MOST_HEADLINE
    assert len(candidate.text) <= MOST_TEXT
    if candidate.place:
        lon, lat = candidate.place
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
    if candidate.date:
        day(candidate.date)
    if candidate.url:
        assert candidate.url.startswith(("http://", "https://"))
        assert not any(sign.isspace() for sign in candidate.url)


def day(date: PartialDate) -> None:
    """Assert that a date is in the calendar, in whole."""
    assert PartialDate(date.text) == date
    assert date.earliest <= date.latest


def dates(data: bytes) -> str:
    """Find the dates of a text, and read it as one cell."""
    text = data.decode("utf-8", "replace")
    found = find_dates(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert (one.date is None) == bool(one.problem)
        if one.date:
            day(one.date)
    whole = read_date(text)
    assert whole.date or whole.problem  # of several days the first is taken, and that is said
    if whole.date:
        day(whole.date)
    return f"{len(found[:3])} {whole.date is None}"
