"""What a map in the browser is asked to show of a view: on the page, and in an HTML snapshot."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pydeck as pdk

from corridors.atlas import Atlas
from corridors.history import changes
from corridors.imported import ImportedLayer
from corridors.layer_data import layer_data, mask_bytes
from corridors.layered import chosen_feature, held_mask, layers_words, listed_layers
from corridors.model import Corridor
from corridors.select import passing_news, select, without_toggles
from corridors.style import Theme
from corridors.terms import Kind, Status
from corridors.view import HOME, Camera, View
from corridors.words import ATTRIBUTION, BORDERS, as_of_words, atlas_as_of, day_words, map_words, shown_words


class Toggles(NamedTuple):
    """Kinds, statuses and users' layers that are switched on, as words of the view string; None: all, empty: none."""

    kind: tuple[str, ...] | None = None
    status: tuple[str, ...] | None = None
    layer: tuple[str, ...] | None = None


class OwnLayer(NamedTuple):
    """A user's layer that the legend lists; `mask` is one bit a feature (base64) for what every filter but kind and status lets through, None for all."""

    layer: ImportedLayer
    mask: str | None


@dataclass(frozen=True)
class MapRequest:
    """What the map is asked to show beside the deck and the dataset.

    `held` are the corridors that every filter but kind and status lets through on the day, `ever` those on any day, `events` the news whose places may be
    shown, of those that the dataset has (None: all). `alt` is the text alternative, `empty` what the map says when `held` is empty, `covered` how many
    px on the right something else covers. `own` are users' layers, `feature` the selected feature of one. `changed` are the corridors to mark as changed, `since` says since when. Without a theme the map takes the page's. Words are plain text.
    """

    held: tuple[str, ...]
    ever: tuple[str, ...]
    day: str | None
    events: tuple[str, ...] | None
    toggles: Toggles
    corridor: str | None
    feature: str | None
    own: tuple[OwnLayer, ...]
    labels: bool
    news: bool
    changed: tuple[str, ...]
    since: str
    theme: Theme | None
    flight: int
    camera: Camera
    home: Camera
    title: str
    asof: str
    alt: str
    attribution: str
    policy: str
    borders: str
    empty: str
    covered: int


def ask(
    atlas: Atlas, corridors: Sequence[Corridor], view: View, *, whole: Atlas | None = None, flight: int = 0, covered: int = 0
) -> MapRequest:
    """Return what a map is asked for a view and the corridors that it selects; `covered` counts while one is selected.

    `whole` is the atlas of today, where the map has its rows and works out a past day by itself.
    """
    dated = view.events or view.news or view.since or view.until
    chosen = view.corridor if view.corridor in atlas.corridor_by_id else None
    return MapRequest(
        held=tuple(corridor.id for corridor in select(atlas, without_toggles(view))),
        ever=tuple(corridor.id for corridor in select(whole or atlas, without_toggles(view))),
        day=view.asof.isoformat() if whole and view.asof else None,
        events=_placed_news(whole or atlas, atlas, view) if dated else None,
        toggles=Toggles(
            _switched(view.kinds, none=view.no_kind),
            _switched(view.statuses, none=view.no_status),
            () if view.no_layer else view.layers or None,
        ),
        corridor=chosen,
        feature=view.feature if chosen_feature(atlas, view) else None,
        own=tuple(OwnLayer(layer, _mask(atlas, layer, view)) for layer in listed_layers(atlas, view)),
        labels=view.labels,
        news=view.news_places,
        changed=_changed(atlas, corridors, view),
        since=f"Changed since {day_words(view.changed_since)}" if view.changed_since else "",
        theme=view.theme,
        flight=flight,
        camera=view.camera or HOME,
        home=HOME,
        title=shown_words(atlas, view, corridors).removesuffix("."),
        asof=as_of_words(atlas),
        alt=" ".join(words for words in (map_words(atlas, view, corridors), layers_words(atlas, view)) if words),
        attribution=ATTRIBUTION,
        policy=atlas.edition.borders_policy,
        borders=BORDERS,
        empty=shown_words(atlas, view, ()),
        covered=covered if chosen or chosen_feature(atlas, view) else 0,
    )


def _placed_news(whole: Atlas, atlas: Atlas, view: View) -> tuple[str, ...]:
    drawn = whole.chronicle.drawn
    return tuple(event.id for event in atlas.chronicle.pick(passing_news(atlas, view)) if event.place and event.id in drawn)


def _mask(atlas: Atlas, layer: ImportedLayer, view: View) -> str | None:
    held = held_mask(atlas, layer, view)
    return None if held.all() else base64.b64encode(mask_bytes(held)).decode()


def _changed(atlas: Atlas, corridors: Sequence[Corridor], view: View) -> tuple[str, ...]:
    if view.changed_since is None:
        return ()
    found = changes(atlas, corridors, view.changed_since, atlas_as_of(atlas)).corridors
    return tuple(corridor.id for corridor in corridors if corridor.id in found)


def message_of(
    request: MapRequest, deck: pdk.Deck, dataset: str, echo: int, publish: Callable[[str, bytes], str] | None = None
) -> dict[str, Any]:
    """Return a request as the map's script takes it (contract.ts); `dataset` is the address of its rows.

    `publish` gives a part of a user's layer, by its name and content, an address; without it such layers are left out.
    """
    return {name: value for name, value in vars(request).items() if name != "camera"} | {
        "deck": json.dumps(json.loads(deck.to_json()), separators=(",", ":")),
        "dataset": dataset,
        "toggles": request.toggles._asdict(),
        "flight": {"id": request.flight, "camera": request.camera._asdict()},
        "home": request.home._asdict(),
        "own": [_own_message(own, publish) for own in request.own] if publish else [],
        "echo": echo,
    }


def _own_message(own: OwnLayer, publish: Callable[[str, bytes], str]) -> dict[str, Any]:
    layer, data = own.layer, layer_data(own.layer)
    return {
        "id": layer.id,
        "name": layer.name,
        "credit": layer.credit,
        "count": len(layer.features),
        "mask": own.mask,
        "levels": [{"zoom": level.zoom, "data": publish(f"{layer.id}.{level.zoom}", level.data)} for level in data.levels],
        "points": publish(f"{layer.id}.points", data.points) if data.points else None,
        "words": publish(f"{layer.id}.words", data.words),
    }


def _switched(chosen: tuple[Kind, ...] | tuple[Status, ...], *, none: bool) -> tuple[str, ...] | None:
    return () if none else tuple(value.value for value in chosen) or None
