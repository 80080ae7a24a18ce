"""The atlas: the immutable set of records that the program works on, and what can be asked of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from corridors.chronicle import Chronicle
from corridors.edition import Definition, Edition, Place, ReviewException
from corridors.imported import ImportedLayer
from corridors.model import Actor, Corridor, Event, PartialDate, Segment, Source, StatusEntry
from corridors.terms import MilestoneKind, RelationKind, Status


class Related(NamedTuple):
    """One relation as seen from one corridor: `inverse` is true when the other corridor holds the record."""

    kind: RelationKind
    corridor: str
    inverse: bool
    note: str


@dataclass(frozen=True, eq=False)
class Atlas:
    """All records of one edition. `day` is set on an atlas as known on a past day, `digest` on one that was loaded.

    `layers` are what users have brought, apart from the records; they have no history, so a past day leaves them as they are.

    Compared and hashed by identity, so that what is computed of it can be cached.
    """

    edition: Edition
    corridors: tuple[Corridor, ...]
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]
    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    definitions: Mapping[str, tuple[Definition, ...]]
    exceptions: tuple[ReviewException, ...] = ()
    day: dt.date | None = None
    digest: str = ""
    layers: tuple[ImportedLayer, ...] = ()

    @cached_property
    def corridor_by_id(self) -> Mapping[str, Corridor]:
        """Corridors by id."""
        return MappingProxyType({corridor.id: corridor for corridor in self.corridors})

    @cached_property
    def _current_ids(self) -> Mapping[str, str]:
        former = {old: corridor.id for corridor in self.corridors for old in corridor.former_ids}
        return MappingProxyType(former | {corridor.id: corridor.id for corridor in self.corridors})

    @cached_property
    def actor_by_id(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return MappingProxyType({actor.id: actor for actor in self.actors})

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:
        """Sources by id."""
        return MappingProxyType({source.id: source for source in self.sources})

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """Events by id."""
        return MappingProxyType({event.id: event for event in self.events})

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every segment, in the order of the corridors and along each."""
        return tuple(segment for corridor in self.corridors for segment in corridor.segments)

    @cached_property
    def last_day(self) -> dt.date:
        """The last day that it speaks of: the edition's, or that of a later event that a user has added."""
        return max((self.edition.released.latest, *self.chronicle.days[-1:]))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """ISO codes of every country that a corridor names, sorted."""
        return tuple(sorted({code for corridor in self.corridors for code in corridor.countries}))

    @cached_property
    def chronicle(self) -> Chronicle:
        """The events as columns, newest first."""
        return Chronicle.of(self.events)

    @cached_property
    def _events_by_corridor(self) -> Mapping[str, tuple[Event, ...]]:
        found: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self.chronicle.events:
            for corridor in event.corridors:
                found[corridor].append(event)
        return MappingProxyType({corridor: tuple(events) for corridor, events in found.items()})

    @cached_property
    def _related_by_corridor(self) -> Mapping[str, tuple[Related, ...]]:
        found: defaultdict[str, list[Related]] = defaultdict(list)
        for corridor in self.corridors:
            for relation in corridor.relations:
                if relation.to not in self.corridor_by_id:
                    continue
                found[corridor.id].append(Related(relation.kind, relation.to, inverse=False, note=relation.note))
                found[relation.to].append(Related(relation.kind, corridor.id, inverse=True, note=relation.note))
        return MappingProxyType({corridor: tuple(related) for corridor, related in found.items()})

    @cached_property
    def _definition_by_term(self) -> Mapping[tuple[str, str], Definition]:
        return MappingProxyType({(group, item.term): item for group, items in self.definitions.items() for item in items})

    def get(self, corridor_id: str) -> Corridor | None:
        """Return the corridor with this id, or that once had it; None where there is none."""
        current = self._current_ids.get(corridor_id)
        return self.corridor_by_id[current] if current else None

    def define(self, group: str, term: str) -> Definition:
        """Return the definition of a vocabulary's term ("status", "proposed").

        Raises:
            KeyError: the vocabulary does not define it; `corridors check` sees to it that it does.
        """
        return self._definition_by_term[group, str(term)]

    def events_of(self, corridor_id: str) -> tuple[Event, ...]:
        """Return the events of a corridor, newest first."""
        return self._events_by_corridor.get(corridor_id, ())

    def related(self, corridor_id: str) -> tuple[Related, ...]:
        """Return the relations of a corridor from both ends."""
        return self._related_by_corridor.get(corridor_id, ())

    def sources_of(self, corridor: Corridor) -> tuple[Source, ...]:
        """Return every source that a corridor's record cites, in the order of first citation."""
        cited: dict[str, None] = {}
        for source in cited_sources(corridor):
            cited.setdefault(source)
        return tuple(self.source_by_id[source] for source in cited if source in self.source_by_id)

    def as_of(self, day: dt.date) -> Atlas:
        """Return the atlas as known on a day: later events, statuses and reports are gone.

        A corridor without a status by then is left out. Partial dates count from their first day. What is undated, the
        prose of a record (summary, notes, disputes) and its actors stay as they are written today.
        """
        corridors = tuple(known for corridor in self.corridors if (known := corridor_on(corridor, day)))
        events = tuple(event for event in self.events if event.date.earliest <= day)
        atlas = replace(self, corridors=corridors, events=events, day=day)
        # A cut of the columns is made far more quickly than the columns.
        vars(atlas)["chronicle"] = self.chronicle.until(day)
        return atlas


