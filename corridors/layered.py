"""Which features of users' layers a view shows: the filters of the corridors, asked of what a file says.

Everything here works on whole columns, as a layer may have 10^5 features.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corridors.atlas import Atlas
from corridors.countries import country_name
from corridors.imported import ImportedLayer, parties_of
from corridors.model import Actor
from corridors.select import normalize, without_filter
from corridors.view import Match, View

Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
# A shorter name of an actor ("IR", "ADB") must be the whole name in a file, a longer one may be part of it.
MOST_WHOLE = 3


class Parties(NamedTuple):
    """The actors of a layer's features: normalised names, each once; and one row per mention."""

    names: tuple[str, ...]
    features: npt.NDArray[np.int64]
    name_of: npt.NDArray[np.int64]
    roles: Texts


class Chosen(NamedTuple):
    """A selected feature: its layer and its row there."""

    layer: ImportedLayer
    row: int


def shown_layers(atlas: Atlas, view: View) -> tuple[ImportedLayer, ...]:
    """Return the layers that a view shows: those that it names, else all that are not hidden."""
    if view.no_layer:
        return ()
    return tuple(layer for layer in atlas.layers if (layer.id in view.layers if view.layers else not layer.hidden))


def listed_layers(atlas: Atlas, view: View) -> tuple[ImportedLayer, ...]:
    """Return the layers that a legend lists: all that are not hidden, and those that a view names."""
    return tuple(layer for layer in atlas.layers if not layer.hidden or layer.id in view.layers)


def chosen_feature(atlas: Atlas, view: View) -> Chosen | None:
    """Return the feature that a view selects, or None."""
    layer_id, _, feature_id = (view.feature or "").partition("/")
    for layer in atlas.layers:
        if layer.id == layer_id and (row := layer.row_of_id.get(feature_id)) is not None:
            return Chosen(layer, row)
    return None


@lru_cache(maxsize=64)
def shown_mask(atlas: Atlas, layer: ImportedLayer, view: View) -> Mask:
    """Return for each feature of a layer whether a view's filters let it through, in the order of the layer's rows; read only.

    A feature whose kind or status is not known passes only while that filter is off. No feature has news: a filter of
    news hides them all. Whether the layer itself is shown is another question (`shown_layers`).
    """
    found = np.ones(len(layer.features), dtype=np.bool_)
    if view.events or view.news or view.since or view.until:
        found = ~found
    for column, chosen, none in (("kind", view.kinds, view.no_kind), ("status", view.statuses, view.no_status)):
        if chosen or none:
            found &= np.isin(column_of(layer, column), [term.value for term in chosen])
    if view.countries:
        found &= np.logical_or.reduce([_in_country(layer, code) for code in view.countries])
    if view.actors or view.roles:
        found &= _has_actors(atlas, layer, view)
    if normalize(view.text).split():
        found &= _matches_text(layer, view.text)
    found.setflags(write=False)
    return found


def held_mask(atlas: Atlas, layer: ImportedLayer, view: View) -> Mask:
    """Return the same for every filter but kind and status, which the legend of the map switches."""
    return shown_mask(atlas, layer, without_filter(without_filter(view, "kind"), "status"))


def layer_counts(atlas: Atlas, layer: ImportedLayer, view: View) -> dict[str, Counter[str]]:
    """Return how many features each kind and each status has while the other filters stay; "" counts what is not known."""
    return {
        name: Counter(map(str, column_of(layer, name)[shown_mask(atlas, layer, without_filter(view, name))])) for name in ("kind", "status")
    }


def layers_words(atlas: Atlas, view: View) -> str:
    """Return in a sentence what is shown of users' layers; "" where none is."""
    parts = []
    for layer in shown_layers(atlas, view):
        number, of = int(shown_mask(atlas, layer, view).sum()), len(layer.features)
        parts.append(f"{layer.name} ({number:,} of {of:,} features)")
    return f"Imported layers: {'; '.join(parts)}." if parts else ""


