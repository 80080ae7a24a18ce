"""Tables of events -> candidates; the columns of ACLED, UCDP GED and GDELT are recognised."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from corridors.model import Position
from corridors.news.addresses import clean_address
from corridors.news.candidates import MOST_CANDIDATES, Candidate, Form, NewsError
from corridors.news.dates import read_date
from corridors.news.markup import plain_text


class Columns(NamedTuple):
    """What a source calls its columns, in lower case; the first that a table has is taken."""

    source: str
    marks: tuple[str, ...]  # columns that only this source has
    date: tuple[str, ...]
    headline: tuple[str, ...]
    text: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    lon: tuple[str, ...] = ("longitude", "lon", "lng", "x")
    lat: tuple[str, ...] = ("latitude", "lat", "y")
    made_of: tuple[str, ...] = ()  # columns whose values make a headline where there is none


SOURCES = (
    Columns("ACLED", ("event_date", "sub_event_type"), ("event_date",), (), ("notes",), (), ("source",), made_of=("sub_event_type", "actor1", "actor2", "location", "country")),
    Columns("UCDP GED", ("date_start", "side_a", "side_b"), ("date_start",), ("source_headline",), ("where_description", "source_article"), (), ("source_office",), made_of=("dyad_name", "where_coordinates", "country")),
    Columns("GDELT events", ("sqldate", "globaleventid"), ("sqldate",), (), (), ("sourceurl",), (), ("actiongeo_long",), ("actiongeo_lat",), ("actor1name", "actor2name", "actiongeo_fullname")),
    Columns("GDELT GKG", ("organizations", "persons", "locations"), ("timestamp", "date"), ("title",), ("organizations", "persons", "locations"), ("documentidentifier", "url"), ("sourcecommonname",), made_of=("organizations", "persons", "locations")),
    Columns("table", (), ("date", "event_date", "published", "pubdate", "day", "timestamp", "year"), ("headline", "title", "event", "name"), ("text", "summary", "description", "notes", "note", "body"), ("url", "link", "source_url", "web", "address"), ("publisher", "source", "outlet", "media")),
)  # fmt: skip
MOST_COLUMNS = 500
MOST_MADE = 120
MOST_HEAD = 50_000
# What means anything here.
KNOWN = frozenset(name for columns in SOURCES for names in columns[1:] for name in names)
DATED = frozenset(name for columns in SOURCES for name in columns.date)
# What is wrong with a row, beside its columns; none is called so.
TROUBLE = ""


def is_table(text: str) -> bool:
    """Tell whether the first line of a text is a head of columns with a date among them."""
    head = next((line for line in _lines(text.lstrip()[: MOST_HEAD + 1]) if line.strip()), "")
    names = {name.strip().strip('"').lower() for sign in ",;\t" for name in head.split(sign)}
    return len(head) < MOST_HEAD and bool(names & DATED) and any(sign in head for sign in ",;\t")


def read_csv(text: str) -> tuple[list[Candidate], list[str], str]:
    """Return the rows of a table as candidates, what is wrong with it, and whose columns they are.

    Raises:
        NewsError: it has no column for a date.
    """
    lines = _lines(text.lstrip("\ufeff"))
    head = next(line for line in lines if line.strip())
    sign = max(",;\t", key=head.count)
    bad: list[str] = []
    dated = [at for at, name in enumerate(head.split(sign)) if name.strip().strip('"').lower() in DATED]
    records = _records(lines, Shape(sign, head.count(sign) + 1, dated[0] if dated else 0), bad)
    names = [name.strip().lower() for name in next(records).fields]
    while names and not names[-1]:
        names.pop()
    bad += [
        f"{names.count(name)} columns are called {name}; the first is read; rename the others"
        for name in sorted(KNOWN)
        if names.count(name) > 1
    ]
    found, source = read_rows(names, _rows(records, names, bad))
    return found, bad, source


def _lines(text: str) -> list[str]:
    """Return lines as any system ends them; other signs at which Python ends lines may stand in a cell."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class Shape(NamedTuple):
    """What the head says of a CSV: what stands between its columns, how many there are, and which holds a date."""

    sign: str
    columns: int
    date_at: int

    def is_row(self, line: str) -> bool:
        """Tell whether a line, which quotes make a part of a cell, would be a row of its own: a date and all columns are in it."""
        fields = line.split(self.sign, self.date_at + 1) if line.count(self.sign) >= self.columns - 1 else []
        return len(fields) > self.date_at and read_date(fields[self.date_at].strip().strip('"')).date is not None


class Record(NamedTuple):
    """A row of a CSV and the line that it begins in."""

    line: int
    fields: list[str]


