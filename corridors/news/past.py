"""News like a candidate among the events of the atlas: what earlier news of that kind was about is evidence for a new piece.

Texts are bags of words weighted by how rare each is (inverse document frequency); likeness is the cosine of two bags.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridors.atlas import Atlas
from corridors.model import Event, PartialDate
from corridors.news.lexicon import COUNTRY_GROUPS, Mention, lexicon_of
from corridors.news.names import stem
from corridors.select import normalize
from corridors.terms import ActorType

Numbers = NDArray[np.float64]

MOST_ALIKE = 8
LEAST_LIKENESS = 0.12
# What the same parties weigh beside the same words, and for how long news stays about the same matters.
PARTIES, LASTS_DAYS = 0.6, 400.0
# Headlines with such a phrase name a corridor; the others are silent.
NAMING = frozenset({"corridor", "stretch", "keyword"})
# A word in more than this share of all news says nothing.
COMMONEST = 0.5


class Votes(NamedTuple):
    """How neighbours vote: with which power of their nearness, and what weight nobody's vote has beside theirs."""

    power: int
    rest: float


BY_PARTIES, BY_WORDS = Votes(3, 0.1), Votes(2, 0.03)
MOST_VOTERS, OLD, VOTES_LAST_DAYS = 10, 0.4, 1000.0
NOTHING = (0.0, "")


class Alike(NamedTuple):
    """An event and how like a text it is, 0 to 1."""

    event: Event
    likeness: float


class Silent(NamedTuple):
    """What a corridor has of the news that names no corridor either: shares of the votes by parties and by words, and the likest headline."""

    by_parties: float
    by_words: float
    headline: str


@dataclass(frozen=True)
class Near:
    """How near the events of an archive are to a text by words and by parties, how lately they were, and which counts as nothing."""

    archive: Archive
    words: Numbers
    shared: Numbers
    ages: Numbers
    without: int | None

    @cached_property
    def alike(self) -> tuple[Alike, ...]:
        """The events most like it, the most alike first."""
        near = self.words + PARTIES * self.shared
        if len(self.ages):
            near *= 0.5 + 0.5 * np.exp(-self.ages / LASTS_DAYS)
        found = [(index, likeness) for index, likeness in _highest(near, MOST_ALIKE + 1) if index != self.without]
        return tuple(Alike(self.archive.events[index], likeness) for index, likeness in found[:MOST_ALIKE] if likeness >= LEAST_LIKENESS)

    @cached_property
    def silent(self) -> Mapping[str, Silent]:
        """What each corridor has of the news that names none, for a text that names none either.

        The nearest neighbours vote, each with a power of its nearness: once by shared parties, once by shared words.
        """
        counts = self.archive.silent.copy()
        if self.without is not None:
            counts[self.without] = 0.0
        if len(self.ages):
            counts *= OLD + (1 - OLD) * np.exp(-self.ages / VOTES_LAST_DAYS)
        by_parties, by_words = self._votes(self.shared * counts, BY_PARTIES), self._votes(self.words * counts, BY_WORDS)
        return {
            name: Silent(by_parties.get(name, NOTHING)[0], by_words.get(name, NOTHING)[0], (by_words.get(name) or by_parties[name])[1])
            for name in {*by_parties, *by_words}
        }

    def _votes(self, close: Numbers, how: Votes) -> dict[str, tuple[float, str]]:
        """Return each corridor's share of the votes and the headline of the first voter for it."""
        best = [(self.archive.events[index], value**how.power) for index, value in _highest(close, MOST_VOTERS)]
        total = how.rest + sum([value for _, value in best])
        found: dict[str, tuple[float, str]] = {}
        for event, value in best:
            for corridor in event.corridors:
                share, headline = found.get(corridor, (0.0, event.headline))
                found[corridor] = (share + value / total, headline)
        return found


def _highest(values: Numbers, most: int) -> list[tuple[int, float]]:
    """Return the highest values that are more than nothing and where they are, the highest first, of equal ones the first."""
    where = np.argsort(-values, kind="stable")[:most]
    return [(index, value) for index, value in zip(where.tolist(), values[where].tolist(), strict=True) if value > 0]


