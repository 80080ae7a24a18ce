"""Dates in running text: day, month or year, each with where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from corridors.model import PartialDate
from corridors.news.candidates import cut
from corridors.words import MONTHS

_SHORT = {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH = "|".join([*MONTHS, *(short.capitalize() for short in _SHORT)])
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>(?:19|20)\d{2})"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\.?,?\s+{_YEAR}\b",
        rf"\b(?P<month>{_MONTH})\.?\s+{_DAY},?\s+{_YEAR}\b",
        rf"\b{_YEAR}-(?P<number>\d{{2}})-(?P<day>\d{{2}})\b",
        rf"\b(?P<day>\d{{1,2}})\.(?P<number>\d{{1,2}})\.{_YEAR}\b",
        rf"\b(?P<one>\d{{1,2}})/(?P<other>\d{{1,2}})/{_YEAR}\b",
        rf"\b(?P<month>{_MONTH})\.?,?\s+{_YEAR}\b",
        rf"\b(?<=in ){_YEAR}\b",
    )
)
# Every pattern has one year in it, and most text has none: the patterns, which are slow, are tried only so near to one.
HAS_YEAR = re.compile(r"(?:19|20)\d{2}")
BEFORE_YEAR, AFTER_YEAR = 60, 12
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6})?", re.ASCII)
YEAR_ALONE = re.compile(rf"^{_YEAR}$")


class Found(NamedTuple):
    """A date and the stretch of text that says it; a day that does not exist has no date but a problem."""

    start: int
    end: int
    date: PartialDate | None
    problem: str = ""


def find_dates(text: str) -> list[Found]:
    """Return the dates of a text in order; where several readings overlap, the most precise."""
    found: list[Found] = []
    windows = list(_windows(text))
    for pattern in PATTERNS if windows else ():
        # Sorted, so that a text of 10^5 dates is not compared date by date.
        starts = [item.start for item in found]
        for match in (match for first, last in windows for match in pattern.finditer(text, first, last)):
            after = bisect_left(starts, match.end())
            if not after or found[after - 1].end <= match.start():
                found.append(_read(match))
        found.sort(key=lambda item: item.start)
    return found


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text in which a date can stand, apart from one another."""
    first = last = 0
    for year in HAS_YEAR.finditer(text):
        if year.start() - BEFORE_YEAR > last:
            if last:
                yield first, last
            first = year.start() - BEFORE_YEAR
        last = year.end() + AFTER_YEAR
    if last:
        yield first, last


def read_date(text: str) -> Found:
    """Return the date that a table's cell or a field holds as a whole; without one the problem says what was found."""
    plain = text.strip()
    if digits := COMPACT.fullmatch(plain):
        return _made(f"{digits[1]}-{digits[2]}-{digits[3]}", plain)
    # What comes after the day is its time.
    whole = re.sub(r"^(\d{4}-\d{2}-\d{2})[T ].*$", r"\1", plain)
    if YEAR_ALONE.match(whole) or re.fullmatch(r"\d{4}-\d{2}", whole):
        return _made(whole, plain)
    found = find_dates(whole)
    return (
        found[0]
        if found
        else Found(0, len(text), None, f"“{cut(plain, 40)}” is no date; allowed: YYYY, YYYY-MM, YYYY-MM-DD or 16 May 2024")
    )


def _made(written: str, shown: str) -> Found:
    try:
        return Found(0, len(shown), PartialDate(written))
    except ValueError as error:
        return Found(0, len(shown), None, f"“{cut(shown, 40)}”: {error}")


def _read(match: re.Match[str]) -> Found:
    parts = match.groupdict()
    if parts.get("one"):
        return _slashed(match, int(parts["one"]), int(parts["other"]))
    month = int(parts["number"]) if parts.get("number") else _SHORT[_key(parts["month"])] if parts.get("month") else 0
    written = parts["year"] + (f"-{month:02d}" if month else "") + (f"-{int(parts['day']):02d}" if parts.get("day") else "")
    return Found(match.start(), match.end(), *_made(written, match[0])[2:])


def _slashed(match: re.Match[str], one: int, other: int) -> Found:
    """Read 27/05/2024 and 05/27/2024, and say of 03/04/2024 that it means two days."""
    if one <= 12 and other <= 12 and one != other:
        return Found(match.start(), match.end(), None, f"“{match[0]}” can be two days; write it as YYYY-MM-DD")
    day, month = (one, other) if other <= 12 else (other, one)
    return Found(match.start(), match.end(), *_made(f"{match['year']}-{month:02d}-{day:02d}", match[0])[2:])


def _key(month: str) -> str:
    return month.lower()[:4] if month.lower().startswith("sept") and len(month) == 4 else month.lower()[:3]
