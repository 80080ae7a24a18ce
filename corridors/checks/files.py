"""Rules on the files themselves: canonical form, so that diffs stay readable."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from corridors.canonical import layer_text
from corridors.checks.facts import segment_facts
from corridors.edition import Problem
from corridors.load import LAYERS, Draft


def layer_canonical(draft: Draft) -> Iterator[Problem]:
    """Layer files are written as `corridors check --fix` writes them."""
    for name, text in canonical_layers(draft, follow_records=False).items():
        if name in draft.texts and draft.texts[name] != text:
            yield Problem(
                name, "file", "layer_canonical", "another order, spacing or precision", "canonical form", "run corridors check --fix"
            )


def canonical_layers(draft: Draft, *, follow_records: bool) -> dict[str, str]:
    """Return the canonical text of every layer file, with the facts of the records copied in where asked for."""
    corridors = draft.atlas.corridor_by_id
    texts = {}
    for layer in LAYERS:
        segments = [segment for segment in draft.atlas.segments if segment.layer == layer]
        if follow_records:
            segments = [replace(s, **segment_facts(s, corridors[s.corridor])) for s in segments]  # type: ignore[arg-type]
        texts[f"layers/{layer}.geojson"] = layer_text(layer, segments)
    return texts


def records_sorted(draft: Draft) -> Iterator[Problem]:
    """Records stand sorted: actors and sources by id, events by date, places by name, country and position."""
    atlas = draft.atlas
    files = {
        "events.toml": list(draft.event_order),
        "actors.toml": [actor.id for actor in atlas.actors],
        "sources.toml": [source.id for source in atlas.sources],
        "places.csv": [f"{p.name}\0{p.country or ''}\0{p.lon + 360:09.4f}\0{p.lat + 90:09.4f}" for p in atlas.places],
    }
    for file, keys in files.items():
        for before, after in itertools.pairwise(keys):
            if after < before:
                found = f"{after.split(chr(0))[0]} after {before.split(chr(0))[0]}"
                yield Problem(file, after.split("\0")[0], "records_sorted", found, "rising order", "move it up")


def text_clean(draft: Draft) -> Iterator[Problem]:
    """Files end in one line feed, and hold no carriage return, tab or trailing blank."""
    for name, text in draft.texts.items():
        if "\r" in text or "\t" in text or not text.endswith("\n") or any(line != line.rstrip() for line in text.split("\n")):
            yield Problem(
                name, "file", "text_clean", "a carriage return, tab or trailing blank, or no final line feed", "none", "remove it"
            )


RULES = (layer_canonical, records_sorted, text_clean)
