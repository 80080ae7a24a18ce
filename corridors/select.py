"""Which corridors and events a view selects, and how many each further choice would leave."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.chronicle import Mask
from corridors.countries import country_name
from corridors.model import Corridor, Event
from corridors.terms import EventKind
from corridors.view import Match, View

Test = Callable[[Atlas, View, Corridor], bool]


class Filter(NamedTuple):
    """One filter: its words, whether a view uses it, the view without it, and its test of a corridor."""

    name: str
    label: str
    is_on: Callable[[View], bool]
    off: Mapping[str, object]
    test: Test


class _Plain(dict[int, int | None]):
    """What becomes of each sign, looked up once: a letter or digit stays, a diacritic goes, all else is a space."""

    def __missing__(self, code: int) -> int | None:
        sign = chr(code)
        self[code] = None if unicodedata.combining(sign) else code if sign.isalnum() else ord(" ")
        return self[code]


_PLAIN = _Plain()


def normalize(text: str) -> str:
    """Return text lower-cased, without diacritics and punctuation, for comparison only."""
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)


@lru_cache(maxsize=8)
def _haystacks(atlas: Atlas) -> Mapping[str, str]:
    return {corridor.id: _haystack(atlas, corridor) for corridor in atlas.corridors}


def _haystack(atlas: Atlas, corridor: Corridor) -> str:
    actors = [atlas.actor_by_id[part.actor] for part in corridor.actors]
    words = [corridor.name, corridor.label, corridor.id, corridor.summary, *corridor.aliases, *corridor.keywords, *corridor.former_ids]
    words += [name for actor in actors for name in (actor.name, *actor.aliases, *actor.keywords)]
    words += [country_name(code) for code in corridor.countries]
    words += [segment.name for segment in corridor.segments]
    return " " + " ".join(" ".join(normalize(word).split()) for word in words) + " "


def matches_text(atlas: Atlas, text: str, corridor: Corridor) -> bool:
    """Tell whether a search finds a corridor: every word begins a word of its record; commas and semicolons mean or."""
    hay = _haystacks(atlas)[corridor.id]
    terms = [normalize(term).split() for term in text.replace(";", ",").split(",")]
    return any(term and all(f" {word}" in hay for word in term) for term in terms)


def _has_actors(_: Atlas, view: View, corridor: Corridor) -> bool:
    held = {part.actor: set(part.roles) for part in corridor.actors}
    roles = set(view.roles)
    if not view.actors:
        every = set().union(*held.values())
        return roles <= every if view.match is Match.ALL else bool(roles & every)
    hits = [actor in held and (not roles or bool(roles & held[actor])) for actor in view.actors]
    return all(hits) if view.match is Match.ALL else any(hits)


def event_passes(view: View, event: Event) -> bool:
    """Tell whether an event is of the kinds, the dates or the single events that a view asks for."""
    return (
        (not view.events or event.kind in view.events)
        and (not view.news or event.id in view.news)
        and (view.since is None or event.date.latest >= view.since)
        and (view.until is None or event.date.earliest <= view.until)
    )


@lru_cache(maxsize=32)
def _kinds_in_news(
    atlas: Atlas, kinds: tuple[EventKind, ...], ids: tuple[str, ...], since: dt.date | None, until: dt.date | None
) -> Mapping[str, list[EventKind]]:
    """Return for each corridor in the news that pass a filter the kinds of that news; asked for every corridor in turn."""
    return atlas.chronicle.kinds_named(atlas.chronicle.passing(kinds, ids, since, until))


FILTERS: tuple[Filter, ...] = (
    Filter("q", "search", lambda v: bool(normalize(v.text).split()), {"text": ""}, lambda atlas, view, c: matches_text(atlas, view.text, c)),
    Filter("kind", "kind", lambda v: bool(v.kinds) or v.no_kind, {"kinds": (), "no_kind": False}, lambda _, view, c: c.kind in view.kinds),
    Filter("status", "status", lambda v: bool(v.statuses) or v.no_status, {"statuses": (), "no_status": False}, lambda _, view, c: c.status in view.statuses),
    Filter("actor", "actor", lambda v: bool(v.actors or v.roles), {"actors": (), "roles": (), "match": Match.ANY}, _has_actors),
    Filter(
        "country", "country", lambda v: bool(v.countries), {"countries": ()}, lambda _, view, c: bool(set(view.countries) & set(c.countries))
    ),
    Filter(
        "event", "news", lambda v: bool(v.events or v.news or v.since or v.until), {"events": (), "news": (), "since": None, "until": None},
        lambda atlas, view, c: c.id in _kinds_in_news(atlas, view.events, view.news, view.since, view.until),
    ),
)  # fmt: skip


def known_atlas(atlas: Atlas, view: View) -> Atlas:
    """Return the atlas as known on the view's day, or the atlas itself."""
    return _as_of(atlas, view.asof) if view.asof else atlas


