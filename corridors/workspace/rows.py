"""Rows of the workspace's tables -> records. A row that cannot be taken says why, and is set aside by whoever reads."""

from __future__ import annotations

import math
from dataclasses import replace

from corridors.model import Position
from corridors.news.propose import Proposal
from corridors.workspace.records import OwnEvent, Queued, RecordError, Row, State, flag, from_json, plain_of, whole, word


def event_of_row(row: Row) -> OwnEvent:
    """Return the accepted event of a row, removed or not.

    Raises:
        RecordError: the row cannot be read.
    """
    own = from_json(row["record"], OwnEvent)
    flag(row["removed"], "removed")
    if own.event.id != word(row["id"], "id"):
        raise RecordError(f"the record calls itself {own.event.id[:100]!r}")
    _check_place(own.event.place)
    return replace(own, version=whole(row["version"], "version"))


def queued_of_row(row: Row) -> Queued:
    """Return the piece of news of a row.

    Raises:
        RecordError: the row cannot be read.
    """
    if row["state"] not in set(State):
        raise RecordError(f"state is {str(row['state'])[:40]!r}; allowed: {', '.join(State)}")
    event, batch = row["event"], row["batch"]
    for text in (batch, "" if event is None else event):
        if not isinstance(text, str) or not _is_unicode(text):
            raise RecordError("batch or event is no text")
    proposal = from_json(row["record"], Proposal)
    _check_place(proposal.candidate.place)
    return Queued(whole(row["id"], "id"), batch, State(row["state"]), proposal, event, whole(row["version"], "version"))


def mapping_of_row(row: Row) -> str:
    """Return the mapping of a row as JSON that `importing.Mapping` reads.

    Raises:
        RecordError: it cannot be read.
    """
    from corridors.importing import ImportFileError, Mapping  # noqa: PLC0415 - it brings geopandas

    word(row["shape"], "shape")
    plain_of(row["record"])
    try:
        Mapping.from_json(row["record"])
    except ImportFileError as error:
        raise RecordError(str(error)) from None
    return str(row["record"])


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_place(place: Position | None) -> None:
    if place is not None and not (all(map(math.isfinite, place)) and abs(place[0]) <= 180 and abs(place[1]) <= 90):
        raise RecordError(f"place is {place}; allowed: longitude, latitude in degrees")
