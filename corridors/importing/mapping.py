"""Which column of a file says what: proposed by `recognise`, corrected by the user, remembered by the shape of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from corridors.importing.problems import ImportFileError, refusal
from corridors.terms import Role

ROLE_TARGETS = tuple(role.value for role in Role)
TARGETS = (
    "name", "other_name", "part", "id", "kind", "status", "countries", *ROLE_TARGETS, "capacity", "capacity_unit", "length", "length_unit",
    "cost", "cost_unit", "start", "sources", "lon", "lat", "geometry",
)  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """Target to column of the file (`columns`), or to one value that holds for every row (`fixed`).

    `part` is the name of a unit or segment and is written after the name; `other_name` stands in where the name is blank. A role of `Role` is a target too: its column names
    the actors with their shares. `source` is the id of the known source that the file was recognised as, "" for none.
    """

    source: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)

    def column(self, target: str) -> str:
        """The column of a target, "" for none."""
        return self.columns.get(target, "")

    def with_column(self, target: str, column: str) -> Mapping:
        """Return the mapping with a target on another column; "" takes it off every column and value."""
        _check_targets([target])
        columns = {**self.columns, target: column} if column else {key: name for key, name in self.columns.items() if key != target}
        return replace(self, columns=columns, fixed={key: value for key, value in self.fixed.items() if key != target})

    def with_value(self, target: str, value: str) -> Mapping:
        """Return the mapping with one value for a target in every row."""
        _check_targets([target])
        columns = {key: name for key, name in self.columns.items() if key != target}
        return replace(self, columns=columns, fixed={**self.fixed, target: value})

    def to_json(self) -> str:
        """Return the mapping as text that `from_json` reads."""
        return json.dumps(self.plain, ensure_ascii=False)

    @property
    def plain(self) -> dict[str, Any]:
        """The mapping as plain JSON values."""
        return {"source": self.source, "columns": dict(self.columns), "fixed": dict(self.fixed)}

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """Return the mapping that a text holds.

        Raises:
            ImportFileError: the text holds no mapping.
        """
        try:
            plain = json.loads(text)
            pairs = {part: {str(key): str(value) for key, value in plain.get(part, {}).items()} for part in ("columns", "fixed")}
            source = str(plain.get("source", ""))
        except (ValueError, AttributeError, TypeError) as error:
            raise refusal("mapping", f"{type(error).__name__}", "the JSON that to_json writes", "map the columns again") from None
        _check_targets([*pairs["columns"], *pairs["fixed"]])
        return cls(source, pairs["columns"], pairs["fixed"])


def _check_targets(targets: Iterable[str]) -> None:
    for target in targets:
        if target not in TARGETS:
            raise refusal("mapping", f"the target {target!r}", ", ".join(TARGETS), "choose one of them")


def check_columns(mapping: Mapping, columns: Iterable[str]) -> None:
    """Refuse a mapping that names a column which the file does not have.

    Raises:
        ImportFileError: it does; the text lists the columns.
    """
    known = list(columns)
    for target, column in mapping.columns.items():
        if column not in known:
            raise missing_column(target, column, known)


def missing_column(target: str, column: str, known: list[str]) -> ImportFileError:
    """Return the error for a column that is not there."""
    listed = ", ".join(known[:40]) + (f" and {len(known) - 40} more" if len(known) > 40 else "")
    return refusal(f"{target}={column[:100]}", "no such column", listed[:2_000] or "none: the file has no columns", "choose one of them")
