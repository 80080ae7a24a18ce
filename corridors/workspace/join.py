"""Reference data and what users added -> one atlas, in which what is theirs is marked as theirs."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corridors.atlas import Atlas
from corridors.imported import ImportedLayer
from corridors.model import Corridor, Event, Segment, Source, StatusEntry
from corridors.terms import StatusFrom
from corridors.workspace.records import ORIGIN, OwnEvent, to_json

BY_USER = "Accepted by a user of this workspace."


def join(atlas: Atlas, events: Sequence[OwnEvent], layers: Sequence[ImportedLayer] = ()) -> Atlas:
    """Return an atlas with users' events, the statuses that they moved, and their layers; the same atlas where there is nothing."""
    if not events and not layers:
        return atlas
    known = [_within(atlas, own) for own in events]
    moves: defaultdict[str, list[StatusEntry]] = defaultdict(list)
    for own in known:
        for move in own.moves:
            entry = StatusEntry(move.status, move.basis, own.event.date, BY_USER, own.event.id, own.event.sources)
            moves[move.corridor].append(entry)
    everything = sorted([*atlas.events, *(own.event for own in known)], key=lambda event: (event.date, event.id))
    return replace(
        atlas,
        events=tuple(everything),
        sources=(*atlas.sources, *(_source_of(own) for own in known if own.event.sources)),
        corridors=tuple(_moved(corridor, moves[corridor.id]) if corridor.id in moves else corridor for corridor in atlas.corridors),
        layers=tuple(layers),
        digest=_digest(atlas, events, layers),
    )


def _within(atlas: Atlas, own: OwnEvent) -> OwnEvent:
    """Return an event with only what the atlas knows: another edition may have dropped a corridor or an actor."""
    current = [found.id for name in own.event.corridors if (found := atlas.get(name))]
    moves = tuple(replace(move, corridor=found.id) for move in own.moves if (found := atlas.get(move.corridor)))
    event: Event = replace(
        own.event, corridors=tuple(dict.fromkeys(current)), actors=tuple(name for name in own.event.actors if name in atlas.actor_by_id),
        origin=ORIGIN, sources=(f"{own.event.id}-source",) if own.url or own.publisher or own.title else (),
    )  # fmt: skip
    return replace(own, event=event, moves=moves)


def _source_of(own: OwnEvent) -> Source:
    title, quoted = (own.title, "quoted") if own.title else (own.event.headline, own.event.headline_is)
    return Source(own.event.sources[0], title, own.publisher or "publisher not given", title_is=quoted, date=own.event.date, url=own.url)


def _moved(corridor: Corridor, entries: Iterable[StatusEntry]) -> Corridor:
    """Return a corridor with further steps of its history; the latest is its status, and that of the legs that follow it."""
    history = tuple(sorted([*corridor.history, *entries], key=lambda entry: entry.date.earliest.toordinal() if entry.date else 0))
    last = history[-1]
    if last.date is None or last.event is None or last in corridor.history or last.date.earliest < corridor.as_of.earliest:
        return replace(corridor, history=history, segments=tuple(_follows(segment, history) for segment in corridor.segments))
    segments = tuple(_follows(segment, history, last) for segment in corridor.segments)
    return replace(
        corridor,
        history=history,
        status=last.status,
        basis=last.basis,
        as_of=last.date,
        sources=last.sources or corridor.sources,
        segments=segments,
    )


def _follows(segment: Segment, history: tuple[StatusEntry, ...], last: StatusEntry | None = None) -> Segment:
    if segment.status_from is not StatusFrom.CORRIDOR:
        return segment
    if last is None or last.date is None:
        return replace(segment, history=history)
    return replace(segment, history=history, status=last.status, basis=last.basis, as_of=last.date)


def _digest(atlas: Atlas, events: Iterable[OwnEvent], layers: Iterable[ImportedLayer]) -> str:
    total = hashlib.sha256(atlas.digest.encode())
    for own in events:
        total.update(to_json(own).encode())
    for layer in layers:
        total.update(f"{layer.id} {layer.version} {layer.digest}".encode())
    return total.hexdigest()
