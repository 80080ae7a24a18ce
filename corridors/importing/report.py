"""What became of every row: how many were read, accepted, repaired, refused, and why, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import pandas as pd

from corridors.importing.limits import short
from corridors.importing.mapping import Mapping
from corridors.tables import defuse


class Effect(StrEnum):
    """What a line of the report means for its row."""

    REFUSED = "refused"  # the row is not in the layer
    REPAIRED = "repaired"  # the row is in the layer, with something mended
    NOTED = "noted"  # the row is in the layer; a value was read by a table, or could not be used


class Line(NamedTuple):
    """One thing about one row: which value broke or met which rule, and what was done or is to do."""

    row: int
    column: str
    value: str
    rule: str
    effect: Effect
    action: str


@dataclass(frozen=True)
class Report:
    """The report of one import. A row that is refused counts as refused, else one that is mended as repaired."""

    file: str
    format: str
    digest: str
    read: int
    accepted: int
    repaired: int
    refused: int
    crs: str
    crs_from: str
    encoding: str
    mapping: Mapping
    notes: tuple[str, ...]
    rows: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "file": self.file,
            "format": self.format,
            "digest": self.digest,
            "read": self.read,
            "accepted": self.accepted,
            "repaired": self.repaired,
            "refused": self.refused,
            "crs": self.crs,
            "crs_from": self.crs_from,
            "encoding": self.encoding,
            "mapping": self.mapping.plain,
            "notes": list(self.notes),
            "rows": [line._asdict() for line in self.rows],
        }

    def json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1)

    def csv(self) -> str:
        """Return the lines as CSV (UTF-8, one each), formulas defused."""
        frame = pd.DataFrame([[defuse(value) for value in line] for line in self.rows], columns=list(Line._fields))
        return frame.to_csv(index=False, lineterminator="\r\n")

    def actions(self) -> dict[tuple[str, str], list[str]]:
        """Return what was done by effect and rule, each different action once, in the order of the rows."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for line in self.rows:
            found.setdefault((line.effect.value, line.rule), {})[line.action] = None
        return {key: list(actions) for key, actions in found.items()}

    def rules(self) -> dict[tuple[str, str], int]:
        """Return how many lines there are by effect and rule, the refusals first."""
        counts: dict[tuple[str, str], int] = {}
        for line in self.rows:
            key = (line.effect.value, line.rule)
            counts[key] = counts.get(key, 0) + 1
        order = [effect.value for effect in Effect]
        return dict(sorted(counts.items(), key=lambda item: (order.index(item[0][0]), -item[1])))


class Ledger:
    """Collects the lines of a report while the rows are worked on."""

    def __init__(self) -> None:
        """Start with none."""
        self.lines: list[Line] = []
        self.notes: list[str] = []

    def add(self, effect: Effect, rule: str, action: str, cells: Iterable[tuple[int, str, object]]) -> None:
        """Add one line for each (row, column, value)."""
        self.lines += [Line(int(row), column, short(value), rule, effect, action) for row, column, value in cells]

    def rows_with(self, effect: Effect) -> set[int]:
        """Return the rows that have a line of an effect."""
        return {line.row for line in self.lines if line.effect is effect}
