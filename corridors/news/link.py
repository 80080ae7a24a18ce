"""Candidate -> the corridors and actors that it is about, each with a score from 0 to 1 and the reasons in words.

Explainable and deterministic: a score is the logistic function of a weighted sum of evidence (names, stretches, places,
kind, countries, actors, distance, earlier news alike). News that names a corridor and news that names none are weighed
apart: the first is about what it names and what belongs with it, the second about what silent news of the same parties, in
the same words, was about. The weights were fitted to the curated events, each with its own links hidden, by
`bench/linking.py --fit`, which also measures them on events that they were not fitted to.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.news.candidates import Candidate
from corridors.news.evidence import Evidence, corridor_evidence, is_said
from corridors.news.gist import read
from corridors.news.parties import actor_evidence

# From which score on a link is proposed, and from which on it is offered as possible. The first two are where precision on
# events that the weights were not fitted to reaches 0.9, as `make bench-linking` measures it.
LEAST_CORRIDOR, LEAST_ACTOR, LEAST_POSSIBLE = 0.62, 0.38, 0.2
MOST_POSSIBLE = 6


class Weights(NamedTuple):
    """What evidence weighs, and what the score starts from."""

    bias: float
    of: Mapping[str, float]


NAMED = Weights(
    -0.65,
    {
        "actors": 0.99,
        "actors_and_kind": 0.67,
        "alike": 2.26,
        "foreign": -0.18,
        "keyword": 1.01,
        "kin": 3.03,
        "kind": 0.07,
        "most_alike": 0.72,
        "named": 2.72,
        "named_place": 0.51,
        "named_text": 2.37,
        "near": 1.38,
        "others_named": -5.91,
        "pair_and_kind": 0.85,
        "partners": 0.54,
        "places": 2.49,
        "stretch": 0.06,
        "unheard_of": -1.71,
        "words_and_kind": 1.88,
    },
)
SILENT = Weights(
    -4.22,
    {
        "actors": 0.95,
        "actors_and_kind": 0.68,
        "alike": 2.01,
        "countries_and_kind": 1.07,
        "foreign": -0.84,
        "kind": 0.05,
        "most_alike": 2.09,
        "near": 0.22,
        "other_kind": -0.83,
        "pair_and_kind": 0.57,
        "parties": 1.6,
        "parties_and_kind": 0.99,
        "places": 3.3,
        "silent_parties": 0.48,
        "silent_words": 4.03,
        "unheard_of": -0.84,
    },
)
ACTOR = Weights(
    -4.95,
    {
        "alike": 2.33,
        "crossed": 0.71,
        "crossed_unsaid": 1.44,
        "headline": 4.62,
        "headline_country": 4.0,
        "headline_people": 3.77,
        "headline_seat": 3.03,
        "here": 1.99,
        "inside": 2.08,
        "numbered": 3.56,
        "own_company": -1.81,
        "part": 2.61,
        "part_company": 2.66,
        "place_in_headline": 1.89,
        "text": 0.23,
        "text_country": 2.59,
        "text_people": 1.23,
        "text_seat": 1.2,
        "usual": 0.25,
        "usual_company": 1.53,
    },
)


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
    reading = read(atlas, candidate, without)
    evidence = corridor_evidence(atlas, reading)
    weights = NAMED if names_any(item.values for item in evidence.values()) else SILENT
    likely = _scores(evidence, weights)
    concerned = actor_evidence(atlas, reading, likely)
    corridors, actors = _shown(likely, evidence, weights), _shown(_scores(concerned, ACTOR), concerned, ACTOR)
    return Links(
        _sure(corridors, LEAST_CORRIDOR), _sure(actors, LEAST_ACTOR), _possible(corridors, LEAST_CORRIDOR), _possible(actors, LEAST_ACTOR)
    )


def names_any(evidence: Iterable[Mapping[str, float]]) -> bool:
    """Tell whether news names a corridor, from the evidence for all."""
    return any(is_said(values) for values in evidence)


def score_of(values: Mapping[str, float], weights: Weights) -> float:
    """Return the logistic function of the weighted sum of evidence."""
    of = weights.of
    return 1 / (1 + math.exp(-(weights.bias + sum([of[name] * value for name, value in values.items() if name in of]))))


def _scores(evidence: Mapping[str, Evidence], weights: Weights) -> list[tuple[str, float]]:
    """Return what there is evidence for with its score, the surest first."""
    scores = ((name, round(score_of(item.values, weights), 3)) for name, item in evidence.items())
    return sorted(scores, key=lambda item: (-item[1], item[0]))


def _shown(scores: Iterable[tuple[str, float]], evidence: Mapping[str, Evidence], weights: Weights) -> list[Link]:
    """Return the links that are at least possible: nobody is told of the others."""
    return [Link(name, score, _reasons(evidence[name], weights.of)) for name, score in scores if score >= LEAST_POSSIBLE]


def _reasons(item: Evidence, weights: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(why for key, why in item.reasons.items() if weights.get(key, 0) > 0))


def _sure(links: list[Link], least: float) -> tuple[Link, ...]:
    return tuple(item for item in links if item.score >= least)


def _possible(links: list[Link], least: float) -> tuple[Link, ...]:
    return tuple(item for item in links if item.score < least)[:MOST_POSSIBLE]
