"""What in a candidate speaks for a corridor, as numbers with their reasons in words. `link.py` weighs them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.geometry import distance_km
from corridors.model import Corridor, Position
from corridors.news.candidates import Candidate
from corridors.news.lexicon import COMMON, COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT, COUNTRY_WORDS, Mention, lexicon_of
from corridors.news.past import Alike, stem
from corridors.select import normalize
from corridors.terms import MilestoneKind

NEAR_KM = 60.0
SURE = ("named", "stretch", "words_and_kind")
COUNTRY_GROUPS = (COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT)


@dataclass
class Evidence:
    """Numbers by feature, mostly 0 to 1, and what each rests on."""

    values: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: float, reason: str = "") -> None:
        """Note a number, and why, where it is not nothing."""
        if value:
            self.values[name] = value
            if reason:
                self.reasons[name] = reason


@dataclass(frozen=True)
class Reading:
    """What a candidate mentions: per group the meanings with the words that name them; `stems` are its words' stems."""

    candidate: Candidate
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    countries: Mapping[str, tuple[str, ...]]
    stems: frozenset[str]
    headline: str
    alike: tuple[Alike, ...]

    def of(self, group: str, name: str) -> tuple[str, ...]:
        """Return the words that name something."""
        found = self.groups.get(group)
        return found.get(name, ()) if found else ()

    @cached_property
    def said(self) -> frozenset[str]:
        """The tokens of names (see `_token`) that it has."""
        return self.stems.union(f"@{code}" for code in self.countries)


