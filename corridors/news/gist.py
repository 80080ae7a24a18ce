"""What a candidate mentions, who is party to it, and the earlier news that is like it: what evidence is drawn from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely

from corridors.atlas import Atlas
from corridors.model import Position
from corridors.news.candidates import Candidate
from corridors.news.lexicon import COUNTRY_GROUPS, Mention, lexicon_of
from corridors.news.names import stem
from corridors.news.past import NAMING, Alike, Near, Silent, archive_of, bag_of, party_of
from corridors.news.spoken import NAME_WORDS
from corridors.select import normalize

CLAUSE, DENIED = re.compile(r"(?<=[.;:!?])\s+"), re.compile(r"\b(?:not|neither|nor)\b", re.IGNORECASE)
NUMBERS = {"two": 2, "three": 3, "trilateral": 3, "four": 4, "quadrilateral": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
STATES = re.compile(
    r"\b(?:(two|three|four|five|six|seven|eight)\s(?:[\w-]+\s){0,2}(?:states|countries|nations|governments|presidents)|(trilateral|quadrilateral))\b",
    re.IGNORECASE,
)
# A place is in the country of the nearest place of the gazetteer, where that is not further than this.
NEAR_DEGREES = 0.7


@dataclass(frozen=True)
class Reading:
    """What a candidate mentions: per group the meanings with the words that name them.

    `stems` are its words' stems and, as "@" and code, its countries; `inside` the countries in names of corridors, `here` that
    of its place, `states` how many states it speaks of (0: does not say); `without` is the event that is not learned from.
    """

    candidate: Candidate
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    countries: Mapping[str, tuple[str, ...]]
    stems: frozenset[str]
    headline: str
    near: Near
    inside: frozenset[str]
    here: str
    states: int
    without: str

    @property
    def alike(self) -> tuple[Alike, ...]:
        """The earlier news that is like it, the most alike first."""
        return self.near.alike

    @property
    def silent(self) -> Mapping[str, Silent]:
        """What each corridor has of the earlier news that names none."""
        return self.near.silent

    def of(self, group: str, name: str) -> tuple[str, ...]:
        """Return the words that name something."""
        return self.groups.get(group, {}).get(name, ())

    def means(self, group: str, word: str) -> bool:
        """Tell whether words of it mean anything in a group."""
        return any(word in words for words in self.groups.get(group, {}).values())


def read(atlas: Atlas, candidate: Candidate, without: str = "") -> Reading:
    """Return what a candidate mentions, and the earlier news that is like it but the event `without`."""
    lexicon, text = lexicon_of(atlas), asserted(candidate.text)
    headline = lexicon.find(candidate.headline)
    mentions = [*headline, *lexicon.find(text)]
    groups = _groups(mentions)
    countries: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for group in COUNTRY_GROUPS:
        for code, words in groups.get(group, {}).items():
            countries[code] += words
    parties = frozenset({*countries, *(party_of(atlas, name) for name in groups.get("actor", {}))})
    near = archive_of(atlas).near(bag_of(candidate.headline, headline), parties, candidate.date, without)
    named, within = _words_naming(mentions)
    # Words that name one corridor are no words of another's name.
    spoken = Counter(normalize(f"{candidate.headline} {text}").split())
    spoken.subtract(named)
    return Reading(
        candidate,
        groups,
        dict(countries),
        frozenset({stem(word) for word, left in spoken.items() if left > 0} | {f"@{code}" for code in countries}),
        candidate.headline,
        near,
        frozenset(NAME_WORDS[word] for word in within if word in NAME_WORDS),
        country_at(atlas, candidate.place),
        states_in(candidate.headline),
        without,
    )


def _groups(mentions: Sequence[Mention]) -> dict[str, dict[str, tuple[str, ...]]]:
    groups: defaultdict[str, defaultdict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for mention in mentions:
        for meaning in mention.meanings:
            groups[meaning.group][meaning.id][mention.words] = None
    return {group: {name: tuple(words) for name, words in found.items()} for group, found in groups.items()}


def _words_naming(mentions: Iterable[Mention]) -> tuple[list[str], list[str]]:
    """Return the words of the phrases that name corridors, and of those that name them or a stretch of them or what belongs to them."""
    named: list[str] = []
    within: list[str] = []
    for mention in mentions:
        meant = {term.group for term in mention.meanings}
        if not meant.isdisjoint(NAMING):
            words = normalize(mention.words).split()
            within += words
            named += words if "corridor" in meant else ()
    return named, within


def asserted(text: str) -> str:
    """Return a text without the clauses that deny something: a line that is "not named" in a report is not what it is about."""
    if not DENIED.search(text):
        return text
    return " ".join(clause for clause in CLAUSE.split(text) if not DENIED.search(clause))


def states_in(text: str) -> int:
    """Return the number of states that a text speaks of, as in "the four states"; 0 where it does not say."""
    found = STATES.search(text)
    return NUMBERS[(found[1] or found[2]).lower()] if found else 0


def country_at(atlas: Atlas, place: Position | None) -> str:
    """Return the code of the country in which a position lies, by the nearest place of the gazetteer; empty where none is near."""
    if place is None or not atlas.places:
        return ""
    here = shapely.Point(place)
    nearest = atlas.places[int(_places(atlas).nearest(here))]
    return nearest.country or "" if shapely.distance(here, shapely.Point(nearest.lon, nearest.lat)) <= NEAR_DEGREES else ""


@lru_cache(maxsize=4)
def _places(atlas: Atlas) -> shapely.STRtree:
    return shapely.STRtree(shapely.points([(place.lon, place.lat) for place in atlas.places]))