class Archive:
    """The events of an atlas by their words: vectors with a number for each event, in their order."""

    def __init__(self, atlas: Atlas) -> None:
        """Weigh the words of every event."""
        self.events = atlas.events
        self.index = {event.id: index for index, event in enumerate(atlas.events)}
        mentions = [lexicon_of(atlas).find(event.headline) for event in atlas.events]
        bags = [bag_of(event.headline, found) for event, found in zip(atlas.events, mentions, strict=True)]
        self.silent = np.array(
            [not any(term.group in NAMING for mention in found for term in mention.meanings) for found in mentions], float
        )
        spread = Counter(word for bag in bags for word in bag)
        self.weights = {word: math.log(1 + len(bags) / number) for word, number in spread.items() if number <= COMMONEST * len(bags)}
        places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, bag in enumerate(bags):
            for word, value in self._unit(bag).items():
                places[word].append((index, value))
        self.places = {word: (np.array([i for i, _ in found]), np.array([value for _, value in found])) for word, found in places.items()}

        self.days: Numbers = np.array([event.date.earliest.toordinal() for event in atlas.events], np.float64)
        parties = [parties_of(atlas)[event.id] for event in atlas.events]
        self.parties = np.array([len(found) for found in parties], float)
        by_party: defaultdict[str, list[int]] = defaultdict(list)
        for index, found in enumerate(parties):
            for party in found:
                by_party[party].append(index)
        self.by_party = {party: np.array(found) for party, found in by_party.items()}

    def _unit(self, bag: Mapping[str, int]) -> dict[str, float]:
        values = {word: self.weights[word] for word in bag if word in self.weights}
        length = math.sqrt(sum([value * value for value in values.values()])) or 1.0
        return {word: value / length for word, value in values.items()}

    def near(self, bag: Mapping[str, int], parties: frozenset[str], date: PartialDate | None, without: str = "") -> Near:
        """Return the events near a bag of words among parties at a date; `without` leaves one out."""
        ages: Numbers = np.abs(self.days - date.earliest.toordinal()) if date else np.zeros(0)
        return Near(self, self._cosines(bag), self._shared(parties), ages, self.index.get(without))

    def _cosines(self, bag: Mapping[str, int]) -> Numbers:
        unit = self._unit(bag)
        if not unit:
            return np.zeros(len(self.events))
        where = np.concatenate([self.places[word][0] for word in unit])
        values = np.concatenate([self.places[word][1] * value for word, value in unit.items()])
        sums: Numbers = np.bincount(where, values, len(self.events)).astype(np.float64, copy=False)
        return sums

    def _shared(self, parties: frozenset[str]) -> Numbers:
        """Return the parties that each event has in common with a text as a share of those of both."""
        common = np.zeros(len(self.events))
        for party in parties & self.by_party.keys():
            common[self.by_party[party]] += 1
        return common / (len(parties) + self.parties - common) if parties else common


def party_of(atlas: Atlas, actor: str) -> str:
    """Return the country of a state, whoever governs it, or the actor itself."""
    found = atlas.actor_by_id.get(actor)
    return found.country if found and found.type is ActorType.STATE and found.country else actor


@lru_cache(maxsize=4)
def parties_of(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the parties to each event."""
    return {event.id: frozenset(party_of(atlas, name) for name in event.actors) for event in atlas.events}


@lru_cache(maxsize=4)
def archive_of(atlas: Atlas) -> Archive:
    """Return the archive of an atlas."""
    return Archive(atlas)


def bag_of(text: str, mentions: list[Mention]) -> Counter[str]:
    """Return the words of a text, countries and actors under one word each however they are written."""
    named = Counter(f"@{term.id}" if term.group in {*COUNTRY_GROUPS, "actor"} else "" for mention in mentions for term in mention.meanings)
    del named[""]
    words = Counter(stem(word) for word in normalize(text).split() if len(word) > 2)
    return words + named
