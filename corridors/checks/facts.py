"""Rules on what the records claim: statuses, dates, quantities, events, wording."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from corridors.checks.references import file_of
from corridors.edition import Problem
from corridors.load import Draft
from corridors.model import Corridor, PartialDate, Segment, StatusEntry
from corridors.terms import Basis, MilestoneKind, Status, StatusFrom
from corridors.units import QUANTITY_BOUNDS, UNITS

NOT_BUILT = {Status.ANNOUNCED, Status.PROPOSED, Status.CANCELLED}
# A word of partisan use, and what neutral prose says instead. Quoted headlines and titles are left as they are.
LOADED_WORDS = {
    r"\bregime\b(?! for)": "authorities or government",
    r"Taliban government": "Taliban authorities",
    r"\bPOK\b|\bIOK\b|occupied Kashmir": "the side of the Line of Control",
    r"\bterrorist state\b": "the state's name",
    r"Arabian Gulf": "Persian Gulf",
}


def _histories(corridor: Corridor) -> list[tuple[str, tuple[StatusEntry, ...]]]:
    return [(corridor.id, corridor.history), *((leg.segment, leg.history) for leg in corridor.legs)]


def history_in_order(draft: Draft) -> Iterator[Problem]:
    """A status history runs forward in time; only its first entry may be undated."""
    for corridor in draft.atlas.corridors:
        for record, history in _histories(corridor):
            dates = [entry.date for entry in history]
            if any(date is None for date in dates[1:]):
                yield Problem(
                    file_of(corridor), record, "history_in_order", "an undated later entry", "dates after the first entry", "date it"
                )
            known = [date for date in dates if date]
            for before, after in itertools.pairwise(known):
                if after.latest < before.earliest:
                    yield Problem(
                        file_of(corridor), record, "history_in_order", f"{after.text} after {before.text}", "rising dates", "sort it"
                    )


def history_ends_in_status(draft: Draft) -> Iterator[Problem]:
    """The last history entry equals the status, and `as_of` is not earlier than it."""
    for corridor in draft.atlas.corridors:
        if not corridor.history:
            continue
        last = corridor.history[-1]
        if last.status is not corridor.status:
            yield Problem(
                file_of(corridor),
                corridor.id,
                "history_ends_in_status",
                f"{last.status} at the end, status {corridor.status}",
                "the same",
                "correct the one or add a [[history]] entry",
            )
        held = [(corridor.id, corridor.as_of, corridor.history), *((leg.segment, leg.as_of, leg.history) for leg in corridor.legs)]
        for record, as_of, history in held:
            if history and history[-1].date and as_of.latest < history[-1].date.earliest:
                yield Problem(
                    file_of(corridor),
                    record,
                    "history_ends_in_status",
                    f"as_of {as_of.text}, history to {history[-1].date.text}",
                    "as_of not before the last entry",
                    "correct as_of",
                )


def segment_facts(segment: Segment, corridor: Corridor) -> dict[str, object]:
    """Return what a segment's status, basis, as_of and sources must be, from the record that they follow."""
    if segment.status_from is StatusFrom.CORRIDOR:
        return {"status": corridor.status, "basis": corridor.basis, "as_of": corridor.as_of, "sources": corridor.sources}
    if segment.status_from is StatusFrom.EXISTING:
        return {"status": segment.status, "basis": Basis.INFERRED, "as_of": corridor.as_of, "sources": ()}
    leg = next((leg for leg in corridor.legs if leg.segment == segment.id and leg.history), None)
    if leg is None:
        return {}
    last = leg.history[-1]
    return {"status": last.status, "basis": last.basis, "as_of": leg.as_of, "sources": last.sources}


def segment_follows_record(draft: Draft) -> Iterator[Problem]:
    """The copies of status, basis, as_of and sources on the layers equal the record that they come from."""
    for segment in draft.atlas.segments:
        right = segment_facts(segment, draft.atlas.corridor_by_id[segment.corridor])
        wrong = [key for key, value in right.items() if getattr(segment, key) != value]
        if wrong:
            found = "; ".join(f"{key} {_plain(getattr(segment, key))}" for key in wrong)
            allowed = "; ".join(f"{key} {_plain(right[key])}" for key in wrong) + ", as in the record"
            yield Problem(file_of(segment), segment.id, "segment_follows_record", found, allowed, "run corridors check --fix")


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    return value.text if isinstance(value, PartialDate) else str(value)


