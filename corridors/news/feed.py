"""RSS and Atom -> candidates, by feedparser; places from GeoRSS and GML where they are in degrees."""

from __future__ import annotations

import io
import math
import re
import xml.sax
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import Any

import feedparser
import shapely

from corridors.model import Position
from corridors.news.addresses import clean_address
from corridors.news.candidates import MOST_CANDIDATES, Candidate, Form, NewsError, cut
from corridors.news.dates import Found, read_date
from corridors.news.markup import plain_text

LOOKS_LIKE = re.compile(r"<(rss|feed|rdf:RDF)\b", re.IGNORECASE)
ENTRY = re.compile(r"<(?:item|entry)[\s/>]", re.IGNORECASE)
ENDS = {"rss": "</channel></rss>", "feed": "</feed>", "rdf:rdf": "</rdf:RDF>"}
# Reference systems in degrees: WGS 84 in two and three dimensions.
IN_DEGREES = re.compile(r"(?:^|\D)(?:4326|4979|CRS84)$")
# What feedparser's own code raises at entries that it did not expect; one of them does not take the feed.
FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError)
# A tag so long costs feedparser the square of its attributes; no tag that is read has so many.
LONG_TAG = re.compile(r"<([^\s<>/]{1,100})\s[^<>]{20000,}?(/?)>")
PLACE_TAG = re.compile(r"</?(?:gml|georss|geo):[^<>]*>", re.IGNORECASE)
MOST_ROOT = 20_000
# A point of GeoRSS; of one with decimal commas feedparser would take the first two of four numbers.
GEORSS_POINT = re.compile(r"(<(?:\w{1,20}:)?point>)([^<]{1,200})(?=</)", re.IGNORECASE)
# Of an area no more positions are looked at: a feed has no longer ones, and a point inside is sought among them.
MOST_POSITIONS = 10_000
NO_PLACE = f"its place is no longitude and latitude on the globe, or has more than {MOST_POSITIONS:,} of them; left out"


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
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    lines_before = text.count("\n", 0, len(text) - len(body)) - 1
    body = GEORSS_POINT.sub(_two_numbers, LONG_TAG.sub(r"<\1\2>", _shortened(body)))
    problems: list[str] = []
    try:
        parsed = _parsed(body)
        entries = list(parsed.entries)
    except FAULTS:
        parsed, entries, problems = _head(body), *_one_by_one(body)
    publisher = plain_text(str(parsed.feed.get("title", "")))
    candidates = [_read_entry(entry, number, publisher) for number, entry in enumerate(entries, 1) if entry is not None]
    if parsed.bozo and isinstance(fault := parsed.bozo_exception, xml.sax.SAXParseException):
        problems.append(f"line {(fault.getLineNumber() or 1) + lines_before}: {fault.getMessage()}; what could be read is below")
    if not candidates:
        raise NewsError(f"no entry found in the feed{f' ({problems[0]})' if problems else ''}; allowed: RSS or Atom with entries")
    return candidates, problems


