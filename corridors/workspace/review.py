"""A piece of news under review: the fields that a person may change, and the event that they make, or what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from corridors.atlas import Atlas
from corridors.model import Event, PartialDate, Position
from corridors.news.addresses import clean_address
from corridors.news.candidates import MOST_HEADLINE, Form, cut
from corridors.terms import Basis, Confidence, EventKind, Status
from corridors.workspace.records import ORIGIN, Move, OwnEvent, Queued


@dataclass(frozen=True)
class Draft:
    """The fields of an event as a person writes them. `place` is "lon, lat" or empty; `moves` a status by corridor."""

    headline: str = ""
    date: str = ""
    kind: str = EventKind.DIPLOMATIC.value
    corridors: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: str = ""
    url: str = ""
    publisher: str = ""
    note: str = ""
    quoted: bool = False
    moves: Mapping[str, str] = field(default_factory=dict)
    basis: str = Basis.INFERRED.value


class DraftError(ValueError):
    """A draft that is no event yet; `faults` says per field what was found, what is allowed, what to do."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Keep the faults by field."""
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


def draft_of(item: Queued) -> Draft:
    """Return the draft that a queued proposal begins with. A proposed status change is not in it: a person puts it there."""
    found, links = item.proposal.candidate, item.proposal.links
    return Draft(
        headline=found.headline, date=found.date.text if found.date else "", kind=item.proposal.kind.value,
        corridors=tuple(link.id for link in links.corridors), actors=tuple(link.id for link in links.actors), place=place_text(found.place),
        url=found.url or "", publisher=found.publisher, quoted=found.form is not Form.ROW,
    )  # fmt: skip


def draft_of_event(own: OwnEvent) -> Draft:
    """Return the draft by which an accepted event is edited."""
    event = own.event
    return Draft(
        event.headline, event.date.text, event.kind.value, event.corridors, event.actors, place_text(event.place), own.url or "", own.publisher,
        event.note, event.headline_is == "quoted", {move.corridor: move.status.value for move in own.moves},
        own.moves[0].basis.value if own.moves else Basis.INFERRED.value,
    )  # fmt: skip


def place_text(place: Position | None) -> str:
    """Return a place as "lon, lat", or ""."""
    return f"{round(place[0], 5):g}, {round(place[1], 5):g}" if place else ""


def event_of(draft: Draft, atlas: Atlas, today: dt.date, before: OwnEvent | None = None) -> OwnEvent:
    """Return the event that a draft makes, over the one that it edits where there is one.

    Raises:
        DraftError: fields that cannot be taken, all at once.
    """
    faults: dict[str, str] = {}
    headline = cut(draft.headline, MOST_HEADLINE + 1)
    if not headline or len(headline) > MOST_HEADLINE:
        faults["headline"] = f"{len(headline)} characters; allowed: 1 to {MOST_HEADLINE}"
    date, place = _date(draft.date, today, faults), _place(draft.place, faults)
    url, wrong = clean_address(draft.url)
    if wrong:
        faults["url"] = wrong.removesuffix("; left out") + ", or nothing"
    faults |= _unknown(draft, atlas)
    if faults or date is None:
        raise DraftError(faults)
    event = Event(
        before.event.id if before else "new", date, EventKind(draft.kind), headline, draft.corridors, draft.actors, place=place,
        headline_is="quoted" if draft.quoted else "ours", note=cut(draft.note, 2_000), origin=ORIGIN, confidence=Confidence.MEDIUM,
    )  # fmt: skip
    moves = tuple(Move(corridor, Status(status), Basis(draft.basis)) for corridor, status in draft.moves.items() if status)
    base = before or OwnEvent(event)
    return replace(base, event=event, url=url, publisher=cut(draft.publisher, 200), moves=moves)


def _date(text: str, today: dt.date, faults: dict[str, str]) -> PartialDate | None:
    try:
        date = PartialDate(text.strip())
    except ValueError:
        faults["date"] = f"{text.strip()[:40]!r}; allowed: YYYY-MM-DD, YYYY-MM or YYYY"
        return None
    if date.earliest > today:
        faults["date"] = f"{date.text} is after today; allowed: up to {today}"
    return date


def _place(text: str, faults: dict[str, str]) -> Position | None:
    if not text.strip():
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = 999.0
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        faults["place"] = f"{text.strip()[:40]!r}; allowed: longitude, latitude in degrees, such as 62.2, 34.35, or nothing"
        return None
    return lon, lat


def _unknown(draft: Draft, atlas: Atlas) -> dict[str, str]:
    groups: dict[str, tuple[Iterable[str], Collection[str]]] = {
        "kind": ([draft.kind], set(EventKind)),
        "corridors": (draft.corridors, set(atlas.corridor_by_id)),
        "actors": (draft.actors, set(atlas.actor_by_id)),
        "moves": (draft.moves, draft.corridors),
        "status": ([status for status in draft.moves.values() if status], set(Status)),
        "basis": ([draft.basis], set(Basis)),
    }
    allowed = {"corridors": "ids that `corridors list` prints", "actors": "ids of actors", "moves": "corridors of this event"}
    found = {name: [value for value in values if value not in known] for name, (values, known) in groups.items()}
    return {
        name: f"{', '.join(values)[:80]} not known; allowed: {allowed.get(name) or ', '.join(sorted(groups[name][1]))}"
        for name, values in found.items()
        if values
    }