def status_dates_coherent(draft: Draft) -> Iterator[Problem]:
    """Milestones fit the status and each other, and nothing that has happened lies in the future."""
    today = dt.datetime.now(tz=dt.UTC).date()
    for corridor in draft.atlas.corridors:
        dates = {item.kind: item.date for item in corridor.milestones if item.date}
        start, begun, said = (dates.get(k) for k in (MilestoneKind.START, MilestoneKind.CONSTRUCTION_START, MilestoneKind.ANNOUNCED))
        if start and corridor.status in NOT_BUILT:
            yield _incoherent(corridor, f"in operation since {start.text}, status {corridor.status}", "no start date")
        for early, late, words in (
            (said, begun, "begun before announced"),
            (begun, start, "started before begun"),
            (said, start, "started before announced"),
        ):
            if early and late and late.latest < early.earliest:
                yield _incoherent(corridor, f"{words}: {late.text} before {early.text}", "dates in the order of a project")
        happened = [corridor.as_of, start, begun, said, *(entry.date for entry in corridor.history), *(p.date for p in corridor.progress)]
        for date in happened:
            if date and date.earliest > today:
                yield _incoherent(corridor, f"{date.text} in the future", f"dates up to {today}")


def _incoherent(corridor: Corridor, found: str, allowed: str) -> Problem:
    return Problem(file_of(corridor), corridor.id, "status_dates_coherent", found, allowed, "check it against the source and correct it")


def confirmed_has_source(draft: Draft) -> Iterator[Problem]:
    """What is called confirmed or contested cites a source."""
    for corridor in draft.atlas.corridors:
        claims: list[tuple[str, Basis, Sequence[str]]] = [(f"status {corridor.status}", corridor.basis, corridor.sources)]
        claims += [
            (f"{record} {entry.status}", entry.basis, entry.sources) for record, history in _histories(corridor) for entry in history
        ]
        claims += [(f"{quantity.kind} {quantity.value:g}", quantity.basis, quantity.sources) for quantity in corridor.quantities]
        for what, basis, sources in claims:
            if basis is not Basis.INFERRED and not sources:
                yield Problem(
                    file_of(corridor),
                    corridor.id,
                    "confirmed_has_source",
                    f"{what}, {basis}, no source",
                    "a source, or basis inferred",
                    "cite one",
                )


def quantity_plausible(draft: Draft) -> Iterator[Problem]:
    """Every unit is known, and every number lies within the bounds for its kind (corridors/units.py)."""
    for corridor in draft.atlas.corridors:
        for quantity in corridor.quantities:
            what = f"{quantity.kind} {quantity.value:g} {quantity.unit}"
            bounds = QUANTITY_BOUNDS.get((quantity.kind, quantity.unit))
            if quantity.unit not in UNITS or bounds is None:
                allowed = ", ".join(sorted(unit for kind, unit in QUANTITY_BOUNDS if kind is quantity.kind))
                yield Problem(file_of(corridor), corridor.id, "quantity_plausible", what, f"a unit of {allowed}", "correct the unit")
                continue
            high = quantity.value if quantity.high is None else quantity.high
            if not (bounds.low <= quantity.value <= high <= bounds.high):
                allowed = f"{bounds.low:g} to {bounds.high:g} {quantity.unit}, low before high"
                yield Problem(file_of(corridor), corridor.id, "quantity_plausible", what, allowed, "check it against the source")


def event_dated_and_linked(draft: Draft) -> Iterator[Problem]:
    """Events are not in the future, name a corridor or at least an actor, and cite a source."""
    today = dt.datetime.now(tz=dt.UTC).date()
    for event in draft.atlas.events:
        if event.date.earliest > today:
            yield Problem(
                "events.toml", event.id, "event_dated_and_linked", f"date {event.date.text}", f"a date up to {today}", "correct the date"
            )
        if not event.corridors and not event.actors:
            yield Problem("events.toml", event.id, "event_dated_and_linked", "no corridor and no actor", "at least one", "link it")
        if not event.sources:
            yield Problem("events.toml", event.id, "event_dated_and_linked", "no source", "at least one", "cite it")


def wording_neutral(draft: Draft) -> Iterator[Problem]:
    """Our own prose avoids partisan words; quotations and proper titles are left alone."""
    atlas = draft.atlas
    own = [(file_of(corridor), corridor.id, text) for corridor in atlas.corridors for text in _prose(corridor)]
    own += [("events.toml", event.id, event.headline) for event in atlas.events if event.headline_is == "ours"]
    own += [("events.toml", event.id, event.note) for event in atlas.events]
    for file, record, text in own:
        for pattern, better in LOADED_WORDS.items():
            if match := re.search(pattern, text):
                yield Problem(file, record, "wording_neutral", repr(match[0]), better, "reword it")


def _prose(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _prose(item)
    elif is_dataclass(value) and not isinstance(value, PartialDate):
        for item in fields(value):
            if item.name not in {"id", "sources", "further_sources", "aliases", "points"}:
                yield from _prose(getattr(value, item.name))


RULES = (
    history_in_order,
    history_ends_in_status,
    segment_follows_record,
    status_dates_coherent,
    confirmed_has_source,
    quantity_plausible,
    event_dated_and_linked,
    wording_neutral,
)