def read(candidate: Candidate, mentions: Sequence[Mention], alike: Iterable[Alike]) -> Reading:
    """Return what a candidate mentions."""
    groups: defaultdict[str, defaultdict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for mention in mentions:
        for meaning in mention.meanings:
            groups[meaning.group][meaning.id][mention.words] = None
    plain = {group: {name: tuple(words) for name, words in found.items()} for group, found in groups.items()}
    countries: defaultdict[str, list[str]] = defaultdict(list)
    for group in COUNTRY_GROUPS:
        for code, words in plain.get(group, {}).items():
            countries[code] += words
    stems = frozenset(stem(word) for word in normalize(f"{candidate.headline} {candidate.text}").split())
    codes = {code: tuple(words) for code, words in countries.items()}
    return Reading(candidate, plain, codes, stems, candidate.headline, tuple(alike))


def corridor_evidence(atlas: Atlas, reading: Reading) -> dict[str, Evidence]:
    """Return the evidence for every corridor that was known at the candidate's date."""
    date = reading.candidate.date
    first, last = _first_years(atlas), date.latest.year + 1 if date else dt.MAXYEAR
    # Give or take a year: news often comes before a corridor's first dated status.
    known = [corridor for corridor in atlas.corridors if first[corridor.id] <= last]
    found = {corridor.id: _evidence(atlas, corridor, reading) for corridor in known}
    named = {name for name, item in found.items() if max(item.values.get(sure, 0) for sure in SURE) >= 1}
    for name, item in found.items():
        item.add("others_named", float(bool(named - {name})) if name not in named else 0.0)
    return found


@lru_cache(maxsize=4)
def _first_years(atlas: Atlas) -> Mapping[str, int]:
    """Return the year in which each corridor was first heard of; 0 where nothing is dated."""
    found = {}
    for corridor in atlas.corridors:
        dates = [entry.date.earliest for entry in corridor.history if entry.date]
        dates += [m.date.earliest for m in corridor.milestones if m.date and m.kind is MilestoneKind.ANNOUNCED]
        found[corridor.id] = min(dates).year if dates else 0
    return found


def _evidence(atlas: Atlas, corridor: Corridor, reading: Reading) -> Evidence:
    item = Evidence()
    fits = reading.of("kind", corridor.kind.value)
    kinds = reading.groups.get("kind", {})
    if fits:
        item.add("kind", 1.0, f"speaks of {', '.join(fits)}")
    elif kinds:
        item.add("other_kind", 1.0)
    if words := reading.of("corridor", corridor.id):
        # The bare name of a place may be meant as the place, an abbreviation of two corridors as the other.
        shared = all(_names_spread(atlas, word) > 1 for word in words)
        sure = bool(fits) or not (shared or (corridor.kind.is_site and kinds))
        item.add("named_shared" if shared else "named", 1.0 if sure else 0.4, f"named: {', '.join(words)}")
    else:
        _add_words(atlas, corridor, reading, item, fits=bool(fits))
    if words := reading.of("stretch", corridor.id):
        spread = min(_names_spread(atlas, word, "stretch") for word in words)
        item.add("stretch" if fits else "stretch_alone", 1 / spread, f"a stretch of it: {', '.join(words)}")
    if words := reading.of("keyword", corridor.id):
        item.add("keyword", 1.0, f"belongs to {', '.join(words)}")
    if words := reading.of("place", corridor.id):
        item.add("places", min(2.0, sum(1 / _names_spread(atlas, word, "place") for word in words)), f"on its route: {', '.join(words)}")
    _add_countries(corridor, reading, item)
    _add_actors(atlas, corridor, reading, item)
    _add_alike(corridor, reading, item)
    place = reading.candidate.place
    if place and (km := distance_to_route_km(_shapes(atlas)[corridor.id], place)) <= NEAR_KM:
        item.add("near", 1 - km / NEAR_KM / 2, f"{km:.0f} km from its route")
    return item


def _add_words(atlas: Atlas, corridor: Corridor, reading: Reading, item: Evidence, *, fits: bool) -> None:
    """Note how much of one of its names is there, each word by how rare it is among names."""
    # Fewer than two tokens are asked for nowhere below, and most corridors have no more.
    if len(_name_tokens(atlas)[corridor.id] & reading.said) < 2:
        return
    best, said = 0.0, ""
    for name, tokens in _weighted_names(atlas)[corridor.id]:
        hits = [weight for token, weight in tokens if token in reading.said]
        # In one order and divided once: a whole name is 1, not a hair less where the order of a set has it so.
        if len(hits) > 1 and (share := sum(hits) / sum([weight for _, weight in tokens])) > best:
            best, said = share, name
    if best:
        item.add("words_and_kind" if fits else "words", best**2, f"words of its name: {said}")


@lru_cache(maxsize=4)
def _name_tokens(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the tokens of all names of each corridor together."""
    return {corridor: frozenset(token for _, tokens in names for token, _ in tokens) for corridor, names in _weighted_names(atlas).items()}


@lru_cache(maxsize=4)
def _weighted_names(atlas: Atlas) -> Mapping[str, tuple[tuple[str, tuple[tuple[str, float], ...]], ...]]:
    """Return each corridor's names as tokens, sorted, with their weights: the rarer among names, the larger."""
    names = {corridor.id: list(_names(corridor)) for corridor in atlas.corridors}
    spread = Counter(token for found in names.values() for token in {t for _, tokens in found for t in tokens})
    weights = {token: math.log(1 + len(names) / number) for token, number in spread.items()}
    return {
        corridor: tuple((name, tuple((token, weights[token]) for token in sorted(tokens))) for name, tokens in found)
        for corridor, found in names.items()
    }


def _names(corridor: Corridor) -> Iterator[tuple[str, frozenset[str]]]:
    for name in (corridor.name, *corridor.aliases, *(segment.name for segment in corridor.segments)):
        plain = re.sub(r"\(.*?\)", " ", name)
        tokens = frozenset(_token(word) for word in normalize(plain).split() if word not in COMMON and len(word) > 1)
        if len(tokens) > 1:
            yield name, tokens


def _token(word: str) -> str:
    return f"@{COUNTRY_WORDS[word]}" if word in COUNTRY_WORDS else stem(word)


def _add_countries(corridor: Corridor, reading: Reading, item: Evidence) -> None:
    if not reading.countries:
        return
    own = [code for code in corridor.countries if code in reading.countries]
    everything = set(corridor.countries) | set(reading.countries)
    if own:
        item.add("countries", len(own) / len(everything), f"crosses {_countries_words(tuple(own))}")
    item.add("foreign", (len(everything) - len(set(corridor.countries))) / len(reading.countries))


@lru_cache(maxsize=8192)
def _countries_words(codes: tuple[str, ...]) -> str:
    return ", ".join(country_name(code) for code in codes)


def _add_actors(atlas: Atlas, corridor: Corridor, reading: Reading, item: Evidence) -> None:
    if not reading.groups.get("actor"):
        return
    spread = _actor_spread(atlas)
    parts = {part.actor for part in corridor.actors}
    named = [(1 / spread[name], words) for name, words in reading.groups.get("actor", {}).items() if name in parts]
    if named:
        item.add("actors", max(share for share, _ in named), f"its actors: {', '.join(word for _, words in named for word in words)}")


@lru_cache(maxsize=4)
def _actor_spread(atlas: Atlas) -> Mapping[str, int]:
    return Counter(part.actor for corridor in atlas.corridors for part in corridor.actors)


def _add_alike(corridor: Corridor, reading: Reading, item: Evidence) -> None:
    theirs = [alike for alike in reading.alike if corridor.id in alike.event.corridors]
    if theirs:
        total = sum(alike.likeness for alike in reading.alike)
        item.add("alike", sum(alike.likeness for alike in theirs) / total, f"like earlier news of it: {theirs[0].event.headline}")
        item.add("most_alike", theirs[0].likeness)


@lru_cache(maxsize=8192)
def _names_spread(atlas: Atlas, word: str, group: str = "corridor") -> int:
    """Return how many corridors a phrase names, or runs through."""
    return max(1, len({term.id for mention in lexicon_of(atlas).find(word) for term in mention.meanings if term.group == group}))


def distance_to_route_km(routes: Sequence[BaseGeometry], place: Position) -> float:
    """Return the distance from a position to the nearest point of routes, in km; the nearest is sought in degrees."""
    here = shapely.Point(place)
    near = min(routes, key=lambda route: float(shapely.distance(route, here)))
    spot = shapely.get_point(shapely.shortest_line(near, here), 0)
    return distance_km((spot.x, spot.y), place)


@lru_cache(maxsize=4)
def _shapes(atlas: Atlas) -> Mapping[str, tuple[BaseGeometry, ...]]:
    return {
        corridor.id: tuple(shapely.Point(s.points[0]) if s.is_site else shapely.LineString(s.points) for s in corridor.segments)
        for corridor in atlas.corridors
    }
