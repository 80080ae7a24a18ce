"""Tables of events, as CSV or GeoJSON -> candidates; the columns of ACLED, UCDP GED and GDELT are recognised."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import shapely

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
    Columns("a table", (), ("date", "event_date", "published", "pubdate", "day", "timestamp", "year"), ("headline", "title", "event", "name"), ("text", "summary", "description", "notes", "note", "body"), ("url", "link", "source_url", "web", "address"), ("publisher", "source", "outlet", "media")),
)  # fmt: skip
MOST_COLUMNS = 500
MOST_MADE = 120
MOST_HEAD = 50_000
# What means anything here.
KNOWN = frozenset(name for columns in SOURCES for names in columns[1:] for name in names)
DATED = frozenset(name for columns in SOURCES for name in columns.date)
# No integer in news has more digits; one that has is a number with a point to Python, which reads it at once.
MOST_DIGITS = 300
# What is wrong with a row, beside its columns; none is called so.
TROUBLE = ""
# What geometries are nested in, collections in collections among it, and how many positions one may have.
MOST_NESTED, MOST_POSITIONS = 12, 100_000


def is_geojson(text: str) -> bool:
    """Tell whether a text begins like GeoJSON."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{" and '"features"' in text[:5_000] + text[-5_000:]


def is_json(text: str) -> bool:
    """Tell whether a whole text is a JSON object or list."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        _json(text)
    except (ValueError, RecursionError) as error:
        return isinstance(error, RecursionError)
    return True


def _json(text: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what JSON holds; Python refuses integers of thousands of digits, which take no file here."""
    return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < MOST_DIGITS else math.inf)


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
    found, source = _read_rows(names, _rows(records, names, bad))
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


def read_geojson(text: str) -> tuple[list[Candidate], list[str], str]:
    """Return the features of a collection as candidates, as `read_csv` does; an area counts as a point inside it.

    Raises:
        NewsError: it is no JSON, or no collection of features.
    """
    try:
        features = list(_json(text.lstrip("\ufeff"))["features"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NewsError(f"the GeoJSON cannot be read: {type(error).__name__}: {str(error)[:80]}; allowed: a FeatureCollection") from None
    objects = [(number, feature) for number, feature in enumerate(features, 1) if isinstance(feature, dict)]
    bad = [f"{len(features) - len(objects)} features are no objects; left out"] if len(objects) < len(features) else []
    names = dict.fromkeys(name for _, feature in objects for name in _properties(feature))
    names |= dict.fromkeys(("longitude", "latitude"))
    found, source = _read_rows(list(names), ((f"row {number}", _row_of(feature)) for number, feature in objects))
    return found, bad, source


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that mean anything here, under names in lower case."""
    properties = feature.get("properties")
    named = {str(key).strip().lower(): value for key, value in (properties if isinstance(properties, dict) else {}).items()}
    return {key: value for key, value in named.items() if key in KNOWN}


def _row_of(feature: Mapping[str, Any]) -> dict[str, str]:
    row = {key: _text(value) for key, value in _properties(feature).items()}
    if (geometry := feature.get("geometry")) is None:
        return row
    if spot := _spot(geometry):
        return row | {"longitude": str(spot[0]), "latitude": str(spot[1])}
    # Without a place it is news all the same.
    return row | {TROUBLE: f"its geometry is broken, not on the globe, or has more than {MOST_POSITIONS:,} positions; left out"}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list | dict):
        # Not what is nested in it, to any depth.
        return ", ".join(str(part) for part in value if isinstance(part, str | int | float)) if isinstance(value, list) else ""
    return "" if value is None else str(value)


def _spot(geometry: Any) -> Position | None:  # noqa: ANN401 - whatever JSON holds
    """Return a point inside a geometry, all of which is on the globe; None where it is not, or is no geometry."""
    if not _is_sound(geometry):
        return None
    try:
        spot = shapely.point_on_surface(shapely.from_geojson(json.dumps(geometry, allow_nan=False)))
        return (spot.x, spot.y) if math.isfinite(spot.x) and math.isfinite(spot.y) else None
    except (shapely.errors.ShapelyError, AttributeError, TypeError, ValueError, RecursionError):
        return None


def _is_sound(geometry: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Tell whether a geometry is nested no deeper than any is, has no more positions than may be, and those on the globe.

    Looked at before anything is built: what is nested deeper ends the program that builds it.
    """
    waiting, positions = [(geometry, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        if depth > MOST_NESTED:
            return False
        if isinstance(part, dict):
            waiting += [(part.get(name), depth + 1) for name in ("coordinates", "geometries")]
        elif isinstance(part, list) and part and isinstance(part[0], int | float):
            positions += 1
            if positions > MOST_POSITIONS or len(part) < 2 or not _on_globe(part[0], part[1]):
                return False
        elif isinstance(part, list):
            waiting += [(item, depth + 1) for item in part]
    return True


def _on_globe(lon: object, lat: object) -> bool:
    return isinstance(lon, int | float) and isinstance(lat, int | float) and abs(lon) <= 180 and abs(lat) <= 90


def _read_rows(names: Sequence[str], rows: Iterator[tuple[str, Mapping[str, str]]]) -> tuple[list[Candidate], str]:
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
        position = float(lon), float(lat)
    except ValueError:
        return None, (f"its place “{lon[:20]}, {lat[:20]}” is no longitude and latitude; left out",)
    if not all(map(math.isfinite, position)) or abs(position[0]) > 180 or abs(position[1]) > 90:
        return None, (f"its place {lon[:20]}, {lat[:20]} is not on the globe; left out",)
    return position, ()
