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
from corridors.structure import structure
from corridors.terms import Basis, Status

Record = TypeVar("Record")
ORIGIN = "workspace"
Row = Any  # a mapping of a table's columns to values, as SQLAlchemy or sqlite3 has it: of its values nothing is known yet


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


class RecordError(ValueError):
    """A record that cannot be read; the text says what was found and what is allowed."""


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


def from_json(text: object, kind: type[Record]) -> Record:
    """Return the record that a JSON text holds.

    Raises:
        RecordError: it holds none of this kind, or more than that.
    """
    found = structure(plain_of(text), kind, "workspace")
    if isinstance(found, list):
        raise RecordError(f"{found[0].found[:120]}; allowed: {found[0].allowed}")
    return found


def plain_of(text: object) -> dict[str, Any]:
    """Return the JSON object that a text of the database holds.

    Raises:
        RecordError: it holds none.
    """
    if not isinstance(text, str):
        raise RecordError(f"{'nothing' if text is None else type(text).__name__} where a text should be")
    try:
        text.encode()
        plain = json.loads(text, parse_constant=_no_number)
        if "\\u" in text:
            json.dumps(plain, ensure_ascii=False).encode()  # half a letter could be neither shown nor saved
    except (ValueError, RecursionError) as error:
        raise RecordError(f"no JSON: {str(error).splitlines()[0][:120]}") from None
    if not isinstance(plain, dict):
        raise RecordError(f"JSON, but {type(plain).__name__} where an object should be")
    return plain


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def whole(value: object, name: str, least: int = 1) -> int:
    """Return a whole number of the database.

    Raises:
        RecordError: it is none, or too small.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise RecordError(f"{name} is {str(value)[:40]!r}; allowed: a whole number from {least}")
    return value


def flag(value: object, name: str) -> bool:
    """Return a yes or no of the database.

    Raises:
        RecordError: it is neither.
    """
    if value not in (0, 1):
        raise RecordError(f"{name} is {str(value)[:40]!r}; allowed: 0 or 1")
    return bool(value)


def word(value: object, name: str) -> str:
    """Return a text of the database that is not empty.

    Raises:
        RecordError: it is none.
    """
    if not isinstance(value, str) or not value or not value.isprintable():
        raise RecordError(f"{name} is {str(value)[:40]!r}; allowed: a text")
    return value
