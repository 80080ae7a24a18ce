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
from corridors.select import normalize
from corridors.terms import ActorType

MOST_ALIKE = 8
LEAST_LIKENESS = 0.12
# What the same parties weigh beside the same words, and for how long news stays about the same matters.
PARTIES, LASTS_DAYS = 0.6, 400.0
# A word in more than this share of all news says nothing.
COMMONEST = 0.5


class Alike(NamedTuple):
    """An event and how like a text it is, 0 to 1."""

    event: Event
    likeness: float


class Archive:
    """The events of an atlas by their words."""

    def __init__(self, atlas: Atlas) -> None:
        """Weigh the words of every event."""
        self.events = atlas.events
        bags = [bag_of(event.headline, lexicon_of(atlas).find(event.headline)) for event in atlas.events]
        spread = Counter(word for bag in bags for word in bag)
        self.weights = {word: math.log(1 + len(bags) / number) for word, number in spread.items() if number <= COMMONEST * len(bags)}
        self.places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, bag in enumerate(bags):
            for word, value in self._unit(bag).items():
                self.places[word].append((index, value))

        self.days = [event.date.earliest.toordinal() for event in atlas.events]
        self.parties = [frozenset(party_of(atlas, name) for name in event.actors) for event in atlas.events]
        self.by_party: defaultdict[str, list[int]] = defaultdict(list)
        for index, parties in enumerate(self.parties):
            for party in parties:
                self.by_party[party].append(index)

    def _unit(self, bag: Mapping[str, int]) -> dict[str, float]:
        values = {word: self.weights[word] for word in bag if word in self.weights}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {word: value / length for word, value in values.items()}

    def alike(self, bag: Mapping[str, int], parties: frozenset[str], date: PartialDate | None, without: str = "") -> list[Alike]:
        """Return the events most like a bag of words among parties at a date, the most alike first; `without` leaves one out."""
        sums: defaultdict[int, float] = defaultdict(float)
        for word, value in self._unit(bag).items():
            for index, other in self.places[word]:
                sums[index] += value * other
        for index in {index for party in parties for index in self.by_party[party]}:
            shared = len(parties & self.parties[index]) / len(parties | self.parties[index])
            sums[index] += PARTIES * shared
        if date:
            day = date.earliest.toordinal()
            for index in sums:
                sums[index] *= 0.5 + 0.5 * math.exp(-abs(self.days[index] - day) / LASTS_DAYS)
        best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[: MOST_ALIKE + 1]
        found = [Alike(self.events[index], likeness) for index, likeness in best if self.events[index].id != without]
        return [item for item in found[:MOST_ALIKE] if item.likeness >= LEAST_LIKENESS]


def party_of(atlas: Atlas, actor: str) -> str:
    """Return the country of a state, whoever governs it, or the actor itself."""
    found = atlas.actor_by_id.get(actor)
    return found.country if found and found.type is ActorType.STATE and found.country else actor


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


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without the commonest English endings, so that forms of one word meet."""
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
