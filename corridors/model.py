"""The records of the atlas: frozen dataclasses and enums. No I/O and no third-party imports.

Coordinates are always (lon, lat) in degrees, EPSG:4326. Units are in the names or in `Quantity.unit`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

Position = tuple[float, float]


class Kind(StrEnum):
    """What a corridor is."""

    GAS_PIPELINE = "gas_pipeline"
    OIL_PIPELINE = "oil_pipeline"
    RAILWAY = "railway"
    ROAD = "road"
    POWER_LINE = "power_line"
    MULTIMODAL = "multimodal"
    OIL_HUB = "oil_hub"
    PORT = "port"
    DRY_PORT = "dry_port"
    FIELD = "field"

    @property
    def is_site(self) -> bool:
        """True for kinds that are a place rather than a line."""
        return self in {Kind.OIL_HUB, Kind.PORT, Kind.DRY_PORT, Kind.FIELD}


class Mode(StrEnum):
    """How a segment carries what it carries; the kinds of `Kind` that can lie on the ground, and the sea."""

    GAS_PIPELINE = "gas_pipeline"
    OIL_PIPELINE = "oil_pipeline"
    RAILWAY = "railway"
    ROAD = "road"
    POWER_LINE = "power_line"
    SEA = "sea"
    OIL_HUB = "oil_hub"
    PORT = "port"
    DRY_PORT = "dry_port"
    FIELD = "field"


class Status(StrEnum):
    """Global Energy Monitor's status vocabulary; the definitions are in geodata/vocabulary.toml."""

    ANNOUNCED = "announced"
    PROPOSED = "proposed"
    CONSTRUCTION = "construction"
    OPERATING = "operating"
    IDLE = "idle"
    MOTHBALLED = "mothballed"
    SHELVED = "shelved"
    CANCELLED = "cancelled"
    RETIRED = "retired"


class Basis(StrEnum):
    """How a status or a quantity is known."""

    CONFIRMED = "confirmed"
    INFERRED = "inferred"
    CONTESTED = "contested"


class Role(StrEnum):
    """What an actor does for a corridor."""

    HOST_STATE = "host_state"
    TRANSIT = "transit"
    PROPONENT = "proponent"
    OPERATOR = "operator"
    OWNER = "owner"
    FINANCIER = "financier"
    CONTRACTOR = "contractor"
    SUPPLIER = "supplier"
    OFFTAKER = "offtaker"
    GUARANTOR = "guarantor"
    OPPONENT = "opponent"
    SANCTIONING = "sanctioning"


class Accuracy(StrEnum):
    """How well the drawn route is known."""

    SURVEYED = "surveyed"
    APPROXIMATE = "approximate"
    SCHEMATIC = "schematic"


class EventKind(StrEnum):
    """What kind of news an event is."""

    AGREEMENT = "agreement"
    DIPLOMATIC = "diplomatic"
    ANALYSIS = "analysis"
    SECURITY_INCIDENT = "security_incident"
    CONSTRUCTION_MILESTONE = "construction_milestone"
    OPENING = "opening"
    FINANCE = "finance"
    SANCTION = "sanction"


class ActorType(StrEnum):
    """What an actor is."""

    STATE = "state"
    COMPANY = "company"
    BANK = "bank"
    ARMED_GROUP = "armed_group"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    AGENCY = "agency"


class RelationKind(StrEnum):
    """How one corridor stands to another; each pair is recorded once and read both ways."""

    COMPETES_WITH = "competes_with"
    ALTERNATIVE_TO = "alternative_to"
    PARALLEL_TO = "parallel_to"
    OVERLAPS = "overlaps"
    CONNECTS_TO = "connects_to"
    DEPENDS_ON = "depends_on"
    FEEDS = "feeds"
    SERVES = "serves"
    PART_OF = "part_of"
    LOCATED_ON = "located_on"
    USES = "uses"
    REALISES = "realises"
    EXTENDS = "extends"
    PRECEDES = "precedes"

    @property
    def is_symmetric(self) -> bool:
        """True where the relation reads the same from both ends."""
        return self in {
            RelationKind.COMPETES_WITH,
            RelationKind.ALTERNATIVE_TO,
            RelationKind.PARALLEL_TO,
            RelationKind.OVERLAPS,
            RelationKind.CONNECTS_TO,
        }


class QuantityKind(StrEnum):
    """What a number measures."""

    LENGTH = "length"
    PLANNED_CAPACITY = "planned_capacity"
    CAPACITY = "capacity"
    THROUGHPUT = "throughput"
    RESERVES = "reserves"
    COST = "cost"
    GAUGE = "gauge"


class MilestoneKind(StrEnum):
    """The dates that every project has, known or not."""

    ANNOUNCED = "announced"
    CONSTRUCTION_START = "construction_start"
    START = "start"
    TARGET = "target"


class StatusFrom(StrEnum):
    """Where a segment's status comes from."""

    CORRIDOR = "corridor"  # it follows the corridor's own history
    LEG = "leg"  # it has a history of its own, in the corridor's record
    EXISTING = "existing"  # infrastructure that was there before the corridor was thought of


class Tier(StrEnum):
    """Whether a corridor belongs to the region's own question or is there to compare with."""

    CORE = "core"
    COMPARATOR = "comparator"


class Confidence(StrEnum):
    """How far the editors trust a record as a whole."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day, as written: 2026, 2026-02 or 2026-02-25.

    Sorts by its text, which puts a less precise date before the precise ones inside it.
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

    @property
    def earliest(self) -> dt.date:
        """The first day that the text can mean."""
        year, month, day = (int(part) if part else 1 for part in self._parts())
        return dt.date(year, month, day)

    @property
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
    """A state, company or other body. `country` is ISO 3166-1 alpha-2, None for international bodies."""

    id: str
    name: str
    type: ActorType
    aliases: tuple[str, ...] = ()
    country: str | None = None
    note: str = ""


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


@dataclass(frozen=True)
class Place:
    """A named position that routes run through, with the tolerance of its position in km."""

    name: str
    country: str | None
    lon: float
    lat: float
    tolerance_km: float
    source: str


@dataclass(frozen=True)
class Definition:
    """What a word of a vocabulary means, and the word that the screen shows.

    `inverse` is the word for the other end of a relation.
    """

    term: str
    word: str
    text: str
    inverse: str = ""


@dataclass(frozen=True)
class ReviewException:
    """A reasoned exception from one rule for one record; it fails the check once it is no longer needed."""

    rule: str
    record: str
    reason: str


@dataclass(frozen=True)
class Problem:
    """One finding of the data check: where, which rule, what was found, what is allowed, what to do."""

    file: str
    record: str
    rule: str
    found: str
    allowed: str
    todo: str

    def __str__(self) -> str:
        """Return the finding on one line."""
        return f"{self.file}: {self.record}: {self.rule}: found {self.found}; allowed: {self.allowed}; to do: {self.todo}"


@dataclass(frozen=True)
class Edition:
    """What an edition of the reference data says of itself."""

    title: str
    version: str
    released: PartialDate
    licence: str
    citation: str
    borders_policy: str
    known_gaps: tuple[str, ...] = ()
