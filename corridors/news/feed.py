"""RSS and Atom -> candidates, by feedparser; places from GeoRSS and GML where they are in degrees."""

from __future__ import annotations

import re
import time
import xml.sax
from typing import Any

import feedparser
import shapely

from corridors.model import PartialDate, Position
from corridors.news.candidates import Candidate, Form, NewsError, is_web_address
from corridors.news.markup import plain_text

LOOKS_LIKE = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
YEAR_OR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
# Reference systems in degrees: WGS 84 in two and three dimensions.
IN_DEGREES = re.compile(r"(?:^|\D)(?:4326|4979|CRS84)$")


def is_feed(text: str) -> bool:
    """Tell whether a text begins like RSS or Atom."""
    return bool(LOOKS_LIKE.search(text[:5_000]))


def read_feed(text: str) -> tuple[list[Candidate], list[str]]:
    """Return the entries of a feed in its order, and what is wrong with it; entries before a fault are read all the same.

    Raises:
        NewsError: it defines entities of its own (they can be made to fill the memory), or nothing in it can be read.
    """
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise NewsError("the feed defines entities (<!ENTITY …>); allowed: RSS or Atom without them; take that part out")
    # Without its declaration: what it says of the encoding is no longer so, and feedparser puts one of its own in a line before.
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    lines_before = text.count("\n", 0, len(text) - len(body)) - 1
    parsed: Any = feedparser.parse(body.encode("utf-8"), response_headers={"content-type": "text/xml; charset=utf-8"})
    publisher = plain_text(str(parsed.feed.get("title", "")))
    candidates = [_read_entry(entry, number, publisher) for number, entry in enumerate(parsed.entries, 1)]
    problems = []
    if parsed.bozo and isinstance(fault := parsed.bozo_exception, xml.sax.SAXParseException):
        problems.append(f"line {(fault.getLineNumber() or 1) + lines_before}: {fault.getMessage()}; what could be read is below")
    if not candidates:
        raise NewsError(f"no entry found in the feed{f' ({problems[0]})' if problems else ''}; allowed: RSS or Atom with entries")
    return candidates, problems


def _read_entry(entry: Any, number: int, publisher: str) -> Candidate:  # noqa: ANN401 - feedparser has no types
    # By membership: feedparser warns of keys that it maps to others.
    given = [name for name in ("published", "updated", "created") if dict.__contains__(entry, name)]
    stamp = next((found for name in given if (found := entry.get(f"{name}_parsed"))), None)
    written = str(entry[given[0]]) if given else ""
    problems = [] if stamp or not written else [f"“{written[:40]}” is no date of a feed"]
    place, trouble = _place(entry.get("where"))
    problems += trouble
    title, text = plain_text(str(entry.get("title", ""))), plain_text(str(entry.get("summary", "")))
    if not title:
        problems.append("no title; its text stands for one" if text else "neither title nor text")
    link = str(entry.get("link", ""))
    date = PartialDate(time.strftime("%Y-%m-%d", stamp)) if stamp and stamp.tm_year >= 1000 else None
    if date and YEAR_OR_MONTH.fullmatch(written):
        # feedparser makes the first day of a year; nobody has said that day.
        date = PartialDate(written)
    return Candidate(
        title or text or "(no title)", date, Form.ENTRY, f"entry {number}", text=text, url=link if is_web_address(link) else None,
        publisher=publisher, place=place, problems=tuple(problems),
    )  # fmt: skip


def _place(where: Any) -> tuple[Position | None, list[str]]:  # noqa: ANN401 - feedparser has no types
    if not where or not where.get("coordinates"):
        return None, []
    if (system := where.get("srsName")) and not IN_DEGREES.search(system):
        return None, [f"its place is in {system}; allowed: degrees (EPSG:4326); left out"]
    try:
        # An area counts as a point inside it.
        spot = shapely.point_on_surface(shapely.force_2d(shapely.geometry.shape(where)))
    except (shapely.errors.ShapelyError, AttributeError, TypeError, ValueError):
        return None, ["its place cannot be read; left out"]
    if spot.is_empty or not (-180 <= spot.x <= 180 and -90 <= spot.y <= 90):
        return None, [f"its place {spot.wkt} is not on the globe; left out"]
    return (spot.x, spot.y), []
