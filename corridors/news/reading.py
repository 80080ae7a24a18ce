"""Bytes of any kind of news -> candidates: says which reader reads what, and holds the limits."""

from __future__ import annotations

import datetime as dt

from corridors.news.article import read_article
from corridors.news.candidates import MOST_CANDIDATES, Candidate, Extract, NewsError, few, judged
from corridors.news.feed import is_feed, read_feed
from corridors.news.geojson import is_geojson, is_json, read_geojson
from corridors.news.markup import UNREADABLE, decode
from corridors.news.table import is_table, read_csv

MOST_BYTES = 50_000_000
END = "\n"
MIN_LETTERS = 3
MAX_ODD_SHARE = 0.2


def read_news(data: bytes, today: dt.date) -> Extract:
    """Return what can be read as news: RSS or Atom, a CSV or GeoJSON table, else an article as text or HTML.

    Raises:
        NewsError: the data are too large, no text, or nothing in them can be read.
    """
    if len(data) > MOST_BYTES:
        raise NewsError(f"{len(data) / 1e6:,.0f} MB; allowed: up to {MOST_BYTES // 1_000_000} MB; split the file")
    text, encoding = decode(data)
    if not text.strip():
        raise NewsError("the file is empty; allowed: an article as text or HTML, RSS or Atom, a CSV or GeoJSON table")
    if not _has_words(text):
        raise NewsError("no words in it; allowed: an article as text or HTML, RSS or Atom, a CSV or GeoJSON table")
    found, problems, form = _read(text)
    problems = [*_unreadable(text, encoding), *problems]
    if len(found) > MOST_CANDIDATES:
        problems.append(
            f"more than {MOST_CANDIDATES:,} pieces of news; the first {MOST_CANDIDATES:,} are taken; split the file for the others"
        )
    if not found and form != "article":
        raise NewsError(f"{'; '.join(['no row can be read', *few(problems)[:3]])}; allowed: rows under the head; is a quote not closed?")
    if not found:
        raise NewsError("no dated headline or sentence found; allowed: text that names days, such as 16 May 2024, or 2024-05-16")
    return Extract(form, encoding, tuple(judged(candidate, today) for candidate in found[:MOST_CANDIDATES]), few(problems))


def _has_words(text: str) -> bool:
    """Tell text from a few bytes of anything: it has some letters, and few signs that nobody writes."""
    head = text[:10_000]
    odd = sum(not (sign.isprintable() or sign.isspace()) or sign == UNREADABLE for sign in head)
    return len({sign for sign in head.casefold() if sign.isalpha()}) >= MIN_LETTERS and odd <= len(head) * MAX_ODD_SHARE


def _read(text: str) -> tuple[list[Candidate], list[str], str]:
    if is_feed(text):
        return *read_feed(text), "feed"
    if is_geojson(text):
        return read_geojson(text)
    if is_table(text):
        return read_csv(text)
    if is_json(text):
        raise NewsError(
            "the file is JSON of another kind; allowed: a GeoJSON FeatureCollection, RSS or Atom as XML, a CSV table, an article"
        )
    return read_article(text), [], "article"


def _unreadable(text: str, encoding: str) -> list[str]:
    """Return in which line stands what is no text in its encoding."""
    said = []
    for sign, what in {UNREADABLE: f"signs that are no {encoding}, shown as {UNREADABLE}", "\0": "zero bytes, left out"}.items():
        if number := text.count(sign):
            said.append(f"line {text.count(END, 0, text.find(sign)) + 1}: {number:,} {what}; the rest is read")
    return said