def drawn_status(corridor: Corridor, segment: Segment) -> Status:
    """Return the status that a leg is drawn with: an announced corridor is announced on every leg, else its own."""
    return Status.ANNOUNCED if corridor.status is Status.ANNOUNCED else segment.status


def cited_sources(corridor: Corridor) -> Iterable[str]:
    """Yield every source id that a corridor's record cites, status first; ids may repeat."""
    yield from corridor.sources
    legs = [entry for leg in corridor.legs for entry in leg.history]
    facts = (corridor.history, legs, corridor.actors, corridor.quantities, corridor.milestones, corridor.progress)
    for group in facts:
        for fact in group:
            yield from fact.sources
    for dispute in corridor.disputes:
        for claim in dispute.claims:
            yield from claim.sources
    for segment in corridor.segments:
        yield from segment.sources
    yield from corridor.further_sources


def _is_known(date: PartialDate | None, day: dt.date) -> bool:
    return date is None or date.earliest <= day


def _entry_on(history: tuple[StatusEntry, ...], day: dt.date) -> StatusEntry | None:
    known = [entry for entry in history if _is_known(entry.date, day)]
    return known[-1] if known else None


def _segment_on(segment: Segment, day: dt.date) -> Segment | None:
    entry = _entry_on(segment.history, day)
    if entry is None:
        return None
    if entry is segment.history[-1] and segment.as_of.earliest <= day:
        return segment
    history = segment.history[: segment.history.index(entry) + 1]
    as_of = entry.date or PartialDate(min(day, segment.as_of.earliest).isoformat())
    return replace(segment, status=entry.status, basis=entry.basis, sources=entry.sources, as_of=as_of, history=history)


def corridor_on(corridor: Corridor, day: dt.date) -> Corridor | None:
    """Return a corridor as known on a day, or None where it was not known by then."""
    entry = _entry_on(corridor.history, day)
    if entry is None or entry.date is None:
        return None
    segments = tuple(known for segment in corridor.segments if (known := _segment_on(segment, day)))
    changed = replace(
        corridor,
        segments=segments,
        history=tuple(step for step in corridor.history if _is_known(step.date, day)),
        legs=tuple(replace(leg, history=tuple(e for e in leg.history if _is_known(e.date, day))) for leg in corridor.legs),
        milestones=tuple(m for m in corridor.milestones if m.kind is MilestoneKind.TARGET or _is_known(m.date, day)),
        quantities=tuple(q for q in corridor.quantities if _is_known(q.as_of, day)),
        progress=tuple(report for report in corridor.progress if _is_known(report.date, day)),
    )
    if corridor.as_of.earliest <= day:
        return changed
    return replace(changed, status=entry.status, basis=entry.basis, sources=entry.sources, as_of=entry.date)
