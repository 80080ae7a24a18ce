"""Candidate -> the corridors and actors that it is about, each with a score from 0 to 1 and the reasons in words.

Explainable and deterministic: a score is the logistic function of a weighted sum of evidence (names, stretches, places,
kind, countries, actors, distance, earlier news alike). The weights below were fitted to the curated events, each with its
own links hidden, by `bench/linking.py --fit`, which also measures them on events that they were not fitted to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from corridors.atlas import Atlas
from corridors.news.candidates import Candidate
from corridors.news.evidence import Evidence, Reading, corridor_evidence, read
from corridors.news.lexicon import lexicon_of
from corridors.news.parties import actor_evidence
from corridors.news.past import archive_of, bag_of, party_of

# From which score on a link is proposed, and from which on it is offered as possible.
LEAST_SCORE, LEAST_POSSIBLE = 0.5, 0.2
MOST_POSSIBLE = 6

CORRIDOR_BIAS, ACTOR_BIAS = -4.28, -4.32
CORRIDOR_WEIGHTS = {
    "named": 5.18, "named_shared": 2.03, "stretch": 1.76, "stretch_alone": 1.03, "words_and_kind": 2.82, "words": -0.47, "keyword": 1.7,
    "places": 2.44, "near": 0.82, "kind": 0.68, "other_kind": -0.77, "countries": 1.04, "foreign": -0.83, "actors": 1.51,
    "alike": 3.32, "most_alike": 3.35, "others_named": -1.38,
}  # fmt: skip
ACTOR_WEIGHTS = {
    "headline": 3.65, "headline_country": 4.14, "text": 0.95, "text_country": 1.49, "text_people": 2.08, "part": 2.17, "crossed": 2.41,
    "crossed_unsaid": 1.25, "alike": 2.18,
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """One corridor or actor that a candidate is about."""

    id: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Links:
    """What a candidate is about, and what it may be about besides; the surest first."""

    corridors: tuple[Link, ...]
    actors: tuple[Link, ...]
    possible_corridors: tuple[Link, ...] = ()
    possible_actors: tuple[Link, ...] = ()


def link(atlas: Atlas, candidate: Candidate, *, without: str = "") -> Links:
    """Return the links of a candidate; `without` is the id of an event that is not to be learned from."""
    reading = reading_of(atlas, candidate, without)
    corridors = _weighed(corridor_evidence(atlas, reading), CORRIDOR_WEIGHTS, CORRIDOR_BIAS)
    likely = [(item.id, item.score) for item in corridors]
    actors = _weighed(actor_evidence(atlas, reading, likely), ACTOR_WEIGHTS, ACTOR_BIAS)
    return Links(_sure(corridors), _sure(actors), _possible(corridors), _possible(actors))


def reading_of(atlas: Atlas, candidate: Candidate, without: str = "") -> Reading:
    """Return what a candidate mentions, and the earlier news that is like it."""
    lexicon = lexicon_of(atlas)
    headline, text = lexicon.find(candidate.headline), lexicon.find(candidate.text)
    parties = frozenset(
        party_of(atlas, term.id) if term.group == "actor" else term.id
        for mention in (*headline, *text)
        for term in mention.meanings
        if term.group in {"country", "people", "seat", "actor"}
    )
    alike = archive_of(atlas).alike(bag_of(candidate.headline, headline), parties, candidate.date, without)
    return read(candidate, (*headline, *text), alike)


def score_of(values: Mapping[str, float], weights: Mapping[str, float], bias: float) -> float:
    """Return the logistic function of the weighted sum of evidence."""
    return 1 / (1 + math.exp(-(bias + sum([weights.get(name, 0.0) * value for name, value in values.items()]))))


def _weighed(evidence: Mapping[str, Evidence], weights: Mapping[str, float], bias: float) -> list[Link]:
    links = []
    for name, item in evidence.items():
        score = round(score_of(item.values, weights, bias), 3)
        # Nobody is told the reasons of what is not even possible.
        told = item.reasons.items() if score >= LEAST_POSSIBLE else ()
        links.append(Link(name, score, tuple([why for key, why in told if weights.get(key, 0) > 0])))
    return sorted(links, key=lambda item: (-item.score, item.id))


def _sure(links: list[Link]) -> tuple[Link, ...]:
    return tuple(item for item in links if item.score >= LEAST_SCORE)


def _possible(links: list[Link]) -> tuple[Link, ...]:
    return tuple(item for item in links if LEAST_POSSIBLE <= item.score < LEAST_SCORE)[:MOST_POSSIBLE]
