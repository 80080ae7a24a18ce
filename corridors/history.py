"""What happened when: every step of status, the days on which anything changes, and what has changed since a day.

A step counts on the first day that its date can mean, as `Atlas.as_of` has it, so that what changed between two days is
the difference of the atlas as known on each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corridors.atlas import Atlas
from corridors.model import Corridor, Event, PartialDate, StatusEntry
from corridors.terms import Basis, Status


class Step(NamedTuple):
    """One dated step of status: of a corridor, or of the leg named. `before` is None where nothing was known before."""

    corridor: str
    leg: str | None
    date: PartialDate
    before: Status | None
    after: Status
    basis: Basis
    event: str | None
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What changed after `since`, up to `until`: corridors first heard of, statuses moved, events; each oldest first."""

    since: dt.date
    until: dt.date
    announced: tuple[Step, ...]
    moved: tuple[Step, ...]
    events: tuple[Event, ...]

    @property
    def corridors(self) -> frozenset[str]:
        """Ids of the corridors whose status, or that of a leg, is another, or that are new."""
        return frozenset(step.corridor for step in (*self.announced, *self.moved))


def steps_of(corridor: Corridor) -> Iterator[Step]:
    """Yield every dated step of a corridor and of its legs that have a history of their own; repeated statuses are no step."""
    yield from _steps(corridor, None, corridor.history)
    names = {segment.id: segment.name for segment in corridor.segments}
    for leg in corridor.legs:
        yield from _steps(corridor, names.get(leg.segment, leg.segment), leg.history)


def _steps(corridor: Corridor, leg: str | None, history: Sequence[StatusEntry]) -> Iterator[Step]:
    before: Status | None = None
    for entry in history:
        if entry.date and entry.status is not before:
            yield Step(corridor.id, leg, entry.date, before, entry.status, entry.basis, entry.event, entry.note, entry.sources)
        # A corridor is in the atlas from its first date on; what it was before, undated, is no step from anything.
        if entry.date or leg:
            before = entry.status


def days_of(corridor: Corridor) -> list[dt.date]:
    """Return the days on which a corridor as known on a day becomes another, in order."""
    dates = [corridor.as_of, *(segment.as_of for segment in corridor.segments), *(entry.date for entry in corridor.history)]
    dates += [entry.date for leg in corridor.legs for entry in leg.history]
    return sorted({date.earliest for date in dates if date})


@lru_cache(maxsize=8)
def turning_days(atlas: Atlas) -> tuple[dt.date, ...]:
    """Return the days on which the atlas changes, by an event or a step of status, in order, up to its own day."""
    dates = {step.date.earliest for corridor in atlas.corridors for step in steps_of(corridor)}
    dates |= set(atlas.chronicle.days)
    return tuple(sorted(day for day in dates if day <= atlas.last_day))


def changes(atlas: Atlas, corridors: Iterable[Corridor], since: dt.date, until: dt.date) -> Changes:
    """Return what changed for corridors after one day, up to another; `atlas` knows at least as much as on the later."""
    chosen = list(corridors)
    ids = {corridor.id for corridor in chosen}
    steps = sorted(
        (step for corridor in chosen for step in steps_of(corridor) if since < step.date.earliest <= until),
        key=lambda step: (step.date.earliest, step.corridor, step.leg or ""),
    )
    news = atlas.chronicle.between(since, until)
    if len(ids) < len(atlas.corridors):
        news &= atlas.chronicle.naming(ids)
    events = atlas.chronicle.pick(news)[::-1]
    announced = tuple(step for step in steps if step.before is None and step.leg is None)
    new = {step.corridor for step in announced}
    # The legs of a corridor that is new are new with it.
    moved = tuple(step for step in steps if step.before is not None or (step.leg and step.corridor not in new))
    return Changes(since, until, announced, moved, events)
