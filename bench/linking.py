"""How well news is linked: precision and recall against the curated events with their own links hidden. Run by `make bench-linking`.

An event is given as a reader would give it: headline, note, date and place, never its corridors and actors; nor is it among
the earlier news that the linker learns from. Micro averages: every link counts once. The weights of the linker were fitted
to these same events, so each number is given twice: as the program links them, and with weights fitted without the tenth of
the events that is being judged (ten folds), which is what to expect of news that it has not seen. Links of news that names no
corridor are counted apart too: nothing but what earlier news was about carries those.

`--misses` prints every wrong and missing link, `--fit` the weights to put into `corridors/news/link.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from table import Row, table, verdict

import corridors
from corridors.atlas import Atlas
from corridors.model import Event
from corridors.news import link as linker
from corridors.news.candidates import Candidate, Form
from corridors.news.evidence import corridor_evidence
from corridors.news.gist import read
from corridors.news.parties import actor_evidence

LEAST_PRECISION, LEAST_RECALL = 0.9, 0.8
FOLDS, RIDGE, STEPS = 10, 0.3, 50
# Evidence that speaks against a link; all other speaks for it, and a weight of the wrong sign is left out.
AGAINST = {"foreign", "other_kind", "others_named", "own_company", "unheard_of"}
Fitted = dict[str, linker.Weights]


class Pair(NamedTuple):
    """One event and one corridor or actor: which weights it is judged by, whether they belong together, and the evidence."""

    event: str
    judged_by: str
    other: str
    belongs: bool
    values: Mapping[str, float]


@dataclass
class Tally:
    """Links right, wrong and missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def add(self, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missing += len(wanted - found)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missing)


def candidate_of(event: Event) -> Candidate:
    return Candidate(event.headline, event.date, Form.ENTRY, event.id, text=event.note, place=event.place)


def fit(pairs: list[Pair]) -> Fitted:
    """Return the weights of each sort of pair."""
    sorts = sorted({pair.judged_by for pair in pairs})
    return {sort: fit_signed([pair for pair in pairs if pair.judged_by == sort]) for sort in sorts}


def fit_signed(pairs: list[Pair]) -> linker.Weights:
    """Return weights of which none has the wrong sign: those that have are left out until none has."""
    names = sorted({name for pair in pairs for name in pair.values})
    while True:
        weights = fit_ridge(pairs, names)
        right = [name for name in names if (weights.of[name] < 0) == (name in AGAINST)]
        if right == names:
            return weights
        names = right


def fit_ridge(pairs: list[Pair], names: list[str]) -> linker.Weights:
    """Return the weights and the bias of a ridge logistic regression, by Newton's method."""
    x = np.array([[1.0, *(pair.values.get(name, 0.0) for name in names)] for pair in pairs])
    y = np.array([float(pair.belongs) for pair in pairs])
    ridge = np.diag([0.0, *([RIDGE] * len(names))])
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (y - p) - ridge @ weights)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return linker.Weights(float(weights[0]), dict(zip(names, map(float, weights[1:]), strict=True)))


def corridor_pairs(atlas: Atlas) -> list[Pair]:
    made = []
    for event in atlas.events:
        found = corridor_evidence(atlas, read(atlas, candidate_of(event), event.id))
        sort = "NAMED" if linker.names_any(item.values for item in found.values()) else "SILENT"
        made += [Pair(event.id, sort, name, name in event.corridors, item.values) for name, item in found.items()]
    return made


def actor_pairs(atlas: Atlas, pairs: list[Pair], weights: Callable[[str], Fitted]) -> list[Pair]:
    """Return the pairs of actors; the likely corridors of an event come from the weights given for it."""
    by_event: dict[str, list[tuple[str, float]]] = {}
    for pair in pairs:
        by_event.setdefault(pair.event, []).append((pair.other, linker.score_of(pair.values, weights(pair.event)[pair.judged_by])))
    made = []
    for event in atlas.events:
        likely = sorted(by_event[event.id], key=lambda item: (-item[1], item[0]))
        found = actor_evidence(atlas, read(atlas, candidate_of(event), event.id), likely)
        made += [Pair(event.id, "ACTOR", name, name in event.actors, item.values) for name, item in found.items()]
    return made


def folded(atlas: Atlas, pairs: list[Pair]) -> Callable[[str], Fitted]:
    """Return the weights for each event, fitted without its fold."""
    fold = {event.id: index % FOLDS for index, event in enumerate(atlas.events)}
    fitted = [fit([pair for pair in pairs if fold[pair.event] != index]) for index in range(FOLDS)]
    return lambda event: fitted[fold[event]]


def tally(events: Iterable[Event], what: str, pairs: list[Pair], weights: Callable[[str], Fitted], *, misses: bool = False) -> Tally:
    least = linker.LEAST_CORRIDOR if what == "corridors" else linker.LEAST_ACTOR
    found: dict[str, set[str]] = {}
    for pair in pairs:
        if linker.score_of(pair.values, weights(pair.event)[pair.judged_by]) >= least:
            found.setdefault(pair.event, set()).add(pair.other)
    counted = Tally()
    for event in events:
        have, wanted = found.get(event.id, set()), set(getattr(event, what))
        counted.add(have, wanted)
        if misses and have != wanted:
            print(f"{what}: {event.date.text} {event.headline}\n   wrong {sorted(have - wanted)}\n   missing {sorted(wanted - have)}")
    return counted


def linking_rows(*, misses: bool = False) -> list[Row]:
    """Measure and return the rows of the table."""
    atlas = corridors.load()
    pairs = corridor_pairs(atlas)
    shipped: Fitted = {"NAMED": linker.NAMED, "SILENT": linker.SILENT, "ACTOR": linker.ACTOR}
    unseen = folded(atlas, pairs)
    actors, actors_unseen = actor_pairs(atlas, pairs, lambda _: shipped), actor_pairs(atlas, pairs, unseen)
    silent = {pair.event for pair in pairs if pair.judged_by == "SILENT"}
    without = ", weights fitted without them"
    measured = {
        ("corridors", ""): tally(atlas.events, "corridors", pairs, lambda _: shipped, misses=misses),
        ("corridors", without): tally(atlas.events, "corridors", pairs, unseen),
        ("corridors", f"{without}: news that names one"): tally(
            (e for e in atlas.events if e.id not in silent), "corridors", pairs, unseen
        ),
        ("corridors", f"{without}: news that names none"): tally((e for e in atlas.events if e.id in silent), "corridors", pairs, unseen),
        ("actors", ""): tally(atlas.events, "actors", actors, lambda _: shipped, misses=misses),
        ("actors", without): tally(atlas.events, "actors", actors_unseen, folded(atlas, actors_unseen)),
    }
    # The targets are for all news; its two sorts only tell where links are missed.
    return [
        Row(f"Linking of {name}, {what}{how}", f"{value:.3f}", *((f"≥ {least}", verdict(value >= least)) if ":" not in how else ()))
        for (name, how), counted in measured.items()
        for what, value, least in (("precision", counted.precision, LEAST_PRECISION), ("recall", counted.recall, LEAST_RECALL))
    ]


def print_fit() -> None:
    atlas = corridors.load()
    pairs = corridor_pairs(atlas)
    weights = fit(pairs)
    for name, found in (weights | fit(actor_pairs(atlas, pairs, lambda _: weights))).items():
        print(f"{name} = Weights({found.bias:.2f}, { {key: round(value, 2) for key, value in found.of.items()} })")


if __name__ == "__main__":
    if "--fit" in sys.argv:
        print_fit()
    else:
        print("\n".join(table(linking_rows(misses="--misses" in sys.argv))))