def _records(lines: Sequence[str], shape: Shape, bad: list[str]) -> Iterator[Record]:
    """Yield the rows of a CSV that hold anything, as `csv` reads them; what is wrong is added to `bad`.

    A quote that is closed nowhere, or in the middle of a cell, closes nothing: its line is read as it stands, and the next one
    is a row of its own. So each line is looked at no more than twice.
    """
    number = 0
    while number < len(lines):
        line = lines[number]
        fields, used = _quoted(lines, number, shape) if '"' in line else (line.split(shape.sign), 1)
        if not used:
            bad.append(f"line {number + 1}: a quote not closed ({line[:40]} …); the line is read as it stands; close the quote")
        if any(field.strip() for field in fields):
            yield Record(number + 1, fields)
        number += used or 1


def _quoted(lines: Sequence[str], number: int, shape: Shape) -> tuple[list[str], int]:
    """Return the fields of a row with quotes and how many lines it has; none where a quote is not closed, and it is one line."""
    reader = csv.reader((f"{lines[at]}\n" for at in range(number, len(lines))), delimiter=shape.sign, strict=True)
    try:
        fields = next(reader)
        if not any(map(shape.is_row, lines[number + 1 : number + reader.line_num])):
            return fields, reader.line_num
    except csv.Error:
        pass  # told apart below
    line = lines[number]
    if line.count('"') % 2:
        return [field.replace('"', "") if field.count('"') == 1 else field for field in line.split(shape.sign)], 0
    try:
        # Quotes in pairs in the middle of a cell: “Friendship” line, closed all the same.
        return next(csv.reader([line], delimiter=shape.sign)), 1
    except csv.Error:
        return line.split(shape.sign), 1  # longer than `csv` takes


def _rows(records: Iterator[Record], names: Sequence[str], bad: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the rows of a table by their columns, with where they stand; rows of more fields than columns are left out and said."""
    for number, (line, fields) in enumerate(records, 1):
        beyond = fields[len(names) :]
        if any(field.strip() for field in beyond):
            bad.append(f"row {number} (line {line}): {len(fields):,} fields under {len(names):,} columns ({fields[0][:40]} …); left out")
            continue
        row: dict[str, str] = {}
        for name, field in zip(names, fields, strict=False):
            if name in KNOWN:
                row.setdefault(name, field)
        yield f"row {number}", row


def read_rows(names: Sequence[str], rows: Iterator[tuple[str, Mapping[str, str]]]) -> tuple[list[Candidate], str]:
    """Return rows, each with where it stands, as candidates, and whose columns they are.

    Raises:
        NewsError: there are too many columns, or none for a date.
    """
    if len(names) > MOST_COLUMNS:
        raise NewsError(f"{len(names):,} columns; allowed: up to {MOST_COLUMNS}; leave some out")
    columns = next(c for c in SOURCES if set(c.marks) <= set(names))
    if not set(columns.date) & set(names):
        allowed = ", ".join(SOURCES[-1].date)
        shown = ", ".join(name[:40] for name in names[:12])
        raise NewsError(f"no column of dates among {shown}; allowed: one called {allowed}; rename it")
    return [_read_row(row, columns, where) for where, row in islice(rows, MOST_CANDIDATES + 1)], columns.source


def _read_row(row: Mapping[str, str], columns: Columns, where: str) -> Candidate:
    dated = read_date(_first(row, columns.date)) if _first(row, columns.date) else None
    problems = [problem for problem in (dated.problem if dated else "", row.get(TROUBLE, "")) if problem]
    headline = plain_text(_first(row, columns.headline))
    text = "; ".join(plain_text(row[name]) for name in columns.text if row.get(name))
    if not headline:
        headline = _made(row, columns) or text
        problems.append("no headline in the table; made from its columns" if headline else "neither headline nor text")
    place, trouble = _place(_first(row, columns.lon), _first(row, columns.lat))
    url, dropped = clean_address(_first(row, columns.url))
    return Candidate(
        headline or "(no headline)", dated.date if dated else None, Form.ROW, where, text=text, url=url,
        publisher=plain_text(_first(row, columns.publisher)), place=place, problems=(*problems, *trouble, *([dropped] if dropped else [])),
    )  # fmt: skip


def _made(row: Mapping[str, str], columns: Columns) -> str:
    parts = [plain_text(row[name])[:MOST_MADE] for name in columns.made_of if row.get(name)]
    return f"{columns.source} record: {'; '.join(parts)}" if parts else ""


def _first(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[name].strip() for name in names if row.get(name, "").strip()), "")


def _place(lon: str, lat: str) -> tuple[Position | None, Iterator[str] | tuple[str, ...]]:
    if not lon and not lat:
        return None, ()
    try:
        position = float(lon.replace("_", "?")), float(lat.replace("_", "?"))  # Python alone reads 1_000 as a number
    except ValueError:
        return None, (f"its place “{lon[:20]}, {lat[:20]}” is no longitude and latitude; left out",)
    if not all(map(math.isfinite, position)) or abs(position[0]) > 180 or abs(position[1]) > 90:
        return None, (f"its place {lon[:20]}, {lat[:20]} is not on the globe; left out",)
    return position, ()
