"""Tables of events, as CSV or GeoJSON -> candidates; the columns of ACLED, UCDP GED and GDELT are recognised."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import shapely

from corridors.model import Position
from corridors.news.candidates import Candidate, Form, NewsError, is_web_address
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


def is_geojson(text: str) -> bool:
    """Tell whether a text begins like GeoJSON."""
    return text.lstrip()[:1] == "{" and '"features"' in text[:5_000] + text[-5_000:]


def is_json(text: str) -> bool:
    """Tell whether a whole text is a JSON object or list."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return isinstance(error, RecursionError)
    return True


def is_table(text: str) -> bool:
    """Tell whether the first line of a text is a head of columns with a date among them."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    names = {name.strip().strip('"').lower() for sign in ",;\t" for name in head.split(sign)}
    dated = {name for columns in SOURCES for name in columns.date}
    return len(head) < 50_000 and bool(names & dated) and any(sign in head for sign in ",;\t")


def read_csv(text: str) -> tuple[list[Candidate], list[str], str]:
    """Return the rows of a table as candidates, what is wrong with it, and whose columns they are.

    Raises:
        NewsError: it cannot be read, or has no column for a date.
    """
    head = text.lstrip("\ufeff").splitlines()[0]
    sign = max(",;\t", key=head.count)
    bad: list[str] = []

    def leave_out(fields: list[str]) -> None:
        bad.append(f"a row of {len(fields)} fields under {head.count(sign) + 1} columns ({fields[0][:40]} …); left out")

    try:
        frame = pd.read_csv(io.StringIO(text), sep=sign, dtype=str, keep_default_na=False, on_bad_lines=leave_out, engine="python")
    except (pd.errors.ParserError, ValueError) as error:
        raise NewsError(f"the table cannot be read: {error}; allowed: CSV with one head and as many fields in each row") from None
    rows = ({str(key).strip().lower(): value or "" for key, value in row.items()} for row in frame.to_dict("records"))
    found, source = _read_rows([str(name).strip().lower() for name in frame.columns], rows)
    return found, bad, source


def read_geojson(text: str) -> tuple[list[Candidate], list[str], str]:
    """Return the features of a collection as candidates, as `read_csv` does; an area counts as a point inside it.

    Raises:
        NewsError: it is no JSON, or no collection of features.
    """
    try:
        features = json.loads(text)["features"]
        rows = [_row_of(feature) for feature in features if isinstance(feature, dict)]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError) as error:
        raise NewsError(f"the GeoJSON cannot be read: {type(error).__name__}: {str(error)[:80]}; allowed: a FeatureCollection") from None
    bad = [f"{len(features) - len(rows)} features are no objects; left out"] if len(rows) < len(features) else []
    found, source = _read_rows(list(dict.fromkeys(key for row in rows for key in row)), rows)
    return found, bad, source


def _row_of(feature: Mapping[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    row = {str(k).strip().lower(): "" if v is None else str(v) for k, v in (properties if isinstance(properties, dict) else {}).items()}
    try:
        spot = shapely.point_on_surface(shapely.from_geojson(json.dumps(feature.get("geometry"))))
        row |= {"longitude": str(spot.x), "latitude": str(spot.y)}
    except (shapely.errors.ShapelyError, AttributeError, TypeError, ValueError):
        pass  # without a place it is news all the same
    return row


def _read_rows(names: Sequence[str], rows: Any) -> tuple[list[Candidate], str]:  # noqa: ANN401 - rows of either reader, made one by one
    if len(names) > MOST_COLUMNS:
        raise NewsError(f"{len(names):,} columns; allowed: up to {MOST_COLUMNS}; leave some out")
    columns = next(c for c in SOURCES if set(c.marks) <= set(names))
    if not set(columns.date) & set(names):
        allowed = ", ".join(SOURCES[-1].date)
        raise NewsError(f"no column of dates among {', '.join(names[:12])}; allowed: one called {allowed}; rename it")
    return [_read_row(row, columns, number) for number, row in enumerate(rows, 1)], columns.source


def _read_row(row: Mapping[str, str], columns: Columns, number: int) -> Candidate:
    dated = read_date(_first(row, columns.date)) if _first(row, columns.date) else None
    problems = [dated.problem] if dated and dated.problem else []
    headline = plain_text(_first(row, columns.headline))
    text = "; ".join(plain_text(row[name]) for name in columns.text if row.get(name))
    if not headline:
        headline = _made(row, columns) or text
        problems.append("no headline in the table; made from its columns" if headline else "neither headline nor text")
    place, trouble = _place(_first(row, columns.lon), _first(row, columns.lat))
    url = _first(row, columns.url)
    return Candidate(
        headline or "(no headline)", dated.date if dated else None, Form.ROW, f"row {number}", text=text,
        url=url if is_web_address(url) else None, publisher=plain_text(_first(row, columns.publisher)), place=place,
        problems=(*problems, *trouble),
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
