"""The vocabularies of the records, one enum each; what their terms mean stands in geodata/vocabulary.toml."""

from __future__ import annotations

from enum import StrEnum


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
