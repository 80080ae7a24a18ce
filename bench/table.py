"""The rows of the tables that `make bench` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One line of a table; without a limit it is told for information only."""

    what: str
    measured: str
    target: str = ""
    met: str = ""


def judged(what: str, value: float, limit: float, unit: str, note: str = "") -> Row:
    """Return a row that compares a value with its upper limit."""
    return Row(
        what,
        f"{value:,.2f} {unit}{note}" if value < 10 else f"{value:,.0f} {unit}{note}",
        f"≤ {limit:g} {unit}",
        verdict(value <= limit),
    )


def verdict(met: bool) -> str:
    return "yes" if met else "**no**"


def table(rows: Iterable[Row]) -> list[str]:
    """Return the lines of a Markdown table."""
    return [
        "| What | Measured | Target | Met |",
        "| --- | --- | --- | --- |",
        *(f"| {row.what} | {row.measured} | {row.target} | {row.met} |" for row in rows),
    ]