@lru_cache(maxsize=8)
def _as_of(atlas: Atlas, day: dt.date) -> Atlas:
    return atlas.as_of(day)


def select(atlas: Atlas, view: View, without: str = "") -> tuple[Corridor, ...]:
    """Return the corridors that pass every filter of a view (but the one named), in the atlas's order."""
    active = [item for item in FILTERS if item.name != without and item.is_on(view)]
    return tuple(corridor for corridor in atlas.corridors if all(item.test(atlas, view, corridor) for item in active))


def events_in(atlas: Atlas, view: View, corridors: Iterable[Corridor]) -> tuple[Event, ...]:
    """Return the events that a view shows, newest first: those of its filter that name one of the corridors.

    Without any filter, events that name no corridor are there too.
    """
    shown = {corridor.id for corridor in corridors}
    found = passing_news(atlas, view)
    if len(shown) < len(atlas.corridors):
        found &= atlas.chronicle.naming(shown)
    return atlas.chronicle.pick(found)


def passing_news(atlas: Atlas, view: View) -> Mask:
    """Return which events of the atlas's chronicle pass a view's filter of news."""
    return atlas.chronicle.passing(view.events, view.news, view.since, view.until)


def without_toggles(view: View) -> View:
    """Return a view with every kind and status, as the legend of the map lists them."""
    return without_filter(without_filter(view, "kind"), "status")


def without_filter(view: View, name: str) -> View:
    """Return a view with one filter taken off."""
    off = next(item.off for item in FILTERS if item.name == name)
    return replace(view, **off)  # type: ignore[arg-type]


def emptied_by(atlas: Atlas, view: View) -> tuple[tuple[Filter, int], ...]:
    """Return each active filter whose removal alone would show something, with how many; most first."""
    found = [(item, len(select(atlas, view, item.name))) for item in FILTERS if item.is_on(view)]
    return tuple(sorted(((item, n) for item, n in found if n), key=lambda pair: -pair[1]))


def facet_counts(atlas: Atlas, view: View) -> dict[str, Counter[str]]:
    """Return, per filter, how many corridors each of its choices has while the other filters stay."""
    counts: dict[str, Counter[str]] = {}
    for name in ("kind", "status", "country", "actor", "event"):
        rest = select(atlas, view, name)
        if name == "kind":
            counts[name] = Counter(corridor.kind.value for corridor in rest)
        elif name == "status":
            counts[name] = Counter(corridor.status.value for corridor in rest)
        elif name == "country":
            counts[name] = Counter(code for corridor in rest for code in corridor.countries)
        elif name == "actor":
            roles = set(view.roles)
            counts[name] = Counter(p.actor for c in rest for p in c.actors if not roles or roles & set(p.roles))
            counts["role"] = Counter(role for c in rest for role in _roles_held(view, c))
        else:
            held = _kinds_in_news(atlas, (), (), view.since, view.until)
            counts[name] = Counter(kind.value for corridor in rest for kind in held.get(corridor.id, ()))
    return counts


def _roles_held(view: View, corridor: Corridor) -> set[str]:
    parts = [part for part in corridor.actors if not view.actors or part.actor in view.actors]
    return {role.value for part in parts for role in part.roles}
