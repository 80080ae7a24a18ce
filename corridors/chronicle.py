"""The events of an atlas as columns, newest first: which of 10^5 pass a filter is a question of milliseconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Self

import numpy as np
import numpy.typing as npt

from corridors.model import Event
from corridors.terms import EventKind

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
KINDS = tuple(EventKind)
# As many as a browser draws at once without waiting.
MOST_DRAWN = 2_000
EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, eq=False)
class Chronicle:
    """Events with their first and last days (ordinals) and kinds; `named_in` and `names` are one row a corridor that an event names.

    `names` are places in `corridors`, `named_in` places among the events.
    """

    events: tuple[Event, ...]
    first: Numbers
    last: Numbers
    kinds: Numbers
    corridors: tuple[str, ...]
    named_in: Numbers
    names: Numbers

    @classmethod
    def of(cls, events: Iterable[Event]) -> Self:
        """Return the chronicle of events in any order."""
        newest = tuple(sorted(events, key=lambda event: (event.date.text, event.id), reverse=True))
        number: dict[str, int] = {}
        pairs = [(index, number.setdefault(name, len(number))) for index, event in enumerate(newest) for name in event.corridors]
        named_in, names = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        place = {kind: index for index, kind in enumerate(KINDS)}
        first, last, kinds = (
            np.fromiter(values, np.int64, len(newest))
            for values in (
                (event.date.earliest.toordinal() for event in newest),
                (event.date.latest.toordinal() for event in newest),
                (place[event.kind] for event in newest),
            )
        )
        return cls(newest, first, last, kinds, tuple(number), named_in, names)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """The first days of the events, each once, in order."""
        return tuple(map(dt.date.fromordinal, np.unique(self.first).tolist()))

    def until(self, day: dt.date) -> Chronicle:
        """Return the chronicle as known on a day."""
        known = self.first <= day.toordinal()
        kept = known[self.named_in]
        place = np.cumsum(known) - 1
        return Chronicle(
            self.pick(known), self.first[known], self.last[known], self.kinds[known], self.corridors,
            place[self.named_in[kept]], self.names[kept],
        )  # fmt: skip

    def pick(self, mask: Mask) -> tuple[Event, ...]:
        """Return the events of a mask, newest first."""
        return tuple(compress(self.events, mask.tolist()))

    def passing(
        self, kinds: Iterable[EventKind] = (), ids: Iterable[str] = (), since: dt.date | None = None, until: dt.date | None = None
    ) -> Mask:
        """Return which events are of these kinds and ids and may lie between two days; what is not given lets everything pass."""
        found = np.ones(len(self.events), dtype=np.bool_)
        if chosen := [KINDS.index(kind) for kind in kinds]:
            found &= np.isin(self.kinds, chosen)
        if wanted := set(ids):
            found &= _at([self._places[name] for name in wanted if name in self._places], len(found))
        if since:
            found &= self.last >= since.toordinal()
        if until:
            found &= self.first <= until.toordinal()
        return found

    def between(self, since: dt.date, until: dt.date) -> Mask:
        """Return which events first may lie after one day, up to another."""
        found: Mask = (self.first > since.toordinal()) & (self.first <= until.toordinal())
        return found

    def naming(self, corridors: Iterable[str]) -> Mask:
        """Return which events name one of the corridors."""
        wanted = set(corridors)
        chosen = np.fromiter((name in wanted for name in self.corridors), np.bool_, len(self.corridors))
        return _at(self.named_in[chosen[self.names]], len(self.events))

    def kinds_named(self, mask: Mask) -> dict[str, list[EventKind]]:
        """Return for each corridor that the events of a mask name the kinds of those events."""
        kept = mask[self.named_in]
        count = np.zeros((len(self.corridors), len(KINDS)), dtype=np.bool_)
        count[self.names[kept], self.kinds[self.named_in[kept]]] = True
        return {name: [KINDS[kind] for kind in np.flatnonzero(row)] for name, row in zip(self.corridors, count, strict=True) if row.any()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many events name each corridor."""
        return dict(zip(self.corridors, np.bincount(self.names, minlength=len(self.corridors)).tolist(), strict=True))

    @cached_property
    def drawn(self) -> dict[str, int]:
        """The events that a map draws, newest first, by id, and how many each stands for.

        All that name a corridor; of more than `MOST_DRAWN` the newest of each corridor and year, as many of each as
        have room. The first of them stands for those left out; an event of several corridors counts for one.
        """
        named, row = np.unique(self.named_in, return_index=True)
        years = (self.first[named] - EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        _, group, size = np.unique(np.stack([self.names[row], years]), axis=1, return_inverse=True, return_counts=True)
        group = group.reshape(-1)
        order = np.argsort(group, kind="stable")
        rank = np.empty(len(named), dtype=np.int64)
        rank[order] = np.arange(len(named)) - (np.cumsum(size) - size)[group[order]]
        room = max(1, int(np.searchsorted(np.cumsum(np.bincount(rank, minlength=1)), MOST_DRAWN, side="right")))
        stands = np.where(rank == 0, np.maximum(size - room, 0)[group] + 1, 1)
        kept = rank < room
        return {self.events[index].id: number for index, number in zip(named[kept].tolist(), stands[kept].tolist(), strict=True)}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {event.id: index for index, event in enumerate(self.events)}


def _at(places: Numbers | list[int], length: int) -> Mask:
    found = np.zeros(length, dtype=np.bool_)
    found[np.asarray(places, dtype=np.int64)] = True
    return found
