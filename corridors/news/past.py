"""News like a candidate among the events of the atlas: what earlier news of that kind was about is evidence for a new piece.

Texts are bags of words weighted by how rare each is (inverse document frequency); likeness is the cosine of two bags.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Event, PartialDate
from corridors.news.lexicon import COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT, Mention, lexicon_of
from corridors.news.names import stem
from corridors.select import normalize
from corridors.terms import ActorType

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


class Near(NamedTuple):
    """The events that a text is like, and what silent ones say for each corridor."""

    alike: list[Alike]
    silent: dict[str, Silent]


class Archive:
    """The events of an atlas by their words."""

    def __init__(self, atlas: Atlas) -> None:
        """Weigh the words of every event."""
        self.events = atlas.events
        mentions = [lexicon_of(atlas).find(event.headline) for event in atlas.events]
        bags = [bag_of(event.headline, found) for event, found in zip(atlas.events, mentions, strict=True)]
        self.silent = [not any(term.group in NAMING for mention in found for term in mention.meanings) for found in mentions]
        spread = Counter(word for bag in bags for word in bag)
        self.weights = {word: math.log(1 + len(bags) / number) for word, number in spread.items() if number <= COMMONEST * len(bags)}
        self.places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, bag in enumerate(bags):
            for word, value in self._unit(bag).items():
                self.places[word].append((index, value))

        self.days = [event.date.earliest.toordinal() for event in atlas.events]
        self.parties = [parties_of(atlas)[event.id] for event in atlas.events]
        self.by_party: defaultdict[str, list[int]] = defaultdict(list)
        for index, parties in enumerate(self.parties):
            for party in parties:
                self.by_party[party].append(index)

    def _unit(self, bag: Mapping[str, int]) -> dict[str, float]:
        values = {word: self.weights[word] for word in bag if word in self.weights}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {word: value / length for word, value in values.items()}

    def near(self, bag: Mapping[str, int], parties: frozenset[str], date: PartialDate | None, without: str = "") -> Near:
        """Return the events near a bag of words among parties at a date; `without` leaves one out."""
        words, shared = self._cosines(bag), self._shared(parties)
        day = date.earliest.toordinal() if date else None
        return Near(self._alike(words, shared, day, without), self._silent_on(words, shared, day, without))

    def _alike(self, words: Mapping[int, float], shared: Mapping[int, float], day: int | None, without: str) -> list[Alike]:
        """Return the events most like it, the most alike first."""
        sums = dict(words)
        for index, share in shared.items():
            sums[index] = sums.get(index, 0.0) + PARTIES * share
        if day is not None:
            for index in sums:
                sums[index] *= 0.5 + 0.5 * math.exp(-abs(self.days[index] - day) / LASTS_DAYS)
        best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[: MOST_ALIKE + 1]
        found = [Alike(self.events[index], likeness) for index, likeness in best if self.events[index].id != without]
        return [item for item in found[:MOST_ALIKE] if item.likeness >= LEAST_LIKENESS]

    def _silent_on(self, words: Mapping[int, float], shared: Mapping[int, float], day: int | None, without: str) -> dict[str, Silent]:
        """Return what each corridor has of the news that names none, for a text that names none either.

        The nearest neighbours vote, each with a power of its nearness: once by shared parties, once by shared words.
        """
        by_parties, by_words = (
            self._votes(
                {index: value for index, value in near.items() if self.silent[index] and self.events[index].id != without}, day, how
            )
            for near, how in ((shared, BY_PARTIES), (words, BY_WORDS))
        )
        return {
            name: Silent(by_parties.get(name, NOTHING)[0], by_words.get(name, NOTHING)[0], (by_words.get(name) or by_parties[name])[1])
            for name in {*by_parties, *by_words}
        }

    def _votes(self, near: Mapping[int, float], day: int | None, how: Votes) -> dict[str, tuple[float, str]]:
        """Return each corridor's share of the votes and the headline of the first voter for it."""
        close = {index: (value * self._freshness(index, day)) ** how.power for index, value in near.items()}
        best = sorted(close.items(), key=lambda item: (-item[1], item[0]))[:MOST_VOTERS]
        total = how.rest + sum(value for _, value in best)
        found: dict[str, tuple[float, str]] = {}
        for index, value in best:
            for corridor in self.events[index].corridors:
                share, headline = found.get(corridor, (0.0, self.events[index].headline))
                found[corridor] = (share + value / total, headline)
        return found

    def _freshness(self, index: int, day: int | None) -> float:
        return 1.0 if day is None else OLD + (1 - OLD) * math.exp(-abs(self.days[index] - day) / VOTES_LAST_DAYS)

    def _cosines(self, bag: Mapping[str, int]) -> dict[int, float]:
        sums: defaultdict[int, float] = defaultdict(float)
        for word, value in self._unit(bag).items():
            for index, other in self.places[word]:
                sums[index] += value * other
        return dict(sums)

    def _shared(self, parties: frozenset[str]) -> dict[int, float]:
        found = {index for party in parties for index in self.by_party[party]}
        return {index: len(parties & self.parties[index]) / len(parties | self.parties[index]) for index in found}


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
    named = Counter(
        f"@{term.id}" if term.group in {COUNTRY_NAME, COUNTRY_PEOPLE, COUNTRY_SEAT, "actor"} else ""
        for mention in mentions
        for term in mention.meanings
    )
    del named[""]
    words = Counter(stem(word) for word in normalize(text).split() if len(word) > 2)
    return words + named