def _parsed(body: str) -> Any:  # noqa: ANN401 - feedparser has no types
    """Return a feed as feedparser reads it; its markup is not made safe there, since only its text is taken."""
    headers = {"content-type": "text/xml; charset=utf-8"}
    # As a stream: bytes would be tried as the name of a file first.
    return feedparser.parse(
        io.BytesIO(body.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _head(body: str) -> Any:  # noqa: ANN401 - feedparser has no types
    """Return what stands before the entries of a feed; nothing where that, too, is more than feedparser can take."""
    try:
        return _parsed(body[: _begin(body)])
    except FAULTS:
        return feedparser.FeedParserDict(feed={}, bozo=False)


def _two_numbers(point: re.Match[str]) -> str:
    """Return a point of GeoRSS as it is where it has two numbers, else as one that is no place."""
    return point[0] if len(point[2].replace(",", " ").split()) == 2 else f"{point[1]}nan nan"


def _begin(body: str) -> int:
    """Return where the first entry of a feed begins."""
    first = ENTRY.search(body)
    return first.start() if first else len(body)


def _one_by_one(body: str) -> tuple[list[Any], list[str]]:
    """Return the entries of a feed each read alone, None for one at which feedparser fails, and what is wrong with those."""
    starts = [match.start() for match in ENTRY.finditer(body)]
    root = LOOKS_LIKE.search(body)
    if root is None:
        return [], []
    # The first tag has the names of what the entries hold.
    tag = body[root.start() : body.find(">", root.start()) + 1][:MOST_ROOT]
    entries: list[Any] = []
    problems = []
    for number, (start, end) in enumerate(pairwise([*starts, len(body)]), 1):
        entry, problem = _one(f"{tag}<channel>{body[start:end]}{ENDS[root[1].lower()]}")
        entries.append(entry)
        problems += [f"entry {number} {problem}; left out"] if problem else []
    return entries, problems


def _one(body: str) -> tuple[Any, str]:
    """Return the entry of a feed of one, without its place where feedparser fails at that, and what cannot be read; None for none."""
    fault = ""
    for text in (body, PLACE_TAG.sub("", body)):
        try:
            return next(iter(_parsed(text).entries), None), fault and f"has a place that cannot be read ({fault})"
        except FAULTS as error:
            fault = type(error).__name__
    return None, f"cannot be read ({fault})"


def _shortened(body: str) -> str:
    """Return a feed with one entry more than are taken, the others left out before they cost anything."""
    beyond = next(islice(ENTRY.finditer(body), MOST_CANDIDATES + 1, None), None)
    root = LOOKS_LIKE.search(body)
    return body[: beyond.start()] + ENDS[root[1].lower()] if beyond and root else body


def _read_entry(entry: Any, number: int, publisher: str) -> Candidate:  # noqa: ANN401 - feedparser has no types
    # By membership: feedparser warns of keys that it maps to others.
    written = [str(entry[name]) for name in ("published", "updated", "created") if dict.__contains__(entry, name)]
    date, problems = _date(text for text in written if text.strip())
    place, trouble = _place(entry["where"]) if dict.__contains__(entry, "where") else (None, [])
    title, text = plain_text(str(entry.get("title", ""))), plain_text(str(entry.get("summary", "")))
    url, dropped = clean_address(str(entry.get("link", "")))
    problems += [*trouble, *([dropped] if dropped else [])]
    if not title:
        problems.append("no title; its text stands for one" if text else "neither title nor text")
    return Candidate(
        title or text or "(no title)", date.date if date else None, Form.ENTRY, f"entry {number}", text=text, url=url,
        publisher=publisher, place=place, problems=tuple(problems),
    )  # fmt: skip


def _date(written: Iterable[str]) -> tuple[Found | None, list[str]]:
    """Return the first of an entry's dates that is one; feedparser's own makes another day of one that does not exist."""
    problems = []
    for text in written:
        if (found := read_date(text)).date:
            return found, [found.problem] if found.problem else []
        problems.append(f"“{cut(text, 40)}” is no date of a feed" if "is no date;" in found.problem else found.problem)
    return None, problems[:1]


def _place(where: Any) -> tuple[Position | None, list[str]]:  # noqa: ANN401 - feedparser has no types
    if not hasattr(where, "get") or not where.get("coordinates"):
        return None, [NO_PLACE]
    if (system := where.get("srsName")) and not IN_DEGREES.search(str(system)):
        return None, [f"its place is in {system}; allowed: degrees (EPSG:4326); left out"]
    try:
        positions = list(islice(_positions(where["coordinates"]), MOST_POSITIONS + 1))
        if len(positions) <= MOST_POSITIONS and all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in positions):
            # An area counts as a point inside it.
            spot = shapely.point_on_surface(shapely.force_2d(shapely.geometry.shape(where)))
            if math.isfinite(spot.x) and math.isfinite(spot.y):
                return (spot.x, spot.y), []
    except (shapely.errors.ShapelyError, AttributeError, TypeError, ValueError, IndexError):
        pass  # said below: without a place it is news all the same
    return None, [NO_PLACE]


def _positions(coordinates: Any) -> Iterator[Position]:  # noqa: ANN401 - lists in lists, as feedparser has them
    """Yield the positions of a geometry; what is not a number is none on the globe."""
    if isinstance(coordinates[0], int | float):
        yield (float(coordinates[0]), float(coordinates[1]))
        return
    for part in coordinates:
        yield from _positions(part)
