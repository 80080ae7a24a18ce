"""View <-> query string: everything that decides what is on the screen, in one grammar for every door."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast
from urllib.parse import parse_qs, quote, urlencode

from corridors.model import PartialDate
from corridors.style import THEMES, Theme
from corridors.terms import EventKind, Kind, Role, Status

if TYPE_CHECKING:
    from corridors.atlas import Atlas

Query = Mapping[str, str | Sequence[str]]
Value = TypeVar("Value")
KEYS = (
    "kind", "status", "actor", "role", "match", "country", "q", "event", "from", "to", "asof", "since", "layer", "corridor", "feature", "map",
    "labels", "news", "theme",
)  # fmt: skip
MAX_TEXT = 200
# The value of `kind`, `status` and `layer` that switches all of them off.
NONE = "none"
# What no text is: pictures are XML, which cannot hold it. It parts words, as a space does.
NO_TEXT = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff\\u2028\\u2029]")


class Match(StrEnum):
    """Whether one of the chosen actors is enough, or all are asked for."""

    ANY = "any"
    ALL = "all"


class Camera(NamedTuple):
    """Where the map looks: degrees EPSG:4326 and a Web Mercator zoom with 512 px tiles."""

    lon: float
    lat: float
    zoom: float


# Where the map opens: the region from the Black Sea to the Tien Shan, and from the Urals to the Arabian Sea.
HOME = Camera(57.0, 37.2, 3.2)


@dataclass(frozen=True)
class View:
    """Frozen and comparable; an empty tuple or None means that nothing is asked for there.

    `events` narrows by event kind, `news` by single events; both are the key `event` in a query string.
    `no_kind`, `no_status` and `no_layer` switch all of them off, which is written as the value none. `layers` are the ids of
    the users' layers shown (empty: all that are not hidden), `feature` the selected feature of one of them as LAYER/FEATURE;
    a view selects a corridor or a feature. `since` and `until` are dates of
    news, the keys `from` and `to`; `changed_since`, the key `since`, marks what has changed after that day.
    """

    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = ()
    actors: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    match: Match = Match.ANY
    countries: tuple[str, ...] = ()
    text: str = ""
    events: tuple[EventKind, ...] = ()
    news: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    asof: dt.date | None = None
    changed_since: dt.date | None = None
    corridor: str | None = None
    camera: Camera | None = None
    labels: bool = True
    news_places: bool = False
    theme: Theme | None = None
    no_kind: bool = False
    no_status: bool = False
    layers: tuple[str, ...] = ()
    no_layer: bool = False
    feature: str | None = None


def parse_view(query: str | Query, atlas: Atlas) -> tuple[View, tuple[str, ...]]:
    """Return the view that a query string or mapping asks for, and a line for every value that was dropped.

    Several values repeat their key or are joined by commas. Former corridor ids are led to the present ones.
    Never raises: a value that is not understood is left out and reported as "key=value: what is allowed".
    """
    reader = _Reader(parse_qs(query.lstrip("?"), keep_blank_values=False) if isinstance(query, str) else query)
    corridor = reader.one("corridor", lambda value: getattr(atlas.get(value), "id", None), "the id of a corridor")
    view = View(
        no_kind=reader.is_none("kind"),
        kinds=reader.members("kind", Kind, or_none=True),
        no_status=reader.is_none("status"),
        statuses=reader.members("status", Status, or_none=True),
        actors=reader.ids("actor", atlas.actor_by_id, "an actor"),
        roles=reader.members("role", Role),
        match=reader.one("match", _member(Match), "any or all") or Match.ANY,
        countries=tuple(sorted(code for code in reader.ids("country", set(atlas.countries), "a country (ISO code)", str.upper))),
        text=reader.text("q"),
        **reader.events(atlas),
        since=reader.one("from", lambda value: PartialDate(value).earliest, "YYYY-MM-DD"),
        until=reader.one("to", lambda value: PartialDate(value).latest, "YYYY-MM-DD"),
        asof=reader.one("asof", lambda value: PartialDate(value).latest, "YYYY-MM-DD"),
        changed_since=reader.one("since", lambda value: PartialDate(value).latest, "YYYY-MM-DD"),
        no_layer=reader.is_none("layer"),
        layers=reader.layers(atlas),
        corridor=corridor,
        feature=reader.one("feature", lambda value: _feature(value, atlas), "LAYER/FEATURE, as in the link that was copied", whole=True),
        camera=reader.one("map", _camera, "lon,lat,zoom", whole=True),
        labels=reader.one("labels", lambda value: value if value in {"on", "off"} else None, "on or off") != "off",
        news_places=reader.one("news", lambda value: value if value in {"on", "off"} else None, "on or off") == "on",
        theme=cast("Theme | None", reader.one("theme", lambda value: value if value in THEMES else None, "light or dark")),
    )
    view = _with_days_in_order(view, atlas.last_day, reader.dropped)
    if view.corridor and view.feature:
        reader.dropped.append(f"feature={view.feature[:60]}: not together with corridor; allowed: one of the two")
        view = replace(view, feature=None)
    reader.report_unknown_keys()
    return view, tuple(reader.dropped)


def _with_days_in_order(view: View, last: dt.date, dropped: list[str]) -> View:
    """Return a view without the days that cannot be meant together, each reported."""
    if view.since and view.until and view.since > view.until:
        dropped.append(f"from={view.since} to={view.until}: from must not be after to")
        view = replace(view, since=None, until=None)
    if view.asof and view.asof > last:
        dropped.append(f"asof={view.asof}: later than the edition; allowed: up to {last}")
        view = replace(view, asof=None)
    if view.changed_since and view.changed_since >= (view.asof or last):
        dropped.append(f"since={view.changed_since}: must be before {'asof' if view.asof else 'the edition'}, {view.asof or last}")
        view = replace(view, changed_since=None)
    return view


def query_of(view: View) -> dict[str, str]:
    """Return the query parameters of a view; defaults are left out, several values joined by commas."""
    values: dict[str, str | None] = {
        "kind": NONE if view.no_kind else ",".join(view.kinds),
        "status": NONE if view.no_status else ",".join(view.statuses),
        "actor": ",".join(view.actors),
        "role": ",".join(view.roles),
        "match": view.match.value if view.match is not Match.ANY else None,
        "country": ",".join(view.countries),
        "q": view.text,
        "event": ",".join((*view.events, *view.news)),
        "from": view.since.isoformat() if view.since else None,
        "to": view.until.isoformat() if view.until else None,
        "asof": view.asof.isoformat() if view.asof else None,
        "since": view.changed_since.isoformat() if view.changed_since else None,
        "layer": NONE if view.no_layer else ",".join(view.layers),
        "corridor": view.corridor,
        "feature": view.feature,
        "map": _camera_text(view.camera) if view.camera else None,
        "labels": None if view.labels else "off",
        "news": "on" if view.news_places else None,
        "theme": view.theme,
    }
    return {key: value for key, value in values.items() if value}


def view_string(view: View) -> str:
    """Return a view as one URL query string, without a question mark; "" for the default view."""
    return urlencode(query_of(view), quote_via=quote, safe=",")


def _camera_text(camera: Camera) -> str:
    return f"{camera.lon:.4f},{camera.lat:.4f},{camera.zoom:.2f}"


def _camera(value: str) -> Camera | None:
    numbers = [float(part) for part in value.split(",")]
    if len(numbers) != len(Camera._fields) or not all(math.isfinite(number) for number in numbers):
        return None
    camera = Camera(*numbers)
    return camera if abs(camera.lon) <= 180 and abs(camera.lat) <= 85 and 0 <= camera.zoom <= 20 else None


def _feature(value: str, atlas: Atlas) -> str | None:
    layer_id, _, feature_id = value.partition("/")
    return value if any(layer.id == layer_id and feature_id in layer.row_of_id for layer in atlas.layers) else None


def _member(enum: type[StrEnum]) -> Callable[[str], Any]:
    return lambda value: enum(value.strip().lower())


class _Reader:
    """Takes values out of a query and notes what had to be dropped."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.dropped: list[str] = []

    def raw(self, key: str) -> list[str]:
        value = self.query.get(key, ())
        return [value] if isinstance(value, str) else list(value)

    def values(self, key: str) -> list[str]:
        return [part.strip() for value in self.raw(key) for part in value.split(",") if part.strip()]

    def drop(self, key: str, value: str, allowed: str) -> None:
        self.dropped.append(f"{key}={value[:60]}: not understood; allowed: {allowed}")

    def one(self, key: str, read: Callable[[str], Value | None], allowed: str, *, whole: bool = False) -> Value | None:
        found = None
        given = self.raw(key) if whole else self.values(key)
        for value in given[1:]:
            self.drop(key, value, "one value")
        for value in given[:1]:
            try:
                found = read(value.strip())
            except ValueError:
                found = None
            if found is None:
                self.drop(key, value, allowed)
        return found

    def is_none(self, key: str) -> bool:
        return [value.lower() for value in self.values(key)] == [NONE]

    def members(self, key: str, enum: type[Any], *, or_none: bool = False) -> tuple[Any, ...]:
        if or_none and self.is_none(key):
            return ()
        known = {member.value: member for member in enum}
        allowed = "one of " + ", ".join(known) + (f", or {NONE} alone" if or_none else "")
        chosen = set(self.ids(key, known, allowed, str.lower))
        return tuple(member for member in enum if member.value in chosen)

    def ids(self, key: str, known: Any, allowed: str, clean: Callable[[str], str] = str) -> tuple[str, ...]:  # noqa: ANN401 - any container
        chosen: dict[str, None] = {}
        for value in self.values(key):
            if clean(value) in known:
                chosen[clean(value)] = None
            else:
                self.drop(key, value, allowed)
        return tuple(chosen)

    def layers(self, atlas: Atlas) -> tuple[str, ...]:
        if self.is_none("layer"):
            return ()
        return tuple(sorted(self.ids("layer", {layer.id for layer in atlas.layers}, f"the id of an imported layer, or {NONE} alone")))

    def text(self, key: str) -> str:
        text = " ".join(NO_TEXT.sub(" ", " ".join(self.raw(key))).split())
        if len(text) > MAX_TEXT:
            self.drop(key, text, f"at most {MAX_TEXT} characters; cut")
        return text[:MAX_TEXT]

    def events(self, atlas: Atlas) -> dict[str, Any]:
        kinds = {kind.value for kind in EventKind}
        allowed = "one of " + ", ".join(sorted(kinds)) + ", or the id of an event"
        # Most queries name none, and an atlas may have 10^5.
        known = kinds | set(atlas.event_by_id) if self.values("event") else kinds
        chosen = self.ids("event", known, allowed, str.lower)
        return {
            "events": tuple(kind for kind in EventKind if kind.value in chosen),
            "news": tuple(value for value in chosen if value not in kinds),
        }

    def report_unknown_keys(self) -> None:
        for key in self.query:
            if key not in KEYS and not key.startswith("embed"):
                self.dropped.append(f"{key}: unknown key; allowed: {', '.join(KEYS)}")
