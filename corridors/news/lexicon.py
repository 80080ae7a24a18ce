"""The phrases by which news names corridors, actors, countries, places and kinds, and how they are found in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import shapely

from corridors.atlas import Atlas
from corridors.countries import NAMES
from corridors.model import Corridor
from corridors.news.names import name_parts, stretches, variants
from corridors.news.spoken import COMMON, COUNTRY_WORDS, KIND_WORDS, SPOKEN
from corridors.select import normalize
from corridors.terms import ActorType

SHORT = 5
# About 10 km: a route is drawn through its places, and positions of places are as exact as that.
ON_ROUTE_DEGREES = 0.1
MOST_WORDS = 7
TOKEN = re.compile(r"[\w’'.&-]*\w", re.UNICODE)
COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT = "country", "people", "seat"
COUNTRY_GROUPS = (COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT)


class Term(NamedTuple):
    """What a phrase means: its group (corridor, stretch, keyword, actor, country, people, seat, place, where, kind) and what it names there."""

    group: str
    id: str


@dataclass(frozen=True)
class Mention:
    """A phrase found in a text, as written there, and what it means."""

    words: str
    start: int
    meanings: tuple[Term, ...]


class Lexicon:
    """Phrases as tuples of normalised words; the longest wins, and what is written in capitals only is found so only."""

    def __init__(self) -> None:
        """Start empty."""
        self._phrases: defaultdict[tuple[str, ...], set[Term]] = defaultdict(set)
        # The meanings of the phrases that were found, in order.
        self._sorted: dict[tuple[str, ...], tuple[Term, ...]] = {}
        self._capitals: set[tuple[str, ...]] = set()
        # The lengths of the phrases that begin with a word, the longest first: most words begin none.
        self._lengths: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, phrase: str, group: str, name: str) -> None:
        """Add a phrase; one of few capitals is an abbreviation, which must be written as one."""
        words = tuple(normalize(phrase).split())
        if not words or len(words) > MOST_WORDS or (len(words) == 1 and (len(words[0]) < 2 or words[0] in COMMON) and group != "kind"):
            return
        self._phrases[words].add(Term(group, name))
        self._sorted.pop(words, None)
        if len(words) not in (lengths := self._lengths[words[0]]):
            lengths.append(len(words))
            lengths.sort(reverse=True)
        if phrase.isupper() and len(phrase) <= SHORT:
            self._capitals.add(words)

    def add_endings(self, group: str) -> None:
        """Give every longer phrase of corridors what its last words mean in a group: the Trans-Afghan railway is a railway too."""
        for words, meanings in self._phrases.items():
            if any(term.group in {"corridor", "stretch"} for term in meanings):
                self._sorted.pop(words, None)
                for start in range(1, len(words)):
                    meanings |= {term for term in self._phrases.get(words[start:], ()) if term.group == group}

    def find(self, text: str) -> list[Mention]:
        """Return the phrases of a text in order, without overlap, the longest first at each place."""
        tokens = [(word, match) for match in TOKEN.finditer(text) for word in _words(match[0])]
        plain = tuple([word for word, _ in tokens])
        found, free = [], 0
        for index in [index for index, word in enumerate(plain) if word in self._lengths]:
            for length in self._lengths[plain[index]] if index >= free else ():
                words = plain[index : index + length]
                if words not in self._phrases:
                    continue
                written = [match[0] for _, match in tokens[index : index + length]]
                if words not in self._capitals or written[0].isupper() or "." in written[0] or not written[0].isalpha():
                    found.append(Mention(" ".join(dict.fromkeys(written)), tokens[index][1].start(), self._meanings(words)))
                    free = index + length
                    break
        return found

    def _meanings(self, words: tuple[str, ...]) -> tuple[Term, ...]:
        if words not in self._sorted:
            self._sorted[words] = tuple(sorted(self._phrases[words]))
        return self._sorted[words]


@lru_cache(maxsize=65536)
def _words(token: str) -> tuple[str, ...]:
    return tuple(normalize(token).split())


@lru_cache(maxsize=4)
def lexicon_of(atlas: Atlas) -> Lexicon:
    """Return the phrases of an atlas."""
    made = Lexicon()
    _add_countries(made, atlas)
    for actor in atlas.actors:
        names = (actor.name, *actor.aliases)
        if actor.type is ActorType.STATE and actor.country is not None and not _has_rival(atlas, actor.id):
            _add_all(made, names, COUNTRY_NAME, actor.country)
        else:
            _add_all(made, names if actor.type is not ActorType.STATE else actor.aliases, "actor", actor.id)
        _add_all(made, actor.keywords, "actor", actor.id)
    for corridor in atlas.corridors:
        _add_corridor(made, corridor)
    for place, corridor_id in places_on_routes(atlas):
        made.add(place, "place", corridor_id)
    for spot in atlas.places:
        if spot.country and len(spot.name) >= SHORT:
            _add_all(made, (spot.name,), "where", spot.country)
    for kind, words in KIND_WORDS.items():
        _add_all(made, words, "kind", kind.value)
    made.add_endings("kind")
    return made


def places_on_routes(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield the name of every place of the gazetteer that a corridor runs through, with the corridor's id."""
    shapes = [shapely.Point(s.points[0]) if s.is_site else shapely.LineString(s.points) for s in atlas.segments]
    here = shapely.points([(place.lon, place.lat) for place in atlas.places])
    if not shapes or not len(here):
        return
    pairs = shapely.STRtree(shapes).query(here, predicate="dwithin", distance=ON_ROUTE_DEGREES)
    for place, segment in sorted({(int(i), atlas.segments[j].corridor) for i, j in pairs.T}):
        yield re.sub(r"\(.*?\)", "", atlas.places[place].name).strip(), segment


def _add_countries(lexicon: Lexicon, atlas: Atlas) -> None:
    for code in sorted({*atlas.countries, *(actor.country for actor in atlas.actors if actor.country)}):
        people, seats = SPOKEN.get(code, ((), ()))
        lexicon.add(NAMES.get(code, code), COUNTRY_NAME, code)
        _add_all(lexicon, people, COUNTRY_PEOPLE, code)
        _add_all(lexicon, seats, COUNTRY_SEAT, code)


def _add_corridor(lexicon: Lexicon, corridor: Corridor) -> None:
    _add_all(lexicon, corridor.keywords, "keyword", corridor.id)
    for name in (corridor.name, *corridor.aliases, *(segment.name for segment in corridor.segments)):
        _add_all(lexicon, stretches(name), "stretch", corridor.id)
    names = (corridor.name, corridor.label, *corridor.aliases, *name_parts(corridor.name))
    _add_all(lexicon, names, "corridor", corridor.id)
    for name in names:
        _add_all(lexicon, variants(name, corridor.kind), "corridor", corridor.id)
    for segment in corridor.segments:
        parts = (part.strip() for part in re.split(r"[-–/,:()]| and ", segment.name))
        _add_all(lexicon, (part for part in parts if normalize(part) not in COUNTRY_WORDS), "place", corridor.id)


def _has_rival(atlas: Atlas, name: str) -> bool:
    """Tell whether another actor stands for the same state: one government followed another."""
    country = atlas.actor_by_id[name].country
    return sum(actor.country == country and actor.type is ActorType.STATE for actor in atlas.actors) > 1


def _add_all(lexicon: Lexicon, phrases: Iterable[str], group: str, name: str) -> None:
    for phrase in phrases:
        plain = re.sub(r"\(.*?\)", "", phrase).strip()
        lexicon.add(plain, group, name)
