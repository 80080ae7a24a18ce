"""The records of the atlas: frozen dataclasses over the vocabularies of terms.py. No I/O and no third-party imports.

Coordinates are always (lon, lat) in degrees, EPSG:4326. Units are in the names or in `Quantity.unit`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from corridors.terms import (
    Accuracy,
    ActorType,
    Basis,
    Confidence,
    EventKind,
    Kind,
    MilestoneKind,
    Mode,
    QuantityKind,
    RelationKind,
    Role,
    Status,
    StatusFrom,
    Tier,
)

Position = tuple[float, float]


DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day, as written: 2026, 2026-02 or 2026-02-25.

    Sorts by its text, which puts a less precise date before the precise ones inside it. Its days are worked out once: an
    atlas of many events asks for them at every filter.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse a text that is no such date.

        Raises:
            ValueError: the text has another form, or names a day that does not exist.
        """
        match = DATE_PATTERN.fullmatch(self.text)
        if match is None:
            raise ValueError(f"{self.text!r} is not a date; allowed: YYYY, YYYY-MM or YYYY-MM-DD")
        try:
            _ = self.earliest
        except ValueError as error:
            raise ValueError(f"{self.text!r} is not a day of the calendar: {error}") from None

    @cached_property
    def earliest(self) -> dt.date:
        """The first day that the text can mean."""
        year, month, day = (int(part) if part else 1 for part in self._parts())
        return dt.date(year, month, day)

    @cached_property
    def latest(self) -> dt.date:
        """The last day that the text can mean."""
        year, month, day = self._parts()
        last_month = int(month) if month else 12
        last_day = int(day) if day else calendar.monthrange(int(year), last_month)[1]
        return dt.date(int(year), last_month, last_day)

    def _parts(self) -> tuple[str, str | None, str | None]:
        match = DATE_PATTERN.fullmatch(self.text)
        assert match is not None  # noqa: S101 - held by __post_init__
        return match[1], match[2], match[3]


@dataclass(frozen=True)
class Source:
    """Where a claim can be read. `title_is` tells a quoted title from our description of the page."""

    id: str
    title: str
    publisher: str
    title_is: str = "quoted"
    date: PartialDate | None = None
    url: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Actor:
    """A state, company or other body. `country` is ISO 3166-1 alpha-2, None for international bodies; `keywords` find it and are no names."""

    id: str
    name: str
    type: ActorType
    aliases: tuple[str, ...] = ()
    country: str | None = None
    note: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActorRole:
    """One actor's part in one corridor."""

    actor: str
    roles: tuple[Role, ...]
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatusEntry:
    """One step of a status history. A date of None means: not known since when."""

    status: Status
    basis: Basis
    date: PartialDate | None = None
    note: str = ""
    event: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """A number with its unit and how it is known; `high` makes it a range."""

    kind: QuantityKind
    value: float
    unit: str
    basis: Basis
    high: float | None = None
    as_of: PartialDate | None = None
    scope: str = ""
    label: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Milestone:
    """A project date; `text` says what a plain date cannot ("2018, then 2025, both missed")."""

    kind: MilestoneKind
    date: PartialDate | None = None
    text: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """A dated report on how far the works are."""

    date: PartialDate
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """One end of a relation; `to` is a corridor id."""

    kind: RelationKind
    to: str
    note: str = ""


@dataclass(frozen=True)
class Claim:
    """What one voice says about a disputed point."""

    by: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """A disputed or open point with the claims side by side."""

    question: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class RouteCheck:
    """How far our drawn line lies from an independent published one, in km; that line itself is not copied."""

    against: tuple[str, ...]
    scope: str
    mean_km: float
    p90_km: float
    max_km: float


@dataclass(frozen=True)
class Leg:
    """The status history of a segment that does not follow its corridor's; `segment` is its id."""

    segment: str
    as_of: PartialDate
    history: tuple[StatusEntry, ...]


@dataclass(frozen=True)
class Segment:
    """A piece of one corridor with one mode and one status history; the unit that is drawn.

    `points` has one position for a site and two or more for a line; `order` counts along the corridor.
    """

    id: str
    corridor: str
    name: str
    mode: Mode
    countries: tuple[str, ...]
    accuracy: Accuracy
    status: Status
    basis: Basis
    as_of: PartialDate
    points: tuple[Position, ...]
    history: tuple[StatusEntry, ...]
    order: int = 1
    status_from: StatusFrom = StatusFrom.CORRIDOR
    role: str = "main"
    offshore: bool = False
    starts_chain: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()
    layer: str = ""

    @property
    def is_site(self) -> bool:
        """True for a point segment."""
        return len(self.points) == 1


@dataclass(frozen=True)
class Corridor:
    """A project that people name, with everything that is claimed of it. `label` is its short name.

    `keywords` are words that a search should find it by and that are not names of it.
    """

    id: str
    name: str
    label: str
    kind: Kind
    status: Status
    basis: Basis
    as_of: PartialDate
    summary: str
    countries: tuple[str, ...]
    tier: Tier = Tier.CORE
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    further_sources: tuple[str, ...] = ()
    confidence: Confidence = Confidence.MEDIUM
    confidence_note: str = ""
    route_note: str = ""
    route_check: RouteCheck | None = None
    history: tuple[StatusEntry, ...] = ()
    legs: tuple[Leg, ...] = ()
    actors: tuple[ActorRole, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    progress: tuple[Progress, ...] = ()
    relations: tuple[Relation, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class Event:
    """A dated piece of news. `headline_is` tells a quoted headline from our own wording."""

    id: str
    date: PartialDate
    kind: EventKind
    headline: str
    corridors: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    headline_is: str = "ours"
    origin: str = "research"
    confidence: Confidence = Confidence.HIGH
    confidence_note: str = ""
    note: str = ""
    place: Position | None = None
    sources: tuple[str, ...] = ()