def features_words(atlas: Atlas, view: View) -> str:
    """Return how many imported features are shown, of how many; "" where there is no layer."""
    of = sum(len(layer.features) for layer in listed_layers(atlas, view))
    number = sum(int(shown_mask(atlas, layer, view).sum()) for layer in shown_layers(atlas, view))
    return f"{number:,} of {of:,} imported features." if of else ""


@lru_cache(maxsize=256)
def column_of(layer: ImportedLayer, name: str) -> Texts:
    """Return a text column of a layer's features as an array of str."""
    return np.asarray(layer.features[name], dtype=object)


@lru_cache(maxsize=1024)
def _in_country(layer: ImportedLayer, code: str) -> Mask:
    return np.fromiter((code in codes.split(",") for codes in column_of(layer, "countries")), np.bool_, len(layer.features))


@lru_cache(maxsize=64)
def _parties(layer: ImportedLayer) -> Parties:
    found = [(row, party) for row, text in enumerate(column_of(layer, "actors")) for party in parties_of(text)]
    spelled = [" ".join(normalize(party.name).split()) for _, party in found]
    names = {name: index for index, name in enumerate(dict.fromkeys(spelled))}
    return Parties(
        tuple(names),
        np.array([row for row, _ in found], dtype=np.int64),
        np.array([names[name] for name in spelled], dtype=np.int64),
        np.array([str(party.role) for _, party in found], dtype=object),
    )


def is_named(actor: Actor, name: str) -> bool:
    """Tell whether a normalised name in a file is an actor's: it is one of the actor's names, or holds one as whole words."""
    own = [" ".join(normalize(word).split()) for word in (actor.name, *actor.aliases)]
    return any(word == name or (len(word) > MOST_WHOLE and f" {word} " in f" {name} ") for word in own if word)


@lru_cache(maxsize=1024)
def _mentions(layer: ImportedLayer, actor: Actor) -> Mask:
    """Return which rows of the layer's parties are an actor."""
    parties = _parties(layer)
    named = np.fromiter((is_named(actor, name) for name in parties.names), np.bool_, len(parties.names))
    return named[parties.name_of]


def _has_actors(atlas: Atlas, layer: ImportedLayer, view: View) -> Mask:
    parties = _parties(layer)
    in_role = np.isin(parties.roles, [role.value for role in view.roles]) if view.roles else np.ones(len(parties.roles), dtype=np.bool_)
    if view.actors:
        asked = [in_role & _mentions(layer, atlas.actor_by_id[actor]) for actor in view.actors]
    else:
        asked = [parties.roles == role.value for role in view.roles]
    hits = np.zeros((len(asked), len(layer.features)), dtype=np.bool_)
    for hit, rows in zip(hits, asked, strict=True):
        hit[parties.features[rows]] = True
    together = np.logical_and if view.match is Match.ALL else np.logical_or
    return np.asarray(together.reduce(hits), dtype=np.bool_)


def _matches_text(layer: ImportedLayer, text: str) -> Mask:
    """Find features as corridors are found: every word begins a word; commas and semicolons mean or."""
    hays = _haystacks(layer)
    found = np.zeros(len(hays), dtype=np.bool_)
    for term in text.replace(";", ",").split(","):
        words = [f" {word}" for word in normalize(term).split()]
        if words:
            found |= np.fromiter((all(word in hay for word in words) for hay in hays), np.bool_, len(hays))
    return found


@lru_cache(maxsize=64)
def _haystacks(layer: ImportedLayer) -> Sequence[str]:
    """Return what is searched for each feature: name, id, actors, countries, and every value of the row as it stood in the file."""
    columns = (column_of(layer, name) for name in ("name", "id", "countries", "actors", "original"))
    rows = (
        " ".join(
            (name, ident, *map(country_name, filter(None, codes.split(","))), *(party.name for party in parties_of(actors)), *_values(row))
        )
        for name, ident, codes, actors, row in zip(*columns, strict=True)
    )
    return [f" {normalize(row)}" for row in rows]


def _values(original: str) -> Iterable[str]:
    return map(str, json.loads(original or "{}").values())
