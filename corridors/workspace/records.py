"""The records of the workspace, and how they stand in the database as JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import cattrs

from corridors.model import Event, PartialDate
from corridors.news.propose import Proposal
from corridors.terms import Basis, Status

Record = TypeVar("Record")
ORIGIN = "workspace"


@dataclass(frozen=True)
class Move:
    """A status that an event brought a corridor to, as a person has confirmed."""

    corridor: str
    status: Status
    basis: Basis = Basis.INFERRED


@dataclass(frozen=True)
class OwnEvent:
    """An event that a user has accepted, where it can be read, and the statuses that it moved; `version` counts its savings."""

    event: Event
    url: str | None = None
    publisher: str = ""
    title: str = ""
    moves: tuple[Move, ...] = ()
    accepted: str = ""
    version: int = field(default=0, compare=False)


class State(StrEnum):
    """What has become of news in the queue."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Queued:
    """One proposal in the review queue. `event` is the id of the event that it became."""

    id: int
    batch: str
    state: State
    proposal: Proposal
    event: str | None = None
    version: int = 1


def now() -> str:
    """Return the present moment as ISO 8601 text, UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(omit_if_default=True)
    converter.register_unstructure_hook(PartialDate, lambda date: date.text)
    converter.register_structure_hook(PartialDate, lambda text, _: PartialDate(text))
    converter.register_structure_hook(float, lambda value, _: float(value))
    return converter


CONVERTER = _converter()


def to_json(record: Any) -> str:  # noqa: ANN401 - any of the records
    """Return a record as JSON."""
    return json.dumps(CONVERTER.unstructure(record), ensure_ascii=False, sort_keys=True)


def from_json(text: str, kind: type[Record]) -> Record:
    """Return the record that a JSON text holds."""
    return CONVERTER.structure(json.loads(text), kind)
