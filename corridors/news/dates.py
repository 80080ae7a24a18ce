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
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?\d{6}Z?)?", re.ASCII)
YEAR_ALONE = re.compile(rf"^{_YEAR}$")
DAY_OR_MONTH = re.compile(r"((?:19|20)\d{2}-\d{2}(?:-\d{2})?)(?!\S)", re.ASCII)
DAY_AND_TIME = re.compile(r"((?:19|20)\d{2}-\d{2}-\d{2})[Tt ]\s*(?=\d{1,2}(?::|[Zz]|$))", re.ASCII)
# A time and a zone, wherever they stand in a field: hours, minutes, seconds; sign, hours, minutes.
TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", re.ASCII)
ZONE = re.compile(r"(?<=[\d\s])[+-](\d{2}):?(\d{2})?$", re.ASCII)
LAST_TIME, LAST_ZONE = (24, 59, 60), (23, 59)
# How mail and C write a day, where the patterns above do not know it: Sun, 6 May 24 10:00 GMT; Mon May  6 10:00:00 2024.
SHORT_YEAR = re.compile(rf"(?:[A-Z]{{3,9}},?\s+)?(\d{{1,2}})[ -]({_MONTH})[ -](\d{{2}})(?=\s+\d{{1,2}}:|$)", re.IGNORECASE | re.ASCII)
OF_C = re.compile(
    rf"(?:[A-Z]{{3,9}}\s+)?({_MONTH})\s+(\d{{1,2}})\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s+[A-Z]{{2,5}})?\s+((?:19|20)\d{{2}})",
    re.IGNORECASE | re.ASCII,
)
# What makes of a day one end of a stretch of days, before it or after it: 16–17 May 2024, before 2024-05-16.
_STRETCH = r"(?:[-\u2013\u2014/&+,]|to|and|or|till|until)"
BEFORE_DAY = re.compile(
    rf"(?:(?<![\d:.])\d{{1,2}}(?:st|nd|rd|th)?\s*(?:(?:{_MONTH})\.?\s*)?{_STRETCH}|\b(?:{_MONTH})\.?\s*{_STRETCH}"
    rf"|\b(?:before|after|until|till|since|from|between|by|about|around|circa|ca\.?)|[<>~\u2264\u2265])\s*(?:the\s+)?(?:(?:{_MONTH})\s+)?$",
    re.IGNORECASE,
)
AFTER_DAY = re.compile(rf"^\s*{_STRETCH}\s*(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]?\d)|(?:{_MONTH})\b)", re.IGNORECASE)
ISO_DAY = re.compile(r"(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)", re.ASCII)
# What is longer holds no date as a whole.
MOST_FIELD = 200
MOST_SHOWN = 5


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
    """Return the date that a table's cell or a field of a feed holds as a whole, the day as it is written there.

    Without one the problem says what was found: a day that is not in the calendar, a time or zone that is none, or no date.
    """
    plain = " ".join(text[: MOST_FIELD + 1].split())
    found = _whole(plain) if len(plain) <= MOST_FIELD else None
    if found is None:
        return Found(0, len(text), None, f"“{cut(plain, 40)}” is no date; allowed: YYYY, YYYY-MM, YYYY-MM-DD or 16 May 2024")
    if found.date and (fault := _time_fault(plain)):
        return Found(0, len(text), None, f"“{cut(plain, 40)}”: {fault}; allowed: times up to 24:00:60, zones up to 23:59")
    return _of_a_stretch(plain, found)


def _of_a_stretch(plain: str, found: Found) -> Found:
    """Return what a field holds with the first day of several and a word of it, and without a day of which it is not said that it is that."""
    if found.date is None:
        return found
    dates = find_dates(plain)
    known = list(dict.fromkeys((found.date.text, *(each.date.text for each in dates if each.date), *ISO_DAY.findall(plain))))
    several = [each for each in known if len(each) == len(known[0])]
    if len(several) > 1:
        return found._replace(problem=f"several dates ({', '.join(several[:MOST_SHOWN])}); the first is taken")
    said = next((each for each in dates if each.date == found.date), None)
    start, end = (said.start, said.end) if said else (0, len(found.date.text))
    if BEFORE_DAY.search(plain[:start]) or AFTER_DAY.search(plain[end:]):
        return found._replace(date=None, problem=f"“{cut(plain, 40)}” is a stretch of days, not one; write its first day as YYYY-MM-DD")
    return found


def _whole(plain: str) -> Found | None:
    if digits := COMPACT.fullmatch(plain):
        return _made(f"{digits[1]}-{digits[2]}-{digits[3]}", plain)
    # What comes after the day is its time.
    if whole := DAY_AND_TIME.match(plain) or DAY_OR_MONTH.match(plain):
        return _made(whole[1], plain)
    if YEAR_ALONE.match(plain):
        return _made(plain, plain)
    if mail := SHORT_YEAR.match(plain):
        # As mail has it: 00 to 49 are of this century.
        return _made(f"{'20' if mail[3] < '50' else '19'}{mail[3]}-{_number(mail[2]):02d}-{int(mail[1]):02d}", plain)
    if of_c := OF_C.match(plain):
        return _made(f"{of_c[3]}-{_number(of_c[1]):02d}-{int(of_c[2]):02d}", plain)
    return next(iter(find_dates(plain)), None)


def _time_fault(plain: str) -> str:
    """Return what is wrong with the time or the zone of a field that holds a date."""
    for time in TIME.finditer(plain):
        if any(int(part) > most for part, most in zip(time.groups("0"), LAST_TIME, strict=True)):
            return f"{time[0]} is no time"
    # A zone follows a time: 2024-05-16 is none.
    zone = ZONE.search(plain) if ":" in plain or "T" in plain else None
    if zone and any(int(part) > most for part, most in zip(zone.groups("0"), LAST_ZONE, strict=True)):
        return f"{zone[0]} is no zone"
    return ""


def _made(written: str, shown: str) -> Found:
    try:
        return Found(0, len(shown), PartialDate(written))
    except ValueError as error:
        return Found(0, len(shown), None, f"“{cut(shown, 40)}”: {error}")


def _read(match: re.Match[str]) -> Found:
    parts = match.groupdict()
    if parts.get("one"):
        return _slashed(match, int(parts["one"]), int(parts["other"]))
    month = int(parts["number"]) if parts.get("number") else _number(parts["month"]) if parts.get("month") else 0
    written = parts["year"] + (f"-{month:02d}" if month else "") + (f"-{int(parts['day']):02d}" if parts.get("day") else "")
    return Found(match.start(), match.end(), *_made(written, match[0])[2:])


def _slashed(match: re.Match[str], one: int, other: int) -> Found:
    """Read 27/05/2024 and 05/27/2024, and say of 03/04/2024 that it means two days."""
    if one <= 12 and other <= 12 and one != other:
        return Found(match.start(), match.end(), None, f"“{match[0]}” can be two days; write it as YYYY-MM-DD")
    day, month = (one, other) if other <= 12 else (other, one)
    return Found(match.start(), match.end(), *_made(f"{match['year']}-{month:02d}-{day:02d}", match[0])[2:])


def _number(month: str) -> int:
    # Folded: patterns that ignore case take the long s for an s.
    folded = month.casefold()
    return _SHORT[folded if folded == "sept" else folded[:3]]
