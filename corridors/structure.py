"""Plain values read from geodata files -> records, with every fault of form found at once.

The form of a record is its dataclass in `model.py`; cattrs holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import EnumType, StrEnum
from typing import Any, TypeVar

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

from corridors.edition import Problem
from corridors.model import PartialDate

Record = TypeVar("Record")
Plain = Mapping[str, Any]


class FormError(ValueError):
    """A value of the wrong form; carries what was found and what is allowed."""

    def __init__(self, found: object, allowed: str) -> None:
        """Keep both for the problem line."""
        super().__init__(f"{found!r}; allowed: {allowed}")
        self.found = repr(found)
        self.allowed = allowed


def _date(value: object, _: type) -> PartialDate:
    if not isinstance(value, str):
        raise FormError(value, 'a quoted date: "YYYY", "YYYY-MM" or "YYYY-MM-DD"')
    try:
        return PartialDate(value)
    except ValueError:
        raise FormError(value, "a day, month or year of the calendar: YYYY, YYYY-MM or YYYY-MM-DD") from None


def _text(value: object, _: type) -> str:
    if not isinstance(value, str):
        raise FormError(value, "text in quotes")
    return value


def _number(value: object, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormError(value, "a number without quotes")
    return float(value)


def _whole(value: object, _: type) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FormError(value, "a whole number without quotes")
    return value


def _flag(value: object, _: type) -> bool:
    if not isinstance(value, bool):
        raise FormError(value, "true or false")
    return value


def _member(value: object, enum: EnumType) -> Any:  # noqa: ANN401 - the member of whichever enum is asked for
    try:
        return enum(value)
    except ValueError:
        raise FormError(value, "one of " + ", ".join(enum.__members__.values())) from None


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(PartialDate, _date)
    # By type, the nearest first: an enum of words is a str too, and must not be taken for plain text.
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(StrEnum, _member)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(bool, _flag)
    return converter


CONVERTER = _converter()


def structure(plain: Plain, record: type[Record], file: str) -> Record | list[Problem]:
    """Return the record that the plain values spell, or every fault of form found in them."""
    name = str(plain.get("id") or plain.get("segment") or plain.get("name") or plain.get("term") or "?")
    try:
        return CONVERTER.structure(plain, record)
    except (ClassValidationError, IterableValidationError) as group:
        return [
            Problem(file, name, "form", f"{where} = {found}" if where else found, allowed, todo)
            for where, found, allowed, todo in _faults(group, "")
        ]


def _faults(error: BaseException, where: str) -> list[tuple[str, str, str, str]]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        faults = []
        for inner in error.exceptions:
            note = next((n for n in getattr(inner, "__notes__", ()) if hasattr(n, "name") or hasattr(n, "index")), None)
            step = _step(note)
            faults += _faults(inner, where + step if where or not step.startswith(".") else step[1:])
        return faults
    if isinstance(error, FormError):
        return [(where, error.found, error.allowed, "correct the value")]
    if isinstance(error, ForbiddenExtraKeysError):
        extra = ", ".join(sorted(error.extra_fields))
        return [(where, f"unknown key {extra}", "the keys listed in geodata/README.md", "remove or rename it")]
    if isinstance(error, KeyError):
        return [(where, f"no {error.args[0]}", "a value for every required key", "add it")]
    return [(where, str(error), "the form described in geodata/README.md", "correct the value")]


def _step(note: object) -> str:
    if note is None:
        return ""
    if hasattr(note, "name"):
        return f".{note.name}"
    return f"[{note.index}]"  # type: ignore[attr-defined]
