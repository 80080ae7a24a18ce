"""What an edition of the reference data holds beside its records: places, definitions, exceptions, findings."""

from __future__ import annotations

from dataclasses import dataclass

from corridors.model import PartialDate


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
